"""A list that was sent waits for its person, comes in piece by piece, and can be taken back (A17, I26)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.audit.queries import act_on
from crm_core.audit.service import mark_undone, record, remember_undoable
from crm_core.database.engine import lock
from crm_core.database.types import table
from crm_core.errors import Gone, Stale, TooLate
from crm_core.imports.forecast import FEW, bringing
from crm_core.imports.model import ImportedRow, ImportRow
from crm_core.imports.placing import Colleagues, Placing
from crm_core.imports.queries import import_for_company, own_import
from crm_core.imports.taking_back import take_back_rows
from crm_core.imports.views import Entry, Fault, Forecast, Import
from crm_core.imports.writing import write_placed

_IMPORTS = table(ImportRow)
_IMPORTED = table(ImportedRow)

UNDO_KIND = "import"
LIFETIME = timedelta(hours=24)


def keep(
    session: Session,
    by: Viewer,
    name: str,
    content: bytes,
    expected: Forecast,
    fault_file: bytes | None,
    conversation: str,
    now: datetime,
) -> Import:
    """Keeps a list that was looked through until its person has decided; nothing of it is written before `start`."""
    import_id: int = session.execute(
        insert(_IMPORTS)
        .values(
            employee_id=by.employee_id,
            conversation=conversation,
            name=name,
            content=content,
            fault_file=fault_file,
            total=expected.coming + expected.there + len(expected.faults),
            faulty=len(expected.faults),
            made_at=now,
            expires_at=now + LIFETIME,
        )
        .returning(_IMPORTS.c.id)
    ).scalar_one()
    return own_import(session, by, import_id)


def start(session: Session, by: Viewer, import_id: int, now: datetime) -> Import:
    """The list may come in. Raises NotVisible for anybody else's, Gone when it doesn't wait any more."""
    found = own_import(session, by, import_id)
    if found.expires_at <= now:
        raise Gone(subject="import")
    _move_on(session, import_id, "open", "running")
    return own_import(session, by, import_id)


def drop(session: Session, by: Viewer, import_id: int) -> Import:
    """The list doesn't come in."""
    own_import(session, by, import_id)
    _move_on(session, import_id, "open", "dropped")
    _forget_file(session, import_id)
    return own_import(session, by, import_id)


def write_piece(
    session: Session, by: Viewer, import_id: int, at_number: int, piece: Sequence[Entry], zone: ZoneInfo, now: datetime
) -> None:
    """Writes the rows behind `at_number`. Raises Stale when somebody else has written them.

    Where each row belongs is decided here once more, against what is there now.
    """
    _claim(session, import_id, "running", at_number, piece[-1].number)
    lock(session, *(f"phone:{phone}" for one in piece for phone in one.phones))
    lock(session, *(f"name:{one.normal_company}" for one in piece if one.company))
    rows = Placing(Colleagues(by)).place(session, piece)
    brought = bringing(rows)
    write_placed(session, brought, import_id, by.employee_id, zone, now)
    made, faulty = sum(row.is_new for row in brought), sum(isinstance(row, Fault) for row in rows)
    session.execute(
        update(_IMPORTS)
        .where(_IMPORTS.c.id == import_id)
        .values(
            made=_IMPORTS.c.made + made,
            joined=_IMPORTS.c.joined + len(brought) - made,
            there=_IMPORTS.c.there + len(rows) - len(brought) - faulty,
        )
    )


def finish(session: Session, import_id: int, now: datetime) -> Import | None:
    """All rows have come in: one line in the log for the whole, and it can be taken back. None when it was finished."""
    if not _is_moved_on(session, import_id, "running", "done"):
        return None
    return _close(session, import_id, now)


def _close(session: Session, import_id: int, now: datetime) -> Import:
    done = _existing(session, import_id)
    session.execute(
        update(_IMPORTS)
        .where(_IMPORTS.c.id == import_id)
        .values(content=None, faulty=_IMPORTS.c.total - done.made - done.joined - done.there)
    )
    done = _existing(session, import_id)
    counts = {"made": done.made, "joined": done.joined, "there": done.there, "faulty": done.faulty}
    record(session, done.employee_id, "customers_imported", "import", import_id, now, total=done.total, **counts)
    if done.made + done.joined:
        remember_undoable(session, done.employee_id, done.conversation, UNDO_KIND, import_id, done.name[:200], now)
    return done


def give_up(session: Session, import_id: int, now: datetime) -> None:
    """It can't go on: its person has left, or we failed. What has come in stays, and can be taken back."""
    if _is_moved_on(session, import_id, "running", "done"):
        _close(session, import_id, now)
    else:
        _is_moved_on(session, import_id, "undoing", "undone")


def take_back(session: Session, by: Viewer, import_id: int, now: datetime) -> Import:
    """What the list has brought goes again, as far as nobody has gone on with it. Raises TooLate after the window."""
    own_import(session, by, import_id)
    act = act_on(session, UNDO_KIND, import_id)
    if act is None or act.until <= now:
        raise TooLate(subject="import")
    _move_on(session, import_id, "done", "undoing")
    session.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(at_number=0))
    mark_undone(session, UNDO_KIND, import_id, now)
    return own_import(session, by, import_id)


def take_back_piece(session: Session, import_id: int, at_number: int, now: datetime) -> int | None:
    """Takes back the rows behind `at_number`; returns the last of them, None when there are no more.

    Raises Stale when somebody else has taken them back.
    """
    numbers: Sequence[int] = session.scalars(
        select(_IMPORTED.c.number)
        .where(_IMPORTED.c.import_id == import_id, _IMPORTED.c.number > at_number)
        .order_by(_IMPORTED.c.number)
        .limit(FEW)
    ).all()
    if not numbers:
        return None
    _claim(session, import_id, "undoing", at_number, numbers[-1])
    kept = take_back_rows(session, import_id, numbers, now)
    session.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(kept=_IMPORTS.c.kept + kept))
    return numbers[-1]


def finish_taking_back(session: Session, import_id: int, now: datetime) -> Import | None:
    """All rows were looked at. None when it was finished."""
    if not _is_moved_on(session, import_id, "undoing", "undone"):
        return None
    done = _existing(session, import_id)
    record(session, done.employee_id, "import_undone", "import", import_id, now, kept=done.kept)
    return done


def expire(session: Session, now: datetime) -> int:
    """Lists that nobody decided on, and files that were kept for what came of them, go."""
    kept = _IMPORTS.c.content.is_not(None) | _IMPORTS.c.fault_file.is_not(None)
    gone = session.execute(
        update(_IMPORTS)
        .where(_IMPORTS.c.expires_at <= now, kept, _IMPORTS.c.state.not_in(("running", "undoing")))
        .values(content=None, fault_file=None)
        .returning(_IMPORTS.c.id)
    )
    ids = [row.id for row in gone]
    session.execute(update(_IMPORTS).where(_IMPORTS.c.id.in_(ids), _IMPORTS.c.state == "open").values(state="expired"))
    return len(ids)


def _claim(session: Session, import_id: int, state: str, at_number: int, next_number: int) -> None:
    """The piece is ours: of several processes that have come as far, one goes on."""
    claimed = session.execute(
        update(_IMPORTS)
        .where(_IMPORTS.c.id == import_id, _IMPORTS.c.state == state, _IMPORTS.c.at_number == at_number)
        .values(at_number=next_number)
        .returning(_IMPORTS.c.id)
    ).first()
    if claimed is None:
        raise Stale(subject="import")


def _is_moved_on(session: Session, import_id: int, state: str, new_state: str) -> bool:
    moved = session.execute(
        update(_IMPORTS)
        .where(_IMPORTS.c.id == import_id, _IMPORTS.c.state == state)
        .values(state=new_state)
        .returning(_IMPORTS.c.id)
    ).first()
    return moved is not None


def _move_on(session: Session, import_id: int, state: str, new_state: str) -> None:
    if not _is_moved_on(session, import_id, state, new_state):
        raise Gone(subject="import")


def _forget_file(session: Session, import_id: int) -> None:
    session.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(content=None, fault_file=None))


def _existing(session: Session, import_id: int) -> Import:
    found = import_for_company(session, import_id)
    if found is None:
        raise Gone(subject="import")
    return found
