"""The frame of the long connection: `pbbp2.Frame` in protobuf's proto2 encoding, nine fields of two wire types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

CONTROL = 0
DATA = 1

_VARINT = 0
_FIXED64 = 1
_LENGTH = 2
_FIXED32 = 5
_UINT64 = (1 << 64) - 1


class FrameError(ValueError):
    """The bytes are no frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One binary websocket message; the fields that are None were not sent."""

    seq_id: int
    log_id: int
    service: int
    method: int
    headers: tuple[tuple[str, str], ...] = ()
    payload_encoding: str | None = None
    payload_type: str | None = None
    payload: bytes | None = None
    log_id_new: str | None = None

    def header(self, key: str) -> str:
        """The value of a header, empty where there is none."""
        return next((value for name, value in self.headers if name == key), "")


def encode(frame: Frame) -> bytes:
    """The frame as bytes."""
    out = bytearray()
    for number, value in enumerate((frame.seq_id, frame.log_id, frame.service, frame.method), start=1):
        # A negative int32 travels as its 64-bit two's complement.
        out += _varint(number << 3 | _VARINT) + _varint(value & _UINT64)
    for key, text in frame.headers:
        out += _field(5, _field(1, key.encode()) + _field(2, text.encode()))
    for number, content in (
        (6, _bytes_of(frame.payload_encoding)),
        (7, _bytes_of(frame.payload_type)),
        (8, frame.payload),
        (9, _bytes_of(frame.log_id_new)),
    ):
        if content is not None:
            out += _field(number, content)
    return bytes(out)


def decode(raw: bytes) -> Frame:
    """The frame in these bytes; unknown fields are skipped, `FrameError` when they are no frame."""
    numbers: dict[int, int] = {}
    contents: dict[int, bytes] = {}
    headers: list[tuple[str, str]] = []
    for number, value in _fields(raw):
        if number == 5 and isinstance(value, bytes):
            headers.append(_header(value))
        elif number <= 4 and isinstance(value, int):
            numbers[number] = value
        elif 6 <= number <= 9 and isinstance(value, bytes):
            contents[number] = value
    if set(numbers) != {1, 2, 3, 4}:
        raise FrameError("a required field is missing")
    return Frame(
        seq_id=numbers[1],
        log_id=numbers[2],
        service=_int32(numbers[3]),
        method=_int32(numbers[4]),
        headers=tuple(headers),
        payload_encoding=_text_of(contents.get(6)),
        payload_type=_text_of(contents.get(7)),
        payload=contents.get(8),
        log_id_new=_text_of(contents.get(9)),
    )


def _header(raw: bytes) -> tuple[str, str]:
    pair = {number: value for number, value in _fields(raw) if isinstance(value, bytes)}
    if 1 not in pair or 2 not in pair:
        raise FrameError("a header has no key or no value")
    return _decoded(pair[1]), _decoded(pair[2])


def _fields(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(raw):
        tag, at = _read_varint(raw, at)
        number, wire = tag >> 3, tag & 7
        if not number:
            raise FrameError("a field has number 0")
        if wire == _VARINT:
            value, at = _read_varint(raw, at)
            yield number, value
            continue
        if wire == _LENGTH:
            length, at = _read_varint(raw, at)
        elif wire in (_FIXED32, _FIXED64):
            length = 4 if wire == _FIXED32 else 8
        else:
            raise FrameError(f"wire type {wire} is unknown")
        if at + length > len(raw):
            raise FrameError("the frame is cut off")
        if wire == _LENGTH:
            yield number, raw[at : at + length]
        at += length


def _read_varint(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(raw):
            raise FrameError("a number is cut off")
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _UINT64, at
    raise FrameError("a number is too long")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH) + _varint(len(content)) + content


def _int32(value: int) -> int:
    low = value & 0xFFFFFFFF
    return low - (1 << 32) if low >= 1 << 31 else low


def _bytes_of(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _text_of(content: bytes | None) -> str | None:
    return None if content is None else _decoded(content)


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise FrameError("a text is not UTF-8") from error
