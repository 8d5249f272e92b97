"""Who is behind an encrypted user id: a bot whose maker is no super-admin is told no other (path 101521)."""

from __future__ import annotations

import asyncio

import structlog

from adapters.bodies import parts, word
from adapters.errors import Misconfigured, Refused
from adapters.patience import patiently
from adapters.recent import Recent
from adapters.wecom.client import WeComClient

KEPT = 20_000
"""Ids that are remembered; the oldest are asked for again."""

log = structlog.get_logger(__name__)


class OpenIds:
    """Turns ids into user ids with the app's token; each is asked for once."""

    def __init__(self, client: WeComClient) -> None:
        self._client = client
        self._known = Recent[str](KEPT)
        self._asking: dict[str, asyncio.Task[str]] = {}

    async def plain(self, user_id: str) -> str:
        """The user id, which an id that is plain already is itself. Raises `Unavailable`."""
        if known := self._known.get(user_id):
            return known
        if user_id not in self._asking:
            self._asking[user_id] = asyncio.create_task(self._ask(user_id))
        # Several messages of one person wait for one answer, and go on in their order.
        return await asyncio.shield(self._asking[user_id])

    async def _ask(self, user_id: str) -> str:
        payload = {"open_userid_list": [user_id]}
        try:
            answer = await patiently(lambda: self._client.post("batch/openuserid_to_userid", payload))
        except (Misconfigured, Refused) as error:
            # Without the right to ask, plain ids still work; who is encrypted stays a stranger.
            log.warning("wecom.open_ids_refused", error=str(error))
            return user_id
        finally:
            del self._asking[user_id]
        found = {word(pair, "open_userid"): word(pair, "userid") for pair in parts(answer, "userid_list")}
        plain = self._known[user_id] = found.get(user_id) or user_id
        return plain
