"""Whatever bytes come to a callback address: a refusal or an event, never an error of ours (I26)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.contract import CallbackRequest, ChatPlatform
from adapters.emulator.wecom.crypto import Envelope
from adapters.errors import CallbackRejected
from adapters.wecom.platform import WeComPlatform
from adapters.wecom.settings import WeComSettings
from tests.contract.adapters import dingtalk_edge, feishu_edge
from tests.contract.adapters.product import Sink

NOW = 1_760_000_000
TOKEN, KEY, CORP = "CrmTok2026", "Q0rmU2lkZWJhclRlc3RLZXkwMTIzNDU2Nzg5YWJjZGU", "ww0crm0emulator1"


def wecom() -> WeComPlatform:
    """A self-built app at a fixed time."""
    settings = {"corp_id": CORP, "agent_id": "1000002", "secret": "s", "token": TOKEN, "encoding_aes_key": KEY}
    return WeComPlatform(WeComSettings.model_validate(settings), machine_time=lambda: NOW)


def wecom_message(text: str) -> CallbackRequest:
    """A message as WeCom encrypts and signs it."""
    envelope = Envelope(TOKEN, KEY, CORP)
    sealed = envelope.encrypt(text)
    query = {"msg_signature": envelope.sign(str(NOW), "n1", sealed), "timestamp": str(NOW), "nonce": "n1"}
    return CallbackRequest("POST", "", query, {}, f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode())


@dataclass(frozen=True)
class Side:
    """A platform and how it seals a message for us."""

    name: str
    platform: Callable[[], ChatPlatform]
    sealed: Callable[[str], CallbackRequest]


SIDES = [
    Side("wecom", wecom, wecom_message),
    Side("dingtalk robot", dingtalk_edge.platform, lambda text: dingtalk_edge.robot(text.encode())),
    Side("dingtalk card", dingtalk_edge.platform, lambda text: dingtalk_edge.card(text.encode())),
    Side("dingtalk event", dingtalk_edge.platform, lambda text: dingtalk_edge.event(text.encode())),
    Side("feishu", feishu_edge.platform, lambda text: feishu_edge.request(feishu_edge.sealed(text.encode()))),
]

WORDS = st.text(st.characters(), max_size=40)  # half characters too: a server hands header bytes on as such
NAMES = st.sampled_from(
    [
        *("msg_signature", "signature", "timestamp", "nonce", "echostr", "sign"),
        *("x-ddpaas-signature", "x-ddpaas-signature-timestamp"),
        *("x-lark-signature", "x-lark-request-timestamp", "x-lark-request-nonce"),
    ]
)
BODIES = st.binary(max_size=200) | st.sampled_from([b'{"encrypt": "QQ=="}', b"<xml><Encrypt>QQ==</Encrypt></xml>"])
WHOLE = st.characters(exclude_categories=["Cs"])


async def received(side: Side, request: CallbackRequest) -> Sink:
    """What a started platform made of a request. Raises its refusal."""
    platform, sink = side.platform(), Sink()
    await platform.start(sink)
    try:
        await platform.receive(request)
    finally:
        await platform.stop()
    return sink


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side.name)
@given(data=st.data(), body=BODIES, named=st.dictionaries(NAMES, WORDS))
def test_what_is_not_signed_is_refused(side: Side, data: st.DataObject, body: bytes, named: dict[str, str]) -> None:
    """Also with signatures, times and nonces that no encoder takes."""
    endpoint = side.sealed("").endpoint
    method = data.draw(st.sampled_from(["GET", "POST"]))
    with pytest.raises(CallbackRejected) as caught:
        asyncio.run(received(side, CallbackRequest(method, endpoint, named, named, body)))
    assert 400 <= caught.value.status < 500


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side.name)
@given(data=st.data(), words=WORDS)
def test_one_wrong_word_in_a_signed_request_is_refused(side: Side, data: st.DataObject, words: str) -> None:
    """Signature, time or nonce replaced by anything else."""
    signed = side.sealed("{}")
    place = "headers" if signed.headers else "query"
    named: dict[str, str] = dict(getattr(signed, place))
    name = data.draw(st.sampled_from(sorted(named)))
    assume(words != named[name])
    with pytest.raises(CallbackRejected) as caught:
        asyncio.run(received(side, replace(signed, **{place: {**named, name: words}})))
    assert caught.value.status in (400, 403)


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side.name)
@given(text=st.text(WHOLE, max_size=200) | st.text('<>/xmlMsgTypeEnt{}[]":, 0', max_size=200))
def test_what_is_signed_is_an_event_or_a_refusal(side: Side, text: str) -> None:
    """Right signature and cipher, and inside anything at all."""
    with suppress(CallbackRejected):
        asyncio.run(received(side, side.sealed(text)))
