"""Feishu's event encryption and signature, with the standard library's comparison in constant time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.errors import CallbackRejected

_BLOCK = 16


class EventCrypto:
    """Opens encrypted callback bodies; `encrypt_key` is the console's Encrypt Key."""

    def __init__(self, encrypt_key: str) -> None:
        self._encrypt_key = encrypt_key
        self._key = hashlib.sha256(encrypt_key.encode()).digest()

    def decrypt(self, encrypted: str) -> str:
        """The plain text of base64(IV + AES-256-CBC); `CallbackRejected` 403, whatever is wrong with it.

        One answer for every fault: telling a bad padding from another would let captured bodies be read.
        """
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            if len(sealed) < 2 * _BLOCK:
                raise ValueError("too short")
            decryptor = Cipher(algorithms.AES(self._key), modes.CBC(sealed[:_BLOCK])).decryptor()
            padded = decryptor.update(sealed[_BLOCK:]) + decryptor.finalize()
            unpadder = padding.PKCS7(_BLOCK * 8).unpadder()
            return (unpadder.update(padded) + unpadder.finalize()).decode()
        except (ValueError, binascii.Error) as error:
            raise CallbackRejected("the body can't be decrypted", status=403) from error

    def signature(self, timestamp: str, nonce: str, body: bytes) -> str:
        """What `X-Lark-Signature` must be for these headers and this raw body."""
        return hashlib.sha256(_encoded(f"{timestamp}{nonce}{self._encrypt_key}") + body).hexdigest()

    def is_signed(self, timestamp: str, nonce: str, body: bytes, signature: str) -> bool:
        """Whether a request carries the right signature."""
        return hmac.compare_digest(self.signature(timestamp, nonce, body).encode(), _encoded(signature))


def _encoded(text: str) -> bytes:
    """A header may hold half a character: it is then a wrong one, not an error."""
    return text.encode("utf-8", "replace")
