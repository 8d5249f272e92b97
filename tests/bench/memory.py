"""What `ceji serve` holds in memory, at rest and after thousands of messages."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.company import emulated_company
from tests.bench.leads import send_all, wait_for_directory, wait_until_answered
from tests.bench.processes import CEJI, ask, cores, cpu_seconds, free_port, peak_mib, resident_mib, running, wait_ready
from tests.bench.report import Report, Table

STEPS = (1_000, 5_000, 10_000)
PEOPLE = 1_000
LONGEST_SECONDS = 900


def run() -> Report:
    """Measures; some minutes."""
    server_core, client_core = cores()
    rows: list[tuple[float, ...]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = free_port()
        with (
            emulated_company(folder, client_core, PEOPLE) as company,
            running((*CEJI, "serve", "--port", str(port)), folder, server_core, company.settings) as product,
        ):
            wait_ready(f"http://127.0.0.1:{port}/readyz", product)
            wait_for_directory(folder, PEOPLE)
            # WeCom takes cards with buttons only from an app that is reachable.
            ask(f"{company.base}/_control/wecom/callback", {"url": f"http://127.0.0.1:{port}/callback/wecom"})
            rows.append((0, resident_mib(product), peak_mib(product), cpu_seconds(product)))
            done = 0
            for step in STEPS:
                send_all(folder, client_core, company, port, done, step - done)
                wait_until_answered(folder, LONGEST_SECONDS)
                done = step
                rows.append((step, resident_mib(product), peak_mib(product), cpu_seconds(product)))
    columns = ("messages", "resident MiB", "peak MiB", "CPU s")
    figures = {
        "MiB a thousand messages, from the first step on": (rows[-1][1] - rows[1][1]) / (STEPS[-1] - STEPS[0]) * 1e3
    }
    notes = (f"{PEOPLE} people, one platform (WeCom), SQLite, every message a lead that is answered by a card",)
    return Report("memory", [Table("Memory of `ceji serve`", columns, rows)], figures, notes)
