"""`ceji bench`: the benchmarks under tests/bench of the checkout that this product was installed from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.commands.failure import CommandFailed

ROOT = Path(__file__).resolve().parents[2]


def bench(names: list[str], as_json: bool) -> int:
    """Runs them in a process of their own, so that this one's imports weigh on nothing. Raises CommandFailed."""
    if not (ROOT / "tests" / "bench" / "__main__.py").exists():
        raise CommandFailed("性能测试在源码目录里：git clone 之后 make demo，再用 .venv/bin/ceji bench")
    options = ["--json"] if as_json else []
    command = [sys.executable, "-m", "tests.bench", *names, *options]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 — whoever types it runs it anyway
