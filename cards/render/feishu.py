"""Feishu: `text`, and `interactive` as card JSON 2.0, which refuses properties that it doesn't know.

What people wrote stands in plain text elements wherever possible, and else without its markup. A press carries
`{"action": …}`; selects that only travel with a button share a form with the buttons that send them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from cards import limits, wording
from cards.limits import FEISHU
from cards.model import Button, Card, Chart, Fact, Form, Input, Section, Select, Text, Tone
from cards.render import plain_text
from cards.render.headline import asked_above
from cards.render.markup import bold, neutral

Json = dict[str, Any]

_COLOURS = {
    Tone.INFO: "blue",
    Tone.WAITING: "orange",
    Tone.DONE: "green",
    Tone.RISK: "red",
    Tone.CLOSED: "grey",
}
_BUTTON_TYPES = {"primary": "primary", "default": "default", "danger": "danger"}
_SHORT_FIELD = 10
_APPLINK = "https://applink.feishu.cn/client/web_url/open"
WORDS = "words"
"""The element that holds the words of a card that is under way."""

_NO_FOCUS = re.compile(r"^①|：$")


def draw(message: Card | Text) -> tuple[str, Json]:
    """The message's `msg_type` and content object (the API wants it as a JSON string)."""
    if isinstance(message, Text):
        rows = message.text.replace("<", "＜").split("\n")
        return "text", {"text": limits.cut_rows(rows, FEISHU.text_bytes)}
    return "interactive", _card(limits.shorten(message, _fits))


def draw_card(message: Card | Text) -> Json:
    """The message as a card, where only a card can stand; a text has no header."""
    if isinstance(message, Card):
        return _card(limits.shorten(message, _fits))
    summary = limits.cut(message.text.split("\n", 1)[0], limits.TITLE)
    return {
        "schema": "2.0",
        "config": {"update_multi": True, "summary": {"content": summary}},
        "body": {"elements": [_text(limits.cut_rows(message.text.split("\n"), FEISHU.text_bytes))]},
    }


def under_way(words: str) -> Json:
    """A card of a few words, which `typed` ones may continue and an answer take over."""
    return {
        "schema": "2.0",
        "config": {"update_multi": True, "streaming_mode": True, "summary": {"content": words}},
        "body": {"elements": [{"tag": "markdown", "element_id": WORDS, "content": typed(words)}]},
    }


def typed(words: str) -> str:
    """The content of the words' element: none of them is markup."""
    return neutral(words)


def _fits(card: Card) -> bool:
    drawn = _card(card)
    size = len(json.dumps(drawn, ensure_ascii=False).encode())
    return size <= FEISHU.card_bytes and _count(drawn) <= FEISHU.elements


def _count(node: Any) -> int:
    """Elements and components: whatever has a tag."""
    if isinstance(node, dict):
        return ("tag" in node) + sum(_count(value) for value in node.values())
    return sum(_count(item) for item in node) if isinstance(node, list) else 0


def _card(card: Card) -> Json:
    colour = "grey" if card.is_closed else _COLOURS[card.tone]
    header: Json = {"template": colour, "title": _plain(card.title)}
    if context := wording.join_facts(card.subject, card.subtitle):
        header["subtitle"] = _plain(context)
    if card.state_word:
        tag_colour = "neutral" if colour == "grey" else colour
        header["text_tag_list"] = [{"tag": "text_tag", "text": _plain(card.state_word), "color": tag_colour}]
    return {
        "schema": "2.0",
        "config": {"update_multi": True, "enable_forward": False, "summary": {"content": card.summary}},
        "header": header,
        "body": {"vertical_spacing": "8px", "padding": "12px 12px 20px 12px", "elements": list(_elements(card))},
    }


def _elements(card: Card) -> Iterator[Json]:
    question = "" if asked_above(card) else card.question
    lines = [line for line in card.lines if card.chart is None or line != card.chart.instead_of]
    if not card.sections:
        yield from _words(lines, is_focus=not (card.facts or question))
    if card.facts:
        yield {"tag": "div", "fields": [_field(fact, alone=len(card.facts) == 1) for fact in card.facts]}
    for section in card.sections:
        yield _block(section, acts=not card.is_closed) if section.buttons or section.url else _line_of(section)
    if card.sections:
        yield from _words(lines)
    if card.chart:
        yield _chart(card.chart)
    if card.quote:
        yield _panel("原话", [card.quote])
    if card.warning:
        yield _text(card.warning, colour="red")
    if question:
        yield from _words([question], is_focus=not (card.facts or card.sections))
    if not card.is_closed:
        yield from _acts(card)
    yield from (_text(line, note=True) for line in (card.hint, *card.footer) if line)


def _words(lines: Sequence[str], *, is_focus: bool = False) -> Iterator[Json]:
    """Lines one below the other; the first is what matters most, unless it only begins a list."""
    for n, line in enumerate(lines):
        drawn = _text(line)
        if is_focus and n == 0 and not _NO_FOCUS.search(line):
            drawn["text"]["text_size"] = "heading"
        yield drawn


def _plain(content: str) -> Json:
    return {"tag": "plain_text", "content": content}


def _text(content: str, *, note: bool = False, colour: str = "") -> Json:
    text = _plain(content)
    if note:
        text |= {"text_size": "notation", "text_color": "grey"}
    elif colour:
        text["text_color"] = colour
    return {"tag": "div", "text": text}


def _field(fact: Fact, *, alone: bool) -> Json:
    value = f"[{neutral(fact.value)}]({fact.url})" if fact.url else neutral(fact.value)
    content = f"{bold(fact.label)}\n{value}"
    if evidence := _evidence(fact):
        content += f"\n<font color='grey'>「{neutral(evidence)}」</font>"
    is_short = not alone and max(len(fact.value), len(evidence)) <= _SHORT_FIELD
    return {"is_short": is_short, "text": {"tag": "lark_md", "content": content}}


def _line_of(section: Section) -> Json:
    """A row with nothing to press."""
    said = "　".join([bold(section.title), *(neutral(line) for line in plain_text.lines_with_evidence(section))])
    return {"tag": "div", "text": {"tag": "lark_md", "content": said}}


def _block(section: Section, *, acts: bool) -> Json:
    heading = {"tag": "div", "text": {"tag": "lark_md", "content": bold(section.title)}}
    elements = [heading, *(_text(plain_text.said(fact)) for fact in section.facts)]
    elements += [_text(line) for line in plain_text.lines_with_evidence(section)]
    if acts and section.buttons:
        elements.append(_button_row([_button(button) for button in section.buttons]))
    container: Json = {
        "tag": "interactive_container",
        "width": "fill",
        "has_border": True,
        "border_color": "grey",
        "corner_radius": "8px",
        "padding": "8px 12px 8px 12px",
        "vertical_spacing": "4px",
        "elements": elements,
    }
    if section.url:
        container["behaviors"] = _opens(section.url)
    return container


def _evidence(fact: Fact) -> str:
    """The person's own words, where they are others than the value."""
    return fact.evidence if fact.evidence != fact.value else ""


def _chart(chart: Chart) -> Json:
    """A VChart of bars; every client that shows this form of card (7.20 and newer) draws charts (7.1 and newer)."""
    spec: Json = {
        "type": "bar",
        "title": {"text": chart.title},
        "data": {"values": [{"label": bar.label, "value": bar.value} for bar in chart.bars]},
        "xField": "label",
        "yField": "value",
    }
    return {"tag": "chart", "chart_spec": spec, "aspect_ratio": "16:9"}


def _panel(title: str, lines: Sequence[str]) -> Json:
    return {
        "tag": "collapsible_panel",
        "expanded": False,
        "header": {"title": _plain(title)},
        "elements": [_text(line, note=True) for line in lines],
    }


def _acts(card: Card) -> Iterator[Json]:
    if card.form is not None:
        yield _form(card.form)
    selects = [select for select in card.selects if not select.on_pick]
    buttons = [button for button in card.buttons if not button.on_pick]
    travelling = [select for select in selects if not select.action]
    yield from (_select(select, behaviors=_callback(select.action)) for select in selects if select.action)
    if travelling:
        yield {
            "tag": "form",
            "name": "acts",
            "elements": [
                *(_select(select) for select in travelling),
                _button_row([_submit(button, n) for n, button in enumerate(buttons, start=1)]),
            ],
        }
    elif buttons:
        yield _button_row([_button(button) for button in buttons])


def _form(form: Form) -> Json:
    buttons = [_submit(form.submit, 0)]
    if form.clear:
        buttons.append({"tag": "button", "name": "clear", "text": _plain(form.clear), "form_action_type": "reset"})
    fields = [_input(field) if isinstance(field, Input) else _select(field) for field in form.fields]
    shortcut = [_text(f"更快的办法是直接发一句：{form.example}", note=True)] if form.example else []
    return {"tag": "form", "name": form.name, "elements": [*fields, _button_row(buttons), *shortcut]}


def _input(field: Input) -> Json:
    drawn: Json = {
        "tag": "input",
        "name": field.name,
        "label": _plain(field.label),
        "label_position": "left",
        "required": field.required,
        "max_length": field.max_length,
    }
    if field.placeholder:
        drawn["placeholder"] = _plain(field.placeholder)
    return {**drawn, "default_value": field.value} if field.value else drawn


def _select(select: Select, *, behaviors: list[Json] | None = None) -> Json:
    drawn: Json = {
        "tag": "multi_select_static" if select.several else "select_static",
        "name": select.name,
        "placeholder": _plain(select.label),
        "options": [{"text": _plain(option.label), "value": option.value} for option in select.options],
    }
    if select.several:
        drawn["selected_values"] = [option.value for option in select.options]
    elif select.selected:
        drawn["initial_option"] = select.selected
    return {**drawn, "behaviors": behaviors} if behaviors else drawn


def _opens(url: str) -> list[Json]:
    """A page of ours: beside the chat on a computer, over the whole screen of a phone (AppLink web_url/open)."""
    beside = f"{_APPLINK}?{urlencode({'mode': 'sidebar-semi', 'url': url})}"
    return [{"type": "open_url", "default_url": url, "pc_url": beside}]


def _callback(action: str) -> list[Json]:
    return [{"type": "callback", "value": {"action": action}}]


def _button(button: Button) -> Json:
    if button.url:
        behaviors = _opens(button.url)
    else:
        behaviors = _callback(button.action)
    return {
        "tag": "button",
        "type": _BUTTON_TYPES[button.style],
        "text": _plain(button.label),
        "behaviors": behaviors,
    }


def _submit(button: Button, number: int) -> Json:
    if button.url:
        return {**_button(button), "name": f"open_{number}"}
    return {**_button(button), "name": f"send_{number}", "form_action_type": "submit"}


def _button_row(buttons: Sequence[Json]) -> Json:
    columns = [{"tag": "column", "width": "auto", "elements": [button]} for button in buttons]
    return {"tag": "column_set", "flex_mode": "flow", "columns": columns}
