"""What DingTalk's servers know of one organisation: what requests change and what people see."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from typing import Any

from aiohttp import web

from adapters.emulator.dingtalk.app import App, Credentials
from adapters.emulator.dingtalk.callbacks import EVENT_RETRY_SECONDS, Callbacks
from adapters.emulator.dingtalk.card_template import draw_card
from adapters.emulator.dingtalk.cards import CardInstance, CardInstances
from adapters.emulator.dingtalk.conversations import Conversation, Conversations
from adapters.emulator.dingtalk.directory import Directory
from adapters.emulator.dingtalk.stream import Gateway
from adapters.emulator.files import KeptFile
from adapters.emulator.records import Block, Screens, Seen, Traffic
from adapters.emulator.sketch import Sketch
from adapters.emulator.world import World

NAME = "dingtalk"


class DingTalkState:
    """The organisation's app, chats, cards, files and notices."""

    def __init__(
        self,
        world: World,
        app: App,
        repush_seconds: float = 60.0,
        event_retry_seconds: tuple[float, ...] = EVENT_RETRY_SECONDS,
    ) -> None:
        self.world = world
        self.app = app
        self.base_url = "http://127.0.0.1:9000"
        self.screens = Screens(NAME, world.feed)
        self.traffic = Traffic(NAME, world.feed)
        self.credentials = Credentials(app, world.clock)
        self.gateway = Gateway(app, self.credentials, world.clock, self.traffic, repush_seconds)
        self.callbacks = Callbacks(app, world.clock, self.traffic, event_retry_seconds)
        self.conversations = Conversations(world.clock)
        self.cards = CardInstances()
        self.directory = Directory(world, self.credentials)
        self.downloads: dict[str, str] = {}
        self.files: dict[str, KeptFile] = {}
        self.media: dict[str, KeptFile] = {}
        self.quick_entries: list[dict[str, Any]] = []
        """What stands above the input of everybody's chat with the robot."""
        self.notices: dict[str, dict[str, Any]] = {}
        self.charged: Counter[str] = Counter()
        """What the organisation's allowance of the month was spent on: calls and messages."""
        self.held_back: set[str] = set()
        """People whose robot messages are under flow control."""
        self.without_robot: set[str] = set()
        """People who have no chat with the robot."""
        self.unseen: set[str] = set()
        """Colleagues outside the app's visible scope."""
        self._sent_notices: set[tuple[str, str, str]] = set()

    def note_base(self, request: web.Request) -> None:
        """Remember under which address the product reaches us: session and download links carry it."""
        self.base_url = f"{request.scheme}://{request.host}"

    def is_member(self, user: str) -> bool:
        """Whether this staffId is with the organisation and in the app's scope."""
        return user not in self.unseen and any(person.account(NAME) == user for person in self.world.people())

    def name_of(self, user: str) -> str:
        """A person's name, or the id of someone unknown."""
        person = self.world.find(NAME, user)
        return person.name if person else user

    def readers(self, conversation: Conversation) -> list[str]:
        """Who sees what is written in a chat: in a group everyone."""
        if conversation.user:
            return [conversation.user]
        return [person.account(NAME) for person in self.world.people()]

    def post(self, conversation: Conversation, sketch: Sketch, message_id: str, raw: dict[str, Any]) -> None:
        """The bot's message appears to everyone in the chat."""
        seen = Seen(
            message_id=message_id,
            sent_at=self.world.clock.now(),
            chat=conversation.title,
            raw=raw,
            **sketch.as_changes(),
        )
        for user in self.readers(conversation):
            self.screens.show(user, seen)

    def show_own(
        self, user: str, conversation: Conversation, body: dict[str, Any], words: str, address: str | None
    ) -> None:
        """A person's own message, as he sees it."""
        seen = Seen(
            body["msgId"],
            body["msgtype"],
            words,
            self.world.clock.now(),
            card=(Block("file" if body["msgtype"] == "file" else "text", words, url=address),),
            author="self",
            chat=conversation.title,
            raw=body,
        )
        self.screens.show(user, seen)

    def keep_file(self, file: KeptFile) -> str:
        """A file that a message carries; the download code that stands for it."""
        code, token = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
        self.downloads[code] = token
        self.files[token] = file
        return code

    def recall(self, message_id: str) -> None:
        """Take a message back from all who have it."""
        for user in self.screens.readers(message_id):
            self.screens.change(
                user, message_id, state="recalled", text="", buttons=(), inputs=(), card=(), kind="recalled"
            )

    def deliver(self, card: CardInstance, places: list[tuple[str, str]]) -> list[dict[str, Any]]:
        """Show a card in each place; one result per place, as the platform reports them."""
        return [self._deliver_to(card, kind, space) for kind, space in places]

    def redraw(self, card: CardInstance) -> None:
        """Show every reader the card as it is now."""
        for user in self.screens.readers(card.out_track_id):
            self.screens.change(
                user,
                card.out_track_id,
                state="updated",
                raw=_raw(card, user),
                **draw_card(card, user).sketch.as_changes(),
            )

    def notify(self, users: list[str], sketch: Sketch, raw: dict[str, Any]) -> int:
        """A work notice. The same content to the same person a second time that day is silently dropped."""
        task = secrets.randbelow(10**11)
        today = self.world.clock.now().date().isoformat()
        digest = hashlib.sha256(json.dumps(raw["msg"], sort_keys=True).encode()).hexdigest()
        dropped = [user for user in users if (user, today, digest) in self._sent_notices]
        unknown = [user for user in users if not self.is_member(user)]
        for user in users:
            if user not in dropped and user not in unknown:
                self._sent_notices.add((user, today, digest))
                seen = Seen(
                    f"notice{task}", sent_at=self.world.clock.now(), chat="工作通知", raw=raw, **sketch.as_changes()
                )
                self.screens.show(user, seen)
        self.notices[str(task)] = {
            "invalid_user_id_list": unknown,
            "forbidden_user_id_list": dropped,
            "forbidden_list": [{"code": 143106, "count": 1, "userid": user} for user in dropped],
            "failed_user_id_list": [],
            "read_user_id_list": [user for user in users if user not in dropped and user not in unknown],
            "unread_user_id_list": [],
        }
        return task

    def _deliver_to(self, card: CardInstance, kind: str, space: str) -> dict[str, Any]:
        conversation = self._place(kind, space)
        result: dict[str, Any] = {
            "spaceType": kind,
            "spaceId": space,
            "success": conversation is not None,
            "carrierId": secrets.token_urlsafe(12) if conversation else "",
            "errorMsg": "" if conversation else "spaceId 无效",
        }
        if conversation is None:
            return result
        card.places.append((kind, space))
        for user in self.readers(conversation):
            seen = Seen(
                message_id=card.out_track_id,
                sent_at=self.world.clock.now(),
                chat=conversation.title,
                raw=_raw(card, user),
                **draw_card(card, user).sketch.as_changes(),
            )
            self.screens.show(user, seen)
        return result

    def _place(self, kind: str, space: str) -> Conversation | None:
        if kind == "IM_ROBOT":
            is_there = self.is_member(space) and space not in self.without_robot
            return self.conversations.with_person(space) if is_there else None
        conversation = self.conversations.find(space)
        return conversation if conversation is not None and conversation.is_group else None


def _raw(card: CardInstance, user: str) -> dict[str, Any]:
    return {
        "outTrackId": card.out_track_id,
        "cardTemplateId": card.template_id,
        "cardData": {"cardParamMap": card.public},
        "privateData": {user: {"cardParamMap": card.private.get(user, {})}},
    }
