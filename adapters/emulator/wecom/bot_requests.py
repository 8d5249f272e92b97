"""What a product may still answer to: callbacks and their windows, streams and their life, rates (path 101463)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from adapters.emulator.clock import Clock
from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError

QUICK = timedelta(seconds=5)
"""Within this a welcome or a click must be answered, once."""

REPLIES = timedelta(hours=24)
STREAM_LIFE = timedelta(minutes=10)
UPLOADS = "uploads"
"""Counted like the messages into a chat, by themselves."""

_A_MINUTE, _AN_HOUR = 30, 1000


@dataclass
class Callback:
    """A callback that was pushed; `chat` is where it came from."""

    kind: Literal["message", "welcome", "click"]
    chat: str
    user: str
    at: datetime
    message_id: str = ""
    task_id: str = ""
    is_answered: bool = False
    has_card: bool = False


@dataclass
class Stream:
    """An answer that grows: the message that it is on the screens, when it began, whether it has ended."""

    message_id: str
    at: datetime
    is_finished: bool = False


class BotRequests:
    """The callbacks of one bot by req_id, the streams that answer them, and how often it speaks in each chat."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._callbacks: dict[str, Callback] = {}
        self._streams: dict[tuple[str, str], Stream] = {}
        self._said: dict[str, deque[datetime]] = {}

    def keep(self, req_id: str, callback: Callback) -> None:
        """A callback was pushed."""
        self._callbacks[req_id] = callback

    def message(self, req_id: str) -> Callback:
        """The message behind a reply (846605 for anything else, 846604 after 24 hours)."""
        callback = self._of_kind(req_id, "message")
        if self._clock.real() - callback.at > REPLIES:
            raise WeComError(codes.WINDOW_CLOSED, "req_id is out of the reply window")
        return callback

    def once(self, req_id: str, kind: Literal["welcome", "click"]) -> Callback:
        """A welcome or click to be answered: once and within 5 seconds (846605)."""
        callback = self._of_kind(req_id, kind)
        if callback.is_answered or self._clock.real() - callback.at > QUICK:
            raise WeComError(codes.BAD_REQ_ID, "invalid req_id")
        callback.is_answered = True
        return callback

    def stream(self, req_id: str, stream_id: str) -> Stream | None:
        """A stream that was begun and may go on (846608 when it has ended or is older than 10 minutes)."""
        stream = self._streams.get((req_id, stream_id))
        if stream is not None and (stream.is_finished or self._clock.real() - stream.at > STREAM_LIFE):
            raise WeComError(codes.STREAM_OVER, "stream message update expired (>10 minutes) or finished")
        return stream

    def begin(self, req_id: str, stream_id: str, message_id: str) -> Stream:
        """A stream begins."""
        stream = self._streams[req_id, stream_id] = Stream(message_id, self._clock.real())
        return stream

    def count(self, chat: str) -> None:
        """One more message into a chat, replies and pushes together, or one more upload: 30 a minute, 1000 an hour
        each (45009)."""
        now = self._clock.real()
        times = self._said.setdefault(chat, deque())
        while times and now - times[0] > timedelta(hours=1):
            times.popleft()
        if len(times) >= _AN_HOUR or sum(now - at < timedelta(minutes=1) for at in times) >= _A_MINUTE:
            raise WeComError(codes.TOO_FREQUENT, "api freq out of limit")
        times.append(now)

    def _of_kind(self, req_id: str, kind: str) -> Callback:
        callback = self._callbacks.get(req_id)
        if callback is None or callback.kind != kind:
            raise WeComError(codes.BAD_REQ_ID, "invalid req_id")
        return callback
