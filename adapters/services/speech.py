"""Speech to text for platforms that send a recording without its words (WeCom, Feishu)."""

from __future__ import annotations

import asyncio
import io
import wave

import aiohttp
import av
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from adapters.contract import Recording
from adapters.errors import Misconfigured, Refused
from adapters.http import HttpClient

TIME_OUT = 30.0
"""Seconds for one transcription."""

RECORDING_LIMIT = 10 * 1024 * 1024
"""Bytes of a recording; the platforms' voice messages end at 2 MB."""

LONGEST = 300
"""Seconds of speech that are sent on; the platforms' voice messages end at 60."""

SAMPLE_RATE = 16_000
"""What speech recognisers expect: 16 kHz, one channel, 16 bits."""

BYTES_PER_SECOND = 2 * SAMPLE_RATE

CONTAINERS = {"amr": "amr", "ogg": "ogg", "opus": "ogg", "wav": "wav", "mp3": "mp3"}
"""Recording format → demuxer. Named outright, so that a file can't choose one that opens other files."""


class SpeechSettings(BaseModel):
    """An OpenAI-compatible speech service; off without a URL."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: str = Field("", description="服务地址：根地址，或完整的 …/v1/audio/transcriptions")
    api_key: SecretStr = Field(SecretStr(""), description="服务的密钥，没有就留空")
    model: str = Field("whisper-1", description="模型名，由服务方给出")


class OpenAITranscriber:
    """`POST /v1/audio/transcriptions` of any OpenAI-compatible service (FunASR, whisper servers …)."""

    def __init__(self, settings: SpeechSettings, http: HttpClient) -> None:
        self._url = transcription_address(settings.url)
        self._key = settings.api_key.get_secret_value()
        self._model = settings.model
        self._http = http

    async def transcribe(self, recording: Recording) -> str:
        """Sends the recording as 16 kHz WAV and returns the words."""
        wav = await asyncio.to_thread(as_wav, recording)
        form = aiohttp.FormData()
        form.add_field("file", wav, filename="voice.wav", content_type="audio/wav")
        form.add_field("model", self._model)
        form.add_field("language", "zh")
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        answer = await self._http.post(self._url, form=form, headers=headers, time_out=TIME_OUT)
        if answer.status in (401, 403):
            raise Misconfigured(
                f"{answer.place} refuses the key",
                remedy="语音识别服务不认密钥：请核对 CEJI_SPEECH__API_KEY",
                status=answer.status,
            )
        if answer.status == 404:
            raise Misconfigured(
                f"{answer.place} is not there",
                remedy="语音识别服务没有这个地址或模型：请核对 CEJI_SPEECH__URL 和 CEJI_SPEECH__MODEL",
                status=answer.status,
            )
        if answer.status != 200:
            raise Refused(f"{answer.place} answered {answer.status}", status=answer.status)
        words = answer.json().get("text")
        if not isinstance(words, str):
            raise Refused(f"{answer.place} answered without a text")
        return words.strip()


def transcription_address(url: str) -> str:
    """The full address, from a base with or without /v1, or from the full address itself."""
    base = url.rstrip("/")
    if base.endswith("/audio/transcriptions"):
        return base
    return f"{base}/audio/transcriptions" if base.endswith("/v1") else f"{base}/v1/audio/transcriptions"


def as_wav(recording: Recording) -> bytes:
    """`as_pcm` in a WAV file."""
    samples = as_pcm(recording)
    target = io.BytesIO()
    with wave.open(target, "wb") as sink:
        sink.setnchannels(1)
        sink.setsampwidth(2)
        sink.setframerate(SAMPLE_RATE)
        sink.writeframes(samples)
    return target.getvalue()


def as_pcm(recording: Recording) -> bytes:
    """Decodes to raw samples (16 kHz, mono, 16 bits); the part beyond `LONGEST` seconds is left out.

    Raises `Refused` for other formats (WeCom's speex needs Tencent's own decoder), broken or oversized recordings.
    """
    container = CONTAINERS.get(recording.format.lower())
    if container is None:
        raise Refused("a recording of this format can't be read", format=recording.format)
    if len(recording.content) > RECORDING_LIMIT:
        raise Refused("the recording is too large", bytes=len(recording.content))
    try:
        samples = _decode(recording.content, container)
    except (av.error.FFmpegError, ValueError) as error:
        raise Refused("the recording is broken", format=recording.format) from error
    if not samples:
        raise Refused("the recording is empty", format=recording.format)
    return samples


def _decode(content: bytes, container: str) -> bytes:
    samples = bytearray()
    limit = LONGEST * BYTES_PER_SECOND
    with av.open(io.BytesIO(content), "r", format=container) as source:
        if not source.streams.audio:
            return b""
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        for frame in source.decode(source.streams.audio[0]):
            for piece in resampler.resample(frame):
                samples += bytes(piece.planes[0])[: piece.samples * 2]
            if len(samples) >= limit:
                return bytes(samples[:limit])
        for piece in resampler.resample(None):
            samples += bytes(piece.planes[0])[: piece.samples * 2]
    return bytes(samples)
