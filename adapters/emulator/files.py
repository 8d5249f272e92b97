"""Files that lie at a platform, and how its client opens them."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import web


@dataclass(frozen=True)
class KeptFile:
    """A file and the name by which people see it."""

    name: str
    content: bytes = field(repr=False)


def saved(file: KeptFile | None) -> web.Response:
    """The file for somebody who opens it in the client: saved, never run; 404 where there is none."""
    if file is None:
        return web.Response(status=404, text="没有这个文件，或者已经过期")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=file.content, content_type="application/octet-stream", headers=headers)
