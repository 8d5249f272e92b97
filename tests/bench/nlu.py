"""Understanding a message: time, memory and the first message, next to two libraries that find times only.

The peers (JioNLP's time parser, Microsoft's Recognizers-Text) run when deploy/requirements-bench.lock is installed.
They do a part of the work, so they say what a library costs, not who is better.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import Any

from tests.bench.processes import ROOT
from tests.bench.report import Report, Table

PARSERS = {"ceji": "nlu", "jionlp": "jionlp", "recognizers": "recognizers_date_time"}


def run() -> Report:
    """Measures; half a minute."""
    found = {name: _measured(name) for name, module in PARSERS.items() if importlib.util.find_spec(module)}
    costs = [
        (name, *(round(one[key], 3) for key in ("short_median_ms", "short_p99_ms", "long_median_ms", "long_p99_ms")))
        for name, one in found.items()
    ]
    starts = [(name, one["first_s"], one["resident_mib"], one["own_mib"]) for name, one in found.items()]
    tables = [
        Table("CPU ms a message", ("parser", "60 median", "60 p99", "300 median", "300 p99"), costs),
        Table("Start", ("parser", "first message CPU s", "resident MiB", "of which its own"), starts),
    ]
    missing = [name for name in PARSERS if name not in found]
    notes = [
        "messages of 45–75 characters, and reports joined to about 300, from tests/corpus/own; CPU time, best of 3"
    ]
    if missing:
        notes.append(f"not installed: {', '.join(missing)} (pip install -r deploy/requirements-bench.lock)")
    return Report("nlu", tables, {}, tuple(notes))


def _measured(name: str) -> dict[str, Any]:
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.bench.nlu_parser", name],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    measured: dict[str, Any] = json.loads(answer.stdout.decode().splitlines()[-1])
    return measured
