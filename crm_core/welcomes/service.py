"""Preview, enable, take back; each in the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.audit.service import record
from crm_core.database.types import table
from crm_core.errors import Gone, Invalid
from crm_core.welcomes.model import WelcomeRow
from crm_core.welcomes.queries import welcome, welcome_in_force
from crm_core.welcomes.views import Welcome

_WELCOMES = table(WelcomeRow)

LONGEST = 600
"""Characters: three screens of a phone, and below what any platform takes."""


def propose(session: Session, by: Viewer, words: str, now: datetime) -> Welcome:
    """Keeps words for preview; nobody is greeted with them before `enable`. Raises Invalid, NotAllowed."""
    require(by, Operation.CONFIGURE)
    if not 2 <= len(words) <= LONGEST:
        raise Invalid("welcome", "length", longest=LONGEST)
    proposed = {"words": words, "asked_by": by.employee_id, "asked_at": now, "state": "open"}
    found: int = session.execute(insert(_WELCOMES).values(**proposed).returning(_WELCOMES.c.id)).scalar_one()
    return _existing(session, found)


def enable(session: Session, by: Viewer, welcome_id: int, now: datetime) -> Welcome:
    """Customers added from now on are greeted so. Raises Gone when it was dealt with before."""
    require(by, Operation.CONFIGURE)
    before = welcome_in_force(session)
    if before is not None:
        _move(session, before.id, "enabled", "disabled")
    _move(session, welcome_id, "open", "enabled")
    record(session, by.employee_id, "welcome_enabled", "welcome", welcome_id, now)
    return _existing(session, welcome_id)


def drop(session: Session, by: Viewer, welcome_id: int) -> None:
    """Forgets previewed words."""
    require(by, Operation.CONFIGURE)
    _move(session, welcome_id, "open", "dropped")


def disable(session: Session, by: Viewer, now: datetime) -> Welcome:
    """Nobody is greeted any more. Raises Gone when nobody was."""
    require(by, Operation.CONFIGURE)
    before = welcome_in_force(session)
    if before is None:
        raise Gone(subject="welcome")
    _move(session, before.id, "enabled", "disabled")
    record(session, by.employee_id, "welcome_disabled", "welcome", before.id, now)
    return before


def _move(session: Session, welcome_id: int, state: str, new_state: str) -> None:
    moved = session.execute(
        update(_WELCOMES)
        .where(_WELCOMES.c.id == welcome_id, _WELCOMES.c.state == state)
        .values(state=new_state)
        .returning(_WELCOMES.c.id)
    ).first()
    if moved is None:
        raise Gone(subject="welcome")


def _existing(session: Session, welcome_id: int) -> Welcome:
    found = welcome(session, welcome_id)
    if found is None:
        raise Gone(subject="welcome")
    return found
