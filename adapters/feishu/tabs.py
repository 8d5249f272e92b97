"""Tabs on top of a group (protocols: 会话标签页)."""

from __future__ import annotations

from urllib.parse import quote

from adapters.bodies import part, parts, word
from adapters.feishu.client import FeishuClient
from adapters.feishu.limits import Paces


class FeishuTabs:
    """The tabs of groups that the app is in; ours are known by the address that they open."""

    def __init__(self, client: FeishuClient, paces: Paces) -> None:
        self._client = client
        self._paces = paces

    async def put(self, group: str, name: str, url: str) -> None:
        """Opens the address inside the client. A group holds at most 20 tabs: `Refused` beyond that."""
        if await self._ids(group, url):
            return
        tab = {
            "tab_name": name,
            "tab_type": "url",
            "tab_content": {"url": url},
            "tab_config": {"is_built_in": True},
        }
        async with self._paces.app.turn():
            await self._client.call("POST", _path(group), payload={"chat_tabs": [tab]})

    async def remove(self, group: str, url: str) -> None:
        """People's own tabs stay."""
        if ids := await self._ids(group, url):
            async with self._paces.app.turn():
                await self._client.call("DELETE", f"{_path(group)}/delete_tabs", payload={"tab_ids": ids})

    async def _ids(self, group: str, url: str) -> list[str]:
        async with self._paces.app.turn():
            answer = await self._client.call("GET", f"{_path(group)}/list_tabs")
        tabs = parts(part(answer, "data"), "chat_tabs")
        return [word(tab, "tab_id") for tab in tabs if word(part(tab, "tab_content"), "url") == url]


def _path(group: str) -> str:
    return f"/open-apis/im/v1/chats/{quote(group, safe='')}/chat_tabs"
