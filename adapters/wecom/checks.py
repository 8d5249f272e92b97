"""The lines of `ceji doctor` about WeCom, each from WeCom's own answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from adapters.bodies import words
from adapters.contract import Check, Directory
from adapters.errors import Misconfigured
from adapters.proving import prove
from adapters.wecom.client import WeComClient
from adapters.wecom.settings import WeComSettings


async def check_app(
    settings: WeComSettings, client: WeComClient, read_directory: Callable[[], Awaitable[Directory]]
) -> list[Check]:
    """Token, app, directory, callback, customers, sidebar and domain; only the domain is told of without a token."""
    checks = [await prove("企业ID和Secret", lambda: _token(client))]
    if checks[0].ok:
        checks.append(await prove("应用", lambda: _app(settings, client)))
        checks.append(await prove("通讯录", lambda: _people(read_directory)))
        checks.append(await prove("接收消息", lambda: _callback(client)))
        checks.append(await _customers(client))
        checks.append(await prove("侧边栏", lambda: _page_ticket(client)))
    checks.append(_domain(settings))
    if settings.bot_id or settings.bot_secret.get_secret_value():
        checks.append(_bot(settings))
    return checks


async def _token(client: WeComClient) -> str:
    await client.tokens.get()
    return "拿到了 access_token"


async def _app(settings: WeComSettings, client: WeComClient) -> str:
    app = await client.get("agent/get", agentid=settings.agent_id)
    if app.get("close") == 1:
        raise Misconfigured("the app is off", remedy="应用被停用了：应用管理 → 应用 → 这个应用，打开「启用」")
    return f"应用「{app.get('name', settings.agent_id)}」可用"


async def _people(read_directory: Callable[[], Awaitable[Directory]]) -> str:
    directory = await read_directory()
    if not directory.people:
        raise Misconfigured("nobody is visible", remedy="；".join(directory.notes))
    notes = "".join(f"；{note}" for note in directory.notes)
    return f"看到 {len(directory.departments)} 个部门、{len(directory.people)} 位成员{notes}"


async def _callback(client: WeComClient) -> str:
    answer = await client.get("getcallbackip")
    addresses = answer.get("ip_list")
    count = len(addresses) if isinstance(addresses, list) else 0
    return f"Token 和 EncodingAESKey 格式正确；企业微信从 {count} 个地址段推送，防火墙要放行"


async def _customers(client: WeComClient) -> Check:
    """客户联系 is for companies that use it: without it nothing is broken, and doctor says what is not there."""
    check = await prove("客户联系", lambda: _followers(client))
    if check.ok:
        return check
    return Check(check.name, ok=True, detail=f"没有开通，新加微信客户时不会提醒。要用：{check.remedy}")


async def _followers(client: WeComClient) -> str:
    answer = await client.get("externalcontact/get_follow_user_list")
    return f"{len(words(answer, 'follow_user'))} 位成员的微信客户看得到；变更回调通不通，加一个客户就知道"


async def _page_ticket(client: WeComClient) -> str:
    await client.get("ticket/get", type="agent_config")
    return "拿到了应用的 JS-SDK 票据，聊天旁边打开能认出客户"


def _domain(settings: WeComSettings) -> Check:
    if settings.verify_file:
        return Check(name="可信域名", ok=True, detail="校验文件已填，会放在它的地址上")
    return Check(
        name="可信域名",
        ok=True,
        detail="没有填 CEJI_WECOM__VERIFY_FILE；域名已在别处校验过就不用填",
    )


def _bot(settings: WeComSettings) -> Check:
    """Only whether it is set: a second connection would end the one that serves."""
    if settings.has_bot:
        detail = "BotID 和 Secret 已填；长连接由服务去连，这里不连，免得把正在用的顶下来"
        return Check(name="智能机器人", ok=True, detail=detail)
    remedy = "CEJI_WECOM__BOT_ID 和 CEJI_WECOM__BOT_SECRET 要一起填，或一起去掉"
    return Check(name="智能机器人", ok=False, detail="只填了一半，不会连", remedy=remedy)
