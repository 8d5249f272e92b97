"""A message with what it names hidden: the judges learn what is said around names, sums and times, not who is who."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.scan import Scan
from nlu.stretches import Stretch

PAUSES = re.compile(r"[,。;!?\n]")
_PAUSES = str.maketrans("\n\t", "。 ")
_REPEATED = re.compile(r"([¥人司时敌])\1+")


def shown(found: Scan, rivals: Iterable[Stretch] = ()) -> str:
    """The text with one letter in place of each character of a sum, a person, a known company, a time and a rival."""
    letters = list(found.text.translate(_PAUSES))

    def hide(letter: str, spans: Iterable[Stretch]) -> None:
        for start, end in spans:
            letters[start:end] = letter * (end - start)

    hide("¥", ((m.span.start, m.span.end) for m in found.money))
    hide("人", ((p.start, p.end) for p in found.people if p.title or p.full_name))
    hide("司", ((m.start, m.end) for m in found.companies if m.matches))
    hide("时", ((t.span.start, t.span.end) for t in found.times))
    hide("敌", rivals)
    return "".join(letters)


def squeezed(words: str) -> str:
    """Words of a shown text with one letter for each thing hidden, however long it was."""
    return _REPEATED.sub(r"\1", words)
