"""Which chat platforms there are. A platform's code is imported only when it is configured."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from adapters.contract import ChatPlatform
from adapters.platform_settings import PlatformSettings

NAMES = ("wecom", "dingtalk", "feishu")

_CLASSES = {"wecom": "WeComPlatform", "dingtalk": "DingTalkPlatform", "feishu": "FeishuPlatform"}


def create(name: str, settings: PlatformSettings) -> ChatPlatform:
    """The platform of that name, not yet started. `settings` must be complete.

    Raises `Misconfigured` when a setting is malformed, KeyError when there is no such platform.
    """
    platform = getattr(import_module(f"adapters.{name}.platform"), _CLASSES[name])
    return cast(ChatPlatform, platform(settings))
