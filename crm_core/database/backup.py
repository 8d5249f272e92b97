"""Backups: one SQLite file that holds everything, whatever database it was made from.

The secret key is not in it, only its fingerprint: a backup without its key could not verify a single button that
people still have on their screens, so a restore with another key is refused (the key is kept apart).
"""

from __future__ import annotations

import hmac
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine

from crm_core.database import migrate
from crm_core.database.copying import Progress, copy_everything, holds_rows, reading_engine
from crm_core.database.engine import create_writing_engine, sqlite_file

NOTE = "CREATE TABLE ceji_backup (key_fingerprint TEXT NOT NULL, made_at TEXT NOT NULL)"


class BackupError(Exception):
    """A backup could not be made or used; `reason` says which rule stands against it.

    exists, not_a_database, not_a_backup, damaged, other_key, newer, not_empty, not_newest
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class BackupNote:
    """What a backup says of itself."""

    key_fingerprint: str
    made_at: str
    revision: str


def back_up(url: str, file: Path, key_fingerprint: str, made_at: datetime, progress: Progress) -> None:
    """Writes a consistent backup while the product goes on writing; the file appears when it is complete.

    Raises BackupError (exists; not_a_database; not_newest for PostgreSQL with the tables of another version).
    """
    if file.exists():
        raise BackupError("exists", str(file))
    with _appearing(file) as part:
        source = sqlite_file(url)
        if source is not None:
            _copy_sqlite(source, part)
        else:
            _copy_portable(url, part, progress)
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute(NOTE)
            connection.execute("INSERT INTO ceji_backup VALUES (?, ?)", (key_fingerprint, made_at.isoformat()))


def read_note(file: Path) -> BackupNote:
    """Reads and proves a backup. Raises BackupError (not_a_backup, damaged)."""
    try:
        with closing(_open_read_only(file)) as connection:
            fingerprint, made_at = connection.execute("SELECT key_fingerprint, made_at FROM ceji_backup").fetchone()
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except (sqlite3.DatabaseError, TypeError) as error:
        raise BackupError("not_a_backup", file.name) from error
    if found != "ok":
        raise BackupError("damaged", found)
    return BackupNote(fingerprint, made_at, revision)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and where the database that was there before is kept."""

    note: BackupNote
    replaced: Path | None


def restore(url: str, file: Path, key_fingerprint: str, now: datetime, progress: Progress) -> Restored:
    """Puts a backup in the database's place: all of it or nothing.

    On SQLite the caller makes sure that nobody uses the database. PostgreSQL must be empty. Raises BackupError
    (other_key, newer, not_empty and those of `read_note`) and CopyDiffers.
    """
    note = read_note(file)
    if not hmac.compare_digest(note.key_fingerprint, key_fingerprint):
        raise BackupError("other_key", note.key_fingerprint)
    if not migrate.is_known(note.revision):
        raise BackupError("newer", note.revision)
    database_file = sqlite_file(url)
    if database_file is not None:
        return Restored(note, _restore_sqlite(database_file.resolve(), file, now))
    _restore_postgres(url, file, progress)
    return Restored(note, None)


def _copy_sqlite(source: Path, part: Path) -> None:
    """SQLite's online backup: one snapshot, and writers need not wait."""
    if not source.exists():
        raise BackupError("not_a_database", str(source))
    with closing(_open_read_only(source)) as read, closing(sqlite3.connect(part)) as written:
        read.backup(written, pages=-1)


def _copy_portable(url: str, part: Path, progress: Progress) -> None:
    engine = reading_engine(url)
    target = create_writing_engine(f"sqlite:///{part}")
    try:
        if migrate.current_revision(engine) != migrate.newest_revision():
            raise BackupError("not_newest")
        migrate.upgrade(target)
        with engine.connect() as read, target.begin() as write:
            copy_everything(read, write, progress)
    finally:
        target.dispose()
        engine.dispose()


def _restore_sqlite(database_file: Path, file: Path, now: datetime) -> Path | None:
    was_there = database_file.exists()
    replaced = database_file.with_name(f"{database_file.name}.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    with _appearing(database_file, instead=replaced) as part:
        _take_over(file, part)
        if was_there:
            _bring_log_in(database_file, replaced)
    return replaced if was_there else None


def _restore_postgres(url: str, file: Path, progress: Progress) -> None:
    target = create_writing_engine(url)
    try:
        if holds_rows(target):
            raise BackupError("not_empty")
        with _scratch_copy(file) as source, source.connect() as read:
            migrate.upgrade(target)
            with target.begin() as write:
                copy_everything(read, write, progress)
    finally:
        target.dispose()


@contextmanager
def _scratch_copy(file: Path) -> Iterator[Engine]:
    """The backup's content at the newest revision, in a private folder that goes again."""
    with tempfile.TemporaryDirectory(prefix="ceji-restore-") as folder:
        scratch = Path(folder) / "scratch.db"
        _take_over(file, scratch)
        engine = create_writing_engine(f"sqlite:///{scratch}")
        migrate.upgrade(engine)
        engine.dispose()
        reading = reading_engine(f"sqlite:///{scratch}")
        yield reading
        reading.dispose()


def _take_over(file: Path, target: Path) -> None:
    """The content of a backup as a database of its own."""
    with closing(_open_read_only(file)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
        written.execute("DROP TABLE ceji_backup")
        written.commit()


@contextmanager
def _appearing(file: Path, instead: Path | None = None) -> Iterator[Path]:
    """A file to fill, readable by its owner only; it takes its name when it is complete and on the disk.

    What had the name before stays reachable as `instead`.
    """
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
        _flush(part)
        if instead is not None and file.exists():
            os.link(file, instead)
        os.replace(part, file)
        _flush(file.parent)
    finally:
        part.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open_read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)


def _bring_log_in(database_file: Path, replaced: Path) -> None:
    """Ends the write-ahead log of the old database: it must never be read as part of the new one."""
    try:
        with closing(sqlite3.connect(database_file)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError:
        # Too damaged to open: its log is set aside with it.
        for ending in ("-wal", "-shm"):
            log = Path(f"{database_file}{ending}")
            if log.exists():
                log.rename(f"{replaced}{ending}")
