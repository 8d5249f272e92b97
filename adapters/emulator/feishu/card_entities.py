"""Card entities (cardkit): made, sent once by their id, changed by numbered acts, typed into while they stream."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from adapters.emulator.feishu.card_linter import CardError, lint, walk
from adapters.emulator.feishu.card_schema import MAX_BYTES
from adapters.emulator.feishu.chats import Message
from adapters.emulator.feishu.codes import Refusal, card_refused, field_required, too_frequent
from adapters.emulator.feishu.pace import PerSecond
from adapters.emulator.feishu.state import FeishuState

CARDS = "/open-apis/cardkit/v1/cards"
ACTS_PER_SECOND = 10
LIFE_DAYS = 14
_LARGEST_SEQUENCE = 2**31 - 1
_LONGEST_TEXT = 100_000
_TYPED = ("markdown", "plain_text")
_OWN_CODES = (300301, 300305)

Fields = Mapping[str, Any]
Act = Callable[[web.Request, Fields], Mapping[str, Any]]
Call = Callable[[Act], Any]


@dataclass
class Entity:
    """One card; `message` is where it was sent."""

    id: str
    card: dict[str, Any]
    made_ms: int
    message: Message | None = None
    sequence: int = 0
    uuids: set[str] = field(default_factory=set)


class CardEntities:
    """All card entities of the app."""

    def __init__(self, state: FeishuState) -> None:
        self._state = state
        self._entities: dict[str, Entity] = {}
        self._acts = PerSecond(ACTS_PER_SECOND)

    def routes(self, call: Call) -> list[web.RouteDef]:
        """What the product uses of cardkit; `call` adds the token and the envelope."""
        one = f"{CARDS}/{{card_id}}"
        return [
            web.post(CARDS, call(lambda request, body: self.create(body))),
            web.put(one, call(self._update)),
            web.patch(f"{one}/settings", call(self._settings)),
            web.put(f"{one}/elements/{{element_id}}/content", call(self._type)),
        ]

    def create(self, body: Fields) -> dict[str, Any]:
        """A new card; it is seen when it is sent."""
        card = _checked(body.get("type"), body.get("data"))
        entity = Entity(str(7_000_000_000_000_000_000 + secrets.randbelow(10**18)), card, self._now_ms())
        self._entities[entity.id] = entity
        return {"card_id": entity.id}

    def to_send(self, content: Fields) -> Entity:
        """The entity that a message names; each is sent once."""
        data = content.get("data")
        entity = self._entities.get(str(data.get("card_id"))) if isinstance(data, Mapping) else None
        if entity is None or entity.message is not None or self._is_expired(entity):
            raise card_refused(11310, "cardid is invalid")
        return entity

    def is_typing(self, message: Message) -> bool:
        """Whether a press on this message can't change it at once."""
        return any(entity.message is message and _streams(entity.card) for entity in self._entities.values())

    def is_entity(self, message: Message) -> bool:
        """Whether this message shows a card entity."""
        return any(entity.message is message for entity in self._entities.values())

    def replaced(self, message: Message, card: dict[str, Any]) -> None:
        """A press has changed what the message shows."""
        for entity in self._entities.values():
            if entity.message is message:
                entity.card = card

    def _update(self, request: web.Request, body: Fields) -> dict[str, Any]:
        card = body.get("card")
        if not isinstance(card, Mapping):
            raise field_required("card")
        checked = _checked(card.get("type"), card.get("data"))
        self._change(self._acted_on(request, body), checked)
        return {}

    def _settings(self, request: web.Request, body: Fields) -> dict[str, Any]:
        try:
            config = json.loads(body.get("settings") or "")["config"]
            given = dict(config)
        except (ValueError, TypeError, KeyError) as error:
            raise Refusal(300122, "Failed to update card configuration") from error
        entity = self._acted_on(request, body)
        self._change(entity, {**entity.card, "config": {**(entity.card.get("config") or {}), **given}})
        return {}

    def _type(self, request: web.Request, body: Fields) -> dict[str, Any]:
        words = body.get("content")
        if not isinstance(words, str) or not 0 < len(words) <= _LONGEST_TEXT:
            raise Refusal(10002, "Your request contains an invalid request parameter.")
        entity = self._acted_on(request, body)
        if not _streams(entity.card):
            raise Refusal(300309, "Card streaming closed")
        card = json.loads(json.dumps(entity.card))
        wanted = request.match_info["element_id"]
        element = next((each for each in walk(card) if each.get("element_id") == wanted), None)
        if not isinstance(element, dict):
            raise Refusal(300313, "Failed to update element properties")
        if element["tag"] not in _TYPED:
            raise Refusal(300310, "Only update text")
        element["content"] = words
        self._change(entity, card)
        return {}

    def _acted_on(self, request: web.Request, body: Fields) -> Entity:
        """The entity of a numbered act, which is noted."""
        entity = self._entities.get(request.match_info["card_id"])
        if entity is None:
            raise Refusal(200740, "The card entity does not exist")
        if self._is_expired(entity):
            raise Refusal(200750, "The card entity has expired")
        if not self._acts.allows(entity.id):
            raise too_frequent()
        uuid, sequence = body.get("uuid"), body.get("sequence")
        if uuid is not None and (not isinstance(uuid, str) or not 0 < len(uuid) <= 64):
            raise Refusal(10002, "Your request contains an invalid request parameter.")
        if uuid in entity.uuids:
            raise Refusal(200770, "UUID conflict")
        if entity.message is not None and entity.message.id in self._state.pressed:
            raise Refusal(200810, "The card is in an ongoing interaction and cannot be updated")
        if not isinstance(sequence, int) or not entity.sequence < sequence <= _LARGEST_SEQUENCE:
            raise Refusal(300317, "The sequence number for operating on the card did not increment consecutively")
        entity.sequence = sequence
        if uuid:
            entity.uuids.add(uuid)
        return entity

    def _change(self, entity: Entity, card: dict[str, Any]) -> None:
        entity.card = card
        if entity.message is not None:
            self._state.chats.change(entity.message, json.dumps(card, ensure_ascii=False), card)
            self._state.redraw(entity.message)

    def _is_expired(self, entity: Entity) -> bool:
        return self._now_ms() - entity.made_ms > LIFE_DAYS * 86_400_000

    def _now_ms(self) -> int:
        return int(self._state.world.clock.now().timestamp() * 1000)


def _checked(kind: object, data: object) -> dict[str, Any]:
    if kind != "card_json":
        raise Refusal(10002, "Your request contains an invalid request parameter.")
    if not isinstance(data, str) or not data:
        raise Refusal(300307, "The card DSL is empty")
    if len(data.encode()) > MAX_BYTES:
        raise Refusal(200860, "Card content exceeds limit.")
    try:
        card = json.loads(data)
    except ValueError as error:
        raise Refusal(200220, "Failed to generate card content") from error
    if not isinstance(card, dict) or card.get("schema") != "2.0":
        raise Refusal(300303, "Only schema 2.0 is supported")
    config = card.get("config")
    if isinstance(config, dict) and config.get("update_multi") is False:
        raise Refusal(300302, "update_multi property is false")
    try:
        lint(card)
    except CardError as error:
        raise Refusal(error.code if error.code in _OWN_CODES else 200220, error.message) from error
    return card


def _streams(card: Fields) -> bool:
    return bool((card.get("config") or {}).get("streaming_mode"))
