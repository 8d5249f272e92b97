"""Words do what buttons do while their card is the newest open one (CONVERSATION §2.3.11)."""

from __future__ import annotations

import pytest

from bot.typed_words import named, named_for_rows
from cards.gallery import gallery
from cards.model import Card

BY_NAME = dict(gallery())


def card(name: str) -> Card:
    message = BY_NAME[name]
    assert isinstance(message, Card)
    return message


@pytest.mark.parametrize(
    ("name", "words", "action"),
    [
        ("overdue_digest.top5", "②催办", "digest:nudge:2@1"),
        ("overdue_digest.top5", "第二条催办", "digest:nudge:2@1"),
        ("overdue_digest.top5", "2 转给", "digest:transfer:2@1"),
        ("overdue_digest.top5", "看全部", "menu:open:overdue@1"),
        ("report_draft.several", "②不记", "draft:drop_item:88.2@1"),
        ("report_draft.several", "确认", "draft:confirm_all:88@1"),
        ("report_draft.several", "1", "draft:link:88.3.17@1"),
        ("found.hits", "2", "customer:open:10@1"),
        ("found.hits", "②打开", "customer:open:10@1"),
        ("lead_saved.saved", "撤销", "lead:undo:1042@1"),
        ("lead_missing.missing stage", "报价谈判", "question:choose:d1.4@1"),
        ("rule_preview.enabled", "停用规则 7", "rule:disable:7@2"),
    ],
)
def test_words_press_a_button(name: str, words: str, action: str) -> None:
    """D1, C2, A1: numbers in any spelling, the label, or the word that stands for it."""
    found = named(card(name), words)
    assert found is not None
    assert str(found[0]) == action


@pytest.mark.parametrize(
    ("name", "words", "action"),
    [
        ("overdue_digest.top5", "催办", "digest:nudge:row@1"),
        ("overdue_digest.top5", "转给", "digest:transfer:row@1"),
        ("escalation_72h.to_manager", "退回负责人", "escalation:return:row@1"),
        ("pool.listed", "转给", "pool:transfer:row@1"),
    ],
)
def test_a_bare_word_means_every_row_where_all_is_offered(name: str, words: str, action: str) -> None:
    """D1: 「催办」 under the morning list is what the tap on its 全部 does."""
    assert named(card(name), words) is None
    found = named_for_rows(card(name), words)
    assert found is not None
    assert (str(found[0]), found[1]["row"]) == (action, ("all",))


def test_a_bare_word_means_the_only_row() -> None:
    """D4: with one lead in the pool there is nothing to choose."""
    found = named_for_rows(card("pool.listed for a rep"), "写跟进")
    assert found is not None
    assert (str(found[0]), found[1]["row"]) == ("lead:write:row@1", ("1",))


@pytest.mark.parametrize("words", ["已完成", "推迟"])
def test_a_bare_word_chooses_none_of_several(words: str) -> None:
    """A11: one word must close neither a whole morning list nor whatever stands first on it."""
    assert named(card("next_step_due.several"), words) is None
    assert named_for_rows(card("next_step_due.several"), words) is None


def test_a_choice_is_made_by_its_words() -> None:
    """A11: 「推迟 明天 09:00」 is the choice and the button in one."""
    found = named(card("next_step_due.one"), "推迟 明天 09:00")
    assert found is not None
    assert (str(found[0]), found[1]["until"]) == ("step:snooze:2@1", ("2026-03-03T09:00",))


def test_all_by_itself_says_no_act() -> None:
    """D1: 「全部」 is a choice of rows, not an order to everybody."""
    assert named(card("overdue_digest.top5"), "全部") is None
