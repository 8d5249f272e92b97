"""Draws the sidebar's pages: templates, static files with their hashes, and the headers that every answer carries."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import cards
from bot.actions import ActionSigner
from bot.web.sessions import Sessions, SidebarSession
from cards.model import Button, Card, Section, Text

WEB = Path(cards.__file__).parent / "web"

FRAMED_BY = (
    "'self'",
    "https://*.work.weixin.qq.com",
    "https://work.weixin.qq.com",
    "https://*.dingtalk.com",
    "https://*.feishu.cn",
    "https://*.larksuite.com",
)
"""Who may show the sidebar in a frame: the platforms' clients, and our own demo page."""

ACTS_HERE = frozenset(
    {
        ("draft", "confirm"),
        ("draft", "confirm_all"),
        ("draft", "confirm_item"),
        ("draft", "drop"),
        ("draft", "drop_item"),
        ("draft", "show"),
        ("draft", "review"),
        ("draft", "show_all"),
        ("draft", "link"),
        ("draft", "unlinked"),
        ("draft", "take_heard"),
        ("draft", "leave_heard"),
        ("report", "undo"),
        ("visit", "again"),
        ("visit", "skip"),
        ("lead", "undo"),
        ("lead", "restore"),
        ("duplicate", "collaborate"),
        ("duplicate", "create"),
        ("duplicate", "add"),
    }
)
"""Acts that are complete with a tap; those that go on with typed words belong to the chat."""

Place = Callable[[str], str]
"""The address of the page that a button opens, by the id in its act."""

_MIME = {".css": "text/css", ".js": "text/javascript", ".txt": "text/plain"}
_YEAR = 31_536_000


class SidebarDrawing:
    """The templates and static files, read once."""

    def __init__(self, key: bytes, sessions: Sessions) -> None:
        self._sessions = sessions
        self._signer = ActionSigner(key)
        self._static = {path.name: path.read_bytes() for path in sorted((WEB / "static").iterdir())}
        self._hashes = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in self._static.items()}
        self._environment = Environment(
            loader=FileSystemLoader(WEB / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["static"] = self._address

    def page(self, template: str, *, status: int = 200, scripts_from: Sequence[str] = (), **facts: Any) -> web.Response:
        """A page, or a piece of one. `scripts_from` are the addresses of a platform's client scripts that it loads."""
        text = self._environment.get_template(template).render(client_scripts=scripts_from, **facts)
        response = web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
        response.headers["Content-Security-Policy"] = content_policy(scripts_from)
        response.headers["Cache-Control"] = "no-store"
        add_headers(response)
        return response

    def piece(self, request: web.Request, session: SidebarSession, template: str, **facts: Any) -> web.Response:
        """A page for somebody signed in; only its sheet, when the page's script asked for that."""
        return self.page(
            template,
            platform=session.platform,
            base=f"/sidebar/{session.platform}",
            home=f"/sidebar?platform={session.platform}",
            form_token=self._sessions.form_token(session),
            is_piece="HX-Request" in request.headers,
            **facts,
        )

    def static(self, name: str) -> web.Response:
        """A static file; its address changes with its content, so that it can be kept for a year."""
        if name not in self._static:
            raise web.HTTPNotFound
        response = web.Response(body=self._static[name], content_type=_MIME[Path(name).suffix], charset="utf-8")
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        add_headers(response)
        return response

    def cards(
        self, messages: Iterable[Card | Text], session: SidebarSession, pages: Mapping[tuple[str, str], Place]
    ) -> list[Card | Text]:
        """Answers as the page can draw them: acts signed for this session, `pages` instead of acts that open one."""
        receiver = presser(session)
        return [self._signer.sign(_with_acts_here(message, pages), receiver) for message in messages]

    def _address(self, name: str) -> str:
        return f"/sidebar/static/{name}?v={self._hashes[name]}"


def presser(session: SidebarSession) -> str:
    """For whom a page's buttons are signed: this session only."""
    return f"page:{session.nonce}:{session.platform}:{session.user_id}"


def content_policy(scripts_from: Sequence[str] = ()) -> str:
    """Own files only; on a page that asks a platform's client by its scripts, their origins as well."""
    origins = dict.fromkeys(f" {parts.scheme}://{parts.netloc}" for parts in map(urlsplit, scripts_from))
    also = "".join(origins)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{also}",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self'{also}",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {' '.join(FRAMED_BY)}",
        )
    )


def add_headers(response: web.StreamResponse) -> None:
    """What every answer carries."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _with_acts_here(message: Card | Text, pages: Mapping[tuple[str, str], Place]) -> Card | Text:
    if isinstance(message, Text):
        return message
    return message.model_copy(
        update={
            "buttons": _buttons(message.buttons, pages),
            "sections": tuple(_section(section, pages) for section in message.sections),
            "selects": tuple(one.model_copy(update={"action": ""}) for one in message.selects if not one.on_pick),
            "form": None,
        }
    )


def _section(section: Section, pages: Mapping[tuple[str, str], Place]) -> Section:
    return section.model_copy(update={"buttons": _buttons(section.buttons, pages)})


def _buttons(buttons: Iterable[Button], pages: Mapping[tuple[str, str], Place]) -> tuple[Button, ...]:
    return tuple(kept for button in buttons if not button.on_pick and (kept := _button(button, pages)) is not None)


def _button(button: Button, pages: Mapping[tuple[str, str], Place]) -> Button | None:
    if button.url:
        return button
    subject, act, identifier = button.action.partition("@")[0].split(":", 2)
    if (subject, act) in ACTS_HERE:
        return button
    place = pages.get((subject, act)) if subject != "menu" else pages.get((subject, identifier))
    return button.model_copy(update={"action": "", "url": place(identifier)}) if place is not None else None
