"""One visit of a report as it waits in a draft: plain data, with the person's own words beside each value."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from cards import wording
from cards.templates.report_draft import DueChoice
from crm_core.follow_ups.views import NewFollowUp, NewNextStep
from nlu.drafts import DueInterval, FollowUpDraft
from nlu.spans import Span

CHANNELS = {
    "visit": "拜访",
    "call": "电话",
    "wechat": "微信",
    "email": "邮件",
    "meeting": "线上会议",
    "event": "展会",
    "meal": "吃饭",
    "inbound": "客户来找",
    "other": "其他",
}
MISSED = {"visit": "拜访未遇", "call": "电话未接通"}
PAINS = {
    "delivery": "交付慢",
    "price": "价格高",
    "service": "售后差",
    "comparing": "竞品对比中",
    "quality": "质量不满意",
    "budget": "没预算",
    "decision": "决策慢",
}
AMOUNTS = {"budget": "预算", "quote": "报价", "contract": "合同", "payment": "回款", "other": "金额"}

OPEN, WRITTEN, DROPPED, PROPOSED = "open", "written", "dropped", "proposed"


@dataclass(frozen=True, slots=True)
class Step:
    """A promise in a draft: who acts (us, them), what, between which days, at which hour; `words` support the days."""

    who: str
    what: str
    first: str = ""
    last: str = ""
    at: str = ""
    words: str = ""

    def said(self, contact: str) -> str:
        """「等王总给反馈」 for theirs, the thing itself for ours."""
        return f"等{contact or '对方'}{self.what}" if self.who == "them" else self.what

    def due(self, calendar_is_workday: Callable[[date], bool]) -> DueChoice | None:
        """The proposed day and the days to choose from: an interval is due on its last work day."""
        if not self.last:
            return None
        last = date.fromisoformat(self.last)
        first = date.fromisoformat(self.first) if self.first else last
        if first >= last:
            return DueChoice(on=last, evidence=self.words)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        workdays = [day for day in days if calendar_is_workday(day)]
        chosen = workdays[-1] if workdays else last
        middle = workdays[len(workdays) // 2] if workdays else days[len(days) // 2]
        choices = tuple(sorted({first, middle, chosen, last}))
        return DueChoice(on=chosen, evidence=self.words, first=first, last=last, choices=choices)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in yuan, what it is, and the words."""

    yuan: int
    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a second reading proposes of a visit, as fields `after`; it stands while the visit still has those `before`.

    `label`, `value`, `words` and `instead` are how it is shown; `instead` is empty where the draft says nothing.
    """

    slot: str
    before: dict[str, Any]
    after: dict[str, Any]
    label: str
    value: str
    words: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One visit, call … `state` is open, written, dropped, or proposed by a second reading.

    `is_unlinked` keeps the record without a customer.
    """

    company: str = ""
    customer_id: int | None = None
    customer_name: str = ""
    candidates: tuple[int, ...] = ()
    contact: str = ""
    is_new_contact: bool = False
    channel: str = "other"
    met: bool = True
    on: str = ""
    topics: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    amounts: tuple[Amount, ...] = ()
    stage: str = ""
    pains: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    words: str = ""
    evidence: dict[str, str] = field(default_factory=dict)
    state: str = OPEN
    is_unlinked: bool = False
    chosen_due: str = ""
    follow_up_id: int | None = None
    heard: tuple[Heard, ...] = ()

    @property
    def name(self) -> str:
        """What it is called: the company as spoken, else the customer's, else the person."""
        return self.company or self.customer_name or self.contact

    @property
    def day(self) -> date:
        """The local day of the contact."""
        return date.fromisoformat(self.on)

    @property
    def method(self) -> str:
        """「拜访」「电话未接通」."""
        return how(self.channel, self.met)

    @property
    def is_ambiguous(self) -> bool:
        """Two or more customers fit equally well."""
        return self.state == OPEN and not self.is_unlinked and self.customer_id is None and len(self.candidates) > 1

    @property
    def is_unknown(self) -> bool:
        """A company was named that is none of the person's."""
        return (
            self.state == OPEN
            and not self.is_unlinked
            and self.customer_id is None
            and not self.candidates
            and bool(self.company)
        )

    @property
    def waits_for_answer(self) -> bool:
        """Something about its customer must be answered before it can be written."""
        return self.is_ambiguous or self.is_unknown

    @property
    def proposed(self) -> tuple[Heard, ...]:
        """What a second reading proposes and nothing has overtaken since."""
        stored = as_plain(self)
        return tuple(one for one in self.heard if all(stored[name] == value for name, value in one.before.items()))

    def taken(self, heard: Heard) -> ReportItem:
        """The visit with a proposal accepted."""
        evidence = {**self.evidence, heard.slot: heard.words} if heard.slot in self.evidence else self.evidence
        return ReportItem.load({**as_plain(self), **heard.after, "evidence": evidence})

    def changed(self, **fields: Any) -> ReportItem:
        """The visit with other values; the words that supported the former ones no longer stand beside them."""
        overtaken = {"date" if name == "on" else name for name in fields}
        evidence = {name: words for name, words in self.evidence.items() if name not in overtaken}
        return replace(self, evidence=evidence, **fields)

    def sums(self) -> list[tuple[str, str, str]]:
        """(label, 「50 万」, words) of each amount."""
        return [(AMOUNTS[one.kind], wording.money(one.yuan), one.words) for one in self.amounts]

    def as_follow_up(self, is_workday: Callable[[date], bool]) -> NewFollowUp:
        """What is written when it is confirmed."""
        return NewFollowUp(
            customer_id=None if self.is_unlinked else self.customer_id,
            contact=self.contact,
            channel=self.channel,
            happened_on=self.day,
            met=self.met,
            topics=self.topics,
            amounts=tuple({"yuan": one.yuan, "kind": one.kind} for one in self.amounts),
            pains=self.pains,
            competitors=self.competitors,
            stage_said=self.stage,
            words=self.words,
            company_said=self.company,
            next_steps=tuple(self._as_next_step(n, step, is_workday) for n, step in enumerate(self.steps)),
        )

    def _as_next_step(self, n: int, step: Step, is_workday: Callable[[date], bool]) -> NewNextStep:
        due = step.due(is_workday)
        chosen = date.fromisoformat(self.chosen_due) if n == 0 and self.chosen_due else None
        return NewNextStep(
            who=step.who,
            what=step.said(self.contact),
            due_from=date.fromisoformat(step.first) if step.first else None,
            due_on=chosen or (due.on if due else None),
            at=time.fromisoformat(step.at) if step.at else None,
        )

    def store(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    @classmethod
    def load(cls, stored: dict[str, Any]) -> ReportItem:
        """From plain data."""
        return cls(
            **{
                **stored,
                "candidates": tuple(stored["candidates"]),
                "topics": tuple(stored["topics"]),
                "pains": tuple(stored["pains"]),
                "competitors": tuple(stored["competitors"]),
                "steps": tuple(Step(**step) for step in stored["steps"]),
                "amounts": tuple(Amount(**amount) for amount in stored["amounts"]),
                "heard": tuple(Heard(**heard) for heard in stored.get("heard", ())),
            }
        )


def how(channel: str, met: bool) -> str:
    """How somebody was met, or not: 「拜访」「电话未接通」."""
    word = CHANNELS[channel]
    return word if met else MISSED.get(channel, f"{word}未联系上")


def as_plain(item: ReportItem) -> dict[str, Any]:
    """As it comes back from the database: lists for tuples."""
    plain: dict[str, Any] = json.loads(json.dumps(item.store()))
    return plain


def item_from(draft: FollowUpDraft, text: str) -> ReportItem:
    """What was understood of one visit, with the words of the text that support each value."""

    def words(span: Span | None) -> str:
        return text[span.start : span.end] if span is not None else ""

    evidence = {
        "company": words(draft.company.span) if draft.company else "",
        "contact": words(draft.contact.span) if draft.contact else "",
        "channel": words(draft.channel.span),
        "date": words(draft.on.span),
        "topics": "、".join(words(topic.span) for topic in draft.topics),
        "stage": words(draft.stage.span) if draft.stage else "",
        "pains": "、".join(words(pain.span) for pain in draft.pains),
        "steps": "、".join(words(step.what.span) for step in draft.next_steps),
    }
    return ReportItem(
        company=draft.company.value if draft.company else "",
        customer_id=draft.customer_id,
        candidates=draft.candidates,
        contact=draft.contact.value if draft.contact else "",
        channel=draft.channel.value,
        met=draft.met,
        on=draft.on.value.isoformat(),
        topics=tuple(topic.value for topic in draft.topics),
        steps=tuple(
            _with_due(Step(step.who, step.what.value), step.due, words(step.due.span) if step.due else "")
            for step in draft.next_steps
        ),
        amounts=tuple(Amount(one.yuan.value, one.kind, words(one.yuan.span)) for one in draft.amounts),
        stage=draft.stage.value if draft.stage else "",
        pains=tuple(pain.value for pain in draft.pains),
        competitors=tuple(one.value for one in draft.competitors),
        words=words(draft.span).strip(" ，。；,;\n"),
        evidence=evidence,
    )


def _with_due(step: Step, due: DueInterval | None, words: str) -> Step:
    if due is None:
        return step
    last = due.to
    at = ""
    if isinstance(last, datetime) and (due.from_ is None or due.from_ == last):
        at = last.time().isoformat("minutes")
    return replace(step, first=_day(due.from_), last=_day(last), at=at, words=words)


def due_step(step: Step, due: DueInterval, words: str) -> Step:
    """The same promise with another day."""
    return _with_due(replace(step, first="", last="", at="", words=""), due, words)


def _day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    return (value.date() if isinstance(value, datetime) else value).isoformat()
