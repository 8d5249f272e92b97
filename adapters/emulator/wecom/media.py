"""Temporary media: kept three days, checked by type and size (document/path/90253, 90254)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.emulator.clock import Clock
from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError

_MEGABYTE = 1024 * 1024
_LARGEST = {"image": 10 * _MEGABYTE, "voice": 2 * _MEGABYTE, "video": 10 * _MEGABYTE, "file": 20 * _MEGABYTE}
_SMALLEST = 5
_DAYS = 3
_AMR_MAGIC = b"#!AMR\n"
# Bytes of a frame for each AMR-NB frame type (3GPP TS 26.101), the header byte included.
_AMR_FRAMES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)
_LONGEST_VOICE_MS = 60_000


@dataclass(frozen=True)
class Medium:
    """One uploaded file."""

    media_id: str
    kind: str
    filename: str
    content_type: str
    content: bytes
    created_at: datetime


class MediaStore:
    """All temporary media of the company, shared by its apps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._media: dict[str, Medium] = {}

    def add(self, kind: str, filename: str, content_type: str, content: bytes) -> Medium:
        """Check a file and keep it."""
        if kind not in _LARGEST:
            raise WeComError(codes.BAD_MEDIA_TYPE, "invalid media type")
        _check(kind, content)
        medium = Medium("3" + secrets.token_urlsafe(48), kind, filename, content_type, content, self._clock.real())
        self._media[medium.media_id] = medium
        return medium

    def get(self, media_id: str | None, kind: str | None = None) -> Medium:
        """A file that is still there, of the wanted kind."""
        if not media_id:
            raise WeComError(codes.MISSING_MEDIA_ID, "media_id missing")
        medium = self._media.get(media_id)
        if medium is None or self._clock.real() - medium.created_at > timedelta(days=_DAYS):
            raise WeComError(codes.BAD_MEDIA_ID, "invalid media_id")
        if kind is not None and medium.kind != kind:
            raise WeComError(codes.BAD_MEDIA_ID, f"invalid media_id: it is a {medium.kind}")
        return medium


def _check(kind: str, content: bytes) -> None:
    if not content:
        raise WeComError(codes.EMPTY_MEDIA, "empty media data")
    if len(content) <= _SMALLEST:
        raise WeComError(codes.BAD_FILE_SIZE, "invalid file size")
    if len(content) > _LARGEST[kind]:
        raise WeComError(codes.MEDIA_TOO_LARGE, "media size out of limit")
    if kind == "image" and not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise WeComError(codes.BAD_MEDIA_TYPE, "image must be jpg or png")
    if kind == "video" and content[4:8] != b"ftyp":
        raise WeComError(codes.BAD_MEDIA_TYPE, "video must be mp4")
    if kind == "voice":
        if not content.startswith(_AMR_MAGIC):
            raise WeComError(codes.VOICE_NOT_AMR, "voice must be amr")
        if _amr_milliseconds(content) > _LONGEST_VOICE_MS:
            raise WeComError(codes.VOICE_TOO_LONG, "playtime out of limit")


def _amr_milliseconds(content: bytes) -> int:
    position, frames = len(_AMR_MAGIC), 0
    while position < len(content):
        position += _AMR_FRAMES[content[position] >> 3 & 15]
        frames += 1
    return frames * 20
