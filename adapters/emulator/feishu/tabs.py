"""Tabs on top of a chat: «messages» from the beginning, and what the app adds.

`GET /_control/feishu/tabs?group=…` shows a group's own tabs: name and address.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from adapters.emulator.feishu.chats import Chats
from adapters.emulator.feishu.codes import Refusal, field_required

MOST_TABS = 20
LONGEST_NAME = 60
_ADDED = ("doc", "url")


class Tabs:
    """The tabs of every chat that has been asked for."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self._tabs: dict[str, list[dict[str, Any]]] = {}

    def create(self, chat_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Adds tabs; the answer holds all of the chat."""
        tabs, asked = self._of(chat_id), body.get("chat_tabs")
        if not isinstance(asked, list) or not asked:
            raise field_required("chat_tabs")
        added = [_checked(each) for each in asked]
        if len(tabs) - 1 + len(added) > MOST_TABS:
            raise Refusal(232046, "The number of chat tabs has reached the limit.")
        tabs += added
        return {"chat_tabs": list(tabs)}

    def shown(self, chat_id: str) -> dict[str, Any]:
        """All tabs of a chat."""
        return {"chat_tabs": list(self._of(chat_id))}

    def delete(self, chat_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Takes tabs off; the answer holds those that are left."""
        tabs, ids = self._of(chat_id), body.get("tab_ids")
        if not isinstance(ids, list) or not ids or not {tab["tab_id"] for tab in tabs}.issuperset(ids):
            raise Refusal(232001, "Your request contains an invalid request parameter, ext=tab_ids.")
        if any(tab["tab_id"] in ids and tab["tab_type"] not in _ADDED for tab in tabs):
            raise Refusal(232049, "Operate chat tab unsupported tab type.")
        tabs[:] = [tab for tab in tabs if tab["tab_id"] not in ids]
        return {"chat_tabs": list(tabs)}

    async def look(self, request: web.Request) -> web.StreamResponse:
        """What people see beside «messages» on top of a group."""
        chat = self._chats.group(request.query.get("group", ""))
        tabs = [tab for tab in self._of(chat.id) if tab["tab_type"] == "url"]
        return web.json_response([{"name": tab["tab_name"], "url": tab["tab_content"]["url"]} for tab in tabs])

    def _of(self, chat_id: str) -> list[dict[str, Any]]:
        chat = self._chats.find(chat_id)
        if chat is None:
            raise Refusal(232006, "Your request specifies a chat_id which is invalid.")
        return self._tabs.setdefault(chat.id, [{"tab_id": _new_id(), "tab_type": "message"}])


def _checked(tab: Any) -> dict[str, Any]:
    if not isinstance(tab, Mapping) or tab.get("tab_type") not in _ADDED:
        raise Refusal(232001, "Your request contains an invalid request parameter, ext=tab_type.")
    name, content = tab.get("tab_name", ""), tab.get("tab_content")
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise Refusal(232047, "The length of the tab name reaches the limit.")
    address = content.get(tab["tab_type"]) if isinstance(content, Mapping) else None
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        raise Refusal(232048, "The chat tab content is illegal.")
    return {**tab, "tab_id": _new_id()}


def _new_id() -> str:
    return str(7_000_000_000_000_000_000 + secrets.randbelow(10**18))
