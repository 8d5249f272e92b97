"""Messages for DingTalk: links that speak, pages in the side panel, and the variables of our template."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.emulator.dingtalk import markdown as dingtalk_reads
from adapters.emulator.dingtalk.card_template import DrawnCard, draw_card
from adapters.emulator.dingtalk.cards import CardInstance
from adapters.emulator.sketch import Sketch
from cards.gallery import gallery
from cards.limits import DINGTALK
from cards.model import Card, Text
from cards.render import dingtalk
from cards.render.dingtalk_card import draw_card as draw_variables
from tests.unit.cards.samples import CARDS, EVERY_CARD_IDS, EVERY_CARD_ONLY, NASTY

BY_NAME = dict(gallery())
ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = runpy.run_path(str(ROOT / "deploy" / "dingtalk_card.py"))


def seen(text: str) -> Sketch:
    """What a reader of the message sees and can press."""
    sketch = Sketch("markdown")
    dingtalk_reads.draw(sketch, text)
    return sketch


def card(name: str) -> Card:
    message = BY_NAME[name]
    assert isinstance(message, Card)
    return message


@pytest.mark.parametrize("message", EVERY_CARD_ONLY, ids=EVERY_CARD_IDS)
def test_a_message_fits(message: Card) -> None:
    """§4.3 of the protocol: msgParam ≤ 15,000 bytes as JSON; a title that a preview can show."""
    title, text = dingtalk.draw_markdown(message, links=True)
    assert len(json.dumps({"title": title, "text": text}).encode()) <= 15_000
    assert 0 < len(title) <= DINGTALK.title
    assert "\n" not in title


@pytest.mark.parametrize("message", EVERY_CARD_ONLY, ids=EVERY_CARD_IDS)
def test_variables_are_the_templates_strings_of_a_kilobyte(message: Card) -> None:
    """§6.1 of the protocol: every value a string ≤ 1 KB; just the variables that the shipped template has."""
    variables = draw_variables(message)
    types = {each["name"]: each["type"] for each in TEMPLATE["variables"]()}
    assert set(variables) == set(types)
    for name, value in variables.items():
        assert len(value.encode()) <= DINGTALK.variable_bytes, name
    for button in [*json.loads(variables["buttons1"]), *json.loads(variables["buttons2"])]:
        assert button["event"]["type"] in ("sendCardRequest", "openLink")
        assert button["text"]
    fields = json.loads(variables["form"])["fields"]
    assert {field["type"] for field in fields} <= {"TEXT", "SELECT", "MULTI_SELECT"}
    assert bool(variables["submit"]) == any(field["name"] == "action" for field in fields)
    for field in fields:
        if isinstance(field.get("defaultValue"), dict) and isinstance(field["defaultValue"]["index"], int):
            assert field["options"][field["defaultValue"]["index"]]["value"] == field["defaultValue"]["value"]


def test_the_shipped_template_is_the_one_that_is_described() -> None:
    """deploy/guide/dingtalk_card.json: in the shape of the platform's exports, each variable shown by a component."""
    shipped = json.loads(TEMPLATE["FILE"].read_text(encoding="utf-8"))
    assert shipped == TEMPLATE["template"]()
    assert set(shipped) == {"editorData", "widgetInfo", "type", "mode"}
    document = json.loads(shipped["editorData"])
    drawn = json.dumps(document["schema"]["componentsTree"], ensure_ascii=False)
    for variable in document["variableList"]:
        assert f'"{variable["name"]}"' in drawn or f"${{{variable['name']}}}" in drawn


def test_the_guide_names_every_variable_to_bind() -> None:
    """deploy/guide/dingtalk.md: whoever builds the template by hand misses none."""
    guide = (ROOT / "deploy" / "guide" / "dingtalk.md").read_text(encoding="utf-8")
    for variable in TEMPLATE["variables"]():
        assert f"`{variable['name']}`" in guide or f"${{{variable['name']}}}" in guide, variable["name"]


def test_links_say_the_words_of_the_buttons() -> None:
    """§2.3.6: a tap sends the word as the person; the words stand there as well."""
    _, text = dingtalk.draw_markdown(card("lead_duplicate.of_another"), links=True)
    said = [(button.label, dingtalk_reads.spoken(button.url)) for button in seen(text).buttons]
    assert said == [("申请协作", "申请协作"), ("仍要新建（需主管同意）", "仍要新建")]
    assert "或直接回「申请协作」「仍要新建」" in text


def test_without_links_the_words_carry_the_flow() -> None:
    """§2.3.6: the switch `dingtalk_text_links`."""
    _, text = dingtalk.draw_markdown(card("report_draft.several"), links=False)
    assert "dtmd:" not in text
    assert "⚠️ 哪位王总？ ①A公司 ②华星" in text
    assert "或直接回「全部确认」「逐条看」「全部不记」" in text


def test_the_draft_is_the_documented_one() -> None:
    """§2.5, C1: title for the preview, status before the title, the quote, a line per field."""
    title, text = dingtalk.draw_markdown(card("report_draft.one"), links=True)
    lines = [line.strip() for line in text.split("\n")]
    assert title == "日报草稿待确认：A公司 王总 拜访"
    assert lines[0] == "### 【待确认】日报草稿"
    assert "> 听到：今天拜访了A公司王总，聊了新产品，他下周给反馈" in lines
    assert "- **下一步** 等王总给反馈「他下周给反馈」" in lines
    assert {"截止 3月11日 周三", "确认", "改", "不记"} <= {
        dingtalk_reads.spoken(each.url) for each in seen(text).buttons
    }


def test_lines_break_as_the_platform_wants_it() -> None:
    """§4.3 of the protocol: two spaces on each side of the line break."""
    _, text = dingtalk.draw_markdown(Text(text="一\n二"), links=True)
    assert text == "一  \n  二"


def test_pages_open_in_the_side_panel() -> None:
    """§2.3.6 (b): forms open beside the chat."""
    _, text = dingtalk.draw_markdown(card("lead_form.form with a page"), links=True)
    url = next(button.url for button in seen(text).buttons if button.label == "打开表单")
    assert url is not None
    query = parse_qs(urlsplit(url).query)
    assert url.startswith("dingtalk://dingtalkclient/page/link?")
    assert query == {"url": ["https://crm.example.cn/form/d2"], "pc_slide": ["true"]}


def test_what_people_wrote_is_never_a_link() -> None:
    """I2: a name can't make its reader say 「确认」."""
    hostile = card("report_draft.one").model_copy(update={"quote": NASTY, "lines": (NASTY,), "summary": NASTY})
    _, text = dingtalk.draw_markdown(hostile, links=False)
    assert seen(text).buttons == []


def test_a_masked_number_stays_readable() -> None:
    """I2: 139****5678 is neither bold nor cut."""
    _, text = dingtalk.draw_markdown(card("lead_saved.saved"), links=True)
    assert "139****5678" in seen(text).text


def drawn_card(name: str) -> DrawnCard:
    """What a reader sees of a card of our template."""
    return draw_card(CardInstance("t", "t.schema", "STREAM", "", 1, draw_variables(card(name)), {}), "u1")


def test_our_template_shows_everything_that_can_be_done() -> None:
    """§2.2: rows, the pick of a row and what to do with it, buttons with their actions."""
    drawn = drawn_card("overdue_digest.top5")
    assert "苏州明远 · 120 小时（5 天） · 张三" in drawn.sketch.text
    assert "数据截止：2026-03-02 09:00" in drawn.sketch.text
    assert [button.id for button in drawn.sketch.buttons] == ["form", "menu:open:overdue@1"]
    row, act = drawn.sketch.inputs
    assert (row.name, [option.label for option in act.options]) == ("row", ["催办", "转给"])
    sent = drawn.form_values({"row": row.options[1].id, "action": "digest:nudge:row@1"})
    assert sent["action"] == {"index": 0, "value": "digest:nudge:row@1"}


def test_a_choice_travels_with_its_button() -> None:
    """§2.2: what is chosen goes with the button of the same word; a choice that acts by itself has its own."""
    later = drawn_card("next_step_due.one")
    assert [button.label for button in later.sketch.buttons] == ["推迟", "已完成", "写跟进"]
    assert later.form_values({"until": later.sketch.inputs[0].options[0].id})["action"] == "step:snooze:2@1"
    draft = drawn_card("report_draft.one")
    assert [button.label for button in draft.sketch.buttons] == ["改截止", "确认", "改", "不记"]
    assert draft.form_values({})["action"] == "draft:due:88@1"


def test_a_form_is_sent_with_what_it_saves() -> None:
    """A1, §2.2: the fields of a new lead, the required ones marked, the act hidden among them."""
    drawn = drawn_card("lead_form.form")
    assert [each.name for each in drawn.sketch.inputs] == ["phone", "company", "stage"]
    sent = drawn.form_values({"phone": "13912345678", "company": "东方精工", "stage": "初步沟通"})
    assert (sent["phone"], sent["action"]) == ("13912345678", "lead:submit:d2@1")


def test_a_closed_card_has_nothing_to_press() -> None:
    """§2: grey, one line."""
    variables = draw_variables(card("notice.closed"))
    assert (variables["buttons1"], variables["buttons2"], variables["submit"]) == ("[]", "[]", "")
    assert "已确认 · 张三 · 3月2日 09:14" in variables["content1"]
    _, text = dingtalk.draw_markdown(card("notice.closed"), links=True)
    assert seen(text).buttons == []


@pytest.mark.parametrize("message", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_the_preview_is_the_sentence(message: Card) -> None:
    """§2: the chat list shows the whole message in one line."""
    title, _ = dingtalk.draw_markdown(message, links=True)
    assert title == message.summary or message.summary.startswith(title.removesuffix("…"))


def test_a_saved_lead_is_told_once() -> None:
    """A1, E1: the sentence is the heading, and nothing repeats it."""
    title, text = dingtalk.draw_markdown(card("lead_saved.saved"), links=False)
    assert text.split("\n")[0].strip() == f"### 【+5 积分（共 5）】{title}"
    assert text.count("宁波东方精工") == 1
    variables = draw_variables(card("lead_saved.saved"))
    assert variables["title"] == title
    assert "宁波东方精工" not in variables["content1"]
