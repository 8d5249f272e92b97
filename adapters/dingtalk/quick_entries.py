"""The quick entries above the input of the robot's own chat: they open the panel (protocols: 机器人快捷入口)."""

from __future__ import annotations

import json
from pathlib import Path

from adapters.dingtalk.client import DingTalkClient
from cards.render.dingtalk import page_link

ENTRIES = (("今日", "/sidebar?platform=dingtalk"), ("新线索", "/sidebar/dingtalk/lead"))
_ICON = Path(__file__).with_name("quick_entry.png")


async def set_quick_entries(client: DingTalkClient, robot_code: str, public_url: str) -> str:
    """Sets them for everybody, in place of those before; says what was done (Chinese)."""
    icon = await client.upload("image", _ICON.name, _ICON.read_bytes(), "image/png")
    entries = [
        {
            "name": json.dumps({"zh_CN": name}, ensure_ascii=False),
            "icon": icon,
            "pcUrl": page_link(f"{public_url}{path}"),
            "mobileUrl": f"{public_url}{path}",
        }
        for name, path in ENTRIES
    ]
    payload = {"robotCode": robot_code, "pluginInfoList": entries}
    await client.api("POST", "/v1.0/robot/plugins/set", payload)
    return f"已设好：{'、'.join(name for name, _ in ENTRIES)}"
