"""One pass over a message: phones, money, times, people, companies, events and clauses, each with its place.

Order matters: what is consumed first is not read again («一百五十万上下月底前»: the amount first, then the day).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress, pairwise
from typing import Protocol, TypeVar

from nlu import lazy_re as re
from nlu.amounts import amounts_in
from nlu.approaches import find_approaches, find_meetings, find_places
from nlu.clauses import Clauses
from nlu.events import Event, find_events
from nlu.lexicon import Lexicon
from nlu.linking import Names
from nlu.mentions import CompanyMention, known_mentions
from nlu.money import MoneyMention
from nlu.normalise import FoldedText, fold_message
from nlu.organisations import abbreviated_mentions, unknown_mentions
from nlu.people import FREQUENT, PersonMention, find_people
from nlu.phones import PhoneMention, find_phones
from nlu.sieve import SIEVE
from nlu.spans import Span
from nlu.stretches import Stretch, Stretches
from nlu.tense import Tense
from nlu.times import TimeMention, find_times


class Found(Protocol):
    """Anything that was found in the text."""

    @property
    def span(self) -> Span: ...


T = TypeVar("T", bound=Found)

_LONGEST = 20_000
# What stands between a word and the one that replaces it: «周三 不对 周四», «不是倪总 是邵总».
_INSTEAD = re.compile(
    r"(?:打(?:了个|的)?电话|通(?:了)?电话|接的?)?[,。;!?…\s啊哦呃嗯哎诶]*(?:我?(?:不对|错了|说错了?|口误|不不|更正一?下?|记错了|搞错了|弄错了|写错了?|[打输敲]错了?|"
    r"不是|(?<=[啊哦噢呃唉])不(?=[,。\s])|[(]?(?:更正|修正|订正|改正)[为成是:]?|应该?[是为])[,。;!?\s啊哦呃嗯哎诶]*)+(?:老是?搞混|多念了?[俩两一二三]?个?|我?想想|看我这记性)?[,。"
    r";!?\s啊哦呃嗯哎]*(?:应该|我是说|我说的?)?(?:是|叫|报)?[\s,]*(?:上午|下午)?"
    r"(?:(?:去|见|找|约|聊|联系|拜访|打给|碰到|遇到)(?:到)?的?(?:人|那位)?是?)?(?:那个|[\u4e00-\u9fff]{2,4}的)?"
)
_BUT = re.compile(r"[,。;\s]*(?:应该)?(?:是|而是)[\s,]*(?:那个|[\u4e00-\u9fff]{2,4}的)?")
_NOT = re.compile(r"不是[\s那个这]*(?:[\u4e00-\u9fff]{2,4}的)?$")


# «3号坞», «二号线», «5号车间»
_NUMBER = re.compile(r"[\d一二三四五六七八九十]{1,3}号")
_THING = re.compile(
    r"[坞楼窑炉井泵塔坑桥舱棚]|出口|入口|口(?=[换修装的])|电梯|机组|锅炉|窗口|展厅|病区|教室|宿舍|园区|工位|产线|生产线|[泵塔馆柜罐轴洞岗梯阀]|线(?![上下])|门(?!店)|库(?!存)|仓(?!储)|机(?![会场票])|车间|厂房|会议室|标段|地块"
    r"|泊位|码头|柴油|汽油|钢|样[机品]"
)


# «三十日账期»
_TERM = re.compile(r"的?(?:账期|帐期|月结|付款期|质保期?|试用期?)")


def _event_start(event: Event) -> int:
    return event.start


@dataclass(frozen=True, slots=True)
class Scan:
    """All that was found in a message, by offsets into the folded text."""

    folded: FoldedText
    text: str
    now: datetime
    names: Names
    lexicon: Lexicon
    phones: list[PhoneMention]
    money: list[MoneyMention]
    times: list[TimeMention]
    people: list[PersonMention]
    companies: list[CompanyMention]
    clauses: Clauses
    events: list[Event]
    due: dict[int, bool]

    def events_in(self, start: int, end: int) -> list[Event]:
        """The events that begin in a stretch."""
        first = bisect_left(self.events, start, key=_event_start)
        last = bisect_left(self.events, end, key=_event_start)
        return self.events[first:last]

    def told(self, start: int, end: int, weight: float) -> bool:
        """Whether a contact of at least this weight is told in a stretch."""
        return any(not e.planned and e.weight >= weight for e in self.events_in(start, end))


# «恒大，不是恒达»: the second is set apart from the first; after «哦不是» it would replace it.
_NOT_DENIED = frozenset("是啊哦呃嗯哎诶对")


# «哎不是元件厂那个汪科长哈»: what ends like this sets apart, too.
_SET_APART = re.compile(r"[^,。;!?\n ]{2,12}?[哈啊呀哦喔噢](?=[,。;!?\n ]|$)")


def denied(text: str, start: int) -> bool:
    """Whether the sender says that a word that begins at `start` is not the one meant."""
    no = text.rfind("不是", max(0, start - 7), start)
    if (
        no >= 0
        and _SET_APART.match(text, no + 2)
        and re.fullmatch(r"(?:[^,。;!? ]{2,6}(?:那|这)个)?", text[no + 2 : start])
    ):
        return True
    return text.startswith("不是", start - 2) and start >= 2 and text[start - 3 : start - 2] not in _NOT_DENIED


def replaced(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether the sender took the first word back for the second."""
    between = text[first[1] : second[0]]
    if len(between) > 30 or denied(text, second[0]):
        return False
    if _INSTEAD.fullmatch(between):
        return True
    return bool(_BUT.fullmatch(between) and _NOT.search(text[max(0, first[0] - 8) : first[0]]))


def scan(text: str, now: datetime, names: Names, lexicon: Lexicon) -> Scan:
    """Reads a message; only the first 20,000 characters are looked at."""
    folded = fold_message(text[:_LONGEST])
    flat = folded.text
    phones = find_phones(flat)
    numbers = spans_of(phones)
    money = amounts_in(flat, numbers)
    taken = [*numbers, *spans_of(money)]
    times = _times(flat, now, taken)
    people, companies = _people_and_companies(flat, names, taken, spans_of(times))
    times = _behind_names(flat, now, times, [p.span for p in people if p.full_name in names.people], taken)
    at_people, at_companies = spans_of(people), spans_of(companies)
    named = Stretches(len(flat), at_companies)
    times = _kept(flat, [t for t in times if not named.touch(*t.span)])
    at_times = spans_of(times)
    opening = _times_that_open(flat, times, people)
    clauses = Clauses(flat, [*taken, *at_companies, *at_times], opening, {end for _, end in at_times})
    named.add([*taken, *at_people, *at_times])
    parties = [*at_people, *at_companies]
    came = find_approaches(flat, parties, at_times)
    inside = Stretches(len(flat), [(event.start, event.end) for event in came])
    spoken = [
        e for e in find_events(flat) if not inside.cover(e.start, e.end) and not flat.startswith("不是", e.start - 2)
    ]
    there = [*find_meetings(flat, at_people), *find_places(flat, parties)]
    events = _without_taken_back(flat, sorted([*spoken, *came, *there], key=_event_start))
    tense = Tense(flat, clauses, times, now)
    events = tense.judge([e for e in events if not named.cover(e.start, e.end)])
    return Scan(
        folded=folded,
        text=flat,
        now=now,
        names=names,
        lexicon=lexicon,
        phones=phones,
        money=_kept(flat, [m for m in money if not flat.startswith("不是", m.span.start - 2)]),
        times=times,
        people=_kept(flat, people, at_companies),
        companies=_kept(flat, companies, at_people),
        clauses=clauses,
        events=events,
        due=tense.due,
    )


# «微信聊的,不对,是打电话», «开视频会——更正,是到厂里当面谈的».
_OTHERWISE = SIEVE.pattern(
    r"[,。;! —-](?:不对|错了|说错了?|口误|记错了?|更正|纠正)(?:一下)?[,。;:! ]*(?:应该)?(?=(?:是|我)[^,。;!?]{0,14})"
)


def _without_taken_back(text: str, events: list[Event]) -> list[Event]:
    """The events without that which the sender takes back for the next one, of another channel."""
    taken_back: set[Event] = set()
    for match in _OTHERWISE.finditer(text):
        told = [event for event in events if match.start() - 20 <= event.start < match.start()]
        instead = next((event for event in events if match.end() <= event.start < match.end() + 10), None)
        if instead is not None:
            taken_back.update(event for event in told if event.channel != instead.channel)
    return [event for event in events if event not in taken_back] if taken_back else events


def _behind_names(
    text: str, now: datetime, times: list[TimeMention], known: list[Span], taken: list[Stretch]
) -> list[TimeMention]:
    """The times, read again where one begins within a known name: «李明晚上来» is «李明» and «晚上»."""
    if not any(name.start < t.span.start < name.end for name in known for t in times):
        return times
    return _times(text, now, [*known, *taken])


def _times(text: str, now: datetime, taken: Sequence[Stretch]) -> list[TimeMention]:
    """The times told outside what is taken; no lengths of time, and no number of a thing."""
    read = find_times(text, now, taken=[Span(*stretch) for stretch in taken])
    return [t for t in read if t.grain != "duration" and not _is_numbered(text, t)]


def _is_numbered(text: str, mention: TimeMention) -> bool:
    """Whether what looks like a day of the month is the number of a thing."""
    said = text[mention.span.start : mention.span.end]
    if _NUMBER.fullmatch(said) is not None and _THING.match(text, mention.span.end) is not None:
        return True
    return said.endswith("日") and _TERM.match(text, mention.span.end) is not None


def spans_of(found: Iterable[Found]) -> list[Stretch]:
    """The stretches of mentions of any kind."""
    return [item.span for item in found]


def _people_and_companies(
    text: str, names: Names, taken: list[Stretch], times: list[Stretch]
) -> tuple[list[PersonMention], list[CompanyMention]]:
    """People end a company's name, a known full name is no company, and a company's name is no person."""
    people = find_people(text, names)
    barriers = frozenset(p.start for p in people if (p.title or p.full_name) and not _may_end_a_name(p, names))
    full = Stretches(len(text), [(p.start, p.end) for p in people if p.full_name in names.people])
    occupied = Stretches(len(text), taken)
    known = [
        m
        for m in known_mentions(text, names, barriers)
        if not occupied.touch(m.start, m.end) and not full.cover(m.start, m.end)
    ]
    called = {p.span: p for p in people}
    known = [m for m in known if not (m.span in called and _is_its_owner(called[m.span], m, names))]
    companies = Stretches(len(text), spans_of(known))
    people = [p for p in people if not companies.touch(p.start, p.end)]
    occupied.add([*times, *spans_of(known)])
    short = abbreviated_mentions(text, people, names, occupied)
    occupied.add(spans_of(short))
    unknown = [*short, *unknown_mentions(text, occupied, spans_of(people))]
    companies.add(spans_of(unknown))
    people = [p for p in people if not companies.touch(p.start, p.end)]
    return people, sorted([*known, *unknown], key=lambda m: m.start)


def _is_its_owner(person: PersonMention, company: CompanyMention, names: Names) -> bool:
    """Whether a name is that of the owner, for whom the company is named («老鲍» of 老鲍搬家)."""
    known = names.surnames.get(person.surname[:1], ()) if person.surname else ()
    return any(customer in company.fitting for customer, _ in known)


def _may_end_a_name(person: PersonMention, names: Names) -> bool:
    """Whether what reads like a person may be the end of a company's name: «俚岛海工» where no 海 is known."""
    return person.title == "工" and person.surname not in names.surnames and person.surname not in FREQUENT


_OPENED = re.compile(
    r"[呢嘛啊,]{0,2}(?:就|又|还|先|才|我们?|咱们?|俺们?|主要|赶)*(?:给|跟|去|到|在|和|约|拜访|"
    r"请|打|见|找|上门|微信|电话|跑|赶|主动|回访|走访|开)"
)
_NOT_OPENED = re.compile(r"(?:[在从到约于改定说是的给把让叫要他她我咱们]|前|打算|准备|计划|想|约好|说好|定好|答应)$")


_CAME = re.compile(r"(?:又|还|就|也)?(?:主动|打|发|来|找|给|加|约|自己)")


def _times_that_open(text: str, times: list[TimeMention], people: list[PersonMention]) -> set[int]:
    """Where, in speech without punctuation, a word of time opens a new clause («…吃了碗面下午我又给沈主任打»)."""
    came = {p.start for p in people if _CAME.match(text, p.end)}
    ends = {t.span.end for t in times}
    return {
        t.span.start
        for t in times
        if t.role != "future"
        and (_OPENED.match(text, t.span.end) or t.span.end in came)
        and not _NOT_OPENED.search(text[max(0, t.span.start - 2) : t.span.start])
        and t.span.start not in ends
    }


def _with_neighbours(text: str, spans: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """The stretches, each with the company right before it or the person right behind it: «恒瑞李总不对是A公司王总»
    takes both back."""
    behind = dict(others)
    before = {end: start for start, end in behind.items()}
    return [
        (before.get(start - text.startswith("的", start - 1), start), behind.get(end + text.startswith("的", end), end))
        for start, end in spans
    ]


def _kept(text: str, items: list[T], others: Sequence[Stretch] = ()) -> list[T]:
    """The mentions of one kind without those that the next one replaces, and without those that are denied
    while others stand. `others`: those of the other kind, which are replaced together with their neighbours."""
    if "不是" in text:
        no = {text[slice(*item.span)] for item in items if denied(text, item.span.start)}
        items = [item for item in items if text[slice(*item.span)] not in no] or items
    if len(items) < 2:
        return items
    spans = _with_neighbours(text, spans_of(items), others)
    stay = [not replaced(text, first, second) for first, second in pairwise(spans)]
    return [*compress(items, stay), items[-1]]
