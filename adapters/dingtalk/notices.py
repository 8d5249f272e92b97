"""Work notices: the last resort for a person whom the robot can't reach (protocols: 发送工作通知).

DingTalk answers «ok» to what it then drops, and drops the same content to the same person within a day: each notice
carries its own number, and its fate is asked for.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta, timezone

import structlog

from adapters.bodies import part, parts, word, words
from adapters.contract import Outgoing
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.limits import NOTICE_PAUSE_SECONDS
from adapters.errors import OutsideError, RateLimited, RecipientGone
from cards.limits import DINGTALK
from cards.render import dingtalk as render

PATH = "/topapi/message/corpconversation"
DAILY_CAP, REPEATED = "143105", "143106"
BEIJING = timezone(timedelta(hours=8))
"""By whose days DingTalk counts."""

log = structlog.get_logger(__name__)


class WorkNotices:
    """Notices of one app; `agent_id` is its number, empty where it was not told: then there is no last resort."""

    def __init__(self, client: DingTalkClient, agent_id: str, *, result_seconds: float = 1.0) -> None:
        self._client = client
        self._agent_id = agent_id
        self._result_seconds = result_seconds

    @property
    def are_possible(self) -> bool:
        """Whether the app's number is known."""
        return self._agent_id.isdigit()

    async def send(self, outgoing: Outgoing, now: datetime) -> None:
        """Sends a message to one person. Raises RecipientGone, RateLimited where DingTalk has dropped it."""
        title, text = render.draw_markdown(outgoing.message, links=False, most=DINGTALK.notice_bytes)
        number = hashlib.sha256(outgoing.key.encode()).hexdigest()[:6]
        local = now.astimezone(BEIJING)
        when = f"{local.month}月{local.day}日 {local:%H:%M}"
        ending = f"{when} · 机器人发不到你这里，先用工作通知 · 编号 {number}"
        content = {"title": title, "text": f"{text}{render.NEW_LINE}{ending}"}
        payload = {
            "agent_id": int(self._agent_id),
            "userid_list": outgoing.user_id,
            "msg": {"msgtype": "markdown", "markdown": content},
        }
        answer = await self._client.oapi(f"{PATH}/asyncsend_v2", payload)
        log.info("dingtalk.work_notice", key=outgoing.key)
        await self._check(outgoing.user_id, word(answer, "task_id"))

    async def _check(self, user_id: str, task_id: str) -> None:
        """Asks once what became of it, because asking is charged too; no answer counts as sent."""
        await asyncio.sleep(self._result_seconds)
        payload = {"agent_id": int(self._agent_id), "task_id": task_id}
        try:
            result = part(await self._client.oapi(f"{PATH}/getsendresult", payload), "send_result")
        except OutsideError as error:
            log.warning("dingtalk.notice_result_unknown", error=type(error).__name__, **error.facts)
            return
        reasons = [word(each, "code") for each in parts(result, "forbidden_list") if word(each, "userid") == user_id]
        if DAILY_CAP in reasons:
            raise RateLimited("the person's work notices of the day are used up", retry_after=NOTICE_PAUSE_SECONDS)
        if user_id in words(result, "invalid_user_id_list") or user_id in words(result, "failed_user_id_list"):
            raise RecipientGone("neither robot nor work notices reach this person", user_id=user_id)
        if user_id in words(result, "forbidden_user_id_list") and REPEATED not in reasons:
            raise RecipientGone("DingTalk forbids work notices to this person", user_id=user_id)
