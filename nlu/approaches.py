"""Contacts that a person's or a company's place in the sentence tells: who came first, who was seen."""

from __future__ import annotations

from collections.abc import Iterable

from nlu import lazy_re as re
from nlu.events import Event
from nlu.patterns import compiled
from nlu.sieve import SIEVE
from nlu.stretches import Stretch

_BETWEEN = re.compile(rf"(?:{compiled('approaches.txt', 'between').pattern}){{0,4}}")
# What a customer does, and its weight: coming in person outweighs no event, and coming along no visit.
_WEIGHTS = (("approached", 8), ("arrived", 5.5), ("came", 1))
_COMES = tuple((compiled("approaches.txt", heading), weight) for heading, weight in _WEIGHTS)
_AT_THEIR_PLACE = compiled("approaches.txt", "at their place")
_AS_OBJECT = re.compile(r"给|跟|和|与|向|找|约|见|请|陪|拜访|联系|催|问|让|叫|打|去")
_WITH = frozenset("和跟与带、")
_SENTENCE_END = re.compile(r"[,。;!?\n ]")
_SEEN = re.compile(r"见(?:到|了|着|过)?(?:的)?[\u4e00-\u9fff]{0,6}$")
_NOT_SEEN = ("没", "看", "听", "遇", "碰", "再", "少", "意", "常", "想", "约")


# «他又发微信来», where no name is said.
_THEY = SIEVE.pattern(
    r"(?<=[,。;!?\n 天午上晚早])(?:[他她]们?|对方|人家|客户|老板娘)(?=[今又还刚就也主打发微来昨电自跟给])"
)


def find_approaches(text: str, named: Iterable[Stretch], times: Iterable[Stretch]) -> list[Event]:
    """Where a person or company named comes first: «陈工今天一早发微信催进度» (not «给陈工发微信催»)."""
    found = []
    named = list(named)
    ends = dict(times)
    both = dict(named)
    for start, end in [*named, *(match.span() for match in _THEY.finditer(text))]:
        # «葛总和秦经理一起过来看了样机»: both came.
        end = both.get(end + 1, end) if text[end : end + 1] in _WITH else end
        if _AS_OBJECT.search(_SENTENCE_END.split(text[max(0, start - 14) : start])[-1]):
            continue
        verb = _over_times(text, end, ends)
        for pattern, weight in _COMES:
            if match := pattern.match(text, verb):
                found.append(Event(match.start(), match.end(), "inbound", weight))
                break
    return found


def _over_times(text: str, position: int, ends: dict[int, int]) -> int:
    """Moves over what may stand between a name and its verb: times and adverbs."""
    for _ in range(3):
        between = _BETWEEN.match(text, ends.get(position, position))
        after = between.end() if between else position
        if after == position:
            break
        position = after
    return position


def find_meetings(text: str, people: Iterable[Stretch]) -> list[Event]:
    """«见周科长»: seeing someone is a visit, whatever stands between."""
    found = []
    for start, _ in people:
        floor = max(0, start - 10)
        match = _SEEN.search(text[floor:start])
        if match:
            first = floor + match.start()
            if not text[max(0, first - 1) : first].endswith(_NOT_SEEN):
                found.append(Event(first, first + 1, "visit", 2))
    return found


# «他公司楼上,看了图», where no name is said.
_HIS = SIEVE.pattern(r"(?<![\u4e00-\u9fff])(?:[他她]们?|对方|人家|客户)(?=[公厂店办车工楼])")


def find_places(text: str, named: Iterable[Stretch]) -> list[Event]:
    """«恒瑞厂里,跟李明…»: words of a place right behind whose it is say that the sender was there."""
    ends = [*(end for _, end in named), *(match.end() for match in _HIS.finditer(text))]
    places = (_AT_THEIR_PLACE.match(text, end) for end in ends if "不是" not in text[max(0, end - 6) : end])
    return [Event(place.start(), place.end(), "visit", 1.5) for place in places if place]
