"""Cards that were sent, as each reader has them now, and the single-use response codes that allow changing them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.emulator.clock import Clock
from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError

_CODE_HOURS = 72
Json = dict[str, Any]


@dataclass(frozen=True)
class _Code:
    agent_id: int
    msgid: str
    issued_at: datetime


class CardStore:
    """Cards by message and reader."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._cards: dict[tuple[str, str], Json] = {}
        self._task_ids: set[tuple[int, str]] = set()
        self._codes: dict[str, _Code] = {}

    def claim(self, agent_id: int, task_id: str) -> None:
        """A task id may be used once in an app (42014)."""
        if (agent_id, task_id) in self._task_ids:
            raise WeComError(codes.BAD_TASK_ID, "invalid task_id: used before")
        self._task_ids.add((agent_id, task_id))

    def put(self, user: str, msgid: str, card: Json) -> None:
        """What a reader has now."""
        self._cards[user, msgid] = card

    def get(self, user: str, msgid: str) -> Json | None:
        """What a reader has; None when it never reached him."""
        return self._cards.get((user, msgid))

    def issue(self, agent_id: int, msgid: str) -> str:
        """A new response code: 72 hours, one use."""
        code = secrets.token_urlsafe(32)
        self._codes[code] = _Code(agent_id, msgid, self._clock.real())
        return code

    def redeem(self, agent_id: int, response_code: Any) -> str:
        """The message a code stands for (60140 unknown, used or late; 42015 of another app)."""
        code = self._codes.get(response_code) if isinstance(response_code, str) else None
        if code is None or self._clock.real() - code.issued_at > timedelta(hours=_CODE_HOURS):
            raise WeComError(codes.BAD_RESPONSE_CODE, "invalid response_code")
        if code.agent_id != agent_id:
            raise WeComError(codes.WRONG_APP, "the card was sent by another app")
        del self._codes[response_code]
        return code.msgid
