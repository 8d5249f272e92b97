"""DingTalk: `sampleMarkdown` with links that speak for the reader, and the variables of our card template.

Robot messages have no callback buttons, and a link that writes on GET would fire on a preview: an act is a link
that sends its word as the person, `dtmd://dingtalkclient/sendMessage?content=…`, and takes the same path as typing.

The card template (built once in the card platform's console; its id is a setting) has these public variables,
all strings, those in brackets JSON:

    title, tag, tone (info waiting done risk closed), subtitle, quote, lines, warning, question, hint, footer
    rows1 … rows4   [{"k": label, "v": value, "u": page}]   fields and rows of a list
    inputs          [{"name", "label", "kind": "text" | "select" | "multi", "required", "value", "a": own action,
                      "options": [{"v": value, "t": label}]}]
    buttons         [{"t": label, "a": action, "u": page, "p": 1 for the primary}]
    closed          "true" hides buttons and inputs

A press comes back with `actionIds` holding the button's `a` and `params` holding the inputs by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote as percent_encode

from cards import limits, wording
from cards.limits import DINGTALK
from cards.model import Button, Card, Fact, Input, Section, Select, Text
from cards.render import plain_text
from cards.render.headline import asked_above, headline
from cards.render.markup import bold, neutral

NEW_LINE = "  \n  "
ANSWER_TITLE = 20
BUTTONS = 8
"""Beyond these a card's rows are reached by words, or by a button that goes through them (逐条看)."""

Json = dict[str, Any]


def draw_markdown(message: Card | Text, *, links: bool) -> tuple[str, str]:
    """Title (the preview) and text of a Markdown message; without `links` the words alone say what to answer."""
    if isinstance(message, Text):
        rows = [neutral(line) for line in message.text.split("\n")]
        title = limits.cut(rows[0], ANSWER_TITLE)
        return title, limits.cut_rows(rows, DINGTALK.text_bytes, separator=NEW_LINE)

    def whole(card: Card) -> list[str]:
        return [line.replace("\n", NEW_LINE) for line in _lines(card, links=links)]

    def fits(card: Card) -> bool:
        return limits.byte_length(NEW_LINE.join(whole(card))) <= DINGTALK.text_bytes

    text = limits.cut_rows(whole(limits.shorten(message, fits)), DINGTALK.text_bytes, separator=NEW_LINE)
    return limits.cut(neutral(message.summary), DINGTALK.title), text


def _lines(card: Card, *, links: bool) -> Iterator[str]:
    said = headline(card, DINGTALK.title)
    status = f"【{neutral(card.state_word)}】" if card.state_word and card.state_word not in said else ""
    yield f"### {status}{neutral(said)}"
    for line in ("" if card.subject else card.subtitle, *(() if card.sections else card.lines)):
        if line and line not in said:
            yield neutral(line)
    if card.quote:
        yield f"> {neutral(card.quote)}"
    for fact in card.facts:
        yield f"- {_fact(fact)}"
    for section in card.sections:
        yield from _block(section, links=links and not card.is_closed)
    if card.sections:
        yield from (neutral(line) for line in card.lines if line not in said)
    question = "" if asked_above(card) else card.question
    yield from (neutral(line) for line in (card.warning, question) if line and line not in said)
    if not card.is_closed:
        yield from _acts(card, links=links)
    if card.hint:
        yield neutral(card.hint)
    yield from (neutral(line) for line in card.footer)


def _fact(fact: Fact) -> str:
    value = neutral(plain_text.with_evidence(fact))
    return f"{bold(fact.label)} {f'[{value}]({page_link(fact.url)})' if fact.url else value}"


def _block(section: Section, *, links: bool) -> Iterator[str]:
    first, *rest = plain_text.block(section)
    heading = neutral(first)
    yield f"[{heading}]({page_link(section.url)})" if section.url else heading
    yield from (f"　{neutral(line.strip())}" for line in rest)
    if links and section.buttons:
        yield "　" + "  ".join(_link(button) for button in section.buttons)


def _acts(card: Card, *, links: bool) -> Iterator[str]:
    if card.form is not None:
        if card.form.example:
            yield f"例：{neutral(card.form.example)}"
        if card.form.page:
            yield f"[打开表单]({page_link(card.form.page)})"
    for select in card.selects:
        if not select.on_pick:
            yield _offered(select, links=links)
    buttons = plain_text.spoken_buttons(card)
    if links and buttons:
        yield "  ".join(_link(button) for button in buttons)
    elif pages := [button for button in buttons if button.url]:
        yield "  ".join(_link(button) for button in pages)
    for line in plain_text.replies(card):
        if not line.endswith(tuple(button.url for button in card.buttons if button.url) or "\0"):
            yield f"或直接{neutral(line)}" if line.startswith("回") else neutral(line)


def _offered(select: Select, *, links: bool) -> str:
    if select.several or not links:
        return neutral(plain_text.offered(select))
    choices = "  ".join(
        f"[{wording.number_mark(n)} {neutral(option.label)}]({say_link(select.typed(option))})"
        for n, option in enumerate(select.options, start=1)
    )
    return f"{neutral(select.label)}：{choices}"


def _link(button: Button) -> str:
    target = page_link(button.url) if button.url else say_link(button.typed)
    return f"[{neutral(button.label)}]({target})"


def say_link(words: str) -> str:
    """A link that makes the reader say these words."""
    return f"dtmd://dingtalkclient/sendMessage?content={percent_encode(words, safe='')}"


def page_link(url: str) -> str:
    """A link that opens a page in the side panel."""
    return f"dingtalk://dingtalkclient/page/link?url={percent_encode(url, safe='')}&pc_slide=true"


def draw_template(card: Card) -> dict[str, str]:
    """The card's `cardParamMap`: always every variable, so that an update leaves nothing of the card before."""
    most = DINGTALK.variable_bytes
    rows = [*(_row(fact) for fact in card.facts), *(_section_row(section) for section in card.sections)]
    closed = card.is_closed
    title = card.title if card.form else headline(card, DINGTALK.title)
    context = "" if card.subtitle in title else card.subtitle
    lines = [line for line in card.lines if line not in title]
    shortcut = f"更快的办法是直接发一句：{card.form.example}" if card.form and card.form.example else ""
    values = {
        "title": title,
        "tag": card.state_word,
        "tone": card.tone.value,
        "subtitle": wording.join_facts(card.subject, context),
        "quote": card.quote,
        "warning": card.warning,
        "question": "" if card.question in title or asked_above(card) else card.question,
        "hint": "" if closed else card.hint or shortcut,
        "closed": "true" if closed else "false",
    }
    return {
        **{name: limits.cut_bytes(value, most) for name, value in values.items()},
        "lines": limits.cut_rows(lines, most) if lines else "",
        "footer": limits.cut_rows(card.footer, most) if card.footer else "",
        **_row_variables(rows),
        "inputs": _packed([] if closed else _inputs(card)),
        "buttons": _packed([] if closed else _buttons(card)),
    }


def _row(fact: Fact) -> Json:
    row = {"k": fact.label, "v": plain_text.with_evidence(fact)}
    return {**row, "u": page_link(fact.url)} if fact.url else row


def _section_row(section: Section) -> Json:
    mark, _, name = section.title.partition(" ")
    evidence = f"「{section.evidence}」" if section.evidence else ""
    parts = [name, *(plain_text.said(fact) for fact in section.facts), *section.lines]
    row = {"k": mark, "v": wording.join_facts(*parts) + evidence}
    return {**row, "u": page_link(section.url)} if section.url else row


def _row_variables(rows: Sequence[Json]) -> dict[str, str]:
    """The rows over the template's variables, none longer than allowed; what doesn't fit is counted."""
    names = [f"rows{n}" for n in range(1, DINGTALK.row_variables + 1)]
    packed: list[list[Json]] = [[]]
    for number, row in enumerate(rows):
        row = {**row, "v": limits.cut_bytes(row["v"], DINGTALK.variable_bytes // 2)}
        if len(_json([*packed[-1], row]).encode()) > DINGTALK.variable_bytes - 96:
            if len(packed) == len(names):
                packed[-1].append({"k": "", "v": limits.more(len(rows) - number)})
                break
            packed.append([])
        packed[-1].append(row)
    return {name: _json(packed[n] if n < len(packed) else []) for n, name in enumerate(names)}


def _inputs(card: Card) -> list[Json]:
    fields = (*card.selects, *(card.form.fields if card.form else ()))
    return [_input(field) for field in fields]


def _input(field: Input | Select) -> Json:
    if isinstance(field, Input):
        drawn: Json = {"name": field.name, "label": field.label, "kind": "text", "required": field.required}
        return {**drawn, "value": field.value} if field.value else drawn
    options = [{"v": option.value, "t": option.label} for option in field.options]
    drawn = {"name": field.name, "label": field.label, "kind": "multi" if field.several else "select"}
    if field.action:
        drawn["a"] = field.action
    if field.several:
        drawn["value"] = [option.value for option in field.options]
    elif field.selected:
        drawn["value"] = field.selected
    return {**drawn, "options": options}


def _buttons(card: Card) -> list[Json]:
    buttons = (*((card.form.submit,) if card.form else ()), *card.buttons)
    if any(select.on_pick for select in card.selects):
        return [_button(button) for button in buttons]
    rows = tuple(
        button.model_copy(update={"label": button.typed}) for section in card.sections for button in section.buttons
    )
    return [_button(button) for button in (*buttons, *(rows if len(buttons) + len(rows) <= BUTTONS else ()))]


def _button(button: Button) -> Json:
    drawn: Json = {"t": button.label}
    drawn |= {"u": page_link(button.url)} if button.url else {"a": button.action}
    return {**drawn, "p": 1} if button.style == "primary" else drawn


def _packed(entries: list[Json]) -> str:
    """As many entries as one variable takes; the typed words reach the rest."""
    while entries and len(_json(entries).encode()) > DINGTALK.variable_bytes:
        last = entries[-1]
        entries = [*entries[:-1], {**last, "options": last["options"][:-1]}] if last.get("options") else entries[:-1]
    return _json(entries)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
