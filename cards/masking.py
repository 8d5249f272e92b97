"""No message carries a whole number or address: what people wrote into it is masked on its way out (rule 5, I2).

What a press carries, where a link leads, and what stands in a form's fields is left as it is: nobody reads it in the
chat, and the product must get it back unchanged.
"""

from __future__ import annotations

import re
from typing import TypeVar

from pydantic import BaseModel

from cards import wording
from cards.model import Card, Input, Option, Text

_MOBILE = r"(?<![\d*])(?:(?:\+|00)86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d*])"
_LANDLINE = r"(?<![\d*])0\d{2,3}-\d{7,8}(?![\d*])"
_PHONE = re.compile(f"{_MOBILE}|{_LANDLINE}")
_ADDRESS = re.compile(r"\b([A-Za-z0-9][\w.+-]*)@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})", re.ASCII)
_SIGNS = (
    re.compile(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}"),
    re.compile(r"0\d{2,3}-\d{7}"),
    re.compile(r"@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2}"),
)
"""Without any of these there is nothing to mask. Each begins with a fixed character, so that looking costs little:
nearly every message has none."""

P = TypeVar("P", bound=BaseModel)
_UNREAD = frozenset({"type", "key", "action", "url", "page", "name"})


def masked(message: Card | Text) -> Card | Text:
    """The message with every phone number and mail address masked in the words that people read."""
    whole = message.model_dump_json()
    return _masked_part(message) if any(sign.search(whole) for sign in _SIGNS) else message


def masked_text(text: str) -> str:
    """「139****5678」, 「021-****1234」, 「li***@hengrui.cn」 in place of the whole."""
    text = _PHONE.sub(lambda found: wording.mask_phone(found[0]), text)
    return _ADDRESS.sub(lambda found: f"{found[1][:2]}***@{found[2]}", text) if "@" in text else text


def _masked_part(part: P) -> P:
    changes = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name in _UNREAD or (name == "value" and isinstance(part, Input | Option)):
            continue
        seen = _masked_value(value)
        if seen != value:
            changes[name] = seen
    return part.model_copy(update=changes) if changes else part


def _masked_value(value: object) -> object:
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, BaseModel):
        return _masked_part(value)
    return tuple(_masked_value(item) for item in value) if isinstance(value, tuple) else value
