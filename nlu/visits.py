"""Cuts a report into visits: one for each contact with a customer, by company, day and channel.

Source: RESEARCH §7.3, CONTRACT «One follow-up for each channel and day with a customer».
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from nlu.binding import bind
from nlu.drafts import Channel
from nlu.events import Event, never_tried, only_silent, tells_talk, unreached
from nlu.labels import find_pains, find_stage
from nlu.linking import CompanyMention
from nlu.people import PersonMention
from nlu.regions import is_region
from nlu.scan import Scan

_HEADER = re.compile(r"[一二两三四五六七八九十几俩仨\d]+(?:家|个|位|拨|场|通|趟|件|样|处|站|客户)")
_AGAIN = re.compile(r"又|还|后来|另外|之后|完了|结果|然后|接着")


@dataclass
class Visit:
    """One contact: the company named (None when only a person was), its stretch, what the verbs say."""

    company: CompanyMention | None
    start: int
    end: int
    channel: Channel | None = None
    channel_span: tuple[int, int] | None = None
    on: date | None = None
    on_span: tuple[int, int] | None = None
    events: list[Event] = field(default_factory=list)
    met: bool = True
    inherited: bool = False
    continues: bool = False


def find_visits(scan: Scan, rivals: list[tuple[int, int]]) -> list[Visit]:
    """The visits of a report, in the order told. `rivals`: other vendors named, which are no customers."""
    openings = _openings(scan, rivals)
    if not openings:
        if not _took_place(scan, 0, len(scan.text)) and not tells_outcome(scan, 0, len(scan.text)):
            return []
        openings = [(0, None)]
    visits: list[Visit] = []
    for index, (start, company) in enumerate(openings):
        end = openings[index + 1][0] if index + 1 < len(openings) else len(scan.text)
        parts = _by_contact(scan, Visit(company, start, end))
        if index == 0:
            parts[0].start = 0
            if not parts[0].events:
                parts = _by_contact(scan, Visit(company, 0, end))
        visits.extend(parts)
    _inherit(scan, visits)
    return [visit for visit in visits if _tells_contact(scan, visit)]


def _took_place(scan: Scan, start: int, end: int) -> bool:
    return any(start <= e.start < end and not e.planned and e.weight > 1 for e in scan.events) or (
        tells_talk(scan.text, start, end) and any(start <= p.start < end for p in scan.people)
    )


def _tells_contact(scan: Scan, visit: Visit) -> bool:
    told = any(not e.planned for e in visit.events)
    if not told and never_tried(scan.text, visit.start, visit.end):
        return False
    return (
        any(not e.planned for e in visit.events)
        or tells_talk(scan.text, visit.start, visit.end)
        or (unreached(scan.text, visit.start, visit.end) and not only_silent(scan.text, visit.start, visit.end))
        or visit.inherited
        or tells_outcome(scan, visit.start, visit.end)
    )


_TOLD = re.compile(
    r"(?:说|表示|反馈|提出|嫌|觉得|认为|透露|投诉|抱怨|吐槽|担心|承诺|同意|确认|反映|强调|指出)(?!一下|说|话|明书)"
)


def tells_outcome(scan: Scan, start: int, end: int) -> bool:
    """Whether words of the customer, a complaint or the end of a deal are told, which no contact verb announces."""
    if _TOLD.search(scan.text, start, end) and any(start <= p.start < end for p in scan.people):
        return True
    return bool(find_pains(scan.text, start, end)) or find_stage(scan.text, start, end, scan.lexicon, False) is not None


def _openings(scan: Scan, rivals: list[tuple[int, int]]) -> list[tuple[int, CompanyMention | None]]:
    """Where visits begin: at each first mention of another company, or of a person of another customer."""
    openings: list[tuple[int, CompanyMention | None]] = []
    seen: list[CompanyMention] = []
    current: CompanyMention | None = None
    marks: list[tuple[int, CompanyMention | PersonMention]] = [(m.start, m) for m in scan.companies]
    marks += [(p.start, p) for p in scan.people]
    last_end = 0
    for _, mark in sorted(marks, key=lambda item: item[0]):
        if isinstance(mark, PersonMention):
            if _is_stranger(scan, mark, current, openings):
                start = _phrase_start(scan, mark.start, last_end)
                openings.append((start, None))
                current = None
                last_end = mark.end
            continue
        if any(first < mark.end and mark.start < last for first, last in rivals):
            continue
        if scan.text[: mark.start].endswith("是") and scan.text.startswith("的人", mark.end):
            continue
        if _only_planned(scan, mark) or _PASSED_BY.search(scan.text, max(0, mark.start - 6), mark.start):
            continue
        if current is not None and _only_spoken_of(scan, mark, last_end):
            continue
        known = next((m for m in seen if _one_company(scan, m, mark)), None)
        if current is not None and _one_company(scan, current, mark):
            if _says_more(scan.text, current, mark) and openings[-1][1] is current:
                openings[-1] = (openings[-1][0], mark)
                seen.append(mark)
                current = mark
            last_end = mark.end
            continue
        if known is None and current is not None and not mark.matches and not _opens(scan, mark):
            continue
        if known is not None and not _reopens(scan, mark):
            continue
        if (
            openings
            and openings[-1][1] is None
            and not openings[0:-1]
            and not _events_between(scan, openings[-1][0], mark.start)
        ):
            openings[-1] = (openings[-1][0], mark)
        else:
            openings.append((_phrase_start(scan, mark.start, last_end), known or mark))
        seen.append(known or mark)
        current = known or mark
        last_end = mark.end
    return openings


def _reopens(scan: Scan, mark: CompanyMention) -> bool:
    """Whether a company told of before is contacted again: a contact verb stands in its clause or the next."""
    index = scan.clauses.index(mark.start)
    last = scan.clauses.items[min(index + 1, len(scan.clauses.items) - 1)]
    start = scan.clauses.items[index].start
    return any(start <= e.start < last.end and not e.planned and e.weight >= 2 for e in scan.events)


def _says_more(text: str, first: CompanyMention, second: CompanyMention) -> bool:
    """Whether a place was named first and then the company itself («桓台那个 桓台化工»)."""
    between = text[first.end : second.start]
    place = is_region(first.text) or bool(re.match(r"那个|这个|那边的?", between))
    return place and len(between) <= 6


def _one_company(scan: Scan, first: CompanyMention, second: CompanyMention) -> bool:
    """Whether two mentions name one company; the person named right behind each tells branches apart."""
    if first.text != second.text and first.matches and second.matches:
        ids = [bind(m, _behind(scan, m), scan.names)[0] for m in (first, second)]
        if None not in ids:
            return ids[0] == ids[1]
    return same_company(first, second)


def _behind(scan: Scan, mark: CompanyMention) -> list[PersonMention]:
    return [p for p in scan.people if mark.end <= p.start <= mark.end + 8][:1]


def same_company(left: CompanyMention, right: CompanyMention) -> bool:
    """Whether two mentions name one company: the same words, or the same best known customer."""
    if left.text == right.text:
        return True
    if left.matches and right.matches:
        best, other = left.matches[0], right.matches[0]
        if best.customer == other.customer:
            return True
        fits = {m.customer for m in left.matches if m.score >= best.score - 0.5}
        return other.customer in fits and (right.text in left.text or left.text in right.text)
    return right.text in left.text or left.text in right.text


def _events_between(scan: Scan, start: int, end: int) -> bool:
    return any(start <= e.start < end and not e.planned and e.weight >= 2 for e in scan.events)


def _opens(scan: Scan, mark: CompanyMention) -> bool:
    """Whether an unknown company in the midst of a visit opens another one: a contact is told in its clause."""
    clause = scan.clauses.at(mark.start)
    return (
        any(clause.start <= e.start < clause.end and not e.planned for e in scan.events)
        or tells_talk(scan.text, mark.end, clause.end)
        or unreached(scan.text, clause.start, clause.end)
        or mark.confidence >= 0.5
    )


_PASSED_BY = re.compile(r"(?:经过|路过|途经)(?:了)?$")
_SPEECH = re.compile(r"(?:说|提到|提起|介绍|反馈|透露|讲|听说|据说|得知|表示|强调|问)(?!了?[聊谈])")


def _only_spoken_of(scan: Scan, mark: CompanyMention, floor: int) -> bool:
    """Whether a further company occurs only in what someone said («他说恒远机电也在用»)."""
    clause = scan.clauses.at(mark.start)
    start = max(floor, scan.clauses.items[max(0, scan.clauses.index(mark.start) - 1)].start)
    before = scan.text[start : mark.start]
    if "\n" in before or re.search(r"[。;!?]|第.{1,2}$|再一个|另外|还有|然后|最后|接着|后来|又", before):
        return False
    speech = None
    for speech in _SPEECH.finditer(before):
        pass
    if speech is None or clause.start > start + speech.end() + 6:
        return False
    return not any(
        start + speech.end() <= e.start < clause.end and not e.planned and e.weight >= 1.5 for e in scan.events
    )


def _only_planned(scan: Scan, mark: CompanyMention) -> bool:
    """Whether a company is named only in a plan («明天准备去顺通冷运»)."""
    clause = scan.clauses.at(mark.start)
    events = [e for e in scan.events if clause.start <= e.start < clause.end]
    if any(not e.planned and e.weight >= 2 for e in events):
        return False
    if unreached(scan.text, clause.start, clause.end):
        return False
    if any(e.planned for e in events):
        return True
    before = scan.text[clause.start : mark.start]
    return bool(re.search(r"准备|打算|计划|想去|要去|得去|本来", before))


def _is_stranger(
    scan: Scan,
    person: PersonMention,
    current: CompanyMention | None,
    openings: list[tuple[int, CompanyMention | None]],
) -> bool:
    """Whether a person belongs to no company named so far but to another known customer, in a told contact."""
    if current is None and openings:
        return False
    clause = scan.clauses.at(person.start)
    index = scan.clauses.index(person.start)
    following = scan.clauses.items[min(index + 2, len(scan.clauses.items) - 1)].end
    told = [e for e in scan.events if clause.start <= e.start < following]
    if (
        not any(not e.planned for e in told)
        and not unreached(scan.text, clause.start, following)
        and not re.search(r"[聊谈唠]", scan.text[person.end : following])
    ):
        return False
    if any(m.start >= clause.start and m.start < clause.end for m in scan.companies):
        return False
    if current is None:
        return False
    if not current.matches or not person.surname:
        return False
    here = {m.customer for m in current.matches}
    there = {customer for customer, _ in scan.names.surnames.get(person.surname[0], ())}
    if person.full_name:
        there = set(scan.names.people.get(person.full_name, ()))
    return bool(there) and not (here & there)


_LEAD_IN = re.compile(
    r"(?:(?:然后|完了|后来|另外|还有|接着|最后|再就是|今天|昨天|前天|上午|中午|下午|晚上|早上|"
    r"头晌|后晌|今早|又|还|再|先|就|才|我|我们|咱|俺|跟|给|和|请|约|找|去|去了|去的|到|到了|"
    r"到的|上|上门|拜访|拜访了|见|见了|跑|跑了|在|与|往|赶到|打|打了|联系|联系了|回访|碰到|碰见|"
    r"碰着|遇到|第[一二三四五六七八九]家|第[一二三四五六七八九]站|那个|这个|是|呢|嘛|嗯|的|了|"
    r"一趟|趟|那边|隔壁|附近|旁边|回来|路上|在车里|顺道|拐去|[\u4e00-\u9fff]{2,3}的)[, ]?)+$"
)


_BRIDGE = re.compile(
    r"[^,。]{0,6}?(?:上午|下午|中午|晚上|早上|今天|昨天|前天|然后|完了|另外|还有|最后|"
    r"第.[家站个]|对了|后来|接着)[呢嘛啊嗯就]{0,2}"
)
_ONE_MORE = re.compile(r"(?:第.{1,2}|最后一?|另外?一|还有一)(?:通|个|家|站|拨)")
_AT_AN_EVENT = re.compile(
    r"[^,。]{0,8}?(?:去|到|在|上|同一个|那个)[^,。]{0,10}(?:展会|展|论坛|沙龙|峰会|年会|会议|"
    r"博览会|活动)(?:上|里|现场)?"
)
_ON_THE_WAY = re.compile(
    r"[^,。]{0,8}?(?:去|到|在|上|拐去|奔|杀到|赶到|回到)(?:了|"
    r"的)?(?P<place>[\u4e00-\u9fff]{2,4}?)(?:那边|这边|那个)?"
)


def _leads_on(words: str) -> bool:
    """Whether a clause only leads to the next one: «下午», «完了下午去肥城»."""
    if _BRIDGE.fullmatch(words) or _ONE_MORE.match(words):
        return True
    if _AT_AN_EVENT.fullmatch(words):
        return True
    way = _ON_THE_WAY.fullmatch(words)
    return way is not None and is_region(way["place"])


def _phrase_start(scan: Scan, position: int, floor: int) -> int:
    """Where the phrase that leads to a mention begins: its clause, or, in speech without punctuation, the run
    of prepositions, verbs and words of time right before it."""
    clause = scan.clauses.at(position)
    crowded = any(clause.start <= p.start < position - 8 for p in scan.people) and position - clause.start > 12
    if clause.start >= floor and not crowded:
        index = scan.clauses.index(position)
        start = clause.start
        while index > 0:
            previous = scan.clauses.items[index - 1]
            words = scan.text[previous.start : previous.end]
            timed = any(t.span.start == previous.start and previous.end - t.span.end <= 1 for t in scan.times)
            if previous.start < floor or not (timed or _leads_on(words)):
                break
            index -= 1
            start = previous.start
        return start
    start = position
    floor = max(floor, clause.start)
    lead = scan.text[floor:position]
    while True:
        ends = [t.span.start for t in scan.times if t.span.end == start and t.span.start >= floor]
        if ends:
            start = ends[0]
            continue
        match = _LEAD_IN.search(scan.text[floor:start])
        if match and match.end() > match.start():
            start = floor + match.start()
            continue
        return start if lead else position


def _day_of(scan: Scan, start: int, end: int) -> tuple[date, tuple[int, int]] | None:
    """The day of a contact told in a stretch: the last mention of a past day there."""
    for mention in reversed(scan.times):
        if not start <= mention.span.start < end or scan.due[mention.span.start]:
            continue
        interval = mention.resolve("past")
        if interval is None or interval.start is None:
            continue
        day = interval.start.date() if isinstance(interval.start, datetime) else interval.start
        last = interval.end.date() if isinstance(interval.end, datetime) else interval.end
        if day > scan.now.date() or last is None or (last - day).days > 1:
            continue
        return day, (mention.span.start, mention.span.end)
    return None


def _by_contact(scan: Scan, visit: Visit) -> list[Visit]:
    """Cuts the stretch of one company by day and channel; sets both on each part."""
    events = [e for e in scan.events if visit.start <= e.start < visit.end and not e.planned]
    parts: list[Visit] = []
    current = Visit(visit.company, visit.start, visit.end)
    for event in events:
        clause = scan.clauses.at(event.start)
        first = max(clause.start, current.start)
        day = _day_of(scan, first, event.start)
        if current.events and _is_new_contact(scan, current, event, clause.start, day):
            line = scan.text.rfind("\n", 0, clause.start) + 1
            current.end = line if line > current.events[-1].start else max(clause.start, current.start)
            parts.append(current)
            current = Visit(visit.company, current.end, visit.end, continues=True)
        _take(current, event, scan)
        if day and current.on is None:
            current.on, current.on_span = day
    if current.on is None:
        stop = current.events[0].end + 6 if current.events else current.end
        found = _day_of(scan, current.start, min(stop, current.end)) or (
            _day_of(scan, current.start, current.company.start) if current.company else None
        )
        if found:
            current.on, current.on_span = found
    parts.append(current)
    for part in parts:
        part.met = not unreached(scan.text, part.start, part.end) or tells_talk(scan.text, part.start, part.end)
    return parts


def _take(visit: Visit, event: Event, scan: Scan) -> None:
    best = visit.events[-1] if visit.events else None
    visit.events.append(event)
    if event.channel is None:
        return
    if visit.channel is None:
        visit.channel, visit.channel_span = event.channel, (event.start, event.end)
        return
    first = visit.events[0]
    same_sentence = scan.clauses.at(first.start).sentence == scan.clauses.at(event.start).sentence
    near = event.start - first.end < 14 or scan.clauses.at(first.start) == scan.clauses.at(event.start)
    strongest = max(e.weight for e in visit.events[:-1])
    if best and event.weight > strongest and ((near and same_sentence) or event.channel == "inbound"):
        visit.channel, visit.channel_span = event.channel, (event.start, event.end)


def _is_new_contact(
    scan: Scan, current: Visit, event: Event, clause_start: int, day: tuple[date, tuple[int, int]] | None
) -> bool:
    if event.channel is None or event.weight < 2 or clause_start <= current.events[-1].start:
        return False
    timed = any(clause_start <= t.span.start < event.start and not scan.due[t.span.start] for t in scan.times)
    media = ("call", "wechat", "email", "other", "meeting")
    clause = scan.clauses.at(event.start)
    also = re.search(r"也|又|还|倒是|再|改|后来|接着|另外", scan.text[clause.start : clause.end])
    if "\n" in scan.text[current.events[-1].start : event.start] and event.channel != current.channel:
        return True
    if not timed and not (
        also
        and event.channel in media
        and current.channel in media
        and event.channel != current.channel
        and unreached(scan.text, current.start, clause.end)
    ):
        return False
    known = current.on or scan.now.date()
    return event.channel != current.channel or (day is not None and day[0] != known)


_JUST_NOW = re.compile(r"刚(?:才|刚|打|通|聊|挂|见|谈|散|开|从)")


def _inherit(scan: Scan, visits: list[Visit]) -> None:
    """A header («今天打了四个电话：…») gives its channel and day to all; a day told stays in force."""
    header: Channel | None = None
    day: date | None = None
    if visits and visits[0].company:
        end = visits[0].company.start
        heads = [e for e in scan.events if e.start < end and not e.planned and e.channel]
        if heads and (_HEADER.search(scan.text, 0, end) or re.search(r"[:\n]", scan.text[heads[0].end : end])):
            header = heads[0].channel if heads else None
        found = _day_of(scan, 0, end)
        day = found[0] if found else None
    told = day
    previous: Visit | None = None
    for visit in visits:
        if previous and "\n" in scan.text[previous.start : visit.start]:
            day = told
        if visit.on is None and not _JUST_NOW.search(scan.text, visit.start, visit.end):
            visit.on = day
        day = visit.on
        if visit.channel is None and header:
            visit.channel, visit.inherited = header, True
        elif (
            visit.channel is None
            and previous
            and re.match(
                r"[,。;、 \n]*(?:又|还|再|也|然后|接着|之后|随后|下午|中午|晚上|最后|另外|隔壁|旁边|"
                r"第[二三四五六七])",
                scan.text[visit.start :],
            )
        ):
            visit.channel, visit.inherited = previous.channel, True
        previous = visit
