"""Which row holds the headings, and what each column tells: pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from crm_core.imports.views import Column, Field, Sheet

DEEPEST_HEADER = 20
"""Rows in which headings are looked for: a title and explanations may stand above them."""

_SEVERAL = frozenset({Field.PHONE, Field.TAG, Field.NOTE, Field.REMARK})
_NAMES = frozenset({Field.COMPANY, Field.CONTACT})
_BRACKET = re.compile(r"[(\[【<《][^)\]】>》]*[)\]】>》]")
_NOISE = re.compile(r"[\W_]+")


def headed(sheets: Sequence[Sheet]) -> tuple[Sheet, int, tuple[Column, ...]] | None:
    """The sheet whose headings tell most of customers, the index of their row, and its columns; None where none does.

    A list names at least a company, or a person with a telephone number.
    """
    best: tuple[int, Sheet, int, tuple[Column, ...]] | None = None
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:DEEPEST_HEADER]):
            columns = _columns(row)
            told = {column.field for column in columns} - {None}
            names_customers = Field.COMPANY in told or told >= {Field.CONTACT, Field.PHONE}
            if names_customers and (best is None or len(told) > best[0]):
                best = len(told), sheet, at, columns
    return None if best is None else best[1:]


def _columns(headings: Sequence[str]) -> tuple[Column, ...]:
    """A field that a list has once goes to its best heading; the others of it are told as unknown."""
    read = [(at, heading, _field(heading)) for at, heading in enumerate(headings) if heading]
    taken: dict[Field, int] = {}
    for at, _, found in sorted(read, key=lambda one: one[2][1] if one[2] else 0):
        if found is not None and found[0] not in _SEVERAL:
            taken.setdefault(found[0], at)
    return tuple(
        Column(at, heading, found[0] if found and taken.get(found[0], at) == at else None)
        for at, heading, found in read
    )


def _field(heading: str) -> tuple[Field, int] | None:
    """The field and the rank of the word: the whole heading, else the longest known word that it ends with."""
    words = _words()
    said = _bare(heading)
    if said in words:
        return words[said]
    for start in range(1, len(said) - 1):
        if said[start:] in words and not said.isascii():
            found = words[said[start:]]
            return None if found is None else (found[0], found[1] + len(words))
    return None


def _bare(heading: str) -> str:
    """«* 手机号（必填）：» is 手机号."""
    folded = unicodedata.normalize("NFKC", heading).lower()
    return _NOISE.sub("", _BRACKET.sub("", folded)) or _NOISE.sub("", folded)


@cache
def _words() -> dict[str, tuple[Field, int] | None]:
    words: dict[str, tuple[Field, int] | None] = {}
    text = Path(__file__).with_name("headings.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, *told = line.split()
            field = None if name == "-" else Field(name)
            for word in told:
                words.setdefault(word, None if field is None else (field, len(words)))
    return words
