"""From a message to drafts: the whole pipeline (CONTRACT, RESEARCH §7).

fold → phones → money → times → companies → people → events and clauses (`scan`) → visits (`visits`) →
labels, topics, steps, amounts of each visit (`visit_slots`) → link (`binding`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from nlu import lazy_re as re
from nlu.coined_names import coined_names
from nlu.competitors import find_competitors
from nlu.contacts import met_in
from nlu.drafts import (
    FollowUpDraft,
    Understanding,
)
from nlu.kind_judge import surely_no_report, surely_reports
from nlu.kinds import reports, tells_nothing
from nlu.lead_parser import is_lead, lead_from, records
from nlu.lexicon import DEFAULT, Lexicon
from nlu.linking import Names
from nlu.mentions import CompanyMention
from nlu.one_visit import Visit
from nlu.people import PersonMention
from nlu.rival_judge import rivals_judged
from nlu.scan import Scan, scan
from nlu.shown import shown
from nlu.stretches import Stretch
from nlu.vendors import is_spoken_of_as_firm
from nlu.visit_slots import draft_of
from nlu.visits import find_visits


def understand(text: str, now: datetime, names: Names, lexicon: Lexicon = DEFAULT) -> Understanding:
    """Reads a whole message: its kind and the drafts. Never raises; invents nothing that the text lacks."""
    found = scan(text, now, names, lexicon)
    if tells_nothing(found) and not surely_reports(found):
        return Understanding("other", (), None, 0.8)
    rivals = rivals_of(found)
    visits = _visits(found, rivals) if reports(found) else []
    if is_lead(found, has_visit=bool(visits)):
        return Understanding("lead", (), lead_from(found), 0.9)
    if visits and not records(found.text) and surely_no_report(found):
        return Understanding("other", (), None, 0.6)
    if not visits and surely_reports(found):
        visits = _visits(found, rivals)
    drafts = _drafts(found, visits, rivals)
    if not drafts:
        return Understanding("other", (), None, 0.7)
    confidence = min(0.95, sum(d.company.confidence if d.company else 0.5 for d in drafts) / len(drafts))
    return Understanding("report", drafts, None, confidence)


def _visits(found: Scan, rivals: Sequence[tuple[str, int, int]]) -> list[Visit]:
    """The contacts that are told, with a company or a person."""
    return _supported(found, find_visits(found, [(first, last) for _, first, last in rivals]))


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


# Whom nobody was found at, the sender had gone to: «隔壁的福泽弹簧 没人».
_NOBODY_THERE = re.compile(r" ?(?:没人|人?[没不]在|关门|锁着?门|锁门)")
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
    """Whether a contact of the sender's own is told right before a company, or in its clause with its person; or that
    he found nobody there."""
    if _NOBODY_THERE.match(found.text, company.end):
        return True
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
    hidden = shown(found, [(first, last) for _, first, last in rivals])
    for visit in visits:
        same = last is not None and (visit.continues or (last.company is not None and last.company == visit.company))
        people = [p for p in found.people if visit.start <= p.start < visit.end]
        if not (same and person and _means_the_same(found, visit, people)):
            person = met_in(found, visit.start, visit.end, people) or (person if same else None)
        draft = draft_of(found, visit, rivals, person, hidden)
        if visit.continues and visit.company is None and draft.customer_id is None and not draft.candidates and drafts:
            draft = replace(draft, customer_id=drafts[-1].customer_id)
        before = _told_before(drafts, draft) if visit.resumes else None
        if before is not None:
            drafts[before] = _joined(drafts[before], draft)
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
