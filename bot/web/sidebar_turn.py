"""A turn whose answers are drawn in the page: the same handlers as in the chat, nothing is sent to the person.

What others are to be told (a request for collaboration, an approval) still goes through the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from adapters.contract import ChatPlatform
from adapters.events import ActionTaken, InboundEvent, TextSaid
from bot import texts
from bot.clock import Clock, machine_now
from bot.company import Company
from bot.dialogs import Dialog
from bot.turn import Turn, kept_file
from bot.web.sessions import SidebarSession
from cards.model import Card, Text
from crm_core.access.service import viewer_for
from crm_core.database.engine import Database
from crm_core.organisation.queries import employee_by_account

T = TypeVar("T")


@dataclass(frozen=True)
class SidebarContext:
    """What the sidebar needs of the application."""

    database: Database
    company: Company
    platforms: Mapping[str, ChatPlatform]
    clock: Clock
    key: bytes

    async def read(self, signed_in: SidebarSession, query: Callable[[PageTurn], T]) -> T:
        """Asks something on behalf of the person. Raises AccountClosed for a leaver."""
        return await self.database.read(lambda session: query(page_turn(self, session, signed_in)))

    async def write(self, signed_in: SidebarSession, work: Callable[[PageTurn], T], pressed: str = "") -> T:
        """Does something on behalf of the person, in one transaction. Raises AccountClosed for a leaver."""
        return await self.database.write(lambda session: work(page_turn(self, session, signed_in, pressed)))


class AccountClosed(Exception):
    """The person no longer works here, or the account belongs to somebody else by now (I23)."""


@dataclass
class PageTurn(Turn):
    """Collects what a handler answers."""

    shown: list[Card | Text] = field(default_factory=list)

    def say(self, message: Card | Text) -> None:
        """Draws it in the page."""
        self.shown.append(message)

    def show(self, card: Card) -> None:
        """Draws the changed card in the page."""
        self.shown.append(card)

    def hand_over(self, name: str, content: bytes) -> None:
        """A page hands out no files: this one goes into the person's chat, and the page says so."""
        file = kept_file(self.session, self.viewer, name, content, self.now)
        self.push(self.employee.id, file, f"file.{file.attachment}")
        self.say(texts.file_in_chat(file.name))

    def retire(self, card: Card) -> None:
        """What the page shows is drawn anew with each answer: there is no older copy to close."""


def page_turn(context: SidebarContext, session: Session, signed_in: SidebarSession, pressed: str = "") -> PageTurn:
    """The turn of one request. That the person still works here is read in the same transaction."""
    employee = employee_by_account(session, signed_in.platform, signed_in.user_id)
    if employee is None or employee.id != signed_in.employee_id:
        raise AccountClosed
    now, machine = context.clock.now(), machine_now()
    event = InboundEvent(
        platform=signed_in.platform,
        key=f"page.{signed_in.nonce}",
        user_id=signed_in.user_id,
        sent_at=now,
        happening=ActionTaken(action=pressed) if pressed else TextSaid(text=""),
    )
    return PageTurn(
        session=session,
        company=context.company,
        event=event,
        event_id=0,
        employee=employee,
        viewer=viewer_for(session, employee),
        capabilities=context.platforms[signed_in.platform].capabilities,
        dialog=Dialog(),
        now=now,
        machine_now=machine,
    )
