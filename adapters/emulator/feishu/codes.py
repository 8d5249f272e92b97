"""Feishu's refusals and the envelope of its answers."""

import uuid
from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """The platform says no: `{"code", "msg", "error": {"log_id", …}}` with this HTTP status."""

    def __init__(
        self, code: int, msg: str, status: int = 400, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(f"{code}: {msg}")
        self.code = code
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {
            "code": code,
            "msg": msg,
            "error": {"log_id": uuid.uuid4().hex, "troubleshooter": "排查建议查看", **more},
        }


def ok(data: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The envelope of a success."""
    return {"code": 0, "msg": "success", "data": dict(data or {})}


def field_required(name: str) -> Refusal:
    """99992402: the gateway's own check of required fields."""
    return Refusal(
        99992402,
        "field validation failed",
        field_violations=[{"field": name, "description": f"{name} is required"}],
    )


def too_frequent(reset_seconds: int = 1) -> Refusal:
    """99991400: the app's calls per second are exceeded, HTTP 429 with the reset in a header."""
    return Refusal(
        99991400,
        "request trigger frequency limit",
        status=429,
        headers={"x-ogw-ratelimit-limit": "50", "x-ogw-ratelimit-reset": str(reset_seconds)},
    )


def card_refused(sub_code: int, message: str) -> Refusal:
    """230099: the card could not be created; the sub-code stands in the text, as on the platform."""
    return Refusal(230099, f"Failed to create card content, ext=ErrCode: {sub_code}; ErrMsg: {message}; ErrorValue: ; ")
