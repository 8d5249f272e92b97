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
from nlu.weights import BIAS, Seen, weights

WEIGHTS = "sum_weights.txt"
KINDS: tuple[AmountKind, ...] = get_args(AmountKind)

_BEFORE, _BEHIND = 30, 18
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千两.]+")
_GRAMS = (1, 2, 3, 4)


RULED = 200
"""How much more than for what the rules say must speak for something else, in hundredths."""


def marks(ruled: AmountKind | None, signed: bool) -> Seen:
    """What the rules say of a sum, for the judge. `signed`: a contract was signed at that visit."""
    return ("ruled", (f"{ruled}",)), ("signed", (f"{signed}",)), ("both", (f"{ruled} {signed}",))


def judged(shown: str, said: str, mention: MoneyMention, ruled: AmountKind | None, signed: bool) -> AmountKind:
    """The likeliest kind of a sum. `shown`: the text with what it names hidden; `said`: the sum as said; `ruled`: what
    the rules say; `signed`: a contract was signed at that visit."""
    totals = weights(WEIGHTS).totals([*seen_of(shown, said, mention), *marks(ruled, signed)])
    by_kind = dict(zip(KINDS, totals, strict=True))
    if ruled is not None:
        by_kind[ruled] += RULED
    return max(KINDS, key=by_kind.__getitem__)


def seen_of(shown: str, said: str, mention: MoneyMention) -> Seen:
    """What the model looks at: how large the sum is and how it is said, what stands right beside it, and the
    characters of its clause and of the one before."""
    first, last = mention.span.start, mention.span.end
    before = squeezed(shown[max(0, first - _BEFORE) : first])
    behind = squeezed(shown[last : last + _BEHIND])
    *_, earlier, clause = ["", *PAUSES.split(before)]
    return (
        BIAS,
        ("size", (str(len(str(mention.yuan))),)),
        ("said", (_NUMBER.sub("0", said),)),
        ("<", [before[-size:] for size in _GRAMS if len(before) >= size]),
        (">", [behind[:size] for size in _GRAMS if len(behind) >= size]),
        ("-", _grams(clause)),
        ("+", _grams(PAUSES.split(behind, maxsplit=1)[0])),
        ("--", _pairs(earlier)),
        ("<<", _pairs(before)),
        (">>", _pairs(behind)),
        ("rival", ("before",) if "敌" in before else ()),
    )


def _grams(words: str) -> set[str]:
    pairs = [*map(add, words, words[1:])]
    return {*words, *pairs, *map(add, pairs, words[2:])}


def _pairs(words: str) -> set[str]:
    return {*map(add, words, words[1:])}
