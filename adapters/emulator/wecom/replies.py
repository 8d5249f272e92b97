"""Passive replies: what a product may answer in the response to a callback (document/path/90241)."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from adapters.emulator.wecom import cards, drawing
from adapters.emulator.wecom.messages import truncated
from adapters.emulator.wecom.sending import Sending

_REPEATED = {
    "HorizontalContentList",
    "VerticalContentList",
    "JumpList",
    "ButtonList",
    "ActionList",
    "OptionList",
    "SelectList",
}
_NUMBERS = {"type", "style", "desc_color", "mode", "aspect_ratio"}
_FLAGS = {"is_checked", "disable"}
_NAMES = {"CheckBox": "checkbox"}
Json = dict[str, Any]


def apply(sending: Sending, user: str, msgid: str | None, reply: Element) -> str:
    """Show a passive reply to the person it answers, or change the card that he pressed; a problem, or nothing."""
    kind = reply.findtext("MsgType")
    if kind == "text":
        content = reply.findtext("Content") or ""
        sending.show(user, drawing.text(truncated(content)), {"passive": "text", "content": content})
    elif kind == "update_button" and msgid is not None:
        name = reply.findtext("Button/ReplaceName") or ""
        sending.change_card(user, msgid, {"button": {"replace_name": name}})
    elif kind == "update_template_card" and msgid is not None:
        card = reply.find("TemplateCard")
        if card is None:
            return "update_template_card without TemplateCard"
        sending.change_card(user, msgid, {"template_card": cards.check(_json(card), is_update=True)})
    else:
        return f"a passive reply of type {kind} is not accepted here"
    return ""


def _json(element: Element) -> Json:
    """A card in PascalCase XML as the JSON of the active interface."""
    fields: Json = {}
    for child in element:
        name = _NAMES.get(child.tag) or re.sub(r"(?<!^)([A-Z])", r"_\1", child.tag).lower()
        if child.tag in _REPEATED:
            fields.setdefault(name, []).append(_json(child))
        elif len(child):
            fields[name] = _json(child)
        else:
            fields[name] = _value(name, child.text or "")
    return fields


def _value(name: str, text: str) -> Any:
    if name in _NUMBERS:
        return float(text) if "." in text else int(text or 0)
    return text in ("1", "true") if name in _FLAGS else text
