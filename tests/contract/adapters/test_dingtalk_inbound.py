"""DingTalk's callbacks → neutral events: one recorded payload per message type and event, and hostile input."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.bodies import json_object
from adapters.contract import ActionAnswer, CallbackAnswer, CallbackRequest
from adapters.dingtalk.inbound import Owner, read_change, read_click, read_message
from adapters.errors import CallbackRejected
from adapters.events import EVENT
from cards.model import Button, Card, MessageKind
from tests.contract.adapters.dingtalk_edge import NOW, card, click, crypto, event, message, platform, robot
from tests.contract.adapters.product import Sink

FOLDER = Path(__file__).parents[1] / "payloads" / "dingtalk"
PAYLOADS = sorted(path for path in FOLDER.glob("*.json") if not path.name.endswith(".event.json"))
NOW_AT = datetime.fromtimestamp(NOW, UTC)
SENDERS = {"message": robot, "event": event, "click": card}


async def deliver(asked: CallbackRequest, sink: Sink | None = None) -> tuple[CallbackAnswer, Sink]:
    dingtalk, sink = platform(), sink or Sink()
    await dingtalk.start(sink)
    answer = await dingtalk.receive(asked)
    await dingtalk.stop()
    return answer, sink


def opened(answer: CallbackAnswer) -> str:
    """The encrypted acknowledgement of an event, as DingTalk reads it."""
    told = json.loads(answer.body)
    assert told["msg_signature"] == crypto().signature(told["timeStamp"], told["nonce"], told["encrypt"])
    return crypto().decrypt(told["encrypt"])


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
async def test_recorded_payloads_become_the_events_beside_them(path: Path):
    """A1, A6, C1, D1: what a person says, speaks or presses arrives as what it is; the rest has no effect."""
    kind = path.stem.partition("_")[0]
    expected = json.loads(path.with_suffix(".event.json").read_text(encoding="utf-8"))
    answer, sink = await deliver(SENDERS[kind](json.loads(path.read_text(encoding="utf-8"))))
    told = None if sink.events.empty() else sink.events.get_nowait()
    if expected and expected["key"] == "(delivery)":
        expected["key"] = told.key
    assert told == (EVENT.validate_python(expected) if expected else None)
    if kind == "event":
        assert opened(answer) == "success"
    else:
        assert json.loads(answer.body) == ({"msgtype": "empty"} if kind == "message" else {})


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (robot(message(), sign=""), 403),
        (robot(message(), sign="签名"), 403),
        (robot(message(), secret="other"), 403),
        (robot(message(), at=NOW - 3601), 403),
        (robot(message(), at=NOW + 3601), 403),
        (robot(message(robotCode="other")), 403),
        (robot(message(chatbotCorpId="other")), 403),
        (robot(b"not json"), 400),
        (robot(b"[" * 5000), 400),
        (robot(b"{" + b" " * 300_000), 413),
        (robot(message(msgId="")), 400),
        (robot(message(createAt="soon")), 400),
        (robot(message(createAt=10**30)), 400),
        (robot(message(conversationType="2", conversationId="")), 400),
        (card(click(), secret="crm-test-secret"), 403),
        (card(click(), at=NOW - 3601), 403),
        (card(click(corpId="other")), 403),
        (card(click(userId="")), 400),
        (card(click(content="{")), 400),
        (event({"EventType": "user_add_org"}, by=crypto(token="other")), 403),
        (event({"EventType": "user_add_org"}, by=crypto(owner_key="dingcorp01")), 403),
        (event({"EventType": "user_add_org"}, by=crypto(aes_key="0" * 42 + "A")), 403),
        (event({"EventType": "check_url"}, at=NOW - 3601), 403),
        (event({"EventType": "user_add_org", "CorpId": "other"}), 403),
        (event({"EventType": "user_add_org", "EventTime": 1, "userId": ["u2"]}), 400),
        (event({"EventType": "check_url"}, msg_signature=""), 403),
        (CallbackRequest("GET", "robot", {}, {}, b""), 405),
        (CallbackRequest("POST", "", {}, {}, b"{}"), 404),
        (CallbackRequest("POST", "other", {}, {}, b"{}"), 404),
    ],
)
async def test_what_is_not_dingtalks_or_malformed_is_refused(asked: CallbackRequest, status: int):
    dingtalk, sink = platform(), Sink()
    await dingtalk.start(sink)
    with pytest.raises(CallbackRejected) as refused:
        await dingtalk.receive(asked)
    await dingtalk.stop()
    assert refused.value.status == status
    assert sink.events.empty()


async def test_both_names_of_the_signature_are_read():
    answer, _ = await deliver(event({"EventType": "check_url"}, name="signature"))
    assert opened(answer) == "success"


@pytest.mark.parametrize("asked", [robot(message()), card(click()), event({"EventType": "check_url"})])
async def test_nothing_is_answered_over_http_while_stream_is_used(asked: CallbackRequest):
    with pytest.raises(CallbackRejected) as refused:
        await platform(transport="stream").receive(asked)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    "asked",
    [
        robot(message()),
        card(click()),
        event({"EventType": "user_add_org", "eventId": "e1", "EventTime": 1, "userId": ["u2"]}),
    ],
)
async def test_what_could_not_be_stored_is_asked_for_again(asked: CallbackRequest):
    """L: nothing is acknowledged before it is stored."""
    answer, _ = await deliver(asked, Sink(is_down=True))
    assert answer.status == 503
    assert (await platform().receive(asked)).status == 503  # not started yet


async def test_nul_and_lone_surrogates_are_dropped():
    _, sink = await deliver(robot(json.dumps(message(text={"content": "新线索\x00 恒瑞\ud83d"})).encode()))
    assert (await sink.next()).happening.text == "新线索 恒瑞"


async def test_a_press_again_has_another_key_and_the_same_delivery_the_same():
    dingtalk, sink = platform(), Sink()
    await dingtalk.start(sink)
    for asked in (card(click()), card(click()), card(click(), at=NOW + 1)):
        await dingtalk.receive(asked)
    first, again, later = [(await sink.next()).key for _ in range(3)]
    assert first == again != later


async def test_a_click_is_answered_with_the_changed_card():
    """C1: the card changes where it was pressed, and only in its own variables."""
    changed = Card(
        kind=MessageKind.CONFIRM,
        summary="日报草稿待确认",
        title="日报草稿",
        buttons=(Button(label="确认", action="draft:confirm:88@2"),),
    )
    answer, _ = await deliver(card(click()), Sink(answer=lambda _: ActionAnswer(card=changed, toast="已改")))
    told = json.loads(answer.body)
    assert told["cardData"]["cardParamMap"]["title"] == "日报草稿待确认"
    assert all(isinstance(value, str) for value in told["cardData"]["cardParamMap"].values())
    assert told["cardUpdateOptions"]["updateCardDataByKey"] is True


async def test_a_slow_click_is_answered_in_time_and_goes_on():
    class Slow(Sink):
        async def accept(self, event):
            await asyncio.sleep(1.7)
            return await super().accept(event)

    dingtalk, sink = platform(), Slow()
    await dingtalk.start(sink)
    assert json.loads((await dingtalk.receive(card(click()))).body) == {}
    assert (await sink.next()).happening.action == "draft:confirm:88@1"
    await dingtalk.stop()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(["text", "audio", "richText", "picture", "video", "other"])


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(KINDS, JSON, JSON, st.text(max_size=12))
def test_whatever_comes_is_an_event_or_refused(kind: str, content: Any, other: Any, name: str):
    """No payload of any shape raises anything but a refusal."""
    owner = Owner("dingcrmkey01", "dingcorp01")
    for changes in ({"content": content, "text": other}, {name: content, "createAt": other}):
        with suppress(CallbackRejected):
            read_message(json_object(json.dumps({**message(msgtype=kind), **changes})), owner)
    with suppress(CallbackRejected):
        asked = click(content, **{name: other})
        read_click(json_object(json.dumps(asked)), owner, delivery="1", sent_at=NOW_AT)
    with suppress(CallbackRejected):
        read_change("user_add_org", json_object(json.dumps({"userId": content, name: other})), key="1", born_at="1")
