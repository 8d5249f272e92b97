"""From a message to drafts: the whole pipeline (CONTRACT, RESEARCH §7).

fold → phones → money → times → companies → people → events and clauses (`scan`) → visits (`visits`) →
labels, topics, steps, amounts of each visit → link (`binding`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from nlu import lazy_re as re
from nlu.amounts import kind_of
from nlu.binding import bind, settled_by_place
from nlu.clauses import Clause
from nlu.coined_names import coined_names
from nlu.competitors import find_competitors
from nlu.complaints import find_pains
from nlu.contacts import met_in
from nlu.drafts import (
    AmountDraft,
    Channel,
    DueInterval,
    FollowUpDraft,
    NextStepDraft,
    Understanding,
    Value,
)
from nlu.kinds import reports, tells_nothing
from nlu.labels import find_stage, went_to
from nlu.lead_parser import is_lead, lead_from
from nlu.lexicon import DEFAULT, Lexicon
from nlu.linking import Names
from nlu.mentions import CompanyMention
from nlu.openings import same_company
from nlu.people import PersonMention
from nlu.rival_judge import rivals_judged
from nlu.scan import Scan, scan, spans_of
from nlu.spans import Span
from nlu.steps import find_steps, future_bounds
from nlu.stretches import Stretch
from nlu.times import TimeMention
from nlu.topics import TopicReader
from nlu.vendors import is_spoken_of_as_firm
from nlu.visits import Visit, find_visits


def understand(text: str, now: datetime, names: Names, lexicon: Lexicon = DEFAULT) -> Understanding:
    """Reads a whole message: its kind and the drafts. Never raises; invents nothing that the text lacks."""
    found = scan(text, now, names, lexicon)
    if tells_nothing(found):
        return Understanding("other", (), None, 0.8)
    rivals = rivals_of(found)
    visits = find_visits(found, [(first, last) for _, first, last in rivals]) if reports(found) else []
    visits = _supported(found, visits)
    if is_lead(found, has_visit=bool(visits)):
        return Understanding("lead", (), lead_from(found), 0.9)
    drafts = _drafts(found, visits, rivals)
    if not drafts:
        return Understanding("other", (), None, 0.7)
    confidence = min(0.95, sum(d.company.confidence if d.company else 0.5 for d in drafts) / len(drafts))
    return Understanding("report", drafts, None, confidence)


def rivals_of(found: Scan) -> list[tuple[str, int, int]]:
    """The rivals named, with their places; none that is a customer."""
    coined = list(coined_names(found.text))
    framed, taken = framed_rivals(found, coined)
    own = [span for span in framed if found.text[slice(*span)] in found.lexicon.competitors]
    named: dict[str, tuple[int, int]] = {}
    for first, last in [*own, *rivals_judged(found, coined, framed, [*taken, *own, *_only_company(found)])]:
        named.setdefault(found.text[first:last], (first, last))
    rivals = sorted(((name, *span) for name, span in named.items()), key=lambda rival: rival[1])
    return [rival for rival in rivals if not (_is_known(found, rival) or _is_met(found, rival))]


def framed_rivals(found: Scan, coined: Sequence[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
    """The stretches that a frame or the company's own list makes rivals, and those that hold something else."""
    taken = _taken(found)
    named = find_competitors(found.text, coined, taken, found.lexicon)
    return [(first, last) for _, first, last in named], taken


def _taken(found: Scan) -> list[tuple[int, int]]:
    """Stretches that hold something else than a rival's name."""
    spans = [(t.span.start, t.span.end) for t in found.times]
    spans += [(m.span.start, m.span.end) for m in found.money]
    people = [p for p in found.people if p.title or p.full_name]
    spans += [(p.start, p.end) for p in people if p.title or not is_spoken_of_as_firm(found.text, p.start, p.end)]
    return spans + [(m.start, m.end) for m in found.companies if m.matches and not m.doubtful]


def _only_company(found: Scan) -> list[Stretch]:
    """The first company named, where the sender knows none of them: it is the one that the visit is about."""
    if not found.companies or any(m.matches for m in found.companies):
        return []
    return [(found.companies[0].start, found.companies[0].end)]


def _is_known(found: Scan, rival: tuple[str, int, int]) -> bool:
    return any(m.matches and m.start < rival[2] and rival[1] < m.end for m in found.companies)


_OTHERS_DO = re.compile(r"[他她比用被]|对方|客户|人家")


# The verb of contact that a company stands right behind («又拜访了宏达精密», «打了个电话给东方精工»).
_CONTACTED = 4


def _is_met(found: Scan, rival: tuple[str, int, int]) -> bool:
    """Whether what was taken for a rival is a company that the sender met («约了星河物业的郭主任喝茶», «恒瑞…；下午去了
    东方精工»)."""
    return any(
        not company.matches and company.start < rival[2] and rival[1] < company.end and _contacts(found, company)
        for company in found.companies
    )


def _contacts(found: Scan, company: CompanyMention) -> bool:
    """Whether a contact of the sender's own is told right before a company, or in its clause with its person."""
    clause = found.clauses.at(company.start)
    if _OTHERS_DO.search(found.text, clause.start, company.start):
        return False
    named = [*(person.start for person in found.people), *(named.start for named in found.companies)]
    if company is not found.companies[0] and any(clause.start <= start < company.start for start in named):
        return False
    told = [e for e in found.events_in(clause.start, clause.end) if not e.planned and e.weight >= 2]
    if any(p.title and company.end <= p.start <= company.end + 6 for p in found.people):
        return bool(told)
    return any(0 <= company.start - event.end <= _CONTACTED for event in told)


def _supported(found: Scan, visits: list[Visit]) -> list[Visit]:
    """The visits that name a company or a person, or go on with the one before."""
    kept: list[Visit] = []
    before = False
    for visit in visits:
        named = visit.company is not None or any(visit.start <= p.start < visit.end for p in found.people)
        before = named or (visit.continues and before)
        if before:
            kept.append(visit)
    return kept


def _drafts(found: Scan, visits: list[Visit], rivals: list[tuple[str, int, int]]) -> tuple[FollowUpDraft, ...]:
    """One draft a visit; a later contact with the same company keeps its person unless another is named."""
    drafts: list[FollowUpDraft] = []
    person: PersonMention | None = None
    last: Visit | None = None
    for visit in visits:
        same = last is not None and (visit.continues or (last.company is not None and last.company == visit.company))
        people = [p for p in found.people if visit.start <= p.start < visit.end]
        if not (same and person and _means_the_same(found, visit, people)):
            person = met_in(found, visit.start, visit.end, people) or (person if same else None)
        draft = draft_of(found, visit, rivals, person)
        if visit.continues and visit.company is None and draft.customer_id is None and not draft.candidates and drafts:
            draft = replace(draft, customer_id=drafts[-1].customer_id)
        told = _told_before(drafts, draft) if visit.resumes else None
        if told is not None:
            drafts[told] = _joined(drafts[told], draft)
            continue
        if same and drafts and drafts[-1].customer_id in draft.candidates:
            draft = replace(draft, customer_id=drafts[-1].customer_id, candidates=())
        drafts.append(draft)
        last = visit
    return tuple(drafts)


def _told_before(drafts: list[FollowUpDraft], draft: FollowUpDraft) -> int | None:
    """The latest draft that another one, of the same company, says more about."""
    return next((i for i in reversed(range(len(drafts))) if drafts[i].company == draft.company), None)


def _joined(first: FollowUpDraft, more: FollowUpDraft) -> FollowUpDraft:
    """One draft of a contact that was told in two places."""
    return replace(
        first,
        contact=first.contact or more.contact,
        met=first.met or more.met,
        topics=(*first.topics, *more.topics),
        next_steps=(*first.next_steps, *more.next_steps),
        amounts=(*first.amounts, *more.amounts),
        stage=more.stage or first.stage,
        pains=tuple({pain.value: pain for pain in (*first.pains, *more.pains)}.values()),
        competitors=tuple({rival.value: rival for rival in (*first.competitors, *more.competitors)}.values()),
    )


def _means_the_same(found: Scan, visit: Visit, people: list[PersonMention]) -> bool:
    """Whether a later contact speaks of «him» or «her» before it names anyone."""
    first = min((p.start for p in people), default=visit.end)
    return (
        bool(people) and re.search(r"(?:跟|给|和|找|,|。|^)[他她](?!们)", found.text[visit.start : first]) is not None
    )


def draft_of(
    found: Scan, visit: Visit, rivals: list[tuple[str, int, int]], contact: PersonMention | None
) -> FollowUpDraft:
    text, start, end = found.text, visit.start, visit.end
    people = [p for p in found.people if start <= p.start < end]
    ordered = ([contact] if contact else []) + [p for p in people if p is not contact]
    customer, candidates, _ = bind(visit.company, ordered, found.names)
    if customer is None and candidates:
        customer, candidates = settled_by_place(candidates, text[max(0, start - 10) : end], found.names)
    own_rivals = [r for r in rivals if start <= r[1] < end]
    lost_to = went_to(text, own_rivals)
    stage = find_stage(text, start, end, found.lexicon, lost_to)
    company = visit.company
    return FollowUpDraft(
        company=_company_value(found, company),
        customer_id=customer,
        candidates=candidates,
        contact=Value(contact.text, _span(found, contact.start, contact.end), contact.confidence) if contact else None,
        channel=_channel_value(found, visit),
        met=visit.met,
        on=Value(
            visit.on or found.now.date(),
            _span(found, *visit.on_span) if visit.on_span else None,
            0.9 if visit.on_span else 0.7,
        ),
        topics=tuple(_topics(found, visit)) if visit.met else (),
        next_steps=tuple(_steps(found, visit)),
        amounts=tuple(_amounts(found, visit, own_rivals, stage is not None and stage[0] == "已签约")),
        stage=Value(stage[0], _span(found, stage[1], stage[2]), 0.85) if stage else None,
        pains=tuple(
            Value(pain, _span(found, first, last), 0.8)
            for pain, first, last in find_pains(text, start, end, own_rivals)
        ),
        competitors=tuple(Value(name, _span(found, first, last), 0.75) for name, first, last in own_rivals),
        span=_span(found, start, end),
    )


def _span(found: Scan, start: int, end: int) -> Span:
    return found.folded.span(start, end)


def _company_value(found: Scan, company: CompanyMention | None) -> Value[str] | None:
    if company is None:
        return None
    words = found.folded.typed(company.start, company.end)
    return Value(words, _span(found, company.start, company.end), company.confidence)


def _channel_value(found: Scan, visit: Visit) -> Value[Channel]:
    if visit.channel is None:
        return Value("other", None, 0.4)
    span = None
    if visit.channel_span:
        start, end = visit.channel_span
        # Who came first is told with the end of his name («总下午又来电话»).
        start = next((p.end for p in found.people if p.start < start < p.end < end), start)
        span = _span(found, start, end)
    return Value(visit.channel, span, 0.85 if span else 0.7)


def _topics(found: Scan, visit: Visit) -> list[Value[str]]:
    text = found.text
    stops = [(t.span.start, t.span.end) for t in found.times if not _is_attribute(text, t)]
    stops += [(m.span.start, m.span.end) for m in found.money]
    companies = [m for m in found.companies if m is visit.company or (m.matches and not _is_thing(text, m))]
    reader = TopicReader(text, visit.end, stops, spans_of([*companies, *found.people]))
    topics: dict[str, Value[str]] = {}
    for clause in _clauses(found, visit):
        due = [t for t in found.times if clause.start <= t.span.start < clause.end and found.due[t.span.start]]
        end = min((t.span.start for t in due), default=clause.end)
        asked = re.search(r"(?:让|要|叫|约)(?:我|咱|俺)", text[clause.start : end])
        if asked and not re.search(r"了", text[clause.start + asked.end() : end]):
            end = clause.start + asked.start()
        for first, last in reader.told_in(clause.start, end):
            topics.setdefault(text[first:last], Value(text[first:last], _span(found, first, last), 0.75))
        for product in found.lexicon.products:
            at = text.find(product, clause.start, end)
            if at >= 0 and not any(product in topic for topic in topics):
                topics[product] = Value(product, _span(found, at, at + len(product)), 0.75)
    return list(topics.values())


def _is_attribute(text: str, mention: TimeMention) -> bool:
    """Whether a time says which thing is meant («下周的排产», «返点、180天账期», «鸡肉粉 Q1 用量»)."""
    span = mention.span
    if mention.grain == "quarter" and _NOUN_BEHIND.match(text, span.end):
        return True
    return text.startswith("的", span.end) or text[max(0, span.start - 1) : span.start] in ("、", "和", "与", "及")


_NOUN_BEHIND = re.compile(r" ?[\u4e00-\u9fff]{2,4}(?=[,。;、!?]|$)")
_THING = re.compile(r"[\u4e00-\u9fff](?<![的那这说要想表提来在])")


def _is_thing(text: str, company: CompanyMention) -> bool:
    """Whether a word of a customer's name is the thing talked of («聊了聊减速机备库»)."""
    return text[max(0, company.start - 1) : company.start] in ("聊", "谈", "讲", "问", "了", "、") and (
        _THING.match(text, company.end) is not None
    )


def _clauses(found: Scan, visit: Visit) -> list[Clause]:
    """The clauses of a visit, cut to its stretch."""
    return [
        Clause(max(c.start, visit.start), min(c.end, visit.end), c.sentence)
        for c in found.clauses.items
        if c.start < visit.end and visit.start < c.end
    ]


def _steps(found: Scan, visit: Visit) -> list[NextStepDraft]:
    text = found.text
    steps = find_steps(
        text,
        _step_clauses(found, visit),
        found.times,
        [(p.start, p.end) for p in found.people],
        [(m.start, m.end) for m in found.companies],
        found.due,
    )
    drafts = []
    for step in steps:
        due = None
        if step.time:
            bounds = future_bounds(step.time, found.now)
            if bounds is None:
                continue
            span = _span(found, step.time.span.start, step.time.span.end)
            due = DueInterval(bounds[0], bounds[1], span)
        what = Value(found.folded.typed(step.start, step.end), _span(found, step.start, step.end), 0.75)
        drafts.append(NextStepDraft(step.who, what, due))
    return drafts


def _step_clauses(found: Scan, visit: Visit) -> list[Clause]:
    """The clauses in which something can have been agreed: after the visit's opening, about no other company."""
    opening = visit.company.start if visit.company else visit.start
    first = next((e.start for e in found.events if visit.start <= e.start < visit.end and not e.planned), opening)
    clauses = []
    for clause in _clauses(found, visit):
        if clause.end <= min(opening, first) and clause.start < min(opening, first):
            continue
        others = [
            m
            for m in found.companies
            if clause.start <= m.start < clause.end
            and (visit.company is None or not same_company(m, visit.company))
            and m.matches
        ]
        if not others:
            clauses.append(clause)
    return clauses


def _amounts(found: Scan, visit: Visit, rivals: list[tuple[str, int, int]], signed: bool) -> list[AmountDraft]:
    spans = [(first, last) for _, first, last in rivals]
    drafts: list[AmountDraft] = []
    for mention in found.money:
        if not visit.start <= mention.span.start < visit.end:
            continue
        kind = kind_of(found.text, visit.start, mention, spans, signed)
        if any(d.yuan.value == mention.yuan and d.kind == kind for d in drafts):
            continue
        span = _span(found, mention.span.start, mention.span.end)
        drafts.append(AmountDraft(Value(mention.yuan, span, 0.6 if mention.bare else 0.85), kind))
    return drafts
