"""WeCom's callback encryption: vectors, wechatpy as the oracle, and everything that must be refused."""

from __future__ import annotations

import base64
import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import PrpCrypto

from adapters.errors import CallbackRejected, Misconfigured
from adapters.wecom.crypto import CallbackCrypto, sign

TOKEN, KEY, CORP = "CrmTok2026", "Q0rmU2lkZWJhclRlc3RLZXkwMTIzNDU2Nzg5YWJjZGU", "ww0crm0emulator1"
NOW = 1_760_000_000

ECHO = "Y3JgsKmjtKJLamzhjT0X1BujsV4I5A6lXC2omwWT+kjUyn1jkjuKWUlb2bV1ET+vm1V35MngKvyREMHbHVwB6w=="
ECHO_SIGNATURE = "e2d3caaf6c145da70f363a6f6e17ee639bc4f1b3"

AES_KEY = base64.b64decode(KEY + "=")


def crypto(now: float = NOW, corp_id: str = CORP) -> CallbackCrypto:
    return CallbackCrypto(token=TOKEN, encoding_aes_key=KEY, corp_id=corp_id, machine_time=lambda: now)


def signed(encrypted: str, timestamp: str = str(NOW), nonce: str = "n1") -> dict[str, str]:
    signature = sign(TOKEN, timestamp, nonce, encrypted)
    return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}


def encrypt_raw(plain: bytes) -> str:
    encryptor = Cipher(algorithms.AES(AES_KEY), modes.CBC(AES_KEY[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def packed(message: bytes, corp_id: str = CORP, length: int | None = None, pad: bytes | None = None) -> bytes:
    size = len(message) if length is None else length
    plain = b"0123456789abcdef" + struct.pack(">I", size & 0xFFFFFFFF) + message + corp_id.encode()
    count = 32 - len(plain) % 32
    return plain + (bytes([count]) * count if pad is None else pad)


def refusal(encrypted: str, query: dict[str, str], **options: object) -> int:
    with pytest.raises(CallbackRejected) as caught:
        crypto(**options).open(encrypted, query)  # type: ignore[arg-type]
    return caught.value.status


def test_the_echo_vector_opens():
    query = {"msg_signature": ECHO_SIGNATURE, "timestamp": "1760000000", "nonce": "n1"}
    assert crypto().open(ECHO, query) == "7284619305518842091"


def test_our_own_packing_makes_the_vector():
    """Proves the helper of these tests, on which the refusals below rest."""
    assert encrypt_raw(packed(b"7284619305518842091")) == ECHO


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_wechatpy_encrypts_opens(text: str):
    """Padding from 1 to 32 bytes, messages of several bytes a character."""
    encrypted = PrpCrypto(AES_KEY).encrypt(text, CORP).decode()
    assert crypto().open(encrypted, signed(encrypted)) == text


@pytest.mark.parametrize("field", ["msg_signature", "timestamp", "nonce"])
def test_nothing_opens_without_a_right_signature(field: str):
    for value in ("", "0" * 40, "签名", "\ud800", None):
        query = {**signed(ECHO), field: value}
        assert refusal(ECHO, {name: each for name, each in query.items() if each is not None}) == 403


def test_a_changed_message_does_not_open():
    assert refusal(ECHO.replace("Y3", "Y4", 1), signed(ECHO)) == 403


@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 10**9])
def test_a_stale_or_early_message_does_not_open(seconds: int):
    """Freshness goes by the machine's clock, five minutes each way."""
    assert refusal(ECHO, signed(ECHO), now=NOW + seconds) == 403


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_a_fresh_message_opens(seconds: int):
    assert crypto(now=NOW + seconds).open(ECHO, signed(ECHO)) == "7284619305518842091"


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1e9", "１７６０００００００", "9" * 40])
def test_an_unreadable_time_does_not_open(timestamp: str):
    assert refusal(ECHO, signed(ECHO, timestamp)) == 403


@pytest.mark.parametrize(
    "encrypted",
    [
        "",
        "不是",
        "!!!!",
        ECHO[:-4],
        ECHO + "\n",
        base64.b64encode(bytes(16)).decode(),
        encrypt_raw(packed(b"x" * 30, corp_id="ww0another1")),
        encrypt_raw(packed(b"hello", length=4)),
        encrypt_raw(packed(b"hello", length=6)),
        encrypt_raw(packed(b"hello", length=-1)),
        encrypt_raw(packed(b"hello!!", pad=bytes([21] * 20 + [0]))),
        encrypt_raw(packed(b"hello!!", pad=bytes([1] * 20 + [21]))),
        encrypt_raw(packed(b"hello!!", pad=bytes([33] * 21))),
        encrypt_raw(packed(b"\xff\xfe hello")),
        encrypt_raw(bytes([32]) * 32),
    ],
)
def test_hostile_messages_with_a_right_signature_do_not_open(encrypted: str):
    """Whatever is wrong inside, the answer is the same 403 and never a traceback."""
    assert refusal(encrypted, signed(encrypted)) == 403


@given(st.binary(max_size=200))
def test_garbage_never_opens(content: bytes):
    encrypted = base64.b64encode(content).decode()
    assert refusal(encrypted, signed(encrypted)) == 403


@pytest.mark.parametrize(
    ("token", "key"),
    [(TOKEN, ""), (TOKEN, KEY[:-1]), (TOKEN, KEY + "="), ("", KEY), ("x" * 33, KEY), ("有中文", KEY)],
)
def test_a_malformed_secret_is_told_to_the_admin_without_showing_it(token: str, key: str):
    with pytest.raises(Misconfigured) as caught:
        CallbackCrypto(token=token, encoding_aes_key=key, corp_id=CORP)
    assert "设置API接收" in caught.value.remedy
    assert not key or key not in f"{caught.value}{caught.value.remedy}"
