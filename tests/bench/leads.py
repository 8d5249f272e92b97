"""The whole way of a lead: callback in, record, points and reply in one transaction, reply sent (G3).

The emulated WeCom and the load client share one core, `ceji serve` has the other; a bare echo runs before and after.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import mean

from tests.bench import load, wecom
from tests.bench.company import Company, emulated_company
from tests.bench.processes import CEJI, ask, cores, cpu_seconds, free_port, running, wait_ready
from tests.bench.report import Report, Table, percentile

LEADS = 2_000
PEOPLE = 300
CONNECTIONS = 32
LONGEST_SECONDS = 180


def run() -> Report:
    """Measures; about a minute."""
    server_core, client_core = cores()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = free_port()
        before = echo_rate(folder, server_core, client_core)
        with (
            emulated_company(folder, client_core, PEOPLE) as company,
            running((*CEJI, "serve", "--port", str(port)), folder, server_core, company.settings) as product,
        ):
            wait_ready(f"http://127.0.0.1:{port}/readyz", product)
            wait_for_directory(folder, PEOPLE)
            # WeCom takes cards with buttons only from an app that is reachable.
            ask(f"{company.base}/_control/wecom/callback", {"url": f"http://127.0.0.1:{port}/callback/wecom"})
            row, figures = _measured(folder, client_core, company, product, port)
        echo = mean([before, echo_rate(folder, server_core, client_core)])
    columns = ("leads", "failed", "ack/s", "ack p99 ms", "leads/s", "CPU ms/lead", "reply p50 s", "reply p99 s")
    figures = {"echo a second": echo, **figures, "leads a second, ratio to echo": figures["leads a second"] / echo}
    notes = (
        f"{PEOPLE} people send {LEADS} leads as fast as they are acknowledged; every one is answered by a card",
        "leads/s counts from the first callback to the last reply that the platform took",
    )
    return Report("leads", [Table("From the message to the reply", columns, [row])], figures, notes)


def echo_rate(folder: Path, server_core: set[int], client_core: set[int]) -> float:
    """Requests a second of a bare echo, on the same cores."""
    port = free_port()
    with running(("-m", "tests.bench.echo", str(port)), folder, server_core) as echo:
        wait_ready(f"http://127.0.0.1:{port}/healthz", echo)
        bare = folder / "bare.bin"
        load.write_requests(bare, [wecom.post("/echo", port, b"x" * 500)])
        return load.run(load.Job(port, str(bare), CONNECTIONS, 4.0), folder, client_core).per_second


def wait_for_directory(folder: Path, people: int) -> None:
    """Waits until everybody is known, as in a company where the product has run for a while."""
    until = time.monotonic() + 60
    while count(folder, "SELECT count(*) FROM accounts") < people:
        if time.monotonic() > until:
            raise RuntimeError("the directory was not read")
        time.sleep(0.2)


def count(folder: Path, query: str) -> int:
    """One number out of the product's database, read only."""
    with closing(sqlite3.connect(f"file:{folder / 'bench.db'}?mode=ro", uri=True)) as connection:
        found: int = connection.execute(query).fetchone()[0]
        return found


def send_all(folder: Path, core: set[int], company: Company, port: int, first: int, most: int) -> load.Seen:
    """So many leads, each of its own number and company, as fast as they are acknowledged."""
    chance = random.Random(first)
    texts = [wecom.lead(chance, first + number) for number in range(most)]
    file = folder / f"leads-{first}.bin"
    load.write_requests(file, wecom.requests(company.settings, port, texts, company.users, 7 * 10**15 + first))
    return load.run(load.Job(port, str(file), CONNECTIONS, 0.0), folder, core)


def wait_until_answered(folder: Path, seconds: float) -> None:
    """Waits until nothing is left to do, in the inbox and in the outbox."""
    until = time.monotonic() + seconds
    while count(
        folder,
        "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') + "
        "(SELECT count(*) FROM outbox WHERE state = 'waiting')",
    ):
        if time.monotonic() > until:
            raise RuntimeError("not all was answered in time")
        time.sleep(0.2)


def _measured(
    folder: Path, core: set[int], company: Company, product: subprocess.Popen[bytes], port: int
) -> tuple[tuple[float, ...], dict[str, float]]:
    cpu = cpu_seconds(product)
    started = time.time()
    seen = send_all(folder, core, company, port, 0, LEADS)
    wait_until_answered(folder, LONGEST_SECONDS)
    cpu = cpu_seconds(product) - cpu
    with closing(sqlite3.connect(f"file:{folder / 'bench.db'}?mode=ro", uri=True)) as connection:
        made: int = connection.execute("SELECT count(*) FROM leads").fetchone()[0]
        spans = connection.execute(
            "SELECT (julianday(sent_at) - julianday(received_at)) * 86400, (julianday(sent_at) - 2440587.5) * 86400 "
            "FROM outbox JOIN inbox ON outbox.key = 'in' || inbox.id || '.1' WHERE outbox.state = 'sent'"
        ).fetchall()
    if made < LEADS * 0.9 or len(spans) < LEADS * 0.9:
        raise RuntimeError(f"{made} leads made, {len(spans)} replies sent of {LEADS}: not a fair measurement")
    waits = [wait for wait, _ in spans]
    rate = made / (max(sent for _, sent in spans) - started)
    row = (made, seen.failed, seen.per_second, seen.p99_ms, rate, cpu / made * 1000, percentile(waits, 0.5))
    figures = {"leads a second": rate, "CPU ms a lead": cpu / made * 1000}
    assert ask(f"{company.base}/_control/wecom/messages?user={company.users[0]}"), "the platform saw no reply"
    return (*row, percentile(waits, 0.99)), figures
