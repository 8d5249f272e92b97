"""From a file to customers: looking a list through, bringing it in, taking it back (A17).

Nothing here holds the event loop or the writer for long: files are read in a process of their own, rows are
understood in a thread and written in pieces.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import import_texts
from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.database.engine import Database
from crm_core.errors import Gone
from crm_core.imports import service
from crm_core.imports.entries import Reading, read_list
from crm_core.imports.forecast import forecast, pieces
from crm_core.imports.queries import content_of
from crm_core.imports.reading_process import read_apart
from crm_core.imports.views import CustomerList, Entry, Forecast, Import
from crm_core.lexicon.queries import lexicon
from crm_core.organisation.queries import employee

Now = Callable[[], datetime]
Show = Callable[[int], None]
Tell = Callable[[Session, Import], None]


def _quietly(number: int) -> None:
    """Tells nobody how far it has come."""


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """A list with what would become of it; `fault_file` are the rows that can't come in, as a file."""

    name: str
    content: bytes = field(repr=False)
    listing: CustomerList
    forecast: Forecast
    fault_file: bytes | None = field(repr=False)


async def look_through(
    database: Database,
    zone: ZoneInfo,
    by: Viewer,
    name: str,
    content: bytes,
    now: datetime,
    show: Show = _quietly,
) -> LookedThrough:
    """What a file would bring. Raises Invalid("file", …) for one that holds no list of customers, and NotAllowed."""
    listing = await _read(database, zone, content, now)
    expected = await database.read(lambda session: forecast(session, by, listing, show))
    fault_file = None
    if expected.faults:
        fault_file = await asyncio.to_thread(_fault_file, listing, expected)
    return LookedThrough(name, content, listing, expected, fault_file)


async def bring_in(
    database: Database,
    zone: ZoneInfo,
    found: Import,
    now: Now,
    tell: Tell,
    show: Show = _quietly,
) -> None:
    """Writes the rows that have not been written; `tell` says so in the transaction of the last.

    Raises Gone when the person no longer works here, Stale when another process goes on with it.
    """
    content, sent_at = await database.read(lambda session: content_of(session, found.id))
    listing = await _read(database, zone, content, sent_at)
    at = found.at_number

    def write(session: Session, at: int, piece: Sequence[Entry]) -> None:
        service.write_piece(session, _sender(session, found), found.id, at, piece, zone, now())

    for piece in pieces([entry for entry in listing.entries if entry.number > at]):
        await database.write(partial(write, at=at, piece=piece))
        at = piece[-1].number
        show(at)

    def finish(session: Session) -> None:
        done = service.finish(session, found.id, now())
        if done is not None:
            tell(session, done)

    await database.write(finish)


async def take_back(database: Database, found: Import, now: Now, tell: Tell) -> None:
    """Takes back the rows that have not been looked at; `tell` says so in the transaction of the last.

    Raises Stale when another process goes on with it.
    """

    def take(session: Session, at: int) -> int | None:
        return service.take_back_piece(session, found.id, at, now())

    at: int | None = found.at_number
    while at is not None:
        at = await database.write(partial(take, at=at))

    def finish(session: Session) -> None:
        done = service.finish_taking_back(session, found.id, now())
        if done is not None:
            tell(session, done)

    await database.write(finish)


async def _read(database: Database, zone: ZoneInfo, content: bytes, now: datetime) -> CustomerList:
    sheets = await read_apart(content)
    stages = await database.read(lambda session: dict(lexicon(session).stages))
    return await asyncio.to_thread(read_list, sheets, Reading(stages, zone, now))


def _fault_file(listing: CustomerList, expected: Forecast) -> bytes:
    # Loaded by who needs them: a process that never sees a list does without the libraries of workbooks.
    from crm_core.imports.sheets import write_sheet

    return write_sheet(import_texts.fault_rows(listing, expected.faults))


def _sender(session: Session, found: Import) -> Viewer:
    someone = employee(session, found.employee_id)
    if someone is None or not someone.active:
        raise Gone(subject="import")
    return viewer_for(session, someone)
