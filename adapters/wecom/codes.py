"""WeCom's error codes (developer.work.weixin.qq.com/document/path/90313) as our errors.

Only the code decides; `errmsg` is for people, and kept as a fact. Codes that are not listed are `Refused`: our
request is wrong (a parameter, a size, a card's field), and repeating it would not help.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from adapters.errors import (
    CardClosed,
    Misconfigured,
    OutsideError,
    RateLimited,
    RecipientGone,
    Refused,
    TokenRefused,
    Unavailable,
    UploadGone,
)
from adapters.wecom.limits import FREQUENCY_PAUSE

BUSY = frozenset({-1, 6000, 45033, 45035, 41096})
"""The system is busy, a version conflict, too many calls at once, another app about to welcome the same customer: the
same call may succeed in a second."""

NOT_SUBSCRIBED = 846609
"""The bot's connection is not, or no longer, subscribed: another one will be."""

TOKEN = frozenset({40001, 40014, 41001, 42001})
"""The access token is missing, invalid or has expired. 40001 also means a bad secret, which only `gettoken` tells."""

FREQUENCY = frozenset({45009})

RECIPIENT = frozenset(
    {40003, 46004, 60111, 50002, 60011, 60021, 92000, 81013, 82001, 40050, 86001, 86003, 86008, 93006}
)
"""The person or chat doesn't exist, or lies outside the app's visible scope."""

NOBODY = frozenset({40003, 46004, 60111})
"""Of those: there is no such person, or not any more."""

NO_RELATION = frozenset({40096, 84061, 84084})
"""The customer is unknown, or nobody whom the app sees has him any more."""

WELCOME_OVER = frozenset({41050, 41051, 41053})
"""Twenty seconds are over or the code was used; they speak already; the customer must agree to the archive first."""

WINDOW = frozenset({846604, 846605, 846608})
"""The bot's answer comes too late: the callback's window is over, it was answered, or the stream has ended."""

CARD = frozenset({42015, 42016, 42052, 60140})
"""The response code is used up or older than 72 hours, the message is older than the 24 hours in which it can be
recalled, or the card is not ours."""

TASK_USED = 42014
"""This task_id was sent before (ours are always well-formed)."""

MEDIA = frozenset({40007, 40145})
"""The uploaded file is unknown, or older than the three days for which it is kept."""

_PERMISSION = (
    "应用没有这个接口的权限：应用管理 → 应用 → 这个应用 里开通；客户联系类接口在 客户联系 → API → 可调用接口的应用"
)

_WEBHOOK = (
    "群里的消息推送收不到了（被删、被停用，或地址抄错）：在群里重新添加消息推送，把新地址发给我：/群推送 主管 地址"
)

REMEDIES: Mapping[int, str] = {
    40013: "企业ID不对：核对 CEJI_WECOM__CORP_ID，在 管理后台 → 我的企业 → 企业信息 最下面",
    40091: "Secret 属于另一家企业：核对 CEJI_WECOM__CORP_ID 和 CEJI_WECOM__SECRET",
    40056: "AgentId 不对：核对 CEJI_WECOM__AGENT_ID，在 应用管理 → 应用 → 这个应用 页面上方",
    301002: "Secret 不是这个应用的：CEJI_WECOM__AGENT_ID 和 CEJI_WECOM__SECRET 要来自同一个应用",
    43012: "应用还没有接收消息的地址：应用管理 → 应用 → 这个应用 → 接收消息 → 设置API接收，保存后卡片按钮才能用",
    48001: _PERMISSION,
    48002: _PERMISSION,
    48006: "应用太久没人用，被企业微信停用了：应用管理 → 应用 → 这个应用，点「恢复使用」",
    48009: "通讯录同步助手的 Secret 读不了成员详情：CEJI_WECOM__SECRET 要用自建应用的",
    48011: "使用的成员太少，企业微信暂停了客户数据权限：让成员打开应用，或到 应用管理 → 应用 里查看提示",
    50001: "可信域名没有设好：应用管理 → 应用 → 这个应用 → 网页授权及JS-SDK，填 CEJI_PUBLIC_URL 的域名（带端口）",
    50003: "应用被停用了：应用管理 → 应用 → 这个应用，打开「启用」",
    93000: _WEBHOOK,
    93001: _WEBHOOK,
    93004: _WEBHOOK,
    93008: _WEBHOOK,
    93019: "智能机器人的 BotID 不对：核对 CEJI_WECOM__BOT_ID，在 管理后台 → 安全与管理 → 智能机器人 → API模式",
    701008: "这些成员没有互通接口许可：管理后台 → 应用管理 → 接口许可 里购买并分配",
    60020: "把服务器 IP {ip} 加到 企业微信管理后台 → 应用管理 → 应用 → 这个应用 → 企业可信IP",
}
"""What an admin has to do; `{ip}` is the caller's address as WeCom saw it."""


class WindowClosed(Refused):
    """What the intelligent bot may answer only for a while is answered too late."""


CREDENTIAL_REMEDY = "Secret 不对：核对 CEJI_WECOM__SECRET，在 应用管理 → 应用 → 这个应用 → Secret → 查看"

_CALLER = re.compile(r"from ip: ?([0-9A-Fa-f.:]+)")


def error_of(answer: Mapping[str, Any], place: str, *, fetching_token: bool = False) -> OutsideError | None:
    """The error that an answer of WeCom stands for, None when it says that all went well."""
    code = answer.get("errcode", 0)
    if code == 0:
        return None
    said = str(answer.get("errmsg", ""))[:300]
    text = f"{place} answered {code} {said}".rstrip()
    if not isinstance(code, int):
        return Unavailable(f"{place} answered without a readable errcode")
    if code in BUSY or code == NOT_SUBSCRIBED:
        return Unavailable(text, code=code, said=said)
    if fetching_token and code in TOKEN:
        return Misconfigured(text, remedy=CREDENTIAL_REMEDY, code=code, said=said)
    if code in TOKEN:
        return TokenRefused(text, code=code, said=said)
    if code in FREQUENCY:
        return RateLimited(text, retry_after=FREQUENCY_PAUSE, code=code, said=said)
    if code in RECIPIENT or code in NO_RELATION:
        return RecipientGone(text, code=code, said=said)
    if code in CARD:
        return CardClosed(text, code=code, said=said)
    if code in MEDIA:
        return UploadGone(text, code=code, said=said)
    if code in WINDOW:
        return WindowClosed(text, code=code, said=said)
    if code in REMEDIES:
        caller = _CALLER.search(said)
        remedy = REMEDIES[code].format(ip=caller[1] if caller else "（见 errmsg）")
        return Misconfigured(text, remedy=remedy, code=code, said=said)
    return Refused(text, code=code, said=said)
