"""Amounts in the short forms of business talk: 十五个八 (15.8万), 预算二十六个 (26万), 我们300万，他们480.

Where everybody knows that ten thousands are meant, the 万 is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlu import lazy_re as re
from nlu.numbers import DIGIT_CLASS, DIGITS, read_number
from nlu.spans import Span

TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class MoneyMention:
    """One amount in yuan as it was said."""

    span: Span
    low: Decimal
    high: Decimal
    approximate: bool
    """来, 多, 左右, 上下, 以内 … or a range was said."""
    bare: bool
    """Neither a currency nor 万, 亿, w was said."""

    @property
    def yuan(self) -> int:
        """The number said; a range takes its middle."""
        return int((self.low + self.high) / 2)


# A number whose phrase ends behind it counts nothing.
PHRASE_ENDS = re.compile(
    r"\Z|[^\u4e00-\u9fff]|[钱每一的了多起整吧啊呢哈呀就也都还和或到以左上太有偏贵高嫌你我他她咱您俺算过不]"
)
_PIECES = re.compile(
    rf"(?P<whole>\d{{1,4}}(?:\.\d{{1,2}})?|[{DIGIT_CLASS}十百千]{{1,7}}(?:点[{DIGIT_CLASS}]{{1,2}})?)"
    rf" ?个(?P<tenth>(?!一[起样直共般定])[\d{DIGIT_CLASS}](?![\d{DIGIT_CLASS}十百千万亿.]))?"
)
# «一千个一百八»: pieces and their price.
_PRICE_BEHIND = re.compile(r"一[十百千]")
_PRICE_BEFORE = re.compile(
    r"(?:预算|报价|报|总价|首付款?|首款|尾款|定金|付|打|款|价|砍到|降到|要价|合同额?|还价|开价|批了?|回款|打了?|给了?|收了?|谈到|压到|做到)"
    r"(?:是|就|大概|差不多|约|在|到|给|了|的|我|他|她|咱|们)* ?\Z"
)
_CONTEXT = 12

_UNIT_PRICE_AFTER = re.compile(r"\s?(?:[一每/元块个%％]|左右一)")
_UNIT_PRICE_BEFORE = re.compile(r"(?:单价|每.{1,3}|一[\u4e00-\u9fff])\s?\Z")
_NEAR = 45
_MOST_ALIKE = 4
"""A short amount is of the same order as the full one it leans on."""


def read_pieces(text: str, start: int, *, allow_bare: bool) -> tuple[MoneyMention, int] | None:
    """十五个八, 九个九, 二十六个 at `start`, where a price word or the number itself leaves no doubt."""
    match = _PIECES.match(text, start)
    if match is None or not PHRASE_ENDS.match(text, match.end()) or _PRICE_BEHIND.match(text, match.end()):
        return None
    whole = read_number(match["whole"])
    if whole is None:
        return None
    priced = _PRICE_BEFORE.search(text[max(0, start - _CONTEXT) : start]) is not None
    tenth = match["tenth"]
    if tenth is None:
        # Nobody counts 15.8 pieces.
        in_parts = whole != int(whole)
        if not (in_parts or (priced and allow_bare and whole >= 5)):
            return None
        yuan = whole * TEN_THOUSAND
    else:
        digit = DIGITS[tenth] if tenth in DIGITS else int(tenth)
        if digit == 0 or not (priced or whole >= 10):
            return None
        yuan = (whole + Decimal(digit) / 10) * TEN_THOUSAND
    bare = tenth is None and whole == int(whole)
    mention = MoneyMention(Span(start, match.end()), yuan, yuan, approximate=False, bare=bare)
    return mention, match.end()


def with_borrowed_units(text: str, mentions: Sequence[MoneyMention]) -> list[MoneyMention]:
    """我们300万，他们480: a bare amount of the same order takes over the 万 of its neighbour."""
    result: list[MoneyMention] = []
    for index, mention in enumerate(mentions):
        neighbours = [*result[-1:], *mentions[index + 1 : index + 2]]
        if mention.bare and any(_leans_on(text, mention, neighbour) for neighbour in neighbours):
            low, high = mention.low * TEN_THOUSAND, mention.high * TEN_THOUSAND
            mention = MoneyMention(mention.span, low, high, mention.approximate, bare=True)
        result.append(mention)
    return result


def _leans_on(text: str, mention: MoneyMention, full: MoneyMention) -> bool:
    """Is `mention` the short form of an amount beside the full amount `full`?"""
    between = text[min(mention.span.end, full.span.end) : max(mention.span.start, full.span.start)]
    if full.low < TEN_THOUSAND or len(between) > _NEAR or "\n" in between:
        return False
    if not full.low / TEN_THOUSAND / _MOST_ALIKE <= mention.low <= full.high / TEN_THOUSAND * _MOST_ALIKE:
        return False
    if not between:
        return True
    before = text[max(0, mention.span.start - 4) : mention.span.start]
    return not (_UNIT_PRICE_AFTER.match(text, mention.span.end) or _UNIT_PRICE_BEFORE.search(before))
