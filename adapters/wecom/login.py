"""Who opened the sidebar: WeCom's OAuth (developer.work.weixin.qq.com, paths 91022 and 91023)."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from adapters.contract import Login
from adapters.errors import Refused
from adapters.wecom.client import WeComClient
from adapters.wecom.settings import WeComSettings

_STATE = re.compile(r"[0-9A-Za-z]{0,128}")


def login_page(settings: WeComSettings, *, redirect_uri: str, state: str) -> Login:
    """The page that sends the person back with a code. ValueError for a state that WeCom would refuse."""
    if not _STATE.fullmatch(state):
        raise ValueError("the state may hold letters and digits only")
    query = urlencode(
        {
            "appid": settings.corp_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
            "agentid": settings.agent_id,
        }
    )
    return Login(url=f"{settings.oauth_base.rstrip('/')}/connect/oauth2/authorize?{query}#wechat_redirect")


async def identify(client: WeComClient, code: str) -> str:
    """The member's user id. Raises `Refused` for a bad code and for people of other companies."""
    if not code or len(code) > 512:
        raise Refused("the sign-in code is malformed")
    answer = await client.get("auth/getuserinfo", code=code)
    user_id = answer.get("userid")
    if not isinstance(user_id, str) or not user_id:
        raise Refused("the code belongs to someone outside the company")
    return user_id
