"""Which of the firms that a text may name are rivals, learnt from the labelled messages of `tests/corpus`.

The frames of `competitors` read what is said of a rival in ways that are known; who is cheaper, serves today or took
the order is said in ways without end. A logistic regression over what stands around a stretch and what it looks like
proposes what no frame holds, and doubts what one held by accident. `python deploy/train_rivals.py` writes its weights
(`nlu/data/rival_weights.txt`); how much it adds on unread messages stands in `nlu/README.md`.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import add

from nlu.competitors import cannot_name_a_firm
from nlu.named_firms import firm_stretches, place_before, trade_behind
from nlu.scan import Scan
from nlu.shown import shown
from nlu.stretches import Stretch, Stretches
from nlu.vendors import is_vendor
from nlu.wordlists import DATA, made_of_common_words, words

WEIGHTS = "rival_weights.txt"
PROPOSED = 0.5
DOUBTED = 0.01
"""Likelihoods from which a stretch is a rival's name without a frame, and below which it is none in spite of one."""

_AROUND = 16
_GRAMS = (1, 2, 3, 4)
_HEAD = 8
_PAUSE = re.compile(r"[,。;!?\n]")
# What is talked of is goods, unless more is said of it («聊到威图» may still be a rival, «聊冻品返仓、效期管理» none).
_TALKED_OF = re.compile(
    r"(?:聊|谈|讨论|交流|沟通|咨询)(?:了|[了一]?[聊谈]|几句|一下)*"
    r"[^,。;!?\n说讲称用供比拿跟和与换找选家他她人现目原隔对被由在有给到 ]*$"
)
_REPEATED = re.compile(r"([¥人司时])(?=\1)")

Seen = Iterable[tuple[str, Iterable[str]]]
"""What is seen of a stretch: kinds, each with its different values."""

# «友商也在跟» names nobody.
_NAMELESS = frozenset(("友商", "同行", "竞品", "对手", "竞对", "厂家", "厂商", "别家", "人家", "同类"))


def rivals_judged(
    found: Scan, coined: Sequence[Stretch], framed: Sequence[Stretch], taken: Sequence[Stretch]
) -> list[Stretch]:
    """The stretches that name rivals: those that are likely, and of the `framed` ones those that are not unlikely."""
    likelihoods = {span: _likelihood(seen) for span, seen in candidates(found, coined, framed, taken)}
    named: list[Stretch] = []
    for span in sorted(likelihoods, key=lambda span: -likelihoods[span]):
        name = found.text[slice(*span)]
        if name in _NAMELESS or likelihoods[span] < DOUBTED or cannot_name_a_firm(name):
            continue
        if span not in framed and _TALKED_OF.search(found.text, max(0, span[0] - _AROUND), span[0]):
            continue
        wanted = DOUBTED if span in framed else PROPOSED
        if likelihoods[span] >= wanted and not any(span[0] < end and start < span[1] for start, end in named):
            named.append(span)
    return sorted(named)


def candidates(
    found: Scan, coined: Sequence[Stretch], framed: Sequence[Stretch], taken: Sequence[Stretch]
) -> Iterator[tuple[Stretch, Seen]]:
    """Every stretch that may name a rival, with what the model looks at. `coined`: the coined words of the text."""
    text = found.text
    spans = sorted({*framed, *firm_stretches(text, coined, framed, Stretches(len(text), taken))})
    letters = shown(found) if spans else ""
    words_coined = {text[start:end] for start, end in coined}
    for span in spans:
        yield span, _seen(letters, text[span[0] : span[1]], span, words_coined)


def _seen(letters: str, name: str, span: Stretch, coined: set[str]) -> Seen:
    """What the name looks like, and what stands right before and behind it and elsewhere in its clause."""
    start, end = span
    before = _REPEATED.sub("", letters[max(0, start - _AROUND) : start])
    behind = _REPEATED.sub("", letters[end : end + _AROUND])
    last, first = before[-1:], behind[:1]
    looks = _looks(name, coined)
    yield "looks", (looks,)
    yield "size", (str(min(len(name), 7)),)
    yield "ends", {name[-1], name[-2:]}
    yield "begins", (name[0],)
    yield "<>", (f"{last} {first}",)
    yield looks, (f"< {last}", f"> {first}")
    yield "<", [before[-size:] for size in _GRAMS if len(before) >= size]
    yield ">", [behind[:size] for size in _GRAMS if len(behind) >= size]
    for side, clause in (("-", _PAUSE.split(before)[-1]), ("+", _PAUSE.split(behind, maxsplit=1)[0])):
        yield side, {*clause, *map(add, clause, clause[1:])}
    if start < _HEAD:
        yield "head", ("",)


def _looks(name: str, coined: set[str]) -> str:
    """What kind of word a name is: coined, well known, everyday, Latin; with a trade or a place."""
    trade, place = trade_behind(name), place_before(name)
    body = name[place:trade] or name[:trade]
    if name.isascii():
        kind = "latin"
    elif body in coined or name in coined:
        kind = "coined"
    elif name in words("common_words.txt"):
        kind = "word"
    else:
        kind = "words" if made_of_common_words(body) else "other"
    known = is_vendor(name) or is_vendor(body)
    return f"{kind}{'+trade' * (trade < len(name))}{'+place' * (place > 0)}{'+known' * known}"


def named_features(seen: Seen) -> set[str]:
    """What is seen, as the names under which the weights are written down."""
    return {f"{kind} {value}" if value else kind for kind, values in seen for value in values}


def _likelihood(seen: Seen) -> float:
    weights = _weights()
    known: list[float | None] = []
    for kind, values in seen:
        if kind in weights:
            known += map(weights[kind].get, values)
    # An exact sum does not depend on the order, which a set does not keep.
    return 1 / (1 + math.exp(-math.fsum(filter(None, known))))


@cache
def _weights() -> dict[str, dict[str, float]]:
    """The weights by kind and value."""
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    numbers: dict[str, float] = {}
    with (DATA / WEIGHTS).open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            feature, _, weight = line.partition("\t")
            kind, _, value = feature.partition(" ")
            if weight not in numbers:
                numbers[weight] = float(weight)
            weights[kind][value] = numbers[weight]
    return weights
