"""`ceji nlu parse --jsonl` and `ceji nlu score` (CONTRACT «The command», «The score»)."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from nlu.command import parse_stream, score_file
from nlu.score import align, close_string, same_due, score

MESSAGE = {
    "id": "m1",
    "now": "2026-03-02T09:00:00+08:00",
    "text": "今天拜访了A公司王总,聊了新产品,他下周给反馈",
    "customers": [{"id": 3, "name": "A公司", "contacts": [{"name": "王刚", "title": "总经理"}]}],
}


def run(*lines: str) -> tuple[int, list[dict[str, Any]]]:
    target = io.StringIO()
    status = parse_stream(lines, target)
    return status, [json.loads(line) for line in target.getvalue().splitlines()]


def test_a_message_is_parsed() -> None:
    status, (answer,) = run(json.dumps(MESSAGE))
    assert status == 0
    assert answer["id"] == "m1"
    assert answer["kind"] == "report"
    assert answer["lead"] is None
    (follow_up,) = answer["follow_ups"]
    assert follow_up["customer_id"] == 3
    assert follow_up["next_steps"] == [
        {"who": "them", "what": "给反馈", "due": {"from": "2026-03-09", "to": "2026-03-15"}}
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        json.dumps({"id": "x", "text": "a"}),
        json.dumps({"id": "x", "text": "a", "now": "2026-03-02T09:00:00"}),
        json.dumps({"id": "x", "text": 5, "now": "2026-03-02T09:00:00+08:00"}),
        json.dumps({"id": "x", "text": "a", "now": "2026-03-02T09:00:00+08:00", "customers": [{"id": "7"}]}),
    ],
)
def test_a_malformed_line_is_named_and_the_rest_goes_on(line: str) -> None:
    status, answers = run(line, json.dumps(MESSAGE))
    assert status == 1
    assert len(answers) == 2
    assert set(answers[0]) == {"id", "error"}
    assert answers[1]["kind"] == "report"


def test_a_labelled_file_is_scored() -> None:
    _, (answer,) = run(json.dumps(MESSAGE))
    target = io.StringIO()
    assert score_file([json.dumps({**MESSAGE, "expect": answer})], target) == 0
    assert "1.0000" in target.getvalue()
    assert score_file([json.dumps(MESSAGE)], target) == 1


@pytest.mark.parametrize(
    "expect", [{}, {"kind": "report", "follow_ups": None}, {"kind": "report", "follow_ups": [{"next_steps": [{}]}]}]
)
def test_labels_that_cannot_be_compared_are_named_by_their_line(expect: dict[str, Any]) -> None:
    target = io.StringIO()
    assert score_file(["", json.dumps({**MESSAGE, "expect": expect})], target) == 1
    assert target.getvalue() == "line 2: «expect» is not as CONTRACT.md has it\n"


def follow_up(company: str | None, **slots: Any) -> dict[str, Any]:
    empty = {"company": company, "topics": [], "next_steps": [], "amounts": [], "pains": [], "competitors": []}
    return {**empty, **slots}


def test_follow_ups_are_aligned_by_company_first() -> None:
    a, b, c = follow_up("云启"), follow_up("恒瑞"), follow_up(None)
    assert align([a, b], [b, a]) == [(a, a), (b, b)]
    assert align([a], [c, a]) == [(a, a), (None, c)]


def test_an_invented_follow_up_costs_precision() -> None:
    expected = {"kind": "report", "follow_ups": [follow_up("云启", channel="visit")], "lead": None}
    returned = {"kind": "report", "follow_ups": [follow_up("云启", channel="visit"), follow_up("恒瑞", channel="call")]}
    result = score([(expected, returned)])
    assert result.slots["channel"].precision == 0.5
    assert result.slots["channel"].recall == 1
    assert result.exact_reports == 0


def test_strings_and_intervals() -> None:
    assert close_string("A 公司的新产品", "新产品")
    assert close_string("给他发报价单", "发报价单给他")
    assert not close_string("报价", "样机")
    week = {"from": "2026-03-09", "to": "2026-03-15"}
    assert same_due(week, {"from": "2026-03-09", "to": "2026-03-13"})
    assert not same_due(week, {"from": "2026-03-16", "to": "2026-03-20"})
    assert same_due({"from": None, "to": "2026-03-06"}, {"from": None, "to": "2026-03-06"})
    hour = {"from": "2026-03-06T15:00", "to": "2026-03-06T15:00"}
    assert not same_due(hour, {"from": "2026-03-06", "to": "2026-03-06"})
