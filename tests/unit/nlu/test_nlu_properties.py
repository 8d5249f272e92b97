"""What must hold for any text at all: no exception, spans inside it, the same answer twice, nothing invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.boilerplate import fingerprint, is_boilerplate, similarity
from nlu.clauses import Clauses
from nlu.command import as_record
from nlu.companies import name_keys, normal_name
from nlu.corrections import read_correction
from nlu.drafts import Understanding, Value
from nlu.intents import read_answer_number
from nlu.lead_parser import read_lead
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.normalise import fold_message, fold_width
from nlu.report_parser import understand

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMES = Names(
    [KnownCustomer(1, "上海云启医疗科技有限公司", (KnownContact("王建国", "总经理"),)), KnownCustomer(2, "A公司", ())]
)
PIECES = st.sampled_from(
    [
        "今天",
        "拜访了",
        "云启",
        "A公司",
        "的",
        "王总",
        ",",
        "。",
        "聊了",
        "报价",
        "36万8",
        "他",
        "下周三",
        "给反馈",
        "嫌",
        "太贵",
        "没见到",
        "电话",
        "13800138000",
        "不对",
        "是",
        "呃",
        "签了",
        "跟",
        "用友",
        "比",
        "\n",
        ":",
        "10",
        "、",
        "😀",
        "展会",
        "让我们",
        "周五前",
        "发方案",
        "说",
        "嗯",
        "那个",
        "（",
        "）",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))


def values(understood: Understanding) -> Iterator[Value[object]]:
    for draft in understood.follow_ups:
        for value in (draft.company, draft.contact, draft.channel, draft.on, draft.stage):
            if value is not None:
                yield value  # type: ignore[misc]
        yield from (*draft.topics, *draft.pains, *draft.competitors)  # type: ignore[misc]
        yield from (step.what for step in draft.next_steps)  # type: ignore[misc]
        yield from (amount.yuan for amount in draft.amounts)  # type: ignore[misc]
    if understood.lead:
        lead = understood.lead
        for value in (lead.phone, lead.phone_problem, lead.company, lead.stage, lead.contact, lead.source):
            if value is not None:
                yield value  # type: ignore[misc]


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text(text: str) -> None:
    understood = understand(text, NOW, NAMES)
    assert understood == understand(text, NOW, NAMES)
    for value in values(understood):
        assert 0 <= value.confidence <= 1
        if value.span is not None:
            assert 0 <= value.span.start <= value.span.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_words_are_the_senders(text: str) -> None:
    """A name, a topic, a step is a stretch of what was said (fillers and width aside)."""
    said = fold_message(text).text
    for draft in understand(text, NOW, NAMES).follow_ups:
        for value in (
            draft.company,
            draft.contact,
            *draft.topics,
            *draft.competitors,
            *(s.what for s in draft.next_steps),
        ):
            assert value is None or fold_message(value.value).text in said


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_small_readers(text: str) -> None:
    read_lead(text)
    read_correction(text)
    read_answer_number(text, 5)
    is_boilerplate(text)
    fingerprint(text)
    similarity(text, text[::-1])
    name_keys(text)
    assert normal_name(normal_name(text)) == normal_name(text)
    assert len(fold_width(text)) == len(text)


def test_long_and_broken_texts() -> None:
    """10,000 characters, control characters, lone surrogates: an answer, never an exception."""
    for text in (
        "去A公司," * 2500,
        "王总" * 5000,
        "\x00\x07\ud800\udfff王总",
        "嫌" * 10000,
        "1" * 10000,
        "用的是" * 3000,
    ):
        assert understand(text, NOW, NAMES).kind in ("report", "lead", "other")


def test_what_goes_on_without_end_is_cut() -> None:
    """A clause is short whatever the text, so that all who search one stay linear; no name, sum or time is cut."""
    for unit, kept in (("微信", 0), ("云启医疗", 4), ("今天拜访了", 2)):
        text = unit * 500
        keep = [(start, start + kept) for start in range(0, len(text), len(unit))] if kept else []
        clauses = Clauses(text, keep, set(), set()).items
        assert "".join(text[clause.start : clause.end] for clause in clauses) == text
        assert max(clause.end - clause.start for clause in clauses) <= 250
        assert not any(start < clause.start < end for clause in clauses for start, end in keep)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        (
            "今天拜訪了雲啟王總，聊了新產品，他下週給反饋，預算五十萬",
            "今天拜访了云启王总，聊了新产品，他下周给反馈，预算五十万",
        ),
        (
            "昨天跟云启王總通電話，沒接；他們嫌價格貴，让我禮拜五前發報價",
            "昨天跟云启王总通电话，没接；他们嫌价格贵，让我礼拜五前发报价",
        ),
        ("錄個線索 13912345678 寧波東方精工 初步溝通", "录个线索 13912345678 宁波东方精工 初步沟通"),
    ],
)
def test_traditional_and_mixed_characters_say_the_same(traditional: str, simplified: str) -> None:
    found, wanted = (understand(text, NOW, NAMES) for text in (traditional, simplified))
    assert json.loads(fold_width(json.dumps(as_record("", found), ensure_ascii=False))) == as_record("", wanted)
    assert found.kind in ("report", "lead")
