"""WeCom's XML → neutral events: one recorded payload per message type and event, and hostile input."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import CallbackRejected
from adapters.events import EVENT, TextSaid
from adapters.wecom.inbound import read_envelope, read_event
from adapters.wecom.xml import parse

PAYLOADS = sorted((Path(__file__).parents[1] / "payloads" / "wecom").glob("*.xml"), key=lambda path: path.name)


def read(plaintext: str):
    return read_event(plaintext, agent_id="1000002")


def text_message(content: str, *, message_id: str = "1", created: str = "1760000100", agent: str = "1000002") -> str:
    return (
        f"<xml><FromUserName>rep.li</FromUserName><CreateTime>{created}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{content}</Content><MsgId>{message_id}</MsgId><AgentID>{agent}</AgentID></xml>"
    )


def test_there_is_a_payload_for_everything():
    assert len(PAYLOADS) >= 30


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_recorded_payloads_become_the_events_beside_them(path: Path):
    """A1, A6, C1, D1: what a person says, speaks or presses arrives as what it is; the rest has no effect."""
    plaintext = path.read_text(encoding="utf-8")
    hashed = f"event-{hashlib.sha256(plaintext.encode()).hexdigest()[:40]}"
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8").replace("(hash)", hashed))
    event = read(plaintext)
    assert event == (None if expected is None else EVENT.validate_python(expected))


def test_two_events_of_one_second_have_two_keys():
    """Events carry no MsgId; sender and time alone would swallow the second."""
    keys = {read(path.read_text(encoding="utf-8")).key for path in PAYLOADS if path.stem.startswith("template_card")}
    assert len(keys) == 4


def test_the_same_delivery_again_has_the_same_key():
    assert read(text_message("a")) == read(text_message("a"))


def test_another_app_behind_the_same_address_has_no_effect():
    assert read(text_message("a", agent="1000003")) is None


def test_an_unknown_kind_of_message_is_told_as_unreadable():
    event = read(text_message("a").replace(">text<", ">hologram<"))
    assert event.happening.what == "other"


def test_an_unknown_event_has_no_effect():
    plaintext = (
        text_message("a").replace(">text<", ">event<").replace("<Content>a", "<Event>new_thing</Event><Content>")
    )
    assert read(plaintext) is None


def test_a_card_event_without_a_key_has_no_effect():
    plaintext = text_message("a").replace(">text<", ">event<").replace("Content", "Event")
    assert read(plaintext.replace(">a<", ">template_card_event<")) is None


def test_control_characters_and_spaces_at_the_ends_are_dropped():
    """Pasted text holds vertical tabs and NULs; XML forbids them, and the message must still arrive."""
    event = read(text_message("\x00 新线索\x0b 恒瑞 \ud800"))
    assert event.happening == TextSaid(text="新线索 恒瑞")


@pytest.mark.parametrize(
    "plaintext",
    [
        "",
        "not xml",
        "<xml>",
        "<xml/>",
        "<other><MsgType>text</MsgType></other>",
        "<xml><MsgType>text</MsgType><CreateTime>1760000100</CreateTime></xml>",
        text_message("a", created=""),
        text_message("a", created="yesterday"),
        text_message("a", created="nan"),
        text_message("a", created="9" * 30),
        "<!DOCTYPE xml><xml><MsgType>text</MsgType></xml>",
        '<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
        '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>',
        "<xml>" * 5_000,
        f"<xml>{'<a/>' * 3_000}</xml>",
        f"<xml>{'<a>' * 20}{'</a>' * 20}</xml>",
        "<xml><MsgType>text</MsgType>&undefined;</xml>",
    ],
    ids=range(17),
)
def test_what_is_no_message_of_wecom_is_refused(plaintext: str):
    with pytest.raises(CallbackRejected) as caught:
        read(plaintext)
    assert caught.value.status == 400


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{}", b"<xml></xml>", b"<x><Encrypt>a</Encrypt></x>"])
def test_what_is_no_envelope_is_refused(body: bytes):
    with pytest.raises(CallbackRejected) as caught:
        read_envelope(body)
    assert caught.value.status == 400


def test_the_envelope_is_read_with_and_without_cdata():
    assert read_envelope(b"<xml><Encrypt><![CDATA[a+b=]]></Encrypt></xml>") == "a+b="
    assert read_envelope(b"<xml>\n<Encrypt>a+b=</Encrypt><AgentID>1</AgentID></xml>") == "a+b="


@given(st.text(max_size=300))
def test_any_text_is_an_event_or_a_refusal(text: str):
    """Nothing but a refusal may be raised: the web layer turns it into its status."""
    with suppress(CallbackRejected):
        read(text_message(text))


@given(st.text(max_size=300))
def test_any_document_is_a_tree_or_a_refusal(text: str):
    """Nothing but a refusal may be raised."""
    with suppress(CallbackRejected):
        parse(text)
