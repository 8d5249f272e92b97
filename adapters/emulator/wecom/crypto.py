"""WeCom's callback encryption (developer.work.weixin.qq.com/document/path/90968), the platform's own side of it."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


class DecryptError(ValueError):
    """What came back is not encrypted as it should be."""


@dataclass(frozen=True)
class Envelope:
    """Encrypts, decrypts and signs for one callback: `receive_id` is the corp id for a self-built app."""

    token: str
    encoding_aes_key: str
    receive_id: str

    @property
    def _key(self) -> bytes:
        return base64.b64decode(self.encoding_aes_key + "=")

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def encrypt(self, text: str, random: bytes | None = None) -> str:
        """Base64 of AES-256-CBC over 16 random bytes, a 4-byte length, the text and the receiver's id."""
        message = text.encode()
        plain = (
            (random or secrets.token_bytes(16)) + len(message).to_bytes(4, "big") + message + self.receive_id.encode()
        )
        padding = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()

    def decrypt(self, encrypted: str) -> str:
        """The text again; DecryptError for wrong padding, length or receiver."""
        try:
            raw = base64.b64decode(encrypted, validate=True)
            decryptor = self._cipher().decryptor()
            plain = decryptor.update(raw) + decryptor.finalize()
        except (binascii.Error, ValueError) as error:
            raise DecryptError(str(error)) from error
        padding = plain[-1] if plain else 0
        if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise DecryptError("the padding is not PKCS#7 to 32 bytes")
        plain = plain[:-padding]
        length = int.from_bytes(plain[16:20], "big")
        message, receiver = plain[20 : 20 + length], plain[20 + length :]
        if len(message) != length or receiver != self.receive_id.encode():
            raise DecryptError("the receiver is another one")
        return message.decode()

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """SHA-1 over the sorted token, timestamp, nonce and encrypted text."""
        parts = sorted([self.token, timestamp, nonce, encrypted])
        return sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()

    def verifies(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> bool:
        """Whether a signature is ours."""
        return hmac.compare_digest(self.sign(timestamp, nonce, encrypted), signature)


def js_signature(ticket: str, noncestr: str, timestamp: str, url: str) -> str:
    """The JS-SDK's signature over the page's address without its fragment (document/path/96909)."""
    raw = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={url.split('#')[0]}"
    return sha1(raw.encode(), usedforsecurity=False).hexdigest()
