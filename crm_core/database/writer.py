"""SQLite's one writer: a thread that runs queued work and commits it in groups (ARCHITECTURE §3).

Each piece of work runs inside a savepoint of a shared `BEGIN IMMEDIATE` transaction; a failing one undoes only
itself. Whoever waits is answered after the commit, so success always means: on the disk.

Urgent work overtakes what is queued: a platform gives up on an acknowledgement after seconds, while the turns of a
backlog may take their time.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
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
        self._urgent: deque[_Piece] = deque()
        self._queued: deque[_Piece] = deque()
        self._arrived = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, name="ceji-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[Session], Any], *, urgent: bool = False) -> Any:
        """Queues the work and returns what it returned, after the commit."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        (self._urgent if urgent else self._queued).append(_Piece(work, loop, future))
        self._arrived.release()
        return await future

    def close(self) -> None:
        """Finishes what is queued, then ends the thread."""
        self._arrived.release()
        self._thread.join()

    def _run(self) -> None:
        with self._engine.connect() as connection:
            while (piece := self._take(wait=True)) is not None:
                self._commit_group(connection, piece)

    def _take(self, *, wait: bool) -> _Piece | None:
        """The next piece. None when there is nothing to do now, or, after waiting, when all is done for good.

        Every piece brings one permit of the semaphore, and so does the order to close, which brings no piece.
        """
        if not self._arrived.acquire(blocking=wait):
            return None
        if self._urgent:
            return self._urgent.popleft()
        if self._queued:
            return self._queued.popleft()
        if not wait:
            # The order to close: kept for whoever waits next.
            self._arrived.release()
        return None

    def _commit_group(self, connection: Connection, first: _Piece) -> None:
        """Runs what is queued in one transaction, until it is long enough, and answers after the commit."""
        group: list[_Piece] = []
        piece: _Piece | None = first
        started = time.monotonic()
        try:
            with connection.begin():
                while piece is not None:
                    group.append(piece)
                    self._run_piece(connection, piece)
                    if len(group) >= LONGEST_GROUP or time.monotonic() - started > LONGEST_GROUP_SECONDS:
                        break
                    piece = self._take(wait=False)
        except Exception as error:
            # The shared transaction is gone (disk full, locked, commit refused): nobody's work was stored.
            for lost in group or [first]:
                lost.error = StorageUnavailable(type(error).__name__)
                lost.error.__cause__ = error
        _answer(group or [first])

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
