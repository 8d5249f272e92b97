"""Two employees who turn out to be one person: one is kept, the other's accounts and records become his.

What moves is every column that refers to an employee, whichever subject it belongs to; the keys of the rows are
kept, so that the two can be told apart again. The ledger is append-only and stays as it is: it is read for both
(deploy/decisions/one-person-several-accounts.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.approvals.service import close_own
from crm_core.audit.service import mark_undone, remember_undoable
from crm_core.customers.service import give_to
from crm_core.database.tables import METADATA
from crm_core.database.types import table
from crm_core.errors import Gone, Invalid
from crm_core.happenings import tell
from crm_core.organisation import queries
from crm_core.organisation.events import EmployeesJoined, EmployeesSeparated
from crm_core.organisation.model import EmployeeJoinRow, EmployeeRow
from crm_core.organisation.rules import makes_a_ring
from crm_core.organisation.service import follow_roles
from crm_core.organisation.views import Belongings, Employee
from crm_core.points.queries import balance

_EMPLOYEES = table(EmployeeRow)
_JOINS = table(EmployeeJoinRow)

UNDO_KIND = "join"
JOIN_UNDO_WINDOW = timedelta(days=30)
AT_ONCE = 500

_OWNER = "customers.owner_id"
"""Moves by `give_to`, as a customer's index keys name its owner."""

STAYS = frozenset(
    {
        "points_entries.employee_id",
        "books.employee_id",
        "employees.joined_to",
        "employee_joins.kept_id",
        "employee_joins.joined_id",
        "employee_joins.by_id",
    }
)
"""The ledger, what counts changes, and the joins themselves."""


def join_employees(
    session: Session, by: Viewer, kept_id: int, joined_id: int, now: datetime, conversation: str
) -> tuple[int, Employee]:
    """Makes two employees one; returns the join's id and the one who is kept, whose name, role and manager hold.

    Reads every table that refers to employees once: a second or so at a million leads. Raises Gone when one of
    them is no longer there by himself, and Invalid when one leads the other («ring») or when the other has been
    joined to before («joined»).
    """
    require(by, Operation.CONFIGURE)
    kept, joined = _there(session, kept_id), _there(session, joined_id)
    if kept_id == joined_id:
        raise Gone(subject="join")
    managers = {row.id: row.manager_id for row in session.execute(select(_EMPLOYEES.c.id, _EMPLOYEES.c.manager_id))}
    if makes_a_ring(managers, kept_id, joined_id) or makes_a_ring(managers, joined_id, kept_id):
        raise Invalid("join", "ring")
    if newest_join(session, joined_id) is not None:
        raise Invalid("join", "joined")
    moved = {name: _move(session, column, joined_id, kept_id) for name, column in references()}
    close_own(session, kept_id, now)
    session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == joined_id).values(active=False, joined_to=kept_id))
    follow_roles(session)
    join_id: int = session.execute(
        insert(_JOINS)
        .values(
            kept_id=kept_id,
            joined_id=joined_id,
            by_id=by.employee_id,
            at=now,
            moved={name: keys for name, keys in moved.items() if keys},
        )
        .returning(_JOINS.c.id)
    ).scalar_one()
    remember_undoable(
        session, by.employee_id, conversation, UNDO_KIND, join_id, joined.name, now, window=JOIN_UNDO_WINDOW
    )
    tell(session, EmployeesJoined(join_id, kept_id, joined_id, by.employee_id, now))
    return join_id, kept


def separate(session: Session, by: Viewer, join_id: int, now: datetime) -> tuple[Employee, Employee]:
    """Tells them apart again: what each had before is his; what came since stays. Returns (kept, separated).

    What has meanwhile gone to somebody else stays there. Raises Gone when they are apart already.
    """
    require(by, Operation.CONFIGURE)
    row = session.execute(select(_JOINS).where(_JOINS.c.id == join_id, _JOINS.c.undone_at.is_(None))).first()
    if row is None:
        raise Gone(subject="join")
    columns = dict(references())
    for name, keys in row.moved.items():
        _give(session, columns[name], keys, row.kept_id, row.joined_id)
    session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == row.joined_id).values(active=True, joined_to=None))
    session.execute(update(_JOINS).where(_JOINS.c.id == join_id).values(undone_at=now))
    mark_undone(session, UNDO_KIND, join_id, now)
    follow_roles(session)
    tell(session, EmployeesSeparated(join_id, row.kept_id, row.joined_id, by.employee_id, now))
    return _there(session, row.kept_id), _there(session, row.joined_id)


def newest_join(session: Session, kept_id: int) -> int | None:
    """The id of the newest join to this employee that stands."""
    found: int | None = session.scalar(
        select(_JOINS.c.id)
        .where(_JOINS.c.kept_id == kept_id, _JOINS.c.undone_at.is_(None))
        .order_by(_JOINS.c.id.desc())
        .limit(1)
    )
    return found


def belongings(session: Session, employee_id: int) -> Belongings:
    """What stands under his name: what an admin sees before he joins."""
    customers, steps, drafts = (METADATA.tables[name] for name in ("customers", "next_steps", "report_drafts"))

    def count(*conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).where(*conditions)) or 0

    return Belongings(
        customers=count(customers.c.owner_id == employee_id, customers.c.deleted_at.is_(None)),
        steps=count(steps.c.owner_id == employee_id, steps.c.state == "open"),
        drafts=count(drafts.c.employee_id == employee_id, drafts.c.state == "open"),
        points=balance(session, employee_id),
        led=count(_EMPLOYEES.c.manager_id == employee_id, _EMPLOYEES.c.active),
    )


def owned_twice(session: Session, one_id: int, other_id: int, most: int) -> list[str]:
    """Names of customers that both have: after joining they are two records of one owner."""
    customers = METADATA.tables["customers"]
    twin = customers.alias()
    rows = session.scalars(
        select(customers.c.name)
        .join(twin, twin.c.normal_name == customers.c.normal_name)
        .where(customers.c.owner_id == one_id, customers.c.deleted_at.is_(None))
        .where(twin.c.owner_id == other_id, twin.c.deleted_at.is_(None))
        .order_by(customers.c.id)
        .limit(most)
    )
    return list(rows)


def references() -> Iterator[tuple[str, Column[Any]]]:
    """Every column that refers to an employee and moves, by its name; what can be undone refers without a key."""
    for each in METADATA.sorted_tables:
        for key in each.foreign_keys:
            name = f"{each.name}.{key.parent.name}"
            if key.column.table is _EMPLOYEES and name not in STAYS:
                yield name, key.parent
    yield "undoable_acts.employee_id", METADATA.tables["undoable_acts"].c.employee_id


def _move(session: Session, column: Column[Any], from_id: int, to_id: int) -> list[list[Any]]:
    """Renames one employee to another in a column; returns the keys of the rows."""
    found = session.execute(select(*row_key(column)).where(column == from_id, ~_has_twin(column, to_id)))
    keys = [list(row) for row in found]
    _give(session, column, keys, from_id, to_id)
    return keys


def _give(session: Session, column: Column[Any], keys: Sequence[list[Any]], from_id: int, to_id: int) -> None:
    """Those of these rows that are still the one's become the other's."""
    rows: Table = column.table
    key = row_key(column)
    for start in range(0, len(keys), AT_ONCE):
        some = [tuple(one) for one in keys[start : start + AT_ONCE]]
        those = (tuple_(*key).in_(some), column == from_id)
        if str(column) == _OWNER:
            for customer_id in session.scalars(select(rows.c.id).where(*those)).all():
                give_to(session, customer_id, to_id)
        else:
            session.execute(update(rows).where(*those).values({column.name: to_id}))


def row_key(column: Column[Any]) -> list[Column[Any]]:
    """What tells a row from the others, beside the employee in this column."""
    return [one for one in column.table.primary_key.columns if one is not column]


def _has_twin(column: Column[Any], to_id: int) -> ColumnElement[bool]:
    """Whether the other has such a row already, where a key allows just one: it stays where it is."""
    rows: Table = column.table
    twin = rows.alias()
    indexes = [index.columns for index in rows.indexes if index.unique]
    constraints = [one.columns for one in rows.constraints if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)]
    twins = (
        exists().where(
            twin.c[column.name] == to_id,
            *(twin.c[one.name] == rows.c[one.name] for one in key if one.name != column.name),
        )
        for key in (*indexes, *constraints)
        if column.name in key
    )
    return or_(false(), *twins)


def _there(session: Session, employee_id: int) -> Employee:
    found = queries.employee(session, employee_id)
    if found is None or not found.active:
        raise Gone(subject="employee")
    return found
