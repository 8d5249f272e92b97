"""Draws a card as its readers see it, and keeps what a press on each piece would send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.emulator.feishu.markdown import NameOf, links, opened, plain
from adapters.emulator.records import Option
from adapters.emulator.sketch import Sketch

Json = Mapping[str, Any]

INPUT_KINDS = {
    "input": "text",
    "select_static": "select",
    "multi_select_static": "multi_select",
    "select_person": "person",
    "multi_select_person": "multi_person",
    "date_picker": "date",
    "picker_time": "time",
    "picker_datetime": "datetime",
    "select_img": "select",
    "checker": "checkbox",
}
_INITIAL = (
    "default_value",
    "initial_option",
    "selected_values",
    "initial_date",
    "initial_time",
    "initial_datetime",
    "checked",
)


@dataclass(frozen=True)
class Control:
    """Something on a card that can send an action: its element, its form if any, what it carries."""

    element: Json
    form: str | None
    value: Any = None
    option: str | None = None

    @property
    def calls_back(self) -> bool:
        """Whether a press reaches the product at all."""
        return self.value is not None or self.option is not None or self.submits

    @property
    def submits(self) -> bool:
        """Whether a press sends the form's values with it."""
        return self.element.get("form_action_type", self.element.get("action_type")) in ("submit", "form_submit")


@dataclass
class DrawnCard:
    """The drawing, with the control behind each button id and each input name."""

    sketch: Sketch
    buttons: dict[str, Control] = field(default_factory=dict)
    inputs: dict[str, Control] = field(default_factory=dict)


def draw_card(card: Json, name_of: NameOf) -> DrawnCard:
    """A card of JSON 2.0 (or of the lenient 1.0), in reading order."""
    drawing = _Drawing(DrawnCard(Sketch("interactive")), name_of)
    summary = ((card.get("config") or {}).get("summary") or {}).get("content")
    if summary:
        drawing.drawn.sketch.preview(str(summary))
    drawing.header(card.get("header") or {})
    body = card.get("body") or card
    drawing.elements(body.get("elements") or [], None)
    return drawing.drawn


class _Drawing:
    def __init__(self, drawn: DrawnCard, name_of: NameOf) -> None:
        self.drawn = drawn
        self._sketch = drawn.sketch
        self._name_of = name_of

    def header(self, header: Json) -> None:
        style = str(header.get("template", ""))
        self._say("title", header.get("title"), style)
        for tag in header.get("text_tag_list") or []:
            self._say("source", tag.get("text"), str(tag.get("color", "")))
        self._say("subtitle", header.get("subtitle"))

    def elements(self, elements: list[Json], form: str | None) -> None:
        for element in elements:
            self._element(element, form)

    def _element(self, element: Json, form: str | None) -> None:
        tag = str(element.get("tag", ""))
        if tag in INPUT_KINDS:
            self._input(element, tag, form)
        elif tag == "button":
            self._button(element, form)
        elif tag == "overflow":
            self._overflow(element, form)
        elif tag == "table":
            self._table(element)
        elif tag == "chart":
            self._chart(element)
        elif tag in ("hr", "img"):
            self._picture_or_rule(element, tag)
        elif tag in ("person", "person_list"):
            people = element.get("persons") or [{"id": element.get("user_id", "")}]
            self._sketch.say("text", "、".join(self._name_of(str(each.get("id", ""))) for each in people))
        else:
            self._container(element, tag, form)

    def _container(self, element: Json, tag: str, form: str | None) -> None:
        if tag in ("markdown", "plain_text", "lark_md", "note"):
            style = str(element.get("text_size", ""))
            self._words("markdown" if tag == "markdown" else "text", element.get("content"), style)
        if tag == "div":
            self._say("text", element.get("text"))
            for each in element.get("fields") or []:
                self._field(each)
            if isinstance(element.get("extra"), Mapping):
                self._element(element["extra"], form)
        if tag == "collapsible_panel":
            self._say("subtitle", (element.get("header") or {}).get("title"))
        inner = str(element["name"]) if tag == "form" else form
        for key in ("elements", "columns", "actions"):
            self.elements(element.get(key) or [], inner)
        if tag == "interactive_container":
            self._clickable(element, form)

    def _clickable(self, element: Json, form: str | None) -> None:
        value, url = _behaviour(element)
        if value is None and url is None:
            return
        words = _first_words(element)
        label = plain(words, self._name_of).split("\n")[0] or "打开"
        self._press(Control(element, form, value), label, url, "row")

    def _field(self, each: Json) -> None:
        content = str((each.get("text") or {}).get("content", ""))
        label, newline, value = plain(content, self._name_of).partition("\n")
        if newline:
            self._sketch.say("fact", value.replace("\n", " "), label=label)
        else:
            self._words("text", content)

    def _button(self, element: Json, form: str | None) -> None:
        value, url = _behaviour(element)
        label = str((element.get("text") or {}).get("content", "")) or "按钮"
        if element.get("form_action_type", element.get("action_type")) in ("reset", "form_reset"):
            return
        self._press(Control(element, form, value), label, url, str(element.get("type", "")))

    def _overflow(self, element: Json, form: str | None) -> None:
        value, _ = _behaviour(element)
        for option in element.get("options") or []:
            label = str((option.get("text") or {}).get("content", ""))
            url = option.get("url") or (option.get("multi_url") or {}).get("url")
            control = Control(element, form, value, option=None if url else str(option.get("value", "")))
            self._press(control, label, url, "overflow", id=str(option.get("value", "")))

    def _press(self, control: Control, label: str, url: str | None, style: str = "", id: str | None = None) -> None:
        chosen = self._sketch.press(
            label, id=id or _button_id(control), url=url, style=style, disabled=bool(control.element.get("disabled"))
        )
        self.drawn.buttons[chosen] = control

    def _input(self, element: Json, tag: str, form: str | None) -> None:
        name = str(element.get("name") or element.get("element_id") or f"input{len(self.drawn.inputs) + 1}")
        value, _ = _behaviour(element)
        initial: Any = next(
            (element[key] for key in (*_INITIAL, "initial_datetime", "checked") if key in element), None
        )
        label = element.get("label") or element.get("text") or element.get("placeholder") or {}
        options = tuple(
            Option(str(each.get("value", "")), str((each.get("text") or {}).get("content", "")))
            for each in element.get("options") or []
        )
        self._sketch.ask(
            name,
            INPUT_KINDS[tag],
            label=plain(str(label.get("content", "")), self._name_of),
            options=options,
            value=initial,
            required=bool(element.get("required")),
            disabled=bool(element.get("disabled")),
        )
        self.drawn.inputs[name] = Control(element, form, value)

    def _table(self, element: Json) -> None:
        columns = element.get("columns") or []
        self._sketch.say("text", " ".join(str(c.get("display_name") or c.get("name")) for c in columns))
        for row in element.get("rows") or []:
            cells = (row.get(column.get("name"), "") for column in columns)
            self._sketch.say("text", " ".join(self._cell(cell) for cell in cells))

    def _cell(self, cell: Any) -> str:
        if isinstance(cell, list):
            return "、".join(self._cell(each) for each in cell)
        if isinstance(cell, Mapping):
            return str(cell.get("text") or cell.get("content") or self._name_of(str(cell.get("id", ""))))
        return plain(str(cell), self._name_of)

    def _chart(self, element: Json) -> None:
        spec = element.get("chart_spec") or {}
        title = (spec.get("title") or {}).get("text", "")
        self._sketch.say("chart", str(title), style=str(spec.get("type", "")))
        values = (spec.get("data") or {}).get("values", []) if isinstance(spec.get("data"), Mapping) else []
        for row in values:
            self._sketch.say("note", " ".join(str(cell) for cell in row.values()))

    def _picture_or_rule(self, element: Json, tag: str) -> None:
        if tag == "hr":
            self._sketch.divide()
        else:
            self._say("image", element.get("alt"))

    def _say(self, kind: str, text: Any, style: str = "") -> None:
        if isinstance(text, Mapping):
            self._words(kind, text.get("content"), style)

    def _words(self, kind: str, content: Any, style: str = "") -> None:
        if not isinstance(content, str):
            return
        self._sketch.say(kind, plain(content, self._name_of), style=style)
        for label, url in links(content):
            number = len(self._sketch.buttons) + 1
            self._sketch.press(plain(label, self._name_of), id=f"link:{number}", url=url, style="link")


def _behaviour(element: Json) -> tuple[Any, str | None]:
    """What a press carries (callback value) and opens (address), of JSON 2.0's behaviors or 1.0's fields."""
    value: Any = element.get("value") if element.get("tag") == "button" else None
    url = element.get("url") or (element.get("multi_url") or {}).get("url")
    for behaviour in element.get("behaviors") or []:
        if behaviour.get("type") == "callback":
            value = behaviour.get("value")
        elif behaviour.get("type") == "open_url":
            url = opened(behaviour.get("pc_url") or behaviour.get("default_url") or "")
    return value, url


def _button_id(control: Control) -> str | None:
    """A readable id: the one text that the press carries, else the element's own name, else all that it carries."""
    value = control.value
    if isinstance(value, Mapping) and len(value) == 1 and isinstance(only := next(iter(value.values())), str):
        return only
    if named := control.element.get("name") or control.element.get("element_id"):
        return str(named)
    return json.dumps(value, ensure_ascii=False) if value else None


def _first_words(node: Any) -> str:
    if isinstance(node, Mapping):
        content = node.get("content")
        if isinstance(content, str):
            return content
        return next((words for each in node.values() if (words := _first_words(each))), "")
    if isinstance(node, list):
        return next((words for each in node if (words := _first_words(each))), "")
    return ""
