"""Speech to text: real AMR and Ogg-Opus files, and an OpenAI-compatible server."""

from __future__ import annotations

import io
import wave

import av
import pytest
from aiohttp import web

from adapters.contract import Recording
from adapters.errors import Misconfigured, RateLimited, Refused, Unavailable
from adapters.http import HttpClient
from adapters.services import speech
from adapters.services.speech import OpenAITranscriber, SpeechSettings, as_wav, transcription_address


def record(container: str, codec: str, rate: int, seconds: float = 1.0) -> bytes:
    """A quiet recording of that codec."""
    target = io.BytesIO()
    with av.open(target, "w", format=container) as sink:
        stream = sink.add_stream(codec, rate=rate, layout="mono")
        for start in range(0, int(rate * seconds), 160):
            frame = av.AudioFrame(format="s16", layout="mono", samples=160)
            frame.sample_rate = rate
            frame.pts = start
            frame.planes[0].update(bytes(frame.planes[0].buffer_size))
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    return target.getvalue()


AMR = record("amr", "libopencore_amrnb", 8000)
OGG = record("ogg", "libopus", 48000)


@pytest.mark.parametrize(("content", "form"), [(AMR, "amr"), (OGG, "ogg"), (OGG, "opus"), (AMR, "AMR")])
def test_a_voice_message_becomes_16_khz_mono_wav(content, form):
    with wave.open(io.BytesIO(as_wav(Recording(content, form)))) as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (16_000, 1, 2)
        assert 0.9 < wav.getnframes() / 16_000 < 1.1


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"", "amr"),
        (b"#!AMR\n", "amr"),
        (b"not a recording" * 100, "ogg"),
        (AMR, "ogg"),
        (b"x", "speex"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "hls"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "mp3"),
    ],
)
def test_what_is_no_recording_is_refused(content, form):
    with pytest.raises(Refused):
        as_wav(Recording(content, form))


def test_an_oversized_recording_is_refused_unread():
    with pytest.raises(Refused, match="large"):
        as_wav(Recording(b"#!AMR\n" + bytes(speech.RECORDING_LIMIT), "amr"))


def test_speech_without_end_is_cut(monkeypatch):
    monkeypatch.setattr(speech, "LONGEST", 1)
    with wave.open(io.BytesIO(as_wav(Recording(record("amr", "libopencore_amrnb", 8000, 3.0), "amr")))) as wav:
        assert wav.getnframes() == 16_000


@pytest.mark.parametrize(
    "url",
    [
        "http://asr.lan:9000",
        "http://asr.lan:9000/",
        "http://asr.lan:9000/v1",
        "http://asr.lan:9000/v1/",
        "http://asr.lan:9000/v1/audio/transcriptions",
    ],
)
def test_base_and_full_address_mean_the_same(url):
    assert transcription_address(url) == "http://asr.lan:9000/v1/audio/transcriptions"


@pytest.fixture
async def ask(aiohttp_server):
    """Transcribes against a server that answers as told; returns the words and what the server was sent."""
    http = HttpClient()

    async def ask(answer: web.Response, key: str = "K"):
        sent = {}

        async def handler(request: web.Request) -> web.Response:
            sent["authorization"] = request.headers.get("Authorization")
            form = await request.post()
            sent.update({name: form[name] for name in ("model", "language")})
            sent["file"] = form["file"].file.read()
            return answer

        app = web.Application()
        app.router.add_post("/v1/audio/transcriptions", handler)
        server = await aiohttp_server(app)
        settings = SpeechSettings(url=str(server.make_url("")), api_key=key, model="paraformer")
        words = await OpenAITranscriber(settings, http).transcribe(Recording(AMR, "amr"))
        return words, sent

    yield ask
    await http.close()


async def test_the_recording_is_sent_and_the_words_come_back(ask):
    """A6, C1: a voice report is understood like a typed one."""
    words, sent = await ask(web.json_response({"text": " 今天拜访了恒瑞王总。\n"}))
    assert words == "今天拜访了恒瑞王总。"
    assert sent["file"].startswith(b"RIFF")
    assert (sent["model"], sent["language"], sent["authorization"]) == ("paraformer", "zh", "Bearer K")


async def test_words_that_no_database_takes_lose_only_that(ask):
    """A6: NUL and half a character in what was heard cost neither the report nor the turn."""
    heard = r'{"text": "今天拜访了\u0000恒瑞\ud800王总。"}'
    words, _ = await ask(web.Response(text=heard, content_type="application/json"))
    assert words == "今天拜访了恒瑞王总。"


async def test_a_service_without_a_key_gets_none(ask):
    _, sent = await ask(web.json_response({"text": ""}), key="")
    assert sent["authorization"] is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda: web.Response(status=401), Misconfigured),
        (lambda: web.Response(status=404), Misconfigured),
        (lambda: web.Response(status=413), Refused),
        (lambda: web.Response(status=429), RateLimited),
        (lambda: web.Response(status=503), Unavailable),
        (lambda: web.Response(text="<html>"), Unavailable),
        (lambda: web.json_response({"words": "x"}), Refused),
    ],
)
async def test_a_failing_service_is_told_apart(ask, answer, error):
    with pytest.raises(error):
        await ask(answer())
