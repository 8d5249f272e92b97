"""One process to a SQLite database: a lock beside the file, given back by the kernel when the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.commands.failure import CommandFailed
from crm_core.database.engine import sqlite_file


@contextmanager
def sole_process(database_url: str) -> Iterator[None]:
    """Holds the database as the only process; nothing to hold on PostgreSQL, which any number may share.

    Raises CommandFailed when another process holds it.
    """
    database_file = sqlite_file(database_url)
    if database_file is None:
        yield
        return
    path = lock_file(database_file)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CommandFailed(f"数据库所在的目录 {path.parent} 不能写：{error.strerror}") from error
    with os.fdopen(descriptor, "r+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = file.read().strip()
            process = f"（进程 {holder}）" if holder else ""
            raise CommandFailed(f"另一个 ceji{process}正在用 {database_file.name}，先停掉它再试") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def lock_file(database_file: Path) -> Path:
    """The lock of a database: the same for every path that leads to it."""
    resolved = database_file.resolve()
    return resolved.with_name(f"{resolved.name}-lock")
