"""How a follow-up is judged: pure."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.boilerplate import is_boilerplate, similarity

VALID = "valid"
MISSED = "missed"
BOILERPLATE = "boilerplate"
COPIED = "copied"
IMPORTED = "imported"
"""Brought in with a list of customers: earns nothing, and is not what somebody did here."""

ALIKE = 90.0
COPIES_ALLOWED = 2
"""The third nearly equal record of a day earns nothing (scenario 12)."""


def substance(words: str, *names: str) -> str:
    """What was said without the names, so that the same note about ten customers is seen to be the same."""
    for name in names:
        if name:
            words = words.replace(name, "")
    return words.strip()


def judge(said: str, met: bool, said_today: Sequence[str]) -> str:
    """valid, missed (nobody was met), boilerplate, or copied (the third nearly equal one of the day).

    `said` and `said_today` are substances.
    """
    if not met:
        return MISSED
    copies = sum(1 for other in said_today if similarity(said, other) >= ALIKE)
    if copies >= COPIES_ALLOWED:
        return COPIED
    return BOILERPLATE if is_boilerplate(said) else VALID
