"""`python -m tests.bench [NAME …] [--json]`, which is what `ceji bench` runs."""

from __future__ import annotations

import argparse
from importlib import import_module

from tests.bench.report import Report, as_json, as_text, machine

NAMES = ("callbacks", "leads", "memory", "platforms", "nlu", "customer_names", "overdue", "imports")


def main() -> None:
    """Runs the named benchmarks, or all."""
    parser = argparse.ArgumentParser(prog="ceji bench")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=" ".join(NAMES))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    on = machine()
    if not arguments.json:
        print(", ".join(f"{name} {value}" for name, value in on.items()), flush=True)
    reports: list[Report] = []
    for name in arguments.names or NAMES:
        reports.append(import_module(f"tests.bench.{name}").run())
        if not arguments.json:
            print(as_text(reports[-1]), flush=True)
    if arguments.json:
        print(as_json(reports, on))


if __name__ == "__main__":
    main()
