"""Where a firm may be named in a text: coined words, well-known vendors, Latin words, and whatever has a trade behind
it. Most of these stretches name none; which do, and as a rival, `rival_judge` decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import add

from nlu.cued_names import cued_names
from nlu.patterns import compiled
from nlu.regions import is_region
from nlu.sieve import SIEVE
from nlu.stretches import Stretch, Stretches
from nlu.vendors import vendors_named
from nlu.wordlists import words

SHORTEST, LONGEST = 2, 10
"""Characters of a name with its place and trade."""

_BODY = (2, 3, 4)
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]*(?:[ -][A-Z][A-Za-z]+)?(?![A-Za-z0-9])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# A word alone between pauses: «竞品:东启;…», «科鸿 才 1.9w».
_ALONE = re.compile(r"(?:^|(?<=[,。;:!?\n 、/+(]))[\u4e00-\u9fff]{2,4}(?=$|[,。;:!?\n 、/+)\d])")
_BEFORE_NAME = compiled("competitors.txt", "before a name")


def firm_stretches(text: str, coined: Iterable[Stretch], framed: Sequence[Stretch], taken: Stretches) -> list[Stretch]:
    """All stretches that may name a firm, outside what is `taken`; they may overlap. `coined`: the coined words;
    `framed`: the rivals that a frame holds."""
    found: set[Stretch] = {*cued_names(text, framed, taken)}
    for start, end in [*coined, *vendors_named(text)]:
        found.update(_grown(text, start, end))
    found.update(_before_trades(text, taken))
    found.update(match.span() for pattern in (_LATIN, _ALONE) for match in pattern.finditer(text))
    return sorted(span for span in found if SHORTEST <= span[1] - span[0] <= LONGEST and not taken.touch(*span))


def trade_behind(name: str) -> int:
    """Where the trade begins that ends a name, its length when there is none."""
    for start in range(SHORTEST, len(name) - 1):
        if _trades_from(name, start) == len(name):
            return start
    return len(name)


def place_before(name: str) -> int:
    """Where the name begins behind the place that heads it (沧州恒通), 0 when there is none."""
    return 2 if len(name) > 3 and is_region(name[:2]) else 0


def _grown(text: str, start: int, end: int) -> Iterator[Stretch]:
    """A stretch, and it with the trade behind it and the place before it."""
    starts = [start, start - 2] if start >= 2 and is_region(text[start - 2 : start]) else [start]
    for last in dict.fromkeys((end, _trades_from(text, end))):
        for first in starts:
            yield first, last


def _before_trades(text: str, taken: Stretches) -> Iterator[Stretch]:
    """Two to four characters before a trade, where a name can begin: behind a pause or a word that leads to one."""
    if not _MAY_HAVE_TRADES(text):
        return
    listed = _trades()
    for trade, pair in enumerate(map(add, text, text[1:])):
        if pair not in listed or trade < SHORTEST or (end := _trades_from(text, trade)) == trade:
            continue
        for start in (trade - size for size in _BODY if trade >= size):
            if not _HAN.fullmatch(text, start, trade):
                break
            leads = _BEFORE_NAME.search(text, max(0, start - 2), start)
            if leads or not start or not _HAN.match(text, start - 1) or taken.touch(start - 1, start):
                yield start, end


def _trades_from(text: str, position: int) -> int:
    """The end of the words of trade that begin at a position; the position itself where none does."""
    listed = _trades()
    while words_here := listed.get(text[position : position + 2]):
        word = next((word for word in words_here if text.startswith(word, position)), None)
        if word is None:
            break
        position += len(word)
    return position


@cache
def _trades() -> dict[str, list[str]]:
    """The words of trade by their first two characters, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(words("firm_trades.txt"), key=len, reverse=True):
        found.setdefault(word[:2], []).append(word)
    return found


_MAY_HAVE_TRADES = SIEVE.any_of(_trades)
