"""Feishu's own speech recognition: real Ogg-Opus in, raw PCM out, and what is learnt of a refusal (A6, C1)."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import av
import pytest

from adapters import registry
from adapters.contract import ChatPlatform, Recording
from adapters.errors import Misconfigured, Refused, Unavailable
from adapters.events import VoiceSaid
from adapters.feishu.client import FeishuClient
from adapters.feishu.extras import ASK_AGAIN
from adapters.feishu.limits import Paces
from adapters.feishu.settings import FeishuSettings
from adapters.feishu.speech import PATH, FeishuSpeech
from adapters.http import HttpClient
from tests.contract.adapters.product import Stage, connect, emulated, settings_of

WORDS = "今天拜访了恒瑞王总，聊了新产品"
NO_SCOPE = {
    "code": 99991672,
    "msg": "Access denied. One of the following scopes is required: [speech_to_text:speech].",
    "error": {"log_id": "1", "permission_violations": [{"type": "action_scope", "subject": "speech_to_text:speech"}]},
}


@pytest.fixture
async def stage(aiohttp_server) -> AsyncIterator[Stage]:
    async with emulated("feishu", aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def platform(stage: Stage, aiohttp_server) -> AsyncIterator[ChatPlatform]:
    platform = registry.create("feishu", settings_of("feishu", stage.environment, transport="stream"))
    await connect(stage, platform, aiohttp_server, over_http=False)
    yield platform
    await platform.stop()


@dataclass
class Clock:
    """Seconds that a test sets."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
async def speech(stage: Stage, clock: Clock) -> AsyncIterator[FeishuSpeech]:
    settings = settings_of("feishu", stage.environment)
    assert isinstance(settings, FeishuSettings)
    http = HttpClient()
    yield FeishuSpeech(FeishuClient(settings, http), Paces(), clock=clock)
    await http.close()


def recording(seconds: float) -> Recording:
    """Silence in the codec of Feishu's voice messages."""
    target = io.BytesIO()
    with av.open(target, "w", format="ogg") as sink:
        stream = sink.add_stream("libopus", rate=48_000, layout="mono")
        for start in range(0, int(48_000 * seconds), 960):
            frame = av.AudioFrame(format="s16", layout="mono", samples=960)
            frame.sample_rate = 48_000
            frame.pts = start
            frame.planes[0].update(bytes(frame.planes[0].buffer_size))
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    return Recording(target.getvalue(), "ogg")


async def asked(stage: Stage) -> list[Any]:
    return [one for one in await stage.control("feishu/traffic") if PATH in one["url"]]


async def test_a_voice_message_is_recognised_by_feishu_itself(stage: Stage, platform: ChatPlatform) -> None:
    """A6, C1: what was spoken comes back as words, by way of a download and raw PCM."""
    await stage.act("speak", user="zhangsan", words=WORDS)
    event = await stage.sink.next()
    assert isinstance(event.happening, VoiceSaid)
    assert platform.speech is not None
    assert await platform.speech.transcribe(await platform.download(event, event.happening)) == WORDS


async def test_only_the_first_minute_is_sent(speech: FeishuSpeech) -> None:
    """C1: Feishu refuses longer recordings."""
    assert await speech.transcribe(recording(61.5)) == ""


async def test_a_refusal_is_learnt_and_asked_again_later(stage: Stage, speech: FeishuSpeech, clock: Clock) -> None:
    """A6: without the permission nothing more is sent for an hour; then it may have been given."""
    await stage.act("fail", path=PATH, times=1, status=400, answer=NO_SCOPE)
    with pytest.raises(Misconfigured, match="99991672") as refused:
        await speech.transcribe(recording(1))
    assert "speech_to_text:speech" in refused.value.remedy
    assert not speech.is_offered
    clock.now = ASK_AGAIN
    assert speech.is_offered
    assert await speech.transcribe(recording(1)) == ""


async def test_a_busy_service_is_not_a_refusal(stage: Stage, speech: FeishuSpeech) -> None:
    """The next recording is tried again."""
    await stage.act("fail", path=PATH, times=1, status=503)
    with pytest.raises(Unavailable):
        await speech.transcribe(recording(1))
    assert speech.is_offered


async def test_what_is_no_recording_is_never_sent(stage: Stage, speech: FeishuSpeech) -> None:
    """C1: a broken file is refused here."""
    with pytest.raises(Refused):
        await speech.transcribe(Recording(b"OggS" + bytes(200), "ogg"))
    assert await asked(stage) == []


async def test_doctor_says_whether_it_works(stage: Stage, platform: ChatPlatform) -> None:
    """A6: from Feishu's own answer; not having it is no fault."""
    await stage.act("fail", path=PATH, times=1, status=400, answer=NO_SCOPE)
    lines = [next(one for one in await platform.check() if "语音识别" in one.name) for _ in range(2)]
    assert [line.detail for line in lines] == ["没有开通，语音要另接服务", "能识别"]
    assert all(line.ok for line in lines)
