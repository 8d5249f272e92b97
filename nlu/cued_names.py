"""Names that look like none (安达通, 红四方): everyday pieces where a name is wanted, behind «换成» or before «那边»;
and what is quoted.

Their words are known ones, or a coined word swallowed its neighbour (返勇士, 立标出价): only where they begin and end
tells them. There are many such places for one name; `rival_judge` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlu.patterns import compiled
from nlu.regions import is_region
from nlu.stretches import Stretch, Stretches
from nlu.wordlists import made_of_common_words, words

_QUOTES = re.compile(r'["“「『]([\u4e00-\u9fffA-Za-z0-9&·]{2,8})["”」』]')
_TAKEN = "¥"
# Words of grammar and of the reporter's own doings: no name has one, and what is quoted with one is speech.
_GRAMMAR = "的了着过我你他她您咱们这那哪不没是在就也都还才很太更把被让跟和与同给说讲聊谈去来到问个有吗呢吧啊"
_RUN = re.compile(rf"[^\0-\u4dff\ua000-\uffff{_GRAMMAR}月号打见约想]{{2,}}")
_SPEECH = re.compile(f"[{_GRAMMAR}]")
_SHORTEST, _LONGEST = 2, 5
_PAIRED = 4
"""Characters of two words in one name (时代天使): before a pause one of them is seldom anything else."""

# Who is used, chosen, paid, preferred or compared with, and what a firm is called.
_STRONG_LEAD = compiled("competitors.txt", "where a name is wanted")
_STRONG_ENDS = frozenset("是的全着了过返用成到理如拿给予被由归商品手家台套叫壁城为系跟和与同比、卖买面")
_REACH = 4
# Pauses, and verbs and links that have an object, of which a name is one among many.
_PAUSES = frozenset(',。;:!?、/)(\n "+|¥')
_LEADS = _PAUSES | frozenset(
    "说讲称话嫌及用找跟和与同比是有给让叫系为予了的由被拿走换定选买卖做租进订向将对从到在着过夸道出问于家商个那"
)
# Whose goods, people and prices they are, and what vendors do.
_STRONG_TAIL = compiled("competitors.txt", "what names are followed by")
_WEAK_TAILS = frozenset(
    "的那也已都才就还报给做签把一两三进抢中承代供产在个来没更最和跟与同去接包肯续派出现些咁仅只各帮家"
)
# Here even an everyday word is a name (三元, 小米): who is compared with us, whose the thing bought is.
_TIGHT_LEAD = re.compile(r"(?:[拿买用卖]了?|[买用装上]的(?:都|就|全)?是|、)$")
_TIGHT_TAIL = re.compile(r"(?:跟|和|与)[我咱]|在比|[两三四]家|的(?=[,。;!? ]|$)")


def cued_names(text: str, framed: Iterable[Stretch], taken: Stretches) -> Iterator[Stretch]:
    """Where such a name may stand; none crosses a name in a frame."""
    shown = taken.hidden(text, _TAKEN)
    inside_frames = Stretches(len(text), framed)
    for quoted in _QUOTES.finditer(shown):
        if not _SPEECH.search(quoted[1]):
            yield quoted.span(1)
    tails = {tail.start() for tail in _STRONG_TAIL.finditer(shown)}
    for run in _RUN.finditer(shown):
        first, last = run.span()
        for start in range(first, last - 1):
            before = shown[start - 1] if start else "\n"
            if before in _STRONG_ENDS and _wants_a_name(shown, start):
                ends = (end for end in _ends(start, last) if _follows(shown, start, end, tails))
            elif tails and before in _LEADS and not _splits(text, start):
                ends = (end for end in _ends(start, last) if end in tails and _is_no_word(shown, start, end))
            else:
                continue
            yield from ((start, end) for end in ends if not inside_frames.touch(start, end))


def _ends(start: int, last: int) -> range:
    return range(start + _SHORTEST, min(start + _LONGEST, last) + 1)


def _wants_a_name(shown: str, start: int) -> bool:
    """Whether what stands before a place leads to a name, or is the town that it is of (孟州的羊老大)."""
    if _STRONG_LEAD.search(shown, max(0, start - _REACH), start):
        return True
    return shown[start - 1] == "的" and is_region(shown[start - 3 : start - 1])


def _follows(shown: str, start: int, end: int, tails: set[int]) -> bool:
    """Whether what is and follows a stretch is enough where a name is wanted."""
    if _TIGHT_TAIL.match(shown, end) and _TIGHT_LEAD.search(shown, max(0, start - _REACH), start):
        return True
    behind = shown[end : end + 1]
    if end in tails or behind in _WEAK_TAILS or (end - start == _PAIRED and (not behind or behind in _PAUSES)):
        return _is_no_word(shown, start, end)
    return False


def _is_no_word(text: str, start: int, end: int) -> bool:
    name = text[start:end]
    return not (
        _splits(text, end)
        or name in words("common_words.txt")
        or name in words("trade_words.txt")
        or made_of_common_words(name)
    )


def _splits(text: str, position: int) -> bool:
    """Whether a position lies within an everyday word."""
    return text[max(0, position - 1) : position + 1] in words("common_words.txt")
