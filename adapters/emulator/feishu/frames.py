"""The long connection's frame (`pbbp2.Frame`, proto2): nine fields of three wire types, no protobuf runtime."""

from dataclasses import dataclass

CONTROL = 0
DATA = 1


class FrameError(ValueError):
    """The bytes are no frame: truncated, of an unknown wire type, or a required field is missing."""


@dataclass(frozen=True)
class Frame:
    """One websocket message of the long connection; `method` is CONTROL or DATA."""

    seq_id: int
    log_id: int
    service: int
    method: int
    headers: tuple[tuple[str, str], ...] = ()
    payload_encoding: str | None = None
    payload_type: str | None = None
    payload: bytes | None = None
    log_id_new: str | None = None

    def header(self, key: str) -> str | None:
        """The first value under this key, or None."""
        return next((value for name, value in self.headers if name == key), None)


def encode(frame: Frame) -> bytes:
    """The frame's bytes; fields in the order of their numbers."""
    out = bytearray()
    for number, value in enumerate((frame.seq_id, frame.log_id, frame.service, frame.method), start=1):
        out += _varint(number << 3) + _varint(value)
    for key, value_text in frame.headers:
        out += _bytes_field(5, _bytes_field(1, key.encode()) + _bytes_field(2, value_text.encode()))
    for number, text in ((6, frame.payload_encoding), (7, frame.payload_type)):
        if text is not None:
            out += _bytes_field(number, text.encode())
    if frame.payload is not None:
        out += _bytes_field(8, frame.payload)
    if frame.log_id_new is not None:
        out += _bytes_field(9, frame.log_id_new.encode())
    return bytes(out)


def decode(raw: bytes) -> Frame:
    """The frame in these bytes; unknown fields are skipped, a missing required field is a FrameError."""
    numbers: dict[int, int] = {}
    texts: dict[int, bytes] = {}
    headers: list[tuple[str, str]] = []
    for number, value in _fields(raw):
        if isinstance(value, int):
            numbers[number] = value
        elif number == 5:
            pair = {key: part for key, part in _fields(value) if isinstance(part, bytes)}
            if 1 not in pair or 2 not in pair:
                raise FrameError("a header lacks its key or value")
            headers.append((pair[1].decode(), pair[2].decode()))
        else:
            texts[number] = value
    if not {1, 2, 3, 4} <= numbers.keys():
        raise FrameError("a required field is missing")
    return Frame(
        seq_id=numbers[1],
        log_id=numbers[2],
        service=numbers[3],
        method=numbers[4],
        headers=tuple(headers),
        payload_encoding=texts[6].decode() if 6 in texts else None,
        payload_type=texts[7].decode() if 7 in texts else None,
        payload=texts.get(8),
        log_id_new=texts[9].decode() if 9 in texts else None,
    )


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _bytes_field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _fields(raw: bytes) -> list[tuple[int, int | bytes]]:
    found: list[tuple[int, int | bytes]] = []
    at = 0
    while at < len(raw):
        tag, at = _read_varint(raw, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, at = _read_varint(raw, at)
            found.append((number, value))
        elif wire == 2:
            length, at = _read_varint(raw, at)
            if at + length > len(raw):
                raise FrameError("the frame ends inside a field")
            found.append((number, raw[at : at + length]))
            at += length
        else:
            raise FrameError(f"unexpected wire type {wire}")
    return found


def _read_varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(raw) or shift > 63:
            raise FrameError("a varint is truncated or too long")
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at
