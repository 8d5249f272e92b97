"""Secrets that people entrust to us in the chat, encrypted for the database with a key drawn from the secret key."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class Unsealable(Exception):
    """The text was not sealed with this key for this purpose, or was changed."""


def seal(key: bytes, purpose: str, text: str) -> str:
    """The text encrypted (AES-256-GCM), as ASCII; each time another one."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(key, purpose).encrypt(nonce, text.encode(), purpose.encode())
    return base64.urlsafe_b64encode(sealed).decode()


def unseal(key: bytes, purpose: str, sealed: str) -> str:
    """The text that was sealed. Raises `Unsealable`."""
    try:
        content = base64.urlsafe_b64decode(sealed.encode())
        nonce, encrypted = content[:NONCE_BYTES], content[NONCE_BYTES:]
        return _cipher(key, purpose).decrypt(nonce, encrypted, purpose.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise Unsealable(purpose) from error


def _cipher(key: bytes, purpose: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=f"ceji sealing {purpose}".encode()).derive(key))
