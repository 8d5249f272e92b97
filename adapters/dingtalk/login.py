"""Signing in inside DingTalk: a script asks the client for a code (protocols: 企业内部应用免登)."""

from __future__ import annotations

from adapters.bodies import part, word
from adapters.contract import Login
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.settings import OAPI_BASE, DingTalkSettings
from adapters.errors import Misconfigured, Refused

SCRIPT = "https://g.alicdn.com/dingding/dingtalk-jsapi/2.10.3/dingtalk.open.js"

NEEDS_CORP_ID = "网页登录要用企业的 CorpId：抄 钉钉开发者后台首页右上角 的 CorpId 到 CEJI_DINGTALK__CORP_ID"


def login(settings: DingTalkSettings) -> Login:
    """The client's script and what `dd.requestAuthCode` is called with."""
    if not settings.corp_id:
        raise Misconfigured("the corp id is not set", remedy=NEEDS_CORP_ID)
    base = settings.oapi_base.rstrip("/")
    # A host of our own choosing brings its own script: DingTalk's would not work without its client.
    script = SCRIPT if base == OAPI_BASE else f"{base}/dingtalk.open.js"
    return Login(client_script=script, script_options={"corpId": settings.corp_id, "clientId": settings.client_id})


async def identify(client: DingTalkClient, code: str) -> str:
    """The user id behind a code. Raises `Refused` for a used or unknown one."""
    if not code:
        raise Refused("there is no login code")
    answer = await client.oapi("/topapi/v2/user/getuserinfo", {"code": code})
    user_id = word(part(answer, "result"), "userid")
    if not user_id:
        raise Refused("the login code stands for nobody")
    return user_id
