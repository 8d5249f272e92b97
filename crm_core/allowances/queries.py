"""What was spent, and what may be."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.allowances.model import PlatformAllowanceRow, PlatformUsageRow
from crm_core.allowances.views import Allowance
from crm_core.database.types import table

_USAGE = table(PlatformUsageRow)
_ALLOWANCES = table(PlatformAllowanceRow)


def allowances(session: Session, platform: str, month: str, defaults: Mapping[str, int]) -> list[Allowance]:
    """Each kind that the platform limits, in the order of `defaults`, which hold where no admin has said otherwise."""
    spent = select(_USAGE.c.spent, _USAGE.c.amount).where(_USAGE.c.platform == platform, _USAGE.c.month == month)
    allowed = select(_ALLOWANCES.c.spent, _ALLOWANCES.c.most).where(_ALLOWANCES.c.platform == platform)
    used: dict[str, int] = {row[0]: row[1] for row in session.execute(spent)}
    most: dict[str, int] = {row[0]: row[1] for row in session.execute(allowed)}
    return [Allowance(kind, used.get(kind, 0), most.get(kind, default)) for kind, default in defaults.items()]
