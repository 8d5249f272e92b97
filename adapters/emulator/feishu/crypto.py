"""Feishu's event encryption and request signature, as its servers compute them."""

import base64
import hashlib
import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def encrypt(encrypt_key: str, plain: bytes, iv: bytes | None = None) -> str:
    """Base64 of IV and AES-256-CBC cipher text; the key is the SHA-256 of the console's Encrypt Key."""
    vector = os.urandom(16) if iv is None else iv
    padder = padding.PKCS7(128).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = _cipher(encrypt_key, vector).encryptor()
    return base64.b64encode(vector + encryptor.update(padded) + encryptor.finalize()).decode()


def decrypt(encrypt_key: str, encrypted: str) -> bytes:
    """The plain bytes of a cipher text; raises ValueError when it is damaged or of another key."""
    sealed = base64.b64decode(encrypted, validate=True)
    decryptor = _cipher(encrypt_key, sealed[:16]).decryptor()
    padded = decryptor.update(sealed[16:]) + decryptor.finalize()
    unpadder = padding.PKCS7(128).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def signature(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """`X-Lark-Signature`: SHA-256 over timestamp, nonce, Encrypt Key and the raw body as sent."""
    return hashlib.sha256(f"{timestamp}{nonce}{encrypt_key}".encode() + body).hexdigest()


def _cipher(encrypt_key: str, iv: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(hashlib.sha256(encrypt_key.encode()).digest()), modes.CBC(iv))
