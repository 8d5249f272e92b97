"""Cards for Feishu: JSON 2.0, which refuses what it doesn't know (protocol §4.3)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.emulator.feishu import card_linter
from cards.gallery import gallery
from cards.limits import FEISHU
from cards.model import Button, Card, MessageKind, Text
from cards.render import feishu
from tests.unit.cards.samples import CARDS, EVERY_CARD_IDS, EVERY_CARD_ONLY, NASTY

BY_NAME = dict(gallery())


def content(name: str) -> dict[str, Any]:
    kind, drawn = feishu.draw(BY_NAME[name])
    assert kind == "interactive"
    return drawn


def tagged(drawn: Any, tag: str) -> list[Any]:
    return [element for element in card_linter.walk(drawn) if element["tag"] == tag]


def markdown_of(drawn: Any) -> Iterator[str]:
    for element in card_linter.walk(drawn):
        if element["tag"] in ("lark_md", "markdown"):
            yield element["content"]


@pytest.mark.parametrize("card", EVERY_CARD_ONLY, ids=EVERY_CARD_IDS)
def test_whatever_is_drawn_is_taken(card: Card) -> None:
    """§4.3: known tags and properties, unique names, ≤ 200 elements, ≤ 30 KB, with any content."""
    _, drawn = feishu.draw(card)
    card_linter.lint(drawn)
    assert len(json.dumps(drawn, ensure_ascii=False).encode()) <= FEISHU.card_bytes


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_every_act_is_on_the_card(card: Card) -> None:
    """§2.2: all buttons of the card, of its rows and of its form; values are objects."""
    _, drawn = feishu.draw(card)
    behaviors = [behavior for element in tagged(drawn, "button") for behavior in element.get("behaviors", [])]
    actions = [behavior["value"]["action"] for behavior in behaviors if behavior["type"] == "callback"]
    expected = [button.action for button in card.every_button() if button.action and not button.on_pick]
    assert sorted(actions) == sorted(expected)


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_choices_travel_with_their_buttons(card: Card) -> None:
    """§2.2: a select without an act of its own stands in a form with the buttons that send it."""
    _, drawn = feishu.draw(card)
    for element in drawn["body"]["elements"]:
        if element["tag"] in ("select_static", "multi_select_static"):
            assert element["behaviors"][0]["value"]["action"]


def test_the_draft_card_is_the_documented_one() -> None:
    """§2.5, C1."""
    drawn = content("report_draft.one")
    assert drawn["config"] == {
        "update_multi": True,
        "enable_forward": False,
        "summary": {"content": "日报草稿待确认：A公司 王总 拜访"},
    }
    assert drawn["header"]["template"] == "orange"
    assert drawn["header"]["text_tag_list"][0]["text"]["content"] == "待确认"
    assert drawn["header"]["title"]["content"] == "日报草稿"
    assert drawn["header"]["subtitle"]["content"] == "拜访 · A公司 · 王总 · 今天 3月2日 周一"
    fields = tagged(drawn, "div")[0]["fields"]
    assert fields[0] == {"is_short": True, "text": {"tag": "lark_md", "content": "**客户**\nA公司"}}
    assert fields[5]["text"]["content"] == "**下一步**\n等王总给反馈\n<font color='grey'>「他下周给反馈」</font>"
    (due,) = tagged(drawn, "select_static")
    assert (due["name"], due["initial_option"]) == ("due", "2026-03-13")
    assert due["behaviors"] == [{"type": "callback", "value": {"action": "draft:due:88@1"}}]
    (panel,) = tagged(drawn, "collapsible_panel")
    assert panel["header"]["title"]["content"] == "原话"
    assert "今天拜访了A公司王总" in panel["elements"][0]["text"]["content"]


def test_rows_have_their_own_buttons() -> None:
    """D1: [催办] [转给] in each row, no pick needed."""
    drawn = content("overdue_digest.top5")
    rows = tagged(drawn, "interactive_container")
    assert len(rows) == 5
    assert [button["text"]["content"] for button in tagged(rows[0], "button")] == ["催办", "转给"]
    assert tagged(drawn, "select_static") == []


def test_the_form_asks_three_things() -> None:
    """A1: phone, company, stage; 保存 sends, 清空 empties."""
    (form,) = tagged(content("lead_form.form"), "form")
    assert [element["name"] for element in form["elements"][:3]] == ["phone", "company", "stage"]
    buttons = {button["text"]["content"]: button["form_action_type"] for button in tagged(form, "button")}
    assert buttons == {"保存": "submit", "清空": "reset"}


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("lead_saved.saved", "green"),
        ("report_draft.one", "orange"),
        ("overdue_digest.top5", "red"),
        ("today.nothing_due", "blue"),
        ("notice.closed", "grey"),
        ("lead_saved.undone", "grey"),
    ],
)
def test_colours_mean_one_thing(name: str, colour: str) -> None:
    """§2.4: and the word stands beside each."""
    header = content(name)["header"]
    assert header["template"] == colour
    assert header["text_tag_list"][0]["text"]["content"]


def test_a_closed_card_has_nothing_to_press() -> None:
    """§2: grey, one line."""
    drawn = content("notice.closed")
    assert tagged(drawn, "button") == []
    assert "已确认 · 张三 · 3月2日 09:14" in json.dumps(drawn, ensure_ascii=False)


def test_what_people_wrote_is_never_markup() -> None:
    """I2: a name can neither call everybody nor hide a link."""
    card = BY_NAME["report_draft.several"]
    assert isinstance(card, Card)
    sections = tuple(section.model_copy(update={"title": NASTY, "lines": (NASTY,)}) for section in card.sections)
    facts = tuple(fact.model_copy(update={"value": NASTY}) for fact in card.sections[0].facts)
    _, drawn = feishu.draw(card.model_copy(update={"sections": sections, "facts": facts}))
    for text in markdown_of(drawn):
        assert "<" not in re.sub(r"</?font[^>]*>", "", text)
        assert "[" not in text
        assert text.count("**") == 2


def test_a_masked_number_stays_readable() -> None:
    """I2, protocol §0.5: 139****5678, neither bold nor a plain number for the tenant's audit."""
    assert "139****5678" in json.dumps(content("lead_saved.saved"), ensure_ascii=False)
    assert "**电话**\n139****0001" in list(markdown_of(content("next_step_due.one")))


def test_plain_answers_are_texts() -> None:
    """§2.2: and an `<at>` that somebody typed calls nobody."""
    assert feishu.draw(Text(text="已取消，没有写入。")) == ("text", {"text": "已取消，没有写入。"})
    _, drawn = feishu.draw(Text(text='<at user_id="all">大家</at>'))
    assert "<" not in drawn["text"]


def test_pages_open_beside_the_chat_on_a_computer() -> None:
    """B1: the AppLink holds the whole address; phones get the page itself."""
    page = "https://crm.example.cn/sidebar?platform=feishu&customer=9.1.ab"
    buttons = (Button(label="打开", url=page),)
    _, drawn = feishu.draw(Card(kind=MessageKind.ANSWER, summary="A公司", title="A公司", buttons=buttons))
    (behavior,) = drawn["body"]["elements"][-1]["columns"][0]["elements"][0]["behaviors"]
    assert behavior["default_url"] == page
    beside = urlsplit(behavior["pc_url"])
    assert (beside.netloc, beside.path) == ("applink.feishu.cn", "/client/web_url/open")
    assert parse_qs(beside.query) == {"mode": ["sidebar-semi"], "url": [page]}
