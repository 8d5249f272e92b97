"""The loop in which lists of customers come in, or go again; what one process left another goes on with (A17)."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.orm import Session

from bot import import_texts
from bot.clock import Clock, machine_now
from bot.company import Company
from bot.customer_lists import bring_in, take_back
from bot.logs import number_to_quote
from bot.turn import push
from cards.model import Card, Text
from cards.templates import customer_list
from crm_core.database.engine import Database
from crm_core.errors import Gone, Invalid, Stale, StorageUnavailable
from crm_core.imports import queries, service
from crm_core.imports.views import Import
from crm_core.organisation.queries import employee

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0


class Imports:
    """Looks once a second for a list whose person has decided."""

    def __init__(self, database: Database, company: Company, clock: Clock, delivery_work: asyncio.Event) -> None:
        self._database = database
        self._company = company
        self._clock = clock
        self._delivery_work = delivery_work

    async def run(self) -> None:
        """Runs until it is cancelled; what is under way then goes on at the next start."""
        while True:
            try:
                for found in await self._database.read(queries.at_work):
                    await self._work_on(found)
            except StorageUnavailable as error:
                log.error("imports_wait", error=str(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def _work_on(self, found: Import) -> None:
        try:
            if found.state == "running":
                await bring_in(self._database, self._company.zone, found, self._clock.now, self._tell_done)
            else:
                await take_back(self._database, found, self._clock.now, self._tell_taken_back)
        except Stale:
            log.info("import_shared", import_id=found.id)
        except StorageUnavailable:
            raise
        except Exception as error:
            await self._give_up(found, error)
        self._delivery_work.set()

    async def _give_up(self, found: Import, error: Exception) -> None:
        """It ends where it stands: its person has left, or we failed, which he is told once."""
        number = number_to_quote()
        is_ours = not isinstance(error, (Gone, Invalid))
        log.error("import_stopped", number=number, import_id=found.id, exc_info=error if is_ours else None)

        def stop(session: Session) -> None:
            service.give_up(session, found.id, self._clock.now())
            self._tell(session, found, import_texts.stopped(number, coming_in=found.state == "running"), "stopped")

        await self._database.write(stop)

    def _tell_done(self, session: Session, done: Import) -> None:
        self._tell(session, done, done_card(done), "done")

    def _tell_taken_back(self, session: Session, done: Import) -> None:
        rows = done.made + done.joined - done.kept
        card = customer_list.taken_back(import_id=done.id, name=done.name, rows=rows, kept=done.kept)
        self._tell(session, done, card, "undone")

    def _tell(self, session: Session, found: Import, message: Card | Text, what: str) -> None:
        someone = employee(session, found.employee_id)
        if someone is not None and someone.active:
            key = f"import:{found.id}:{what}"
            push(session, self._company, someone, message, key, self._clock.now(), machine_now(), urgent=True)


def done_card(done: Import) -> Card:
    """What has come in."""
    return customer_list.done(import_id=done.id, name=done.name, counts=counts(done), has_fault_file=True)


def counts(found: Import) -> customer_list.Counts:
    """Its rows as cards show them."""
    return customer_list.Counts(found.made, found.joined, found.there, found.faulty)
