"""An emulated company with many people, so that no platform's limit for one member stands in the way."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import CEJI, ask, free_port, running, wait_ready


@dataclass(frozen=True)
class Company:
    """A running emulator: its address, the settings of a product that uses its WeCom, and who may write."""

    base: str
    settings: dict[str, str]
    users: list[str]


@contextlib.contextmanager
def emulated_company(folder: Path, on: set[int], people: int) -> Iterator[Company]:
    """`ceji emulate` in a process of its own, with this many reps."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with running((*CEJI, "emulate", "--port", str(port)), folder, on) as process:
        wait_ready(f"{base}/_control/clock", process)
        users = [f"rep{number:04d}" for number in range(people)]
        for user in users:
            ask(f"{base}/_control/people", {"id": user, "name": f"员工{user[3:]}", "title": "销售"})
        settings: dict[str, str] = ask(f"{base}/_control/settings")["wecom"]["settings"]
        for name in ("CEJI_CLOCK_URL", "CEJI_ALLOW_TEST_CLOCK"):
            settings.pop(name)
        settings["CEJI_DATABASE_URL"] = f"sqlite:///{folder / 'bench.db'}"
        yield Company(base, settings, users)
