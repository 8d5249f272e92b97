"""`ceji doctor`: every setting against the real service that it names, one line each. Secrets are never shown."""

from __future__ import annotations

import asyncio
import io
import sys
import wave
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.exc import ArgumentError

from adapters import registry
from adapters.contract import ChatPlatform, Check, Recording
from adapters.errors import Misconfigured, OutsideError
from adapters.http import HttpClient
from adapters.platform_settings import PlatformSettings
from adapters.proving import prove
from adapters.services.language_model import OpenAILanguageModel
from adapters.services.speech import OpenAITranscriber
from bot.commands.doctor_clock import check_clock
from bot.commands.doctor_storage import check_database, check_key
from bot.logs import set_up_logs
from bot.settings import Settings, SettingsError, load_settings
from crm_core.database.engine import sqlite_file

LABELS = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
MARKS = {True: "√", False: "✗", None: "－"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the answer; `state` None is what could not be tried, which is no failure."""

    name: str
    state: Literal[True, False] | None
    detail: str
    remedy: str = ""


def doctor() -> int:
    """Prints one line for each check; 1 when something failed."""
    set_up_logs(as_json=not sys.stderr.isatty(), level="ERROR")
    try:
        settings = load_settings()
        sqlite_file(settings.database_url)
    except SettingsError as error:
        lines = [Line("设置", False, str(error), "改好后再运行一次")]
    except ArgumentError:
        lines = [Line("数据库", False, "CEJI_DATABASE_URL 不是一个地址", "写成 sqlite:///文件 或 postgresql://…")]
    else:
        lines = asyncio.run(_examine(settings))
    for line in lines:
        remedy = f" → {line.remedy}" if line.remedy and not line.state else ""
        print(f"{MARKS[line.state]} {line.name}：{line.detail}{remedy}")
    failed = sum(line.state is False for line in lines)
    print(f"{failed} 项要处理" if failed else "没有发现问题")
    return 1 if failed else 0


async def _examine(settings: Settings) -> list[Line]:
    parts = [
        asyncio.to_thread(lambda: [_line(check_database(settings)), _line(check_key(settings))]),
        _clock(settings),
        _public_address(settings),
        *(_platform(name, given, settings.public_url) for name, given in settings.platforms.items()),
        _speech(settings),
        _language_model(settings),
    ]
    lines = [line for part in await asyncio.gather(*parts) for line in part]
    if not any(given.any_set() for given in settings.platforms.values()):
        lines.append(Line("平台", False, "一个都没有设置", "企业微信、钉钉、飞书至少配一个，见 deploy/guide"))
    return lines


def _line(check: Check, owner: str = "") -> Line:
    name = f"{owner} · {check.name}" if owner else check.name
    return Line(name, check.ok, check.detail, check.remedy)


async def _clock(settings: Settings) -> list[Line]:
    check = await check_clock(settings)
    return [_line(check)] if check else [Line("时钟", None, "没有平台可以对时")]


async def _platform(name: str, given: PlatformSettings, public_url: str) -> list[Line]:
    if not given.any_set():
        return []
    label = LABELS[name]
    if given.missing():
        missing = "、".join(f"CEJI_{name}__{field}".upper() for field in given.missing())
        return [Line(label, False, f"没有设全，不会启动，还缺 {missing}", "补上，或全部去掉")]
    try:
        platform = registry.create(name, given, public_url=public_url)
    except Misconfigured as error:
        return [Line(label, False, str(error), error.remedy)]
    return [_line(check, label) for check in await _checks(platform)]


async def _checks(platform: ChatPlatform) -> list[Check]:
    """The platform's own answers, asked without opening its long connection for events."""
    try:
        return await platform.check()
    except OutsideError as error:
        return [Check("连接", ok=False, detail=str(error), remedy="检查这台机器能不能访问平台的接口地址")]
    finally:
        await platform.stop()


async def _public_address(settings: Settings) -> list[Line]:
    """Whether the address that people and platforms use leads to a running product."""
    name = "公网地址"
    if not settings.public_url:
        return [Line(name, False, "没有设 CEJI_PUBLIC_URL，侧边栏和回调用不了", "设成成员和平台能打开的地址")]
    http = HttpClient(time_out=8)
    try:
        answer = await http.request("GET", f"{settings.public_url}/healthz")
        if answer.status == 200 and answer.json().get("status") == "alive":
            return [Line(name, True, f"{settings.public_url} 能打开")]
        detail = f"{settings.public_url}/healthz 回答的不是 ceji（{answer.status}）"
    except OutsideError as error:
        detail = f"打不开：{error}"
    finally:
        await http.close()
    return [Line(name, False, detail, "先运行 ceji serve；已经在运行就检查域名、反向代理和防火墙")]


async def _speech(settings: Settings) -> list[Line]:
    """Sends one second of silence: the address, the key and the model prove themselves."""
    if not settings.speech.url:
        return [Line("语音识别", None, "没有设置；企业微信的语音会请成员改用文字，飞书能用它自带的识别")]
    http = HttpClient()
    transcriber = OpenAITranscriber(settings.speech, http)

    async def ask() -> str:
        await transcriber.transcribe(Recording(_silence(), "wav"))
        return "能识别"

    try:
        return [_line(await prove("语音识别", ask))]
    finally:
        await http.close()


async def _language_model(settings: Settings) -> list[Line]:
    """Asks for an empty object: the address, the key, the model and its JSON mode prove themselves."""
    if not settings.language_model.url:
        return [Line("语言模型", None, "没有设置；日报只由侧记自己听，什么都不出公司")]
    http = HttpClient()
    model = OpenAILanguageModel(settings.language_model, http)

    async def ask() -> str:
        await model.ask([{"role": "user", "content": "Answer with the JSON object {}."}], _allowed)
        return "能回答"

    try:
        return [_line(await prove("语言模型", ask))]
    finally:
        await http.close()


async def _allowed() -> bool:
    """What the doctor asks doesn't count among the day's questions."""
    return True


def _silence() -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sink:
        sink.setnchannels(1)
        sink.setsampwidth(2)
        sink.setframerate(16_000)
        sink.writeframes(bytes(2 * 16_000))
    return target.getvalue()
