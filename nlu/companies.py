"""Company names: one form for comparing, a likeness, and the keys by which they are found.

Source of the rules: FEATURES «Read these» 1 and rows F8–F11, A14, J5.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from nlu import lazy_re as re
from nlu.normalise import fold_width
from nlu.pinyin import syllables
from nlu.regions import is_region, leading_region
from nlu.wordlists import words

_LEGAL_FORM = re.compile(
    r"(?:股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|有限合伙企业|有限合伙|普通合伙|个人独资)"
)
_BRACKET = re.compile(r"[(\[{【〔《「『](?P<inside>[^()\[\]{}【】〔〕《》「」『』]{0,40})[)\]}】〕》」』]")
_NOISE = re.compile(r"[^\w&/]|_")
_LONGEST = 120
# «东陵县人民医院»: a town or county that no list of regions knows; no 市政, 市场 and the like begin there.
_SEAT = re.compile(r"[\u4e00-\u9fff]{2}[市县](?![政场集民井面值长域容])(?=..)")


def spoken_name(name: str) -> str:
    """A name as people can say it: folded, a bracketed region in front, the legal form off; spaces between
    Latin words and the 市 or 省 of a region stay."""
    text = unicodedata.normalize("NFKC", fold_width(name[:_LONGEST])).upper()
    regions: list[str] = []

    def take_bracket(match: re.Match[str]) -> str:
        inside = _NOISE.sub("", match["inside"])
        if is_region(inside):
            regions.append(inside)
            return ""
        return "" if _LEGAL_FORM.fullmatch(inside) else inside

    text = _BRACKET.sub(take_bracket, text)
    stripped = _LEGAL_FORM.sub("", text)
    text = stripped if len(stripped.strip()) >= 2 else text
    for region in reversed(regions):
        if not text.startswith(region):
            text = region + text
    return text


@lru_cache(maxsize=4096)
def bracketed(name: str) -> frozenset[str]:
    """What stands in the brackets of a name: mostly its branch («小星星幼儿园（东区）»)."""
    return frozenset(
        match["inside"] for match in _BRACKET.finditer(fold_width(name)) if 2 <= len(match["inside"]) <= 12
    )


def normal_name(name: str) -> str:
    """The form of a company's name by which duplicates are found.

    Width, case, spaces and punctuation are folded, a bracketed region moves to the front, the legal form
    goes; 集团 and 分公司 stay (F11), so do & and / («A&B/C», J5). Equal results mean «probably the same»,
    never «merge».
    """
    text = _NOISE.sub("", spoken_name(name))
    short, length = leading_region(text)
    return short + text[length:]


def likeness(left: str, right: str) -> float:
    """How alike two normal names are, 0 to 100; 100 is equal (F8: 85 and more earns a hint, never a block)."""
    if left == right:
        return 100.0
    # Understanding a message compares no names this way, and should not wait for the library to load.
    from rapidfuzz import fuzz

    return float(fuzz.ratio(left, right))


class NameParts(NamedTuple):
    """A normal name taken apart: «上海恒瑞医疗科技» is 上海 + 恒瑞 + 医疗科技."""

    region: str
    brand: str
    trade: str

    @property
    def core(self) -> str:
        """The name without its region."""
        return self.brand + self.trade


def name_parts(normal: str) -> NameParts:
    """Splits a normal name into region, brand and the words of trade that end it."""
    _, length = leading_region(normal)
    if not length and (seat := _SEAT.match(normal)):
        length = seat.end()
    short, more = leading_region(normal[length:])
    if more > len(short):
        length += more
    rest = normal[length:]
    start = _trade_start(rest)
    return NameParts(normal[:length], rest[:start], rest[start:])


def is_legal_form(text: str) -> bool:
    """Whether a text is a legal form alone («有限公司»)."""
    return _LEGAL_FORM.fullmatch(text) is not None


def only_trade(text: str) -> bool:
    """Whether a text consists of words of trade alone («水产保险», «教育委员会»)."""
    return _trade_start(text, least=0) == 0


def _trade_start(text: str, least: int = 2) -> int:
    """Where the run of trade words that ends the text begins, leaving at least `least` characters."""
    trades = words("trades.txt")
    end = len(text)
    while end > least:
        # A single character is a trade at the very end alone: «风行印花» is no firm 风.
        for size in range(min(6, end - least), 0 if end == len(text) else 1, -1):
            if text[end - size : end] in trades:
                end -= size
                break
        else:
            break
    return end


@dataclass(frozen=True, slots=True)
class NameKeys:
    """Keys of one name for portable index tables (PERFORMANCE §2, RESEARCH §3.3).

    `exact`: the normal name. `core`: without region. `deletions`: the core and the core with each one
    character removed; two cores that differ by one edit share a key. `sound`: folded pinyin of the core.
    `short_forms`: how people say it.
    """

    exact: str
    core: str
    deletions: tuple[str, ...]
    sound: str
    short_forms: tuple[str, ...]


def name_keys(name: str) -> NameKeys:
    """All index keys of a company's name."""
    normal = normal_name(name)
    parts = name_parts(normal)
    core = parts.core
    deletions = dict.fromkeys([core, *(core[:i] + core[i + 1 :] for i in range(len(core)))])
    return NameKeys(
        exact=normal,
        core=core,
        deletions=tuple(key for key in deletions if len(key) >= 2),
        sound=" ".join(syllables(core)),
        short_forms=short_forms(parts),
    )


def short_forms(parts: NameParts) -> tuple[str, ...]:
    """The usual short forms of a name: the brand, brand and first trade word, each with and without region."""
    forms: dict[str, None] = {}
    if len(parts.brand) >= 2:
        forms[parts.brand] = None
    if len(parts.trade) >= 2:
        forms[parts.brand + parts.trade[:2]] = None
    forms[parts.core] = None
    if parts.region:
        for form in list(forms):
            forms[parts.region + form] = None
    return tuple(form for form in forms if len(form) >= 2)


_GENERIC = frozenset(
    [
        "公司",
        "企业",
        "集团",
        "客户",
        "单位",
        "工厂",
        "厂家",
        "厂",
        "店",
        "医院",
        "学校",
        "某公司",
        "该公司",
        "我司",
        "贵司",
        "对方",
        "本公司",
        "一家公司",
    ]
)


def refused_company(text: str) -> bool:
    """Whether a text can't be a company's name: a bare «公司», only digits, only a legal form (A14)."""
    normal = normal_name(text)
    if len(normal) < 2 or normal in _GENERIC or normal.isdigit():
        return True
    return not _LEGAL_FORM.sub("", normal) or normal in words("trades.txt") or is_region(normal)
