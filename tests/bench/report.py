"""What a benchmark measured, as tables for people and as JSON for scripts."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("aiohttp", "sqlalchemy", "cryptography", "rapidfuzz")


@dataclass(frozen=True)
class Table:
    """Rows under a title; numbers are rounded for people only."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Report:
    """One benchmark: its tables, single figures, and what a reader must know to judge them."""

    name: str
    tables: list[Table]
    figures: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies; 0.99 for p99."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    model = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "unknown"
    )
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return {
        "cpu": f"{os.cpu_count()} × {model}",
        "memory": f"{int(memory) // 1024 // 1024} GiB",
        "load": " ".join(f"{value:.1f}" for value in os.getloadavg()),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: _version(name) for name in PACKAGES},
    }


def as_text(report: Report) -> str:
    """Tables for a terminal."""
    parts = [f"== {report.name} =="]
    parts += [_drawn(table) for table in report.tables]
    parts += [f"{name}: {_shown(value)}" for name, value in report.figures.items()]
    parts += [f"({note})" for note in report.notes]
    parts.append(f"again: ceji bench {report.name}")
    return "\n".join(parts)


def as_json(reports: Sequence[Report], on: dict[str, str]) -> str:
    """Everything, unrounded."""
    return json.dumps({"machine": on, "reports": [asdict(report) for report in reports]}, ensure_ascii=False, indent=1)


def _drawn(table: Table) -> str:
    cells = [table.columns, *(tuple(_shown(value) for value in row) for row in table.rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(table.columns))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    return "\n".join([f"-- {table.title}", *lines])


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
    return str(value)


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
