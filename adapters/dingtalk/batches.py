"""Equal robot messages that are sent at the same moment go out in one call: DingTalk charges for calls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.bodies import JsonObject
from adapters.dingtalk.limits import BATCH_PEOPLE
from adapters.errors import RecipientGone

SendTo = Callable[[list[str], str, str], Awaitable[JsonObject]]
"""Sends a Markdown title and text to these people; answers with who was left out."""


@dataclass(slots=True)
class _Batch:
    """People whose message has not left yet; `answer` is what the call will bring."""

    people: list[str]
    answer: asyncio.Future[JsonObject]

    def takes(self, user_id: str) -> bool:
        return len(self.people) < BATCH_PEOPLE and user_id not in self.people


class Batches:
    """Collects what the same turn of the event loop sends: nobody waits for it."""

    def __init__(self, send_to: SendTo) -> None:
        self._send_to = send_to
        self._open: dict[tuple[str, str], _Batch] = {}

    async def send(self, user_id: str, title: str, text: str) -> JsonObject:
        """The answer of the call that carried the message. Raises what the call raises."""
        batch = self._open.get((title, text))
        if batch is not None and batch.takes(user_id):
            batch.people.append(user_id)
        else:
            people = [user_id]
            batch = _Batch(people, asyncio.ensure_future(self._leave(people, title, text)))
            self._open[title, text] = batch
        try:
            # One sender that is cancelled must not take the message from the others.
            return await asyncio.shield(batch.answer)
        except RecipientGone:
            if len(batch.people) == 1:
                raise
        # Somebody among them is refused, and the answer doesn't say who.
        return await self._send_to([user_id], title, text)

    async def _leave(self, people: list[str], title: str, text: str) -> JsonObject:
        """Begins in the next turn of the loop: from then on the batch is closed."""
        if self._open[title, text].people is people:
            del self._open[title, text]
        return await self._send_to(people, title, text)
