"""A message with what it names hidden: the judges learn what is said around names, sums and times, not who is who."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.scan import Scan, spans_of
from nlu.stretches import Stretch

PAUSES = re.compile(r"[,。;!?\n]")
_REPEATED = re.compile(r"([¥人司时敌])(?=\1)")


def shown(found: Scan, rivals: Iterable[Stretch] = ()) -> str:
    """The text with one letter in place of each character of a sum, a person, a known company, a time and a rival."""
    letters = list(found.text.replace("\n", "。").replace("\t", " "))

    def hide(letter: str, spans: Iterable[Stretch]) -> None:
        for start, end in spans:
            letters[start:end] = letter * (end - start)

    hide("¥", spans_of(found.money))
    hide("人", spans_of(p for p in found.people if p.title or p.full_name))
    hide("司", spans_of(m for m in found.companies if m.matches))
    hide("时", spans_of(found.times))
    hide("敌", rivals)
    return "".join(letters)


def squeezed(words: str) -> str:
    """Words of a shown text with one letter for each thing hidden, however long it was."""
    return _REPEATED.sub("", words)
