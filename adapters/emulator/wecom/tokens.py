"""What WeCom hands out for a while: access tokens, JS-SDK tickets, OAuth codes and user tickets."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.emulator.clock import Clock
from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError

TOKEN_SECONDS = 7200
CODE_SECONDS = 300
USER_TICKET_SECONDS = 1800
_TICKETS_AN_HOUR = 100


@dataclass(frozen=True)
class App:
    """A self-built application of the company."""

    agent_id: int
    secret: str
    name: str = "侧记"


@dataclass(frozen=True)
class _Grant:
    value: str
    holder: str
    scope: str
    until: datetime


class AccessTokens:
    """One token for each app: the same one while it is valid, 7200 s by the machine's clock."""

    def __init__(self, clock: Clock, corp_id: str, apps: list[App]) -> None:
        self._clock = clock
        self._corp_id = corp_id
        self._apps = {app.secret: app for app in apps}
        self._current: dict[int, _Grant] = {}
        self._expired: set[str] = set()

    def fetch(self, corp_id: str | None, secret: str | None) -> tuple[str, int]:
        """A token and the seconds it is still good for."""
        if not corp_id:
            raise WeComError(codes.MISSING_CORPID, "corpid missing")
        if not secret:
            raise WeComError(codes.MISSING_SECRET, "corpsecret missing")
        if corp_id != self._corp_id:
            raise WeComError(codes.BAD_CORPID, "invalid corpid")
        app = self._apps.get(secret)
        if app is None:
            raise WeComError(codes.BAD_SECRET, "invalid credential")
        now = self._clock.real()
        grant = self._current.get(app.agent_id)
        if grant is None or grant.until <= now:
            if grant is not None:
                self._expired.add(grant.value)
            grant = _Grant(secrets.token_urlsafe(96), secret, "app", now + timedelta(seconds=TOKEN_SECONDS))
            self._current[app.agent_id] = grant
        return grant.value, max(1, round((grant.until - now).total_seconds()))

    def app(self, token: str | None) -> App:
        """Whose token this is."""
        if not token:
            raise WeComError(codes.MISSING_TOKEN, "access_token missing")
        for grant in self._current.values():
            if secrets.compare_digest(grant.value.encode(), token.encode()):
                if grant.until <= self._clock.real():
                    break
                return self._apps[grant.holder]
        else:
            if token not in self._expired:
                raise WeComError(codes.BAD_TOKEN, "invalid access_token")
        raise WeComError(codes.EXPIRED_TOKEN, "access_token expired")

    def revoke(self) -> None:
        """Make every token invalid before its time."""
        self._current.clear()
        self._expired.clear()


class Tickets:
    """JS-SDK tickets: one for the company and one for each app, 7200 s, asked for at most 100 times an hour."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._current: dict[str, _Grant] = {}
        self._asked: dict[str, list[datetime]] = {}

    def fetch(self, kind: str) -> tuple[str, int]:
        """The ticket of `corp` or `agent:<id>` and the seconds it is still good for."""
        now = self._clock.real()
        asked = [at for at in self._asked.get(kind, []) if now - at < timedelta(hours=1)]
        if len(asked) >= _TICKETS_AN_HOUR:
            raise WeComError(codes.TOO_FREQUENT, "api freq out of limit")
        self._asked[kind] = [*asked, now]
        grant = self._current.get(kind)
        if grant is None or grant.until <= now:
            grant = _Grant(secrets.token_urlsafe(64), kind, "", now + timedelta(seconds=TOKEN_SECONDS))
            self._current[kind] = grant
        return grant.value, max(1, round((grant.until - now).total_seconds()))

    def peek(self, kind: str) -> str | None:
        """The current ticket, for checking a page's signature."""
        grant = self._current.get(kind)
        return grant.value if grant and grant.until > self._clock.real() else None


class Codes:
    """OAuth codes (single use, five minutes) and the user tickets of `snsapi_privateinfo`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, _Grant] = {}
        self._tickets: dict[str, _Grant] = {}

    def issue(self, user: str, scope: str) -> str:
        """A code for whoever has just consented."""
        until = self._clock.real() + timedelta(seconds=CODE_SECONDS)
        grant = _Grant(secrets.token_urlsafe(24), user, scope, until)
        self._open[grant.value] = grant
        return grant.value

    def redeem(self, code: str | None) -> tuple[str, str | None]:
        """The user, and a user ticket when the scope allows it."""
        if not code:
            raise WeComError(codes.MISSING_AUTH_CODE, "auth code missing")
        grant = self._open.pop(code, None)
        if grant is None or grant.until <= self._clock.real():
            raise WeComError(codes.BAD_OAUTH_CODE, "invalid code")
        if grant.scope != "snsapi_privateinfo":
            return grant.holder, None
        until = self._clock.real() + timedelta(seconds=USER_TICKET_SECONDS)
        ticket = _Grant(secrets.token_urlsafe(48), grant.holder, grant.scope, until)
        self._tickets[ticket.value] = ticket
        return grant.holder, ticket.value

    def holder(self, user_ticket: str) -> str:
        """Whose user ticket this is."""
        grant = self._tickets.get(user_ticket)
        if grant is None or grant.until <= self._clock.real():
            raise WeComError(codes.BAD_USER_TICKET, "invalid user_ticket")
        return grant.holder
