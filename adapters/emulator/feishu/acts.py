"""What only Feishu's people do besides writing and pressing, with its own control addresses.

`POST /_control/feishu/recall` `{"user", "message_id"}`: a person takes back what he wrote.
`POST /_control/feishu/group` `{"user", "group", "external"?}`: a person takes the bot into a group.
`POST /_control/feishu/preview` `{"user", "url"}`: a person looks at a message with this link; `title` and `card` are
what he is shown in its place.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from adapters.emulator.feishu.card_drawing import draw_card
from adapters.emulator.feishu.chats import NAME, person_ids
from adapters.emulator.feishu.codes import Refusal
from adapters.emulator.feishu.delivery import Delivery, Outcome
from adapters.emulator.feishu.message_checks import check_card
from adapters.emulator.feishu.state import FeishuState
from adapters.emulator.stand_in import ControlError, Unknown
from adapters.emulator.world import Person

Act = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]


class Acts:
    """Changes the state as a person's client would, and tells the product."""

    def __init__(self, state: FeishuState, delivery: Delivery) -> None:
        self._state = state
        self._delivery = delivery

    def routes(self) -> list[web.RouteDef]:
        """The control addresses."""
        return [
            web.post("/_control/feishu/recall", self._recall),
            web.post("/_control/feishu/group", self._group),
            web.post("/_control/feishu/preview", self._preview),
        ]

    async def recall(self, user: str, message_id: str) -> dict[str, Any]:
        """im.message.recalled_v1, which does not say who recalled."""
        message = self._state.chats.get(message_id)
        if message is None or message.sender != user or message.is_deleted:
            raise Unknown(f"{user} has no message 「{message_id}」 to take back")
        self._state.recall(message)
        event = {
            "message_id": message.id,
            "chat_id": message.chat.id,
            "recall_time": str(int(self._state.world.clock.now().timestamp() * 1000)),
            "recall_type": "message_owner",
        }
        return _told(await self._delivery.event(self._state.envelope("im.message.recalled_v1", event)))

    async def take_into_group(self, user: str, group: str, *, external: bool = False) -> dict[str, Any]:
        """im.chat.member.bot.added_v1."""
        person = self._person(user)
        event = {
            "chat_id": self._state.chats.group(group).id,
            "operator_id": dict(person_ids(person)),
            "external": external,
            "operator_tenant_key": self._state.app.tenant_key,
            "name": group,
        }
        return _told(await self._delivery.event(self._state.envelope("im.chat.member.bot.added_v1", event)))

    async def look_at_link(self, user: str, url: str) -> dict[str, Any]:
        """url.preview.get, as the client of somebody who looks at a message with a link asks: what it shows him."""
        person = self._person(user)
        event = {
            "operator": {"tenant_key": self._state.app.tenant_key, **person_ids(person)},
            "host": "im_message",
            "context": {
                "url": url,
                "preview_token": secrets.token_hex(16),
                "open_message_id": f"om_{secrets.token_hex(16)}",
                "open_chat_id": self._state.chats.with_person(user).id,
            },
        }
        outcome = await self._delivery.callback(self._state.envelope("url.preview.get", event, microseconds=True))
        return {**_told(outcome), **(self._shown(outcome.body) if outcome.delivered else {})}

    def _shown(self, body: bytes) -> dict[str, Any]:
        """The line and the words of the card; a ControlError for an answer that the client could not show."""
        answer = json.loads(body or b"{}")
        if answer == {}:
            return {"title": "", "card": ""}
        inline, card = answer.get("inline"), answer.get("card")
        if not isinstance(inline, dict) or not isinstance(inline.get("title"), str) or not inline["title"]:
            raise ControlError("a preview needs inline.title")
        if card is None:
            return {"title": inline["title"], "card": ""}
        try:
            drawn = draw_card(check_card(card.get("data")), self._state.name_of)
        except Refusal as refusal:
            raise ControlError(f"the preview's card is not accepted: {refusal}") from refusal
        return {"title": inline["title"], "card": drawn.sketch.as_changes()["text"]}

    def _person(self, user: str) -> Person:
        person = self._state.person(user)
        if person is None:
            raise Unknown(f"nobody here is 「{user}」")
        return person

    async def _recall(self, request: web.Request) -> web.StreamResponse:
        return await self._answered(request, lambda user, body: self.recall(user, str(body.get("message_id", ""))))

    async def _preview(self, request: web.Request) -> web.StreamResponse:
        return await self._answered(request, lambda user, body: self.look_at_link(user, str(body.get("url", ""))))

    async def _group(self, request: web.Request) -> web.StreamResponse:
        return await self._answered(
            request,
            lambda user, body: self.take_into_group(
                user, str(body.get("group", "")), external=body.get("external") is True
            ),
        )

    async def _answered(self, request: web.Request, act: Act) -> web.StreamResponse:
        try:
            body = json.loads(await request.text() or "{}")
            if not isinstance(body, dict):
                raise ControlError("the body must be a JSON object")
            person = self._state.world.find(NAME, str(body.get("user", "")))
            if person is None:
                raise Unknown(f"nobody here is 「{body.get('user')}」")
            return web.json_response(await act(person.account(NAME), body))
        except ValueError as error:
            return web.json_response({"error": f"the body is not JSON: {error}"}, status=400)
        except ControlError as error:
            return web.json_response({"error": str(error)}, status=error.status)


def _told(outcome: Outcome) -> dict[str, Any]:
    return {"delivered": outcome.delivered, "attempts": 1, "status": outcome.status}
