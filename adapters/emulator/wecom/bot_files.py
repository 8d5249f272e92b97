"""Files that people send to the bot: encrypted, with a key of its own each, for five minutes (paths 100719, 101463)."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.emulator.clock import Clock
from adapters.emulator.files import KeptFile, saved

LIFE = timedelta(minutes=5)
_BLOCK = 32
_PATH = "/aibot/files"


@dataclass(frozen=True)
class _Stored:
    file: KeptFile
    encrypted: bytes
    at: datetime


class SentFiles:
    """What lies on WeCom's storage host, and for the sender's own client for good."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stored: dict[str, _Stored] = {}

    def routes(self) -> list[web.RouteDef]:
        """The product's address and the client's."""
        return [
            web.get(f"{_PATH}/{{name}}", self._download),
            web.get("/_client/wecom-bot/files/{name}", self._open),
        ]

    def keep(self, file: KeptFile, base_url: str) -> tuple[dict[str, Any], str]:
        """The message's `file` part, and where the sender's client opens the file."""
        name, key = secrets.token_urlsafe(16), secrets.token_bytes(32)
        self._stored[name] = _Stored(file, _encrypted(file.content, key), self._clock.real())
        told = {"url": f"{base_url}{_PATH}/{name}?sign=s", "aeskey": base64.b64encode(key).decode()}
        return told, f"/_client/wecom-bot/files/{name}"

    async def _download(self, request: web.Request) -> web.Response:
        stored = self._stored.get(request.match_info["name"])
        if stored is None or self._clock.real() - stored.at > LIFE:
            return web.Response(status=403, text="<Error><Code>AccessDenied</Code></Error>")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(stored.file.name, safe='')}"}
        return web.Response(body=stored.encrypted, headers=headers)

    async def _open(self, request: web.Request) -> web.Response:
        stored = self._stored.get(request.match_info["name"])
        return saved(stored.file if stored else None)


def _encrypted(content: bytes, key: bytes) -> bytes:
    padding = _BLOCK - len(content) % _BLOCK
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return encryptor.update(content + bytes([padding]) * padding) + encryptor.finalize()
