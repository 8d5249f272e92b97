"""The parser's score on labelled messages may rise, never fall (CONTRACT «The score»).

`dev`, `own`, `second` and `third` are the development sets, which the rules were written with: their figures say only
that nothing was lost. What the parser gets right on people it has not seen is measured on `fourth`, which nobody reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from nlu.command import score_records
from nlu.score import Score

HERE = Path(__file__).parent


def records(paths: Iterable[Path]) -> list[dict[str, object]]:
    return [
        json.loads(line) for path in sorted(paths) for line in path.read_text(encoding="utf-8").splitlines() if line
    ]


@pytest.fixture(scope="module")
def dev() -> Score:
    return score_records(records((HERE / "dev").glob("*.jsonl")))


@pytest.fixture(scope="module")
def own() -> Score:
    return score_records(records((HERE / "own").glob("*.jsonl")))


@pytest.fixture(scope="module")
def second() -> Score:
    return score_records(records((HERE / "second").glob("*.jsonl")))


@pytest.fixture(scope="module")
def third() -> Score:
    return score_records(records((HERE / "third").glob("*.jsonl")))


def test_development_sets(dev: Score) -> None:
    assert dev.mean_f1 >= 0.988
    assert dev.kind_accuracy >= 0.995
    assert dev.exact_reports >= 0.87
    assert dev.slots["customer_id"].precision >= 0.99
    assert dev.slots["amounts"].f1 >= 0.98
    assert dev.slots["pains"].f1 >= 0.97
    assert dev.slots["competitors"].f1 >= 0.97
    assert dev.lead["phone"].f1 >= 0.99


def test_fifth_development_set(own: Score) -> None:
    assert own.mean_f1 >= 0.968
    assert own.kind_accuracy >= 0.995
    assert own.exact_reports >= 0.7
    assert own.slots["customer_id"].precision >= 0.97
    assert own.slots["contact"].f1 >= 0.96
    assert own.slots["topics"].f1 >= 0.95
    assert own.slots["next_steps.what"].f1 >= 0.94
    assert own.slots["amounts"].f1 >= 0.97
    assert own.slots["pains"].f1 >= 0.97
    assert own.slots["competitors"].f1 >= 0.97
    assert own.lead["phone"].f1 >= 0.99
    assert own.lead["company"].f1 >= 0.9


def test_sixth_development_set(second: Score) -> None:
    assert second.mean_f1 >= 0.985
    assert second.kind_accuracy >= 0.99
    assert second.exact_reports >= 0.93
    assert second.slots["customer_id"].precision >= 0.99
    assert all(tally.f1 >= 0.97 for tally in second.slots.values())


def test_seventh_development_set(third: Score) -> None:
    assert third.mean_f1 >= 0.92
    assert third.kind_accuracy >= 0.94
    assert third.exact_reports >= 0.58
    assert third.slots["channel"].f1 >= 0.95
    assert third.slots["next_steps.what"].f1 >= 0.93
    assert third.slots["amounts"].f1 >= 0.95
    assert third.slots["stage"].f1 >= 0.95


def test_the_unread_set() -> None:
    """The measure itself: what was reached on people whom nobody has read must not be lost."""
    fourth = score_records(records((HERE / "fourth").glob("*.jsonl")))
    assert fourth.mean_f1 >= 0.865
    assert fourth.kind_accuracy >= 0.96
    assert fourth.exact_reports >= 0.45
    assert fourth.slots["customer_id"].precision >= 0.96
    assert fourth.slots["contact"].f1 >= 0.92
    assert fourth.lead["phone"].f1 >= 0.99
