"""DingTalk's signatures and its event encryption, as its servers compute them."""

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


class EventCryptoError(Exception):
    """An event body or its answer could not be decrypted; `code` is DingTalk's 9000xx number."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def robot_signature(app_secret: str, timestamp_ms: str) -> str:
    """The `sign` header of a robot callback: base64(HMAC-SHA256(secret, timestamp + "\\n" + secret))."""
    text = f"{timestamp_ms}\n{app_secret}".encode()
    return base64.b64encode(hmac.new(app_secret.encode(), text, hashlib.sha256).digest()).decode()


def card_signature(api_secret: str, timestamp_ms: str) -> str:
    """The `x-ddpaas-signature` header of a card callback: base64(HMAC-SHA256(apiSecret, timestamp))."""
    return base64.b64encode(hmac.new(api_secret.encode(), timestamp_ms.encode(), hashlib.sha256).digest()).decode()


class EventCrypto:
    """Encrypts pushed events and reads the encrypted answers (event subscription over HTTP).

    `aes_key` is the console's 43 characters, `owner_key` the app key of an internal app.
    """

    def __init__(self, token: str, aes_key: str, owner_key: str) -> None:
        self._token = token
        self._key = base64.b64decode(aes_key + "=")
        if len(self._key) != 32:
            raise EventCryptoError(900004, "不合法的aes key")
        self._owner_key = owner_key

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """SHA-1 over the sorted, joined token, timestamp, nonce and cipher text."""
        parts = sorted([self._token, timestamp, nonce, encrypted])
        return hashlib.sha1("".join(parts).encode()).hexdigest()  # noqa: S324 - the platform's algorithm

    def encrypt(self, message: str, random_prefix: bytes | None = None) -> str:
        """Base64 of AES-256-CBC over 16 random bytes, the length, the message and the owner key."""
        prefix = os.urandom(16) if random_prefix is None else random_prefix
        body = message.encode()
        plain = prefix + len(body).to_bytes(4, "big") + body + self._owner_key.encode()
        pad = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted: str) -> str:
        """The message of a cipher text; raises EventCryptoError 900008 to 900010."""
        try:
            sealed = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError) as error:
            raise EventCryptoError(900008, "解密失败") from error
        if not sealed or len(sealed) % 16:
            raise EventCryptoError(900008, "解密失败")
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(sealed) + decryptor.finalize()
        pad = plain[-1]
        if not 1 <= pad <= _BLOCK:
            raise EventCryptoError(900008, "解密失败")
        plain = plain[:-pad]
        length = int.from_bytes(plain[16:20], "big")
        if len(plain) < 20 + length:
            raise EventCryptoError(900009, "解密后长度不对")
        if plain[20 + length :].decode(errors="replace") != self._owner_key:
            raise EventCryptoError(900010, "suiteKey 不匹配")
        return plain[20 : 20 + length].decode()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
