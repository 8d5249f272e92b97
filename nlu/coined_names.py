"""Words in a text that look like the name of a firm: coined ones that no everyday word covers (卓远, 洁万家), an
everyday word with a trade behind it (友邦人力), Latin words (Blum)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from nlu import lazy_re as re
from nlu.patterns import compiled
from nlu.regions import is_region, region_names
from nlu.sieve import SIEVE
from nlu.stretches import Stretch
from nlu.wordlists import words

# Characters that are words by themselves in talk: pronouns, particles, prepositions, plain verbs, measures.
_ALONE = frozenset(
    "的了着过地得吗呢吧啊呀哦嘛哈我你您他她它们咱俺这那哪谁啥某是在有没不也都就才还又再只很太挺更最比跟和与及或但而且若因所以"
    "把被让给对向往从到由于为将要想能会可该应须请叫找问说讲聊谈听看见去来回走跑送拿用换选定买卖做干弄搞装修改签报付打发收拉带寄交开"
    "上下里外中前后左右内间旁边头面处家个台套批次种款样条张份件位年月日周天号点分秒时元块万千百十一二两三四五六七八九零几多少半第每各"
    "完占遍亦大小高低长短快慢好坏贵贱新老旧早晚重轻厚薄宽窄冷热总经理工姐哥嫌怕怪先另别等像按照据至即已均仍曾正刚且则虽如果吃喝住坐站写读学"
    "人事货钱价量单东西话票样车楼店厂院校局部科室司班组点线区县市省镇村路街"
)
# Of these, the ones that names begin or end with, too: 西诺, 大族, 飞科.
_OUTER = frozenset("东西科新大高长")
# Of these, the ones that stand within names: 洁好佳, 客一点.
_INNER = frozenset("好一大小新多万千百")
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST = 4


_TRADE = SIEVE.pattern(compiled("vendors.txt", "trade").pattern)
_BEFORE_TRADE = 2
_BRAND = SIEVE.pattern(compiled("vendors.txt", "brand").pattern)
_LATIN = SIEVE.pattern(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]+(?: [A-Z][a-z]+)?(?![A-Za-z0-9&.])")
_NO_FIRM = compiled("vendors.txt", "no firm")


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    """The words of everyday life and of trades: how they go on behind their first two characters, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(words("common_words.txt") | words("trade_words.txt"), key=len, reverse=True):
        found.setdefault(word[:2], []).append(word[2:])
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}
    return {head: alike.setdefault(tuple(endings), tuple(endings)) for head, endings in found.items()}


def coined_names(text: str) -> Iterator[Stretch]:
    """Every run of two to four characters that no everyday word covers; places are none."""
    listed, regions = _endings(), region_names()
    for run in _RUN.finditer(text):
        start, end = run.span()
        begin = position = start
        while position < end:
            head = text[position : position + 2]
            size = 0
            for ending in listed.get(head, ()):
                if text.startswith(ending, position + 2, end):
                    size = 2 + len(ending)
                    break
            if not size and head[0] in _ALONE:
                size = 0 if _joins(text, begin, position, end) else 1
            if not size and position == begin and head in regions:
                size = 2
            if size:
                if 2 <= position - begin <= _LONGEST and not is_region(text[begin:position]):
                    yield begin, position
                position += size
                begin = position
            else:
                position += 1
        if 2 <= end - begin <= _LONGEST and not is_region(text[begin:end]):
            yield begin, end


def _joins(text: str, begin: int, position: int, end: int) -> bool:
    """Whether a character that is a word by itself may be the first, the middle or the last of a coined name."""
    character, first = text[position], position == begin
    following = text[position + 1 : position + 2]
    goes_on = position + 2 <= end and following not in _ALONE and text[position + 1 : position + 3] not in _endings()
    if character in _OUTER:
        return goes_on if first else position == begin + 1
    return character in _INNER and position == begin + 1 and goes_on


def firm_names(text: str, coined: Iterable[Stretch]) -> list[Stretch]:
    """The coined words, and what else may name a firm, the longest first where several begin at the same place."""
    found = {span for span in coined if not _NO_FIRM.match(text, span[0])}
    for trade in _TRADE.finditer(text):
        first = trade.start() - _BEFORE_TRADE
        if first >= 0 and _RUN.fullmatch(text, first, trade.end()) and not _NO_FIRM.match(text, first):
            found.add((first, trade.end()))
    for brand in _BRAND.finditer(text):
        for first in (brand.start() - 2, brand.start() - 1):
            if first >= 0 and _RUN.fullmatch(text, first, brand.end()) and text[first] not in _ALONE:
                found.add((first, brand.end()))
    found.update(latin.span() for latin in _LATIN.finditer(text) if not _NO_FIRM.match(text, latin.start()))
    return sorted(found, key=lambda span: (span[0], -span[1]))
