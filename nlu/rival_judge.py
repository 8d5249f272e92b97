"""Which of the firms that a text may name are rivals, learnt from the labelled messages of `tests/corpus`.

The frames of `competitors` read what is said of a rival in ways that are known; who is cheaper, serves today or took
the order is said in ways without end. A logistic regression over what stands around a stretch and what it looks like
proposes what no frame holds, and doubts what one held by accident. `python deploy/train_rivals.py` writes its weights
(`nlu/data/rival_weights.txt`); how much it adds on unread messages stands in `nlu/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import add

from nlu.competitors import cannot_name_a_firm
from nlu.named_firms import firm_stretches, place_before, trade_behind
from nlu.scan import Scan
from nlu.shown import shown
from nlu.stretches import Stretch, Stretches
from nlu.vendors import is_vendor
from nlu.weights import Seen, likelihood, weights
from nlu.wordlists import made_of_common_words, words

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
# «他们给禧玛诺做代工»: a customer of theirs.
_WORKS_FOR = re.compile(r"[他她厂司](?:们|里)?(?:也|都|一直|还|在|专门|主要)*[给为帮]$")
_AS_ITS_MAKER = re.compile(r"(?:做|搞|供)?(?:代工|贴牌|OEM|配套|供货)")
_REPEATED = re.compile(r"([¥人司时])(?=\1)")


def rivals_judged(
    found: Scan, coined: Sequence[Stretch], framed: Sequence[Stretch], taken: Sequence[Stretch]
) -> list[Stretch]:
    """The stretches that name rivals: those that are likely, and of the `framed` ones those that are not unlikely."""
    judge = weights(WEIGHTS)
    spans = candidates(found, coined, framed, taken)
    likelihoods = {span: likelihood(judge.totals(seen)[0]) for span, seen in spans}
    named: list[Stretch] = []
    for span in sorted(likelihoods, key=lambda span: -likelihoods[span]):
        name = found.text[slice(*span)]
        if likelihoods[span] < DOUBTED or cannot_name_a_firm(name):
            continue
        before = max(0, span[0] - _AROUND), span[0]
        if span not in framed and _TALKED_OF.search(found.text, *before):
            continue
        if _AS_ITS_MAKER.match(found.text, span[1]) and _WORKS_FOR.search(found.text, *before):
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
    return (
        ("looks", (looks,)),
        ("size", (str(min(len(name), 7)),)),
        ("ends", {name[-1], name[-2:]}),
        ("begins", (name[0],)),
        ("<>", (f"{last} {first}",)),
        (looks, (f"< {last}", f"> {first}")),
        ("<", [before[-size:] for size in _GRAMS if len(before) >= size]),
        (">", [behind[:size] for size in _GRAMS if len(behind) >= size]),
        ("-", _grams(_PAUSE.split(before)[-1])),
        ("+", _grams(_PAUSE.split(behind, maxsplit=1)[0])),
        ("head", ("",) if start < _HEAD else ()),
    )


def _grams(clause: str) -> set[str]:
    return {*clause, *map(add, clause, clause[1:])}


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
