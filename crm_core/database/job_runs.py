"""What ran by the clock: each (job, run key) once, whichever process ticks (D2, K22, N8, N9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm_core.database.types import Base, Id, table
from crm_core.database.upsert import insert_for

STALLED_AFTER = timedelta(minutes=10)


class JobRun(Base):
    """One run of one job for one due time."""

    __tablename__ = "job_runs"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    job: Mapped[str] = mapped_column(String(64))
    run_key: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(8))  # running, done, failed
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    failure: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (Index("uq_job_runs_job_run_key", "job", "run_key", unique=True),)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run of a job."""

    job: str
    run_key: str
    due_at: datetime
    started_at: datetime
    finished_at: datetime | None
    state: str
    failure: str


_RUNS = table(JobRun)


def start(session: Session, job: str, run_key: str, due_at: datetime, now: datetime) -> int | None:
    """Claims a run; None when it has been claimed before. A run that stalled may be claimed once more."""
    fresh = (
        insert_for(session, _RUNS)
        .values(job=job, run_key=run_key, due_at=due_at, started_at=now, state="running", outcome={}, failure="")
        .on_conflict_do_nothing(index_elements=["job", "run_key"])
        .returning(_RUNS.c.id)
    )
    found: int | None = session.scalar(fresh)
    if found is not None:
        return found
    again = (
        update(_RUNS)
        .where(
            _RUNS.c.job == job,
            _RUNS.c.run_key == run_key,
            _RUNS.c.state == "running",
            _RUNS.c.started_at < now - STALLED_AFTER,
        )
        .values(started_at=now)
        .returning(_RUNS.c.id)
    )
    stalled: int | None = session.scalar(again)
    return stalled


def finish(session: Session, run_id: int, now: datetime, outcome: dict[str, Any]) -> None:
    """Marks a run as done."""
    session.execute(update(_RUNS).where(_RUNS.c.id == run_id).values(state="done", finished_at=now, outcome=outcome))


def fail(session: Session, run_id: int, now: datetime, reason: str) -> None:
    """Marks a run as failed."""
    session.execute(
        update(_RUNS).where(_RUNS.c.id == run_id).values(state="failed", finished_at=now, failure=reason[:500])
    )


def last_runs(session: Session) -> list[LastRun]:
    """The newest run of every job."""
    newest = select(func.max(_RUNS.c.id)).group_by(_RUNS.c.job)
    rows = session.execute(select(_RUNS).where(_RUNS.c.id.in_(newest)).order_by(_RUNS.c.job))
    return [
        LastRun(row.job, row.run_key, row.due_at, row.started_at, row.finished_at, row.state, row.failure)
        for row in rows
    ]


def last_started(session: Session) -> datetime | None:
    """When anything last ran; None before the first run."""
    found: datetime | None = session.scalar(select(func.max(_RUNS.c.started_at)).where(_RUNS.c.job != "installed"))
    return found


def success_rate(session: Session, since: datetime) -> tuple[int, int]:
    """(runs that were done, runs that ended) since then; the share is K22's 自动化流程成功率."""
    rows = session.execute(
        select(_RUNS.c.state, func.count())
        .where(_RUNS.c.started_at >= since, _RUNS.c.state != "running")
        .group_by(_RUNS.c.state)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in rows}
    return counts.get("done", 0), sum(counts.values())


def forget(session: Session, before: datetime, most: int = 5000) -> int:
    """Deletes runs that were done before then, except the first start of the product; returns how many."""
    old = (
        select(_RUNS.c.id)
        .where(_RUNS.c.state == "done", _RUNS.c.started_at < before, _RUNS.c.job != "installed")
        .limit(most)
    )
    return len(session.execute(delete(_RUNS).where(_RUNS.c.id.in_(old)).returning(_RUNS.c.id)).all())
