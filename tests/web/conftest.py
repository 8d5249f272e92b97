"""The sidebar's stage and a phone-wide page, for the browser tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.web.browser import browser_page
from tests.web.sidebar_stage import Stage, sidebar_stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """WeCom, 张三's and 李四's team, nothing recorded yet."""
    async with sidebar_stage("wecom", tmp_path) as opened:
        yield opened


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page as wide and high as WeCom's sidebar; whatever the browser blocks or complains of fails the test."""
    async with browser_page(360, 600) as opened:
        complaints: list[str] = []
        opened.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        yield opened
        assert [line for line in complaints if "Content Security Policy" in line] == []
