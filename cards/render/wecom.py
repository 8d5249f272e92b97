"""WeCom: `text` and `template_card` of message/send, and what update_template_card takes (page 90236, 94888).

The intelligent bot shows the same cards; its texts are Markdown.

A card without acts is a text. Rows have no buttons of their own here: a select picks the row, or answers the
question of a row, and travels with the next button. What fits nowhere stands in `sub_title_text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cards import limits, wording
from cards.actions import ROW, UNCHOSEN
from cards.limits import WECOM
from cards.model import Button, Card, Fact, Section, Select, Text, Tone
from cards.render import plain_text
from cards.render.headline import headline
from cards.render.markup import bold, neutral

Json = dict[str, Any]

_COLOURS = {Tone.INFO: 0, Tone.WAITING: 1, Tone.RISK: 2, Tone.DONE: 3, Tone.CLOSED: 0}
_STYLES = {"primary": 1, "default": 1, "danger": 2}
_ONE_LINE = 28
_ADDRESS = re.compile(r"(https?://[^\s，。；）」]+)")
_BRACKET = re.compile(r"（[^（）]*）$")


def draw(message: Card | Text, *, task_id: str) -> Json:
    """The message's part of message/send: `msgtype` and its body. `task_id`: [0-9A-Za-z_-@], ≤ 128 bytes."""
    if isinstance(message, Card) and _has_acts(message) and _fits(message):
        return {"msgtype": "template_card", "template_card": {**_card(message), "task_id": task_id}}
    return {"msgtype": "text", "text": {"content": plain_text.fit(_without_links(message), WECOM.text_bytes)}}


def draw_bot_card(message: Card | Text, *, task_id: str) -> Json | None:
    """The template card that the intelligent bot shows; None where there is nothing to press, and words say it all."""
    part = draw(message, task_id=task_id)
    return part.get("template_card")


def bot_text(message: Card | Text) -> str:
    """The message as the intelligent bot's Markdown: what people wrote is no markup, addresses stay as they are."""
    lines = plain_text.fit(message, WECOM.bot_bytes).split("\n")
    return "\n".join("".join(_words_only(piece) for piece in _ADDRESS.split(line)) for line in lines)


def draw_webhook(message: Card | Text) -> list[str]:
    """The message as Markdown for a group's webhook, in as many pieces as it takes; the first line stands out."""
    first, *rest = plain_text.draw(message).split("\n")
    text = "\n".join([bold(first), *("".join(_words_only(piece) for piece in _ADDRESS.split(line)) for line in rest)])
    return limits.split(text, WECOM.webhook_bytes)


def _words_only(piece: str) -> str:
    return piece if _ADDRESS.fullmatch(piece) else neutral(piece)


def _without_links(message: Card | Text) -> Card | Text:
    """`<a href>` is markup in texts: what people wrote must not become a link. Before cutting, as it grows."""
    written = message.model_dump_json()
    return type(message).model_validate_json(written.replace("<", "＜")) if "<" in written else message


def draw_update(card: Card) -> Json:
    """The card's part of update_template_card; it keeps the task_id of the card that it replaces.

    One without acts is drawn grey: its status word stands in place of the buttons.
    """
    if _has_acts(card):
        return {"template_card": _card(card)}
    word = limits.cut(card.state_word or card.title, WECOM.button_label)
    closed = {
        **_buttons_card(card.model_copy(update={"buttons": (), "selects": (), "form": None}), ()),
        "button_list": [{"text": word, "style": 1, "key": "closed"}],
        "replace_text": word,
    }
    return {"template_card": closed}


def _has_acts(card: Card) -> bool:
    """Whether there is something to press."""
    return not card.is_closed and (bool(card.buttons) or card.form is not None)


def _fits(card: Card) -> bool:
    """Whether a card can hold its rows and choices; beyond that they are told in words."""
    choices = max((len(select.options) for select in card.selects), default=0)
    return len(card.sections) <= WECOM.rows and choices <= WECOM.vote_options


def _card(card: Card) -> Json:
    select = next((each for each in card.selects if each.several or len(each.options) > WECOM.options), None)
    if select is not None:
        return _vote(card, select)
    return _buttons_card(card, _buttons(card))


def _source(card: Card) -> Json:
    return {
        "desc": limits.cut(wording.join_facts("侧记", card.state_word), WECOM.source),
        "desc_color": _COLOURS[card.tone],
    }


def _headline(card: Card) -> tuple[str, str]:
    """Title and context: what it is, then when or why; a line of the footer too, while it is one short line."""
    subject = "" if card.is_closed else card.subject
    title = limits.cut(subject or headline(card, WECOM.title), WECOM.title)
    context = card.subtitle if card.subtitle not in title else ""
    below = next((line for line in card.footer if not limits.is_cut_off(line)), "")
    both = wording.join_facts(context, below)
    is_short = len(both) <= _ONE_LINE and (bool(context) or not card.lines)
    return title, both if is_short else limits.cut(context, WECOM.subtitle)


def _buttons_card(card: Card, buttons: tuple[Button, ...]) -> Json:
    title, context = _headline(card)
    rows = _said_less(title + context, [*card.facts, *_rows(card.sections), *_remarks(buttons)])
    drawn: Json = {
        "card_type": "button_interaction",
        "source": _source(card),
        "main_title": {"title": title, **({"desc": context} if context else {})},
    }
    if card.quote:
        drawn["quote_area"] = {"type": 0, "title": "原话", "quote_text": card.quote}
    body = _body(card, title + context, rows)
    if body:
        drawn["sub_title_text"] = body
    kept = [row for row in rows[: WECOM.rows] if row not in card.facts or _in_full(row) not in body]
    if kept:
        drawn["horizontal_content_list"] = [_row(row) for row in kept]
    if (select := _select(card)) is not None:
        drawn["button_selection"] = _selection(select)
    if buttons:
        drawn["button_list"] = [_button(button) for button in buttons[: WECOM.buttons]]
    return drawn


def _said_less(headline: str, rows: list[Fact]) -> list[Fact]:
    """Too many rows: those that the headline has said go first, but never the first, which names the object."""
    while len(rows) > WECOM.rows:
        said = next((row for row in rows[1:] if row.value in headline), None)
        if said is None:
            break
        rows = [row for row in rows if row is not said]
    return rows


def _rows(sections: Iterable[Section]) -> list[Fact]:
    """A line per block; what it says is cut by its own short form, and read in full by 逐条看 or a tap."""
    rows = []
    for section in sections:
        mark, _, rest = section.title.partition(" ")
        said = Fact(label=mark, value=wording.join_facts(rest, *section.lines), url=section.url)
        rows.append(section.row or said)
    return rows


def _remarks(buttons: Iterable[Button]) -> list[Fact]:
    """What a label says in brackets, where the label alone must do: 「仍要新建（需主管同意）」."""
    remarks = []
    for button in buttons:
        bracket = _BRACKET.search(button.label)
        if bracket is not None and len(button.label) > WECOM.button_label:
            remarks.append(Fact(label="备注", value=_BRACKET.sub("", button.label) + bracket.group()[1:-1]))
    return remarks


def _row(fact: Fact) -> Json:
    supported = plain_text.with_evidence(fact)
    value = supported if len(supported) <= WECOM.row_value else limits.cut(fact.value, WECOM.row_value)
    # A label is required; a row without one of its own gets a dot.
    drawn: Json = {"keyname": limits.cut(fact.label, WECOM.row_label) or "·", "value": value}
    return {"type": 1, **drawn, "url": fact.url} if fact.url else drawn


def _body(card: Card, said: str, rows: list[Fact]) -> str:
    """What stands in `sub_title_text`: when it is too long the least important goes first, cut-offs never."""
    parts = list(_body_parts(card, said, rows))
    cut_offs = [line for line in card.footer if limits.is_cut_off(line)]
    for most in range(_LEAST, 0, -1):
        text = "\n".join([*(line for rank, line in parts if rank <= most), *cut_offs])
        if len(text) <= WECOM.body:
            return text
    tail = "".join(f"\n{line}" for line in cut_offs)
    first = min(parts, key=lambda part: part[0])[1] if parts else ""
    return limits.cut(first, WECOM.body - len(tail)) + tail


def _in_full(row: Fact) -> str:
    """A row that is longer than its place."""
    return f"{row.label}：{row.value}"


_LEAST = 6


def _body_parts(card: Card, said: str, rows: list[Fact]) -> Iterator[tuple[int, str]]:
    """Lines in reading order with their rank: 1 is the most important, 6 goes first."""
    yield from ((2, line) for line in card.lines if line not in said)
    if card.warning:
        yield 1, card.warning
    if card.question and card.question not in said:
        yield 1, card.question
    for n, row in enumerate(rows):
        if n >= WECOM.rows or len(row.value) > WECOM.row_value:
            yield 3, _in_full(row)
    if card.form is not None and card.form.example:
        yield 3, f"例：{card.form.example}"
    if beyond := card.buttons[WECOM.buttons :]:
        yield 4, f"还可以回{''.join(f'「{button.typed}」' for button in beyond)}"
    if not any(select.name == ROW for select in card.selects):
        yield from ((5, line) for line in plain_text.row_replies(card))
    if card.hint:
        yield 5, card.hint
    yield from ((_LEAST, line) for line in card.footer if not limits.is_cut_off(line) and line not in said)


def _select(card: Card) -> Select | None:
    """The one select that a card of this type can have."""
    if card.selects:
        return card.selects[0]
    if card.form is not None:
        return next((field for field in card.form.fields if isinstance(field, Select)), None)
    return None


def _selection(select: Select) -> Json:
    options = [
        {"id": option.value, "text": wording.short_name(option.label, WECOM.option_label)} for option in select.options
    ]
    if not select.selected and len(options) < WECOM.options:
        # WeCom takes the first option when none is named: an open question must not be answered by that.
        options = [{"id": UNCHOSEN, "text": "还没选"}, *options]
    drawn: Json = {"question_key": select.name, "title": limits.cut(select.label, WECOM.option_label)}
    if select.selected:
        drawn["selected_id"] = select.selected
    return {**drawn, "option_list": options}


def _buttons(card: Card) -> tuple[Button, ...]:
    if card.form is None:
        return card.buttons
    opens = (Button(label="打开表单", url=card.form.page),) if card.form.page else ()
    return (*opens, card.form.submit, *card.buttons)


def _button(button: Button) -> Json:
    label = button.label
    if len(label) > WECOM.button_label:
        label = limits.cut(_BRACKET.sub("", label), WECOM.button_label)
    if button.url:
        return {"type": 1, "text": label, "style": _STYLES[button.style], "url": button.url}
    return {"text": label, "style": _STYLES[button.style], "key": button.action}


def _vote(card: Card, select: Select) -> Json:
    """A choice of many, or of several: one submit button; the other words stand in the context line."""
    submit = next((button for button in card.buttons if button.action), None)
    if submit is None:
        raise ValueError("a choice needs a button that sends it")
    others = [button for button in card.buttons if button is not submit and button.action]
    words = f"或回{''.join(f'「{button.typed}」' for button in others)}" if others else ""
    title, context = _headline(card)
    chosen = select.several
    return {
        "card_type": "vote_interaction",
        "source": _source(card),
        "main_title": {
            "title": title if len(title) <= WECOM.vote_title else limits.cut(card.title, WECOM.vote_title),
            "desc": limits.cut(wording.join_facts(context, card.warning, words), WECOM.vote_subtitle),
        },
        "checkbox": {
            "question_key": select.name,
            "mode": 1 if select.several else 0,
            "option_list": [
                {
                    "id": option.value,
                    "text": wording.short_name(option.label, WECOM.option_label),
                    "is_checked": chosen or option.value == select.selected,
                }
                for option in select.options[: WECOM.vote_options]
            ],
        },
        "submit_button": {"text": limits.cut(submit.label, WECOM.button_label), "key": submit.action},
    }
