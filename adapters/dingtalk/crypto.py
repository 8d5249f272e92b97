"""DingTalk's signatures and its event encryption; comparisons take constant time.

What a request names as its signature, time or nonce may be half a character: it is then a wrong one, not an error.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.errors import CallbackRejected, Misconfigured

_BLOCK = 32
"""DingTalk pads to 32 bytes, twice the cipher's own block."""

_PREFIX = 16


def robot_signature(client_secret: str, timestamp: str) -> str:
    """The `sign` header of a robot message: it covers the time stamp alone."""
    return _hmac(client_secret, f"{timestamp}\n{client_secret}")


def card_signature(api_secret: str, timestamp: str) -> str:
    """The `x-ddpaas-signature` header of a card callback: it covers the time stamp alone."""
    return _hmac(api_secret, timestamp)


def is_same(expected: str, given: str) -> bool:
    """Whether two signatures are equal, in constant time."""
    return hmac.compare_digest(expected.encode(), _encoded(given))


class EventCrypto:
    """Opens pushed events and seals the answers (event subscription over HTTP).

    `aes_key` is the console's 43 characters, `owner` the client id. Raises `Misconfigured` when the key is none.
    """

    def __init__(self, *, token: str, aes_key: str, owner: str) -> None:
        self._token = token
        self._owner = owner.encode()
        try:
            self._key = base64.b64decode(aes_key + "=", validate=True)
        except (ValueError, binascii.Error):
            self._key = b""
        if len(self._key) != 32:
            raise Misconfigured(
                "the AES key is not 43 characters of Base64",
                remedy="CEJI_DINGTALK__AES_KEY 要与 开发者后台 → 事件订阅 里的 aes_key 完全一致（43 个字符）",
            )

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """SHA-1 over the sorted and joined token, time stamp, nonce and cipher text."""
        joined = "".join(sorted((self._token, timestamp, nonce, encrypted)))
        return hashlib.sha1(_encoded(joined)).hexdigest()  # noqa: S324 - the platform's algorithm

    def encrypt(self, text: str, *, prefix: bytes = b"") -> str:
        """Base64 of the cipher text; `prefix` are the 16 random bytes in front, drawn when not given."""
        content = text.encode()
        plain = (prefix or secrets.token_bytes(_PREFIX)) + len(content).to_bytes(4, "big") + content + self._owner
        padder = padding.PKCS7(_BLOCK * 8).padder()
        padded = padder.update(plain) + padder.finalize()
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def decrypt(self, encrypted: str) -> str:
        """The text; `CallbackRejected` 403, whatever is wrong with it: one answer gives nothing away."""
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(sealed) + decryptor.finalize()
            unpadder = padding.PKCS7(_BLOCK * 8).unpadder()
            plain = unpadder.update(padded) + unpadder.finalize()
            end = _PREFIX + 4 + int.from_bytes(plain[_PREFIX : _PREFIX + 4], "big")
            if end > len(plain) or not hmac.compare_digest(plain[end:], self._owner):
                raise ValueError("the length or the owner is wrong")
            return plain[_PREFIX + 4 : end].decode()
        except (ValueError, binascii.Error) as error:
            raise CallbackRejected("the event can't be decrypted", status=403) from error

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), _encoded(text), hashlib.sha256).digest()).decode()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
