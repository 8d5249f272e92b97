"""Whether a message tells of no contact, learnt from the labelled messages of `tests/corpus`: a second voice beside
`kinds`.

Questions, orders, plans, notes and small talk name customers as reports do; how they are worded as a whole tells them
apart better than any list of turns. `python deploy/train_judges.py` writes the weights.
"""

from __future__ import annotations

from operator import add

from nlu.scan import Scan
from nlu.shown import shown, squeezed
from nlu.weights import BIAS, Seen, weights

WEIGHTS = "kind_weights.txt"
NO_REPORT = "no report"

# How much must speak for or against, in hundredths. A report that is dropped loses more than a question that is shown
# as a draft, above all where a verb of contact is heard.
_AGAINST, _AGAINST_HEARD, _FOR = 340, 500, 200
_ENDS = (1, 2, 3)
_STEP = 15
"""Characters by which lengths are told apart."""


def surely_no_report(found: Scan) -> bool:
    """Whether a message that the rules take for a report tells of no contact in all likelihood."""
    heard = any(not event.planned for event in found.events)
    return _against(found) > (_AGAINST_HEARD if heard else _AGAINST)


def surely_reports(found: Scan) -> bool:
    """Whether a message in which the rules find no contact tells of one in all likelihood."""
    return _against(found) < -_FOR


def _against(found: Scan) -> int:
    return weights(WEIGHTS).totals(seen_of(found))[0]


def seen_of(found: Scan) -> Seen:
    """What the model looks at: the characters of the message alone, in pairs and in threes, names hidden, how it begins
    and ends, how long it is, and how many companies, people and contacts are in it."""
    text = squeezed(shown(found)).lower()
    pairs = [*map(add, text, text[1:])]
    done = sum(not event.planned and event.weight >= 2 for event in found.events)
    return (
        BIAS,
        ("^", dict.fromkeys(text[:size] for size in _ENDS)),
        ("$", dict.fromkeys(text[-size:] for size in _ENDS)),
        ("1", dict.fromkeys(text)),
        ("2", dict.fromkeys(pairs)),
        ("3", dict.fromkeys(map(add, pairs, text[2:]))),
        ("contacts", (_few(done),)),
        ("companies", (_few(len(found.companies)),)),
        ("people", (_few(len(found.people)),)),
        ("length", (str(min(len(text) // _STEP, 8)),)),
    )


def _few(count: int) -> str:
    return str(min(count, 3))
