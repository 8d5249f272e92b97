"""DingTalk without a card template: `sampleMarkdown` with links that speak for the reader.

Robot messages have no callback buttons, and a link that writes on GET would fire on a preview: an act is a link
that sends its word as the person, `dtmd://dingtalkclient/sendMessage?content=…`, and takes the same path as typing.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote as percent_encode

from cards import limits, wording
from cards.limits import DINGTALK
from cards.model import Button, Card, Fact, Section, Select, Text
from cards.render import plain_text
from cards.render.headline import asked_above, headline
from cards.render.markup import bold, neutral

NEW_LINE = "  \n  "
ANSWER_TITLE = 20


def draw_markdown(message: Card | Text, *, links: bool, most: int = DINGTALK.text_bytes) -> tuple[str, str]:
    """Title (the preview) and text of a Markdown message, in `most` bytes; without `links` words alone say what to
    answer."""
    if isinstance(message, Text):
        rows = [neutral(line) for line in message.text.split("\n")]
        title = limits.cut(rows[0], ANSWER_TITLE)
        return title, limits.cut_rows(rows, most, separator=NEW_LINE)

    def whole(card: Card) -> list[str]:
        return [line.replace("\n", NEW_LINE) for line in _lines(card, links=links)]

    def fits(card: Card) -> bool:
        return limits.byte_length(NEW_LINE.join(whole(card))) <= most

    text = limits.cut_rows(whole(limits.shorten(message, fits)), most, separator=NEW_LINE)
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
