"""A list of a hundred thousand customers comes in from a workbook (G8): read, understood, looked up, written."""

from __future__ import annotations

import asyncio
import io
import resource
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import xlsxwriter

from bot.customer_lists import bring_in, look_through
from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.database.engine import Database
from crm_core.database.migrate import upgrade
from crm_core.imports import service
from crm_core.imports.reading_process import read_apart
from crm_core.imports.views import Import
from crm_core.organisation.queries import employee_by_account
from crm_core.organisation.service import make_admins, read_directory
from crm_core.organisation.views import ListedPerson
from tests.bench.report import Report, Table

ROWS = 100_000
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
HEADINGS = ("客户名称", "联系人", "职务", "电话", "负责人")


def run() -> Report:
    """Measures on SQLite; some minutes."""
    content = _workbook()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "imports.db"
        parts = asyncio.run(_parts(content, f"sqlite:///{path}"))
        written = _rows_of(path)
        raw = _raw_inserts(Path(folder) / "raw.db")
    ours, peer = _cpu_of_reading(content), _cpu_of_openpyxl(content)
    whole = sum(parts.values())
    figures = {
        "the whole, CPU s": whole,
        "reading: times faster than openpyxl, read only": peer / ours,
        "rows of the database for a row of the list": written / ROWS,
        "rows of the database a second of CPU": written / parts["written, undoable"],
        "beside raw sqlite3 inserts of five columns": written / parts["written, undoable"] * raw / ROWS,
    }
    table = Table("100 000 rows of five columns", ("part", "CPU s"), list(parts.items()))
    note = (
        "a row becomes a customer, 22 keys by which its name is found, a number, a contact, and a line that undoes it"
    )
    return Report("imports", [table], figures, (note,))


async def _parts(content: bytes, url: str) -> dict[str, float]:
    database = Database.open(url)
    upgrade(database.engine)
    by = await database.write(_hired)
    began = _cpu()
    await read_apart(content)
    read = _cpu() - began
    seen = await look_through(database, ZONE, by, "客户.xlsx", content, NOW)
    looked = _cpu() - began - 2 * read
    begun = await database.write(
        lambda session: service.keep(session, by, seen.name, content, seen.forecast, None, "", NOW)
    )
    begun = await database.write(lambda session: service.start(session, by, begun.id, NOW))
    began = _cpu()
    done: list[Import] = []
    await bring_in(database, ZONE, begun, lambda: NOW, lambda session, one: done.append(one))
    written = _cpu() - began
    assert done[0].made == ROWS
    await database.close()
    # The file is read once for the preview and once when it comes in.
    return {"read, twice": 2 * read, "understood and looked up": looked, "written, undoable": written - read}


def _hired(session) -> Viewer:  # type: ignore[no-untyped-def]
    read_directory(session, "wecom", (ListedPerson("laowu", "老吴"),), (), (), NOW)
    make_admins(session, [("wecom", "laowu")], NOW)
    someone = employee_by_account(session, "wecom", "laowu")
    assert someone is not None
    return viewer_for(session, someone)


def _workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for n in range(ROWS):
            sheet.write_row(n + 1, 0, (f"宁波东方{n}精工有限公司", "王建国", "总经理", 13_900_000_000 + n, "老吴"))
    return out.getvalue()


def _cpu_of_reading(content: bytes) -> float:
    began = _cpu()
    asyncio.run(read_apart(content))
    return _cpu() - began


def _cpu_of_openpyxl(content: bytes) -> float:
    began = time.process_time()
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) == ROWS + 1
    return time.process_time() - began


def _raw_inserts(path: Path) -> float:
    """The CPU that the driver takes for as many rows of five columns with one unique, in one transaction."""
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT UNIQUE, a TEXT, b TEXT, c TEXT)")
    rows = [(n, f"宁波东方{n}精工有限公司", "王建国", "总经理", str(13_900_000_000 + n)) for n in range(ROWS)]
    began = time.process_time()
    with database:
        database.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", rows)
    return time.process_time() - began


def _rows_of(path: Path) -> int:
    tables = ("customers", "customer_keys", "customer_phones", "contacts", "imported_rows")
    with sqlite3.connect(path) as database:
        return sum(database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables)


def _cpu() -> float:
    """Seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
