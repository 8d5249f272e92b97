"""Files: what the app uploads, and what people sent to the robot (protocols: 上传媒体文件, 机器人接收消息)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import BodyPartReader, web

from adapters.emulator.dingtalk import codes
from adapters.emulator.dingtalk.state import DingTalkState
from adapters.emulator.files import KeptFile

Fields = Mapping[str, Any]

_MEDIA_LIMITS = {"image": 20, "voice": 2, "video": 20, "file": 20}
_FILE_ENDINGS = (".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".pdf", ".rar")
_MEGABYTE = 1024 * 1024


class Files:
    """The files of one organisation; `charge` counts a call that is paid for."""

    def __init__(self, state: DingTalkState, charge: Callable[[web.Request], None]) -> None:
        self._state = state
        self._charge = charge

    def check_sent(self, key: str, param: Fields) -> None:
        """A robot's file message names a file that lies here."""
        if key == "sampleFile" and param["mediaId"] not in self._state.media:
            raise codes.ApiRefusal("invalidParameter.msgParam.invalid", "mediaId 无效")

    def download(self, body: Fields, request: web.Request) -> dict[str, Any]:
        """Where a file that somebody sent can be fetched for half an hour."""
        if not body.get("robotCode"):
            raise codes.ApiRefusal("invalidParameter.robotCode.empty", "robotCode 为空")
        if body["robotCode"] != self._state.app.robot_code:
            raise codes.ApiRefusal("invalidParameter.robotCode.auth", "robotCode 无权限")
        token = self._state.downloads.get(str(body.get("downloadCode", "")))
        if token is None:
            raise codes.ApiRefusal("invalidParameter.downloadCode", "downloadCode 无效或已过期")
        return {"downloadUrl": f"{self._state.base_url}/dingtalk/files/{token}?Expires=1800"}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The storage host: no token, no name."""
        file = self._state.files.get(request.match_info["token"])
        if file is None:
            return web.Response(status=404, text="NoSuchKey")
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Keeps a file; its media id does not expire."""
        try:
            if not self._state.credentials.is_valid(request.query.get("access_token")):
                raise codes.oapi_invalid_token()
            if not request.content_type.startswith("multipart/"):
                raise codes.OapiRefusal(43008, "参数需要multipart类型")
            kind, name, media = request.query.get("type", ""), "", b""
            async for part in await request.multipart():
                if isinstance(part, BodyPartReader) and part.name == "type":
                    kind = (await part.text()).strip()
                elif isinstance(part, BodyPartReader) and part.name == "media":
                    name, media = part.filename or "", bytes(await part.read(decode=True))
            if kind not in _MEDIA_LIMITS or not media:
                raise codes.OapiRefusal(40004, "无效的媒体文件类型")
            if kind == "file" and not name.lower().endswith(_FILE_ENDINGS):
                raise codes.OapiRefusal(40004, "无效的媒体文件类型")
            if len(media) > _MEDIA_LIMITS[kind] * _MEGABYTE:
                raise codes.OapiRefusal(40006, "无效的媒体文件大小")
        except codes.OapiRefusal as refusal:
            return web.json_response(refusal.body)
        self._charge(request)
        media_id = f"@lAz{secrets.token_urlsafe(24)}"
        self._state.media[media_id] = KeptFile(name, media)
        created = int(self._state.world.clock.now().timestamp() * 1000)
        return web.json_response(
            {"errcode": 0, "errmsg": "ok", "type": kind, "media_id": media_id, "created_at": created}
        )
