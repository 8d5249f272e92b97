"""The bodies of requests to both hosts."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from adapters.emulator.dingtalk import codes


async def api_body(request: web.Request) -> dict[str, Any]:
    """The JSON object sent to api.dingtalk.com."""
    if request.method == "GET":
        return {}
    if request.content_type != "application/json":
        raise codes.ApiRefusal("Missingbody", "body is mandatory for this action.")
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError as error:
        raise codes.ApiRefusal("InvalidParameter", "body 不是合法的 JSON") from error
    if not isinstance(body, dict):
        raise codes.ApiRefusal("InvalidParameter", "body 必须是 JSON 对象")
    return body


async def oapi_body(request: web.Request) -> dict[str, Any]:
    """The JSON object, or the form, sent to oapi.dingtalk.com."""
    if request.method == "GET":
        return {}
    if request.content_type == "application/x-www-form-urlencoded":
        return {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError as error:
        raise codes.OapiRefusal(40035, "不合法的参数，body 不是 JSON") from error
    if not isinstance(body, dict):
        raise codes.OapiRefusal(40035, "不合法的参数，body 不是 JSON 对象")
    return body
