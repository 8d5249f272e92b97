"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def dialect_of(session: Session) -> str:
    """sqlite or postgresql: the key under which a statement built once is kept."""
    return session.get_bind().dialect.name


def insert_into(dialect: str, target: Table) -> Any:
    """An INSERT that offers `on_conflict_do_nothing` and `on_conflict_do_update`, in this dialect."""
    return sqlite.insert(target) if dialect == "sqlite" else postgresql.insert(target)


def insert_for(session: Session, target: Table) -> Any:
    """The same, in the session's dialect."""
    return insert_into(dialect_of(session), target)
