"""The conditions that every query on somebody's behalf carries."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, bindparam, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

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


def is_readable(customer_id: Column[int], owner_id: ColumnElement[int]) -> ColumnElement[bool]:
    """`may_read` for a statement that is built once and executed with `eyes(viewer)`.

    However many people he leads, the statement stays the same: placeholders for thousands of owners take
    longer to write than the look-up takes.
    """
    return or_(_OneOf(owner_id, bindparam("viewer_owner_list")), is_shared(customer_id))


def is_owned(owner_id: Column[int]) -> ColumnElement[bool]:
    """The part of it that is the person's own or his team's, for people who lead few: it names each owner, by
    which databases know how few rows to expect."""
    return owner_id.in_(bindparam("viewer_owners", expanding=True))


def is_shared(customer_id: Column[int]) -> ColumnElement[bool]:
    """The part of it that others have shown him."""
    return customer_id.in_(select(_SHARES.c.customer_id).where(_SHARES.c.employee_id == bindparam("viewer_id")))


def eyes(viewer: Viewer) -> dict[str, Any]:
    """What a statement with these conditions is executed with."""
    return {
        "viewer_id": viewer.employee_id,
        "viewer_owners": list(viewer.owners),
        "viewer_owner_list": _as_json(viewer.employee_id, viewer.team),
    }


@lru_cache(maxsize=256)
def _as_json(employee_id: int, team: frozenset[int]) -> str:
    return f"[{','.join(map(str, team | {employee_id}))}]"


class _OneOf(FunctionElement[bool]):
    """Whether a column's value is in a list that comes as one JSON text."""

    type = Boolean()
    inherit_cache = True
    name = "one_of"


@compiles(_OneOf, "sqlite")
def _one_of_in_sqlite(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 (parts that SQLAlchemy compiled; values are bound)


@compiles(_OneOf, "postgresql")
def _one_of_in_postgresql(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} = ANY (CAST(translate({ids}, '[]', '{{}}') AS BIGINT[]))"
