"""Feishu's settings, with where in its console each value is found."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from adapters.platform_settings import PlatformSettings

_CONSOLE = "飞书开放平台 → 开发者后台 → 应用"
JS_SDK = "https://lf-scm-cn.feishucdn.com/lark/op/h5-js-sdk-1.5.34.js"


class FeishuSettings(PlatformSettings):
    """`CEJI_FEISHU__…`; on when all that the transport requires is set."""

    app_id: str = Field("", description=f"{_CONSOLE} → 凭证与基础信息 → App ID，形如 cli_…")
    app_secret: SecretStr = Field(SecretStr(""), description=f"{_CONSOLE} → 凭证与基础信息 → App Secret")
    transport: Literal["stream", "http"] = Field(
        "stream",
        description=f"{_CONSOLE} → 事件与回调 → 订阅方式：stream 为使用长连接接收，http 为将事件发送至开发者服务器",
    )
    encrypt_key: SecretStr = Field(
        SecretStr(""), description=f"{_CONSOLE} → 事件与回调 → 加密策略 → Encrypt Key，http 时必填"
    )
    verification_token: SecretStr = Field(
        SecretStr(""), description=f"{_CONSOLE} → 事件与回调 → 加密策略 → Verification Token，http 时必填"
    )
    js_sdk: str = Field(JS_SDK, description="「记到侧记」那一页用的 JSSDK 脚本地址，一般不改")
    api_base: str = Field("https://open.feishu.cn", description="接口地址，一般不用改")
    accounts_base: str = Field("https://accounts.feishu.cn", description="网页登录地址，一般不用改")

    def required(self) -> tuple[str, ...]:
        """App ID and secret; over HTTP also what proves that a callback is Feishu's."""
        over_http = ("encrypt_key", "verification_token") if self.transport == "http" else ()
        return ("app_id", "app_secret", *over_http)
