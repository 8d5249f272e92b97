"""What the sidebar shows, as plain data: one customer, today, or search results; all through access (B1, B2, I2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.clock import machine_now
from bot.report_items import AMOUNTS, how
from bot.web import sidebar_texts as texts
from bot.web.links import customer_token
from bot.web.sidebar_turn import PageTurn
from cards.templates.parts import cut_off
from cards.wording import join_facts, mask_phone, money
from crm_core.contacts.queries import contacts_of
from crm_core.contacts.views import Contact
from crm_core.customers import queries as customers
from crm_core.customers.views import Customer
from crm_core.errors import NotVisible
from crm_core.follow_ups.queries import is_effective, latest_of
from crm_core.follow_ups.views import FollowUp
from crm_core.leads.queries import leads_of
from crm_core.organisation.queries import employee, employees
from crm_core.reminders.queries import due_by, open_steps, steps_of
from crm_core.reminders.views import NextStep
from crm_core.tags.queries import tags_of

TRACKS = 5
READ_FOR_FACTS = 20
MOST_STEPS = 50
MOST_HITS = 8
LONG = 40


@dataclass(frozen=True, slots=True)
class Track:
    """One recorded contact. `text` is what was said, in the author's words; `is_long` when two lines won't hold it."""

    id: int
    day: str
    method: str
    author: str
    text: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """A promise. `token` opens its customer, empty where the page is that customer's own."""

    id: int
    what: str
    due: str
    late_days: int
    is_mine: bool
    company: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A number as it may be shown before somebody asks for all of it; `index` is its place among the customer's."""

    index: int
    masked: str
    tail: str
    whole: str = ""


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One customer, as this person may see it."""

    token: str
    name: str
    stage: str
    contact: str
    owner: str
    may_write: bool
    is_effective: bool
    last: Track | None
    steps: tuple[StepRow, ...]
    phones: tuple[PhoneRow, ...]
    facts: tuple[tuple[str, str], ...]
    tracks: tuple[Track, ...]
    earlier: int | None
    cut_off: str


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What is due today and late; `coming` says what comes next when nothing is."""

    day: str
    steps: tuple[StepRow, ...]
    late: int
    coming: str
    cut_off: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer that was found."""

    token: str
    name: str
    about: str


def customer_page(turn: PageTurn, key: bytes, customer_id: int | None) -> CustomerPage:
    """Everything above and below the fold in one answer (B2). Raises NotVisible, also for no id at all."""
    if customer_id is None:
        raise NotVisible(subject="customer")
    one = customers.customer(turn.session, turn.viewer, customer_id)
    recorded = latest_of(turn.session, turn.viewer, one.id, READ_FOR_FACTS)
    tracks = _tracks(turn, recorded[:TRACKS])
    leads = leads_of(turn.session, one.id)
    owner = employee(turn.session, one.owner_id)
    return CustomerPage(
        token=_token(key, one.id),
        name=one.name,
        stage=leads[0].stage if leads else "",
        contact=_contact(contacts_of(turn.session, one.id), leads[0].contact_id if leads else None),
        owner=owner.name if owner else "",
        may_write=one.owner_id in turn.viewer.owners,
        is_effective=is_effective(turn.session, one.id, turn.local_now.date()),
        last=tracks[0] if tracks else None,
        steps=tuple(_step(turn, step) for step in steps_of(turn.session, one.id)),
        phones=tuple(phone_row(n, phone) for n, phone in enumerate(phones_of(turn, one.id))),
        facts=_facts(recorded, leads[0].source if leads else "", tags_of(turn.session, turn.viewer, one.id)),
        tracks=tracks,
        earlier=recorded[TRACKS - 1].id if len(recorded) > TRACKS else None,
        cut_off=cut_off(turn.reader, turn.now),
    )


def earlier_tracks(turn: PageTurn, customer_id: int, before_id: int) -> tuple[tuple[Track, ...], int | None]:
    """The next page of what happened, and where the one after it begins. Raises NotVisible."""
    customers.customer(turn.session, turn.viewer, customer_id)
    recorded = latest_of(turn.session, turn.viewer, customer_id, TRACKS + 1, before_id)
    return _tracks(turn, recorded[:TRACKS]), recorded[TRACKS - 1].id if len(recorded) > TRACKS else None


def today_page(turn: PageTurn, key: bytes) -> TodayPage:
    """What the person has promised by today (B3), and how to start a lead (B5)."""
    today = turn.local_now.date()
    due = due_by(turn.session, turn.employee.id, today)[:MOST_STEPS]
    coming = ""
    if not due:
        following = next((one for one in open_steps(turn.session, turn.employee.id) if one.due_on is not None), None)
        if following is not None and following.due_on is not None:
            company = _company(turn, following)
            what = join_facts(following.what, company.name if company else "")
            coming = texts.next_due(turn.reader.day(following.due_on), what)
    return TodayPage(
        day=turn.reader.day(today),
        steps=tuple(_step(turn, step, key=key) for step in due),
        late=sum(1 for step in due if step.due_on is not None and step.due_on < today),
        coming=coming,
        cut_off=cut_off(turn.reader, turn.now),
    )


def found(turn: PageTurn, key: bytes, words: str, *, writable: bool = False) -> tuple[Hit, ...]:
    """Customers of that name that the person may read; `writable` leaves out those that he may not change."""
    hits = []
    for one in customers.search(turn.session, turn.viewer, words[:40], MOST_HITS):
        if writable and one.owner_id not in turn.viewer.owners:
            continue
        leads = leads_of(turn.session, one.id)
        owner = employee(turn.session, one.owner_id) if one.owner_id != turn.employee.id else None
        about = join_facts(leads[0].stage if leads else "", f"负责人 {owner.name}" if owner else "")
        hits.append(Hit(_token(key, one.id), one.name, about))
    return tuple(hits)


def phones_of(turn: PageTurn, customer_id: int) -> list[str]:
    """The numbers of a customer that the person may read, those of its contacts included. Raises NotVisible."""
    customers.customer(turn.session, turn.viewer, customer_id)
    people = [one.phone for one in contacts_of(turn.session, customer_id) if one.phone]
    return list(dict.fromkeys([*sorted(customers.phones_of(turn.session, customer_id)), *people]))


def phone_row(index: int, phone: str, *, whole: bool = False) -> PhoneRow:
    """A number, masked unless somebody asked for it (rule 5)."""
    return PhoneRow(index, mask_phone(phone), phone[-4:], phone if whole else "")


def _token(key: bytes, customer_id: int) -> str:
    return customer_token(key, customer_id, machine_now())


def _contact(people: Sequence[Contact], of_lead: int | None) -> str:
    """The person of the newest lead, else the one who was named last."""
    first = next((person for person in people if person.id == of_lead), people[0] if people else None)
    return join_facts(first.name, first.title) if first is not None else ""


def _tracks(turn: PageTurn, recorded: Sequence[FollowUp]) -> tuple[Track, ...]:
    names = employees(turn.session, {one.author_id for one in recorded} - {turn.employee.id})
    return tuple(
        Track(
            id=one.id,
            day=turn.reader.day(one.happened_on),
            method=how(one.channel, one.met),
            author=names[one.author_id].name if one.author_id in names else "",
            text=_said(one),
            is_long=len(_said(one)) > LONG,
        )
        for one in recorded
    )


def _said(one: FollowUp) -> str:
    return one.words or (f"聊了{'、'.join(one.topics)}" if one.topics else "")


def _step(turn: PageTurn, step: NextStep, *, key: bytes = b"") -> StepRow:
    today = turn.local_now.date()
    one = _company(turn, step) if key else None
    return StepRow(
        id=step.id,
        what=step.what,
        due=_due(turn, step.due_on, today),
        late_days=max((today - step.due_on).days, 0) if step.due_on is not None else 0,
        is_mine=step.owner_id in turn.viewer.owners,
        company=one.name if one else "",
        token=_token(key, one.id) if one else "",
    )


def _due(turn: PageTurn, on: date | None, today: date) -> str:
    if on is None:
        return "没定日子"
    said = turn.reader.day(on, near=True)
    return said if on <= today else f"{said}前"


def _company(turn: PageTurn, step: NextStep) -> Customer | None:
    """The customer of a promise, if the person may still read it."""
    if step.customer_id is None:
        return None
    try:
        return customers.customer(turn.session, turn.viewer, step.customer_id)
    except NotVisible:
        return None


def _facts(recorded: Sequence[FollowUp], source: str, tags: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Budget and the like as said last, where the lead came from, who competes, what it is tagged with (J29)."""
    sums: dict[str, str] = {}
    for one in recorded:
        for amount in one.amounts:
            sums.setdefault(AMOUNTS[amount["kind"]], money(amount["yuan"]))
    rivals = dict.fromkeys(name for one in recorded for name in one.competitors)
    return (
        *sums.items(),
        *((("来源", source),) if source else ()),
        *((("竞品", "、".join(rivals)),) if rivals else ()),
        *((("标签", "、".join(tags)),) if tags else ()),
    )
