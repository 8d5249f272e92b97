"""The lines of `ceji doctor` about DingTalk, each from DingTalk's own answer."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress

from adapters.contract import Check, Directory
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.login import NEEDS_CORP_ID
from adapters.dingtalk.quick_entries import set_quick_entries
from adapters.dingtalk.settings import DingTalkSettings
from adapters.dingtalk.stream import SUBSCRIPTIONS
from adapters.errors import Misconfigured, OutsideError, Refused
from adapters.proving import prove
from cards.model import Card, MessageKind
from cards.render.dingtalk_card import draw_card


async def check_app(
    settings: DingTalkSettings,
    client: DingTalkClient,
    *,
    read_directory: Callable[[], Awaitable[Directory]],
    is_connected: Callable[[], bool],
    public_url: str,
) -> list[Check]:
    """Secret, directory, how messages arrive, quick entries, login and cards; some are not asked without a token."""
    checks = [await prove("Client ID 和 Client Secret", lambda: _token(client))]
    if checks[0].ok:
        checks.append(await prove("通讯录", lambda: _people(read_directory)))
        if settings.transport == "stream":
            checks.append(await prove("Stream 连接", lambda: _connection(client, is_connected)))
        checks.append(await prove("机器人", lambda: _robot(client, settings.robot_code)))
    if settings.transport == "http":
        detail = "token 和 aes_key 已填；收到钉钉的地址校验时再核对"
        checks.append(Check(name="HTTP 回调", ok=True, detail=detail))
    if checks[0].ok and public_url:
        checks.append(await _quick_entries(settings, client, public_url))
    checks.append(_login(settings))
    if checks[0].ok and settings.card_template_id:
        checks.append(await prove("互动卡片", lambda: _template(client, settings)))
    else:
        checks.append(_cards(settings))
    checks.append(_notices(settings))
    return checks


async def _token(client: DingTalkClient) -> str:
    await client.tokens.get()
    return "拿到了 accessToken"


async def _people(read_directory: Callable[[], Awaitable[Directory]]) -> str:
    directory = await read_directory()
    if not directory.people:
        raise Misconfigured("nobody is visible", remedy=directory.scope_remedy)
    notes = "".join(f"；{note}" for note in directory.notes)
    return f"看到 {len(directory.departments)} 个部门、{len(directory.people)} 位成员{notes}"


async def _connection(client: DingTalkClient, is_connected: Callable[[], bool]) -> str:
    if is_connected():
        return "已经连上"
    await client.open_stream(SUBSCRIPTIONS)
    return "可以连接"


async def _quick_entries(settings: DingTalkSettings, client: DingTalkClient, public_url: str) -> Check:
    """Sets the entries; the product does without them."""
    name = "单聊快捷入口"
    try:
        return Check(name=name, ok=True, detail=await set_quick_entries(client, settings.robot_code, public_url))
    except Misconfigured as error:
        return Check(name=name, ok=True, detail=f"没有设，也能用。{error.remedy}")
    except OutsideError as error:
        return Check(name=name, ok=True, detail=f"这次没设成，也能用（{type(error).__name__}）")


def _login(settings: DingTalkSettings) -> Check:
    if settings.corp_id:
        return Check(name="网页登录", ok=True, detail="CorpId 已填")
    return Check(name="网页登录", ok=False, detail="没有填 CorpId，侧边栏打不开", remedy=NEEDS_CORP_ID)


def _cards(settings: DingTalkSettings) -> Check:
    if settings.card_template_id:
        return Check(name="互动卡片", ok=True, detail="模板 ID 已填")
    return Check(name="互动卡片", ok=True, detail="没有填模板 ID，用 Markdown 消息代替卡片")


def _notices(settings: DingTalkSettings) -> Check:
    if settings.agent_id.isdigit():
        return Check(name="工作通知", ok=True, detail="AgentId 已填，机器人发不到的人改用工作通知")
    return Check(name="工作通知", ok=True, detail="没有填 AgentId，机器人发不到的人收不到")


async def _robot(client: DingTalkClient, robot_code: str) -> str:
    """Asks for a file that isn't there: the refusal is about the file when DingTalk knows the robot as ours."""
    payload = {"downloadCode": "ceji-doctor", "robotCode": robot_code}
    with suppress(Refused):
        await client.api("POST", "/v1.0/robot/messageFiles/download", payload)
    return "钉钉认得这个 RobotCode，是这个应用的"


async def _template(client: DingTalkClient, settings: DingTalkSettings) -> str:
    """Makes a card and delivers it to nobody."""
    card = Card(kind=MessageKind.ANSWER, summary="侧记自检", title="侧记自检")
    payload = {
        "cardTemplateId": settings.card_template_id,
        "outTrackId": f"ceji-doctor-{secrets.token_hex(8)}",
        "cardData": {"cardParamMap": draw_card(card)},
        "imRobotOpenSpaceModel": {"supportForward": False},
        "userIdType": 1,
    }
    await client.api("POST", "/v1.0/card/instances", payload)
    return "模板已发布，能做卡片"
