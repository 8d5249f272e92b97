"""The conditions that every query on somebody's behalf carries."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, or_, select

from crm_core.access.model import ShareRow
from crm_core.access.views import Viewer
from crm_core.database.types import table

_SHARES = table(ShareRow)


def may_read(viewer: Viewer, customer_id: Column[int], owner_id: Column[int]) -> ColumnElement[bool]:
    """Rows that the person may read: own, team's, shared with him."""
    shared = select(_SHARES.c.customer_id).where(_SHARES.c.employee_id == viewer.employee_id)
    return or_(owner_id.in_(viewer.owners), customer_id.in_(shared))


def may_write(viewer: Viewer, owner_id: Column[int]) -> ColumnElement[bool]:
    """Rows that the person may change: own and team's; a share is for reading only (I4)."""
    return owner_id.in_(viewer.owners)
