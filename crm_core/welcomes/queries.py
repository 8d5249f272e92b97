"""What can be asked about welcomes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.welcomes.model import WelcomeRow
from crm_core.welcomes.views import Welcome

_WELCOMES = table(WelcomeRow)


def welcome_in_force(session: Session) -> Welcome | None:
    """The one that customers are greeted with now; None when nobody has set one."""
    row = session.execute(
        select(_WELCOMES).where(_WELCOMES.c.state == "enabled").order_by(_WELCOMES.c.id.desc()).limit(1)
    ).first()
    return None if row is None else Welcome(**row._mapping)


def welcome(session: Session, welcome_id: int) -> Welcome | None:
    """One by its id."""
    row = session.execute(select(_WELCOMES).where(_WELCOMES.c.id == welcome_id)).first()
    return None if row is None else Welcome(**row._mapping)
