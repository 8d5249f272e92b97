"""What the app's robot does: sends to people and groups, recalls, answers a session, sets its quick entries."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from adapters.emulator.dingtalk import codes, messages
from adapters.emulator.dingtalk.bodies import oapi_body
from adapters.emulator.dingtalk.files import Files
from adapters.emulator.dingtalk.state import DingTalkState

Fields = Mapping[str, Any]
Answer = dict[str, Any]

RECALLED_AT_ONCE = 20
RECALL_WINDOW = timedelta(hours=24)


class Robot:
    """The robot's calls, with the platform's checks and refusals."""

    def __init__(self, state: DingTalkState, files: Files) -> None:
        self._state = state
        self._files = files
        self._sent_at: dict[str, datetime] = {}

    async def send_by_session(self, request: web.Request) -> web.StreamResponse:
        """The answer to a session's address; it comes without a token."""
        self._state.note_base(request)
        try:
            if request.content_type != "application/json":
                raise codes.OapiRefusal(43004, "无效的HTTP HEADER Content-Type")
            body = await oapi_body(request)
            conversation = self._state.conversations.session(request.query.get("session", ""))
            if conversation is None:
                raise codes.OapiRefusal(300001, "session 不存在")
            messages.check_webhook_body(body)
        except codes.OapiRefusal as refusal:
            return web.json_response(refusal.body)
        if body["msgtype"] != "empty":
            self._state.post(conversation, messages.draw_webhook_body(body), f"whk{secrets.token_hex(10)}", body)
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    def send(self, body: Fields, request: web.Request) -> Answer:
        """A message to up to twenty people."""
        key, param = messages.check_robot_message(body, self._state.app.robot_code)
        self._files.check_sent(key, param)
        users = messages.check_users(body)
        known = [user for user in users if self._state.is_member(user)]
        unknown = [user for user in users if user not in known]
        if not known:
            raise codes.ApiRefusal("staffId.notExisted", "用户不存在")
        if self._state.without_robot.issuperset(known):
            raise codes.ApiRefusal("robot.oto.notExist", "机器人单聊会话不存在")
        held_back = [user for user in known if user in self._state.held_back]
        query_key = f"pqk{secrets.token_hex(12)}"
        sketch = messages.draw_robot_message(key, param)
        self._sent_at[query_key] = self._state.world.clock.now()
        for user in known:
            if user not in held_back and user not in self._state.without_robot:
                self._state.post(self._state.conversations.with_person(user), sketch, query_key, dict(body))
        return {"processQueryKey": query_key, "invalidStaffIdList": unknown, "flowControlledStaffIdList": held_back}

    def read_status(self, body: Fields, request: web.Request) -> Answer:
        """Who has read a message."""
        key = request.query.get("processQueryKey", "")
        readers = self._state.screens.readers(key)
        if not readers:
            raise codes.ApiRefusal("invalidParameter.processQueryKey", "processQueryKey 无效")
        seen = self._state.screens.get(readers[0], key)
        recalled = seen is not None and seen.state == "recalled"
        return {
            "sendStatus": "RECALLED" if recalled else "SUCCESS",
            "messageReadInfoList": [
                {"name": self._state.name_of(user), "userId": user, "readStatus": "READ"} for user in readers
            ],
        }

    def recall(self, body: Fields, request: web.Request) -> Answer:
        """Takes messages back, each by its key."""
        if body.get("robotCode") != self._state.app.robot_code:
            raise codes.ApiRefusal("invalidParameter.robotCode.notExsit", "robotCode 不存在")
        keys = body.get("processQueryKeys")
        if not isinstance(keys, list) or not 0 < len(keys) <= RECALLED_AT_ONCE:
            raise codes.ApiRefusal("invalidParameter.processQueryKeys", "processQueryKeys 需为 1 到 20 个")
        failed = {str(key): self._taken_back(str(key)) for key in keys}
        return {
            "successResult": [key for key, reason in failed.items() if not reason],
            "failedResult": {key: reason for key, reason in failed.items() if reason},
        }

    def _taken_back(self, query_key: str) -> str:
        """Take a message back; why it can't be, empty when it was."""
        sent_at = self._sent_at.get(query_key)
        if sent_at is None:
            return "消息不存在"
        if self._state.world.clock.now() - sent_at > RECALL_WINDOW:
            return "超过可撤回时间"
        self._state.recall(query_key)
        return ""

    def send_to_group(self, body: Fields, request: web.Request) -> Answer:
        """A message into a group."""
        key, param = messages.check_robot_message(body, self._state.app.robot_code)
        if not body.get("openConversationId"):
            raise codes.ApiRefusal("miss.openConversationId", "缺少 openConversationId")
        conversation = self._state.conversations.find(body["openConversationId"])
        if conversation is None or not conversation.is_group:
            raise codes.ApiRefusal("invalid.openConversationId", "openConversationId 无效")
        query_key = f"pqk{secrets.token_hex(12)}"
        self._state.post(conversation, messages.draw_robot_message(key, param), query_key, dict(body))
        return {"processQueryKey": query_key}

    def set_quick_entries(self, body: Fields, request: web.Request) -> Answer:
        """The quick entries of the chat with the robot."""
        if body.get("robotCode") != self._state.app.robot_code:
            raise codes.ApiRefusal("invalidParameter.robotCode.notExsit", "robotCode 不存在")
        entries = body.get("pluginInfoList")
        if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
            raise codes.ApiRefusal("param.invalid", "pluginInfoList 无效")
        for entry in entries:
            names = _parsed(entry.get("name"))
            if not isinstance(names, dict) or not names.get("zh_CN"):
                raise codes.ApiRefusal("param.invalid", "name 必须是多语言 JSON 字符串")
            if entry.get("icon") not in self._state.media or not entry.get("pcUrl") or not entry.get("mobileUrl"):
                raise codes.ApiRefusal("param.invalid", "icon、pcUrl 或 mobileUrl 无效")
        self._state.quick_entries = entries
        return {"result": True}


def _parsed(text: Any) -> Any:
    """A field that holds JSON; None where it holds none."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None
