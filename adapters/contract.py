"""What the application needs of a chat platform. One implementation per platform, found through `registry`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from adapters.customer_contacts import CustomerContacts
from adapters.errors import Misconfigured
from adapters.events import FileSent, InboundEvent, VoiceSaid
from adapters.message_shortcut import MessageShortcut
from cards.model import Card, Text

CardReference = dict[str, str]
"""What a platform needs to change a card or recall a message later (message id, response code …); stored as JSON,
opaque to others."""

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of a file that we take from a person."""


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """An HTTP request from the platform, as bytes. `endpoint` is the part behind /callback/{platform}/."""

    method: str
    endpoint: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """The HTTP answer to it."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """What a card click shows at once: the changed card, a short word, both or neither."""

    card: Card | None = None
    toast: str = ""
    toast_kind: Literal["success", "info", "warning", "error"] = "info"


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What a chat shows one viewer in place of a link of ours: a line, and a card without acts where he may see one."""

    title: str
    card: Card | None = None


class EventSink(Protocol):
    """Where adapters put events. Returns after the event is durably stored; only then may it be acknowledged.

    For an `ActionTaken` it also waits, within the platform's budget, for what the click changed. Raises
    `Unavailable` when the event could not be stored: the platform must then be told to deliver it again.
    """

    async def accept(self, event: InboundEvent) -> ActionAnswer | None: ...

    async def preview(self, user_id: str, url: str) -> LinkPreview | None:
        """What this person is shown of a link; None leaves it as it is. Nothing is stored. Raises `Unavailable`."""

    async def tell(self, trouble: Misconfigured) -> None:
        """What an admin must do before messages come in again; said at once, as nobody else will notice."""


class Lease(Protocol):
    """Held by one of several processes: for what exists once, such as a connection that ends the older one."""

    async def held(self) -> None:
        """Returns when this process holds it."""

    async def lost(self) -> None:
        """Returns when this process does not hold it any more."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one person or one group.

    `key` is the idempotency key of the outbox row (≤ 50 characters): the platform is told it where it takes
    one. `reply_to` comes from the event that is answered, empty for pushes; its `connection`, where it has one,
    names the long connection over which the answer must go: only the process that holds it can send it. `waited`
    counts the seconds since it was written: a platform may have another way for what could not be sent for long.
    `group_key` is the secret of a group that is reached by a webhook.
    """

    key: str
    user_id: str
    message: Card | Text
    group: str = ""
    reply_to: Mapping[str, str] = field(default_factory=dict)
    waited: float = 0.0
    group_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """One file to one person, by the name under which he sees it; `key` as in `Outgoing`."""

    key: str
    user_id: str
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice message as downloaded: `format` is amr, ogg …"""

    content: bytes
    format: str


class Transcriber(Protocol):
    """Turns a recording into words."""

    async def transcribe(self, recording: Recording) -> str:
        """The words, "" for silence. Raises `Unavailable`, `Misconfigured` or `Refused` (not a recording we read)."""


@dataclass(frozen=True, slots=True)
class DirectoryPerson:
    """A person of the company's directory; the phone is rarely told."""

    user_id: str
    name: str
    title: str = ""
    department_ids: tuple[str, ...] = ()
    manager_user_id: str = ""
    phone: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Department:
    """A department; `leader_user_ids` manage its people."""

    department_id: str
    name: str
    parent_id: str = ""
    leader_user_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """All that the platform lets us see of the company; `notes` say what was skipped and why (Chinese).

    `is_whole` is false when some of it could not be read: who is missing then may still be there (I23).
    `scope_remedy` says where an admin widens what the app may see (Chinese); empty where it always sees everybody.
    """

    people: tuple[DirectoryPerson, ...]
    departments: tuple[Department, ...]
    notes: tuple[str, ...] = ()
    is_whole: bool = field(kw_only=True)
    scope_remedy: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Login:
    """How a person signs in on the sidebar: a redirect (`url`), or a script in the client (`client_script`).

    With a script the page loads it, asks the client for a code with `script_options`, and posts the code back.
    """

    url: str = ""
    client_script: str = ""
    script_options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `ceji doctor`: `remedy` (Chinese) says what to do when it failed."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this platform, as configured, can do; nothing else about it decides what is sent."""

    card_updates: bool
    card_inputs: bool
    answers_clicks: bool  # the click's own answer may carry the changed card
    click_budget: float  # seconds within which a click must be answered
    group_tabs: bool = False
    files_go_to: str = ""  # whom people have to send files, where the platform hands them to nobody else


class Progress(Protocol):
    """Says at once that an answer is under way, in a message that the answer then takes over."""

    async def begin(self, event: InboundEvent, words: str) -> dict[str, str]:
        """Shows the words to who caused the event. Returns what the answer's `reply_to` must hold to take their place.

        Raises the errors of `adapters.errors`.
        """

    async def go_on(self, shown: Mapping[str, str], words: str) -> None:
        """Other words meanwhile; that they could not be shown is no error."""


class GroupTabs(Protocol):
    """Tabs on top of a group. All methods raise the errors of `adapters.errors` and nothing else."""

    async def put(self, group: str, name: str, url: str) -> None:
        """The group has a tab that opens this address; one that is there stays as it is."""

    async def remove(self, group: str, url: str) -> None:
        """The group has no tab that opens this address."""


Spent = Literal["call", "message"]
"""What a monthly allowance is of: calls of the platform's interfaces, and what comes over Stream or callbacks."""


class Meter(Protocol):
    """Counts what was spent of an allowance. Returns at once and never raises."""

    def count(self, spent: Spent) -> None: ...


class Unmetered:
    """The meter of a process that keeps no accounts: `ceji doctor`."""

    def count(self, spent: Spent) -> None:
        """Forgets it."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a platform that a company can buy, and how much of each `Spent` it allows in a calendar month."""

    name: str
    allows: Mapping[str, int]


class ChatPlatform(Protocol):
    """One chat platform. All methods raise the errors of `adapters.errors` and nothing else."""

    name: str
    label: str  # 企业微信, 钉钉, 飞书
    capabilities: Capabilities
    editions: tuple[Edition, ...]  # the first one holds unless an admin says otherwise; empty where nothing is counted
    customer_contacts: CustomerContacts | None  # None where the platform's chat has no customers
    group_tabs: GroupTabs | None
    message_shortcut: MessageShortcut | None

    @property
    def speech(self) -> Transcriber | None:
        """The platform's own speech recognition; None where it has none, or has refused it to us lately."""

    @property
    def progress(self) -> Progress | None:
        """None where the platform shows progress by itself or can't, or has refused it to us lately."""

    async def start(self, sink: EventSink) -> None:
        """Opens sessions and, where configured, the long connection; returns when that is under way."""

    async def stop(self) -> None: ...

    async def receive(self, request: CallbackRequest) -> CallbackAnswer:
        """Verifies, decrypts and parses; hands events to the sink; answers. Raises `CallbackRejected`."""

    async def send(self, outgoing: Outgoing) -> CardReference:
        """Sends; the reference is empty where the message can neither be changed nor recalled later."""

    async def update(self, reference: CardReference, outgoing: Outgoing) -> CardReference:
        """Draws a changed card in place of the sent one. Raises `CardClosed` where that is over."""

    async def recall(self, reference: CardReference) -> None:
        """Takes a message out of the chat of whoever got it; once it is out, that it is out is no error.

        Raises `CardClosed` where that is over, or never was possible.
        """

    async def download(self, event: InboundEvent, voice: VoiceSaid) -> Recording: ...

    async def fetch(self, event: InboundEvent, file: FileSent) -> bytes:
        """The file that was sent. Raises `TooLarge` beyond FILE_LIMIT, `Refused` where it is not there any more."""

    async def send_file(self, outgoing: OutgoingFile) -> CardReference:
        """Uploads a file and sends it. Raises `Refused` where the platform takes no such file: its kind, its size."""

    async def read_directory(self) -> Directory: ...

    async def find_person(self, user_id: str) -> DirectoryPerson | None:
        """One person; None when the platform doesn't know him (any more). Raises `OutOfSight`."""

    def login(self, *, redirect_uri: str, state: str) -> Login:
        """How the sidebar finds out who opened it; `state` is hexadecimal."""

    async def identify(self, code: str) -> str:
        """The user id that a login code stands for. Raises `Refused` when the code is not valid."""

    async def check(self) -> list[Check]:
        """Proves the configuration with the platform's own answers."""
