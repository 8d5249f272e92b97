"""A card as words: the console, texts of every platform, and what a screen reader reads (CONVERSATION §2.3.11).

The summary comes first; what it has said already is not said again. Every button is reachable by its word.
"""

from __future__ import annotations

from collections.abc import Iterator

from cards import limits, wording
from cards.actions import ALL_ROWS
from cards.model import Button, Card, Fact, Form, Section, Select, Text
from cards.render.headline import asked_above

_MARKS = "①②③④⑤⑥⑦⑧⑨⑩"


def draw(message: Card | Text) -> str:
    """The whole message as text, as long as it needs to be."""
    if isinstance(message, Text):
        return message.text
    lines = [message.summary, *(line for line in _body(message) if line not in message.summary)]
    if not message.is_closed:
        lines.extend(replies(message))
    if message.hint and not message.is_closed:
        lines.append(message.hint)
    lines.extend(message.footer)
    return "\n".join(lines)


def fit(message: Card | Text, most: int) -> str:
    """The message in `most` UTF-8 bytes, shortened in the order of CONVERSATION §2.3.12."""
    if isinstance(message, Text):
        return limits.cut_rows(message.text.split("\n"), most)
    text = draw(limits.shorten(message, lambda card: limits.byte_length(draw(card)) <= most))
    return limits.cut_rows(text.split("\n"), most)


def _body(card: Card) -> Iterator[str]:
    if any(word not in card.summary for word in card.status.split(" · ")):
        yield card.status
    if card.subtitle and not card.subject:
        yield card.subtitle
    if card.quote:
        yield f"「{card.quote}」"
    if not card.sections:
        yield from card.lines
    yield from (said(fact) for fact in card.facts)
    for section in card.sections:
        yield from block(section)
    if card.sections:
        yield from card.lines
    if card.warning:
        yield card.warning
    if card.question and not asked_above(card):
        yield card.question
    if not card.is_closed:
        yield from (offered(select) for select in card.selects if not select.on_pick)
        if card.form is not None:
            yield from _form(card.form)


def said(fact: Fact) -> str:
    """「客户 A公司「那边A」」; the person's words only where they differ from the value."""
    return f"{fact.label} {with_evidence(fact)}"


def with_evidence(fact: Fact) -> str:
    """「A公司「那边A」」."""
    return f"{fact.value}「{fact.evidence}」" if fact.evidence and fact.evidence != fact.value else fact.value


def block(section: Section) -> Iterator[str]:
    """A row: its title, a short first line behind it, the rest below."""
    alone = len(section.lines) == 1 and not section.facts and not section.evidence
    if alone:
        yield wording.join_facts(section.title, section.lines[0])
        return
    yield section.title
    for fact in section.facts:
        yield f"   {said(fact)}"
    yield from (f"   {line}" for line in lines_with_evidence(section))


def lines_with_evidence(section: Section) -> list[str]:
    """A block's lines; the words that support them stand behind the first."""
    evidence = f"「{section.evidence}」" if section.evidence else ""
    first, *rest = section.lines or ("",)
    return [line for line in (f"{first}{evidence}", *rest) if line]


def offered(select: Select) -> str:
    """A select as numbered choices, with the words that choose one."""
    line = f"{select.label}：{wording.choices(option.label for option in select.options)}"
    if not select.word:
        return line
    example = next((option for option in select.options if option.value != select.selected), select.options[0])
    return f"{line}（例：回「{select.typed(example)}」）"


def _form(form: Form) -> Iterator[str]:
    for field in form.fields:
        if isinstance(field, Select):
            yield f"{field.label}：{' '.join(option.label for option in field.options)}"
    if form.example:
        yield f"例：{form.example}"
    if form.page:
        yield f"打开表单：{form.page}"


def replies(card: Card) -> Iterator[str]:
    """How each button is reached by words; what the question offers with its number is not said again."""
    yield from row_replies(card)
    offered_above = [word for word in card.question.split() if word[0] in _MARKS]
    buttons = [button for button in spoken_buttons(card) if button.action]
    words = [f"「{button.typed}」" for button in buttons if not any(button.typed == word[1:] for word in offered_above)]
    if words:
        yield f"回{''.join(words)}"
    for button in card.buttons:
        if button.url:
            yield f"{button.label}：{button.url}"


def spoken_buttons(card: Card) -> list[Button]:
    """The card's buttons that mean something by themselves: not those that only send a choice that words make."""
    open_choices = [
        select for select in card.selects if not (select.on_pick or select.action or select.several or select.selected)
    ]
    words = {select.word for select in open_choices}
    asked = "" in words
    return [
        button
        for button in card.buttons
        if not (button.on_pick or button.typed in words or (asked and button.style == "primary"))
    ]


def row_replies(card: Card) -> Iterator[str]:
    """Row buttons by words: of one row as the example for all, and of every choice that isn't numbered by rows."""
    rows = [section.buttons for section in card.sections if section.buttons]
    numbered = [buttons for buttons in rows if buttons[0].typed[0] in _MARKS]
    if numbered:
        words = "".join(f"「{button.typed}」" for button in numbered[0])
        other = "，换编号就是别的条" if len(numbered) > 1 else ""
        whole = "".join(f"「{button.typed}」" for button in card.buttons if button.on_pick)
        everything = any(option.value == ALL_ROWS for select in card.selects for option in select.options)
        yield f"单条回{words}{other}{f'；{whole}是全部' if whole and everything else ''}"
    words = "".join(f"「{button.typed}」" for buttons in rows if buttons not in numbered for button in buttons)
    if words and words not in card.hint:
        yield f"回{words}"
