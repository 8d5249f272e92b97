"""Signed buttons: an action that comes back is one that we sent to this person (CONVERSATION §2.4)."""

from __future__ import annotations

from pydantic import BaseModel

from bot.secret_key import is_signed, sign
from cards.actions import Action, parse
from cards.model import Button, Card, Select, Text

_LENGTH = 12
_PURPOSE = "action"


class ActionSigner:
    """Signs the actions of a card for its receiver, and checks them when they come back."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, message: Card | Text, receiver: str) -> Card | Text:
        """The message with signed actions; `receiver` is `platform:user`."""
        if isinstance(message, Text):
            return message
        return _mapped(message, lambda action: f"{action}~{sign(self._key, _PURPOSE, f'{receiver} {action}', _LENGTH)}")

    def check(self, text: str, receiver: str) -> Action:
        """The action behind a signed text. Raises ValueError for anything that we did not send to this person."""
        action, _, signature = text.rpartition("~")
        if len(signature) != _LENGTH or not is_signed(self._key, _PURPOSE, f"{receiver} {action}", signature):
            raise ValueError("not an action that was sent to this person")
        return parse(action)


def _mapped(card: Card, change: object) -> Card:
    """The card with every action changed, wherever it stands."""

    def walk(part: object) -> object:
        if isinstance(part, tuple):
            return tuple(walk(item) for item in part)
        if not isinstance(part, BaseModel):
            return part
        changes: dict[str, object] = {}
        for name in type(part).model_fields:
            value = getattr(part, name)
            if name == "action" and isinstance(part, (Button, Select)) and value:
                changes[name] = change(value)  # type: ignore[operator]
            elif isinstance(value, (tuple, BaseModel)):
                walked = walk(value)
                if walked is not value:
                    changes[name] = walked
        return part.model_copy(update=changes) if changes else part

    walked = walk(card)
    assert isinstance(walked, Card)
    return walked
