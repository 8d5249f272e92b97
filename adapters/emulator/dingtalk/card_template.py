"""The card templates that the console holds: Ceji's own, and the shared Markdown templates of the SDK.

Ceji's template shows the variables title, tag, content1 … content4 (Markdown), form (`{"fields": [{"name", "label",
"type", "required", "hidden", "defaultValue", "options": [{"value", "text"}]}]}`) with its button submit, the button
groups buttons1 and buttons2 (`[{"text", "color", "status", "event": {"type", "params"}}]`), hint and footer. A press
sends the action id of its event; the form sends its fields by name under `form`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.emulator.dingtalk import markdown
from adapters.emulator.dingtalk.cards import CardInstance, Values
from adapters.emulator.records import Option
from adapters.emulator.sketch import Sketch

FORM = "form"
_KINDS = {"TEXT": "text", "SELECT": "select", "MULTI_SELECT": "multi_select"}


@dataclass
class DrawnCard:
    """A reader's copy, with the action behind each button id; a form's hidden fields go with what is filled in."""

    sketch: Sketch = field(default_factory=lambda: Sketch("interactive_card"))
    button_actions: dict[str, str] = field(default_factory=dict)
    form_fields: list[dict[str, Any]] = field(default_factory=list)

    def form_values(self, filled: Mapping[str, Any]) -> dict[str, Any]:
        """What the form sends: texts as they are, choices with their place among the options."""
        return {str(each["name"]): _form_value(each, filled) for each in self.form_fields}


def draw_card(card: CardInstance, user: str) -> DrawnCard:
    """What this reader sees of a card."""
    values = card.values_for(user)
    drawn = DrawnCard()
    sketch = drawn.sketch
    sketch.say("title", values.get("title", ""))
    sketch.say("source", values.get("tag", ""))
    markdown.draw(sketch, values.get("markdown", values.get("msgContent", "")))
    for number in range(1, 5):
        markdown.draw(sketch, values.get(f"content{number}", ""))
    _draw_form(drawn, values)
    for name in ("buttons1", "buttons2"):
        _draw_buttons(drawn, _entries(values.get(name, "")))
    _draw_shared_buttons(drawn, values)
    for name in ("hint", "tips"):
        _draw_lines(sketch, values.get(name, ""))
    sketch.say("note", values.get("footer", ""))
    return drawn


def _draw_lines(sketch: Sketch, text: str) -> None:
    for line in text.splitlines():
        sketch.say("text", markdown.plain(line))


def _draw_form(drawn: DrawnCard, values: Values) -> None:
    """The form shows where its button has a label."""
    form = _parsed(values.get("form", ""))
    label = values.get("submit", "")
    if not label or not isinstance(form, dict):
        return
    drawn.form_fields = [each for each in form.get("fields", []) if isinstance(each, dict) and each.get("name")]
    for entry in drawn.form_fields:
        if entry.get("hidden"):
            continue
        default = entry.get("defaultValue")
        drawn.sketch.ask(
            str(entry["name"]),
            _KINDS.get(str(entry.get("type")), "text"),
            label=str(entry.get("label", "")),
            options=tuple(Option(str(o.get("value", "")), str(o.get("text", ""))) for o in entry.get("options") or []),
            value=default.get("value") if isinstance(default, dict) else default,
            required=bool(entry.get("required")),
        )
    drawn.sketch.press(label, id=FORM, style="primary")


def _form_value(entry: dict[str, Any], filled: Mapping[str, Any]) -> Any:
    if entry.get("hidden"):
        return entry.get("defaultValue")
    value = filled.get(str(entry["name"]))
    if value is None or not entry.get("options"):
        return value
    known = [str(option.get("value")) for option in entry["options"]]
    index = [known.index(each) for each in value] if isinstance(value, list) else known.index(value)
    return {"index": index, "value": value}


def _draw_buttons(drawn: DrawnCard, entries: list[dict[str, Any]]) -> None:
    for button in entries:
        event = button.get("event") or {}
        params = event.get("params") or {}
        action = str(params.get("actionId") or "") if event.get("type") == "sendCardRequest" else ""
        url = params.get("url") if event.get("type") == "openLink" else None
        style = {"blue": "primary", "red": "danger"}.get(str(button.get("color")), "")
        is_off = button.get("status") == "disabled"
        label = str(button.get("text", ""))
        chosen = drawn.sketch.press(label, id=action or None, url=url, style=style, disabled=is_off)
        if action:
            drawn.button_actions[chosen] = action


def _draw_shared_buttons(drawn: DrawnCard, values: Values) -> None:
    shared = _parsed(values.get("sys_full_json_obj", ""))
    for button in shared.get("msgButtons", []) if isinstance(shared, dict) else []:
        chosen = drawn.sketch.press(str(button.get("text", "")), id=button.get("actionId"), url=button.get("url"))
        if button.get("actionId"):
            drawn.button_actions[chosen] = str(button["actionId"])


def _entries(text: str) -> list[dict[str, Any]]:
    found = _parsed(text)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _parsed(text: str) -> Any:
    """A variable that holds JSON; the template shows nothing where it holds none."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
