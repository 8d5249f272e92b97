"""What a sum of money is, learnt from the labelled messages of `tests/corpus`, with what the rules of `amounts` say.

Whose price it is and whether it was paid is often said far from the sum, in words that no rule lists; the characters
around it tell, and the rules' own answer is one more thing to look at. `python deploy/train_judges.py` writes the
weights.
"""

from __future__ import annotations

import re
from operator import add
from typing import get_args

from nlu.drafts import AmountKind
from nlu.money import MoneyMention
from nlu.shown import PAUSES, squeezed
from nlu.weights import BIAS, weights

WEIGHTS = "sum_weights.txt"
KINDS: tuple[AmountKind, ...] = get_args(AmountKind)

_BEFORE, _BEHIND = 30, 18
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千两.]+")
_GRAMS = (1, 2, 3, 4)


RULED = 200
"""How much more than for what the rules say must speak for something else, in hundredths."""


def marks(ruled: AmountKind | None, signed: bool) -> tuple[str, ...]:
    """What the rules say of a sum, for the judge. `signed`: a contract was signed at that visit."""
    return f"ruled {ruled}", f"signed {signed}", f"both {ruled} {signed}"


def judged(shown: str, said: str, mention: MoneyMention, ruled: AmountKind | None, signed: bool) -> AmountKind:
    """The likeliest kind of a sum. `shown`: the text with what it names hidden; `said`: the sum as said; `ruled`: what
    the rules say; `signed`: a contract was signed at that visit."""
    totals = weights(WEIGHTS).totals(seen_of(shown, said, mention) | {*marks(ruled, signed)})
    by_kind = dict(zip(KINDS, totals, strict=True))
    if ruled is not None:
        by_kind[ruled] += RULED
    return max(KINDS, key=by_kind.__getitem__)


def seen_of(shown: str, said: str, mention: MoneyMention) -> set[str]:
    """What the model looks at: how large the sum is and how it is said, what stands right beside it, and the
    characters of its clause and of the one before."""
    first, last = mention.span.start, mention.span.end
    before = squeezed(shown[max(0, first - _BEFORE) : first])
    behind = squeezed(shown[last : last + _BEHIND])
    seen = {BIAS, f"size {len(str(mention.yuan))}", f"said {_NUMBER.sub('0', said)}"}
    seen.update(f"< {before[-size:]}" for size in _GRAMS if len(before) >= size)
    seen.update(f"> {behind[:size]}" for size in _GRAMS if len(behind) >= size)
    *_, earlier, clause = ["", *PAUSES.split(before)]
    for side, words in (("- ", clause), ("+ ", PAUSES.split(behind, maxsplit=1)[0])):
        pairs = _pairs(words)
        seen.update(map(side.__add__, (*words, *pairs, *map(add, pairs, words[2:]))))
    for side, words in (("-- ", earlier), ("<< ", before), (">> ", behind)):
        seen.update(map(side.__add__, _pairs(words)))
    if "敌" in before:
        seen.add("rival before")
    return seen


def _pairs(words: str) -> list[str]:
    return [*map(add, words, words[1:])]
