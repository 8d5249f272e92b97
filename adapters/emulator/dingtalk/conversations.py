"""Chats with the bot: one with each person, and groups that people speak in; their session webhooks."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass

from adapters.emulator.clock import Clock

SESSION_SECONDS = 90 * 60


@dataclass(frozen=True)
class Conversation:
    """A chat; `title` is empty in the chat of one person (`user`) with the bot."""

    id: str
    title: str = ""
    user: str = ""

    @property
    def is_group(self) -> bool:
        """Whether several people see it."""
        return bool(self.title)


class Conversations:
    """All chats that were used so far, and the sessions that may still be answered."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_id: dict[str, Conversation] = {}
        self._sessions: dict[str, tuple[Conversation, float]] = {}

    def with_person(self, user: str) -> Conversation:
        """The chat of one person with the bot."""
        return self._keep(Conversation(_id("single", user), user=user))

    def group(self, wanted: str) -> Conversation:
        """The group with this conversation id or title; opened when there is none of that title."""
        if wanted in self._by_id:
            return self._by_id[wanted]
        return self._keep(Conversation(_id("group", wanted), title=wanted))

    def find(self, conversation_id: object) -> Conversation | None:
        """A chat by its id."""
        return self._by_id.get(str(conversation_id))

    def open_session(self, conversation: Conversation) -> tuple[str, int]:
        """A session of 90 minutes for answers to one message, and when it ends (ms since 1970)."""
        session = secrets.token_hex(16)
        until = self._clock.real().timestamp() + SESSION_SECONDS
        self._sessions[session] = (conversation, until)
        return session, int(until * 1000)

    def session(self, session: str) -> Conversation | None:
        """The chat of a session that has not expired."""
        conversation, until = self._sessions.get(session, (None, 0.0))
        return conversation if until > self._clock.real().timestamp() else None

    def _keep(self, conversation: Conversation) -> Conversation:
        return self._by_id.setdefault(conversation.id, conversation)


def _id(kind: str, name: str) -> str:
    digest = hashlib.sha256(f"{kind}:{name}".encode()).digest()[:16]
    return f"cid{base64.urlsafe_b64encode(digest).decode()}"
