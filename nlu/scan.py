"""One pass over a message: phones, money, times, people, companies, events and clauses, each with its place.

Order matters: what is consumed first is not read again («一百五十万上下月底前»: the amount first, then the day).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from nlu.amounts import amounts_in
from nlu.clauses import Clauses
from nlu.events import Event, find_events, never_tried, plan_before
from nlu.lexicon import Lexicon
from nlu.linking import CompanyMention, Names, known_mentions
from nlu.money import MoneyMention
from nlu.normalise import FoldedText, fold_message
from nlu.organisations import abbreviated_mentions, unknown_mentions
from nlu.people import PersonMention, find_people
from nlu.phones import PhoneMention, find_phones
from nlu.spans import Span
from nlu.times import TimeMention, find_times

T = TypeVar("T")

_LONGEST = 20_000
# What stands between a word and the one that replaces it: «周三 不对 周四», «不是倪总 是邵总».
_INSTEAD = re.compile(
    r"[,。;!?\s啊哦呃嗯哎诶]*(?:(?:不对|错了|说错了?|口误|不不|更正一?下?|记错了|搞错了|弄错了|"
    r"不是)[,。;!?\s啊哦呃嗯哎诶]*)+(?:老是?搞混|多念了?[俩两一二三]?个?|我?想想|看我这记性)?[,。"
    r";!?\s啊哦呃嗯哎]*(?:应该|我是说|我说的?)?(?:是|叫)?[\s,]*(?:上午|下午)?(?:去的?是?)?"
)
_BUT = re.compile(r"[,。;\s]*(?:应该)?(?:是|而是)[\s,]*")
_NOT = re.compile(r"不是[\s那个这]*$")


def _event_start(event: Event) -> int:
    return event.start


@dataclass(frozen=True, slots=True)
class Scan:
    """All that was found in a message, by offsets into the folded text."""

    folded: FoldedText
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

    @property
    def text(self) -> str:
        return self.folded.text

    def events_in(self, start: int, end: int) -> list[Event]:
        """The events that begin in a stretch."""
        first = bisect_left(self.events, start, key=_event_start)
        last = bisect_left(self.events, end, key=_event_start)
        return self.events[first:last]


def replaced(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether the sender took the first word back for the second."""
    between = text[first[1] : second[0]]
    if len(between) > 30:
        return False
    if _INSTEAD.fullmatch(between):
        return True
    return bool(_BUT.fullmatch(between) and _NOT.search(text[max(0, first[0] - 4) : first[0]]))


def _without_replaced(text: str, spans: list[tuple[int, int]]) -> set[int]:
    """Indexes of the mentions that the next one of their kind replaces."""
    return {i for i in range(len(spans) - 1) if replaced(text, spans[i], spans[i + 1])}


def scan(text: str, now: datetime, names: Names, lexicon: Lexicon) -> Scan:
    """Reads a message; only the first 20,000 characters are looked at."""
    folded = fold_message(text[:_LONGEST])
    flat = folded.text
    phones = find_phones(flat)
    phone_spans = [(p.span.start, p.span.end) for p in phones]
    money = amounts_in(flat, phone_spans)
    taken = phone_spans + [(m.span.start, m.span.end) for m in money]
    times = [t for t in find_times(flat, now, taken=[Span(*s) for s in taken]) if t.grain != "duration"]
    time_spans = [(t.span.start, t.span.end) for t in times]
    people = find_people(flat, names)
    barriers = frozenset(p.start for p in people if p.title or p.full_name)
    companies = [m for m in known_mentions(flat, names, barriers) if not _overlaps((m.start, m.end), phone_spans)]
    company_spans = [(m.start, m.end) for m in companies]
    full = [(p.start, p.end) for p in people if p.full_name in names.people]
    companies = [m for m in companies if not any(a <= m.start and m.end <= b for a, b in full)]
    company_spans = [(m.start, m.end) for m in companies]
    people = [p for p in people if not _overlaps((p.start, p.end), company_spans)]
    person_spans = [(p.start, p.end) for p in people]
    occupied = [*company_spans, *taken, *time_spans]
    short = abbreviated_mentions(flat, people, names, occupied)
    unknown = [*short, *unknown_mentions(flat, [*occupied, *((m.start, m.end) for m in short)], person_spans)]
    companies = sorted([*companies, *unknown], key=lambda m: m.start)
    unknown_spans = [(m.start, m.end) for m in unknown]
    people = [p for p in people if not _overlaps((p.start, p.end), unknown_spans)]
    times = [t for t in times if not _overlaps((t.span.start, t.span.end), company_spans)]
    money = [m for m in money if not flat[: m.span.start].endswith("不是")]
    money = _kept(flat, money, [(m.span.start, m.span.end) for m in money])
    times = _kept(flat, times, [(t.span.start, t.span.end) for t in times])
    people = _kept(flat, people, [(p.start, p.end) for p in people])
    companies = _kept(flat, companies, [(m.start, m.end) for m in companies])
    keep = [*taken, *company_spans, *unknown_spans, *[(t.span.start, t.span.end) for t in times]]
    clauses = Clauses(flat, keep, _times_that_open(flat, times, people), {t.span.end for t in times})
    named = [*company_spans, *unknown_spans, *person_spans]
    came = _approaches(flat, [*person_spans, *company_spans, *unknown_spans])
    events = sorted([*find_events(flat), *came, *_meetings(flat, person_spans)], key=lambda e: e.start)
    events = [e for e in events if not any(a <= e.start and e.end <= b for a, b in named)]
    due = {t.span.start: _speaks_of_future(flat, clauses, events, t, now) for t in times}
    events = [_planned(flat, clauses, times, due, event) for event in events]
    return Scan(folded, now, names, lexicon, phones, money, times, people, companies, clauses, events, due)


_APPROACHED = re.compile(
    r"(?:今天|今早|一早|一大早|昨天|昨晚|上午|下午|中午|晚上|早上|刚才|刚刚|刚|又|还|就|也|突然|亲自|那边|,){0,3}"
    r"(?:给(?:我|咱)们?(?:打|发|来)|找(?:到)?(?:我|咱)|(?:一行|派人|带队|带人|亲自|专程)[^,。"
    r"]{0,8}(?:来|到)(?:我|咱|厂|司|公司|店|展厅)|发(?:了|来)?(?:个|条|封)?(?:微信|邮件|短信|"
    r"消息|语音)(?:来|过来)?(?:催|问|说|让|要|告诉|通知|反馈|约|确认|咨询)|"
    r"(?:打(?:了)?(?:个)?电话|微信|来电)(?:来|过来)?(?:催|问|说|让|要|告诉|通知|反馈|约|确认|咨询|投诉|,))"
)


def _approaches(text: str, named: list[tuple[int, int]]) -> list[Event]:
    """Where a person or company named comes first: «陈工今天一早发微信催进度» (not «给陈工发微信催»)."""
    found = []
    for start, end in named:
        before = re.split(r"[,。;!?\n ]", text[max(0, start - 14) : start])[-1]
        if re.search(r"给|跟|和|与|向|找|约|见|请|陪|拜访|联系|催|问|让|叫|打|去", before):
            continue
        match = _APPROACHED.match(text, end)
        if match:
            found.append(Event(match.start(), match.end(), "inbound", 8))
    return found


_MET = re.compile(r"见(?:到|了|着|过)?(?:的)?[\u4e00-\u9fff]{0,6}$")


def _meetings(text: str, people: list[tuple[int, int]]) -> list[Event]:
    """«见周科长»: seeing someone is a visit, whatever stands between."""
    found = []
    for start, _ in people:
        match = _MET.search(text[max(0, start - 10) : start])
        if match:
            first = max(0, start - 10) + match.start()
            if not text[:first].endswith(("没", "看", "听", "遇", "碰", "再", "少", "意", "常", "想", "约")):
                found.append(Event(first, first + 1, "visit", 2))
    return found


_OPENED = re.compile(
    r"[呢嘛啊,]{0,2}(?:就|又|还|先|才|我们?|咱们?|俺们?|主要|赶)*(?:给|跟|去|到|在|和|约|拜访|"
    r"请|打|见|找|上门|微信|电话|跑|赶|主动|回访|走访|开)"
)
_NOT_OPENED = re.compile(r"(?:[在从到约于改定说是的给把让叫要他她我咱们]|前|打算|准备|计划|想|约好|说好|定好|答应)$")


_CAME = re.compile(r"(?:又|还|就|也)?(?:主动|打|发|来|找|给|加|约|自己)")


def _times_that_open(text: str, times: list[TimeMention], people: list[PersonMention]) -> set[int]:
    """Where, in speech without punctuation, a word of time opens a new clause («…吃了碗面下午我又给沈主任打»)."""
    return {
        t.span.start
        for t in times
        if t.role != "future"
        and (_OPENED.match(text, t.span.end) or any(p.start == t.span.end and _CAME.match(text, p.end) for p in people))
        and not _NOT_OPENED.search(text[max(0, t.span.start - 2) : t.span.start])
        and not any(o.span.end == t.span.start for o in times)
    }


def _kept(text: str, items: list[T], spans: list[tuple[int, int]]) -> list[T]:
    gone = _without_replaced(text, spans)
    return [item for index, item in enumerate(items) if index not in gone] if gone else items


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < last and first < span[1] for first, last in others)


_DONE = re.compile(
    r"了(?!解)(?!一?[遍])|过(?!来|去|两|几|会|年|节|完|方案|合同|一遍|一下)|[去见找约聊谈说讲吃打开]的|来着|"
    r"没(?!问题|准)|碰[到见]|白跑"
)
_LIMIT = re.compile(r"(?:之?前|以前|之?内|以内)$")
_END_OF = re.compile(r"[前内初中末底]")
_ARRANGED = re.compile(r"(?:约(?:了|好|定)|定(?:在|于|了|的是)|说好|改(?:到|成))[^,。]{0,6}$|^(?:不对|不是)$")
_SAYS = re.compile(
    r"说|让|要我|要咱|叫我|约我|答应|我们?|咱|俺|他们?|她们?|对方|定|回头|下一步|争取|计划|准备|"
    r"打算|安排|得|再|给"
)


def _speaks_of_future(text: str, clauses: Clauses, events: list[Event], mention: TimeMention, now: datetime) -> bool:
    """Whether a mention of time is about something still to come, by its own words, then by its clause."""
    if mention.grain in ("quarter", "year") and not _END_OF.search(text[mention.span.start : mention.span.end]):
        return False
    if mention.role != "either":
        return mention.role == "future" and not text.startswith("的", mention.span.end)
    clause = clauses.at(mention.span.start)
    before, after = text[clause.start : mention.span.start], text[mention.span.end : clause.end]
    said = text[mention.span.start : mention.span.end]
    if (after.startswith("的") and not after.startswith("的时候")) or re.search(
        r"(?:聊|谈|沟通|讨论|介绍)了?(?:聊|谈)?$", before
    ):
        return False
    if _LIMIT.search(said) or re.search(r"(?:约了?|约好|约定|约在|定在|改到|推到|改成)$", before):
        return True
    planned = plan_before(before, 0, len(before)) or plan_before(after[:8], 0, len(after[:8]))
    if planned:
        return True
    future = mention.resolve("future")
    start = future.start if future and future.start else None
    if start is not None and _nearer(start, mention, now):
        return True
    if _DONE.search(after):
        return False
    if before.endswith("说") and start is not None and _as_day(start) > now.date():
        return True
    index = clauses.index(mention.span.start)
    if index and not before.strip() and _ARRANGED.search(text[clauses.items[index - 1].start : clause.start]):
        return True
    if any(mention.span.end <= e.start < clause.end and e.weight >= 2 for e in events):
        return False
    if isinstance(start, datetime):
        later = start.replace(tzinfo=None) > now.replace(tzinfo=None)
        if not later and start.date() == now.date():
            return False
    elif start is not None and start == now.date() and said.startswith(("今", "当")):
        return False
    return bool(after.strip()) and bool(
        _SAYS.search(before) or _SAYS.search(after[:6]) or mention.span.start > clause.start
    )


def _nearer(start: date | datetime, mention: TimeMention, now: datetime) -> bool:
    """Whether a day named without a year lies far nearer ahead than behind («九月二十二号» in early September)."""
    past = mention.resolve("past")
    if past is None or past.start is None:
        return False
    ahead = (_as_day(start) - now.date()).days
    behind = (now.date() - _as_day(past.start)).days
    return 0 < ahead <= 60 and behind > 120


def _as_day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _planned(text: str, clauses: Clauses, times: list[TimeMention], due: dict[int, bool], event: Event) -> Event:
    clause = clauses.at(event.start)
    if never_tried(text, max(clause.start, event.start - 6), min(clause.end, event.end + 1)):
        return Event(event.start, event.end, event.channel, event.weight, planned=True)
    soon = any(due[t.span.start] for t in times if clause.start <= t.span.start < event.start)
    if text[event.start : event.end] in ("约了", "约") and any(0 <= t.span.start - event.end <= 2 for t in times):
        return Event(event.start, event.end, event.channel, event.weight, planned=True)
    done = re.match(r"[了过着]|(?<=[了过着的])", text[event.end :]) or text[event.start : event.end][-1:] in "了过着"
    if soon or (not done and plan_before(text, clause.start, min(event.start + 1, clause.end))):
        return Event(event.start, event.end, event.channel, event.weight, planned=True)
    return event
