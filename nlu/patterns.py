"""Patterns kept as plain files under nlu/data/patterns: a section in brackets, one alternative a line.

They are words of the language with their bends («没(?:见到|接通)»), so they read and are reviewed better as
lists than as one expression of a thousand characters.
"""

from __future__ import annotations

import re
from functools import cache

from nlu.first_characters import guarded
from nlu.wordlists import DATA


@cache
def sections(name: str) -> dict[str, str]:
    """The sections of a file in order: heading → its alternatives joined by |. # at the start of a line comments."""
    found: dict[str, list[str]] = {}
    alternatives: list[str] = []
    for line in (DATA / "patterns" / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        if line.startswith("[[") and line.endswith("]]"):
            alternatives = found.setdefault(line[2:-2], [])
        else:
            alternatives.append(line)
    return {heading: "|".join(lines) for heading, lines in found.items()}


_REFERENCE = re.compile(r"<<([a-z ]+)>>")


def compiled(name: str, heading: str) -> re.Pattern[str]:
    """The compiled alternatives of one section; «<<name>>» in them stands for those of another in the same file."""
    listed = sections(name)

    def resolved(part: str) -> str:
        return _REFERENCE.sub(lambda reference: f"(?:{guarded(resolved(listed[reference[1]]))})", part)

    return re.compile(guarded(resolved(listed[heading])))
