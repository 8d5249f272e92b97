"""Who may bring in how much: pure (A17, I7)."""

from __future__ import annotations

from crm_core.access.rules import may
from crm_core.access.views import Operation, Viewer

LARGEST = 20 * 1024 * 1024
"""Bytes of a file."""

MOST_OF_ONE_REP = 500
MOST_ROWS = 100_000
LONGEST_TAG = 30


def most_rows(viewer: Viewer) -> int:
    """How many rows a person's list may have: more than a book of his own is for whoever leads people, and admins."""
    leads_others = may(viewer, Operation.LEAD_TEAM) or may(viewer, Operation.CONFIGURE)
    return MOST_ROWS if leads_others else MOST_OF_ONE_REP
