"""Files that a product uploads over the bot's connection, in pieces (path 101463): begun, sent piece by piece, ended.

The pages count pieces from 1 in one place; the official SDK sends them from 0, and so they are taken.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.media import MediaStore

Json = dict[str, Any]
MOST_PIECES = 100
LARGEST_PIECE = 512 * 1024


@dataclass
class _Upload:
    kind: str
    filename: str
    size: int
    count: int
    md5: str
    pieces: dict[int, bytes] = field(default_factory=dict)


class BotUploads:
    """The uploads of one bot; what is whole lies among the company's temporary media."""

    def __init__(self, media: MediaStore) -> None:
        self._media = media
        self._begun: dict[str, _Upload] = {}

    def begin(self, body: Json) -> Json:
        """`aibot_upload_media_init`: what will come."""
        size, count = body.get("total_size"), body.get("total_chunks")
        if not isinstance(size, int) or not isinstance(count, int) or not 1 <= count <= MOST_PIECES or size < 1:
            raise WeComError(codes.BAD_PARAMETER, "invalid total_size or total_chunks")
        upload_id = secrets.token_hex(16)
        self._begun[upload_id] = _Upload(
            kind=str(body.get("type") or ""),
            filename=str(body.get("filename") or ""),
            size=size,
            count=count,
            md5=str(body.get("md5") or ""),
        )
        return {"upload_id": upload_id}

    def add(self, body: Json) -> None:
        """`aibot_upload_media_chunk`: one piece; sent again, it takes the place of the first."""
        upload = self._upload(body)
        index = body.get("chunk_index")
        if not isinstance(index, int) or not 0 <= index < upload.count:
            raise WeComError(codes.BAD_PARAMETER, "invalid chunk_index")
        try:
            piece = base64.b64decode(str(body.get("base64_data")), validate=True)
        except binascii.Error as error:
            raise WeComError(codes.BAD_PARAMETER, "invalid base64_data") from error
        if not piece or len(piece) > LARGEST_PIECE:
            raise WeComError(codes.MEDIA_TOO_LARGE, "chunk size out of limit")
        upload.pieces[index] = piece

    def finish(self, body: Json) -> Json:
        """`aibot_upload_media_finish`: the medium, if everything is there and as it was announced."""
        upload = self._upload(body)
        content = b"".join(upload.pieces[index] for index in sorted(upload.pieces))
        is_whole = len(upload.pieces) == upload.count and len(content) == upload.size
        md5 = hashlib.md5(content).hexdigest()  # noqa: S324  The platform's own choice.
        if not is_whole or upload.md5 not in ("", md5):
            raise WeComError(codes.BAD_PARAMETER, "the upload is not what was announced")
        medium = self._media.add(upload.kind, upload.filename, "application/octet-stream", content)
        del self._begun[str(body["upload_id"])]
        return {"type": medium.kind, "media_id": medium.media_id, "created_at": int(medium.created_at.timestamp())}

    def _upload(self, body: Json) -> _Upload:
        upload = self._begun.get(str(body.get("upload_id")))
        if upload is None:
            raise WeComError(codes.BAD_PARAMETER, "invalid upload_id")
        return upload
