"""Whether words tell an act that somebody can promise: «升级固件», not «生日», «定不下来», «预算很紧» (CONTRACT
`next_steps`)."""

from __future__ import annotations

from nlu.patterns import compiled

_VAGUE = compiled("steps.txt", "vague")
_ACT = compiled("steps.txt", "action")
_OF_THINGS = compiled("steps.txt", "of things")
# What has been done already.
PAST = compiled("steps.txt", "past")
# What comes of itself («合约年底届满»).
LAPSES = compiled("steps.txt", "lapses")
_LONGEST = 14


def is_act(what: str) -> bool:
    """Whether a known verb of action stands in the words, and nothing vague."""
    return len(what) >= 2 and not _VAGUE.search(what) and _ACT.search(what) is not None


def is_any_act(what: str) -> bool:
    """The same of what was promised, asked for or told with who acts, where any verb may stand."""
    if is_act(what):
        return True
    short = 2 <= len(what) <= _LONGEST
    return short and not any(pattern.search(what) for pattern in (_VAGUE, _OF_THINGS, PAST))
