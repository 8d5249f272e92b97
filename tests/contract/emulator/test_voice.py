"""Voice messages of the emulator: real files whose words are found again."""

from __future__ import annotations

import io
import wave
from array import array

import aiohttp
import av
import pytest
from av.audio.resampler import AudioResampler

from adapters.emulator import speech
from adapters.emulator.server import build_app, start
from adapters.emulator.voice import Codec, Recordings
from adapters.emulator.world import World


def wav(audio: bytes, rate: int) -> bytes:
    """Any audio as 16-bit mono WAV, as a product would transcode it before uploading."""
    samples = array("h")
    with av.open(io.BytesIO(audio), "r") as file:
        resampler = AudioResampler(format="s16", layout="mono", rate=rate)
        for frame in file.decode(audio=0):
            for part in resampler.resample(frame):
                samples.frombytes(bytes(part.planes[0])[: part.samples * 2])
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes(samples.tobytes())
    return out.getvalue()


@pytest.mark.parametrize("codec", ["amr", "opus"])
@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_words_are_found_in_the_file_and_in_anything_decoded_from_it(codec: Codec, rate: int) -> None:
    """C1: a spoken report is transcribed, whether the product uploads the original or a WAV."""
    recordings = Recordings()
    spoken = [f"今天拜访了第 {number} 家公司" for number in range(40)]
    files = [recordings.record(words, codec) for words in spoken]
    assert len({file.audio for file in files}) == len(files)
    for words, file in zip(spoken[::7], files[::7], strict=True):
        assert recordings.recognise(file.audio) == words
        assert recordings.recognise(wav(file.audio, rate)) == words


def test_files_are_what_the_platforms_send() -> None:
    recordings = Recordings()
    assert recordings.record("一", "amr").audio.startswith(b"#!AMR\n")
    opus = recordings.record("二", "opus").audio
    assert opus.startswith(b"OggS")
    assert b"OpusHead" in opus[:64]


@pytest.mark.parametrize("sound", [b"", b"no audio at all", b"#!AMR\n\x04"])
def test_any_other_sound_says_nothing(sound: bytes) -> None:
    assert Recordings().recognise(sound) is None


async def test_the_transcription_service_speaks_openais_form() -> None:
    world = World()
    runner, port = await start(build_app(world, []), port=0)
    recording = world.recordings.record("下周给反馈", "opus")
    url = f"http://127.0.0.1:{port}/v1/audio/transcriptions"

    def form(audio: bytes, **fields: str) -> aiohttp.FormData:
        data = aiohttp.FormData({"model": "emulator", **fields})
        data.add_field("file", audio, filename="voice.ogg", content_type="audio/ogg")
        return data

    key = {"Authorization": f"Bearer {speech.API_KEY}"}
    async with aiohttp.ClientSession() as http:
        async with http.post(url, data=form(recording.audio), headers=key) as response:
            assert await response.json() == {"text": "下周给反馈"}
        async with http.post(url, data=form(recording.audio, response_format="text"), headers=key) as response:
            assert (await response.text()).strip() == "下周给反馈"
        async with http.post(url, data=form(recording.audio)) as response:
            assert response.status == 401
        async with http.post(url, data={"model": "emulator"}, headers=key) as response:
            assert response.status == 400
    await runner.cleanup()
