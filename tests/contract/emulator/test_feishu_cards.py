"""Cards on the emulated Feishu: what is refused, how they are drawn, what a press sends and what changes them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from copy import deepcopy
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.emulator.feishu.card_linter import CardError, lint
from adapters.emulator.feishu.stand_in import Feishu
from adapters.emulator.server import build_app
from adapters.emulator.stand_in import ControlError
from adapters.emulator.world import World, default_world
from tests.contract.emulator.feishu_product import Product


def plain(text: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": text}


def button(label: str, **more: Any) -> dict[str, Any]:
    return {"tag": "button", "text": plain(label), **more}


def calls(value: Any) -> list[dict[str, Any]]:
    return [{"type": "callback", "value": value}]


DRAFT: dict[str, Any] = {
    "schema": "2.0",
    "config": {
        "update_multi": True,
        "enable_forward": False,
        "summary": {"content": "日报草稿待确认：A公司 王总 拜访"},
    },
    "header": {
        "template": "orange",
        "title": plain("日报草稿"),
        "subtitle": plain("拜访 · A公司"),
        "text_tag_list": [{"tag": "text_tag", "text": plain("待确认"), "color": "orange"}],
    },
    "body": {
        "vertical_spacing": "8px",
        "elements": [
            {
                "tag": "div",
                "fields": [{"is_short": True, "text": {"tag": "lark_md", "content": "**客户**\nA公司"}}],
            },
            {
                "tag": "date_picker",
                "name": "due",
                "initial_date": "2026-03-13",
                "placeholder": plain("截止"),
                "behaviors": calls({"k": "draft:due:88@1"}),
            },
            {
                "tag": "collapsible_panel",
                "expanded": False,
                "header": {"title": plain("原话与依据")},
                "elements": [
                    {"tag": "markdown", "content": "<font color='grey'>他下周给反馈</font>", "text_size": "notation"}
                ],
            },
            {
                "tag": "column_set",
                "flex_mode": "flow",
                "columns": [
                    {
                        "tag": "column",
                        "width": "auto",
                        "elements": [button("确认", type="primary", behaviors=calls({"k": "draft:confirm:88@1"}))],
                    },
                    {
                        "tag": "column",
                        "width": "auto",
                        "elements": [button("打开", behaviors=[{"type": "open_url", "default_url": "https://a.b/c"}])],
                    },
                ],
            },
        ],
    },
}

FORM: dict[str, Any] = {
    "schema": "2.0",
    "header": {"title": plain("新增线索")},
    "body": {
        "elements": [
            {
                "tag": "form",
                "name": "lead_form",
                "elements": [
                    {"tag": "input", "name": "phone", "required": True, "label": plain("电话")},
                    {
                        "tag": "select_static",
                        "name": "stage",
                        "required": True,
                        "placeholder": plain("阶段"),
                        "initial_option": "new",
                        "options": [
                            {"text": plain("新线索"), "value": "new"},
                            {"text": plain("意向"), "value": "intent"},
                        ],
                    },
                    {"tag": "date_picker", "name": "next_date", "placeholder": plain("下次跟进")},
                    button("保存", name="btn_save", form_action_type="submit", behaviors=calls({"act": "lead.save"})),
                ],
            }
        ]
    },
}


@pytest.fixture
def world() -> World:
    return default_world()


@pytest.fixture
async def feishu(world: World) -> Feishu:
    return Feishu(world, answer_seconds=0.5)


@pytest.fixture
async def product(world: World, feishu: Feishu) -> AsyncIterator[Product]:
    server = TestServer(build_app(world, [feishu]))
    await server.start_server()
    product = Product(server)
    await product.sign_in()
    await product.connect()
    yield product
    await product.close()
    await server.close()


def changed(card: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The card with one property at a dotted path replaced."""
    copy = deepcopy(card)
    node: Any = copy
    *before, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in before:
        node = node[part]
    node[last] = value
    return copy


@pytest.mark.parametrize("card", [DRAFT, FORM])
def test_good_cards_pass(card: dict[str, Any]) -> None:
    lint(card)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (changed(DRAFT, "elements", []), 200621),
        (changed(DRAFT, "config.wide_screen_mode", True), 200621),
        (changed(DRAFT, "header.template", "pink"), 200621),
        (changed(DRAFT, "body.elements.0.colour", "red"), 200621),
        (changed(DRAFT, "body.elements.0", {"tag": "action", "actions": []}), 200861),
        (changed(DRAFT, "body.elements.0", {"tag": "note", "elements": []}), 200861),
        (changed(DRAFT, "body.elements.0", {"tag": "hologram"}), 200621),
        (changed(DRAFT, "body.elements.0", {"tag": "markdown", "content": "x", "element_id": "1x"}), 300301),
        (changed(DRAFT, "body.elements", [{"tag": "hr", "element_id": "a"}, {"tag": "hr", "element_id": "a"}]), 300301),
        (changed(DRAFT, "body.elements", [{"tag": "hr"}] * 201), 300305),
        (changed(FORM, "body.elements.0.elements.0.name", ""), 200530),
        (changed(FORM, "body.elements.0.elements.2.name", "phone"), 200530),
        (changed(FORM, "body.elements.0.elements.1.initial_option", "won"), 200621),
        (changed(FORM, "body.elements.0.elements", FORM["body"]["elements"][0]["elements"][:3]), 200530),
        (changed(FORM, "body.elements.0.elements.0", FORM["body"]["elements"][0]), 200621),
        (changed(DRAFT, "body.elements.1.initial_date", "3月13日"), 200621),
        (changed(DRAFT, "body.elements.3.columns.0.elements.0.multi_url", {"url": "https://a.b"}), 200621),
        (changed(DRAFT, "body.elements.3.columns.0.elements.0.behaviors", [{"type": "open_url"}]), 200621),
        (changed(DRAFT, "body.elements.0", {"tag": "chart", "chart_spec": "bar"}), 200550),
        (
            changed(
                DRAFT,
                "body.elements.0",
                {"tag": "table", "columns": [{"name": "a", "data_type": "text"}], "rows": [{"b": 1}]},
            ),
            200915,
        ),
    ],
)
def test_bad_cards_are_refused_with_their_sub_code(card: dict[str, Any], code: int) -> None:
    with pytest.raises(CardError) as refused:
        lint(card)
    assert refused.value.code == code


async def test_the_sub_code_stands_in_the_refusal(product: Product) -> None:
    status, answer = await product.send("interactive", changed(DRAFT, "config.wide", True))
    assert (status, answer["code"]) == (400, 230099)
    assert "ErrCode: 200621" in answer["msg"]
    status, answer = await product.send("interactive", changed(DRAFT, "header.title.content", "长" * 11_000))
    assert answer["code"] == 230025


async def test_a_card_is_drawn_in_reading_order(feishu: Feishu, product: Product) -> None:
    await product.send("interactive", DRAFT)
    (seen,) = feishu.seen("ou_zhangsan")
    assert seen.kind == "interactive"
    assert seen.text.splitlines() == [
        "日报草稿待确认：A公司 王总 拜访",
        "日报草稿",
        "待确认",
        "拜访 · A公司",
        "客户 A公司",
        "截止",
        "原话与依据",
        "他下周给反馈",
        "确认",
        "打开",
    ]
    assert [(each.id, each.label, each.url) for each in seen.buttons] == [
        ("draft:confirm:88@1", "确认", None),
        ("打开", "打开", "https://a.b/c"),
    ]
    (asked,) = seen.inputs
    assert (asked.name, asked.kind, asked.value) == ("due", "date", "2026-03-13")


async def test_a_press_shows_the_toast_and_the_answers_card(feishu: Feishu, product: Product) -> None:
    await product.send("interactive", DRAFT)
    (seen,) = feishu.seen("ou_zhangsan")
    done = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "已确认 · 张三"}]}}
    product.answers = lambda event: {
        "toast": {"type": "success", "content": "已保存"},
        "card": {"type": "raw", "data": done},
    }
    pressed = await feishu.press("ou_zhangsan", seen.message_id, "确认")
    assert pressed["toast"]["content"] == "已保存"
    assert pressed["card_updated"]
    event = product.events[-1]
    assert event["header"]["event_type"] == "card.action.trigger"
    assert len(event["header"]["create_time"]) == 16
    assert event["event"]["operator"]["open_id"] == "ou_zhangsan"
    assert event["event"]["action"]["value"] == {"k": "draft:confirm:88@1"}
    assert event["event"]["context"]["open_message_id"] == seen.message_id
    (seen,) = feishu.seen("ou_zhangsan")
    assert (seen.text, seen.state, seen.buttons) == ("已确认 · 张三", "updated", ())


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (None, 200341),
        (500, 200671),
        ({"toast": {"type": "loud", "content": "x"}}, 200672),
        ({"card": {"type": "raw", "data": {"schema": "2.0", "body": {"elements": [{"tag": "note"}]}}}}, 200673),
        ({"card": {"type": "raw", "data": {"elements": []}}}, 200830),
    ],
)
async def test_bad_answers_show_their_error_code(feishu: Feishu, product: Product, answer: Any, status: int) -> None:
    await product.send("interactive", DRAFT)
    before = feishu.seen("ou_zhangsan")[0].text
    product.answers = lambda event: answer
    pressed = await feishu.press("ou_zhangsan", feishu.seen("ou_zhangsan")[0].message_id, "确认")
    assert pressed["status"] == status
    assert not pressed["card_updated"]
    await asyncio.sleep(0.1)
    assert len(product.events) == 1, "a callback is never repeated"
    assert feishu.seen("ou_zhangsan")[0].text == before


async def test_a_form_needs_its_required_fields(feishu: Feishu, product: Product) -> None:
    """A1: three fields; the client itself holds an incomplete form back."""
    await product.send("interactive", FORM)
    (seen,) = feishu.seen("ou_zhangsan")
    assert {each.name: each.required for each in seen.inputs} == {"phone": True, "stage": True, "next_date": False}
    with pytest.raises(ControlError):
        await feishu.press("ou_zhangsan", seen.message_id, "保存")
    with pytest.raises(ControlError):
        await feishu.press("ou_zhangsan", seen.message_id, "保存", {"phone": "1", "fax": "2"})
    with pytest.raises(ControlError):
        await feishu.press("ou_zhangsan", seen.message_id, "保存", {"phone": "1", "stage": "成交"})
    assert product.events == []
    form = {"phone": "13912345678", "stage": "意向", "next_date": "2026-03-06"}
    await feishu.press("ou_zhangsan", seen.message_id, "保存", form)
    action = product.events[-1]["event"]["action"]
    assert action["form_value"] == {
        "phone": "13912345678",
        "stage": "intent",
        "next_date": "2026-03-06 +0800",
    }
    assert (action["name"], action["value"]) == ("btn_save", {"act": "lead.save"})


async def test_an_input_outside_a_form_tells_of_its_change_at_once(feishu: Feishu, product: Product) -> None:
    await product.send("interactive", DRAFT)
    (seen,) = feishu.seen("ou_zhangsan")
    await feishu.press("ou_zhangsan", seen.message_id, "due", {"due": "2026-03-11"})
    assert product.events[-1]["event"]["action"]["option"] == "2026-03-11 +0800"
    await feishu.press("ou_zhangsan", seen.message_id, "确认", {"due": "2026-03-12"})
    assert [event["event"]["action"]["tag"] for event in product.events] == ["date_picker", "date_picker", "button"]


async def test_a_delayed_update_comes_after_the_answer_and_twice_at_most(feishu: Feishu, product: Product) -> None:
    await product.send("interactive", DRAFT)
    (seen,) = feishu.seen("ou_zhangsan")
    path = "/open-apis/interactive/v1/card/update"
    done = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "已确认"}]}}
    early: list[Any] = []

    def answer(event: dict[str, Any]) -> Any:
        body = {"token": event["event"]["token"], "card": done}
        early.append(asyncio.create_task(product.call("POST", path, body)))
        return None

    product.answers = answer
    await feishu.press("ou_zhangsan", seen.message_id, "确认")
    assert (await early[0])[1]["code"] == 200810
    token = product.events[-1]["event"]["token"]
    codes = [(await product.call("POST", path, {"token": token, "card": done}))[1]["code"] for _ in range(3)]
    assert codes == [0, 0, 300040]
    assert (await product.call("POST", path, {"token": "c-unknown", "card": done}))[1]["code"] == 300020
    assert feishu.seen("ou_zhangsan")[0].text == "已确认"


async def test_a_card_is_changed_by_patch(feishu: Feishu, product: Product, world: World) -> None:
    _, answer = await product.send("interactive", DRAFT)
    path = f"/open-apis/im/v1/messages/{answer['data']['message_id']}"
    done = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "已过期"}]}}
    assert (await product.call("PATCH", path, {"content": json.dumps(done)}))[1]["code"] == 0
    assert feishu.seen("ou_zhangsan")[0].text == "已过期"
    old = {"config": {"update_multi": True}, "elements": []}
    _, refused = await product.call("PATCH", path, {"content": json.dumps(old)})
    assert "200830" in refused["msg"]
    world.clock.advance(15 * 86_400)
    _, refused = await product.call("PATCH", path, {"content": json.dumps(done)})
    assert refused["code"] == 230031
    _, text = await product.send("text", {"text": "x"})
    _, refused = await product.call(
        "PATCH", f"/open-apis/im/v1/messages/{text['data']['message_id']}", {"content": json.dumps(done)}
    )
    assert refused["code"] == 230001
