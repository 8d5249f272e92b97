"""Read each peer's table into one form of case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SHANGHAI = timezone(timedelta(hours=8))
Edge = date | datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer says: from … to …, both included; a time of day without a date has the day of `now`."""

    start: Edge
    end: Edge


@dataclass(frozen=True, slots=True)
class TimeCase:
    """A text, the moment it is read, and every answer that the peer allows."""

    corpus: str
    text: str
    now: datetime
    answers: tuple[Answer, ...]
    words: str
    """The expression of time within the text."""
    is_length: bool = False


@dataclass(frozen=True, slots=True)
class MoneyCase:
    """A text and the bounds of the amount in yuan; None when there is none."""

    corpus: str
    text: str
    bounds: tuple[Decimal, Decimal] | None


def time_cases() -> list[TimeCase]:
    """Every case about times, in the order of the tables."""
    return [*_duckling(), *_jionlp(), *_recognizers()]


def money_cases() -> list[MoneyCase]:
    """Every case about amounts in yuan."""
    return [*_duckling_money(), *_jionlp_money(), *_recognizers_money()]


_DUCKLING_NOW = datetime(2013, 2, 12, 4, 30, tzinfo=timezone(timedelta(hours=-2)))
_SIX = re.compile(r"\((\d+), (\d+), (\d+), (\d+), (\d+), (\d+)\)")
_GRAINS = {"Day": timedelta(days=1), "Week": timedelta(days=7), "Hour": timedelta(0), "Minute": timedelta(0)}


def _duckling() -> Iterator[TimeCase]:
    for line in _lines("duckling-zh/time.tsv"):
        text, expected = line.split("\t")
        grain = expected.rstrip(')"').split()[-1]
        moments = [tuple(map(int, found)) for found in _SIX.findall(expected)]
        answer = _duckling_answer(moments, grain)
        if answer is not None:
            yield TimeCase("duckling", text, _DUCKLING_NOW, (answer,), text)
    for line in _lines("duckling-zh/duration.tsv"):
        text = line.split("\t")[0]
        yield TimeCase("duckling", text, _DUCKLING_NOW, (), text, is_length=True)


def _duckling_answer(moments: list[tuple[int, ...]], grain: str) -> Answer | None:
    # Month and year intervals carry zeros for the parts they leave open.
    starts = [datetime(y, max(m, 1), max(d, 1), h, n, s) for y, m, d, h, n, s in moments]
    if len(starts) == 2:
        if grain in ("Hour", "Minute"):
            return Answer(starts[0], starts[1])
        return Answer(starts[0].date(), starts[1].date() - timedelta(days=1))
    if grain in ("Hour", "Minute"):
        return Answer(starts[0], starts[0])
    first = starts[0].date()
    if grain == "Month":
        return Answer(first, _month_after(first) - timedelta(days=1))
    if grain == "Year":
        return Answer(first, date(first.year, 12, 31))
    return Answer(first, first + _GRAINS[grain] - timedelta(days=1))


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _duckling_money() -> Iterator[MoneyCase]:
    for line in _lines("duckling-zh/money.tsv"):
        text, expected = line.split("\t")
        numbers = [Decimal(found) for found in re.findall(r"\d+(?:\.\d+)?", expected)]
        scale = Decimal("0.01") if "Cent" in expected else Decimal(1)
        yield MoneyCase("duckling", text, (numbers[0] * scale, numbers[-1] * scale))


def _jionlp() -> Iterator[TimeCase]:
    for line in (FOLDER / "jionlp/time_parser.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, now, expected = row["input"], _jionlp_now(row["time_base"]), row["expect"]
        if expected["type"] == "time_delta":
            yield TimeCase("jionlp", text, now, (), text, is_length=True)
        else:
            yield TimeCase("jionlp", text, now, (_jionlp_answer(expected["time"]),), text)


def _jionlp_now(base: Any) -> datetime:
    if isinstance(base, (int, float)):
        return datetime.fromtimestamp(base, SHANGHAI)
    parts = list(base.values()) if isinstance(base, dict) else list(base or (2021, 6, 14))
    parts += [1, 1][len(parts) - 1 :] if len(parts) < 3 else []
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc]  # the table gives one to six numbers


def _jionlp_answer(bounds: list[str]) -> Answer:
    start, end = (None if "inf" in bound else datetime.fromisoformat(bound) for bound in bounds)
    whole_days = (start is None or start.time().isoformat() == "00:00:00") and (
        end is None or end.time().isoformat() == "23:59:59"
    )
    if whole_days:
        return Answer(start and start.date(), end and end.date())
    # A clock time is a minute or an hour long in this table: its first minute is what was said.
    if start and end and end - start in (timedelta(seconds=59), timedelta(minutes=59, seconds=59)):
        end = start
    return Answer(start and start.replace(second=0), end and end.replace(second=0))


def _jionlp_money() -> Iterator[MoneyCase]:
    for line in (FOLDER / "jionlp/money_parser.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        number = row["expect"]["num"]
        numbers = [Decimal(value) for value in (number if isinstance(number, list) else [number])]
        yield MoneyCase("jionlp", row["input"], (numbers[0], numbers[-1]))


def _recognizers() -> Iterator[TimeCase]:
    for path in sorted((FOLDER / "recognizers-zh").glob("*.json")):
        if path.stem == "CurrencyModel":
            continue
        for row in json.loads(path.read_text(encoding="utf-8")):
            base = row.get("Context", {}).get("ReferenceDateTime", "2017-03-22T00:00:00")
            now = datetime.fromisoformat(base).replace(tzinfo=SHANGHAI)
            for result in row["Results"]:
                values = _recognizers_values(result)
                kind = (result.get("TypeName") or result["Type"]).split(".")[-1]
                text, words = row["Input"], result["Text"]
                if kind == "duration":
                    yield TimeCase("recognizers", text, now, (), words, is_length=True)
                elif values:
                    answers = tuple(dict.fromkeys(_recognizers_answer(value, now) for value in values))
                    yield TimeCase("recognizers", text, now, answers, words)


def _recognizers_values(result: dict[str, Any]) -> list[dict[str, str]]:
    if result.get("Resolution"):
        return [value for value in result["Resolution"]["values"] if _has_edge(value)]
    resolved = [result["Value"].get(key) or {} for key in ("FutureResolution", "PastResolution")]
    return [value for value in resolved if value]


def _has_edge(value: dict[str, str]) -> bool:
    return any(value.get(key, "not resolved") != "not resolved" for key in ("value", "start", "end"))


def _recognizers_answer(value: dict[str, str], now: datetime) -> Answer:
    points = [text for key, text in value.items() if key in ("value", "date", "time", "dateTime")]
    if points:
        edge = _recognizers_edge(points[0], now)
        return Answer(edge, edge)
    start = next((text for key, text in value.items() if key.startswith("start")), None)
    end = next((text for key, text in value.items() if key.startswith("end")), None)
    first, last = _recognizers_edge(start, now), _recognizers_edge(end, now)
    if last is not None and not isinstance(last, datetime):
        last -= timedelta(days=1)
    return Answer(first, last)


def _recognizers_edge(text: str | None, now: datetime) -> Edge:
    if text is None:
        return None
    if re.fullmatch(r"\d\d:\d\d:\d\d", text):
        return datetime.combine(now.date(), time.fromisoformat(text)).replace(second=0)
    if len(text) == 10:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).replace(second=0)


def _recognizers_money() -> Iterator[MoneyCase]:
    path = FOLDER / "recognizers-zh/CurrencyModel.json"
    for row in json.loads(path.read_text(encoding="utf-8")):
        found = [result["Resolution"] for result in row["Results"]]
        yuan = [value["value"] for value in found if value.get("isoCurrency") == "CNY" and value["value"]]
        number = Decimal(yuan[0]) if yuan else None
        yield MoneyCase("recognizers", row["Input"], None if number is None else (number, number))


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").strip().split("\n")[1:]
