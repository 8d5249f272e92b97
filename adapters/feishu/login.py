"""Signing in with Feishu's OAuth page (protocols: 获取授权码, 获取用户信息)."""

from __future__ import annotations

from urllib.parse import urlencode

from adapters.bodies import word
from adapters.contract import Login
from adapters.errors import Refused
from adapters.feishu.client import FeishuClient
from adapters.feishu.settings import FeishuSettings


def login(settings: FeishuSettings, *, redirect_uri: str, state: str) -> Login:
    """The authorize page; inside Feishu it asks nothing and comes back at once."""
    query = urlencode(
        {
            "client_id": settings.app_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "state": state,
        }
    )
    return Login(url=f"{settings.accounts_base.rstrip('/')}/open-apis/authen/v1/authorize?{query}")


async def identify(client: FeishuClient, code: str, *, tenant_key: str) -> str:
    """The open_id behind a code. Raises `Refused` for a used or unknown code and for another company's person.

    An empty `tenant_key` is not compared: no event has told ours yet.
    """
    if not code:
        raise Refused("there is no login code")
    person = await client.exchange(code)
    open_id = word(person, "open_id")
    if not open_id:
        raise Refused("the login code stands for nobody")
    if tenant_key and word(person, "tenant_key") != tenant_key:
        raise Refused("the person is from another company")
    return open_id
