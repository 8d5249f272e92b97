"""Feishu's callbacks → neutral events: one recorded payload per message type and event, and hostile input."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.bodies import json_object
from adapters.contract import ActionAnswer, CallbackRequest, LinkPreview
from adapters.emulator.feishu.crypto import signature
from adapters.errors import CallbackRejected
from adapters.events import EVENT
from adapters.feishu.inbound import read_envelope, read_event, read_preview_request
from cards.model import Button, Card, MessageKind
from tests.contract.adapters.feishu_edge import NOW, click, event, platform, request, said, sealed
from tests.contract.adapters.product import Sink

FOLDER = Path(__file__).parents[1] / "payloads" / "feishu"
PAYLOADS = sorted(path for path in FOLDER.glob("*.json") if not path.name.endswith(".event.json"))


async def deliver(content: dict[str, Any], sink: Sink | None = None) -> tuple[Any, Sink]:
    feishu, sink = platform(), sink or Sink()
    await feishu.start(sink)
    answer = await feishu.receive(request(sealed(content)))
    await feishu.stop()
    return answer, sink


async def refusal(asked: CallbackRequest, **changes: Any) -> int:
    feishu, sink = platform(**changes), Sink()
    await feishu.start(sink)
    with pytest.raises(CallbackRejected) as refused:
        await feishu.receive(asked)
    await feishu.stop()
    assert sink.events.empty()
    return refused.value.status


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
async def test_recorded_payloads_become_the_events_beside_them(path: Path):
    """A1, A6, C1, D1: what a person says, speaks or presses arrives as what it is; the rest has no effect."""
    expected = json.loads(path.with_suffix(".event.json").read_text(encoding="utf-8"))
    answer, sink = await deliver(json.loads(path.read_text(encoding="utf-8")))
    assert (answer.status, json.loads(answer.body)) == (200, {})
    told = None if sink.events.empty() else sink.events.get_nowait()
    assert told == (EVENT.validate_python(expected) if expected else None)


async def test_the_address_check_is_answered_in_plain_text():
    check = {"challenge": "c-7f3a", "token": "vt-demo", "type": "url_verification"}
    for asked in (request(sealed(check)), request(sealed(check), signed=False)):
        answer = await platform().receive(asked)
        assert json.loads(answer.body) == {"challenge": "c-7f3a"}
        assert answer.content_type == "application/json"


async def test_the_address_check_with_another_token_is_refused():
    check = {"challenge": "c", "token": "other", "type": "url_verification"}
    assert await refusal(request(sealed(check), signed=False)) == 403


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (request(sealed(event()), signed=False), 403),
        (request(sealed(event()), **{"x-lark-signature": "0" * 64}), 403),
        (request(sealed(event()), **{"x-lark-signature": "签名"}), 403),
        (request(sealed(event()), at=NOW - 301), 403),
        (request(sealed(event()), at=NOW + 301), 403),
        (request(sealed(event(), key="other")), 403),
        (request(sealed(event(), key="other"), key="other"), 403),
        (request(sealed(event(token="other"))), 403),
        (request(sealed(event(app_id="cli_other"))), 403),
        (request(sealed(b"not json")), 403),
        (request(json.dumps(event()).encode()), 403),
        (request(b"not json"), 400),
        (request(b"[" * 5000), 400),
        (request(sealed(event())[:-20] + b'"}'), 403),
        (request(b'{"encrypt": "' + b"A" * 300_000 + b'"}'), 413),
        (request(sealed(event("", said("x")))), 400),
        (request(sealed({"schema": "2.0", "header": {"token": "vt-demo"}})), 400),
        (request(sealed(event(create_time="soon", content={"chat_id": "oc_1"}))), 400),
        (request(sealed(event(content=said("x", create_time="9" * 40)))), 400),
        (request(sealed(event(content=said("x", message_id="")))), 400),
        (request(sealed(event("im.message.recalled_v1", {"chat_id": "oc_1"}))), 400),
        (request(sealed(event("im.chat.member.bot.added_v1", {"chat_id": "oc_1"}))), 400),
        (request(sealed(event("application.bot.menu_v6", {"event_key": "today"}))), 400),
        (request(sealed(event("url.preview.get", {"context": {"url": "https://crm.example.cn/"}}))), 400),
    ],
)
async def test_what_is_not_feishus_or_malformed_is_refused(asked: CallbackRequest, status: int):
    assert await refusal(asked) == status


async def test_a_signed_time_stamp_that_is_no_number_is_refused():
    body = sealed(event())
    signed = signature("now", "n0nce", "ek-demo", body)
    asked = request(body, **{"x-lark-request-timestamp": "now", "x-lark-signature": signed})
    assert await refusal(asked) == 403


async def test_other_methods_and_addresses_are_refused():
    body = sealed(event())
    assert await refusal(CallbackRequest("GET", "", {}, {}, body)) == 405
    assert await refusal(CallbackRequest("POST", "card", {}, request(body).headers, body)) == 404


async def test_nothing_is_answered_over_http_while_the_long_connection_is_used():
    assert await refusal(request(sealed(event())), transport="stream") == 404


async def test_an_event_that_could_not_be_stored_is_asked_for_again():
    """L: nothing is acknowledged before it is stored."""
    answer, sink = await deliver(event(), Sink(is_down=True))
    assert answer.status == 503
    assert sink.events.empty()


async def test_nul_and_lone_surrogates_are_dropped():
    content = sealed(json.dumps(event(content=said("新线索\x00 恒瑞\ud83d"))).encode())
    feishu, sink = platform(), Sink()
    await feishu.start(sink)
    await feishu.receive(request(content))
    assert (await sink.next()).happening.text == "新线索 恒瑞"


def card() -> Card:
    return Card(
        kind=MessageKind.CONFIRM,
        summary="日报草稿待确认",
        title="日报草稿",
        buttons=(Button(label="确认", action="draft:confirm:88@1"),),
    )


async def test_a_click_is_answered_with_toast_and_card():
    """C1: the card changes where it was pressed."""
    sink = Sink(answer=lambda _: ActionAnswer(card=card(), toast="已写入", toast_kind="success"))
    answer, _ = await deliver(click(), sink)
    told = json.loads(answer.body)
    assert told["toast"] == {"type": "success", "content": "已写入"}
    assert told["card"]["type"] == "raw"
    assert told["card"]["data"]["schema"] == "2.0"


async def test_a_slow_click_says_that_it_goes_on_and_does():
    class Slow(Sink):
        async def accept(self, event):
            await asyncio.sleep(2.7)
            return await super().accept(event)

    feishu, sink = platform(), Slow()
    await feishu.start(sink)
    answer = await feishu.receive(request(sealed(click())))
    assert json.loads(answer.body)["toast"]["content"] == "处理中"
    assert (await sink.next()).happening.action == "draft:confirm:88@1"
    await feishu.stop()


async def test_a_click_that_was_not_stored_tells_the_person():
    """Feishu never delivers a click again: only the person can repeat it."""
    answer, _ = await deliver(click(), Sink(is_down=True))
    assert answer.status == 200
    assert json.loads(answer.body)["toast"]["type"] == "error"


PREVIEW = json.loads((FOLDER / "link_preview.json").read_text(encoding="utf-8"))


async def test_a_link_is_shown_by_who_looks_at_it():
    """I2: the viewer whom Feishu names and the address go to the product; its line and card are the answer."""
    asked: list[tuple[str, str]] = []
    sink = Sink()
    sink.shown = lambda user, url: asked.append((user, url)) or LinkPreview("A公司 · 张三", card())
    answer, _ = await deliver(PREVIEW, sink)
    assert asked == [("ou_1", "https://crm.example.com/c/12")]
    shown = json.loads(answer.body)
    assert shown["inline"] == {"title": "A公司 · 张三"}
    assert (shown["card"]["type"], shown["card"]["data"]["schema"]) == ("raw", "2.0")


@pytest.mark.parametrize(
    "changes",
    [
        {"operator": {"open_id": "ou_1", "tenant_key": "tk_other"}},
        {"context": {}},
    ],
)
async def test_outsiders_and_empty_requests_are_shown_nothing(changes: dict[str, Any]):
    """I2: the link stays as it is."""
    sink = Sink()
    sink.shown = lambda user, url: LinkPreview("A公司")
    answer, _ = await deliver({**PREVIEW, "event": {**PREVIEW["event"], **changes}}, sink)
    assert (answer.status, json.loads(answer.body)) == (200, {})


async def test_a_preview_that_can_not_be_read_leaves_the_link():
    """I2: Feishu never asks again, and shows the plain address."""
    answer, _ = await deliver(PREVIEW, Sink(is_down=True))
    assert (answer.status, json.loads(answer.body)) == (200, {})


@pytest.mark.parametrize("value", ["draft:confirm:88@1", '{"action":"draft:confirm:88@1"}', None, [], 7, {}])
async def test_a_press_without_an_action_of_ours_changes_nothing(value: Any):
    """C1: `value` may be any text of another card; the client is answered at once, the card stays."""
    pressed = click()
    pressed["event"]["action"]["value"] = value
    answer, sink = await deliver(pressed)
    assert (answer.status, json.loads(answer.body)) == (200, {})
    assert sink.events.empty()


async def test_before_the_start_nothing_is_acknowledged():
    answer = await platform().receive(request(sealed(event())))
    assert answer.status == 503


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(
    [
        "im.message.receive_v1",
        "im.message.recalled_v1",
        "im.chat.member.bot.added_v1",
        "card.action.trigger",
        "application.bot.menu_v6",
        "contact.user.updated_v3",
        "url.preview.get",
        "other",
    ]
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(KINDS, JSON, JSON)
def test_whatever_comes_is_an_event_or_refused(kind: str, content: Any, message: Any):
    """No payload of any shape raises anything but a refusal."""
    parts = dict.fromkeys(("message", "sender", "action", "operator", "context"), message)
    whole = event(kind, {**parts, "object": content})
    for body in (whole, {**whole, "event": content}, {"uuid": "1", "ts": "1", "event": content}):
        with suppress(CallbackRejected):
            envelope = read_envelope(json_object(json.dumps(body)))
            read_event(envelope)
            read_preview_request(envelope)


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_whatever_is_not_a_json_object_is_refused(raw: bytes | str):
    with suppress(CallbackRejected):
        assert isinstance(json_object(raw), dict)
