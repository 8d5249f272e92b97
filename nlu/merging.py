"""Two readings of one report, laid side by side: what both say stays, the rest becomes something to ask.

The parser's reading is never changed here. Each difference is a proposal: the visit as it would be, if the person
who told it agreed (RESEARCH §6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from nlu.drafts import AmountDraft, FollowUpDraft, NextStepDraft, Value
from nlu.normalise import fold
from nlu.spans import Span

Slot = Literal[
    "company", "contact", "amounts", "due", "date", "stage", "channel", "next_steps", "topics", "pains", "competitors"
]

MOST_ADDITIONS = 3
"""Values offered together; more would be a second card to read."""

_ORDER: tuple[Slot, ...] = (
    "company", "contact", "amounts", "due", "date", "stage", "channel", "next_steps", "pains", "competitors", "topics"
)  # fmt: skip
"""What is asked first: that which a wrong record would cost most."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One difference about one visit (`item` counts from 0): `draft` is the visit with it, `spans` its words.

    `replaces`: the parser read something else there, which is a question; otherwise it read nothing.
    """

    item: int
    slot: Slot
    replaces: bool
    draft: FollowUpDraft
    spans: tuple[Span, ...]


def compare(drafts: Sequence[FollowUpDraft], opinions: Sequence[FollowUpDraft]) -> tuple[Proposal, ...]:
    """All that a second reading says beside or against the first, of the visits that the first has (`missed`)."""
    proposals: list[Proposal] = []
    seen: set[int] = set()
    for opinion in opinions:
        item = _about(drafts, opinion)
        if item is not None and item not in seen:
            seen.add(item)
            others = [draft for n, draft in enumerate(drafts) if n != item]
            proposals += _Comparison(item, drafts[item], opinion, others).proposals()
    return tuple(proposals)


def missed(drafts: Sequence[FollowUpDraft], opinions: Sequence[FollowUpDraft]) -> tuple[FollowUpDraft, ...]:
    """The visits that only the second reading has: told by words of their own, at somebody whom no draft names.

    As many as it read more than the first: of equally many, another name is a disagreement about the same visit.
    """
    more = max(0, len(opinions) - len(drafts))
    return tuple([one for one in opinions if _is_another(drafts, one)][:more])


def _is_another(drafts: Sequence[FollowUpDraft], opinion: FollowUpDraft) -> bool:
    if opinion.channel.span is None or (opinion.company is None and opinion.contact is None):
        return False
    if opinion.company is not None:
        same_customer = opinion.customer_id in {draft.customer_id for draft in drafts} - {None}
        named = [draft.company.value for draft in drafts if draft.company is not None]
        return not same_customer and not any(_alike(opinion.company.value, name) for name in named)
    people = [draft.contact.value for draft in drafts if draft.contact is not None]
    return opinion.contact is not None and not any(_alike(opinion.contact.value, name) for name in people)


def to_ask(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """What one question may hold: the weightiest disagreement, else up to three additions."""
    ranked = sorted(proposals, key=lambda one: _ORDER.index(one.slot))
    disagreements = [one for one in ranked if one.replaces]
    return tuple(disagreements[:1] or ranked[:MOST_ADDITIONS])


def _about(drafts: Sequence[FollowUpDraft], opinion: FollowUpDraft) -> int | None:
    """Which visit a reading is about: the one whose stretch holds most of its quotes."""
    if len(drafts) == 1:
        return 0
    quotes = _quotes(opinion)
    hits = [sum(draft.span.touches(quote) for quote in quotes) for draft in drafts]
    best = max(range(len(drafts)), key=lambda n: hits[n], default=0)
    return best if drafts and hits[best] > 0 else None


def _quotes(draft: FollowUpDraft) -> list[Span]:
    values: list[Value[Any] | None] = [draft.company, draft.contact, draft.channel, draft.on, draft.stage]
    values += [*draft.topics, *draft.pains, *draft.competitors]
    values += [step.what for step in draft.next_steps] + [amount.yuan for amount in draft.amounts]
    return [value.span for value in values if value is not None and value.span is not None]


def _alike(left: str, right: str) -> bool:
    """The same words, or one a longer form of the other (王总, 采购王总)."""
    a, b = fold(left), fold(right)
    return a in b or b in a


ValueT = TypeVar("ValueT")


class _Comparison:
    """One visit, read twice. `others` are the report's other visits: what they hold is not offered here."""

    def __init__(
        self, item: int, draft: FollowUpDraft, opinion: FollowUpDraft, others: Sequence[FollowUpDraft]
    ) -> None:
        self._item = item
        self._draft = draft
        self._opinion = opinion
        self._others = others

    def proposals(self) -> list[Proposal]:
        """All differences."""
        found = [self._company(), self._contact(), self._channel(), self._date(), self._stage()]
        found += [*self._amounts(), *self._steps(), self._topics(), self._pains(), self._competitors()]
        return [one for one in found if one is not None]

    def _proposal(self, slot: Slot, replaces: bool, spans: Iterable[Span | None], **changes: Any) -> Proposal:
        said = tuple(span for span in spans if span is not None)
        return Proposal(self._item, slot, replaces, replace(self._draft, **changes), said)

    def _is_here(self, span: Span | None) -> bool:
        """Whether words belong to this visit, where there are several."""
        return span is not None and (not self._others or self._draft.span.touches(span))

    def _company(self) -> Proposal | None:
        said, read = self._opinion.company, self._draft.company
        if said is None or not self._is_here(said.span):
            return None
        known = self._opinion.customer_id is not None
        if known and self._opinion.customer_id == self._draft.customer_id:
            return None
        if read is not None and _alike(read.value, said.value):
            return None
        replaces = read is not None or self._draft.customer_id is not None
        customer, candidates = self._opinion.customer_id, self._opinion.candidates
        return self._proposal(
            "company", replaces, [said.span], company=said, customer_id=customer, candidates=candidates
        )

    def _contact(self) -> Proposal | None:
        said, read = self._opinion.contact, self._draft.contact
        if said is None or not self._is_here(said.span) or (read is not None and _alike(read.value, said.value)):
            return None
        return self._proposal("contact", read is not None, [said.span], contact=said)

    def _channel(self) -> Proposal | None:
        said, read = self._opinion.channel, self._draft.channel
        if said.value in ("other", read.value) or not self._is_here(said.span):
            return None
        return self._proposal("channel", read.value != "other", [said.span], channel=said)

    def _date(self) -> Proposal | None:
        """The day always has a value, at least that of the message: another one is a question."""
        said = self._opinion.on
        if said.value == self._draft.on.value or not self._is_here(said.span):
            return None
        return self._proposal("date", True, [said.span], on=said)

    def _stage(self) -> Proposal | None:
        said, read = self._opinion.stage, self._draft.stage
        if said is None or not self._is_here(said.span) or (read is not None and read.value == said.value):
            return None
        return self._proposal("stage", read is not None, [said.span], stage=said)

    def _amounts(self) -> list[Proposal]:
        """The same sum as something else, or another sum as the same thing, is a question."""
        read = self._draft.amounts
        heard = {amount.yuan.value for amount in self._opinion.amounts}
        added: list[AmountDraft] = []
        found: list[Proposal] = []
        for said in self._opinion.amounts:
            if not self._is_here(said.yuan.span) or any(
                one.yuan.value == said.yuan.value and said.kind in (one.kind, "other") for one in read
            ):
                continue
            against = next((one for one in read if one.yuan.value == said.yuan.value), None) or next(
                (one for one in read if one.kind == said.kind and one.yuan.value not in heard), None
            )
            if against is None:
                added.append(said)
                continue
            changed = tuple(said if one is against else one for one in read)
            found.append(self._proposal("amounts", True, [said.yuan.span], amounts=changed))
        if added:
            spans = [one.yuan.span for one in added]
            found.append(self._proposal("amounts", False, spans, amounts=(*read, *added)))
        return found

    def _steps(self) -> list[Proposal]:
        read = self._draft.next_steps
        added: list[NextStepDraft] = []
        found: list[Proposal] = []
        for said in self._opinion.next_steps:
            if not self._is_here(said.what.span):
                continue
            same = next((one for one in read if _same_step(one, said)), None)
            if same is None:
                added.append(said)
            elif said.due is not None and (same.due is None or _bounds(same) != _bounds(said)):
                changed = tuple(replace(one, due=said.due) if one is same else one for one in read)
                found.append(self._proposal("due", same.due is not None, [said.due.span], next_steps=changed))
        if added:
            spans = [one.what.span for one in added]
            found.append(self._proposal("next_steps", False, spans, next_steps=(*read, *added)))
        return found

    def _topics(self) -> Proposal | None:
        """Nothing was talked about where nobody was met (CONTRACT «Corrections, negation, plans»)."""
        if not self._draft.met:
            return None
        told = [step.what.span for step in self._draft.next_steps] + [one.yuan.span for one in self._draft.amounts]
        taken = [span for span in told if span is not None]
        fresh = [
            one
            for one in self._new(self._opinion.topics, self._draft.topics)
            if one.span is not None and not any(one.span.touches(span) for span in taken)
        ]
        return self._added("topics", fresh, self._draft.topics)

    def _pains(self) -> Proposal | None:
        fresh = self._new(self._opinion.pains, self._draft.pains)
        return self._added("pains", fresh, self._draft.pains)

    def _competitors(self) -> Proposal | None:
        named = [draft.company.value for draft in (self._draft, *self._others) if draft.company is not None]
        fresh = [
            one
            for one in self._new(self._opinion.competitors, self._draft.competitors)
            if not any(_alike(one.value, name) for name in named)
        ]
        return self._added("competitors", fresh, self._draft.competitors)

    def _new(self, said: Sequence[Value[ValueT]], read: Sequence[Value[ValueT]]) -> list[Value[ValueT]]:
        return [
            one
            for one in said
            if self._is_here(one.span) and not any(_alike(str(one.value), str(other.value)) for other in read)
        ]

    def _added(
        self,
        slot: Literal["topics", "pains", "competitors"],
        fresh: Sequence[Value[ValueT]],
        read: Sequence[Value[ValueT]],
    ) -> Proposal | None:
        if not fresh:
            return None
        return self._proposal(slot, False, [one.span for one in fresh], **{slot: (*read, *fresh)})


def _same_step(left: NextStepDraft, right: NextStepDraft) -> bool:
    touching = left.what.span is not None and right.what.span is not None and left.what.span.touches(right.what.span)
    return touching or _alike(left.what.value, right.what.value)


def _bounds(step: NextStepDraft) -> tuple[Any, Any] | None:
    return (step.due.from_, step.due.to) if step.due is not None else None
