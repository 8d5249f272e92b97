"""«正在听…»: what takes longer than a moment is told at once, in a message that the answer then takes over (C1).

Only where the platform has such messages; anywhere else the answer comes by itself, as ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

from adapters.contract import ChatPlatform
from adapters.errors import Misconfigured, OutsideError
from adapters.events import InboundEvent
from bot import report_texts
from bot.alarms import Alarms

SHOWN_AFTER = 0.5
"""Seconds after which a person wonders whether he was heard."""

SAID_AGAIN_AFTER = 5.0
"""Seconds after which he wonders whether it goes on."""

T = TypeVar("T")

log = structlog.get_logger(__name__)


async def listening(
    platform: ChatPlatform, alarms: Alarms, event: InboundEvent, work: Coroutine[Any, Any, T]
) -> tuple[T, dict[str, str]]:
    """What the work returns, and what the answer's `reply_to` needs to take over the message that was shown meanwhile.

    Raises what the work raises.
    """
    task = asyncio.create_task(work)
    try:
        if await _is_done(task, SHOWN_AFTER):
            return task.result(), {}
        shown = await _begin(platform, alarms, event)
        if shown and platform.progress is not None and not await _is_done(task, SAID_AGAIN_AFTER):
            await platform.progress.go_on(shown, report_texts.still_listening())
        return await task, shown
    finally:
        task.cancel()


async def _is_done(task: asyncio.Task[T], seconds: float) -> bool:
    done, _ = await asyncio.wait({task}, timeout=seconds)
    return bool(done)


async def _begin(platform: ChatPlatform, alarms: Alarms, event: InboundEvent) -> dict[str, str]:
    if platform.progress is None:
        return {}
    try:
        return await platform.progress.begin(event, report_texts.listening())
    except Misconfigured as error:
        await alarms.extra_refused(platform, "progress", f"「{report_texts.listening()}」", error)
    except OutsideError as error:
        log.warning("progress_not_shown", platform=platform.name, error=type(error).__name__, **error.facts)
    return {}
