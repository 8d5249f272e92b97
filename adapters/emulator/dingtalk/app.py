"""The one app that the emulated organisation has installed, and the tokens and codes given out to it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.emulator.clock import Clock
from adapters.emulator.dingtalk import codes

TOKEN_SECONDS = 7200
_TICKET_FINAL = timedelta(hours=24)
_CODE_LIFE = timedelta(minutes=5)
_STREAM_TICKET_LIFE = timedelta(seconds=90)


@dataclass(frozen=True)
class App:
    """An internal app of one organisation, with what its console shows."""

    corp_id: str = "dingcejidemo0001"
    client_id: str = "dingcejidemokey1"
    client_secret: str = field(default="ceji-demo-dingtalk-secret", repr=False)
    robot_code: str = "dingcejidemokey1"
    agent_id: str = "836390001"
    token: str = field(default="cejitoken", repr=False)
    aes_key: str = field(default="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", repr=False)


class Credentials:
    """Access tokens, tickets and login codes: all live by the machine's clock."""

    def __init__(self, app: App, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._tokens: dict[str, float] = {}
        self._current: str | None = None
        self._jsapi: tuple[str, float, float] | None = None
        self._codes: dict[str, tuple[str, float]] = {}
        self._stream_tickets: dict[str, tuple[frozenset[tuple[str, str]], float]] = {}

    def issue(self, client_id: object, client_secret: object) -> str | None:
        """An access token of 7200 s, the same and renewed while it is valid; None for wrong credentials."""
        if client_id != self._app.client_id or client_secret != self._app.client_secret:
            return None
        if self._current is None or not self.is_valid(self._current):
            self._current = secrets.token_hex(16)
        self._tokens[self._current] = self._now() + TOKEN_SECONDS
        return self._current

    def is_valid(self, token: str | None) -> bool:
        """Whether a token was given out here and has not expired."""
        return token is not None and self._tokens.get(token, 0.0) > self._now()

    def revoke(self) -> None:
        """Refuse every token given out so far."""
        self._tokens.clear()
        self._current = None

    def jsapi_ticket(self) -> str:
        """The ticket of `dd.config`: repeats renew its two hours, 24 h after its making it is final."""
        now = self._now()
        if self._jsapi is None or self._jsapi[1] <= now or self._jsapi[2] <= now:
            self._jsapi = (secrets.token_urlsafe(32), now + TOKEN_SECONDS, now + _TICKET_FINAL.total_seconds())
        else:
            self._jsapi = (self._jsapi[0], min(now + TOKEN_SECONDS, self._jsapi[2]), self._jsapi[2])
        return self._jsapi[0]

    def login_code(self, user: str) -> str:
        """What `dd.requestAuthCode` gives the page: five minutes, single use."""
        code = secrets.token_hex(16)
        self._codes[code] = (user, self._now() + _CODE_LIFE.total_seconds())
        return code

    def redeem(self, code: object) -> str:
        """Whose login code this is, once; OapiRefusal 40078 when it is unknown, used or expired."""
        user, until = self._codes.pop(code, ("", 0.0)) if isinstance(code, str) else ("", 0.0)
        if until <= self._now():
            raise codes.OapiRefusal(40078, "不存在的临时授权码")
        return user

    def stream_ticket(self, topics: frozenset[tuple[str, str]]) -> str:
        """A ticket for one Stream connection with these (type, topic) subscriptions, valid 90 s."""
        ticket = secrets.token_urlsafe(24)
        self._stream_tickets[ticket] = (topics, self._now() + _STREAM_TICKET_LIFE.total_seconds())
        return ticket

    def open_stream(self, ticket: str) -> frozenset[tuple[str, str]] | None:
        """The subscriptions of a ticket, once; None when it is unknown, used or expired."""
        topics, until = self._stream_tickets.pop(ticket, (frozenset(), 0.0))
        return topics if until > self._now() else None

    def _now(self) -> float:
        return self._clock.real().timestamp()
