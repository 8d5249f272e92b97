"""Card actions: what a press sends, how its answer changes the card, and delayed updates by token."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.emulator.feishu.card_drawing import INPUT_KINDS, Control
from adapters.emulator.feishu.card_entities import CardEntities
from adapters.emulator.feishu.chats import Message, person_ids
from adapters.emulator.feishu.codes import Refusal
from adapters.emulator.feishu.delivery import Delivery, Outcome
from adapters.emulator.feishu.message_checks import check_card
from adapters.emulator.feishu.state import FeishuState
from adapters.emulator.world import Person

TOKEN_SECONDS = 30 * 60
TOKEN_USES = 2
_TOAST_TYPES = ("success", "info", "warning", "error")
_ZONE = "+0800"
_DATES = {
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d",
    "datetime": r"\d{4}-\d\d-\d\d \d\d:\d\d",
}


@dataclass
class UpdateToken:
    """The `c-` token of one press: 30 minutes, two uses, and none before the press was answered."""

    message: Message
    until: float
    uses_left: int = TOKEN_USES
    is_answered: bool = False


class Clicks:
    """Sends actions and applies what comes back."""

    def __init__(self, state: FeishuState, delivery: Delivery, entities: CardEntities) -> None:
        self._state = state
        self._entities = entities
        self._delivery = delivery
        self._tokens: dict[str, UpdateToken] = {}

    async def act(self, person: Person, message: Message, action: dict[str, Any]) -> dict[str, Any]:
        """One action on a card: what the person sees of it. `status` holds the client's error code if any."""
        token = f"c-{secrets.token_hex(20)}"
        update = UpdateToken(message, self._real() + TOKEN_SECONDS)
        self._tokens[token] = update
        event = {
            "operator": {"tenant_key": self._state.app.tenant_key, **person_ids(person)},
            "token": token,
            "action": {**action, "timezone": "Asia/Shanghai"},
            "host": "im_message",
            "context": {"open_message_id": message.id, "open_chat_id": message.chat.id},
        }
        payload = self._state.envelope("card.action.trigger", event, microseconds=True)
        self._state.pressed.add(message.id)
        try:
            outcome = await self._delivery.callback(payload)
        finally:
            self._state.pressed.discard(message.id)
        update.is_answered = True
        return {"message_id": message.id, "attempts": 1, **self._apply(message, outcome)}

    def update_by_token(self, body: Mapping[str, Any]) -> None:
        """`interactive/v1/card/update`; a Refusal for a token that is unknown, expired, used up or too early."""
        update = self._tokens.get(str(body.get("token", "")))
        if update is None:
            raise Refusal(300020, "the token is invalid")
        if update.until <= self._real():
            raise Refusal(300030, "the token has expired")
        if update.message.is_deleted:
            raise Refusal(200000, "the card has been recalled")
        if not update.is_answered:
            raise Refusal(200810, "the card is in interaction: answer the callback first")
        if update.uses_left < 1:
            raise Refusal(300040, f"the token has been used {TOKEN_USES} times")
        self._replace(update.message, body.get("card"))
        update.uses_left -= 1

    def replace_card(self, message: Message, card: Any) -> None:
        """A new card in place of the old one; Refusal 230099 when it is not accepted."""
        self._replace(message, card)

    def _apply(self, message: Message, outcome: Outcome) -> dict[str, Any]:
        result: dict[str, Any] = {
            "delivered": outcome.delivered,
            "status": outcome.status,
            "toast": None,
            "card_updated": False,
        }
        if not outcome.delivered:
            code = 200341 if outcome.status is None else 200671
            return {**result, "status": code, "problem": outcome.problem}
        try:
            answer = json.loads(outcome.body or b"{}")
        except ValueError:
            return {**result, "status": 200672, "problem": "应答不是 JSON"}
        if not isinstance(answer, dict) or not _is_toast(answer.get("toast")):
            return {**result, "status": 200672, "problem": "应答或 toast 的格式不对"}
        result["toast"] = answer.get("toast")
        card = answer.get("card")
        if card is None:
            return result
        if self._entities.is_typing(message):
            return {**result, "status": 200810, "problem": "卡片还在流式更新，这时的应答改不了它"}
        if not isinstance(card, dict) or card.get("type") != "raw":
            return {**result, "status": 200673, "problem": "card.type 只能是 raw（模板不存在）"}
        try:
            self._replace(message, card.get("data"))
        except Refusal as refusal:
            code = 200830 if "200830" in str(refusal) else 200673
            return {**result, "status": code, "problem": str(refusal)}
        return {**result, "card_updated": True}

    def _replace(self, message: Message, card: Any) -> None:
        checked = check_card(card)
        was_newer = (message.card or {}).get("schema") == "2.0"
        if was_newer and checked.get("schema") != "2.0":
            raise Refusal(
                230099, "Failed to create card content, ext=ErrCode: 200830; ErrMsg: schema 2.0 can't become 1.0; "
            )
        self._entities.replaced(message, checked)
        self._state.chats.change(message, json.dumps(checked, ensure_ascii=False), checked)
        self._state.redraw(message)

    def _real(self) -> float:
        return self._state.world.clock.real().timestamp()


def button_action(control: Control, form_values: Mapping[str, Any] | None) -> dict[str, Any]:
    """The `action` of a pressed button, clickable row or overflow entry."""
    element = control.element
    action: dict[str, Any] = {"tag": element.get("tag", "button")}
    if element.get("name"):
        action["name"] = element["name"]
    if control.value is not None:
        action["value"] = control.value
    if control.option is not None:
        action["option"] = control.option
    if form_values is not None:
        action["form_value"] = dict(form_values)
    return action


def input_action(control: Control, name: str, value: Any) -> dict[str, Any]:
    """The `action` of an input outside a form, which tells of each change by itself."""
    tag = str(control.element.get("tag"))
    kind = INPUT_KINDS[tag]
    action: dict[str, Any] = {"tag": tag}
    if control.element.get("name"):
        action["name"] = name
    if control.value is not None:
        action["value"] = control.value
    if kind == "text":
        action["input_value"] = value
    elif kind == "checkbox":
        action["checked"] = bool(value)
    elif kind in ("multi_select", "multi_person"):
        action["options"] = value if isinstance(value, list) else [value]
    else:
        action["option"] = on_wire(kind, value)
    return action


def on_wire(kind: str, value: Any) -> Any:
    """A value as the client sends it: dates and times carry the zone, several choices are a list."""
    if kind in _DATES and isinstance(value, str) and re.fullmatch(_DATES[kind], value):
        return f"{value} {_ZONE}"
    if kind in ("multi_select", "multi_person"):
        return value if isinstance(value, list) else [] if value in (None, "") else [value]
    if kind == "checkbox":
        return bool(value)
    return "" if value is None else value


def _is_toast(toast: Any) -> bool:
    if toast is None:
        return True
    return (
        isinstance(toast, dict)
        and toast.get("type", "info") in _TOAST_TYPES
        and isinstance(toast.get("content", ""), str)
    )
