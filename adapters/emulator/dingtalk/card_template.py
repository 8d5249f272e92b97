"""The card templates that the console holds: Ceji's own, and the shared Markdown templates of the SDK.

Ceji's template shows the variables title, tag, tone, subtitle, quote, rows1 … (`[{"k", "v", "u"}]`), lines, warning,
question, inputs (`[{"name", "label", "kind", "required", "value", "a", "options": [{"v", "t"}]}]`), buttons
(`[{"t", "a", "u", "p"}]`), hint and footer; with `closed` "true" it shows no buttons and no inputs. A press sends the
button's `a` as its action id and the inputs' values as parameters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from adapters.emulator.dingtalk import markdown
from adapters.emulator.dingtalk.cards import CardInstance, Values
from adapters.emulator.records import Option
from adapters.emulator.sketch import Sketch

_KINDS = {"multi": "multi_select"}


@dataclass
class DrawnCard:
    """A reader's copy, with the action behind each button id and behind each input that has one of its own."""

    sketch: Sketch = field(default_factory=lambda: Sketch("interactive_card"))
    button_actions: dict[str, str] = field(default_factory=dict)
    input_actions: dict[str, str] = field(default_factory=dict)


def draw_card(card: CardInstance, user: str) -> DrawnCard:
    """What this reader sees of a card."""
    values = card.values_for(user)
    drawn = DrawnCard()
    sketch = drawn.sketch
    sketch.say("title", values.get("title", ""))
    sketch.say("source", values.get("tag", ""), style=values.get("tone", ""))
    sketch.say("subtitle", values.get("subtitle", ""))
    sketch.say("quote", values.get("quote", ""))
    markdown.draw(sketch, values.get("markdown", values.get("msgContent", "")))
    for name in sorted((name for name in values if name.startswith("rows")), key=_row_number):
        for row in _entries(values[name]):
            _draw_row(sketch, row)
    for name in ("lines", "warning", "question"):
        _draw_lines(sketch, values.get(name, ""))
    if values.get("closed") != "true":
        _draw_inputs(drawn, values)
        _draw_buttons(drawn, values)
    for name in ("hint", "tips"):
        _draw_lines(sketch, values.get(name, ""))
    sketch.say("note", values.get("footer", ""))
    return drawn


def _draw_row(sketch: Sketch, row: dict[str, Any]) -> None:
    label, words, url = str(row.get("k", "")), str(row.get("v", "")), row.get("u")
    sketch.say("fact", words, label=label, url=url)
    if url:
        sketch.press(words or label, id=f"row:{len(sketch.buttons) + 1}", url=str(url), style="row")


def _draw_lines(sketch: Sketch, text: str) -> None:
    for line in text.splitlines():
        sketch.say("text", markdown.plain(line))


def _draw_inputs(drawn: DrawnCard, values: Values) -> None:
    for entry in _entries(values.get("inputs", "")):
        name, kind = str(entry.get("name", "")), str(entry.get("kind", "text"))
        options = tuple(Option(str(o.get("v", "")), str(o.get("t", ""))) for o in entry.get("options") or [])
        drawn.sketch.ask(
            name,
            _KINDS.get(kind, kind),
            label=str(entry.get("label", "")),
            options=options,
            value=entry.get("value"),
            required=bool(entry.get("required")),
        )
        if entry.get("a"):
            drawn.input_actions[name] = str(entry["a"])


def _draw_buttons(drawn: DrawnCard, values: Values) -> None:
    for button in _entries(values.get("buttons", "")):
        action, url = str(button.get("a") or ""), button.get("u")
        style = "primary" if button.get("p") else ""
        chosen = drawn.sketch.press(str(button.get("t", "")), id=action or None, url=url, style=style)
        if action:
            drawn.button_actions[chosen] = action
    shared = _parsed(values.get("sys_full_json_obj", ""))
    for button in shared.get("msgButtons", []) if isinstance(shared, dict) else []:
        chosen = drawn.sketch.press(str(button.get("text", "")), id=button.get("actionId"), url=button.get("url"))
        if button.get("actionId"):
            drawn.button_actions[chosen] = str(button["actionId"])


def _row_number(name: str) -> int:
    digits = name.removeprefix("rows")
    return int(digits) if digits.isdigit() else 0


def _entries(text: str) -> list[dict[str, Any]]:
    found = _parsed(text)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _parsed(text: str) -> Any:
    """A variable that holds JSON; the template shows nothing where it holds none."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
