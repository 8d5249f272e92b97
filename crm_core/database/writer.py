"""SQLite's one writer: a thread that runs queued work and commits it in groups (ARCHITECTURE §3).

Each piece of work runs inside a savepoint of a shared `BEGIN IMMEDIATE` transaction; a failing one undoes only
itself. Whoever waits is answered after the commit, so success always means: on the disk.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crm_core.errors import StorageUnavailable

LONGEST_GROUP = 200
LONGEST_GROUP_SECONDS = 0.05


@dataclass(slots=True)
class _Piece:
    work: Callable[[Session], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class SqliteWriter:
    """Runs work one after another on the only connection that writes."""

    def __init__(self, engine: Engine, prepare: Callable[[Session], None]) -> None:
        self._engine = engine
        self._prepare = prepare
        self._queue: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="ceji-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[Session], Any]) -> Any:
        """Queues the work and returns what it returned, after the commit."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._queue.put(_Piece(work, loop, future))
        return await future

    def close(self) -> None:
        """Finishes what is queued, then ends the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        with self._engine.connect() as connection:
            running = True
            while running:
                group, running = self._next_group()
                if group:
                    self._commit_group(connection, group)
                    _answer(group)

    def _next_group(self) -> tuple[list[_Piece], bool]:
        """Waits for a piece of work, then takes what else is queued already."""
        group: list[_Piece] = []
        piece = self._queue.get()
        while piece is not None:
            group.append(piece)
            if len(group) >= LONGEST_GROUP or self._queue.empty():
                return group, True
            piece = self._queue.get()
        return group, False

    def _commit_group(self, connection: Connection, group: list[_Piece]) -> None:
        """Runs and commits all pieces; where a transaction got too long, in several transactions."""
        rest = group
        while rest:
            started = time.monotonic()
            done = 0
            try:
                with connection.begin():
                    for piece in rest:
                        self._run_piece(connection, piece)
                        done += 1
                        if time.monotonic() - started > LONGEST_GROUP_SECONDS:
                            break
            except Exception as error:
                # The shared transaction is gone (disk full, locked, commit refused): nobody's work was stored.
                for piece in rest:
                    piece.error = StorageUnavailable(type(error).__name__)
                    piece.error.__cause__ = error
                return
            rest = rest[done:]

    def _run_piece(self, connection: Connection, piece: _Piece) -> None:
        try:
            with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
                self._prepare(session)
                piece.result = piece.work(session)
                session.commit()
        except Exception as error:
            piece.error = error
            if isinstance(error, DBAPIError) and not _in_transaction(connection):
                # SQLite gave the whole transaction up (a full disk does that).
                raise


def _in_transaction(connection: Connection) -> bool:
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def _answer(group: list[_Piece]) -> None:
    for loop in {piece.loop for piece in group}:
        pieces = [piece for piece in group if piece.loop is loop]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, pieces)


def _resolve(pieces: list[_Piece]) -> None:
    for piece in pieces:
        if piece.future.done():
            continue
        if piece.error is not None:
            piece.future.set_exception(piece.error)
        else:
            piece.future.set_result(piece.result)
