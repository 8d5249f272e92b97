"""Counting what is spent, and setting what may be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.allowances.model import PlatformAllowanceRow, PlatformUsageRow
from crm_core.audit.service import record
from crm_core.database.types import table
from crm_core.database.upsert import insert_for

_USAGE = table(PlatformUsageRow)
_ALLOWANCES = table(PlatformAllowanceRow)


def spend(session: Session, platform: str, month: str, spent: str, amount: int) -> int:
    """Adds to what was spent and returns the sum, so that of all processes just one sees a mark being passed."""
    added = insert_for(session, _USAGE).values(platform=platform, month=month, spent=spent, amount=amount)
    total: int = session.execute(
        added.on_conflict_do_update(
            index_elements=["platform", "month", "spent"],
            set_={"amount": _USAGE.c.amount + added.excluded.amount},
        ).returning(_USAGE.c.amount)
    ).scalar_one()
    return total


def allow(session: Session, by: Viewer, platform: str, most: Mapping[str, int], now: datetime) -> None:
    """Sets what the company may spend in a month, with a line in the audit log. Raises NotAllowed."""
    require(by, Operation.CONFIGURE)
    for spent, amount in most.items():
        values = {"most": amount, "set_by": by.employee_id, "set_at": now}
        session.execute(
            insert_for(session, _ALLOWANCES)
            .values(platform=platform, spent=spent, **values)
            .on_conflict_do_update(index_elements=["platform", "spent"], set_=values)
        )
    record(session, by.employee_id, "allowance_set", "platform", None, now, platform=platform, most=dict(most))
