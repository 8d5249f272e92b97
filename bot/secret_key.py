"""The secret key: given, or generated once beside the database with mode 600."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.settings import Settings, SettingsError, key_file
from crm_core.database.engine import sqlite_file


def secret_key(settings: Settings) -> bytes:
    """The key that signs cookies, links and buttons. Raises SettingsError when none can be had."""
    given = settings.secret_key.get_secret_value()
    if given:
        if len(given) < 16:
            raise SettingsError("CEJI_SECRET_KEY：太短，至少 16 个字符")
        return given.encode()
    database_file = sqlite_file(settings.database_url)
    if database_file is None:
        raise SettingsError("CEJI_SECRET_KEY：用 PostgreSQL 时要自己设，每个进程都一样")
    return _kept_key(key_file(database_file))


def fingerprint(key: bytes) -> str:
    """What may be shown of a key, to tell whether two are the same."""
    return hashlib.sha256(b"ceji key fingerprint" + key).hexdigest()[:16]


def sign(key: bytes, purpose: str, content: str, length: int = 32) -> str:
    """A signature of the content for one purpose, hexadecimal."""
    return hmac.new(key, f"{purpose}\0{content}".encode(), hashlib.sha256).hexdigest()[:length]


def is_signed(key: bytes, purpose: str, content: str, signature: str) -> bool:
    """Whether a signature is ours; takes the same time either way."""
    return hmac.compare_digest(sign(key, purpose, content, len(signature)).encode(), signature.encode())


def _kept_key(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii").strip()
        if len(kept) < 32:
            raise SettingsError(f"{path.name} 里的密钥不完整，从备份恢复它，或删掉后重新生成") from None
        return kept.encode()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_hex(32)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key.encode()
