"""What Feishu demands of a recording that it is to recognise (语音文件识别)."""

from __future__ import annotations

import base64
import binascii
import io
import re
import wave
from collections.abc import Mapping
from typing import Any

from adapters.emulator.feishu.codes import Refusal, field_required

RATE = 16_000
LONGEST_SECONDS = 60


def speech_of(body: Mapping[str, Any]) -> bytes:
    """The raw samples of a request; Refusal 99992402 for what is missing, 1040101 for what does not fit."""
    speech, config = body.get("speech"), body.get("config")
    if not isinstance(speech, Mapping) or not isinstance(speech.get("speech"), str):
        raise field_required("speech.speech")
    if not isinstance(config, Mapping):
        raise field_required("config")
    if not re.fullmatch(r"\w{16}", str(config.get("file_id", "")), re.ASCII):
        raise Refusal(1040101, "invalid file_id: 16 letters, digits and underscores")
    if config.get("format") != "pcm" or config.get("engine_type") != "16k_auto":
        raise Refusal(1040101, "only format pcm with engine_type 16k_auto is recognised")
    try:
        pcm = base64.b64decode(speech["speech"], validate=True)
    except binascii.Error as error:
        raise Refusal(1040101, "the speech is not base64") from error
    if pcm[:4] in (b"RIFF", b"OggS", b"#!AM") or len(pcm) % 2:
        raise Refusal(1040101, "the speech is not raw PCM")
    if not 0 < len(pcm) <= LONGEST_SECONDS * RATE * 2:
        raise Refusal(1040101, f"the speech is longer than {LONGEST_SECONDS} seconds, or empty")
    return pcm


def as_wav(pcm: bytes) -> bytes:
    """The samples in a file that says how they are to be read."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm)
    return target.getvalue()
