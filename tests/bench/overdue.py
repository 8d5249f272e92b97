"""Finding late leads among a million (G7): the escalation's five hundred oldest, and one manager's morning digest."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, insert
from sqlalchemy.orm import Session

from crm_core.customers.model import CustomerRow
from crm_core.database.engine import create_writing_engine
from crm_core.database.migrate import upgrade
from crm_core.database.types import table
from crm_core.leads.model import LeadRow
from crm_core.organisation.model import EmployeeRow
from crm_core.reports.queries import late_counts, late_leads, never_followed
from tests.bench.report import Report, Table, percentile

LEADS = 1_000_000
PEOPLE = 500
TEAM = 10
SHOWN = 5
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOURS = 72
ASKED = 200
CHUNK = 20_000


def run() -> Report:
    """Measures on SQLite; some minutes, most of them for building."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_writing_engine(f"sqlite:///{Path(folder) / 'overdue.db'}")
        upgrade(engine)
        started = time.perf_counter()
        _build(engine)
        built = time.perf_counter() - started
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        rows = [_escalation(engine), _digest(engine)]
        scan = _without_indexes(engine)
        engine.dispose()
    columns = ("query", "rows", "p50 ms", "p99 ms")
    figures = {
        "escalation: times faster than without an index": scan / rows[0][2],
        "without an index, ms": scan,
        "seconds to build": built,
    }
    notes = (f"{LEADS} leads of {PEOPLE} people: half closed, most of the others followed up within {HOURS} hours",)
    return Report("overdue", [Table("Late leads", columns, rows)], figures, notes)


def _escalation(engine: Engine) -> tuple[str, int, float, float]:
    return _asked("500 oldest that nobody was told of", engine, lambda session: never_followed(session, NOW, HOURS))


def _digest(engine: Engine) -> tuple[str, int, float, float]:
    chance = random.Random(2)

    def ask(session: Session) -> list[Any]:
        first = chance.randrange(1, PEOPLE - TEAM)
        team = range(first, first + TEAM)
        late_counts(session, team, NOW, NOW.date(), HOURS, HOURS)
        return late_leads(session, team, NOW, NOW.date(), HOURS, SHOWN)

    return _asked(f"the oldest of a team of {TEAM}, and their number", engine, ask)


def _asked(name: str, engine: Engine, ask: Callable[[Session], list[Any]]) -> tuple[str, int, float, float]:
    times: list[float] = []
    rows = 0
    with Session(engine) as session:
        ask(session)
        for _ in range(ASKED):
            started = time.perf_counter()
            rows = len(ask(session))
            times.append((time.perf_counter() - started) * 1000)
    return name, rows, percentile(times, 0.5), percentile(times, 0.99)


def _without_indexes(engine: Engine) -> float:
    """The same escalation query, forbidden to use an index; the median of five, in ms."""

    def forbid(_c: Any, _cu: Any, statement: str, parameters: Any, _x: Any, _m: bool) -> tuple[str, Any]:
        return statement.replace("FROM leads ", "FROM leads NOT INDEXED ", 1), parameters

    event.listen(engine, "before_cursor_execute", forbid, retval=True)
    times = []
    with Session(engine) as session:
        for _ in range(5):
            started = time.perf_counter()
            never_followed(session, NOW, HOURS)
            times.append((time.perf_counter() - started) * 1000)
    event.remove(engine, "before_cursor_execute", forbid)
    return percentile(times, 0.5)


def _build(engine: Engine) -> None:
    with engine.begin() as connection:
        people = [{"id": number, "name": f"员工{number}", "created_at": NOW} for number in range(1, PEOPLE + 1)]
        connection.execute(insert(table(EmployeeRow)), people)
        _fill(connection, CustomerRow, _customers())
        _fill(connection, LeadRow, _leads(random.Random(1)))


def _fill(connection: Connection, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        connection.execute(insert(table(model)), chunk)


def _customers() -> Iterator[dict[str, Any]]:
    for number in range(1, LEADS + 1):
        owner = number % PEOPLE + 1
        name = f"客户{number}"
        yield {
            "id": number,
            "name": name,
            "normal_name": name,
            "owner_id": owner,
            "created_by": owner,
            "created_at": NOW,
        }


def _leads(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Half are closed; of the rest one in twenty is late after a contact, one in a hundred was never followed up."""
    for number in range(1, LEADS + 1):
        owner = number % PEOPLE + 1
        age = timedelta(hours=chance.uniform(80, 9_000))
        share = chance.random()
        followed: datetime | None = NOW - timedelta(hours=chance.uniform(1, 70))
        if share < 0.025:
            followed = NOW - timedelta(hours=chance.uniform(73, 500))
        elif share < 0.03:
            followed = None
        yield {
            "customer_id": number,
            "owner_id": owner,
            "company": f"客户{number}",
            "phone": f"139{number:08d}",
            "stage": "已流失" if share >= 0.5 else "初步沟通",
            "created_by": owner,
            "created_at": NOW - age,
            "first_followed_up_at": followed,
            "last_followed_up_at": followed,
            "escalated_at": NOW if followed is None and chance.random() < 0.8 else None,
        }
