"""The lines of `ceji doctor` about Feishu, each from Feishu's own answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from adapters.bodies import part, word
from adapters.contract import Check, Directory
from adapters.errors import Misconfigured, OutsideError, QuotaExhausted
from adapters.feishu.client import FeishuClient
from adapters.feishu.scopes import check_scopes
from adapters.feishu.settings import FeishuSettings
from adapters.feishu.shortcut import FeishuShortcut
from adapters.feishu.speech import FeishuSpeech
from adapters.proving import prove
from adapters.services.speech import BYTES_PER_SECOND


async def check_app(
    settings: FeishuSettings,
    client: FeishuClient,
    speech: FeishuSpeech,
    shortcut: FeishuShortcut,
    *,
    read_directory: Callable[[], Awaitable[Directory]],
    is_connected: Callable[[], bool],
) -> list[Check]:
    """Secret, bot, directory and how events arrive; the later ones are not asked when there is no token."""
    checks = [await prove("App ID 和 App Secret", lambda: _token(client))]
    if checks[0].ok:
        checks.append(await prove("机器人", lambda: _bot(client)))
        checks.append(await prove("权限", lambda: check_scopes(client)))
        checks.append(await prove("通讯录", lambda: _people(read_directory)))
        checks.append(await _speech(speech))
        checks.append(await _shortcut(shortcut))
        if settings.transport == "stream":
            checks.append(await prove("长连接", lambda: _connection(client, is_connected)))
    if settings.transport == "http":
        detail = "已填 Encrypt Key 和 Verification Token；收到飞书的地址校验时再核对"
        checks.append(Check(name="事件回调", ok=True, detail=detail))
    return checks


async def _token(client: FeishuClient) -> str:
    await client.tokens.get()
    return "拿到了 tenant_access_token"


async def _bot(client: FeishuClient) -> str:
    bot = part(await client.call("GET", "/open-apis/bot/v3/info"), "bot")
    return f"机器人「{word(bot, 'app_name')}」可用"


async def _people(read_directory: Callable[[], Awaitable[Directory]]) -> str:
    directory = await read_directory()
    if not directory.people:
        raise Misconfigured("nobody is visible", remedy=directory.scope_remedy)
    notes = "".join(f"；{note}" for note in directory.notes)
    return f"看到 {len(directory.departments)} 个部门、{len(directory.people)} 位成员{notes}"


async def _speech(speech: FeishuSpeech) -> Check:
    """Half a second of silence; a refusal is no fault: it is a paid extra, and another service does the same."""
    try:
        await speech.recognise(bytes(BYTES_PER_SECOND // 2))
    except (Misconfigured, QuotaExhausted):
        return Check(name="飞书自带的语音识别", ok=True, detail="没有开通，语音要另接服务")
    except OutsideError as error:
        return Check(name="飞书自带的语音识别", ok=True, detail=f"没试成：{error}")
    return Check(name="飞书自带的语音识别", ok=True, detail="能识别")


async def _shortcut(shortcut: FeishuShortcut) -> Check:
    """Whether pages can be signed; whether ours is a trusted domain only Feishu's client tells."""
    try:
        await shortcut.sign_page("https://ceji.invalid/")
    except OutsideError as error:
        return Check(name="「记到侧记」的签名", ok=True, detail=f"没试成，别的都照常：{error}")
    return Check(name="「记到侧记」的签名", ok=True, detail="能签；H5 可信域名要在后台加")


async def _connection(client: FeishuClient, is_connected: Callable[[], bool]) -> str:
    if is_connected():
        return "已经连上"
    await client.open_connection()
    return "可以连接"
