"""What can be asked of the ledger. A balance is always the sum of a person's entries, under all ids he has had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.organisation.queries import active_employees, joined_employees, same_person
from crm_core.points.model import PointsRow
from crm_core.points.views import PointsEntry, Rank, Reason

_POINTS = table(PointsRow)

# What every answer about points asks, built once: building a statement costs more than running it.
_SUM = select(func.coalesce(func.sum(_POINTS.c.delta), 0))
_HIS = _POINTS.c.employee_id.in_(same_person(bindparam("employee_id")))
_BALANCE = _SUM.where(_HIS)
_EARNED = _SUM.where(
    _POINTS.c.subject == bindparam("subject"), _POINTS.c.subject_id.in_(bindparam("subject_ids", expanding=True))
)
_OF_SUBJECT = (_POINTS.c.subject == bindparam("subject")) & (_POINTS.c.subject_id == bindparam("subject_id"))
_EARNED_AND_BALANCE = select(
    func.coalesce(func.sum(case((_OF_SUBJECT, _POINTS.c.delta), else_=0)), 0),
    func.coalesce(func.sum(_POINTS.c.delta), 0),
).where(_HIS)
_COUNT = select(func.count()).where(_HIS)


def balance(session: Session, employee_id: int) -> int:
    """All points of a person."""
    return session.scalar(_BALANCE, {"employee_id": employee_id}) or 0


def earned_for(session: Session, subject: str, subject_ids: Collection[int]) -> int:
    """What stands for these records: granted less taken back."""
    return session.scalar(_EARNED, {"subject": subject, "subject_ids": list(subject_ids)}) or 0


def earned_and_balance(session: Session, employee_id: int, subject: str, subject_id: int) -> tuple[int, int]:
    """What stands for this record in a person's ledger, and all his points: what the card of a new record says."""
    asked = {"employee_id": employee_id, "subject": subject, "subject_id": subject_id}
    earned, balance_now = session.execute(_EARNED_AND_BALANCE, asked).one()
    return earned, balance_now


def statement(session: Session, employee_id: int, most: int) -> list[PointsEntry]:
    """The newest entries of a person."""
    rows = session.execute(
        select(_POINTS).where(_HIS).order_by(_POINTS.c.id.desc()).limit(most), {"employee_id": employee_id}
    )
    return [_view(row) for row in rows]


def entries_between(session: Session, employee_id: int, start: datetime, end: datetime) -> list[PointsEntry]:
    """A person's entries from `start` on and before `end`, oldest first (E4: what is told of a week is the ledger)."""
    rows = session.execute(
        select(_POINTS)
        .where(_POINTS.c.employee_id == employee_id, _POINTS.c.at >= start, _POINTS.c.at < end)
        .order_by(_POINTS.c.id)
    )
    return [_view(row) for row in rows]


def count(session: Session, employee_id: int) -> int:
    """How many entries a person has."""
    return session.scalar(_COUNT, {"employee_id": employee_id}) or 0


def sum_since(session: Session, employee_id: int, since: datetime) -> int:
    """Points of a person since then."""
    return session.scalar(_BALANCE.where(_POINTS.c.at >= since), {"employee_id": employee_id}) or 0


def ranking(session: Session, among: Collection[int], since: datetime) -> tuple[list[Rank], int]:
    """Who earned what since then among these people, and how many of them take no part (E6)."""
    people = [someone for someone in active_employees(session) if someone.id in among]
    taking_part = [someone for someone in people if someone.ranked]
    person = {someone.id: someone.id for someone in taking_part}
    person |= {joined: kept for joined, kept in joined_employees(session).items() if kept in person}
    sums: Counter[int] = Counter()
    for row in session.execute(
        select(_POINTS.c.employee_id, func.sum(_POINTS.c.delta).label("points"))
        .where(_POINTS.c.at >= since, _POINTS.c.employee_id.in_(person))
        .group_by(_POINTS.c.employee_id)
    ):
        sums[person[row.employee_id]] += row.points
    lines = sorted(((sums[someone.id], someone) for someone in taking_part), key=lambda line: -line[0])
    ranks = [
        Rank(1 + sum(other > points for other, _ in lines), someone.id, someone.name, points)
        for points, someone in lines
    ]
    return ranks, len(people) - len(taking_part)


def _view(row: Any) -> PointsEntry:
    return PointsEntry(row.id, row.delta, Reason(row.reason), row.label, row.at, row.reverses_id)
