"""Which words may be added: pure."""

from __future__ import annotations

import re

from nlu.stages import STAGES, SYNONYMS

SHORTEST, LONGEST = 2, 20
_SEVERAL = re.compile(r"[、，,；;]|[\u4e00-\u9fff]\s+[\u4e00-\u9fff]")
MOST = 500
"""Words of one company: each is looked for in every message."""


def problem_with(kind: str, word: str, means: str) -> str:
    """Why a word is refused (a stable word), or empty when it may be added.

    One character would be found inside of other words; several words in one would be found nowhere; a word that means
    a stage to everybody keeps its meaning.
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return "length"
    if word.isdigit():
        return "number"
    if _SEVERAL.search(word):
        return "several"
    if kind == "stage" and means not in STAGES:
        return "unknown_stage"
    return "known" if SYNONYMS.get(word, means) != means or (kind != "stage" and word in SYNONYMS) else ""
