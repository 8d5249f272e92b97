"""Feishu's error codes, as the errors that they mean here (protocols: 通用错误码, and each interface's own page)."""

from __future__ import annotations

import re

from adapters.bodies import JsonObject, part, parts, quoted, word
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
)

ALREADY_RECALLED = frozenset({230011, 230110})
"""The message was recalled or deleted before."""

_CONSOLE = "飞书开放平台 → 开发者后台 → 应用"

_TOKEN = frozenset({99991663, 99991664, 99991665})
_BUSY = frozenset({1, 200810, 230049, 300120, 1000040343})
_RATE = frozenset({99991400, 230020, 11232, 11233, 11247})
_GONE = frozenset(
    {
        *(230002, 230013, 230029, 230034, 230038, 230053, 230075),
        *(232006, 232009, 232010, 232011, 232033, 232050),
        *(99992351, 99992360, 99992361, 99992364),
    }
)
_CLOSED = frozenset(
    {
        *(230009, 230011, 230017, 230019, 230026, 230031, 230050, 230110, 230111),
        *(200000, 200310, 300020, 300030, 300040),  # 延时更新消息卡片
        *(200740, 200750, 200850, 300309, 300311),  # 卡片实体
    }
)
_QUOTA = 99991403
_BLOCKED = frozenset({230022, 230028})

REMEDIES = {
    10003: "检查 CEJI_FEISHU__APP_ID 和 CEJI_FEISHU__APP_SECRET 是否抄全",
    10014: f"App Secret 不对或应用已停用：到 {_CONSOLE} → 凭证与基础信息 重新复制，并在管理后台确认应用已启用",
    10015: f"App Secret 不对：到 {_CONSOLE} → 凭证与基础信息 重新复制到 CEJI_FEISHU__APP_SECRET",
    99991401: f"把服务器的出口 IP 加到 {_CONSOLE} → 安全设置 → IP 白名单",
    99991662: "应用已停用：飞书管理后台 → 工作台 → 应用管理 里启用它",
    99991672: f"应用缺少权限：到 {_CONSOLE} → 权限管理 开通，然后创建版本并发布",
    99991673: f"企业还没有安装应用：{_CONSOLE} → 版本管理与发布 → 创建版本，由管理员审核通过",
    212100: f"企业还没有安装应用：{_CONSOLE} → 版本管理与发布 → 创建版本，由管理员审核通过",
    99991679: f"用户没有授权：到 {_CONSOLE} → 权限管理 开通用户身份权限，发布后重新登录",
    230006: f"机器人没有启用：{_CONSOLE} → 添加应用能力 → 机器人，然后发布版本",
    230018: "群设置不让机器人发言：请群主在 群设置 → 群管理 里放开发言权限",
    230022: "消息里有飞书认为敏感的词：到侧边栏看是哪条记录，换个说法；误拦就找飞书客服",
    230027: f"机器人缺少发消息的权限：到 {_CONSOLE} → 权限管理 开通 im:message:send_as_bot，然后发布版本",
    230028: "企业的数据防泄漏策略拦下了含手机号或邮箱的消息：飞书管理后台 → 安全 → 数据安全 里把这个应用设为例外",
    230035: "群里不让机器人发消息：请群主在 群设置 → 群机器人 里放开",
    232025: f"机器人没有启用：{_CONSOLE} → 添加应用能力 → 机器人，然后发布版本",
    232034: f"企业还没有安装应用：{_CONSOLE} → 版本管理与发布 → 创建版本，由管理员审核通过",
    232055: "群设置不让机器人加标签页：请群主在 群设置 → 群管理 → 谁可以管理标签页 里选所有群成员",
    40004: f"看不到部门：{_CONSOLE} → 权限管理 → 通讯录权限范围 设为全部成员，然后发布版本",
    40014: f"看不到部门：{_CONSOLE} → 权限管理 → 通讯录权限范围 设为全部成员，然后发布版本",
    41050: f"看不到这个人：{_CONSOLE} → 权限管理 → 通讯录权限范围 里加上他所在的部门，然后发布版本",
    1000040344: "检查 CEJI_FEISHU__APP_ID 和 CEJI_FEISHU__APP_SECRET 是否都填了",
    1000040350: "长连接超过 50 条：停掉多余的进程，或换一个应用",
    20002: f"App Secret 不对：到 {_CONSOLE} → 凭证与基础信息 重新复制到 CEJI_FEISHU__APP_SECRET",
    20010: f"这个人不在应用的可用范围：{_CONSOLE} → 版本管理与发布 → 可用范围 里加上",
    20027: f"登录要用的权限没有开通：{_CONSOLE} → 权限管理 开通后发布版本",
    20029: f"把本站的登录地址加到 {_CONSOLE} → 安全设置 → 重定向 URL",
    20048: "App ID 不存在：检查 CEJI_FEISHU__APP_ID",
    20069: "应用已停用：飞书管理后台 → 工作台 → 应用管理 里启用它",
    20071: f"把本站的登录地址加到 {_CONSOLE} → 安全设置 → 重定向 URL",
}
"""What an admin must do about a code."""


def error_of(body: JsonObject, *, place: str, retry_after: float = 1.0) -> OutsideError:
    """The error that an answer with a `code` other than 0 means; `place` is its method and path."""
    number = _number(body)
    facts: dict[str, object] = {"code": number, "log_id": word(part(body, "error"), "log_id")}
    message = f"{place}: {number} {quoted(word(body, 'msg', 'error_description', 'error'))}"
    if number in _TOKEN:
        return TokenRefused(message, **facts)
    if number in _RATE:
        return RateLimited(message, retry_after=retry_after, **facts)
    if number in _BUSY:
        return Unavailable(message, **facts)
    if number in _GONE:
        return RecipientGone(message, **facts)
    if number in _CLOSED:
        return CardClosed(message, **facts)
    if number == _QUOTA:
        return QuotaExhausted(message, **facts)
    if number in _BLOCKED:
        return ContentBlocked(message, remedy=REMEDIES[number], **facts)
    if number in REMEDIES:
        return Misconfigured(message, remedy=REMEDIES[number] + _scopes(body), **facts)
    if number == 230099 and (found := re.search(r"ErrCode:\s*(\d+)", word(body, "msg"))):
        facts["card_code"] = int(found[1])
    return Refused(message, **facts)


def connection_error(body: JsonObject, *, place: str) -> OutsideError:
    """The error of the long connection's bootstrap: whatever is not «busy» must be set right by an admin."""
    error = error_of(body, place=place)
    if isinstance(error, Unavailable | Misconfigured):
        return error
    remedy = f"检查 App ID、App Secret，并在 {_CONSOLE} → 事件与回调 → 订阅方式 选「使用长连接接收事件」"
    return Misconfigured(str(error), remedy=remedy, **error.facts)


def _number(body: JsonObject) -> int:
    value = body.get("code")
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _scopes(body: JsonObject) -> str:
    """The permissions that the answer names as missing."""
    named = [word(each, "subject") for each in parts(part(body, "error"), "permission_violations")]
    if not named:
        named = re.findall(r"[a-z_]+:[a-z_.:]+[a-z_]", word(body, "msg"))
    listed = list(dict.fromkeys(name for name in named if name))
    return f"（缺：{'、'.join(listed)}）" if listed else ""
