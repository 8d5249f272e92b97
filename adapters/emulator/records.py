"""What people see on a platform, what went over the wire, and news of both for whoever watches."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Button:
    """Something to press. `id` is what `/_control/{platform}/press` takes; a `url` opens instead of calling back."""

    id: str
    label: str
    url: str | None = None
    style: str = ""
    disabled: bool = False


@dataclass(frozen=True)
class Option:
    """One choice of a select or checkbox."""

    id: str
    label: str


@dataclass(frozen=True)
class Input:
    """Something to fill in before pressing: `kind` is text, select, multi_select, checkbox, date, time …"""

    name: str
    kind: str
    label: str = ""
    options: tuple[Option, ...] = ()
    value: Any = None
    required: bool = False
    disabled: bool = False


@dataclass(frozen=True)
class Block:
    """One piece of a card for the page to draw, in reading order.

    `kind`: preview (what the chat list shows), source, title, subtitle, emphasis, quote, text, markdown, fact (label
    and text), link, note, image, chart, divider, buttons, input; `items` names the buttons or inputs that stand there.
    """

    kind: str
    text: str = ""
    label: str = ""
    url: str | None = None
    style: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """One message as a person sees it. `text` holds all words on it in reading order, one piece a line."""

    message_id: str
    kind: str
    text: str
    sent_at: datetime
    buttons: tuple[Button, ...] = ()
    inputs: tuple[Input, ...] = ()
    card: tuple[Block, ...] = ()
    state: str = "shown"
    author: str = "bot"
    chat: str = ""
    raw: Any = None

    def as_json(self) -> dict[str, Any]:
        """What `GET /_control/{platform}/messages` shows."""
        return {**asdict(self), "sent_at": self.sent_at.isoformat()}


class Feed:
    """News for those who watch: one event for each change."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[dict[str, Any] | None]] = set()

    def publish(self, **event: Any) -> None:
        """Tell every watcher."""
        for queue in self._watchers:
            queue.put_nowait(event)

    def close(self) -> None:
        """Let every watcher go: the emulator stops."""
        for queue in self._watchers:
            queue.put_nowait(None)

    @contextmanager
    def watch(self) -> Iterator[AsyncIterator[dict[str, Any]]]:
        """Everything that is published from now on, until the emulator stops."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            yield _drain(queue)
        finally:
            self._watchers.discard(queue)


async def _drain(queue: asyncio.Queue[dict[str, Any] | None]) -> AsyncIterator[dict[str, Any]]:
    while (event := await queue.get()) is not None:
        yield event


class Screens:
    """What each person sees on one platform, newest last."""

    def __init__(self, platform: str, feed: Feed) -> None:
        self._platform = platform
        self._feed = feed
        self._seen: dict[str, list[Seen]] = {}

    def show(self, user: str, seen: Seen) -> None:
        """A message appears."""
        self._seen.setdefault(user, []).append(seen)
        self._tell("message", user, seen)

    def change(self, user: str, message_id: str, **changes: Any) -> bool:
        """A message changes in place (a card is updated, a message recalled); False when the person has none."""
        messages = self._seen.get(user, [])
        for index, seen in enumerate(messages):
            if seen.message_id == message_id:
                messages[index] = replace(seen, **changes)
                self._tell("change", user, messages[index])
                return True
        return False

    def get(self, user: str, message_id: str) -> Seen | None:
        """One message of a person, as it looks now."""
        return next((seen for seen in self.of(user) if seen.message_id == message_id), None)

    def of(self, user: str) -> list[Seen]:
        """All that a person sees, his own words included (`author` "self")."""
        return list(self._seen.get(user, []))

    def readers(self, message_id: str) -> list[str]:
        """Who has this message."""
        return [user for user, all_ in self._seen.items() if any(s.message_id == message_id for s in all_)]

    def _tell(self, what: str, user: str, seen: Seen) -> None:
        self._feed.publish(
            type=what, platform=self._platform, user=user, message_id=seen.message_id, author=seen.author
        )


_MASKED_NAMES = (
    "access_token|corpsecret|appsecret|app_secret|appSecret|client_secret|clientSecret|secret|"
    "tenant_access_token|app_access_token|accessToken|refresh_token|refreshToken|user_access_token|"
    "ticket|jsapi_ticket|user_ticket|code"
)
_QUERY_SECRET = re.compile(rf"(?P<before>[?&](?:{_MASKED_NAMES})=)(?P<secret>[^&\s]+)")
_JSON_SECRET = re.compile(rf'(?P<before>"(?:{_MASKED_NAMES})"\s*:\s*")(?P<secret>[^"]+)')
_SECRET_HEADERS = {"authorization", "x-acs-dingtalk-access-token", "cookie", "set-cookie"}
_LONGEST_BODY = 20_000


def masked(text: str) -> str:
    """The text with every token and secret cut to its first four characters."""
    for pattern in (_QUERY_SECRET, _JSON_SECRET):
        text = pattern.sub(lambda found: f"{found['before']}{found['secret'][:4]}***", text)
    return text


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, or one frame of a long connection, as it went over the wire.

    `direction` is `from_product` or `to_product`; bodies are cut at 20 000 characters.
    """

    at: datetime
    direction: str
    method: str
    url: str
    headers: dict[str, str]
    body: str
    status: int | None
    answer: str
    plain: str = ""

    def as_json(self) -> dict[str, Any]:
        """What `GET /_control/{platform}/traffic` shows."""
        return {**asdict(self), "at": self.at.isoformat()}


class Traffic:
    """The last exchanges of a platform with the product, secrets masked."""

    def __init__(self, platform: str, feed: Feed, keep: int = 300) -> None:
        self._platform = platform
        self._feed = feed
        self._exchanges: deque[Exchange] = deque(maxlen=keep)

    def add(
        self,
        at: datetime,
        direction: str,
        method: str,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        body: bytes | str = "",
        status: int | None = None,
        answer: bytes | str = "",
        plain: str = "",
    ) -> None:
        """Keep one exchange; `plain` is the decrypted content where the wire carries it encrypted."""
        shown = {
            name: value[:4] + "***" if name.lower() in _SECRET_HEADERS else value
            for name, value in (headers or {}).items()
        }
        self._exchanges.append(
            Exchange(at, direction, method, masked(url), shown, _text(body), status, _text(answer), masked(plain))
        )
        self._feed.publish(type="traffic", platform=self._platform, direction=direction, url=masked(url))

    def all(self) -> list[Exchange]:
        """Oldest first."""
        return list(self._exchanges)


def _text(body: bytes | str) -> str:
    if isinstance(body, bytes):
        try:
            body = body.decode()
        except UnicodeDecodeError:
            return f"<{len(body)} bytes>"
    return masked(body[:_LONGEST_BODY])
