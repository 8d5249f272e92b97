"""Chats and the messages in them: who is in a chat, what was sent, changed and taken back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.emulator.clock import Clock
from adapters.emulator.feishu.app import App
from adapters.emulator.feishu.codes import Refusal
from adapters.emulator.world import Person, World

NAME = "feishu"


@dataclass(frozen=True)
class Chat:
    """A chat of the bot with one person (`user`), or a group with a name."""

    id: str
    user: str = ""
    name: str = ""

    @property
    def type(self) -> str:
        """`p2p` or `group`, as events say it."""
        return "p2p" if self.user else "group"


@dataclass
class Message:
    """One message; `content` is the JSON string as it was sent, `card` its parsed form when it is a card."""

    id: str
    chat: Chat
    kind: str
    content: str
    sender: str
    created_ms: int
    updated_ms: int
    root_id: str = ""
    parent_id: str = ""
    is_deleted: bool = False
    is_updated: bool = False
    card: dict[str, Any] | None = None
    files: dict[str, bytes] = field(default_factory=dict)


class Chats:
    """All chats and messages of the tenant."""

    def __init__(self, world: World, app: App, clock: Clock) -> None:
        self._world = world
        self._app = app
        self._clock = clock
        self._chats: dict[str, Chat] = {}
        self._messages: dict[str, Message] = {}

    def with_person(self, user: str) -> Chat:
        """The bot's chat with one person."""
        return self._keep(Chat(f"oc_p2p_{user.removeprefix('ou_')}", user=user))

    def group(self, wanted: str) -> Chat:
        """The group with this chat_id or name; opened when there is none."""
        for chat in self._chats.values():
            if chat.type == "group" and wanted in (chat.id, chat.name):
                return chat
        return self._keep(Chat(f"oc_{secrets.token_hex(16)}", name=wanted))

    def find(self, chat_id: str) -> Chat | None:
        """A chat by its id; the chat with a person exists before its first message."""
        if chat_id.startswith("oc_p2p_"):
            person = self._person(f"ou_{chat_id.removeprefix('oc_p2p_')}")
            return self.with_person(person.account(NAME)) if person else None
        return self._chats.get(chat_id)

    def readers(self, chat: Chat) -> list[str]:
        """Who sees what is written there: in a group everyone."""
        return [chat.user] if chat.user else [person.account(NAME) for person in self._world.people()]

    def receiver(self, id_type: str, receive_id: str) -> Chat:
        """Where a message to this receiver goes; the Refusal that the platform gives when it can't."""
        if id_type == "chat_id":
            chat = self.find(receive_id)
            if chat is None:
                raise Refusal(230002, "Bot/User can NOT be out of the chat.")
            return chat
        finders: dict[str, Callable[[Person], str]] = {
            "open_id": lambda person: person.account(NAME),
            "union_id": union_id,
            "user_id": lambda person: person.key,
            "email": lambda person: f"{person.key}@example.com",
        }
        if id_type not in finders:
            raise Refusal(230001, f"Your request contains an invalid request parameter, receive_id_type: {id_type}")
        for person in self._world.staff.values():
            if finders[id_type](person) == receive_id:
                if person.has_left:
                    raise Refusal(230013, "Bot has NO availability to this user.")
                return self.with_person(person.account(NAME))
        raise _unknown_receiver(id_type)

    def add(self, chat: Chat, kind: str, content: str, sender: str, **more: Any) -> Message:
        """A new message."""
        now = self._now_ms()
        message_id = more.pop("id", None) or f"om_{secrets.token_hex(16)}"
        message = Message(message_id, chat, kind, content, sender, now, now, **more)
        self._messages[message.id] = message
        return message

    def get(self, message_id: str) -> Message | None:
        """A message by its id."""
        return self._messages.get(message_id)

    def required(self, message_id: str) -> Message:
        """A message that a request names: unknown, deleted and recalled ones are refused."""
        message = self._messages.get(message_id)
        if message is None:
            raise Refusal(230001, "Your request contains an invalid request parameter, message_id not found.")
        if message.is_deleted:
            raise Refusal(230011, "The message was recalled.")
        return message

    def change(self, message: Message, content: str, card: dict[str, Any] | None) -> None:
        """New content in place of the old."""
        message.content, message.card = content, card
        message.is_updated, message.updated_ms = True, self._now_ms()

    def age_days(self, message: Message) -> float:
        """Days since it was sent, by business time."""
        return (self._now_ms() - message.created_ms) / 86_400_000

    def as_json(self, message: Message) -> dict[str, Any]:
        """A message as REST answers show it."""
        is_bot = message.sender == self._app.app_id
        shown: dict[str, Any] = {
            "message_id": message.id,
            "msg_type": message.kind,
            "create_time": str(message.created_ms),
            "update_time": str(message.updated_ms),
            "deleted": message.is_deleted,
            "updated": message.is_updated,
            "chat_id": message.chat.id,
            "sender": {
                "id": message.sender,
                "id_type": "app_id" if is_bot else "open_id",
                "sender_type": "app" if is_bot else "user",
                "tenant_key": self._app.tenant_key,
            },
            "body": {"content": message.content},
        }
        if message.parent_id:
            shown |= {"root_id": message.root_id, "parent_id": message.parent_id}
        return shown

    def _keep(self, chat: Chat) -> Chat:
        return self._chats.setdefault(chat.id, chat)

    def _person(self, open_id: str) -> Person | None:
        return next((p for p in self._world.staff.values() if p.account(NAME) == open_id), None)

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def union_id(person: Person) -> str:
    """A person's id across the apps of one developer."""
    return f"on_{person.key}"


def person_ids(person: Person) -> Mapping[str, str]:
    """The three ids of a person, as events carry them."""
    return {"union_id": union_id(person), "user_id": person.key, "open_id": person.account(NAME)}


def _unknown_receiver(id_type: str) -> Refusal:
    code = {"open_id": 99992351, "union_id": 99992354, "user_id": 99992360}.get(id_type, 230034)
    return Refusal(code, f"The {id_type} of the receiver does not exist or is not in the scope of the app.")
