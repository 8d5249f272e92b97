"""Every night all customers in the platforms' chats are read again: events may have been lost (J29)."""

from __future__ import annotations

from datetime import time
from typing import Any

import structlog

from adapters.errors import Misconfigured, OutsideError
from bot.customers_in_chat import read_all_customers
from bot.jobs.schedule import Job, JobContext, nightly

log = structlog.get_logger(__name__)


async def read_all(context: JobContext) -> dict[str, Any]:
    """Reads each platform that has customers; one where that is not allowed is passed over. Raises the last error."""
    outcome: dict[str, Any] = {}
    failed: OutsideError | None = None
    for name, platform in context.platforms.items():
        if platform.customer_contacts is None:
            continue
        try:
            outcome[name] = await read_all_customers(context.database, context.company, platform, context.now)
        except Misconfigured as error:
            log.info("customers_not_allowed", platform=name, **error.facts)
        except OutsideError as error:
            log.warning("customers_not_read", platform=name, error=type(error).__name__, **error.facts)
            failed = error
    if failed is not None:
        raise failed
    return outcome


JOBS = (Job("external_contacts", nightly(time(3, 20)), read_all),)
