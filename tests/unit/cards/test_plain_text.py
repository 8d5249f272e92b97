"""A card in words: the console, and the last resort of every platform (CONVERSATION §2.3.11)."""

from __future__ import annotations

import pytest

from cards.gallery import gallery
from cards.model import Card
from cards.render import plain_text
from tests.unit.cards.samples import CARDS

BY_NAME = dict(gallery())


def drawn(name: str) -> list[str]:
    return plain_text.draw(BY_NAME[name]).split("\n")


def test_a_saved_lead_says_it_first() -> None:
    """A1, E1: the preview tells it; points below; then how to go on."""
    assert drawn("lead_saved.saved") == [
        "已保存：宁波东方精工 · 139****5678 · 初步沟通",
        "+5 积分（共 5）",
        "首次联系：明天 3月3日 周二 09:00 前",
        "回「补全」「改」「撤销」",
    ]


def test_a_duplicate_shows_nothing_of_the_other_record() -> None:
    """F18, I2: name and owner; the phone is the sender's own."""
    assert drawn("lead_duplicate.of_another") == [
        "疑似已有客户：上海恒瑞医疗科技有限公司（手机号相同），负责人 张三",
        "未保存",
        "你发的：恒瑞医疗科技（上海） · 138****1111",
        "回「申请协作」「仍要新建」",
    ]


def test_a_draft_shows_its_words() -> None:
    """C1: each field with the words that support it, and nothing is written yet."""
    lines = drawn("report_draft.one")
    assert lines[0] == "日报草稿待确认：A公司 王总 拜访"
    assert "下一步 等王总给反馈「他下周给反馈」" in lines
    assert "截止 3月13日 周五（可选 3月9日–15日）「下周」" in lines
    assert "回「确认」「改」「不记」" in lines
    assert lines[-2:] == ["确认前不会写入", "也可以直接说「不是王总，是李总」"]


def test_several_drafts_ask_what_is_ambiguous() -> None:
    """A14, C2: three drafts, one question, a way to answer it and to skip one."""
    text = plain_text.draw(BY_NAME["report_draft.several"])
    assert text.count("哪位王总？ ①A公司 ②华星") == 1
    assert "不算有效互动，不计分「没见到人」" in text
    assert "回「1」「2」选王总" in text
    assert "单条回「①确认」「①改」「①不记」，换编号就是别的条" in text


def test_a_digest_says_how_to_act_on_one_row_and_on_all() -> None:
    """D1, K13: owner and hours per row, the acts by words, the cut-off last."""
    lines = drawn("overdue_digest.top5")
    assert "① 苏州明远 · 120 小时（5 天） · 张三" in lines
    assert "单条回「①催办」「①转给」，换编号就是别的条；「催办」「转给」是全部" in lines
    assert lines[-1] == "数据截止：2026-03-02 09:00｜口径：最近跟进时间为空或早于24小时前"


def test_a_choice_is_numbered_and_can_be_typed() -> None:
    """A11: 推迟 with its times."""
    assert "推迟到：①今天 17:00 ②明天 09:00 ③3月16日 周一 ④3月20日 周五（例：回「推迟 今天 17:00」）" in drawn(
        "next_step_due.one"
    )


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_every_act_is_named_by_its_word(card: Card) -> None:
    """§2.3.11: everything works by text."""
    text = plain_text.draw(card)
    choices = [select for select in card.selects if not select.on_pick]
    if not choices:
        reachable = [button.typed for button in card.buttons if button.action and not button.on_pick]
        numbered = card.question.split()
        assert all(f"「{word}」" in text or any(word == choice[1:] for choice in numbered) for word in reachable)
    for select in choices:
        assert all(option.label in text for option in select.options)
    if card.sections and card.sections[0].buttons:
        assert all(f"「{button.typed}」" in text for button in card.sections[0].buttons)


@pytest.mark.parametrize("card", [card for _, card in CARDS if card.is_closed])
def test_a_closed_card_offers_nothing(card: Card) -> None:
    """§2: who, what, when."""
    assert not any(line.startswith("回「") for line in plain_text.draw(card).split("\n"))
