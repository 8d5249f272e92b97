"""消息推送: a one-way address of one group (developer.work.weixin.qq.com/document/path/99110)."""

from __future__ import annotations

from adapters.contract import Outgoing
from adapters.http import HttpClient
from adapters.pace import Pace
from adapters.recent import Recent
from adapters.wecom.codes import error_of
from adapters.wecom.limits import PER_WEBHOOK
from cards.render import wecom as render

UNFINISHED = 1_024
"""Messages of which the first pieces are out, and remembered as such."""


class GroupWebhooks:
    """Markdown to groups: at most 20 messages a minute each; a long one goes in pieces."""

    def __init__(self, base: str, http: HttpClient) -> None:
        self._address = f"{base.rstrip('/')}/cgi-bin/webhook/send"
        self._http = http
        self._pace = Pace(*PER_WEBHOOK)
        self._said = Recent[int](UNFINISHED)  # Pieces that are out, by outbox key: a repeat goes on behind them.

    async def send(self, outgoing: Outgoing) -> None:
        """Says it in the group of `outgoing.group_key`. Raises what the refusal means."""
        pieces = render.draw_webhook(outgoing.message)
        for piece in pieces[self._said.get(outgoing.key) or 0 :]:
            async with self._pace.turn(outgoing.group_key):
                payload = {"msgtype": "markdown", "markdown": {"content": piece}}
                answer = await self._http.post(self._address, query={"key": outgoing.group_key}, payload=payload)
                if error := error_of(answer.json(), answer.place):
                    raise error
            self._said[outgoing.key] = (self._said.get(outgoing.key) or 0) + 1
        self._said.pop(outgoing.key)
