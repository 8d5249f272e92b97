"""Who is signed in on the sidebar: signed cookies, bound to one account on one platform, for eight hours (I2, I23).

Cookies live by the machine's clock, and the browser forgets them when it closes. Whether the person still works
here is asked of the database at every request; a cookie alone opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass
from typing import Any, Literal

from aiohttp import web
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.secret_key import is_signed, sign

SESSION_SECONDS = 8 * 3600
SIGN_IN_SECONDS = 600

_PATH = "/sidebar"
_FORM_TOKEN = "sidebar form"  # noqa: S105 -- the purpose of a signature, not a secret


@dataclass(frozen=True, slots=True)
class SidebarSession:
    """A signed-in person; `nonce` makes each session's form tokens its own."""

    platform: str
    user_id: str
    employee_id: int
    nonce: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in under way, and what the person wanted to see: `sheet` is empty, or the sheet that a link opens, for
    `contact` where it names somebody in a chat, for the messages behind `trigger` where he has chosen some."""

    platform: str
    state: str
    customer: str = ""
    external_user: str = ""
    group: str = ""
    sheet: str = ""
    contact: str = ""
    trigger: str = ""


class Sessions:
    """Reads and writes the sidebar's cookies."""

    def __init__(self, key: bytes, public_url: str) -> None:
        self._key = key
        self._is_https = public_url.startswith("https://")
        options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        self._sessions = URLSafeTimedSerializer(key, salt="sidebar session", signer_kwargs=options)
        self._sign_ins = URLSafeTimedSerializer(key, salt="sidebar sign-in", signer_kwargs=options)

    def begin(self, response: web.StreamResponse, platform: str, user_id: str, employee_id: int) -> SidebarSession:
        """Starts a session of eight hours."""
        session = SidebarSession(platform, user_id, employee_id, secrets.token_hex(8))
        self._set(response, _session_cookie(platform), str(self._sessions.dumps(asdict(session))))
        return session

    def read(self, request: web.Request, platform: str) -> SidebarSession | None:
        """The session on this platform, if there is one that is ours and not too old."""
        found = _load(self._sessions, request.cookies.get(_session_cookie(platform), ""), SESSION_SECONDS)
        session = SidebarSession(**found) if found is not None else None
        return session if session is not None and session.platform == platform else None

    def end(self, response: web.StreamResponse, platform: str) -> None:
        """Forgets the session."""
        response.del_cookie(_session_cookie(platform), path=_PATH)

    def form_token(self, session: SidebarSession) -> str:
        """What every form of this session carries, so that no other page can send one."""
        return sign(self._key, _FORM_TOKEN, _owner(session))

    def is_form_token(self, session: SidebarSession, token: str) -> bool:
        """Whether a form came from this session's own page."""
        return len(token) == 32 and is_signed(self._key, _FORM_TOKEN, _owner(session), token)

    def start_sign_in(self, response: web.StreamResponse, sign_in: SignIn) -> None:
        """Remembers for ten minutes which sign-in this browser has begun."""
        value = str(self._sign_ins.dumps(asdict(sign_in)))
        self._set(response, _sign_in_cookie(sign_in.state), value, max_age=SIGN_IN_SECONDS)

    def sign_in_of(self, request: web.Request, state: str) -> SignIn | None:
        """The sign-in that this browser began with this state; None when it began none."""
        found = _load(self._sign_ins, request.cookies.get(_sign_in_cookie(state), ""), SIGN_IN_SECONDS)
        if found is None or not hmac.compare_digest(str(found["state"]).encode(), state.encode()):
            return None
        return SignIn(**found)

    def end_sign_in(self, response: web.StreamResponse, state: str) -> None:
        """A state is good for one sign-in."""
        response.del_cookie(_sign_in_cookie(state), path=_PATH)

    def _set(self, response: web.StreamResponse, name: str, value: str, max_age: int | None = None) -> None:
        # The platforms' desktop clients may show the page in a frame of theirs, where a Lax cookie is not sent.
        same_site: Literal["None", "Lax"] = "None" if self._is_https else "Lax"
        response.set_cookie(
            name, value, path=_PATH, max_age=max_age, httponly=True, secure=self._is_https, samesite=same_site
        )


def _session_cookie(platform: str) -> str:
    return f"ceji_sidebar_{platform}"


def _sign_in_cookie(state: str) -> str:
    """Several frames of one browser may sign in at once: each has its own."""
    return f"ceji_sign_in_{state[:8]}"


def _owner(session: SidebarSession) -> str:
    return f"{session.platform}:{session.user_id}:{session.employee_id}:{session.nonce}"


def _load(serializer: URLSafeTimedSerializer, value: str, seconds: int) -> dict[str, Any] | None:
    try:
        found = serializer.loads(value, max_age=seconds)
    except BadSignature:
        return None
    return found if isinstance(found, dict) else None
