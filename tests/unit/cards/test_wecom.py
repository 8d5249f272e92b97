"""Cards for WeCom: what the platform takes, and what stands where (protocol page 90236)."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.emulator.wecom import cards as wecom_rules
from cards.actions import ALL_ROWS, UNCHOSEN
from cards.gallery import gallery
from cards.limits import WECOM
from cards.model import Card, CardState, Text
from cards.render import wecom
from tests.unit.cards.samples import EVERY_CARD_IDS, EVERY_CARD_ONLY, TEXTS, many_drafts

BY_NAME = dict(gallery())


def card_of(name: str) -> dict[str, Any]:
    drawn = wecom.draw(BY_NAME[name], task_id="draft-88@1")
    assert drawn["msgtype"] == "template_card"
    card = drawn["template_card"]
    assert isinstance(card, dict)
    return card


@pytest.mark.parametrize("card", EVERY_CARD_ONLY, ids=EVERY_CARD_IDS)
def test_whatever_is_drawn_is_taken(card: Card) -> None:
    """§2.2: types, list lengths, keys and required fields, with any content."""
    drawn = wecom.draw(card, task_id="a-1@1")
    if drawn["msgtype"] == "text":
        assert len(drawn["text"]["content"].encode()) <= WECOM.text_bytes
    else:
        wecom_rules.check(drawn["template_card"])
    wecom_rules.check(wecom.draw_update(card)["template_card"], is_update=True)


@pytest.mark.parametrize("card", EVERY_CARD_ONLY, ids=EVERY_CARD_IDS)
def test_advised_lengths_are_kept(card: Card) -> None:
    """§8.1: title ≤ 36, desc ≤ 44, row ≤ 5 + 30, button ≤ 10, option ≤ 16, sub text ≤ 160."""
    drawn = wecom.draw(card, task_id="a-1@1").get("template_card", {})
    if not drawn:
        return
    assert len(drawn["source"]["desc"]) <= WECOM.source
    assert len(drawn["main_title"]["title"]) <= WECOM.title
    vote = drawn["card_type"] == "vote_interaction"
    assert len(drawn["main_title"].get("desc", "")) <= (WECOM.vote_subtitle if vote else WECOM.subtitle)
    assert len(drawn.get("sub_title_text", "")) <= WECOM.body
    for row in drawn.get("horizontal_content_list", []):
        assert len(row["keyname"]) <= WECOM.row_label
        assert len(row["value"]) <= WECOM.row_value
    for button in (*drawn.get("button_list", []), *filter(None, [drawn.get("submit_button")])):
        assert len(button["text"]) <= WECOM.button_label
    select = drawn.get("button_selection") or drawn.get("checkbox") or {"option_list": []}
    assert all(len(option["text"]) <= WECOM.option_label + 1 for option in select["option_list"])


def test_the_draft_card_is_the_documented_one() -> None:
    """§2.5, C1: source, title, quote, six rows, the due select and three buttons."""
    card = card_of("report_draft.one")
    assert card["card_type"] == "button_interaction"
    assert card["task_id"] == "draft-88@1"
    assert card["source"] == {"desc": "侧记 · 待确认", "desc_color": 1}
    assert card["quote_area"]["title"] == "原话"
    rows = [row["keyname"] for row in card["horizontal_content_list"]]
    assert rows == ["客户", "方式", "时间", "内容", "下一步", "截止"]
    assert card["main_title"] == {"title": "拜访 · A公司 · 王总", "desc": "今天 3月2日 周一 · 确认前不会写入"}
    assert card["horizontal_content_list"][4]["value"] == "等王总给反馈「他下周给反馈」"
    select = card["button_selection"]
    assert (select["question_key"], select["selected_id"]) == ("due", "2026-03-13")
    assert [option["text"] for option in select["option_list"]][2] == "3月13日 周五"
    assert [(each["text"], each["key"]) for each in card["button_list"]] == [
        ("确认", "draft:confirm:88@1"),
        ("改", "draft:edit:88@1"),
        ("不记", "draft:drop:88@1"),
    ]


def test_a_saved_lead_says_the_whole_sentence() -> None:
    """A1, E1."""
    card = card_of("lead_saved.saved")
    assert card["main_title"]["title"] == "已保存：宁波东方精工 · 139****5678 · 初步沟通"
    assert card["source"] == {"desc": "侧记 · +5 积分（共 5）", "desc_color": 3}


def test_several_drafts_are_one_card_and_nothing_is_chosen_for_the_person() -> None:
    """A14: a row each, the open question as a select that starts unanswered."""
    card = card_of("report_draft.several")
    assert [row["keyname"] for row in card["horizontal_content_list"]] == ["① 电话", "②拜访未遇", "③ 吃饭"]
    assert card["horizontal_content_list"][0]["value"] == "恒瑞 李总 · 预算 50 万 · 发方案 3月6日 周五前"
    assert "③ 哪位王总？ ①A公司 ②华星" in card["sub_title_text"]
    options = card["button_selection"]["option_list"]
    assert options[0]["id"] == UNCHOSEN
    assert [option["text"] for option in options[1:]] == ["A公司", "华星", "先不挂"]


def test_seven_drafts_become_one_text() -> None:
    """3.5 (b): never three messages for one report."""
    assert wecom.draw(many_drafts(7), task_id="a")["msgtype"] == "text"
    assert wecom.draw(many_drafts(6), task_id="a")["msgtype"] == "template_card"


def test_a_digest_acts_on_the_picked_row() -> None:
    """D1: 全部 is the default, the buttons act on the pick, the cut-off stands below."""
    card = card_of("overdue_digest.top5")
    assert card["source"]["desc_color"] == 2
    assert card["horizontal_content_list"][0] == {"keyname": "①120h", "value": "苏州明远 · 张三"}
    pick = card["button_selection"]
    assert (pick["question_key"], pick["selected_id"]) == ("row", ALL_ROWS)
    assert [button["key"] for button in card["button_list"][:2]] == ["digest:nudge:row@1", "digest:transfer:row@1"]
    assert "另有2条" in card["sub_title_text"]
    assert "数据截止：2026-03-02 09:00" in card["sub_title_text"]


def test_marking_as_done_never_means_everything_by_default() -> None:
    """A11: one tap on 已完成 must not close the whole morning list."""
    pick = card_of("next_step_due.several")["button_selection"]
    assert ALL_ROWS not in [option["id"] for option in pick["option_list"]]


def test_a_label_that_is_too_long_moves_its_remark_into_a_row() -> None:
    """3.4: 「仍要新建」, and 备注 says that a manager must agree."""
    card = card_of("lead_duplicate.of_another")
    assert [button["text"] for button in card["button_list"]] == ["申请协作", "仍要新建"]
    assert {"keyname": "备注", "value": "仍要新建需主管同意"} in card["horizontal_content_list"]


def test_a_form_becomes_a_line_a_select_and_a_page() -> None:
    """§2.3.1: no card of WeCom's takes text."""
    card = card_of("lead_form.form with a page")
    assert "手机号 企业名称 阶段" in card["main_title"]["title"]
    assert card["button_selection"]["question_key"] == "stage"
    assert card["button_list"][0] == {
        "type": 1,
        "text": "打开表单",
        "style": 1,
        "url": "https://crm.example.cn/form/d2",
    }


def test_several_of_a_list_are_check_boxes() -> None:
    """§2.2: vote_interaction, mode 1, all of them checked."""
    card = card_of("lead_saved.completion_choice")
    assert (card["card_type"], card["checkbox"]["mode"]) == ("vote_interaction", 1)
    assert all(option["is_checked"] for option in card["checkbox"]["option_list"])


def test_a_closed_card_is_grey() -> None:
    """§2: replace_text instead of buttons; sent anew it is a line of text."""
    card = BY_NAME["notice.closed"]
    assert isinstance(card, Card)
    update = wecom.draw_update(card)["template_card"]
    assert update["replace_text"] == "已确认"
    assert "task_id" not in update
    assert "已确认 · 张三 · 3月2日 09:14" in update["sub_title_text"]
    assert wecom.draw(card, task_id="a")["msgtype"] == "text"


def test_a_closed_state_wins_over_buttons() -> None:
    """§2: whatever the card carried, expired is expired."""
    card = BY_NAME["report_draft.one"]
    assert isinstance(card, Card)
    expired = card.model_copy(update={"state": CardState.EXPIRED, "status": "已过期"})
    update = wecom.draw_update(expired)["template_card"]
    assert update["replace_text"] == "已过期"
    assert "button_selection" not in update
    assert all(not button["key"].startswith("draft:") for button in update["button_list"])


@pytest.mark.parametrize("message", [message for _, message in TEXTS], ids=[name for name, _ in TEXTS])
def test_plain_answers_are_texts(message: Text) -> None:
    """§2.2: never markdown, which the WeChat plug-in doesn't show."""
    assert wecom.draw(message, task_id="a") == {"msgtype": "text", "text": {"content": message.text}}


def test_a_link_that_somebody_typed_stays_words() -> None:
    """I2: `<a href>` is markup in texts."""
    drawn = wecom.draw(Text(text='<a href="https://evil.example">点我</a>'), task_id="a")
    assert "<" not in drawn["text"]["content"]


def test_a_text_is_cut_between_lines() -> None:
    """§2.3.2: 2,048 bytes are cut silently by the platform, so we cut before."""
    drawn = wecom.draw(Text(text="\n".join(["恒瑞上次跟进是 2月24日"] * 200)), task_id="a")
    lines = drawn["text"]["content"].split("\n")
    assert lines[-1].startswith("（还有 ")
    assert set(lines[:-1]) == {"恒瑞上次跟进是 2月24日"}
