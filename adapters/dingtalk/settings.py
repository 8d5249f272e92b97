"""DingTalk's settings, with where in its console each value is found."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from adapters.platform_settings import PlatformSettings

API_BASE = "https://api.dingtalk.com"
OAPI_BASE = "https://oapi.dingtalk.com"

_CONSOLE = "钉钉开发者后台 → 应用开发 → 应用"


class DingTalkSettings(PlatformSettings):
    """`CEJI_DINGTALK__…`; on when all that the transport requires is set."""

    client_id: str = Field("", description=f"{_CONSOLE} → 凭证与基础信息 → Client ID（原 AppKey）")
    client_secret: SecretStr = Field(
        SecretStr(""), description=f"{_CONSOLE} → 凭证与基础信息 → Client Secret（原 AppSecret）"
    )
    robot_code: str = Field("", description=f"{_CONSOLE} → 机器人 → RobotCode，企业内部应用与 Client ID 相同")
    corp_id: str = Field("", description="钉钉开发者后台首页 → CorpId，形如 ding…；网页登录要用，http 时必填")
    agent_id: str = Field("", description=f"{_CONSOLE} → 凭证与基础信息 → AgentId")
    transport: Literal["stream", "http"] = Field(
        "stream", description=f"{_CONSOLE} → 机器人 → 消息接收模式；{_CONSOLE} → 事件订阅 → 推送方式"
    )
    token: SecretStr = Field(SecretStr(""), description=f"{_CONSOLE} → 事件订阅 → HTTP 推送 → 签名 token，http 时必填")
    aes_key: SecretStr = Field(
        SecretStr(""), description=f"{_CONSOLE} → 事件订阅 → HTTP 推送 → 加密 aes_key，43 个字符，http 时必填"
    )
    card_template_id: str = Field(
        "", description="钉钉卡片平台 → 模板列表 → 模板 ID，形如 ….schema；不填则用 Markdown 消息代替卡片"
    )
    api_base: str = Field(API_BASE, description="新版接口地址，一般不用改")
    oapi_base: str = Field(OAPI_BASE, description="旧版接口地址，一般不用改")

    def required(self) -> tuple[str, ...]:
        """The app and its robot; over HTTP also what proves that a callback is DingTalk's."""
        over_http = ("corp_id", "token", "aes_key") if self.transport == "http" else ()
        return ("client_id", "client_secret", "robot_code", *over_http)
