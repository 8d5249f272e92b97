"""Voice messages that carry their number as audible tones.

A recording of the emulator is a row of beeps: one of sixteen tones for each hexadecimal digit of its number, and one
for the check digit. It is a real AMR-NB or Ogg-Opus file, and its words are found again from the file's bytes as from
anything decoded from them (WAV, another rate, another codec).
"""

from __future__ import annotations

import io
import math
from array import array
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import groupby
from typing import Literal

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.error import FFmpegError

Codec = Literal["amr", "opus"]

_RATE = 8000
_TONES = tuple(600 + 100 * digit for digit in range(16))
_TONE_MS, _GAP_MS, _LEAD_MS = 120, 80, 200
_WINDOW = 240
_DIGITS = 4
_LOUDNESS = 9000
_QUIET = 0.02
_CONTAINERS: dict[Codec, tuple[str, str, int]] = {
    "amr": ("amr", "libopencore_amrnb", 12200),
    "opus": ("ogg", "libopus", 24000),
}
_CONTENT_TYPES: dict[Codec, str] = {"amr": "audio/amr", "opus": "audio/ogg"}
_LONGEST_SECONDS = 120


@dataclass(frozen=True)
class Recording:
    """A voice message as a file."""

    audio: bytes
    duration_ms: int
    content_type: str


class Recordings:
    """What was recorded, and which words each recording stands for."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._by_digest: dict[str, str] = {}

    def record(self, words: str, codec: Codec) -> Recording:
        """A file of this codec that stands for `words`."""
        number = len(self._words) % 16**_DIGITS
        self._words.append(words)
        samples = _melody(number)
        audio = _encode(samples, codec)
        self._by_digest[sha256(audio).hexdigest()] = words
        return Recording(audio, len(samples) * 1000 // _RATE, _CONTENT_TYPES[codec])

    def recognise(self, audio: bytes) -> str | None:
        """The words of a recording, or of anything decoded from it; None for any other sound."""
        if known := self._by_digest.get(sha256(audio).hexdigest()):
            return known
        number = _number(_listen(_decode(audio)))
        if number is None or number >= len(self._words):
            return None
        return self._words[number]


def _melody(number: int) -> array[int]:
    digits = [number >> (4 * place) & 15 for place in reversed(range(_DIGITS))]
    samples = array("h", bytes(2 * _RATE * _LEAD_MS // 1000))
    for digit in [*digits, _check(digits)]:
        samples.extend(_tone(_TONES[digit]))
        samples.extend(array("h", bytes(2 * _RATE * _GAP_MS // 1000)))
    samples.extend(array("h", bytes(2 * _RATE * _LEAD_MS // 1000)))
    return samples


def _check(digits: list[int]) -> int:
    return sum((place + 3) * digit for place, digit in enumerate(digits)) % 16 ^ 5


def _tone(frequency: int) -> array[int]:
    count = _RATE * _TONE_MS // 1000
    return array(
        "h",
        (
            int(_LOUDNESS * min(1, n / 40, (count - n) / 40) * math.sin(2 * math.pi * frequency * n / _RATE))
            for n in range(count)
        ),
    )


def _encode(samples: array[int], codec: Codec) -> bytes:
    container, encoder, bit_rate = _CONTAINERS[codec]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(encoder, rate=_RATE if codec == "amr" else 48000)
        if not isinstance(stream, AudioStream):
            raise TypeError(f"{encoder} is no audio encoder")
        stream.bit_rate = bit_rate
        stream.layout = "mono"
        frame = AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.rate = _RATE
        frame.time_base = Fraction(1, _RATE)
        frame.pts = 0
        frame.planes[0].update(samples.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        for packet in stream.encode(frame):
            file.mux(packet)
        for packet in stream.encode(None):
            file.mux(packet)
    return out.getvalue()


def _decode(audio: bytes) -> array[int]:
    """Samples at 8 kHz, mono, of the first two minutes; empty when this is no audio."""
    samples = array("h")
    try:
        with av.open(io.BytesIO(audio), "r") as file:
            resampler = AudioResampler(format="s16", layout="mono", rate=_RATE)
            for frame in file.decode(audio=0):
                for part in resampler.resample(frame):
                    samples.frombytes(bytes(part.planes[0])[: part.samples * 2])
                if len(samples) > _LONGEST_SECONDS * _RATE:
                    break
    except (FFmpegError, IndexError):
        return array("h")
    return samples


def _listen(samples: array[int]) -> list[int]:
    """The digits heard, each tone once."""
    heard = [_loudest(samples[start : start + _WINDOW]) for start in range(0, len(samples) - _WINDOW, _WINDOW)]
    runs = ((digit, len(list(run))) for digit, run in groupby(heard))
    return [digit for digit, length in runs if digit is not None and length >= 2]


def _loudest(window: array[int]) -> int | None:
    energy = sum(sample * sample for sample in window) / len(window)
    if energy < (_QUIET * 32768) ** 2:
        return None
    powers = [_power(window, frequency) for frequency in _TONES]
    best = max(range(len(_TONES)), key=powers.__getitem__)
    return best if powers[best] > energy / 4 else None


def _power(window: array[int], frequency: int) -> float:
    """The power of one frequency in a window (Goertzel)."""
    factor = 2 * math.cos(2 * math.pi * frequency / _RATE)
    before = last = 0.0
    for sample in window:
        before, last = last, sample + factor * last - before
    return 2 * (before * before + last * last - factor * before * last) / len(window) ** 2


def _number(digits: list[int]) -> int | None:
    if len(digits) != _DIGITS + 1 or _check(digits[:-1]) != digits[-1]:
        return None
    return sum(digit << (4 * place) for place, digit in enumerate(reversed(digits[:-1])))
