"""One parser in a process of its own: `python -m tests.bench.nlu_parser ceji|jionlp|recognizers`."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.processes import PAGE, ROOT
from tests.bench.report import percentile

CORPUS = ROOT / "tests" / "corpus" / "own"
SHORT = (45, 75)
LONG = 270
"""Characters; the corpus ends at 137, so a long message is several reports of one person on lines of their own."""
PASSES = 3

Parse = Callable[[dict[str, Any]], object]


def ceji() -> Parse:
    """Our parser, with the sender's customers, as the product calls it."""
    from nlu.command import parse_record

    return parse_record


def jionlp() -> Parse:
    """JioNLP: finds and resolves times."""
    library = import_module("jionlp")

    def parse(record: dict[str, Any]) -> object:
        return library.ner.extract_time(record["text"], time_base=datetime.fromisoformat(record["now"]).timestamp())

    return parse


def recognizers() -> Parse:
    """Recognizers-Text: finds and resolves times."""
    library = import_module("recognizers_date_time")

    def parse(record: dict[str, Any]) -> object:
        now = datetime.fromisoformat(record["now"]).replace(tzinfo=None)
        return library.recognize_datetime(record["text"], library.Culture.Chinese, reference=now)

    return parse


PARSERS = {"ceji": ceji, "jionlp": jionlp, "recognizers": recognizers}


def main(name: str) -> None:
    """Prints what was measured as one line of JSON."""
    records = [json.loads(line) for file in sorted(CORPUS.glob("*.jsonl")) for line in file.open(encoding="utf-8")]
    short = [record for record in records if SHORT[0] <= len(record["text"]) <= SHORT[1]]
    long = list(_joined(record for record in records if record["expect"]["kind"] == "report"))
    before = _resident_mib()
    started = time.process_time()
    parse = PARSERS[name]()
    parse(records[0])
    first = time.process_time() - started
    short_ms, long_ms = _costs(parse, short), _costs(parse, long)
    measured = {
        "first_s": first,
        "resident_mib": _resident_mib(),
        "own_mib": _resident_mib() - before,
        "short_median_ms": percentile(short_ms, 0.5),
        "short_p99_ms": percentile(short_ms, 0.99),
        "long_median_ms": percentile(long_ms, 0.5),
        "long_p99_ms": percentile(long_ms, 0.99),
    }
    print(json.dumps(measured))


def _joined(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Reports put together until they are long, each with the customers of all."""
    parts: list[dict[str, Any]] = []
    for record in records:
        parts.append(record)
        text = "\n".join(part["text"] for part in parts)
        if len(text) >= LONG:
            customers = [customer for part in parts for customer in part.get("customers") or []]
            numbered = [{**customer, "id": number} for number, customer in enumerate(customers)]
            yield {**record, "text": text, "customers": numbered}
            parts = []


def _costs(parse: Parse, chosen: list[dict[str, Any]]) -> list[float]:
    best: list[float] = []
    for record in chosen:
        passes = []
        for _ in range(PASSES):
            started = time.process_time_ns()
            parse(record)
            passes.append((time.process_time_ns() - started) / 1e6)
        best.append(min(passes))
    return best


def _resident_mib() -> float:
    return int(Path(f"/proc/{os.getpid()}/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1024 / 1024


if __name__ == "__main__":
    main(sys.argv[1])
