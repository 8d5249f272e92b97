"""What WeCom's stand-in pushes: the URL check, messages, events, retries, passive replies."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import WeChatCrypto

from adapters.emulator.wecom.callbacks import Pace
from adapters.emulator.wecom.crypto import DecryptError, Envelope, js_signature
from adapters.emulator.wecom.stand_in import Account
from tests.contract.emulator.wecom_emulation import NINE_OCLOCK, emulation

TOKEN, KEY, CORP = "CrmTok2026", "Q0rmU2lkZWJhclRlc3RLZXkwMTIzNDU2Nzg5YWJjZGU", "ww0crm0emulator1"
ECHO = "Y3JgsKmjtKJLamzhjT0X1BujsV4I5A6lXC2omwWT+kjUyn1jkjuKWUlb2bV1ET+vm1V35MngKvyREMHbHVwB6w=="


def test_encryption_matches_the_vectors() -> None:
    envelope = Envelope(TOKEN, KEY, CORP)
    encrypted = envelope.encrypt("7284619305518842091", b"0123456789abcdef")
    assert encrypted == ECHO
    assert envelope.sign("1760000000", "n1", encrypted) == "e2d3caaf6c145da70f363a6f6e17ee639bc4f1b3"
    assert envelope.decrypt(ECHO) == "7284619305518842091"
    signature = js_signature("TCK1", "nz", "1760000003", "https://crm.example.cn/side?x=1#top")
    assert signature == "75d3496916877c2d7ee7709626c852c166082cae"


@given(st.text(max_size=200))
def test_encryption_agrees_with_wechatpy(words: str) -> None:
    """Padding of 17 to 32 bytes included."""
    envelope, peer = Envelope(TOKEN, KEY, CORP), WeChatCrypto(TOKEN, KEY, CORP)
    encrypted = envelope.encrypt(words)
    signature = envelope.sign("1", "2", encrypted)
    plain = peer.decrypt_message({"Encrypt": encrypted}, signature, "1", "2")
    assert (plain.decode() if isinstance(plain, bytes) else plain) == words
    assert envelope.decrypt(encrypted) == words


@pytest.mark.parametrize("broken", ["", "####", "AAAA", ECHO[:-8] + "AAAAAAA="])
def test_broken_ciphertext_is_refused(broken: str) -> None:
    with pytest.raises(DecryptError):
        Envelope(TOKEN, KEY, CORP).decrypt(broken)


def test_another_receiver_is_refused() -> None:
    with pytest.raises(DecryptError, match="receiver"):
        Envelope(TOKEN, KEY, "ww0another").decrypt(ECHO)


@pytest.mark.parametrize("echo", ['"7284619305518842091"', "7284619305518842091\n", ""])
async def test_the_url_check_wants_the_exact_body(echo: str) -> None:
    async with emulation(connected=False) as running:
        running.product.echo = echo
        answer = await running.control("wecom/callback", url=running.callback)
        assert not answer["verified"]
        assert "echostr" in answer["problem"]
        status, sentence = await running.refused("wecom/say", user="zhangsan", text="在吗")
        assert (status, "URL 验证" in sentence) == (409, True)
        running.product.echo = None
        assert (await running.control("wecom/say", user="zhangsan", text="在吗"))["delivered"]


async def test_a_raw_plus_in_the_echostr_can_be_ordered() -> None:
    """A server that percent-decodes only must still find the plus signs."""
    async with emulation(connected=False) as running:
        await running.control("wecom/fail", path="callback/raw-plus", times=1)
        await running.control("wecom/callback", url=running.callback)
        check = (await running.look("wecom/traffic"))[-1]
        encoded = check["url"].split("echostr=")[1]
        assert "%2B" not in encoded
        assert encoded.endswith("=")


async def test_a_message_arrives_encrypted_and_verifies() -> None:
    async with emulation() as running:
        told = await running.control("wecom/say", user="张三", text="新线索 13912345678 宁波东方精工 <初步>]]>沟通")
        assert told["delivered"]
        assert (told["attempts"], told["status"]) == (1, 200)
        heard = running.product.heard[0]
        assert heard["ToUserName"] == CORP
        assert heard["FromUserName"] == "zhangsan"
        assert heard["MsgType"] == "text"
        assert heard["Content"] == "新线索 13912345678 宁波东方精工 <初步>]]>沟通"
        assert heard["AgentID"] == "1000002"
        assert heard["MsgId"] == told["message_id"]
        assert 0 <= int(heard["CreateTime"]) - int(NINE_OCLOCK.timestamp()) < 60


async def test_what_xml_cannot_carry_is_left_out() -> None:
    async with emulation() as running:
        await running.control("wecom/say", user="zhangsan", text="在\x00吗\x0b\U0001f600")
        assert running.product.heard[0]["Content"] == "在吗\U0001f600"


async def test_the_same_message_id_delivers_the_same_bytes() -> None:
    """C4: a message delivered again is the same to the byte, for whoever removes duplicates."""
    async with emulation() as running:
        for _ in range(2):
            await running.control("wecom/say", user="zhangsan", text="新线索", message_id="lead-1")
        await running.control("wecom/say", user="zhangsan", text="新线索", message_id="lead-2")
        first, again, other = running.product.bodies
        assert first == again != other
        ids = Counter(each["MsgId"] for each in running.product.heard)
        assert sorted(ids.values()) == [1, 2]
        shown = await running.look("wecom/messages", user="zhangsan", own="1")
        assert len(shown) == 2


async def test_refusals_and_silence_are_retried_three_times() -> None:
    async with emulation() as running:
        running.product.statuses = [500, 503]
        told = await running.control("wecom/say", user="zhangsan", text="在吗")
        assert (told["delivered"], told["attempts"]) == (True, 3)
        assert len(set(running.product.bodies)) == 1
        running.product.statuses = [500] * 9
        told = await running.control("wecom/say", user="zhangsan", text="还在吗")
        assert (told["delivered"], told["attempts"], told["status"]) == (False, 4, 500)


async def test_a_slow_answer_is_cut_off_and_sent_again() -> None:
    async with emulation(pace=Pace(answer=0.1, check=1.0, between_retries=0.0)) as running:
        running.product.delays = [0.4]
        told = await running.control("wecom/say", user="zhangsan", text="在吗")
        assert (told["delivered"], told["attempts"]) == (True, 2)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("callback/bad-signature", "InvalidSignatureException"),
        ("callback/bad-receiveid", "InvalidCorpIdException"),
    ],
)
async def test_forged_callbacks_can_be_ordered(order: str, reason: str) -> None:
    async with emulation() as running:
        await running.control("wecom/fail", path=order, times=4)
        told = await running.control("wecom/say", user="zhangsan", text="在吗")
        assert not told["delivered"]
        assert running.product.refused == [reason] * 4


async def test_drops_and_duplicates_can_be_ordered() -> None:
    async with emulation() as running:
        await running.control("wecom/fail", path="callback/drop", times=1)
        assert not (await running.control("wecom/say", user="zhangsan", text="丢"))["delivered"]
        await running.control("wecom/fail", path="callback/duplicate", times=1)
        await running.control("wecom/say", user="zhangsan", text="重")
        assert [each["Content"] for each in running.product.heard] == ["重", "重"]


async def test_entering_the_chat_is_an_event() -> None:
    async with emulation() as running:
        await running.control("wecom/enter", user="zhangsan")
        heard = running.product.heard[0]
        assert (heard["MsgType"], heard["Event"], heard["FromUserName"]) == ("event", "enter_agent", "zhangsan")
        assert "MsgId" not in heard


async def test_a_signed_passive_text_is_shown() -> None:
    async with emulation() as running:
        running.product.reply = (
            "<xml><ToUserName>zhangsan</ToUserName><MsgType>text</MsgType><Content>收到</Content></xml>"
        )
        told = await running.control("wecom/say", user="zhangsan", text="在吗")
        assert "problem" not in told
        assert [each["text"] for each in await running.messages()] == ["收到"]


async def test_a_passive_reply_of_another_company_is_named() -> None:
    async with emulation() as running:
        running.product.reply = "<xml><MsgType>text</MsgType><Content>收到</Content></xml>"
        running.product.crypto.encrypt_message = WeChatCrypto(TOKEN, KEY, "ww0another").encrypt_message
        told = await running.control("wecom/say", user="zhangsan", text="在吗")
        assert "receiver" in told["problem"]
        assert await running.messages() == []


async def test_a_voice_message_is_a_file_to_download() -> None:
    """C1: AMR over media/get, and the words from the transcription service."""
    async with emulation() as running:
        await running.control("wecom/speak", user="zhangsan", words="今天拜访了A公司王总")
        heard = running.product.heard[0]
        assert (heard["MsgType"], heard["Format"]) == ("voice", "amr")
        assert "Recognition" not in heard
        query = {"access_token": await running.token(), "media_id": heard["MediaId"]}
        async with running.http.get(f"{running.base}/cgi-bin/media/get", params=query) as response:
            assert response.headers["Content-Type"] == "audio/amr"
            assert "attachment" in response.headers["Content-Disposition"]
            audio = await response.read()
        assert running.world.recordings.recognise(audio) == "今天拜访了A公司王总"
        query["media_id"] = "unknown"
        async with running.http.get(f"{running.base}/cgi-bin/media/get", params=query) as response:
            assert response.status == 200
            assert (await response.json())["errcode"] == 40007


def test_the_account_is_the_one_of_the_vectors() -> None:
    account = Account()
    assert (account.token, account.encoding_aes_key, account.corp_id) == (TOKEN, KEY, CORP)
