"""The one app that the emulated tenant has installed, and the tokens, tickets and codes given out to it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.emulator.clock import Clock
from adapters.emulator.feishu.codes import Refusal

TOKEN_SECONDS = 7200
_RENEWED_BELOW = 30 * 60
_CODE_SECONDS = 5 * 60
_CONNECTION_SECONDS = 60


@dataclass(frozen=True)
class App:
    """A self-built app of one tenant, with what its console shows."""

    app_id: str = "cli_ceji0000demo0001"
    app_secret: str = field(default="ceji-demo-feishu-secret", repr=False)
    encrypt_key: str = field(default="ceji-demo-encrypt-key", repr=False)
    verification_token: str = field(default="ceji-demo-verification", repr=False)
    tenant_key: str = "tk_ceji_demo"
    bot_open_id: str = "ou_cejibot"
    name: str = "侧记"


_SCOPES = (
    "im:message.p2p_msg:readonly",
    "im:message.group_at_msg:readonly",
    "im:message:send_as_bot",
    "im:message:readonly",
    "im:resource",
    "im:chat.access_event.bot_p2p_chat:read",
    "im:chat.members:bot_access",
    "im:chat.tabs:write_only",
    "im:chat.tabs:read",
    "cardkit:card:write",
    "contact:contact.base:readonly",
    "contact:department.base:readonly",
    "contact:department.organize:readonly",
    "contact:user.base:readonly",
    "contact:user.department:readonly",
    "contact:user.phone:readonly",
    "speech_to_text:speech",
)


def granted_scopes() -> list[dict[str, object]]:
    """The permissions that the tenant has given to the app, all of them."""
    return [{"scope_name": name, "grant_status": 1, "scope_type": "tenant"} for name in _SCOPES]


@dataclass(frozen=True)
class Grant:
    """An authorisation code: whose it is and under which conditions it may be redeemed."""

    user: str
    until: float
    redirect_uri: str
    scope: str
    challenge: str
    challenge_method: str


class Credentials:
    """Everything that expires; all by the machine's clock."""

    def __init__(self, app: App, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._tenant_tokens: dict[str, float] = {}
        self._newest: str | None = None
        self._user_tokens: dict[str, tuple[str, float]] = {}
        self._grants: dict[str, Grant] = {}
        self._used_codes: set[str] = set()
        self._jssdk: tuple[str, float] = ("", 0.0)
        self._connections: dict[str, float] = {}

    def tenant_token(self, app_id: object, app_secret: object) -> tuple[str, int]:
        """The token and its remaining seconds: the same one while 30 minutes remain, then a new one beside it.

        Refusal 10003 for a missing field, 10014 for a wrong secret (both HTTP 200, as on the platform).
        """
        if not isinstance(app_id, str) or not isinstance(app_secret, str) or not app_id or not app_secret:
            raise Refusal(10003, "invalid param", status=200)
        if app_id != self._app.app_id or app_secret != self._app.app_secret:
            raise Refusal(10014, "app secret invalid", status=200)
        left = self._tenant_tokens.get(self._newest or "", 0.0) - self._now()
        if self._newest is None or left < _RENEWED_BELOW:
            self._newest = f"t-{secrets.token_hex(20)}"
            left = TOKEN_SECONDS
            self._tenant_tokens[self._newest] = self._now() + left
        return self._newest, int(left)

    def check_tenant(self, authorization: str | None) -> None:
        """Refusal 99991661, 99991671 or 99991663 unless the header carries a valid tenant token."""
        if self._tenant_tokens.get(_bearer(authorization), 0.0) <= self._now():
            raise Refusal(99991663, "Invalid access token for authorization. Please make a test with token.")

    def user_of(self, authorization: str | None) -> str:
        """Whose user token this is; refusals come with HTTP 200, as `user_info` gives them."""
        user, until = self._user_tokens.get(_bearer(authorization), ("", 0.0))
        if until <= self._now():
            raise Refusal(20005, "The user access token passed is invalid.", status=200)
        return user

    def revoke(self) -> None:
        """Refuse every token given out so far."""
        self._tenant_tokens.clear()
        self._user_tokens.clear()
        self._newest = None

    def grant(self, user: str, query: Mapping[str, str]) -> str:
        """The code that an authorisation page sends back: five minutes, single use."""
        code = secrets.token_urlsafe(32)
        self._grants[code] = Grant(
            user,
            self._now() + _CODE_SECONDS,
            query.get("redirect_uri", ""),
            query.get("scope", ""),
            query.get("code_challenge", ""),
            query.get("code_challenge_method", "plain"),
        )
        return code

    def redeem(self, body: Mapping[str, object]) -> tuple[str, str]:
        """A user token and its scope for a code; Refusal 200xx in the order in which the platform checks."""
        for name in ("grant_type", "client_id", "client_secret", "code"):
            if not body.get(name):
                raise Refusal(20001, f"The request is missing a required parameter: {name}")
        if body["grant_type"] != "authorization_code":
            raise Refusal(20036, "The grant_type is not supported.")
        if body["client_id"] != self._app.app_id:
            raise Refusal(20048, "The app does not exist.")
        if body["client_secret"] != self._app.app_secret:
            raise Refusal(20002, "The client secret is invalid.")
        grant = self._take_grant(str(body["code"]))
        if body.get("redirect_uri") not in (None, "", grant.redirect_uri):
            raise Refusal(20071, "The redirect_uri does not match.")
        if grant.challenge and not _proves(grant, str(body.get("code_verifier", ""))):
            raise Refusal(20049, "PKCE verification failed.")
        token = f"u-{secrets.token_hex(40)}"
        self._user_tokens[token] = (grant.user, self._now() + TOKEN_SECONDS)
        return token, grant.scope

    def jssdk_ticket(self) -> tuple[str, int]:
        """The ticket of `h5sdk.config` and its remaining seconds."""
        if self._jssdk[1] <= self._now():
            self._jssdk = (secrets.token_hex(24), self._now() + TOKEN_SECONDS)
        return self._jssdk[0], int(self._jssdk[1] - self._now())

    def known_jssdk_ticket(self) -> str:
        """The ticket that was given out last, while it is valid; empty where there is none."""
        return self._jssdk[0] if self._jssdk[1] > self._now() else ""

    def connection_ticket(self) -> str:
        """What the address of a long connection carries: valid once, for a minute."""
        ticket = secrets.token_urlsafe(24)
        self._connections[ticket] = self._now() + _CONNECTION_SECONDS
        return ticket

    def open_connection(self, ticket: str) -> bool:
        """Whether a connection may be opened with this ticket; it is used up."""
        return self._connections.pop(ticket, 0.0) > self._now()

    def _take_grant(self, code: str) -> Grant:
        if code in self._used_codes:
            raise Refusal(20065, "The authorization code has been used.")
        grant = self._grants.pop(code, None)
        if grant is None:
            raise Refusal(20003, "The authorization code is not found.")
        self._used_codes.add(code)
        if grant.until <= self._now():
            raise Refusal(20004, "The authorization code has expired.")
        return grant

    def _now(self) -> float:
        return self._clock.real().timestamp()


def _bearer(authorization: str | None) -> str:
    if not authorization or not authorization.startswith("Bearer "):
        raise Refusal(99991661, "Missing access token for authorization. Please make a request with token attached.")
    token = authorization.removeprefix("Bearer ").strip()
    if not token.startswith(("t-", "u-")):
        raise Refusal(99991671, "Invalid access token for authorization. It must start with 't-' or 'u-'.")
    return token


def _proves(grant: Grant, verifier: str) -> bool:
    if grant.challenge_method != "S256":
        return secrets.compare_digest(verifier.encode(), grant.challenge.encode())
    digest = hashlib.sha256(verifier.encode()).digest()
    hashed = base64.urlsafe_b64encode(digest).rstrip(b"=")
    return secrets.compare_digest(hashed, grant.challenge.encode())
