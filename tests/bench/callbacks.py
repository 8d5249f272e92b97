"""A WeCom callback verified, decrypted, de-duplicated and durably stored, against a bare echo in the same run (G1, G4).

Both servers are processes of their own on one core, the load client on the other; rounds alternate.
"""

from __future__ import annotations

import random
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import load, wecom
from tests.bench.company import emulated_company
from tests.bench.processes import cores, cpu_seconds, free_port, running, wait_ready
from tests.bench.report import Report, Table

CONNECTIONS = 32
ROUNDS = 3
SECONDS = 4.0
MESSAGES = 60_000


@dataclass(frozen=True)
class Round:
    """One run of the client and the CPU that the server spent in it."""

    seen: load.Seen
    cpu_us: float


def run() -> Report:
    """Measures; about a minute."""
    server_core, client_core = cores()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port, echo_port = free_port(), free_port()
        with (
            emulated_company(folder, client_core, people=50) as company,
            running(("-m", "tests.bench.echo", str(echo_port)), folder, server_core) as echo,
            running(
                ("-m", "tests.bench.intake_server", str(port)), folder, server_core, environment=company.settings
            ) as product,
        ):
            wait_ready(f"http://127.0.0.1:{echo_port}/healthz", echo)
            wait_ready(f"http://127.0.0.1:{port}/readyz", product)
            chance = random.Random(1)
            texts = [wecom.lead(chance, number) for number in range(MESSAGES)]
            requests = wecom.requests(company.settings, port, texts, company.users)
            own, bare = folder / "own.bin", folder / "bare.bin"
            load.write_requests(own, requests)
            load.write_requests(bare, [wecom.post("/echo", echo_port, requests[0].split(b"\r\n\r\n", 1)[1])])
            return _measured(folder, client_core, (echo, echo_port, bare), (product, port, own))


Server = tuple[subprocess.Popen[bytes], int, Path]


def _measured(folder: Path, core: set[int], echo: Server, product: Server) -> Report:
    used = 0
    echoes: list[Round] = []
    stored: list[Round] = []
    for _ in range(ROUNDS):
        echoes.append(_round(folder, core, echo, 0))
        stored.append(_round(folder, core, product, used))
        used += stored[-1].seen.done
    echo_rate = median(each.seen.per_second for each in echoes)
    rate = median(each.seen.per_second for each in stored)
    half_echo = _round(folder, core, echo, 0, echo_rate / 2)
    half = _round(folder, core, product, used, rate / 2)
    rows = [
        ("echo", "all it takes", *_medians(echoes)),
        ("product", "all it takes", *_medians(stored)),
        ("echo", "half of that", *_medians([half_echo])),
        ("product", "half of that", *_medians([half])),
    ]
    columns = ("server", "load", "req/s", "p50 ms", "p99 ms", "CPU µs/req", "failed")
    ratios = [own.seen.per_second / bare.seen.per_second for own, bare in zip(stored, echoes, strict=True)]
    figures = {
        "requests a second, ratio to echo": median(ratios),
        "CPU a request, ratio to echo": median(each.cpu_us for each in stored) / median(each.cpu_us for each in echoes),
        "p99 at half load, ratio to echo": half.seen.p99_ms / half_echo.seen.p99_ms,
    }
    notes = (
        f"{CONNECTIONS} keep-alive connections, medians of {ROUNDS} alternating rounds of {SECONDS:.0f} s, "
        "SQLite with synchronous=FULL, answered after the commit",
        "the worker that handles messages does not run here: see `leads` for the whole way",
    )
    return Report("callbacks", [Table("WeCom callbacks", columns, rows)], figures, notes)


def _round(folder: Path, core: set[int], server: Server, skip: int, rate: float = 0.0) -> Round:
    process, port, requests = server
    before = cpu_seconds(process)
    seen = load.run(load.Job(port, str(requests), CONNECTIONS, SECONDS, rate, skip), folder, core)
    return Round(seen, (cpu_seconds(process) - before) / max(seen.done, 1) * 1e6)


def _medians(rounds: list[Round]) -> tuple[float, ...]:
    return (
        median(each.seen.per_second for each in rounds),
        median(each.seen.p50_ms for each in rounds),
        median(each.seen.p99_ms for each in rounds),
        median(each.cpu_us for each in rounds),
        float(sum(each.seen.failed for each in rounds)),
    )
