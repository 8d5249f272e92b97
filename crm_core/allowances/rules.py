"""When an allowance is running out: pure."""

from __future__ import annotations

from crm_core.allowances.views import Allowance

MARKS = (100, 80)
"""Per cent of an allowance at which admins are told."""

LAST_PER_CENT = 5
"""What is left for lists and answers: nothing is sent just to please."""


def mark_passed(before: Allowance, after: Allowance) -> int | None:
    """The highest mark that lies between, None when there is none."""
    return next((mark for mark in MARKS if not _reaches(before, mark) and _reaches(after, mark)), None)


def is_low(allowance: Allowance) -> bool:
    """Whether an admin should look at it."""
    return _reaches(allowance, min(MARKS))


def is_nearly_spent(allowance: Allowance) -> bool:
    """Whether only the last per cent are left."""
    return _reaches(allowance, 100 - LAST_PER_CENT)


def _reaches(allowance: Allowance, per_cent: int) -> bool:
    return allowance.used * 100 >= allowance.most * per_cent
