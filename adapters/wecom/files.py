"""Files: those that people send to the intelligent bot, and those that the app sends (paths 100719, 90253)."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.contract import FILE_LIMIT, OutgoingFile
from adapters.errors import Refused, TooLarge, Unavailable
from adapters.events import FileSent
from adapters.http import HttpClient
from adapters.wecom.crypto import BLOCK, unpadded
from adapters.wecom.limits import BOT_FILE_SECONDS, FILE_LARGEST, FILE_SMALLEST

AES_BLOCK = 16
_KEY_BYTES = 32


class BotFiles:
    """What was sent to the bot: it lies encrypted on a storage host of any name, for five minutes.

    The address comes over the connection, so any public host will do, or the one that the settings name.
    """

    def __init__(self, http: HttpClient, api_base: str) -> None:
        self._http = http
        self._outside = HttpClient(public_only=True)
        self._own = f"{api_base.rstrip('/')}/"

    async def fetch(self, file: FileSent) -> bytes:
        """The file. Raises `Refused` where the five minutes are over, or what lies there is not ours."""
        address, key = file.media.get("url", ""), _key(file.media.get("aeskey", ""))
        if not address:
            raise Refused("the file does not say where it lies")
        http = self._http if address.startswith(self._own) else self._outside
        answer = await http.get(address, time_out=BOT_FILE_SECONDS, body_limit=FILE_LIMIT + BLOCK)
        if answer.status >= 400:
            raise Refused(f"{answer.place} answered {answer.status}", status=answer.status)
        return _decrypted(answer.body, key)

    async def close(self) -> None:
        """Closes the connections to storage hosts."""
        await self._outside.close()


def check_size(outgoing: OutgoingFile) -> None:
    """Raises `TooLarge` or `Refused` for a file that WeCom would not take."""
    size = len(outgoing.content)
    if size > FILE_LARGEST:
        raise TooLarge("WeCom takes files up to 20 MB", bytes=size)
    if size < FILE_SMALLEST:
        raise Refused("WeCom takes no file of five bytes or less", bytes=size)


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise Refused("the file's key is malformed")
    return key


def _decrypted(content: bytes, key: bytes) -> bytes:
    if not content or len(content) % AES_BLOCK:
        raise Unavailable("the file did not arrive whole")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = unpadded(decryptor.update(content) + decryptor.finalize())
    if plain is None:
        raise Refused("the file can't be decrypted with its key")
    if len(plain) > FILE_LIMIT:
        raise TooLarge("the file is larger than we take", bytes=len(plain))
    return plain
