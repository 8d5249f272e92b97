"""DingTalk's signatures and event cipher: the documented vectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dingtalk.crypto import EventCrypto, card_signature, is_same, robot_signature
from adapters.emulator.dingtalk import crypto as peer
from adapters.errors import CallbackRejected, Misconfigured

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SEALED = "Q3stYC6hdFzMh9T8HCvyDHLF+ACuTg+5kLV2iY2TFs6RPxuEVGTFaFGyGH5/F6+lbIP09NGxnncQgCyFoNO04w=="


def crypto() -> EventCrypto:
    return EventCrypto(token="crmtoken", aes_key=KEY, owner="dingcrmkey01")


def test_the_robots_signature():
    assert robot_signature("crm-test-secret", "1767225600000") == "nM/ZbC8NNY500spBFmhQhtvKt8dgVxyoXaNoqPKitUE="
    assert card_signature("s", "1") == peer.card_signature("s", "1")
    assert not is_same("a", "签")


def test_the_events_signature_and_cipher():
    assert crypto().encrypt("success", prefix=b"0123456789abcdef") == SEALED
    assert crypto().decrypt(SEALED) == "success"
    expected = "fb67881c1e3ac4b4b71745a4a7a0824f9418f53e"
    assert crypto().signature("1767225600000", "nonce123", SEALED) == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_the_emulators_cipher_reads_and_writes_the_same(text: str):
    theirs = peer.EventCrypto("crmtoken", KEY, "dingcrmkey01")
    assert theirs.decrypt(crypto().encrypt(text)) == text
    assert crypto().decrypt(theirs.encrypt(text)) == text


@given(st.text(max_size=100) | st.binary(max_size=100).map(lambda raw: raw.hex()))
def test_a_damaged_cipher_text_is_refused_with_one_status(text: str):
    with pytest.raises(CallbackRejected) as refused:
        crypto().decrypt(text)
    assert refused.value.status == 403


def test_an_event_for_another_owner_is_refused():
    other = EventCrypto(token="crmtoken", aes_key=KEY, owner="dingcorp01")
    with pytest.raises(CallbackRejected):
        crypto().decrypt(other.encrypt("success"))


@pytest.mark.parametrize("key", ["", "short", KEY + "x", "*" * 43])
def test_a_malformed_key_says_where_the_right_one_is(key: str):
    with pytest.raises(Misconfigured) as refused:
        EventCrypto(token="t", aes_key=key, owner="o")
    assert "aes_key" in refused.value.remedy
