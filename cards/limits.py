"""What each platform allows on a message, and how a card is shortened to fit (CONVERSATION §2.2, §2.3, §8).

Lengths are characters unless a name says bytes (UTF-8). Rates and quotas are the adapters' own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cards.model import Card, Fact, Section

TITLE = 16
"""Our own titles."""

CUT_OFF = "数据截止"
"""How a figure's cut-off begins; such a line is never dropped."""

ROWS_KEPT = 3
"""Rows that stay as long as anything else can go."""


@dataclass(frozen=True, slots=True)
class WeComLimits:
    """`message/send` and its template cards (protocol page 90236). Texts beyond 2,048 bytes are cut silently.

    The intelligent bot's Markdown ends at 20,480 bytes; full-width twins of markup take three times their room.
    """

    text_bytes: int = 1900
    bot_bytes: int = 16_000
    webhook_bytes: int = 4096
    source: int = 20
    title: int = 36
    subtitle: int = 44
    body: int = 160
    rows: int = 6
    row_label: int = 5
    row_value: int = 30
    buttons: int = 6
    button_label: int = 10
    options: int = 10
    option_label: int = 16
    vote_options: int = 20
    vote_title: int = 16
    vote_subtitle: int = 160


@dataclass(frozen=True, slots=True)
class DingTalkLimits:
    """Robot messages (15,000 bytes with JSON's escapes), work notices (2,048), a card template's variables."""

    text_bytes: int = 6000
    notice_bytes: int = 1400
    title: int = 60
    variable_bytes: int = 1024
    content_variables: int = 4


@dataclass(frozen=True, slots=True)
class FeishuLimits:
    """Card JSON 2.0: the whole card in bytes, elements and components together."""

    card_bytes: int = 30 * 1024
    elements: int = 200
    text_bytes: int = 20 * 1024


WECOM = WeComLimits()
DINGTALK = DingTalkLimits()
FEISHU = FeishuLimits()

TEXT_BYTES = min(WECOM.text_bytes, DINGTALK.text_bytes, FEISHU.text_bytes)
"""A text that arrives whole on every platform."""


def byte_length(text: str) -> int:
    """Bytes of a text as it travels."""
    return len(text.encode())


def cut(text: str, width: int) -> str:
    """A text in `width` characters, with 「…」 where something is missing."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def cut_bytes(text: str, most: int) -> str:
    """A text in `most` bytes, cut between characters, with 「…」 where something is missing."""
    if byte_length(text) <= most:
        return text
    room = max(most - byte_length("…"), 0)
    return f"{text.encode()[:room].decode(errors='ignore')}…"


def split(text: str, most: int) -> list[str]:
    """The whole text in pieces of at most `most` bytes: cut between paragraphs, else lines, else sentences, and never
    inside a character."""
    pieces = []
    while byte_length(text) > most:
        room = text.encode()[:most].decode(errors="ignore")
        ends = (room.rfind(mark) + len(mark) for mark in _BREAKS if room.rfind(mark) >= len(room) // 2)
        end = next(ends, len(room))
        pieces.append(text[:end].strip("\n"))
        text = text[end:].lstrip("\n")
    return [*pieces, text]


_BREAKS = ("\n\n", "\n", "。", "；", "，")


def more(left: int) -> str:
    """What stands in place of rows that were left out."""
    return f"（还有 {left} 条，回「更多」）"


def cut_rows(rows: Sequence[str], most: int, *, separator: str = "\n") -> str:
    """Rows in `most` bytes, cut at a row's boundary and ended by how many are left; at least one is kept."""
    whole = separator.join(rows)
    if byte_length(whole) <= most:
        return whole
    for kept in range(len(rows) - 1, 0, -1):
        text = separator.join((*rows[:kept], more(len(rows) - kept)))
        if byte_length(text) <= most:
            return text
    if len(rows) == 1:
        return cut_bytes(rows[0], most)
    tail = separator + more(len(rows) - 1)
    return cut_bytes(rows[0], most - byte_length(tail)) + tail


def pieces(lines: Sequence[str], most: int = TEXT_BYTES) -> list[str]:
    """Lines in as few texts of `most` bytes as they need, parted between lines; a longer line is cut."""
    texts: list[str] = []
    for line in (cut_bytes(one, most) for one in lines):
        joined = f"{texts[-1]}\n{line}" if texts else line
        if texts and byte_length(joined) <= most:
            texts[-1] = joined
        else:
            texts.append(line)
    return texts


def part(text: str, most: int) -> tuple[str, str]:
    """The first lines of a text in `most` bytes, at least one, and the lines that are left."""
    lines = text.split("\n")
    first = pieces(lines, most)[0]
    kept = first.count("\n") + 1
    return first, "\n".join(lines[kept:])


def is_cut_off(line: str) -> bool:
    """Whether a footer's line says until when a figure counts."""
    return line.startswith(CUT_OFF)


def shorten(card: Card, fits: Callable[[Card], bool]) -> Card:
    """The card with as little dropped as needed for `fits`, in the order of CONVERSATION §2.3.12.

    Title, status, the object's name, buttons and cut-offs always stay. When even the last step doesn't fit,
    that smallest card is returned: the renderer then cuts inside texts.
    """
    smaller = card
    for smaller in _steps(card):
        if fits(smaller):
            return smaller
    return smaller


def _steps(card: Card) -> Iterator[Card]:
    yield card
    card = card.model_copy(update={"chart": None})
    yield card
    card = card.model_copy(update={"footer": tuple(line for line in card.footer if is_cut_off(line))})
    yield card
    card = _without_evidence(card)
    yield card
    card = card.model_copy(update={"quote": ""})
    yield card
    card = card.model_copy(update={"hint": ""})
    yield card
    for most in range(max((_body(section) for section in card.sections), default=0) - 1, 0, -1):
        card = card.model_copy(update={"sections": tuple(_shorter(section, most) for section in card.sections)})
        yield card
    whole = card
    for kept in range(_row_count(whole) - 1, ROWS_KEPT - 1, -1):
        card = _with_rows(whole, kept)
        yield card
    card, whole = (each.model_copy(update={"subtitle": ""}) for each in (card, whole))
    yield card
    for kept in range(min(_row_count(whole) - 1, ROWS_KEPT - 1), 0, -1):
        yield _with_rows(whole, kept)


def _plain(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact.model_copy(update={"evidence": ""}) for fact in facts)


def _without_evidence(card: Card) -> Card:
    sections = tuple(
        section.model_copy(update={"evidence": "", "facts": _plain(section.facts)}) for section in card.sections
    )
    return card.model_copy(update={"facts": _plain(card.facts), "sections": sections})


def _body(section: Section) -> int:
    """Lines below the heading."""
    return len(section.facts) + len(section.lines)


def _shorter(section: Section, most: int) -> Section:
    """The heading and so many lines below it: facts come before lines."""
    facts = section.facts[:most]
    return section.model_copy(update={"facts": facts, "lines": section.lines[: most - len(facts)]})


def _row_count(card: Card) -> int:
    return len(card.sections) or len(card.lines)


def _with_rows(card: Card, kept: int) -> Card:
    if card.sections:
        left = more(len(card.sections) - kept)
        return card.model_copy(update={"sections": card.sections[:kept], "lines": (*card.lines, left)})
    left = more(len(card.lines) - kept)
    return card.model_copy(update={"lines": (*card.lines[:kept], left)})
