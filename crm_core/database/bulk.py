"""Many rows at once, for whatever brings thousands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session


def reserve_ids(session: Session, target: Table, count: int) -> list[int]:
    """Ids that nobody else gets, so that rows can refer to one another before any of them is written.

    SQLite has one writer: the next ones are free. PostgreSQL's come from the table's own sequence.
    """
    if session.get_bind().dialect.name == "sqlite":
        newest: int = session.scalar(select(func.coalesce(func.max(target.c.id), 0))) or 0
        return list(range(newest + 1, newest + 1 + count))
    taken = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return list(session.scalars(taken, {"table": target.name, "count": count}))


def insert_rows(session: Session, target: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Rows that all have the same columns."""
    if rows:
        session.execute(insert(target), list(rows))


def insert_numbers(session: Session, target: Table, rows: Sequence[tuple[int, ...]]) -> None:
    """Rows of nothing but numbers, for all columns in their order, those that are there already left out.

    Straight to the driver: for millions of keys SQLAlchemy's dictionaries take longer than the database does.
    """
    if not rows:
        return
    mark = "?" if session.get_bind().dialect.name == "sqlite" else "%s"
    marks = ", ".join([mark] * len(target.columns))
    columns = ", ".join(column.name for column in target.columns)
    statement = f"INSERT INTO {target.name} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 (names of ours)
    session.connection().exec_driver_sql(statement, sorted(rows))
