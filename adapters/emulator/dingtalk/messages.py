"""Robot messages: what each msgKey and msgtype needs, what is refused, and how it looks in the chat."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from adapters.emulator.dingtalk import codes, markdown
from adapters.emulator.sketch import Sketch

MAX_USERS = 20
MAX_PARAM_BYTES = 15_000
FILE_TYPES = frozenset({"xlsx", "pdf", "zip", "rar", "doc", "docx"})
"""What sampleFile carries; less than what may be uploaded."""

_ACTION_CARDS = {
    f"sampleActionCard{count}": [f"action{part}{n}" for n in range(1, count + 1) for part in ("Title", "URL")]
    for count in range(2, 6)
}
_NEEDED: dict[str, list[str]] = {
    "sampleText": ["content"],
    "sampleMarkdown": ["title", "text"],
    "sampleImageMsg": ["photoURL"],
    "sampleLink": ["text", "title", "picUrl", "messageUrl"],
    "sampleActionCard": ["title", "text", "singleTitle", "singleURL"],
    **{key: ["title", "text", *fields] for key, fields in _ACTION_CARDS.items()},
    "sampleActionCard6": ["title", "text", "buttonTitle1", "buttonUrl1", "buttonTitle2", "buttonUrl2"],
    "sampleAudio": ["mediaId", "duration"],
    "sampleFile": ["mediaId", "fileName", "fileType"],
    "sampleVideo": ["duration", "videoMediaId", "videoType", "picMediaId"],
}
_MAY_BE_EMPTY = frozenset({"picUrl"})


def check_robot_message(body: Mapping[str, Any], robot_code: str) -> tuple[str, dict[str, Any]]:
    """The msgKey and parsed msgParam of a batchSend or groupMessages/send body; raises ApiRefusal."""
    sent_code = body.get("robotCode")
    if not sent_code:
        raise codes.ApiRefusal("invalidParameter.robotCode.empty", "robotCode 为空")
    if sent_code != robot_code:
        raise codes.ApiRefusal("invalidParameter.robotCode.notExsit", "robotCode 不存在")
    key = body.get("msgKey")
    if not key:
        raise codes.ApiRefusal("invalidParameter.msgKey.empty", "msgKey 为空")
    if key not in _NEEDED:
        raise codes.ApiRefusal("invalidParameter.msgKey.invalid", "msgKey 无效")
    raw = body.get("msgParam")
    if not isinstance(raw, str):
        raise codes.ApiRefusal("invalidParameter.msgParam.invalid", "msgParam 必须是 JSON 字符串")
    if len(raw.encode()) > MAX_PARAM_BYTES:
        raise codes.ApiRefusal("invalidParameter.msgParam.tooLong", "msgParam 过长")
    try:
        param = json.loads(raw)
    except ValueError as error:
        raise codes.ApiRefusal("invalidParameter.msgParam.invalid", "msgParam 不是合法的 JSON") from error
    if not isinstance(param, dict):
        raise codes.ApiRefusal("invalidParameter.msgParam.invalid", "msgParam 必须是 JSON 对象")
    for name in _NEEDED[key]:
        if not isinstance(param.get(name), str | int) or (param[name] == "" and name not in _MAY_BE_EMPTY):
            raise codes.missing(name)
    if key == "sampleFile" and param["fileType"] not in FILE_TYPES:
        raise codes.ApiRefusal("invalidParameter.msgParam.invalid", "fileType 不支持")
    return str(key), param


def check_users(body: Mapping[str, Any]) -> list[str]:
    """The receivers of batchSend: 1 to 20 user ids."""
    users = body.get("userIds")
    if not isinstance(users, list) or not users:
        raise codes.ApiRefusal("invalidParameter.userIds.empty", "userIds 为空")
    if len(users) > MAX_USERS:
        raise codes.ApiRefusal("invalidParameter.userIds.overMax", "userIds 超过上限 100")
    return [str(user) for user in users]


def draw_robot_message(key: str, param: Mapping[str, Any]) -> Sketch:
    """A checked robot message as its reader sees it."""
    sketch = Sketch("markdown" if key == "sampleMarkdown" else key.removeprefix("sample").lower())
    if key == "sampleText":
        sketch.kind = "text"
        sketch.say("text", str(param["content"]))
    elif key == "sampleFile":
        sketch.say("file", str(param["fileName"]), url=f"/_client/dingtalk/media/{quote(str(param['mediaId']))}")
    elif key in ("sampleAudio", "sampleVideo", "sampleImageMsg"):
        sketch.say("image" if key == "sampleImageMsg" else "link", str(param.get("fileName", "")))
    elif key == "sampleLink":
        _draw_link(sketch, param)
    else:
        sketch.preview(str(param["title"]))
        markdown.draw(sketch, str(param["text"]))
        _draw_action_buttons(sketch, key, param)
    return sketch


def check_webhook_body(body: Mapping[str, Any]) -> None:
    """A body posted to a session webhook; raises OapiRefusal 400105, 40035 …"""
    kind = body.get("msgtype")
    if kind not in _WEBHOOK_NEEDED:
        raise codes.OapiRefusal(400105, "msgtype 不支持")
    content = body.get(kind)
    if kind == "empty":
        return
    if not isinstance(content, Mapping):
        raise codes.OapiRefusal(40035, f"缺少参数 {kind}")
    for name in _WEBHOOK_NEEDED[kind]:
        if not content.get(name):
            raise codes.OapiRefusal(40035, f"缺少参数 {kind}.{name}")
    if kind == "actionCard" and not (content.get("singleTitle") or content.get("btns")):
        raise codes.OapiRefusal(40035, "缺少参数 actionCard.btns")


_WEBHOOK_NEEDED: dict[str, list[str]] = {
    "text": ["content"],
    "markdown": ["title", "text"],
    "link": ["title", "text", "messageUrl"],
    "actionCard": ["title", "text"],
    "feedCard": ["links"],
    "empty": [],
}


def draw_webhook_body(body: Mapping[str, Any]) -> Sketch:
    """A checked webhook body as its readers see it."""
    kind = str(body["msgtype"])
    content = body.get(kind) or {}
    sketch = Sketch(kind)
    if kind == "text":
        sketch.say("text", str(content["content"]))
    elif kind == "link":
        _draw_link(sketch, content)
    elif kind == "feedCard":
        for entry in content["links"]:
            sketch.say("link", str(entry.get("title", "")), url=entry.get("messageURL"))
            sketch.press(str(entry.get("title", "")), url=entry.get("messageURL"))
    elif kind in ("markdown", "actionCard"):
        sketch.preview(str(content["title"]))
        markdown.draw(sketch, str(content["text"]))
        if content.get("singleTitle"):
            sketch.press(str(content["singleTitle"]), url=content.get("singleURL"))
        for button in content.get("btns") or []:
            sketch.press(str(button.get("title", "")), url=button.get("actionURL"))
    return sketch


def check_notice(msg: Any) -> Sketch:
    """A work notice's msg, drawn; raises OapiRefusal 400002 when it is malformed or over 2 048 bytes."""
    if not isinstance(msg, Mapping) or msg.get("msgtype") not in _NOTICE_NEEDED:
        raise codes.OapiRefusal(400002, "无效的参数 msg.msgtype")
    if len(json.dumps(msg, ensure_ascii=False).encode()) > 2048:
        raise codes.OapiRefusal(400002, "消息体超过2048字节")
    kind = str(msg["msgtype"])
    content = msg.get(kind)
    if not isinstance(content, Mapping) or any(not content.get(name) for name in _NOTICE_NEEDED[kind]):
        raise codes.OapiRefusal(400002, f"无效的参数 msg.{kind}")
    sketch = Sketch(f"notice.{kind}")
    if kind == "text":
        sketch.say("text", str(content["content"]))
    elif kind == "markdown":
        sketch.preview(str(content["title"]))
        markdown.draw(sketch, str(content["text"]))
    elif kind == "action_card":
        sketch.preview(str(content.get("title", "")))
        markdown.draw(sketch, str(content["markdown"]))
        if content.get("single_title"):
            sketch.press(str(content["single_title"]), url=content.get("single_url"))
        for button in content.get("btn_json_list") or []:
            sketch.press(str(button.get("title", "")), url=button.get("action_url"))
    elif kind == "oa":
        _draw_oa(sketch, content)
    else:
        _draw_link(sketch, content)
    return sketch


_NOTICE_NEEDED: dict[str, list[str]] = {
    "text": ["content"],
    "markdown": ["title", "text"],
    "action_card": ["markdown"],
    "oa": ["message_url", "body"],
    "link": ["messageUrl", "title", "text"],
}


def _draw_link(sketch: Sketch, param: Mapping[str, Any]) -> None:
    sketch.say("title", str(param["title"]))
    sketch.say("text", str(param["text"]))
    sketch.press(str(param["title"]), url=str(param["messageUrl"]))


def _draw_oa(sketch: Sketch, content: Mapping[str, Any]) -> None:
    body = content["body"]
    sketch.say("title", str(body.get("title", "")))
    for entry in (body.get("form") or [])[:6]:
        sketch.say("fact", str(entry.get("value", "")), label=str(entry.get("key", "")).rstrip(":："))
    sketch.say("text", str(body.get("content", "")))
    sketch.press(str(body.get("title") or "查看"), url=str(content["message_url"]))


def _draw_action_buttons(sketch: Sketch, key: str, param: Mapping[str, Any]) -> None:
    if key == "sampleActionCard":
        sketch.press(str(param["singleTitle"]), url=str(param["singleURL"]))
    elif key == "sampleActionCard6":
        for n in (1, 2):
            sketch.press(str(param[f"buttonTitle{n}"]), url=str(param[f"buttonUrl{n}"]))
    elif key in _ACTION_CARDS:
        for n in range(1, len(_ACTION_CARDS[key]) // 2 + 1):
            sketch.press(str(param[f"actionTitle{n}"]), url=str(param[f"actionURL{n}"]))
