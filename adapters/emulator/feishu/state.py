"""What Feishu's servers know of one tenant: what requests change and what people see."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from adapters.emulator.feishu.app import App, Credentials
from adapters.emulator.feishu.card_drawing import DrawnCard, draw_card
from adapters.emulator.feishu.chats import NAME, Chat, Chats, Message
from adapters.emulator.feishu.message_checks import draw_message
from adapters.emulator.feishu.tabs import Tabs
from adapters.emulator.files import KeptFile
from adapters.emulator.records import Block, Screens, Seen, Traffic
from adapters.emulator.world import Person, World


class FeishuState:
    """The tenant's app, chats, messages and uploads."""

    def __init__(self, world: World, app: App) -> None:
        self.world = world
        self.app = app
        self.screens = Screens(NAME, world.feed)
        self.traffic = Traffic(NAME, world.feed)
        self.credentials = Credentials(app, world.clock)
        self.chats = Chats(world, app, world.clock)
        self.tabs = Tabs(self.chats)
        self.uploads: dict[str, KeptFile] = {}
        self.pressed: set[str] = set()
        """Messages with a press that the product has not answered yet."""

        self.forbids_phones = False
        """The tenant's audit of phone numbers and mail addresses: messages with one are refused with 230028."""

    def person(self, open_id: str) -> Person | None:
        """Someone of the tenant, by open_id."""
        return next((each for each in self.world.people() if each.account(NAME) == open_id), None)

    def name_of(self, user: str) -> str:
        """A person's name, or the id of someone unknown."""
        if user == "all":
            return "所有人"
        person = self.world.find(NAME, user)
        return person.name if person else user

    def show(self, message: Message, parsed: Mapping[str, Any]) -> None:
        """The bot's message appears to everyone in its chat."""
        if message.kind == "file":
            # Whoever reads a file message is told its name, which only the upload knew.
            parsed = {**parsed, "file_name": self.uploads[parsed["file_key"]].name}
        sketch = draw_message(message.kind, parsed, self.name_of)
        seen = Seen(
            message_id=message.id,
            sent_at=self.world.clock.now(),
            chat=message.chat.name,
            raw={"msg_type": message.kind, "content": parsed},
            **sketch.as_changes(),
        )
        for user in self.chats.readers(message.chat):
            self.screens.show(user, seen)

    def show_own(self, user: str, message: Message, words: str, address: str | None) -> None:
        """A person's own message, as he sees it; `address` is where its recording or file is."""
        seen = Seen(
            message.id,
            message.kind,
            words,
            self.world.clock.now(),
            card=(Block("file" if message.kind == "file" else "text", words, url=address),),
            author="self",
            chat=message.chat.name,
            raw={"message_type": message.kind, "content": json.loads(message.content)},
        )
        self.screens.show(user, seen)

    def redraw(self, message: Message) -> None:
        """Every reader sees the card as it is now."""
        drawn = self.drawn(message)
        raw = {"msg_type": message.kind, "content": message.card}
        for user in self.screens.readers(message.id):
            self.screens.change(user, message.id, state="updated", raw=raw, **drawn.sketch.as_changes())

    def drawn(self, message: Message) -> DrawnCard:
        """A card message drawn, with what each press would send."""
        return draw_card(message.card or {}, self.name_of)

    def recall(self, message: Message) -> None:
        """A message is taken back from all who have it."""
        message.is_deleted = True
        for user in self.screens.readers(message.id):
            self.screens.change(
                user, message.id, state="recalled", kind="recalled", text="", buttons=(), inputs=(), card=()
            )

    def envelope(self, event_type: str, event: Mapping[str, Any], *, microseconds: bool = False) -> bytes:
        """An event or callback as bytes, with a fresh event_id; callbacks count in microseconds."""
        now = self.world.clock.now().timestamp()
        header = {
            "event_id": secrets.token_hex(16),
            "event_type": event_type,
            "create_time": str(int(now * (1_000_000 if microseconds else 1000))),
            "token": self.app.verification_token,
            "app_id": self.app.app_id,
            "tenant_key": self.app.tenant_key,
        }
        return json.dumps({"schema": "2.0", "header": header, "event": event}, ensure_ascii=False).encode()

    def chat_of(self, user: str, group: str | None) -> Chat:
        """The chat that a person writes in."""
        return self.chats.group(group) if group else self.chats.with_person(user)
