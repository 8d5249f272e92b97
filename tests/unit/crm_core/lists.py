"""Lists of customers for tests of the core: rows of text, as every kind of file is read."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.imports import service
from crm_core.imports.entries import Reading, read_list
from crm_core.imports.forecast import forecast, pieces
from crm_core.imports.views import CustomerList, Import, Sheet
from tests.unit.crm_core.people import NOW

ZONE = ZoneInfo("Asia/Shanghai")
READING = Reading({}, ZONE, NOW)


def listing(rows: Sequence[Sequence[str]], reading: Reading = READING) -> CustomerList:
    """These rows as a list."""
    return read_list([Sheet("客户", tuple(tuple(row) for row in rows))], reading)


def bring_in(session: Session, by: Viewer, rows: Sequence[Sequence[str]], conversation: str = "wecom:x:") -> Import:
    """Sends these rows and lets them come in."""
    read = listing(rows)
    kept = service.keep(session, by, "客户.xlsx", b"x", forecast(session, by, read), None, conversation, NOW)
    service.start(session, by, kept.id, NOW)
    at = 0
    for piece in pieces(read.entries):
        service.write_piece(session, by, kept.id, at, piece, ZONE, NOW)
        at = piece[-1].number
    done = service.finish(session, kept.id, NOW)
    assert done is not None
    return done


def take_back(session: Session, by: Viewer, import_id: int) -> Import:
    """Takes a list back."""
    at: int | None = service.take_back(session, by, import_id, NOW).at_number
    while at is not None:
        at = service.take_back_piece(session, import_id, at, NOW)
    done = service.finish_taking_back(session, import_id, NOW)
    assert done is not None
    return done
