"""Fixtures that every room's tests share."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from crm_core.database.engine import Database
from crm_core.reactions import REACTIONS
from tests.databases import fresh_database
from tests.typed import Typed

# No test asserts a time: a busy machine is no falsifying example.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database; the test runs once on each kind."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, open."""
    opened = Database.open(database_url, REACTIONS)
    yield opened
    await opened.close()


@pytest.fixture
def ceji(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Typed]:
    """The command line, without the settings of whoever runs the tests; the logs are nobody's afterwards."""
    for name in [name for name in os.environ if name.startswith("CEJI_")]:
        monkeypatch.delenv(name)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Typed(monkeypatch, capsys, tmp_path)
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
