"""Cuts a report into visits: one for each contact with a customer, by company, day and channel.

Source: RESEARCH §7.3, CONTRACT «One follow-up for each channel and day with a customer».
"""

from __future__ import annotations

from datetime import date

from nlu import lazy_re as re
from nlu.events import Event, never_tried, only_silent, tells_talk, unreached
from nlu.no_contacts import is_no_contact
from nlu.one_visit import Day, Visit, day_of
from nlu.openings import Opening, find_openings
from nlu.outcomes import SAID, tells_outcome
from nlu.phrases import phrase_start
from nlu.rounds import inherit
from nlu.scan import Scan
from nlu.times import TimeMention


def find_visits(scan: Scan, rivals: list[tuple[int, int]]) -> list[Visit]:
    """The visits of a report, in the order told. `rivals`: other vendors named, which are no customers."""
    openings = find_openings(scan, rivals)
    if not openings:
        if not _took_place(scan, 0, len(scan.text)) and not tells_outcome(scan, 0, len(scan.text)):
            return []
        openings = [Opening(0, None)]
    visits: list[Visit] = []
    for index, opening in enumerate(openings):
        start, company = opening.start, opening.company
        end = openings[index + 1].start if index + 1 < len(openings) else len(scan.text)
        heading = day_of(scan, 0, start) if index == 0 else None
        parts = by_contact(scan, Visit(company, start, end), heading)
        parts[0].resumes = opening.resumes
        if index == 0:
            parts[0].start = 0
            if not parts[0].events:
                parts = by_contact(scan, Visit(company, 0, end))
            _at_an_event(scan, parts[0], start)
        visits.extend(parts)
    inherit(scan, visits)
    visits = [visit for index, visit in enumerate(visits) if not _only_announces(scan, visit, visits[index + 1 :])]
    return [visit for visit in visits if _tells_contact(scan, visit)]


def _at_an_event(scan: Scan, visit: Visit, start: int) -> None:
    """«今天在论坛上，见着A公司王总»: who was met at an event was met there."""
    heads = [e for e in scan.events_in(0, start) if e.channel == "event" and not e.planned]
    if heads and visit.channel in (None, "visit", "other"):
        visit.channel, visit.channel_span = "event", (heads[-1].start, heads[-1].end)


def _only_announces(scan: Scan, visit: Visit, later: list[Visit]) -> bool:
    """Whether a visit of a heading («走访了A和B。在A…；在B…») is told further down."""
    if visit.company is None or any(visit.company.end <= p.start < visit.end for p in scan.people):
        return False
    if tells_talk(scan.text, visit.company.end, visit.end) or unreached(scan.text, visit.start, visit.end):
        return False
    return any(
        (other.company, other.on) == (visit.company, visit.on)
        and other.channel in (None, visit.channel)
        and (
            other.events or tells_outcome(scan, other.start, other.end) or tells_talk(scan.text, other.start, other.end)
        )
        for other in later
        if not (other.continues or other.resumes)
    )


def _took_place(scan: Scan, start: int, end: int) -> bool:
    return any(not e.planned and e.weight > 1 for e in scan.events_in(start, end)) or (
        tells_talk(scan.text, start, end) and any(start <= p.start < end for p in scan.people)
    )


def _tells_contact(scan: Scan, visit: Visit) -> bool:
    told = any(not e.planned for e in visit.events)
    start, end = visit.start, visit.end
    if visit.company:
        start, end = max(start, scan.clauses.at(visit.company.start).start), min(end, visit.company.end + 20)
    said = SAID.search(scan.text, start, end)
    if not told and never_tried(scan.text, start, said.start() if said else end):
        return False
    return (
        any(not e.planned for e in visit.events)
        or tells_talk(scan.text, visit.start, visit.end)
        or (unreached(scan.text, visit.start, visit.end) and not only_silent(scan.text, visit.start, visit.end))
        or visit.inherited
        or visit.resumes
        or tells_outcome(scan, visit.start, visit.end)
    )


def by_contact(scan: Scan, visit: Visit, heading: Day | None = None) -> list[Visit]:
    """Cuts the stretch of one company by day and channel; sets both on each part. `heading`: the day told before it."""
    events = [e for e in scan.events_in(visit.start, visit.end) if not e.planned and not is_no_contact(scan, e)]
    parts: list[Visit] = []
    current = Visit(visit.company, visit.start, visit.end)
    for event in events:
        clause = scan.clauses.at(event.start)
        floor = current.events[-1].end if current.events else current.start
        lead = phrase_start(scan, event.start, floor)
        line = scan.text.rfind("\n", floor, event.start) + 1
        lead = min(lead, line) if line else lead
        day = day_of(scan, max(min(lead, clause.start), current.start), event.start)
        before = current.on or (heading[0] if heading and not parts else scan.now.date())
        cut = max(min(lead, clause.start), current.start)
        if _is_further(scan, current, event, cut, day, before):
            _close(scan, current, cut)
            parts.append(current)
            current = Visit(visit.company, cut, visit.end, continues=True)
            day = day_of(scan, cut, event.start)
        _take(current, event, scan)
        if day and current.on is None:
            current.on, current.on_span = day
    if current.on is None:
        stop = current.events[0].end + 6 if current.events else current.end
        found = day_of(scan, current.start, min(stop, current.end)) or (
            day_of(scan, current.start, current.company.start) if current.company else None
        )
        if found:
            current.on, current.on_span = found
    parts.append(current)
    for part in parts:
        part.met = (
            part.channel == "inbound"
            or not _in_vain(scan.text[part.start : part.end])
            or tells_talk(scan.text, part.start, part.end)
        )
    return parts


# «打你们售后电话三天没人接»: it was us whom nobody could reach.
_OUR_LINE = re.compile(
    r"(?:(?:[你您]们|咱们?|我们)(?:家|那边|这边|公司)?的?(?:售后|客服|热线|服务|电话)|售后|客服|报修)[^,。;!?]{0,10}"
)


def _in_vain(told: str) -> bool:
    """Whether the sender reached nobody; that the customer could not reach us is a complaint."""
    rest = _OUR_LINE.sub("", told)
    return unreached(rest, 0, len(rest))


def _is_further(scan: Scan, current: Visit, event: Event, cut: int, day: Day | None, before: date) -> bool:
    """Whether an event, or what was told before it, is a contact of its own. `before`: the day of what was told."""
    if current.events:
        return _is_new_contact(scan, current, event, cut, day is not None and day[0] != before)
    # «周一,恒瑞李总谈维保;周三来电»: the first has no verb of its own.
    told = day_of(scan, current.start, cut)
    if day is None or told is None or day[0] == told[0]:
        return False
    return tells_talk(scan.text, current.start, cut) and any(current.start <= p.start < cut for p in scan.people)


def _close(scan: Scan, part: Visit, end: int) -> None:
    """Ends a contact where the next one begins; a day named anywhere in it is its own."""
    part.end = end
    if part.on is None and (told := day_of(scan, part.start, end)):
        part.on, part.on_span = told


def _take(visit: Visit, event: Event, scan: Scan) -> None:
    best = visit.events[-1] if visit.events else None
    if best and event.channel == "event" and _stands_alone(scan, visit.events[0]):
        return
    visit.events.append(event)
    if visit.channel is None:
        visit.channel, visit.channel_span = event.channel, (event.start, event.end)
        visit.strongest = max(e.weight for e in visit.events)
        return
    first = visit.events[0]
    same_sentence = scan.clauses.at(first.start).sentence == scan.clauses.at(event.start).sentence
    near = event.start - first.end < 14 or scan.clauses.at(first.start) == scan.clauses.at(event.start)
    strongest = visit.strongest
    visit.strongest = max(strongest, event.weight)
    near = near or strongest <= 1
    if best and event.weight > strongest and ((near and same_sentence) or event.channel == "inbound"):
        visit.channel, visit.channel_span = event.channel, (event.start, event.end)


def _stands_alone(scan: Scan, event: Event) -> bool:
    """Whether a medium is all that its clause says («裘总,微信,春糖展台»): what follows was talked of by it."""
    clause = scan.clauses.at(event.start)
    return (
        event.channel in _MEDIA
        and not scan.text[clause.start : event.start].strip(" ,:")
        and (not scan.text[event.end : clause.end].strip(" ,:"))
    )


# What cannot be reached is ours («售后电话打不通»).
_COMPLAINT = re.compile(r"售后|客服|服务|报修|咱们|我们|你们")
_MEDIA = ("call", "wechat", "email", "other", "meeting")
_ALSO = re.compile(r"也|又|还|倒是|再|改|后来|接着|另外")
# «人没在,转头打他手机», «没接,改发微信»: the next attempt is made by another medium.
_INSTEAD = re.compile(r"改|转头|转而|出[了]?门|只好|于是|又|再|便|遂|加|当场|当即|后来|完了")
_LATER = re.compile(
    r"(?:^|(?<=[,。;! ]))后(?=[在又再改以于经给用通]|电话|微信|邮件|致)|后来|随后|随即|当即|即刻|之后|"
    r"刚[才刚]?又|(?:自己|[他她])又(?=打|来|发|主动|给我)|回来后?|出来(?=我|俺|咱|就|又|再|给|跟|打)|回到|稍后|过后|紧接着|走后|回去后|散会后|会后|饭后|出来后|没多久|不一会儿?|刚到家|过了"
)


# «人没见着,短信发了一条»: what was left for them is the next attempt.
_WRITTEN = re.compile(
    r"(?:短信|微信|邮件|消息|语音)(?:也|又|就)?发了|(?<!给我)发了[^,。;!?]{0,4}(?:短信|微信|邮件|消息|语音)|留了?[个条]?言"
)
# «打了两次没接,干脆去他厂里».
_DIRECTLY = re.compile(r"干脆|索性|直接|只好|就|又|后来|亲自")


# «扑了个空。打他电话,倒是通了».
_DIALLED = re.compile(r"[打拨](?![你咱])[^,。;!? ]{0,6}$")
# «今天去给他送图»: a bare 去 right behind its day.
_GONE = re.compile(r"(?:我|又|再)?$")


def _on_its_day(scan: Scan, event: Event) -> bool:
    """Whether the sender is told to have gone there on a day named right before."""
    if not scan.text.startswith("去", event.start):
        return False
    return any(
        t.names_a_day and not scan.due[t.span.start] and _GONE.match(scan.text, t.span.end, event.start)
        for t in scan.times
        if t.span.end <= event.start
    )


def _sentence_start(scan: Scan, event: Event) -> int:
    """Where the sentence of an event begins."""
    return max(scan.text.rfind(stop, 0, event.start) for stop in "。;!?\n") + 1


def _tells_when(scan: Scan, mention: TimeMention) -> bool:
    """Whether a time tells the day or the hour of something done, no year or quarter."""
    return not scan.due[mention.span.start] and mention.grain not in ("year", "quarter", "month", "duration")


def _is_new_contact(scan: Scan, current: Visit, event: Event, clause_start: int, another_day: bool) -> bool:
    """Whether an event begins another contact: another channel or day, told with a time, with «后来», on a line
    of its own, or as the next attempt by another medium."""
    clause = scan.clauses.at(event.start)
    behind = scan.clauses.items[min(scan.clauses.index(event.start) + 1, len(scan.clauses.items) - 1)]
    talked = event.channel == "visit" and tells_talk(scan.text, event.end, behind.end)
    inside = event.start < current.events[-1].end
    # «回来路上他给我打了电话»: words of the way are no contact of their own.
    last = next((e for e in reversed(current.events) if e.weight >= 2), current.events[-1])
    if another_day and event.channel == "visit" and _on_its_day(scan, event) and clause_start > last.start:
        return True
    if inside or (event.weight < 2 and not talked) or clause_start <= last.start:
        return False
    differs = event.channel != current.channel
    if differs and "\n" in scan.text[current.events[-1].start : event.start]:
        return True
    on_site = event.channel == "visit" and current.channel in (*_MEDIA, "inbound")
    if differs and (event.weight >= 5 or on_site) and _LATER.search(scan.text, clause_start, event.start):
        return True
    start = _sentence_start(scan, event) if event.channel == "inbound" else clause_start
    since = max(start, last.end)
    if any(since <= t.span.start < event.start and _tells_when(scan, t) for t in scan.times):
        return differs or another_day
    if on_site and differs and event.weight >= 2 and _DIRECTLY.search(scan.text, clause.start, event.start):
        return unreached(scan.text, current.start, clause_start)
    if not differs or event.channel not in _MEDIA or current.channel not in (*_MEDIA, "visit"):
        return False
    complaint = _COMPLAINT.search(scan.text, clause_start, event.end) is not None
    tried = not complaint and unreached(scan.text, current.start, clause_start)
    if tried and event.weight >= 4 and _INSTEAD.search(scan.text, clause.start, event.start):
        return True
    if tried and event.weight >= 4 and unreached(scan.text, event.start, clause.end):
        return True
    company = current.company
    named = (company and company.start < event.start) or any(p.start < event.start for p in scan.people)
    if tried and named and current.channel == "visit" and _DIALLED.search(scan.text, clause.start, event.end):
        return event.channel == "call"
    if tried and event.weight >= 4 and event.channel != "call" and _WRITTEN.search(scan.text, clause.start, clause.end):
        return True
    also = _ALSO.search(scan.text, clause.start, clause.end) is not None
    return also and current.channel in _MEDIA and unreached(scan.text, current.start, clause.end)
