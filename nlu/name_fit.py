"""How well words that somebody said fit the name of a company, written or heard (A14, RESEARCH §3.2).

Both are compared in their normal form (`nlu.companies.normal_name`). Knows no record and no owner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from rapidfuzz import process
from rapidfuzz.distance import LCSseq, Levenshtein

from nlu.companies import name_parts, normal_name, only_trade
from nlu.pinyin import heard
from nlu.regions import is_region

LITERAL = 80.0
"""From this fit on the name holds the words as they were written."""

_SHORTEST_WITH_A_SLIP = 4
_FORMS = ("股份有限责任公司", "股份有限公司", "有限责任公司", "有限公司")
_SAID_BEHIND = (heard("股份"), heard("公司"))
"""What people say behind a short name; in a normal name it is gone with the legal form."""
_CLOSELY_READ = 60


@dataclass(frozen=True, slots=True)
class Words:
    """Words that somebody said for a company, ready to be compared with many names."""

    normal: str
    sound: str
    brand_sound: str

    @classmethod
    def read(cls, words: str) -> Words:
        """Words as they were typed or dictated; 股份 or 公司 behind them says nothing."""
        normal = mended_name(normal_name(words))
        if len(normal) >= 4 and heard(normal).endswith(_SAID_BEHIND):
            normal = normal[:-2]
        parts = name_parts(normal)
        return cls(normal, heard(normal), heard(parts.region + parts.brand if len(parts.core) < 3 else parts.brand))

    def best(self, names: Sequence[str], most: int) -> list[tuple[int, float]]:
        """Positions of the normal names that fit, with their fit (0 to 100), best first, at most `most`.

        A name fits when it holds the sound of what the words call the brand, or when one slip of the pen
        tells the two apart.
        """
        if not self.normal:
            return []
        sounds = [heard(name) for name in names]
        least = max(1, len(self.normal) // 2)
        near = process.extract(
            self.sound, sounds, scorer=LCSseq.similarity, score_cutoff=least, limit=_CLOSELY_READ * 5
        )
        chosen = sorted(
            ((self._likely(names[at], shared), at) for _, shared, at in near), key=lambda one: (-one[0], one[1])
        )[:_CLOSELY_READ]
        fits = [(at, self._fit(names[at], sounds[at])) for _, at in chosen]
        return sorted(compress(fits, [fit > 0 for _, fit in fits]), key=lambda one: (-one[1], one[0]))[:most]

    def _likely(self, name: str, shared: float) -> float:
        """A first guess that costs little: what is shared by ear and by eye, less what the name has beyond."""
        return shared + LCSseq.similarity(self.normal, name) + (2 if self.normal in name else 0) - len(name) / 20

    def _fit(self, name: str, sound: str) -> float:
        if name == self.normal:
            return 100.0
        size = len(self.normal)
        surplus = min(len(name) - size, 12) / 4 if len(name) > size else 0.0
        at = name.find(self.normal)
        if at >= 0:
            return LITERAL + 5 + self._place(name, at, size) - surplus
        if not self._brand_is_heard(sound) and not self._one_slip(name):
            return 0.0
        by_eye = LCSseq.similarity(self.normal, name) / size
        by_ear = LCSseq.similarity(self.sound, sound) / size
        at = sound.find(self.sound)
        place = self._place(name, at, size) / 2 if at >= 0 else 0.0
        return 30 * by_eye + 35 * by_ear + place - surplus

    def _place(self, name: str, at: int, size: int) -> float:
        """What stands around the words: nothing or a region before, words of trade behind, speak for the name."""
        head = at == 0 or is_region(name[:at])
        rest = name[at + size :]
        whole = not rest or only_trade(rest)
        return (8.0 if head else 0.0) + (6.0 if whole else 0.0)

    def _brand_is_heard(self, sound: str) -> bool:
        brand = self.brand_sound
        missing = 0 if len(brand) <= 2 else 1
        return LCSseq.similarity(brand, sound) >= len(brand) - missing

    def _one_slip(self, name: str) -> bool:
        if len(self.normal) < _SHORTEST_WITH_A_SLIP:
            return False
        if Levenshtein.distance(self.normal, name, score_cutoff=1) <= 1:
            return True
        if LCSseq.similarity(self.normal, name) < len(self.normal) - 1:
            return False
        return Levenshtein.distance(self.normal, name_parts(name).core, score_cutoff=1) <= 1


def mended_name(normal: str) -> str:
    """A normal name without a legal form that was misspelt by one slip of the pen («…有限公可»)."""
    for form in _FORMS:
        for size in (len(form) + 1, len(form), len(form) - 1):
            if len(normal) - size >= 2 and Levenshtein.distance(normal[-size:], form, score_cutoff=1) <= 1:
                return normal[:-size]
    return normal
