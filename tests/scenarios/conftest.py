"""A company for each test: on every platform, and in the ways a platform can be set up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.scenarios.company import VARIANTS, Company, running_company

PLATFORMS = ("wecom", "dingtalk", "feishu")


@pytest.fixture
def embedded_database(tmp_path: Path) -> Iterator[str]:
    """A migrated SQLite file."""
    with fresh_database("sqlite", tmp_path) as url:
        yield url


@pytest.fixture(params=PLATFORMS)
async def company(request: pytest.FixtureRequest, embedded_database: str) -> AsyncIterator[Company]:
    """The company on each platform, as it is usually set up."""
    async with running_company(request.param, embedded_database) as running:
        yield running


@pytest.fixture(params=list(VARIANTS))
async def company_any(request: pytest.FixtureRequest, embedded_database: str) -> AsyncIterator[Company]:
    """The company on each platform, in every way it can be set up."""
    async with running_company(request.param, embedded_database) as running:
        yield running


@pytest.fixture
async def wecom(embedded_database: str) -> AsyncIterator[Company]:
    """The company on WeCom: for what does not depend on the platform."""
    async with running_company("wecom", embedded_database) as running:
        yield running


@pytest.fixture
async def wecom_at_night(embedded_database: str) -> AsyncIterator[Company]:
    """The same at eleven in the evening, with quiet hours."""
    late = datetime.fromisoformat("2026-03-02T23:00:00+08:00")
    async with running_company("wecom", embedded_database, at=late, quiet_hours="21:00-08:00") as running:
        yield running


@pytest.fixture
async def feishu(embedded_database: str) -> AsyncIterator[Company]:
    """The company on Feishu: for what does not depend on the platform and needs cards that change."""
    async with running_company("feishu", embedded_database) as running:
        yield running
