"""DingTalk's error codes, as the errors that they mean here (protocols: 全局错误码, and each interface's own page).

The new host answers words with an HTTP status of 400 or more, the old one numbers with 200.
"""

from __future__ import annotations

from adapters.bodies import JsonObject, part, quoted, word, words
from adapters.dingtalk.limits import PUNISHED_SECONDS
from adapters.errors import (
    CardClosed,
    ContentBlocked,
    Misconfigured,
    OutsideError,
    QuotaExhausted,
    RateLimited,
    RecipientGone,
    Refused,
    TokenRefused,
    Unavailable,
    UploadGone,
)

_CONSOLE = "钉钉开发者后台 → 应用"

CARD_EXISTS = "param.cardAlreadyExist"
NO_ROBOT_CHAT = "robot.oto.notExist"

_DENIED = "Forbidden.AccessDenied."
_TOKEN = frozenset({"InvalidAuthentication", "40001", "40014", "42001"})
_BUSY = frozenset({"-1", "system.error", "system.busy", "resource.unavailable", "ServiceUnavailable"})
_RATE = {
    "90018": 1.0,
    f"{_DENIED}QpsLimitForAppkeyAndApi": 1.0,
    f"{_DENIED}QpmLimitForAppkeyAndApi": 60.0,
    "90002": 4.0,
    f"{_DENIED}QpsLimitForApi": 4.0,
    "send.too.fast": 5.0,
    "send.byToken.tooFast": 5.0,
    "too.many.people": 60.0,
    "too.many.group": 60.0,
    "143103": 60.0,
    "143104": 60.0,
    "410100": 600.0,
}
_QUOTA = frozenset({"90020", f"{_DENIED}ApiCountLimitForOrg", "20001"})
_GONE = frozenset(
    {
        "33012",
        "60121",
        "40003",
        "staffId.notExisted",
        "param.userIdNotExist",
        NO_ROBOT_CHAT,
        "invalid.openConversationId",
        "group.disbanded",
        "conversation.org.notMatch",
        "400013",
    }
)
_CLOSED = frozenset({"param.cardNotExist"})
_UPLOAD_GONE = frozenset({"40007"})
_BLOCKED = frozenset(
    {
        *("contain.unsafe.url", "contain.notAllowed.text", "contain.notAllowed.picture", "contain.notAllowed.content"),
        *("param.contentUnsafe", "430101", "430102", "430103", "430104"),
    }
)
BLOCKED_REMEDY = "消息里有钉钉不让发的词、图片或链接：到侧边栏看是哪条记录，换个说法；误拦就找钉钉客服"

_ROBOT = f"CEJI_DINGTALK__ROBOT_CODE 不对：抄 {_CONSOLE} → 机器人 里的 RobotCode，企业内部应用与 Client ID 相同"
_IP = f"把服务器的出口 IP 加到 {_CONSOLE} → 安全设置 → 服务器出口 IP"
_PERMISSION = f"应用缺少权限：到 {_CONSOLE} → 权限管理 申请，然后发布版本"
_SECRET = f"Client ID 或 Client Secret 不对：到 {_CONSOLE} → 凭证与基础信息 重新复制"
_TEMPLATE = "检查 CEJI_DINGTALK__CARD_TEMPLATE_ID：到 钉钉卡片平台 → 模板列表 复制，模板要先发布并关联这个应用"
_CALLBACK = f"检查 CEJI_DINGTALK__TOKEN 和 CEJI_DINGTALK__AES_KEY，要与 {_CONSOLE} → 事件订阅 里的一致"

REMEDIES = {
    "invalidClientIdOrSecret": _SECRET,
    "invalid.client": _SECRET,
    "unauthorized.client": _SECRET,
    "40089": _SECRET,
    "60011": _PERMISSION,
    f"{_DENIED}AccessTokenPermissionDenied": _PERMISSION,
    "60020": _IP,
    f"{_DENIED}IpNotInWhiteList": _IP,
    "50004": f"部门不在应用的权限范围：到 {_CONSOLE} → 权限管理 → 通讯录接口权限范围 设为全部员工",
    "invalidParameter.robotCode.empty": _ROBOT,
    "invalidParameter.robotCode.notExsit": _ROBOT,
    "invalidParameter.robotCode.auth": _ROBOT,
    "invalidParameter.robotCode.coolApp": "机器人是随酷应用进群的：请把它作为普通机器人重新加进这个群",
    "bot.stopped": f"机器人已停用：到 {_CONSOLE} → 机器人 启用并发布",
    "chatbotId.notAllow.sendOTO": f"机器人不能发单聊消息：到 {_CONSOLE} → 权限管理 申请「企业内机器人发送消息权限」",
    "template.stopped": _TEMPLATE,
    "param.cardTemplateIdEmpty": _TEMPLATE,
    "param.templateNotExist": _TEMPLATE,
    "param.templateUnpublished": _TEMPLATE,
    **dict.fromkeys(("900004", "900005", "900008", "900010"), _CALLBACK),
}
"""What an admin must do about a code."""


def error_of(body: JsonObject, *, place: str, status: int = 200) -> OutsideError:
    """The error that an unsuccessful answer means; `place` is its method, host and path."""
    if "punish" in body:
        return RateLimited(f"{place} refuses this address for a while", retry_after=PUNISHED_SECONDS)
    code = _code(body)
    facts: dict[str, object] = {"code": code, "request_id": word(body, "requestid", "request_id", "RequestId")}
    message = f"{place}: {code} {quoted(word(body, 'message', 'errmsg', 'Message'))}"
    if code in _TOKEN:
        return TokenRefused(message, **facts)
    if code in _RATE:
        return RateLimited(message, retry_after=_RATE[code], **facts)
    if code in _QUOTA:
        return QuotaExhausted(message, **facts)
    if code in _GONE:
        return RecipientGone(message, **facts)
    if code in _CLOSED:
        return CardClosed(message, **facts)
    if code in _UPLOAD_GONE:
        return UploadGone(message, **facts)
    if code in _BLOCKED:
        return ContentBlocked(message, remedy=BLOCKED_REMEDY, **facts)
    if code in REMEDIES:
        return Misconfigured(message, remedy=REMEDIES[code] + _scopes(body), **facts)
    if code in _BUSY or (not code and status >= 400):
        return Unavailable(message, **facts)
    return Refused(message, **facts)


def _code(body: JsonObject) -> str:
    """The code; 88 stands for another one in `sub_code`."""
    code = word(body, "code", "errcode", "Code")
    return word(body, "sub_code") or code if code == "88" else code


def _scopes(body: JsonObject) -> str:
    """The permissions that the answer names as missing."""
    listed = words(part(body, "accessdenieddetail"), "requiredScopes")
    return f"（缺：{'、'.join(listed)}）" if listed else ""
