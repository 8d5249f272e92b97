"""Messages that a person hands to us from any chat of his (protocols: 消息快捷操作, JSSDK 鉴权)."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping

from adapters.bodies import JsonObject, instant, json_object, part, parts, word
from adapters.errors import CallbackRejected, Refused, Unavailable
from adapters.events import TextSaid
from adapters.feishu.client import FeishuClient
from adapters.feishu.content import read_content
from adapters.feishu.settings import FeishuSettings
from adapters.message_shortcut import ChosenMessage
from adapters.tokens import FetchedToken, TokenSource

JS_CALLS = ("getBlockActionSourceDetail",)
"""What the page may ask the client."""

MOST_MESSAGES = 50
LONGEST_TRIGGER = 200


class FeishuShortcut:
    """Signs the page and reads what the client told it; the ticket is fetched once for all who open it."""

    def __init__(
        self, settings: FeishuSettings, client: FeishuClient, *, machine_time: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._client = client
        self._machine_time = machine_time
        self.scripts: tuple[str, ...] = (settings.js_sdk,)
        self._ticket = TokenSource(self._fetch_ticket)

    def trigger_in(self, query: Mapping[str, str]) -> str:
        """`bdp_launch_query` holds it as JSON, on a computer and on a phone alike."""
        try:
            return word(json_object(query.get("bdp_launch_query", "{}")), "__trigger_id__")[:LONGEST_TRIGGER]
        except CallbackRejected:
            return ""

    async def sign_page(self, page: str) -> Mapping[str, object]:
        """`h5sdk.config`; milliseconds, as in Feishu's own example."""
        noncestr, timestamp = secrets.token_hex(8), int(self._machine_time() * 1000)
        return {
            "appId": self._settings.app_id,
            "timestamp": timestamp,
            "nonceStr": noncestr,
            "signature": page_signature(await self._ticket.get(), noncestr, timestamp, page),
            "jsApiList": JS_CALLS,
        }

    def read(self, told: str) -> tuple[ChosenMessage, ...]:
        """The `content` of the client's answer, whose `messages` are a list, or the one message by itself."""
        try:
            content = json_object(told)
            messages = parts(content, "messages") or [part(content, "messages")]
            chosen = [_chosen(one) for one in messages[:MOST_MESSAGES]]
        except CallbackRejected as error:
            raise Refused("the client told of no messages") from error
        return tuple(sorted(chosen, key=lambda one: one.written_at))

    async def _fetch_ticket(self) -> FetchedToken:
        answer = part(await self._client.call("POST", "/open-apis/jssdk/ticket/get", payload={}), "data")
        ticket, lifetime = word(answer, "ticket"), answer.get("expire_in")
        if not ticket or not isinstance(lifetime, int):
            raise Unavailable("Feishu answered without a ticket")
        return FetchedToken(ticket, float(lifetime))


def page_signature(ticket: str, noncestr: str, timestamp: int, page: str) -> str:
    """The signature that the client checks: raw values in this order, the address without what follows #."""
    signed = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={page.partition('#')[0]}"
    return hashlib.sha1(signed.encode()).hexdigest()  # noqa: S324  Feishu's own algorithm.


def _chosen(message: JsonObject) -> ChosenMessage:
    sender = part(message, "sender")
    said = read_content({"message_type": word(message, "messageType"), "content": word(message, "content")})
    return ChosenMessage(
        user_id=word(sender, "open_id"),
        name=word(sender, "name"),
        written_at=instant(word(message, "createTime"), per_second=1),
        text=said.text if isinstance(said, TextSaid) else "",
    )
