"""How a name becomes keys of the index: pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from zlib import crc32

from nlu.companies import NameParts, name_parts, normal_name
from nlu.pinyin import heard
from nlu.regions import is_region

ALIKE = 85.0
"""From this likeness on two names are worth a hint (F8); never a block by name alone."""

LONGEST_REGION = 6
SHORTEST_TAIL = 4


def index_keys(name: str) -> list[int]:
    """The keys under which a customer's name is stored: its core, whole, with each one character left out, and
    heard; each pair of neighbouring characters of its brand (and of brand and trade), written and heard."""
    return index_keys_of(normal_name(name))


def index_keys_of(normal: str) -> list[int]:
    """The same for a name in its normal form."""
    parts = name_parts(normal)
    whole_country = is_region(parts.brand)  # 「中国」 before 「建设银行」, which people leave out
    pairs = _pairs(parts.core, len(parts.brand) + (2 if whole_country else 0))
    spoken = _marked("c", [parts.trade]) if whole_country else []
    return _numbers(
        chain(_cores(parts.core), spoken, _heard_core(parts.core), _marked("p", pairs), _heard_pairs(pairs))
    )


def slip_keys(normal: str) -> list[int]:
    """The keys that find every name whose core is at most one slip of the pen away (PERFORMANCE §2)."""
    return _numbers(_one_slip_away(normal))


def written_keys(normal: str) -> list[int]:
    """The keys that find names which hold the words, or most of them, as they were written."""
    return _numbers(chain(_one_slip_away(normal), _marked("p", _spoken_pairs(name_parts(normal)))))


def heard_keys(normal: str) -> list[int]:
    """The keys that find names which sound like the words."""
    parts = name_parts(normal)
    return _numbers(chain(_heard_core(parts.core), _heard_core(normal), _heard_pairs(_spoken_pairs(parts))))


def pair_keys(text: str) -> list[int]:
    """The keys of every pair of neighbouring characters in a text: those of each brand that is spelt out in it."""
    return _numbers(_marked("p", _pairs(text, len(text))))


def least_heard(normal: str) -> int:
    """How many of the heard keys a name must share, so that one pair of a long name proposes nobody."""
    parts = name_parts(normal)
    return (len(_pairs(parts.core, len(parts.brand))) + 1) // 2


def _one_slip_away(normal: str) -> list[str]:
    """A slip in the region hides it, or a part of it, and the core seems to begin with it: so the name is looked
    for without its first characters too."""
    core = name_parts(normal).core
    tails = [core[length:] for length in range(1, LONGEST_REGION + 1)]
    return [*_cores(core), *_marked("c", [normal, *(tail for tail in tails if len(tail) >= SHORTEST_TAIL)])]


def _cores(core: str) -> list[str]:
    return _marked("c", [core, *(one for at in range(len(core)) if len(one := core[:at] + core[at + 1 :]) >= 2)])


def _heard_core(core: str) -> list[str]:
    return _marked("h", [heard(core)])


def _heard_pairs(pairs: list[str]) -> list[str]:
    return _marked("s", [heard(pair) for pair in pairs])


def _spoken_pairs(parts: NameParts) -> list[str]:
    """Pairs of a name as it is said: where it seems to begin with a region, that may be its brand («东方精工»)."""
    whole = parts.region + parts.core
    return _pairs(whole, len(parts.region) + len(parts.brand))


def _pairs(text: str, size: int) -> list[str]:
    """The pairs that begin within the first `size` characters; those further on are words of trade."""
    return [text[at : at + 2] for at in range(size) if at + 2 <= len(text)]


def _marked(kind: str, texts: list[str]) -> list[str]:
    return [kind + text for text in texts]


def _numbers(texts: Iterable[str]) -> list[int]:
    """Four bytes for each key: an index of a third of the size, and a wrong hit now and then is ranked away."""
    return list(dict.fromkeys(crc32(text.encode()) - (1 << 31) for text in texts))
