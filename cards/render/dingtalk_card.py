"""DingTalk: the variables of our card template, `deploy/guide/dingtalk_card.json` (protocols: 互动卡片).

All are public and strings; those in brackets hold JSON in the shapes of the card builder's own components:

    title, tag              the header, and what kind of message it is
    content1 … content4     Markdown: all that is read, cut between lines because a value holds 1 KB
    form                    {"fields": [{"name", "label", "type", "required", "defaultValue", "options", "hidden"}]}
    submit                  the label of the form's button; empty: there is no form
    buttons1, buttons2      [{"text", "color", "status", "event": {"type", "params": {"actionId" | "url"}}}]
    hint, footer            what else can be said; until when the figures count

A press of a button comes back with its action as `actionIds`, a form as `params.form` with its fields by name: the
field `action` says what is done with the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from cards import limits, wording
from cards.limits import DINGTALK
from cards.model import Button, Card, Input, Section, Select
from cards.render import plain_text
from cards.render.dingtalk import NEW_LINE, page_link
from cards.render.headline import asked_above, headline
from cards.render.markup import bold, neutral

BUTTONS = 8
"""Beyond these a card's rows are reached by words, or by a button that goes through them (逐条看)."""

ACTION = "action"
"""The field of a form that holds what is done with the others."""

CONTENTS = tuple(f"content{n}" for n in range(1, DINGTALK.content_variables + 1))
BUTTON_GROUPS = ("buttons1", "buttons2")

Json = dict[str, Any]


def draw_card(card: Card) -> dict[str, str]:
    """The card's `cardParamMap`: always every variable, so that an update leaves nothing of the card before."""
    most = DINGTALK.variable_bytes
    title = card.title if card.form else headline(card, DINGTALK.title)
    shown = limits.shorten(card, lambda smaller: len(_packed(_lines(smaller, title))) <= len(CONTENTS))
    shortcut = f"更快的办法是直接发一句：{card.form.example}" if card.form and card.form.example else ""
    values = {"title": title, "tag": card.state_word, "hint": "" if card.is_closed else card.hint or shortcut}
    fields, submit = ([], None) if card.is_closed else _asked(card)
    return {
        **{name: limits.cut_bytes(value, most) for name, value in values.items()},
        **_contents(_packed(_lines(shown, title))),
        "form": _form(fields),
        "submit": submit.label if submit is not None else "",
        **_button_groups([] if card.is_closed else _buttons(card, submit)),
        "footer": limits.cut_rows(card.footer, most) if card.footer else "",
    }


def _lines(card: Card, title: str) -> list[str]:
    """All that is read, a line of Markdown each."""
    context = wording.join_facts(card.subject, "" if card.subtitle in title else card.subtitle)
    question = "" if card.question in title or asked_above(card) else card.question
    said = [line for line in card.lines if line not in title]
    return [
        *([_cut(context)] if context else []),
        *([f"> {_cut(card.quote)}"] if card.quote else []),
        *(_row(fact.label, plain_text.with_evidence(fact), fact.url) for fact in card.facts),
        *(_section(section) for section in card.sections),
        *(_cut(line) for line in (*said, card.warning, question) if line),
    ]


def _section(section: Section) -> str:
    mark, _, name = section.title.partition(" ")
    evidence = f"「{section.evidence}」" if section.evidence else ""
    parts = [name, *(plain_text.said(fact) for fact in section.facts), *section.lines]
    return _row(mark, wording.join_facts(*parts) + evidence, section.url)


def _row(label: str, value: str, url: str) -> str:
    value = _cut(value)
    linked = f"- {bold(label)} [{value}]({page_link(url)})"
    fits = url and limits.byte_length(linked) <= DINGTALK.variable_bytes
    return linked if fits else f"- {bold(label)} {value}"


def _cut(text: str) -> str:
    """A line's words, in half of a variable: labels, links and evidence need room too."""
    return limits.cut_bytes(neutral(" ".join(text.split())), DINGTALK.variable_bytes // 2)


def _packed(lines: Sequence[str]) -> list[list[str]]:
    """The lines over variables, none longer than allowed."""
    packed: list[list[str]] = []
    room = 0
    for line in lines:
        needed = limits.byte_length(line) + len(NEW_LINE)
        if needed > room:
            packed.append([])
            room = DINGTALK.variable_bytes
        packed[-1].append(line)
        room -= needed
    return packed


def _contents(packed: list[list[str]]) -> dict[str, str]:
    """The variables; where even the smallest card doesn't fit, the last one ends with how many lines are left."""
    kept, left = packed[: len(CONTENTS)], sum(len(lines) for lines in packed[len(CONTENTS) :])
    if left:
        kept[-1] = [*kept[-1][:-1], limits.more(left + 1)]
    texts = [NEW_LINE.join(lines) for lines in kept]
    return dict(zip(CONTENTS, [*texts, *[""] * (len(CONTENTS) - len(texts))], strict=True))


def _asked(card: Card) -> tuple[list[Json], Button | None]:
    """The form's fields and its button: a form's own, or the choice that stands beside the buttons."""
    if card.form is not None:
        fields = [_field(field) for field in (*card.selects, *card.form.fields)]
        return [*fields, _hidden(card.form.submit.action)], card.form.submit
    if not card.selects:
        return [], None
    fields = [_field(select) for select in card.selects]
    select = card.selects[0]
    acts = [button for button in card.buttons if button.on_pick and button.action]
    if select.action:
        return [*fields, _hidden(select.action)], Button(label=f"改{select.label}", action=select.action)
    if select.on_pick and len(acts) > 1:
        options = [{"value": button.action, "text": button.label} for button in acts]
        chosen = {"name": ACTION, "label": "做什么", "type": "SELECT", "required": True, "options": options}
        return [*fields, {**chosen, "defaultValue": {"index": 0, "value": acts[0].action}}], Button(label="确定")
    submit = _carries(card, select, acts)
    return ([*fields, _hidden(submit.action)], submit) if submit is not None else ([], None)


def _carries(card: Card, select: Select, acts: Sequence[Button]) -> Button | None:
    """The button that a choice travels with: of the same word, else the first that does something."""
    able = [button for button in card.buttons if button.action]
    return next((button for button in able if button.typed == select.word), next(iter((*acts, *able)), None))


def _field(field: Input | Select) -> Json:
    drawn: Json = {"name": field.name, "label": field.label, "type": "TEXT"}
    if isinstance(field, Input):
        drawn |= {"required": True} if field.required else {}
        return {**drawn, "defaultValue": field.value} if field.value else drawn
    values = [option.value for option in field.options]
    drawn |= {"type": "MULTI_SELECT" if field.several else "SELECT"}
    if field.several:
        drawn["defaultValue"] = {"index": list(range(len(values))), "value": values}
    elif field.selected in values:
        drawn["defaultValue"] = {"index": values.index(field.selected), "value": field.selected}
    return {**drawn, "options": [{"value": option.value, "text": option.label} for option in field.options]}


def _hidden(action: str) -> Json:
    return {"name": ACTION, "type": "TEXT", "hidden": True, "defaultValue": action}


def _form(fields: list[Json]) -> str:
    """The form in one variable; options that don't fit are left out, the typed words reach them."""
    most = DINGTALK.variable_bytes
    while limits.byte_length(_json({"fields": fields})) > most:
        longest = max(fields, key=lambda field: len(field.get("options", ())))
        if not longest.get("options"):
            return _json({"fields": []})
        longest["options"] = longest["options"][:-1]
        if isinstance(longest.get("defaultValue"), dict):
            longest["defaultValue"] = _kept_default(longest)
    return _json({"fields": fields})


def _kept_default(field: Json) -> Json:
    """What stays chosen after the last option went."""
    values = [option["value"] for option in field["options"]]
    chosen = field["defaultValue"]["value"]
    if isinstance(chosen, list):
        return {"index": list(range(len(values))), "value": values}
    if chosen in values:
        return {"index": values.index(chosen), "value": chosen}
    return {"index": 0, "value": values[0]} if values else {}


def _buttons(card: Card, submit: Button | None) -> Iterator[Json]:
    """The card's buttons that the form does not hold, then those of rows where there is room."""
    own = [button for button in card.buttons if button is not submit and not (button.on_pick and card.selects)]
    yield from (_button(button) for button in own)
    if not any(select.on_pick for select in card.selects):
        rows = [button for section in card.sections for button in section.buttons]
        if len(own) + len(rows) <= BUTTONS:
            yield from (_button(button.model_copy(update={"label": button.typed})) for button in rows)


def _button(button: Button) -> Json:
    event: Json = {"type": "sendCardRequest", "params": {"actionId": button.action, "params": {}}}
    if button.url:
        event = {"type": "openLink", "params": {"url": page_link(button.url)}}
    color = {"primary": "blue", "danger": "red"}.get(button.style, "gray")
    return {"text": button.label, "color": color, "status": "normal", "event": event}


def _button_groups(buttons: Iterator[Json] | list[Json]) -> dict[str, str]:
    """The buttons over the groups; what fits in none is reached by its word."""
    groups: list[list[Json]] = [[]]
    for button in buttons:
        if limits.byte_length(_json([*groups[-1], button])) > DINGTALK.variable_bytes:
            if len(groups) == len(BUTTON_GROUPS) or not groups[-1]:
                continue
            groups.append([])
        if limits.byte_length(_json([*groups[-1], button])) <= DINGTALK.variable_bytes:
            groups[-1].append(button)
    filled = [_json(group) for group in groups]
    return dict(zip(BUTTON_GROUPS, [*filled, *["[]"] * (len(BUTTON_GROUPS) - len(filled))], strict=True))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
