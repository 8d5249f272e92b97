"""Which chat platforms there are. A platform's code is imported only when it is configured."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

from adapters.contract import ChatPlatform, Lease, Meter
from adapters.dingtalk.settings import DingTalkSettings
from adapters.errors import Misconfigured
from adapters.feishu.settings import FeishuSettings
from adapters.platform_settings import PlatformSettings
from adapters.wecom.settings import WeComSettings

__all__ = ["NAMES", "SETTINGS", "DingTalkSettings", "FeishuSettings", "PlatformSettings", "WeComSettings", "create"]

NAMES = ("wecom", "dingtalk", "feishu")

SETTINGS: dict[str, type[PlatformSettings]] = {
    "wecom": WeComSettings,
    "dingtalk": DingTalkSettings,
    "feishu": FeishuSettings,
}
"""What each platform is told; plain models that import nothing of the platform itself."""

_CLASSES = {"wecom": "WeComPlatform", "dingtalk": "DingTalkPlatform", "feishu": "FeishuPlatform"}


def create(
    name: str,
    settings: PlatformSettings,
    *,
    public_url: str = "",
    meter: Meter | None = None,
    lease: Lease | None = None,
) -> ChatPlatform:
    """The platform of that name, not yet started; `public_url` is where the platforms reach us, `meter` counts what a
    platform charges for, `lease` is held by the process that may open what exists once (WeCom's bot).

    Raises `Misconfigured` when a setting is missing or malformed: a platform without its secrets could not tell who
    is calling. KeyError when there is no such platform.
    """
    if missing := settings.missing():
        names = "、".join(f"CEJI_{name}__{field}".upper() for field in missing)
        raise Misconfigured(f"{name} is not completely set up", remedy=f"还缺这些设置：{names}", missing=missing)
    platform = getattr(import_module(f"adapters.{name}.platform"), _CLASSES[name])
    # Only DingTalk is told by a call where to send clicks, and charges for each call and message; only WeCom ends an
    # older connection when a newer one opens.
    more: dict[str, dict[str, Any]] = {
        "dingtalk": {"public_url": public_url, "meter": meter},
        "wecom": {"lease": lease},
    }
    return cast(ChatPlatform, platform(settings, **more.get(name, {})))
