"""Every night the directory of each platform is read again (I25)."""

from __future__ import annotations

from datetime import time
from typing import Any

import structlog

from adapters.errors import OutsideError
from bot.jobs.schedule import Job, JobContext, nightly
from bot.people import read_platform_directory

log = structlog.get_logger(__name__)


async def read_all(context: JobContext) -> dict[str, Any]:
    """Reads every platform; one that can't be read doesn't keep the others from it. Raises the last error."""
    outcome: dict[str, Any] = {}
    failed: OutsideError | None = None
    for name, platform in context.platforms.items():
        try:
            report = await read_platform_directory(
                context.database, context.company, platform, context.admins, context.now
            )
        except OutsideError as error:
            log.warning("directory_not_read", platform=name, error=type(error).__name__, **error.facts)
            failed = error
            continue
        outcome[name] = {"people": report.total, "added": len(report.added), "left": len(report.left)}
    if failed is not None:
        raise failed
    return outcome


JOBS = (Job("directory", nightly(time(3, 10)), read_all),)
