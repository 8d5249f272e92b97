"""The callback's signature and encryption (developer.work.weixin.qq.com/document/path/90968).

Constant-time comparison of the signature, freshness, well-formed Base64, whole blocks, every byte of the padding, and
one answer for whatever goes wrong. Why it is not wechatpy's: deploy/decisions/wecom-crypto.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.errors import CallbackRejected, Misconfigured
from adapters.wecom.limits import FRESH

BLOCK = 32
"""Bytes to which the plaintext is padded; twice AES's own block."""

HEAD = 20
"""Bytes before the message: 16 random ones and its length, big-endian."""

_KEY = re.compile(r"[A-Za-z0-9]{43}")
_TOKEN = re.compile(r"[A-Za-z0-9]{1,32}")


class CallbackCrypto:
    """Opens what WeCom sends to the callback address of one app.

    Raises `Misconfigured` when Token or EncodingAESKey can't be right.
    """

    def __init__(
        self, *, token: str, encoding_aes_key: str, corp_id: str, machine_time: Callable[[], float] = time.time
    ) -> None:
        if not _KEY.fullmatch(encoding_aes_key):
            raise Misconfigured(
                "the EncodingAESKey is malformed",
                remedy="CEJI_WECOM__ENCODING_AES_KEY 应是 43 位字母和数字：应用 → 接收消息 → 设置API接收",
            )
        if not _TOKEN.fullmatch(token):
            raise Misconfigured(
                "the Token is malformed",
                remedy="CEJI_WECOM__TOKEN 应是不超过 32 位的字母和数字：应用 → 接收消息 → 设置API接收",
            )
        self._token = token
        key = base64.b64decode(encoding_aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        self._corp_id = corp_id.encode()
        self._machine_time = machine_time

    def open(self, encrypted: str, query: Mapping[str, str]) -> str:
        """The plaintext of an `Encrypt` or `echostr` value. Raises `CallbackRejected` (403) for anything doubtful."""
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        signature = query.get("msg_signature", "")
        expected = sign(self._token, timestamp, nonce, encrypted)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            raise CallbackRejected("the signature is wrong", status=403)
        self._check_fresh(timestamp)
        return self._message(self._decrypted(encrypted))

    def _check_fresh(self, timestamp: str) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise CallbackRejected("the timestamp is unreadable", status=403)
        if abs(self._machine_time() - int(timestamp)) > FRESH:
            raise CallbackRejected("the timestamp is stale: check the machine's clock", status=403)

    def _decrypted(self, encrypted: str) -> bytes:
        """The plaintext without its PKCS#7 padding to blocks of 32 bytes."""
        try:
            ciphertext = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError) as error:
            raise CallbackRejected("the message is not Base64", status=403) from error
        if not ciphertext or len(ciphertext) % BLOCK:
            raise CallbackRejected("the message has no whole blocks", status=403)
        decryptor = self._cipher.decryptor()
        plain = unpadded(decryptor.update(ciphertext) + decryptor.finalize())
        if plain is None:
            raise CallbackRejected("the padding is wrong", status=403)
        return plain

    def _message(self, plain: bytes) -> str:
        """What stands between the head (16 random bytes, 4 for the length) and the company's id, which must be ours."""
        end = HEAD + int.from_bytes(plain[HEAD - 4 : HEAD], "big")
        if plain[end:] != self._corp_id:
            raise CallbackRejected("the message is meant for another company", status=403)
        try:
            return plain[HEAD:end].decode()
        except UnicodeDecodeError as error:
            raise CallbackRejected("the message is not UTF-8", status=403) from error


def unpadded(plain: bytes) -> bytes | None:
    """The content before its PKCS#7 padding to blocks of 32 bytes; None where that is malformed."""
    pad = plain[-1]
    if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
        return None
    return plain[:-pad]


def sign(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """WeCom's signature: SHA-1 over the four values, sorted as strings and joined."""
    joined = "".join(sorted((token, timestamp, nonce, encrypted)))
    return hashlib.sha1(joined.encode("utf-8", "replace")).hexdigest()  # noqa: S324 (the platform's own choice)
