"""What only one process may do at a time: the holder says again and again that it lives, and another takes over when
it stops (ARCHITECTURE §3). All times are the machine's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, delete, or_
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm_core.database.types import Base, table
from crm_core.database.upsert import insert_for

LIFE = timedelta(seconds=15)
"""How long a holder that says nothing more keeps the lease."""


class LeaseRow(Base):
    """One thing that exists once, and the process that has it."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    held_until: Mapped[datetime]


_LEASES = table(LeaseRow)


def take(session: Session, name: str, holder: str, now: datetime) -> bool:
    """Takes or keeps the lease; whether this process holds it now. Safe between processes."""
    statement = insert_for(session, _LEASES).values(name=name, holder=holder, held_until=now + LIFE)
    taken = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": statement.excluded.holder, "held_until": statement.excluded.held_until},
        where=or_(_LEASES.c.holder == holder, _LEASES.c.held_until <= now),
    ).returning(_LEASES.c.name)
    return session.scalar(taken) is not None


def give_back(session: Session, name: str, holder: str) -> None:
    """Frees the lease at once, where this process holds it."""
    session.execute(delete(_LEASES).where(_LEASES.c.name == name, _LEASES.c.holder == holder))
