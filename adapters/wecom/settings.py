"""WeCom's settings, and where in its console each value is found."""

from __future__ import annotations

from pydantic import Field, SecretStr

from adapters.platform_settings import PlatformSettings

API_BASE = "https://qyapi.weixin.qq.com"
OAUTH_BASE = "https://open.weixin.qq.com"
JS_SDK = "https://res.wx.qq.com/open/js/jweixin-1.2.0.js https://open.work.weixin.qq.com/wwopen/js/jwxwork-1.0.0.js"


class WeComSettings(PlatformSettings):
    """`CEJI_WECOM__…`. All but the bases, the verify file and the bot's are required."""

    corp_id: str = Field("", description="企业ID：管理后台 → 我的企业 → 企业信息，最下面一行，ww 开头")
    agent_id: str = Field("", description="AgentId：应用管理 → 应用 → 自建 → 这个应用，页面上方")
    secret: SecretStr = Field(SecretStr(""), description="Secret：同一页，点「查看」后在企业微信里收到")
    token: SecretStr = Field(SecretStr(""), description="Token：同一页 → 接收消息 → 设置API接收，随机获取")
    encoding_aes_key: SecretStr = Field(SecretStr(""), description="EncodingAESKey：和 Token 在同一处，43 位")
    api_base: str = Field(API_BASE, description="接口地址，一般不改")
    oauth_base: str = Field(OAUTH_BASE, description="网页授权地址，一般不改")
    verify_file: str = Field("", description="WW_verify_….txt 的内容：应用 → 网页授权及JS-SDK → 申请校验域名，下载文件")
    js_sdk: str = Field(JS_SDK, description="侧边栏认出客户用的 JS-SDK 脚本地址，空格隔开，一般不改")
    bot_id: str = Field("", description="BotID：管理后台 → 安全与管理 → 智能机器人 → API模式 → 长连接；可不填")
    bot_secret: SecretStr = Field(SecretStr(""), description="智能机器人的 Secret，和 BotID 在同一处；可不填")
    bot_ws_url: str = Field("wss://openws.work.weixin.qq.com", description="智能机器人长连接地址，一般不改")

    @property
    def has_bot(self) -> bool:
        """Whether the intelligent bot is set up."""
        return bool(self.bot_id and self.bot_secret.get_secret_value())

    def required(self) -> tuple[str, ...]:
        """A self-built app needs all five."""
        return ("corp_id", "agent_id", "secret", "token", "encoding_aes_key")
