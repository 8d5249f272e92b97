"""Patterns kept as plain files under nlu/data/patterns: a section in brackets, one alternative a line.

They are words of the language with their bends («没(?:见到|接通)»), so they read and are reviewed better as
lists than as one expression of a thousand characters.
"""

from __future__ import annotations

from functools import cache

from nlu import lazy_re as re
from nlu.wordlists import DATA


@cache
def listed(name: str) -> dict[str, list[str]]:
    """The sections of a file in order: heading → its alternatives. # at the start of a line comments."""
    found: dict[str, list[str]] = {}
    alternatives: list[str] = []
    for line in (DATA / "patterns" / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        if line.startswith("[[") and line.endswith("]]"):
            alternatives = found.setdefault(line[2:-2], [])
        else:
            alternatives.append(line)
    return found


@cache
def sections(name: str) -> dict[str, str]:
    """The sections of a file in order: heading → its alternatives joined by |."""
    return {heading: "|".join(lines) for heading, lines in listed(name).items()}


_REFERENCE = re.compile(r"<<([a-z ]+)>>")


def compiled(name: str, heading: str) -> re.Pattern[str]:
    """The compiled alternatives of one section; «<<name>>» in them stands for those of another in the same file."""
    return re.compile(_resolved(name, sections(name)[heading]))


def alternatives(name: str, heading: str) -> list[str]:
    """The alternatives of one section, each with its references resolved."""
    return [_resolved(name, line) for line in listed(name)[heading]]


def _resolved(name: str, part: str) -> str:
    return _REFERENCE.sub(lambda reference: f"(?:{_of_reference(name, reference[1])})", part)


@cache
def _of_reference(name: str, heading: str) -> str:
    return _resolved(name, sections(name)[heading])
