"""Card entities (protocols: cardkit): a card that says at once that we are at work, and becomes the answer.

Each act on a card carries a number that must rise. What is said meanwhile takes the first ones and the answer later
ones, so that a late word never overtakes the answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import structlog

from adapters.bodies import JsonObject, part, word
from adapters.contract import CardReference
from adapters.errors import OutsideError, Refused
from adapters.events import InboundEvent
from adapters.feishu.client import FeishuClient
from adapters.feishu.extras import Extra
from adapters.feishu.limits import Paces
from cards.render import feishu as render

CARDS = "/open-apis/cardkit/v1/cards"
TIME_OUT = 5.0
"""Seconds for what nobody must wait for."""

_MEANWHILE = 1
_ANSWERED = 10
_LEAP = 100
"""How far ahead a number is set when ours has been used up: a process died before it could note it."""

_DONE_BEFORE = 200770
_NOT_RISING = 300317

log = structlog.get_logger(__name__)


class CardEntities:
    """Cards that live apart from their message: 14 days, sent once."""

    def __init__(self, client: FeishuClient, paces: Paces) -> None:
        self._client = client
        self._paces = paces
        self._extra = Extra()

    @property
    def is_offered(self) -> bool:
        """False for a while after Feishu has refused cardkit:card:write to this app."""
        return self._extra.is_offered

    async def begin(self, event: InboundEvent, words: str) -> dict[str, str]:
        """Shows the words in a card of their own. Raises `Misconfigured` where the app may not."""
        made = {"type": "card_json", "data": _json(render.under_way(words))}
        with self._extra.learning():
            async with self._paces.app.turn():
                answer = await self._client.call("POST", CARDS, payload=made, time_out=TIME_OUT)
        card_id = word(part(answer, "data"), "card_id")
        sent = {
            "receive_id": event.user_id,
            "msg_type": "interactive",
            "content": _json({"type": "card", "data": {"card_id": card_id}}),
            "uuid": card_id,
        }
        async with self._paces.message(event.user_id):
            answer = await self._client.call(
                "POST",
                "/open-apis/im/v1/messages",
                query={"receive_id_type": "open_id"},
                payload=sent,
                time_out=TIME_OUT,
            )
        return {"card_id": card_id, "card_message_id": word(part(answer, "data"), "message_id")}

    async def go_on(self, shown: Mapping[str, str], words: str) -> None:
        """Types the words out; those that begin with what stands there already continue it."""
        path = f"{_path(shown['card_id'])}/elements/{render.WORDS}/content"
        try:
            await self._act("PUT", path, shown["card_id"], {"content": render.typed(words)}, _MEANWHILE, "meanwhile")
        except OutsideError as error:
            log.info("feishu.progress_not_shown", error=type(error).__name__, **error.facts)

    async def take_over(self, shown: Mapping[str, str], content: JsonObject, key: str) -> CardReference:
        """The answer in place of the words. Raises `CardClosed` when the card is gone."""
        card_id = shown["card_id"]
        still = {"settings": _json({"config": {"streaming_mode": False}})}
        try:
            # While text may still be typed out, a press could not change the card at once.
            await self._act("PATCH", f"{_path(card_id)}/settings", card_id, still, _ANSWERED, f"{key}.still")
            await self._draw(card_id, content, _ANSWERED + 1, key)
        except Refused as error:
            # Drawn before by who died before noting it: only the answer takes these numbers.
            if error.facts.get("code") != _NOT_RISING:
                raise
        return {"message_id": shown["card_message_id"], "card_id": card_id, "sequence": str(_ANSWERED + 1)}

    async def update(self, reference: CardReference, content: JsonObject, key: str) -> CardReference:
        """Draws the card anew. Raises `CardClosed` after its 14 days."""
        card_id, sequence = reference["card_id"], int(reference["sequence"]) + 1
        try:
            await self._draw(card_id, content, sequence, key)
        except Refused as error:
            if error.facts.get("code") != _NOT_RISING:
                raise
            sequence += _LEAP
            await self._draw(card_id, content, sequence, key)
        return {"message_id": reference["message_id"], "card_id": card_id, "sequence": str(sequence)}

    async def _draw(self, card_id: str, content: JsonObject, sequence: int, key: str) -> None:
        card = {"card": {"type": "card_json", "data": _json(content)}}
        await self._act("PUT", _path(card_id), card_id, card, sequence, key)

    async def _act(self, method: str, path: str, card_id: str, payload: Any, sequence: int, key: str) -> None:
        """One numbered act; the same key again is done already."""
        async with self._paces.entity.turn(card_id), self._paces.app.turn():
            try:
                await self._client.call(method, path, payload={**payload, "sequence": sequence, "uuid": key})
            except Refused as error:
                if error.facts.get("code") != _DONE_BEFORE:
                    raise


def _path(card_id: str) -> str:
    return f"{CARDS}/{quote(card_id, safe='')}"


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)
