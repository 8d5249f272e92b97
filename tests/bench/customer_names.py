"""Finding a customer by name among a million (G6, A14, F8): right ones among the first five, and how long it takes.

`python -m tests.bench.customer_names [CUSTOMERS] [DATABASE URL]` measures another size or database.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.customers.model import CustomerKeyRow, CustomerRow
from crm_core.customers.queries import duplicates, names_for, search
from crm_core.customers.rules import ALIKE, index_keys
from crm_core.customers.service import add
from crm_core.database.engine import create_writing_engine
from crm_core.database.migrate import upgrade
from crm_core.database.types import table
from crm_core.organisation.model import EmployeeRow
from crm_core.organisation.views import Role
from nlu.companies import likeness, name_parts, normal_name
from tests.bench.name_corpus import Corpus, listed
from tests.bench.report import Report, Table, as_text, percentile

CUSTOMERS = 1_000_000
BOOK = 500
QUESTIONS = 300
BRUTE_QUESTIONS = 10
CHUNK = 50_000
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)

Ask = Callable[[str], list[int]]


@dataclass
class Company:
    """What has been built: who owns what, and how long it took."""

    owners: list[int]
    every: int
    known: dict[str, int] = field(default_factory=dict)
    sample: list[tuple[int, int, str]] = field(default_factory=list)  # id, owner, full name
    keys: int = 0
    key_seconds: float = 0.0
    store_seconds: float = 0.0


def run() -> Report:
    """Measures a million customers on SQLite; some five minutes, most of them for building."""
    with tempfile.TemporaryDirectory() as folder:
        return measure(CUSTOMERS, f"sqlite:///{Path(folder) / 'names.db'}")


def measure(size: int, url: str) -> Report:
    """Builds so many customers in an empty database, then asks."""
    engine = create_writing_engine(url)
    upgrade(engine)
    corpus = Corpus()
    with engine.connect() as connection:
        company = _build(connection, corpus, size)
    with engine.connect() as connection, Session(connection) as session:
        everybody = Viewer(1, "总监", Role.DIRECTOR, frozenset(company.owners[1:]))
        rows = _wide(session, corpus, company, everybody) + _own(session, corpus, company)
        rows += _slips(session, corpus, company) + _peers(session, company)
        names_ms = _timed(lambda: names_for(session, everybody))
        added = _adding(session, corpus)
        session.rollback()
        figures = {
            "customers": float(size),
            "owners": float(len(company.owners)),
            "keys a customer": company.keys / size,
            "index MiB": _index_mib(connection),
            "keys of names a second (CPU)": size / company.key_seconds,
            "customers stored a second, in bulk": size / company.store_seconds,
            "customers added a second, one by one in a transaction": added,
            "names_for of who sees all, ms": names_ms,
        }
    engine.dispose()
    columns = ("question", "asked", "right 1st", "right in 5", "p50 ms", "p99 ms", "CPU p50", "CPU p99")
    notes = (
        "of all: somebody who leads every owner; of own: a rep with a book of 500",
        "a generated brand: several firms bear it, so more than the name is needed to be right",
        "a duplicate counts where the names are 85 alike, from where on F8 wants a hint",
        "CPU is that of this process; the other times are a watch on a machine with other work",
    )
    return Report("customer_names", [Table("Finding a customer by name", columns, rows)], figures, notes)


def _build(connection: Connection, corpus: Corpus, size: int) -> Company:
    people = max(size // BOOK, 1)
    company = Company(list(range(1, people + 1)), every=max(size // (4 * QUESTIONS), 1))
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA cache_size=-1000000"))
        connection.commit()
    connection.execute(
        insert(table(EmployeeRow)), [{"id": one, "name": "张三", "created_at": NOW} for one in company.owners]
    )
    places = dict(zip(corpus.chance.sample(range(size), len(listed())), listed(), strict=True))
    stream = enumerate(places[at][1] if at in places else corpus.name() for at in range(size))
    while chunk := list(islice(stream, CHUNK)):
        _store(connection, company, chunk)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval(pg_get_serial_sequence('customers', 'id'), :last)"), {"last": size})
    connection.commit()
    company.known = {places[at][0]: at + 1 for at in places}
    connection.execute(text("ANALYZE"))
    connection.commit()
    return company


def _store(connection: Connection, company: Company, chunk: list[tuple[int, str]]) -> None:
    began = time.process_time()
    customers, keys = [], []
    for at, name in chunk:
        owner = company.owners[at % len(company.owners)]
        customers.append(
            {"id": at + 1, "name": name, "normal_name": normal_name(name), "owner_id": owner, "created_by": owner,
             "created_at": NOW}
        )  # fmt: skip
        keys += [(key, owner, at + 1) for key in index_keys(name)]
        if at % company.every == 0:
            company.sample.append((at + 1, owner, name))
    keys.sort()
    company.key_seconds += time.process_time() - began
    company.keys += len(keys)
    began = time.perf_counter()
    connection.execute(insert(table(CustomerRow)), customers)
    connection.execute(
        insert(table(CustomerKeyRow)), [{"key": key, "owner_id": owner, "customer_id": one} for key, owner, one in keys]
    )
    company.store_seconds += time.perf_counter() - began


Row = tuple[str, int, float, float, float, float, float, float]


def _wide(session: Session, corpus: Corpus, company: Company, viewer: Viewer) -> list[Row]:
    """Somebody who sees all asks for well-known companies."""
    known = [(short, company.known[short], full) for short, full in listed() if short in company.known]

    def ask(words: str) -> list[int]:
        return [one.id for one in search(session, viewer, words, 5)]

    kinds: dict[str, list[tuple[str, int]]] = {
        "short name, of all": [(short, one) for short, one, _ in known],
        "short name misheard, of all": [(corpus.misheard(short), one) for short, one, _ in known],
        "no legal form, of all": [(normal_name(full), one) for _, one, full in known],
        "one character missing, of all": [(corpus.dropped(normal_name(full)), one) for _, one, full in known],
        "a generated brand, of all": [(corpus.spoken(full), one) for one, _, full in company.sample[:QUESTIONS]],
    }
    return [_asked(kind, questions, ask) for kind, questions in kinds.items()]


def _own(session: Session, corpus: Corpus, company: Company) -> list[Row]:
    """A rep asks for one of his own customers."""
    viewers: dict[str, Viewer] = {}

    def ask(words: str) -> list[int]:
        return [one.id for one in search(session, viewers[words], words, 5)]

    def questions(change: Callable[[str], str]) -> Iterator[tuple[str, int]]:
        for short, one in company.known.items():
            words = change(short)
            owner = company.owners[(one - 1) % len(company.owners)]
            viewers[words] = Viewer(owner, "张三", Role.REP, frozenset())
            yield words, one
        for one, owner, full in company.sample[:QUESTIONS]:
            words = change(corpus.spoken(full))
            viewers[words] = Viewer(owner, "张三", Role.REP, frozenset())
            yield words, one

    return [
        _asked("short name, of own", list(questions(str)), ask),
        _asked("short name misheard, of own", list(questions(corpus.misheard)), ask),
    ]


def _slips(session: Session, corpus: Corpus, company: Company) -> list[Row]:
    """The look-up on every lead, with a name that has one slip of the pen in its core, or anywhere."""

    def ask(words: str) -> list[int]:
        return [one.customer_id for one in duplicates(session, words, "13900000000")]

    def questions(change: Callable[[str], str]) -> list[tuple[str, int]]:
        asked = [(change(full), one, full) for one, _, full in company.sample[QUESTIONS:]]
        return [(words, one) for words, one, full in asked if likeness(normal_name(words), normal_name(full)) >= ALIKE]

    def in_core(full: str) -> str:
        parts = name_parts(normal_name(full))
        return parts.region + corpus.slipped(parts.core)

    return [
        _asked("duplicate, one slip in the core", questions(in_core), ask),
        _asked("duplicate, one slip in region or core", questions(lambda full: corpus.slipped(normal_name(full))), ask),
        _asked("duplicate, one slip in a full name", questions(corpus.slipped), ask),
    ]


def _peers(session: Session, company: Company) -> list[Row]:
    """The same questions by looking at every name: rapidfuzz in memory, and LIKE in the database."""
    columns = table(CustomerRow).columns
    names = {row.id: row.normal_name for row in session.execute(select(columns.id, columns.normal_name))}
    known = [(short, company.known[short]) for short, _ in listed()][:BRUTE_QUESTIONS]

    def by_rapidfuzz(words: str) -> list[int]:
        return [one for _, _, one in process.extract(words, names, scorer=fuzz.WRatio, limit=5)]

    def by_like(words: str) -> list[int]:
        found = session.execute(select(columns.id).where(columns.normal_name.contains(words)).limit(5))
        return [row.id for row in found]

    return [
        _asked("peer: rapidfuzz WRatio, short name", known, by_rapidfuzz, warm=1),
        _asked("peer: LIKE '%…%', short name", known, by_like, warm=1),
    ]


def _asked(kind: str, questions: list[tuple[str, int]], ask: Ask, warm: int = 20) -> Row:
    for words, _ in questions[:warm]:
        ask(words)
    first = among = 0
    took, worked = [], []
    for words, right in questions:
        began, began_work = time.perf_counter(), time.thread_time()
        found = ask(words)
        worked.append((time.thread_time() - began_work) * 1000)
        took.append((time.perf_counter() - began) * 1000)
        first += found[:1] == [right]
        among += right in found[:5]
    asked = max(len(questions), 1)
    return (
        kind, asked, first / asked, among / asked,
        percentile(took, 0.5), percentile(took, 0.99), percentile(worked, 0.5), percentile(worked, 0.99),
    )  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _adding(session: Session, corpus: Corpus) -> float:
    names = [corpus.name() for _ in range(2000)]
    began = time.perf_counter()
    for name in names:
        add(session, name, 1, 1, NOW)
    return len(names) / (time.perf_counter() - began)


def _index_mib(connection: Connection) -> float:
    if connection.dialect.name == "sqlite":
        try:
            size = connection.execute(text("SELECT sum(pgsize) FROM dbstat WHERE name = 'customer_keys'")).scalar_one()
        except OperationalError:  # this build of SQLite comes without dbstat
            return float("nan")
    else:
        size = connection.execute(text("SELECT pg_total_relation_size('customer_keys')")).scalar_one()
    return int(size or 0) / 1024 / 1024


if __name__ == "__main__":
    given = sys.argv[1:]
    if len(given) == 2:
        print(as_text(measure(int(given[0]), given[1])))
    else:
        print(as_text(run()))
