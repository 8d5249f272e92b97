"""The terminal as a chat platform: lines typed come in, every card goes out as words.

It is told who its people are; nobody signs in, so it is only for a company that is there to be tried.
"""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from adapters.contract import (
    FILE_LIMIT,
    CallbackAnswer,
    CallbackRequest,
    Capabilities,
    CardReference,
    Check,
    Directory,
    DirectoryPerson,
    Edition,
    EventSink,
    GroupTabs,
    Login,
    Outgoing,
    OutgoingFile,
    Progress,
    Recording,
    Transcriber,
)
from adapters.customer_contacts import CustomerContacts
from adapters.errors import CallbackRejected, CardClosed, RecipientGone, Refused, TooLarge, Unavailable
from adapters.events import FileSent, InboundEvent, TextSaid, VoiceSaid
from adapters.message_shortcut import MessageShortcut
from cards.render import plain_text

PLATFORM = "console"

Show = Callable[[DirectoryPerson, str], None]
"""Prints what one person is told."""


class ConsolePlatform:
    """Everybody's chats in one terminal. `show` prints; `type_line` and `speak` are what a person does.

    Files that people are handed are written into `folder`.
    """

    name = PLATFORM
    label = "终端"
    editions: tuple[Edition, ...] = ()
    customer_contacts: CustomerContacts | None = None
    group_tabs: GroupTabs | None = None
    message_shortcut: MessageShortcut | None = None
    progress: Progress | None = None
    speech: Transcriber | None = None
    capabilities = Capabilities(card_updates=False, card_inputs=False, answers_clicks=False, click_budget=0.0)

    def __init__(self, people: Sequence[DirectoryPerson], show: Show, folder: Path) -> None:
        self._people = {person.user_id: person for person in people}
        self._show = show
        self._folder = folder
        self._sink: EventSink | None = None

    async def start(self, sink: EventSink) -> None:
        """Begins to take lines."""
        self._sink = sink

    async def stop(self) -> None:
        """Takes no further line."""
        self._sink = None

    async def type_line(self, user_id: str, text: str, at: datetime) -> None:
        """A person types. Raises `Unavailable` when the line could not be stored."""
        await self._accept(user_id, TextSaid(text=text), at)

    async def speak(self, user_id: str, words: str, at: datetime) -> None:
        """A person speaks, and these words were recognised. Raises `Unavailable` like `type_line`."""
        await self._accept(user_id, VoiceSaid(recognition=words), at)

    async def hand_in(self, user_id: str, words: str, at: datetime) -> None:
        """A person sends the file of this path. Raises `Unavailable` like `type_line`."""
        await self._accept(user_id, FileSent(name=Path(words).name, media={"path": words}), at)

    async def _accept(self, user_id: str, happening: TextSaid | VoiceSaid | FileSent, at: datetime) -> None:
        if self._sink is None:
            raise Refused("the console has not been started")
        event = InboundEvent(platform=PLATFORM, key=uuid.uuid4().hex, user_id=user_id, sent_at=at, happening=happening)
        await self._sink.accept(event)

    async def receive(self, request: CallbackRequest) -> CallbackAnswer:
        """Nothing calls a terminal."""
        raise CallbackRejected("there is no such address", status=404)

    async def send(self, outgoing: Outgoing) -> CardReference:
        """Prints the message as words; every button is reached by its word."""
        self._show(self._person(outgoing.user_id), plain_text.draw(outgoing.message))
        return {}

    async def send_file(self, outgoing: OutgoingFile) -> CardReference:
        """Writes the file beside what is there already, and prints where it lies."""
        person = self._person(outgoing.user_id)
        path = await asyncio.to_thread(_written, self._folder / outgoing.name, outgoing.content)
        self._show(person, f"[文件] {path}")
        return {}

    def _person(self, user_id: str) -> DirectoryPerson:
        person = self._people.get(user_id)
        if person is None:
            raise RecipientGone("nobody of that name sits at this terminal", user_id=user_id)
        return person

    async def update(self, reference: CardReference, outgoing: Outgoing) -> CardReference:
        """What was printed stays; what is still open is printed anew."""
        raise CardClosed("this message can't be changed")

    async def recall(self, reference: CardReference) -> None:
        """What was printed stays."""
        raise CardClosed("what was printed can't be recalled")

    async def download(self, event: InboundEvent, voice: VoiceSaid) -> Recording:
        """There is no recording: what is said here comes as words."""
        raise Refused("the console keeps no recordings")

    async def fetch(self, event: InboundEvent, file: FileSent) -> bytes:
        """The file of the path that was typed."""
        return await asyncio.to_thread(_read, Path(file.media["path"]))

    async def read_directory(self) -> Directory:
        """Its people; managers are told person by person."""
        return Directory(people=tuple(self._people.values()), departments=(), is_whole=True, scope_remedy="")

    async def find_person(self, user_id: str) -> DirectoryPerson | None:
        """One person by user id."""
        return self._people.get(user_id)

    def login(self, *, redirect_uri: str, state: str) -> Login:
        """The terminal opens no sidebar."""
        return Login()

    async def identify(self, code: str) -> str:
        """No code stands for anybody here."""
        raise Refused("the console signs nobody in")

    async def check(self) -> list[Check]:
        """There is nothing that could be set wrongly."""
        return [Check("终端", True, f"{len(self._people)} 个人")]


def _read(typed: Path) -> bytes:
    try:
        path = typed.expanduser()
        if path.stat().st_size > FILE_LIMIT:
            raise TooLarge("the file is too large", limit=FILE_LIMIT)
        return path.read_bytes()
    except (OSError, RuntimeError) as error:
        raise Refused("the file can't be read", reason=type(error).__name__) from None


def _written(wanted: Path, content: bytes) -> Path:
    """The file under the first name that is still free: 名单.xlsx, 名单 (2).xlsx … Raises `Unavailable`."""
    path = wanted
    for number in itertools.count(2):
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            path = wanted.with_stem(f"{wanted.stem} ({number})")
        except OSError as error:
            raise Unavailable("the file can't be written", reason=type(error).__name__) from None
        else:
            break
    return path.resolve()
