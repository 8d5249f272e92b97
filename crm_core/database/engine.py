"""The database as the application sees it: `await write(work)` and `await read(query)`.

`work` and `query` are ordinary functions of an open session. On SQLite one thread writes with group commit and
a pool of read-only connections reads the last commit; on PostgreSQL both are small pools of psycopg connections.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from crm_core.database.writer import SqliteWriter
from crm_core.errors import StorageUnavailable
from crm_core.happenings import Reactions, attach

T = TypeVar("T")

WAIT_FOR_LOCK_MS = 2000
POSTGRES_WRITERS = 8
READERS = 8
TRANSACTION_TRIES = 3


class Database:
    """Owns all connections. Build with `Database.open(url, reactions)`; close with `await close()`."""

    def __init__(self, url: str, engine: Engine, readers: AsyncEngine, reactions: Reactions) -> None:
        self.url = url
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._readers = readers
        self._reactions = reactions
        self._writer: SqliteWriter | None = None
        self._pool: ThreadPoolExecutor | None = None

    @classmethod
    def open(cls, url: str, reactions: Reactions | None = None) -> Database:
        """Opens `sqlite:///file.db` or `postgresql://…`; drivers are chosen here."""
        engine = create_writing_engine(url)
        parsed = make_url(url)
        if engine.dialect.name == "sqlite":
            readers = create_async_engine(parsed.set(drivername="sqlite+aiosqlite"), pool_size=READERS)
            event.listen(readers.sync_engine, "connect", _prepare_reader)
        else:
            readers = create_async_engine(
                parsed.set(drivername="postgresql+psycopg"), pool_size=READERS, pool_pre_ping=True
            )
        return cls(url, engine, readers, reactions or {})

    async def write(self, work: Callable[[Session], T], *, urgent: bool = False) -> T:
        """Runs the work in a transaction; returns after the commit. Raises what the work raised.

        Urgent work overtakes what is queued for SQLite's one writer: somebody outside waits for seconds at most.

        Raises StorageUnavailable when the database could not take it: then nothing was stored.
        """
        if self.is_sqlite:
            if self._writer is None:
                self._writer = SqliteWriter(self.engine, self._prepare)
            result: T = await self._writer.write(work, urgent=urgent)
            return result
        if self._pool is None:
            self._pool = ThreadPoolExecutor(POSTGRES_WRITERS, thread_name_prefix="ceji-writer")
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._write_postgres, work)

    async def read(self, query: Callable[[Session], T]) -> T:
        """Runs the query on a connection that can't write."""
        try:
            async with AsyncSession(self._readers) as session:
                return await session.run_sync(query)
        except OperationalError as error:
            raise StorageUnavailable(type(error).__name__) from error

    async def close(self) -> None:
        """Finishes queued work and closes every connection."""
        if self._writer is not None:
            await asyncio.to_thread(self._writer.close)
        if self._pool is not None:
            await asyncio.to_thread(self._pool.shutdown)
        await self._readers.dispose()
        self.engine.dispose()

    def _prepare(self, session: Session) -> None:
        attach(session, self._reactions)

    def _write_postgres(self, work: Callable[[Session], T]) -> T:
        for attempt in range(1, TRANSACTION_TRIES + 1):
            try:
                with Session(self.engine, expire_on_commit=False) as session:
                    self._prepare(session)
                    result = work(session)
                    session.commit()
                    return result
            except DBAPIError as error:
                if _is_deadlock(error) and attempt < TRANSACTION_TRIES:
                    continue
                if isinstance(error, OperationalError):
                    raise StorageUnavailable(type(error).__name__) from error
                raise
        raise StorageUnavailable("deadlock")


def create_writing_engine(url: str) -> Engine:
    """A synchronous engine with the settings that keep concurrent updates right (ECOSYSTEM §0.2)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed.set(drivername="sqlite"), connect_args={"check_same_thread": False})
        event.listen(engine, "connect", _prepare_writer)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=POSTGRES_WRITERS, pool_pre_ping=True)


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address; None for another database."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def lock(session: Session, *keys: str) -> None:
    """Holds the keys until the transaction ends, so that two processes can't decide on the same facts.

    SQLite needs nothing: it has one writer.
    """
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(set(keys)):
            session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def _prepare_writer(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={WAIT_FOR_LOCK_MS}",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_reader(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={WAIT_FOR_LOCK_MS}")
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _is_deadlock(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", "") in {"40P01", "40001"}
