"""Moving everything from one database to another, row by row, with proof that the same has arrived.

Used for a change of database (SQLite to PostgreSQL and back) and for backups of PostgreSQL in a portable file.
Both ends are read through the product's own column types, so that the checksums of both kinds compare.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from sqlite3 import connect
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, RowMapping, Table, create_engine, event, func, insert, inspect, select, text

from crm_core.database.engine import create_writing_engine, sqlite_file
from crm_core.database.tables import TABLES
from crm_core.database.types import table

CHUNK = 1000
Progress = Callable[[str, int], None]
"""Told the table and how many of its rows are through."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, and a checksum that does not depend on their order."""

    table: str
    rows: int
    checksum: str


class CopyDiffers(Exception):
    """What arrived is not what was sent; the target has been left as it was."""

    def __init__(self, sent: Content, arrived: Content) -> None:
        super().__init__(f"{sent.table}: {sent.rows} rows sent, {arrived.rows} arrived, checksums compared")
        self.table = sent.table


def reading_engine(url: str) -> Engine:
    """An engine that changes nothing, whose every transaction sees one moment."""
    path = sqlite_file(url)
    if path is None:
        engine = create_writing_engine(url)
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def open_read_only() -> Any:
        return connect(f"file:{quote(str(Path(path)))}?mode=ro", uri=True, isolation_level=None)

    engine = create_engine("sqlite://", creator=open_read_only)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def holds_rows(engine: Engine) -> bool:
    """Whether any table of ours has a row."""
    present = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        return any(
            connection.execute(select(1).select_from(table(model)).limit(1)).first() is not None
            for model in TABLES
            if table(model).name in present
        )


def copy_everything(source: Connection, target: Connection, progress: Progress) -> list[Content]:
    """Copies all tables in the target's open transaction; the caller commits.

    Both must be at the newest revision, the target empty. Raises CopyDiffers when what arrived is not the same.
    """
    contents = []
    with _late_references(target):
        for model in TABLES:
            contents.append(_copy_table(source, target, table(model), progress))
    for sent in contents:
        model = next(model for model in TABLES if model.__tablename__ == sent.table)
        arrived = content(target, table(model))
        if arrived != sent:
            raise CopyDiffers(sent, arrived)
        _continue_ids(target, table(model))
    return contents


def content(connection: Connection, target: Table) -> Content:
    """Counts and sums up a table."""
    total, rows = 0, 0
    for chunk in _chunks(connection, target):
        rows += len(chunk)
        total += sum(_digest(target, row) for row in chunk)
    return Content(target.name, rows, _as_text(total))


def _copy_table(source: Connection, target: Connection, copied: Table, progress: Progress) -> Content:
    total, rows = 0, 0
    for chunk in _chunks(source, copied):
        target.execute(insert(copied), [dict(row) for row in chunk])
        rows += len(chunk)
        total += sum(_digest(copied, row) for row in chunk)
        progress(copied.name, rows)
    return Content(copied.name, rows, _as_text(total))


def _chunks(connection: Connection, target: Table) -> Iterator[list[RowMapping]]:
    streaming = connection.execution_options(stream_results=True, yield_per=CHUNK)
    for chunk in streaming.execute(select(target)).mappings().partitions():
        yield list(chunk)


def _digest(target: Table, row: RowMapping) -> int:
    values = [_plain(row[column.name]) for column in target.columns]
    canonical = json.dumps(values, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return int.from_bytes(hashlib.blake2b(canonical.encode(), digest_size=16).digest())


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.blake2b(value, digest_size=16).hexdigest()
    return value.isoformat() if isinstance(value, date) else value


def _as_text(total: int) -> str:
    return f"{total % (1 << 128):032x}"


@contextmanager
def _late_references(connection: Connection) -> Iterator[None]:
    """Has references checked once at the end: an employee may stand before his manager in the table."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise ValueError(f"a row of {broken[0]} refers to a row of {broken[2]} that is not there")
        return
    own = [
        (quoted_table, quoted_name)
        for quoted_table, quoted_name in connection.execute(
            text(
                "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint "
                "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conrelid = confrelid"
            )
        )
    ]
    for quoted_table, quoted_name in own:
        connection.exec_driver_sql(
            f"ALTER TABLE {quoted_table} ALTER CONSTRAINT {quoted_name} DEFERRABLE INITIALLY DEFERRED"
        )
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for quoted_table, quoted_name in own:
        connection.exec_driver_sql(f"ALTER TABLE {quoted_table} ALTER CONSTRAINT {quoted_name} NOT DEFERRABLE")


def _continue_ids(connection: Connection, target: Table) -> None:
    """Lets PostgreSQL's next row take the number behind the last; SQLite does so by itself."""
    if connection.dialect.name == "postgresql" and "id" in target.columns:
        last = connection.scalar(select(func.max(target.c.id)))
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last, :used)"),
            {"name": target.name, "last": last or 1, "used": last is not None},
        )
