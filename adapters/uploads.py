"""Files on their way out: uploaded to the platform first, then named in a message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp

from adapters.errors import UploadGone
from adapters.recent import Recent

T = TypeVar("T")

REMEMBERED = 1_024
UPLOAD_SECONDS = 40.0
"""For one upload; with the message after it it ends before another process may send the same."""


class Uploads:
    """What lies at a platform already, by the key of its message.

    A sending that is repeated names the same upload: the platform can tell that it is the same message.
    """

    def __init__(self) -> None:
        self._known = Recent[str](REMEMBERED)

    async def send(self, key: str, upload: Callable[[], Awaitable[str]], name_it: Callable[[str], Awaitable[T]]) -> T:
        """Uploads, unless it lies there, and sends; once more where the platform has it no longer."""
        known = self._known.get(key)
        if known is not None:
            try:
                return await name_it(known)
            except UploadGone:
                self._known.pop(key)
        self._known[key] = uploaded = await upload()
        return await name_it(uploaded)


def file_form(part: str, name: str, content: bytes, content_type: str, **fields: str) -> aiohttp.FormData:
    """A multipart form with one file, after its plain fields.

    The name is sent as it is: percent signs, which aiohttp would make of Chinese, stay on the receiver's screen.
    """
    form = aiohttp.FormData(quote_fields=False)
    for field, value in fields.items():
        form.add_field(field, value)
    form.add_field(part, content, filename=name, content_type=content_type)
    return form
