"""The labelled test sets are well formed, so that a score measured on them means something."""

from collections import Counter
from pathlib import Path

import pytest

from tests.corpus import validate

ONE_LABEL = """{"id": "x", "now": "2026-03-04T17:42:00+08:00",
 "text": "今天拜访了A公司王总,聊了新产品,他下周给反馈", "customers": [{"id": 1, "name": "A公司", "contacts": []}],
 "expect": {"kind": "report", "lead": null, "follow_ups": [{"company": "A公司", "customer_id": 1,
  "candidates": [], "contact": "王总", "channel": "visit", "date": "2026-03-04", "topics": ["新产品"],
  "next_steps": [{"who": "them", "what": "给反馈", "due": {"from": "2026-03-09", "to": "2026-03-15"}}],
  "amounts": [], "stage": null, "pains": [], "competitors": []}]}}"""


def problems_after(old: str, new: str) -> list[str]:
    assert old in ONE_LABEL
    return validate.problems(validate.Message.model_validate_json(ONE_LABEL.replace(old, new)))


@pytest.mark.parametrize("path", validate.files(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_label_follows_the_contract(path: Path) -> None:
    """Enums, dates and intervals are valid, ids exist, and copied values stand in their message."""
    found = {message.id: validate.problems(message) for message in validate.messages(path)}
    assert {message: problems for message, problems in found.items() if problems} == {}


def test_no_message_counts_twice() -> None:
    """An id or a text that returned, in one set or across them, would weigh a mistake twice."""
    every = [message for path in validate.files() for message in validate.messages(path)]
    for values in (Counter(message.id for message in every), Counter(message.text for message in every)):
        assert [value for value, times in values.items() if times > 1] == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"给反馈"', '"给答复"', "not in the text: 给答复"),
        ('"customer_id": 1', '"customer_id": 7', "customer 7 is not in the list"),
        ('1,\n  "candidates": []', 'null,\n  "candidates": [1]', "a tie needs two candidates"),
        ('"2026-03-09"', '"2026-03-19"', "the interval ends before it begins: 2026-03-19 to 2026-03-15"),
        ('"2026-03-09"', '"2026-02-30"', "no such interval: 2026-02-30 to 2026-03-15"),
        ('"date": "2026-03-04"', '"date": "2026-03-05"', "a contact that took place lies in the future: 2026-03-05"),
        ('"kind": "report"', '"kind": "other"', "a report, and nothing else, has follow-ups"),
    ],
)
def test_a_mistake_in_a_label_is_noticed(old: str, new: str, problem: str) -> None:
    """The checks find what they are there to find, and nothing in a right label."""
    assert problems_after('"id": "x"', '"id": "y"') == []
    assert problems_after(old, new) == [problem]


@pytest.mark.parametrize(("old", "new"), [('"visit"', '"walk"'), ('"topics"', '"topic"'), ('["新产品"]', '"新产品"')])
def test_another_shape_is_refused(old: str, new: str) -> None:
    """A misspelt slot or an unknown value is no label at all."""
    with pytest.raises(ValueError):
        problems_after(old, new)
