"""The permissions that the app needs, and whether the company has given them (protocols: 查询租户授权状态)."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.bodies import part, parts, word
from adapters.errors import Misconfigured
from adapters.feishu.client import FeishuClient

PATH = "/open-apis/application/v6/scopes"
_GRANTED = "1"


@dataclass(frozen=True, slots=True)
class Need:
    """What a permission is for; any one of `scopes` gives it, the first is the one to ask for."""

    purpose: str
    scopes: tuple[str, ...]
    is_optional: bool = False


NEEDS = (
    Need("收单聊消息", ("im:message.p2p_msg:readonly", "im:message.p2p_msg", "im:message")),
    Need(
        "收群里 @ 的消息",
        (
            "im:message.group_at_msg:readonly",
            "im:message.group_at_msg",
            "im:message.group_at_msg.include_bot:readonly",
            "im:message.group_msg",
            "im:message",
        ),
    ),
    Need("发消息", ("im:message:send_as_bot", "im:message:send", "im:message")),
    Need("下载语音和文件", ("im:message:readonly", "im:message")),
    Need(
        "读通讯录",
        ("contact:contact.base:readonly", "contact:contact:readonly_as_app", "contact:contact:readonly"),
    ),
    Need("读姓名", ("contact:user.base:readonly", "contact:contact:readonly_as_app", "contact:contact:readonly")),
    Need("发文件", ("im:resource", "im:resource:upload"), is_optional=True),
    Need("第一次打开时打招呼", ("im:chat.access_event.bot_p2p_chat:read",), is_optional=True),
    Need("进群时打招呼", ("im:chat.members:bot_access", "im:chat:readonly", "im:chat"), is_optional=True),
    Need("群里的「客户」标签页", ("im:chat.tabs:write_only", "im:chat"), is_optional=True),
    Need("认出自己的标签页", ("im:chat.tabs:read", "im:chat:readonly", "im:chat"), is_optional=True),
    Need("语音正在听的提示", ("cardkit:card:write",), is_optional=True),
    Need("读手机号", ("contact:user.phone:readonly",), is_optional=True),
    Need("飞书自带的语音识别", ("speech_to_text:speech",), is_optional=True),
)


async def check_scopes(client: FeishuClient) -> str:
    """What is given, for `ceji doctor`. Raises `Misconfigured` with the permissions that are missing."""
    answer = await client.call("GET", PATH)
    listed = parts(part(answer, "data"), "scopes")
    granted = {word(each, "scope_name") for each in listed if word(each, "grant_status") == _GRANTED}
    missing = [need for need in NEEDS if granted.isdisjoint(need.scopes)]
    wanted = [need for need in missing if not need.is_optional]
    if wanted:
        named = "、".join(f"{need.scopes[0]}（{need.purpose}）" for need in wanted)
        raise Misconfigured(
            f"还没有：{'、'.join(need.purpose for need in wanted)}",
            remedy=f"到 开发者后台 → 权限管理 开通 {named}，然后创建版本并发布",
        )
    extras = "、".join(need.purpose for need in missing)
    return f"要用的都开通了{f'；可选的没开：{extras}' if extras else ''}"
