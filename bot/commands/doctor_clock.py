"""The line of `ceji doctor` about the clock: callbacks are refused when it is minutes wrong (signatures expire)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from adapters.contract import Check
from bot.clock import machine_now
from bot.settings import Settings

NAME = "时钟"
FAR_OFF_SECONDS = 60
"""Platforms' signatures are good for five minutes; a minute leaves room for slow networks."""


async def check_clock(settings: Settings) -> Check | None:
    """Compares with the test clock's address, or with the first platform that tells the time; None when none does."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=8)) as session:
        if settings.clock_url:
            return await _test_clock(session, settings)
        for name, given in settings.platforms.items():
            if not given.any_set():
                continue
            told = await _date_of(session, str(getattr(given, "api_base", "")))
            if told is not None:
                return _compared(name, told)
    return None


def _compared(platform: str, told: datetime) -> Check:
    off = abs((machine_now() - told).total_seconds())
    if off > FAR_OFF_SECONDS:
        detail = f"和 {platform} 的服务器差 {off:.0f} 秒，签名会被当成过期的"
        return Check(NAME, ok=False, detail=detail, remedy="打开这台机器的时间同步（NTP）")
    return Check(NAME, ok=True, detail=f"和 {platform} 的服务器相差不到 {max(off, 1):.0f} 秒")


async def _date_of(session: aiohttp.ClientSession, base: str) -> datetime | None:
    try:
        async with session.get(base, allow_redirects=False) as response:
            return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError):
        return None


async def _test_clock(session: aiohttp.ClientSession, settings: Settings) -> Check:
    if not settings.allow_test_clock:
        remedy = "去掉 CEJI_CLOCK_URL；演示和验收才设 CEJI_ALLOW_TEST_CLOCK=1"
        return Check(NAME, ok=False, detail="设了测试时钟，但没有允许用", remedy=remedy)
    try:
        async with session.get(settings.clock_url) as response:
            told = datetime.fromisoformat((await response.json(content_type=None))["now"])
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
        return Check(NAME, ok=False, detail=f"测试时钟没有回答（{type(error).__name__}）", remedy="检查 CEJI_CLOCK_URL")
    return Check(NAME, ok=True, detail=f"用的是测试时钟，现在 {told.isoformat(timespec='seconds')}")
