"""The slots of one visit: what the readers of rules found, with the second voice of what was learnt (`clause_judge`).

A judged clause proposes what no rule holds and doubts what one holds by accident; the words that support a proposed
value are then the whole clause.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nlu import lazy_re as re
from nlu.amounts import is_certain, kind_of
from nlu.binding import bind, settled_by_department, settled_by_place
from nlu.clause_judge import PROPOSED, STEP, TOLD_CHANNELS, TOPIC, Telling, tellings
from nlu.clauses import Clause
from nlu.complaints import LACKING, find_pains, is_no_complaint
from nlu.drafts import (
    PAINS,
    AmountDraft,
    AmountKind,
    Channel,
    DueInterval,
    FollowUpDraft,
    NextStepDraft,
    Pain,
    Value,
)
from nlu.labels import find_stage, went_to
from nlu.mentions import CompanyMention
from nlu.money import MoneyMention
from nlu.one_visit import Visit
from nlu.people import PersonMention
from nlu.same_company import same_company
from nlu.scan import Scan, spans_of
from nlu.spans import Span
from nlu.stages import STAGES
from nlu.step_reader import Step
from nlu.steps import find_steps, future_bounds, likely_step
from nlu.stretches import Stretch
from nlu.sum_judge import judged
from nlu.times import TimeMention
from nlu.topics import TopicReader

Rival = tuple[str, int, int]
"""A rival's name as said, and where it stands."""


# Likelihoods from which a clause tells what no rule found there, and below which it does not tell what one found.
_PROPOSED_PAIN = 0.5
# A clause mostly tells one complaint: a second one must be likelier.
_SECOND_PAIN = 0.8
_NAMED_PAINS = frozenset(PAINS) - {"quality"}
# How far from a clause the sum of its budget may stand.
_BESIDE = 12
_PROPOSED_STAGE = PROPOSED
_PROPOSED_CHANNEL = 0.5
_DOUBTED_CHANNEL = 0.1
_PROPOSED_STEP = 0.9
_DOUBTED_STEP = 0.05
_DOUBTED_DATED = 0.02
_DOUBTED_TOPIC = 0.01
# A clause longer than this is several that no pause parts; what speaks against a topic in one of them says nothing
# about the others.
_LONGEST_DOUBTED = 30
# Who came first, and where somebody was met, is read from the whole message, which no clause shows.
_UNDOUBTED_CHANNELS = ("inbound", "event", "other")


def draft_of(
    found: Scan,
    visit: Visit,
    rivals: Sequence[Rival],
    contact: PersonMention | None,
    shown: str | None = None,
) -> FollowUpDraft:
    """The draft of a visit. `shown`: the text with what it names hidden, for the judges; without it the rules speak
    alone."""
    return _Slots(found, visit, rivals, shown).draft(contact)


class _Slots:
    """Reads the slots of one visit."""

    def __init__(self, found: Scan, visit: Visit, rivals: Sequence[Rival], shown: str | None) -> None:
        self.found, self.visit, self.shown = found, visit, shown
        self.text, self.start, self.end = found.text, visit.start, visit.end
        self.told: list[Telling] = []
        if shown is not None:
            self.told = tellings(shown, found.clauses.items, visit.start, visit.end)
        self.likely = [(label, telling) for telling in self.told for label in telling.likely]
        self.rivals = [rival for rival in rivals if self.start <= rival[1] < self.end]

    def draft(self, contact: PersonMention | None) -> FollowUpDraft:
        """All slots; `contact` is the person met."""
        found, visit = self.found, self.visit
        people = [p for p in found.people if self.start <= p.start < self.end]
        ordered = ([contact] if contact else []) + [p for p in people if p is not contact]
        customer, candidates, _ = bind(visit.company, ordered, found.names)
        if customer is None and candidates:
            around = self.text[max(0, self.start - 10) : self.end]
            customer, candidates = settled_by_place(candidates, around, found.names)
        if customer is None and candidates and contact:
            before = self.text[max(0, contact.start - 10) : contact.start]
            customer, candidates = settled_by_department(candidates, before, contact, found.names)
        stage = self.stage()
        return FollowUpDraft(
            company=self.company(visit.company),
            customer_id=customer,
            candidates=candidates,
            contact=Value(contact.text, self._span(contact.start, contact.end), contact.confidence)
            if contact
            else None,
            channel=self.channel(),
            met=visit.met,
            on=Value(
                visit.on or found.now.date(),
                self._span(*visit.on_span) if visit.on_span else None,
                0.9 if visit.on_span else 0.7,
            ),
            topics=tuple(self.topics()) if visit.met else (),
            next_steps=tuple(self.steps()),
            amounts=tuple(self.amounts(signed=stage is not None and stage.value == "已签约")),
            stage=stage,
            pains=tuple(self.pains()),
            competitors=tuple(Value(name, self._span(first, last), 0.75) for name, first, last in self.rivals),
            span=self._span(self.start, self.end),
        )

    def _span(self, start: int, end: int) -> Span:
        return self.found.folded.span(start, end)

    def _likeliest(self, labels: Collection[str]) -> tuple[str, Telling] | None:
        """The label that is likeliest anywhere in the visit, and the clause that tells it, if any is likely."""
        likely = [each for each in self.likely if each[0] in labels]
        return max(likely, key=lambda each: each[1][each[0]]) if likely else None

    def _telling(self, position: int) -> Telling | None:
        return next((telling for telling in self.told if telling.start <= position < telling.end), None)

    def _is_doubted(self, position: int, label: str, limit: float) -> bool:
        telling = self._telling(position)
        return telling is not None and telling[label] < limit

    def _is_long(self, position: int) -> bool:
        telling = self._telling(position)
        return telling is not None and telling.end - telling.start > _LONGEST_DOUBTED

    def company(self, company: CompanyMention | None) -> Value[str] | None:
        if company is None:
            return None
        words = self.found.folded.typed(company.start, company.end)
        return Value(words, self._span(company.start, company.end), company.confidence)

    def channel(self) -> Value[Channel]:
        """The way of contact that a verb tells, else the likeliest one."""
        visit = self.visit
        judged = self._likeliest(TOLD_CHANNELS)
        doubted = visit.channel is None or (
            visit.channel_span is not None
            and visit.channel not in _UNDOUBTED_CHANNELS
            and all(telling[visit.channel] < _DOUBTED_CHANNEL for telling in self.told)
        )
        if judged and doubted and judged[1][judged[0]] >= _PROPOSED_CHANNEL:
            label, telling = judged
            channel = next(channel for channel in TOLD_CHANNELS if channel == label)
            return Value(channel, self._span(telling.start, telling.end), telling[label])
        if visit.channel is None:
            return Value("other", None, 0.4)
        span = None
        if visit.channel_span:
            start, end = visit.channel_span
            # Who came first is told with the end of his name («总下午又来电话»).
            start = next((p.end for p in self.found.people if p.start < start < p.end < end), start)
            span = self._span(start, end)
        return Value(visit.channel, span, 0.85 if span else 0.7)

    def stage(self) -> Value[str] | None:
        """The stage or outcome that is named or told, else the likeliest one."""
        lost_to = went_to(self.text, self.rivals)
        stage = find_stage(self.text, self.start, self.end, self.found.lexicon, lost_to)
        if stage:
            return Value(stage[0], self._span(stage[1], stage[2]), 0.85)
        judged = self._likeliest(STAGES)
        if judged is None or judged[1][judged[0]] < _PROPOSED_STAGE:
            return None
        label, telling = judged
        if _THAT_IS_ALL.fullmatch(self.text, telling.start, telling.end):
            return None
        return Value(label, self._span(telling.start, telling.end), telling[label])

    def pains(self) -> list[Value[Pain]]:
        """What the customer complains of, in the order told."""
        named = [
            telling for label, telling in self.likely if label in _NAMED_PAINS and telling[label] >= _PROPOSED_PAIN
        ]
        heard = [(telling.start, telling.end) for telling in named]
        ruled = find_pains(self.text, self.start, self.end, self.rivals, heard)
        found = [(first, Value(pain, self._span(first, last), 0.8)) for pain, first, last in ruled]
        for pain in PAINS:
            judged = self._likeliest((pain,))
            if judged is None or any(value.value == pain for _, value in found):
                continue
            telling = judged[1]
            told = any(telling.start <= first < telling.end for _, first, _ in ruled)
            if telling[pain] >= (_SECOND_PAIN if told else _PROPOSED_PAIN) and not self._is_denied(pain, telling):
                found.append((telling.start, Value(pain, self._span(telling.start, telling.end), telling[pain])))
        return [value for _, value in sorted(found, key=lambda each: each[0])]

    def _is_denied(self, pain: Pain, telling: Telling) -> bool:
        """Whether a clause that sounds like a complaint denies it, or caps a budget instead of having none."""
        if is_no_complaint(pain, self.text, telling.start, telling.end, self.rivals):
            return True
        if pain != "budget" or LACKING.search(self.text, telling.start, telling.end):
            return False
        return any(
            m.span.start < telling.end + _BESIDE and telling.start - _BESIDE < m.span.end for m in self.found.money
        )

    def _clauses(self) -> list[Clause]:
        """The clauses of the visit, cut to its stretch."""
        return [
            clause
            if self.start <= clause.start and clause.end <= self.end
            else Clause(max(clause.start, self.start), min(clause.end, self.end), clause.sentence)
            for clause in self.found.clauses.items
            if clause.start < self.end and self.start < clause.end
        ]

    def topics(self) -> list[Value[str]]:
        """The things talked of, without those in clauses that hardly tell any."""
        found, text = self.found, self.text
        stops = [(t.span.start, t.span.end) for t in found.times if not _is_attribute(text, t)]
        stops += [(m.span.start, m.span.end) for m in found.money]
        companies = [m for m in found.companies if m is self.visit.company or (m.matches and not _is_thing(text, m))]
        reader = TopicReader(text, self.end, stops, spans_of([*companies, *found.people]))
        topics: dict[str, Value[str]] = {}
        for clause in self._clauses():
            due = [t for t in found.times if clause.start <= t.span.start < clause.end and found.due[t.span.start]]
            due = [t for t in due if not _says_which(text, t)]
            end = min((t.span.start for t in due), default=clause.end)
            asked = _ASKED_OF_US.search(text, clause.start, end)
            if asked and "了" not in text[asked.end() : end]:
                end = asked.start()
            for first, last in reader.told_in(clause.start, end):
                if self._is_long(first) or not self._is_doubted(first, TOPIC, _DOUBTED_TOPIC):
                    topics.setdefault(text[first:last], Value(text[first:last], self._span(first, last), 0.75))
            for product in found.lexicon.products:
                at = text.find(product, clause.start, end)
                if at >= 0 and not any(product in topic for topic in topics):
                    topics[product] = Value(product, self._span(at, at + len(product)), 0.75)
        return list(topics.values())

    def steps(self) -> list[NextStepDraft]:
        """What was agreed, without what is no step in all likelihood, with what is one."""
        found = self.found
        clauses = self._step_clauses()
        people = [(p.start, p.end) for p in found.people]
        companies = [(m.start, m.end) for m in found.companies]
        steps = find_steps(self.text, clauses, found.times, people, companies, found.due)
        steps = [
            step
            for step in steps
            if not self._is_doubted(step.start, STEP, _DOUBTED_DATED if step.time else _DOUBTED_STEP)
        ]
        for telling in self.told:
            if telling[STEP] < _PROPOSED_STEP or any(_shares(telling, step) for step in steps):
                continue
            if not any(clause.start <= telling.start < clause.end for clause in clauses):
                continue
            times = [
                t
                for t in found.times
                if telling.start <= t.span.start < telling.end and found.due.get(t.span.start, False)
            ]
            step = likely_step(self.text, telling.start, telling.end, times, people, companies)
            if step:
                steps.append(step)
        return [draft for step in sorted(steps, key=lambda step: step.start) if (draft := self._step(step))]

    def _step(self, step: Step) -> NextStepDraft | None:
        """The draft of a step; None when its day has passed."""
        due = None
        if step.time:
            bounds = future_bounds(step.time, self.found.now)
            if bounds is None:
                return None
            due = DueInterval(*bounds, self._span(step.time.span.start, step.time.span.end))
        words = self.found.folded.typed(step.start, step.end)
        return NextStepDraft(step.who, Value(words, self._span(step.start, step.end), 0.75), due)

    def _step_clauses(self) -> list[Clause]:
        """The clauses in which something can have been agreed: after the visit's opening, about no other company."""
        found, visit = self.found, self.visit
        opening = visit.company.start if visit.company else visit.start
        first = next((e.start for e in found.events if visit.start <= e.start < visit.end and not e.planned), opening)
        clauses = []
        for clause in self._clauses():
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

    def amounts(self, *, signed: bool) -> list[AmountDraft]:
        """The sums named. `signed`: a contract was signed there."""
        spans = [(first, last) for _, first, last in self.rivals]
        drafts: list[AmountDraft] = []
        for mention in self.found.money:
            if not self.start <= mention.span.start < self.end:
                continue
            kind = self._kind(mention, spans, signed)
            if any(d.yuan.value == mention.yuan and d.kind == kind for d in drafts):
                continue
            span = self._span(mention.span.start, mention.span.end)
            drafts.append(AmountDraft(Value(mention.yuan, span, 0.6 if mention.bare else 0.85), kind))
        return drafts

    def _kind(self, mention: MoneyMention, rivals: Sequence[Stretch], signed: bool) -> AmountKind:
        """What a sum is: by what the rules say of it and the words around it, weighed together by the judge."""
        ruled = kind_of(self.text, self.start, mention, rivals, signed)
        if self.shown is None or is_certain(self.text, self.start, mention, rivals):
            return ruled or ("contract" if signed else "other")
        said = self.text[mention.span.start : mention.span.end]
        return judged(self.shown, said, mention, ruled, signed)


def _shares(telling: Telling, step: Step) -> bool:
    """Whether a clause holds words or the day of a step."""
    spans = [(step.start, step.end)]
    if step.time:
        spans.append((step.time.span.start, step.time.span.end))
    return any(first < telling.end and telling.start < last for first, last in spans)


# «嗯 没了» ends the report, not the deal.
_THAT_IS_ALL = re.compile(
    r"[嗯啊哎好呃行, ]*(?:就|其[他它]的?|别的|今天|大概)*(?:也|都)?没(?:有|啥|什么)*了[,。;!? 啊哈]*"
)
_ASKED_OF_US = re.compile(r"[让要叫约][我咱俺]")


def _is_attribute(text: str, mention: TimeMention) -> bool:
    """Whether a time says which thing is meant («下周的排产», «返点、180天账期», «鸡肉粉 Q1 用量»)."""
    span = mention.span
    if mention.grain == "quarter" and _NOUN_BEHIND.match(text, span.end):
        return True
    return text.startswith("的", span.end) or text[max(0, span.start - 1) : span.start] in ("、", "和", "与", "及")


def _says_which(text: str, mention: TimeMention) -> bool:
    """Whether a time begins the thing talked of («问了春节房的布置», «问排队、夜间提柜»), and limits no step."""
    start = mention.span.start
    if text[max(0, start - 1) : start] == "、":
        return _NOUN_BEHIND.match(text, mention.span.end) is not None
    return (
        _TALKED.search(text, max(0, start - 4), start) is not None
        and _KIND_OF_THING.match(text, mention.span.end) is not None
    )


_TALKED = re.compile(r"[聊谈讲问说](?:了|到|的|的?是)$")
_KIND_OF_THING = re.compile(r"[\u4e00-\u9fff]{0,6}的[\u4e00-\u9fff]{2}")
_NOUN_BEHIND = re.compile(r" ?[\u4e00-\u9fff]{2,4}(?=[,。;、!?]|$)")
# «聊的是枇杷的泡沫箱»
_SUBJECT_OF_TALK = re.compile(r"[聊谈讲问]的(?:主要)?(?:就)?是$")
_THING = re.compile(r"[\u4e00-\u9fff](?<![的那这说要想表提来在])")


def _is_thing(text: str, company: CompanyMention) -> bool:
    """Whether a word of a customer's name is the thing talked of («聊了聊减速机备库»)."""
    if _SUBJECT_OF_TALK.search(text, max(0, company.start - 6), company.start):
        return True
    return text[max(0, company.start - 1) : company.start] in ("聊", "谈", "讲", "问", "了", "、") and (
        _THING.match(text, company.end) is not None
    )
