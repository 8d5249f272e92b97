"""Neutral inbound events: what a person did, whichever platform told it.

An event is plain data that is stored in the inbox as JSON before anything else happens. An adapter makes it of values
that it has read and checked one by one, so making one checks nothing again; `EVENT` checks what comes from the inbox.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter


class EventPart:
    """Strict about unknown fields when it is read from JSON."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSaid(EventPart):
    """A person wrote a line. `quoted` is the id of the message of ours that was replied to, where known.

    `written_at` is when the words were written, where he hands us words of another time: days in them count from then.
    """

    kind: Literal["text"] = "text"
    text: str
    quoted: str = ""
    written_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSaid(EventPart):
    """A person spoke. `recognition` is the platform's own transcript, empty where there is none.

    `media` says to the platform's adapter where the recording lies.
    """

    kind: Literal["voice"] = "voice"
    recognition: str = ""
    media: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSent(EventPart):
    """A person sent a file that can be fetched.

    `name` is empty where the platform doesn't tell it (WeCom's intelligent bot), `size` counts bytes, 0 where it isn't
    told; only the content says what kind of file it is. `media` says to the platform's adapter where it lies.
    """

    kind: Literal["file"] = "file"
    name: str = ""
    size: int = 0
    media: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTaken(EventPart):
    """A person pressed a button, chose from a select or sent a form.

    `values` holds the selects and inputs by name. `card` is what the platform needs to change the card that
    was pressed (a response code, a message id, a token …); it joins the stored reference of the card.
    """

    kind: Literal["action"] = "action"
    action: str
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    card: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOpened(EventPart):
    """A person opened the chat with us."""

    kind: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuChosen(EventPart):
    """A person chose an entry of the chat's menu; `key` is the entry's key, a word of ours (今日, 新线索 …)."""

    kind: Literal["menu"] = "menu"
    key: str


DirectoryChange = Literal["joined", "changed", "left"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryChanged(EventPart):
    """The company's directory changed; `user_ids` are those concerned, empty where the platform doesn't say."""

    kind: Literal["directory"] = "directory"
    change: DirectoryChange
    user_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecalled(EventPart):
    """A person took back what he had written; `message` is the key of that message's event.

    Platforms don't say whose it was: the event has no `user_id` until the recalled message has been found.
    """

    kind: Literal["recalled"] = "recalled"
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupJoined(EventPart):
    """A colleague took us into the group that the event names."""

    kind: Literal["joined"] = "joined"


CustomerChange = Literal["added", "half_added", "edited", "removed", "left", "transfer_failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLinked(EventPart):
    """A customer outside the company (a WeChat user) and a colleague found or lost each other in the platform's chat.

    The event's `user_id` is the colleague. `half_added` is a customer whom the colleague has not confirmed yet,
    `removed` one whom he deleted, `left` one who deleted him, `transfer_failed` one who could not be handed to him
    (`reason` is refused or full). `welcome_code` allows one welcome within seconds; `state` names the way by which the
    customer came, where the company has given it a name.
    """

    kind: Literal["customer"] = "customer"
    change: CustomerChange
    external_id: str
    welcome_code: str = ""
    state: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTagsChanged(EventPart):
    """The company's own tags for customers were renamed, deleted or added to."""

    kind: Literal["customer_tags"] = "customer_tags"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppIdle(EventPart):
    """The platform warns that our app is used too little: `suspended` says that it acts on that already, `restored`
    that all is well again."""

    kind: Literal["app_idle"] = "app_idle"
    standing: Literal["warned", "suspended", "restored"]
    takes_effect_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsiderSpoke(EventPart):
    """Somebody outside the company spoke to us in the group that the event names, on a platform that tells him nothing
    itself; what he said is not kept. The event's key is the same each time."""

    kind: Literal["outsider"] = "outsider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(EventPart):
    """A message of a kind that we can't read: `what` is image, video, sticker, location, link, card, or file where it
    can't be fetched …"""

    kind: Literal["unreadable"] = "unreadable"
    what: str


Happening = Annotated[
    TextSaid
    | VoiceSaid
    | FileSent
    | ActionTaken
    | ChatOpened
    | MenuChosen
    | DirectoryChanged
    | MessageRecalled
    | GroupJoined
    | CustomerLinked
    | CustomerTagsChanged
    | AppIdle
    | OutsiderSpoke
    | Unreadable,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundEvent(EventPart):
    """One thing that happened on a platform.

    `key` is the platform's natural key of the event, unique per platform: the same message delivered again has
    the same key. `user_id` is the sender's id on that platform, empty for events of the platform itself.
    `group` is the chat's id when it was said in a group (there we are only told when mentioned). `reply_to`
    is what the adapter needs to answer into the same chat. `sent_at` is the platform's time.
    """

    platform: str
    key: str
    user_id: str
    group: str = ""
    sent_at: AwareDatetime
    happening: Happening
    reply_to: dict[str, str] = field(default_factory=dict)

    @property
    def conversation(self) -> str:
        """One person in one chat on one platform (CONVERSATION §4.1)."""
        return f"{self.platform}:{self.user_id}:{self.group}"

    @property
    def words_at(self) -> datetime:
        """When its words were written or spoken."""
        written_at = self.happening.written_at if isinstance(self.happening, TextSaid) else None
        return written_at or self.sent_at


EVENT: TypeAdapter[InboundEvent] = TypeAdapter(InboundEvent)
