"""Feishu's own speech recognition, which companies on a paid edition have (protocols: 语音文件识别).

Whether ours has it is learnt from the answers: after a refusal nothing is sent for a while.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import time
from collections.abc import Callable

from adapters.bodies import part, word
from adapters.contract import Recording
from adapters.feishu.client import FeishuClient
from adapters.feishu.extras import Extra
from adapters.feishu.limits import SPEECH_SECONDS, Paces
from adapters.services.speech import BYTES_PER_SECOND, as_pcm

PATH = "/open-apis/speech_to_text/v1/speech/file_recognize"
TIME_OUT = 30.0


class FeishuSpeech:
    """A `Transcriber` by `file_recognize`: raw PCM of at most a minute."""

    def __init__(self, client: FeishuClient, paces: Paces, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._paces = paces
        self._extra = Extra(clock)

    @property
    def is_offered(self) -> bool:
        """False for a while after Feishu has refused it to this app."""
        return self._extra.is_offered

    async def transcribe(self, recording: Recording) -> str:
        """The words of the first minute. Raises `Misconfigured` or `QuotaExhausted` where the app may not ask."""
        pcm = await asyncio.to_thread(as_pcm, recording)
        return await self.recognise(pcm[: SPEECH_SECONDS * BYTES_PER_SECOND])

    async def recognise(self, pcm: bytes) -> str:
        """The words of raw sound: 16 kHz, one channel, 16 bits."""
        payload = {
            "speech": {"speech": base64.b64encode(pcm).decode()},
            "config": {"file_id": secrets.token_hex(8), "format": "pcm", "engine_type": "16k_auto"},
        }
        with self._extra.learning():
            async with self._paces.speech.turn():
                answer = await self._client.call("POST", PATH, payload=payload, time_out=TIME_OUT)
        return word(part(answer, "data"), "recognition_text").strip()
