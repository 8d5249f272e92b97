"""A speech-to-text service in the shape of OpenAI's `/v1/audio/transcriptions`, for the emulator's own recordings."""

from __future__ import annotations

import asyncio
import hmac

from aiohttp import BodyPartReader, web

from adapters.emulator.voice import Recordings

API_KEY = "emulator-speech-key"
_LARGEST = 25 * 1024 * 1024


def settings(base_url: str) -> dict[str, str]:
    """The settings that point a product at this service."""
    return {
        "CEJI_SPEECH__URL": f"{base_url}/v1/audio/transcriptions",
        "CEJI_SPEECH__API_KEY": API_KEY,
        "CEJI_SPEECH__MODEL": "emulator",
    }


def routes(recordings: Recordings) -> list[web.RouteDef]:
    """The service's one path."""

    async def transcribe(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {API_KEY}".encode()):
            return _error(401, "Incorrect API key provided.", "invalid_api_key")
        if not request.content_type.startswith("multipart/"):
            return _error(400, "Expected a multipart form.", "invalid_request")
        fields = await _fields(request)
        if not fields.get("model"):
            return _error(400, "you must provide a model parameter", "missing_model")
        if not fields.get("file"):
            return _error(400, "Invalid file format.", "invalid_file")
        words = await asyncio.to_thread(recordings.recognise, fields["file"]) or ""
        if fields.get("response_format") == b"text":
            return web.Response(text=words + "\n")
        return web.json_response({"text": words})

    return [web.post("/v1/audio/transcriptions", transcribe)]


async def _fields(request: web.Request) -> dict[str, bytes]:
    fields: dict[str, bytes] = {}
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name:
            content = bytes(await part.read(decode=True))
            if len(content) > _LARGEST:
                raise web.HTTPRequestEntityTooLarge(_LARGEST, len(content))
            fields[part.name] = content
    return fields


def _error(status: int, message: str, code: str) -> web.Response:
    return web.json_response(
        {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}},
        status=status,
    )
