"""The app's menu below the chat (document/path/90231)."""

from __future__ import annotations

from typing import Any

from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError

_KEYED = {
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
}
_TYPES = {*_KEYED, "view", "view_miniprogram"}
Json = dict[str, Any]


def check(body: Json) -> list[Json]:
    """The menu's buttons, when the real server would take them."""
    buttons = body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise WeComError(codes.BAD_BUTTON_COUNT, "invalid button size")
    for button in buttons:
        _name(button, 16, codes.BAD_BUTTON_NAME)
        below = button.get("sub_button")
        if below is None:
            _act(button)
            continue
        if not isinstance(below, list) or not 1 <= len(below) <= 5:
            raise WeComError(codes.BAD_SUB_BUTTON_COUNT, "invalid sub button size")
        for each in below:
            _name(each, 40, codes.BAD_SUB_BUTTON_NAME)
            _act(each)
    return buttons


def find(buttons: list[Json], wanted: str) -> Json | None:
    """The entry with this key or name."""
    entries = [each for button in buttons for each in (button.get("sub_button") or [button])]
    return next((each for each in entries if wanted in (each.get("key"), each["name"])), None)


def _name(button: Any, most: int, code: int) -> None:
    name = button.get("name") if isinstance(button, dict) else None
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= most:
        raise WeComError(code, "invalid button name size")


def _act(button: Json) -> None:
    kind = button.get("type")
    if kind not in _TYPES:
        raise WeComError(codes.BAD_BUTTON_TYPE, "invalid button type")
    key, url = button.get("key"), button.get("url")
    if kind in _KEYED and (not isinstance(key, str) or not 1 <= len(key.encode()) <= 128):
        raise WeComError(codes.BAD_BUTTON_KEY, "invalid button key size")
    if kind == "view" and (not isinstance(url, str) or not 1 <= len(url.encode()) <= 1024):
        raise WeComError(codes.BAD_BUTTON_URL, "invalid button url size")
