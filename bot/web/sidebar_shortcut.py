"""「记到侧记」: messages of any chat, chosen in their own menu, said to the bot as if by the person himself (C1).

The page reads them through the client, shows what was read, and a tap puts it into the inbox: the draft waits in the
chat with the bot, and is written after a confirmation like every other.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from adapters.contract import ChatPlatform
from adapters.errors import Refused
from adapters.events import EVENT, InboundEvent, TextSaid
from adapters.message_shortcut import ChosenMessage, MessageShortcut
from bot.clock import machine_now
from bot.web import sidebar_texts as texts
from bot.web.sessions import SidebarSession
from bot.web.sidebar_drawing import SidebarDrawing
from bot.web.sidebar_turn import PageTurn, SidebarContext
from cards.model import Card, Text
from crm_core.database import inbox
from crm_core.errors import NotVisible

_ONCE = re.compile(r"[0-9a-f]{16}")

Answers = Callable[[web.Request, SidebarSession, str, list[Card | Text]], web.Response]


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message as the page shows it."""

    name: str
    day: str
    text: str


def trigger_of(platform: ChatPlatform, query: Mapping[str, str]) -> str:
    """What the client is asked with: as the client itself has opened the page, or as we have after a sign-in."""
    if platform.message_shortcut is None:
        return ""
    return platform.message_shortcut.trigger_in(query) or query.get("trigger", "")[:200]


class SidebarShortcut:
    """The page, what it shows, and what it hands on."""

    def __init__(self, context: SidebarContext, drawing: SidebarDrawing, answers: Answers) -> None:
        self._context = context
        self._drawing = drawing
        self._answers = answers

    async def open(self, request: web.Request, signed_in: SidebarSession) -> web.Response:
        """The page that asks the client; what it was told comes back to `show`."""
        platform = self._context.platforms[signed_in.platform]
        scripts = self._shortcut(signed_in).scripts
        trigger = trigger_of(platform, request.query)
        return self._drawing.piece(request, signed_in, "chosen.html", scripts_from=scripts, trigger=trigger)

    async def show(self, request: web.Request, signed_in: SidebarSession, fields: Mapping[str, str]) -> web.Response:
        """What was read; nothing is kept yet."""
        told = fields.get("told", "")
        chosen = self._read(signed_in, told)

        def drawn(turn: PageTurn) -> tuple[ShownMessage, ...]:
            return tuple(
                ShownMessage(one.name, turn.reader.day(one.written_at.astimezone(turn.zone).date()), one.text)
                for one in chosen
            )

        return self._drawing.piece(
            request,
            signed_in,
            "chosen_messages.html",
            messages=await self._context.read(signed_in, drawn),
            is_readable=any(one.text for one in chosen),
            told=told,
            once=secrets.token_hex(8),
        )

    async def keep(self, request: web.Request, signed_in: SidebarSession, fields: Mapping[str, str]) -> web.Response:
        """记下来: into the inbox, once however often it is tapped."""
        chosen = self._read(signed_in, fields.get("told", ""))
        once = fields.get("once", "")
        if not _ONCE.fullmatch(once) or not any(one.text for one in chosen):
            raise NotVisible(subject="messages")

        def work(turn: PageTurn) -> None:
            event = InboundEvent(
                platform=signed_in.platform,
                key=f"chosen.{signed_in.user_id}.{once}",
                user_id=signed_in.user_id,
                sent_at=turn.now,
                happening=TextSaid(
                    text=as_said_by(signed_in.user_id, chosen),
                    written_at=min(turn.now, max(one.written_at for one in chosen if one.text)),
                ),
            )
            payload = EVENT.dump_json(event).decode()
            inbox.store(
                turn.session, [inbox.NewEvent(event.platform, event.key, event.conversation, payload)], machine_now()
            )

        await self._context.write(signed_in, work)
        return self._answers(request, signed_in, texts.TO_CEJI, [Text(text=texts.handed_on())])

    def _read(self, signed_in: SidebarSession, told: str) -> tuple[ChosenMessage, ...]:
        try:
            return self._shortcut(signed_in).read(told)
        except Refused as error:
            raise NotVisible(subject="messages") from error

    def _shortcut(self, signed_in: SidebarSession) -> MessageShortcut:
        shortcut = self._context.platforms[signed_in.platform].message_shortcut
        if shortcut is None:
            raise NotVisible(subject="messages")
        return shortcut


def as_said_by(user_id: str, chosen: tuple[ChosenMessage, ...]) -> str:
    """The messages as lines; others' carry their names, so that nobody's words pass for the person's own."""
    return "\n".join(
        one.text if one.user_id == user_id or not one.name else f"{one.name}：{one.text}" for one in chosen if one.text
    )
