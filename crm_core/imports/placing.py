"""Where each row of a list belongs: a new customer, or one that is there already (F4, F8, F10).

The rules are those of a lead that is captured: an equal number tells more than an equal name, and who belongs to a
colleague is not touched. The same decision serves the forecast, which writes nothing, and the writing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.access.rules import may_bring_in_for
from crm_core.access.views import Viewer
from crm_core.contacts.model import ContactRow
from crm_core.contacts.rules import same_person
from crm_core.contacts.views import Contact
from crm_core.customers.model import CustomerPhoneRow, CustomerRow
from crm_core.customers.views import Duplicate
from crm_core.database.types import table
from crm_core.follow_ups.model import FollowUpRow
from crm_core.imports.rules import LONGEST_TAG
from crm_core.imports.views import Entry, Fault
from crm_core.leads.model import LeadRow
from crm_core.leads.rules import blocking
from crm_core.organisation.queries import employees_called
from crm_core.quality.rules import IMPORTED
from crm_core.tags.model import CustomerTagRow

_CUSTOMERS = table(CustomerRow)
_PHONES = table(CustomerPhoneRow)
_CONTACTS = table(ContactRow)
_LEADS = table(LeadRow)
_FOLLOW_UPS = table(FollowUpRow)
_TAGS = table(CustomerTagRow)

FIRST_STAGE = "初步沟通"


@dataclass(slots=True)
class Known:
    """A customer with all by which a row may repeat it; one that is still to be made has a negative id."""

    id: int
    owner_id: int
    contacts: list[Contact] = field(default_factory=list)
    phones: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    has_lead: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its customer, and what of it the customer did not have yet; `stage` is that of a new lead."""

    entry: Entry
    customer: Known
    author_id: int
    is_new: bool
    contact: str
    phones: tuple[str, ...]
    note: str
    tags: tuple[str, ...]
    stage: str

    @property
    def brings_something(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.is_new or self.contact or self.phones or self.note or self.tags or self.stage)


class Colleagues:
    """To whom the person may give customers, by name; anybody else's name stands for himself."""

    def __init__(self, by: Viewer) -> None:
        self.by = by
        self.unknown: dict[str, None] = {}
        self._looked_up: set[str] = set()
        self._ids: dict[str, int] = {}

    def look_up(self, session: Session, names: set[str]) -> None:
        """Finds whom these names stand for; two of the same name stand for nobody."""
        people = employees_called(session, names - self._looked_up)
        times = Counter(one.name for one in people)
        unique = (one for one in people if times[one.name] == 1)
        self._ids |= {one.name: one.id for one in unique if may_bring_in_for(self.by, one.id)}
        self._looked_up |= names

    def owner(self, name: str) -> int:
        """Whose the customer becomes."""
        if name and name not in self._ids:
            self.unknown.setdefault(name)
        return self._ids.get(name, self.by.employee_id)

    def author(self, name: str) -> int | None:
        """Who wrote the note; None for a name that stands for nobody."""
        return self._ids.get(name)


class Placing:
    """Places rows one after another: what an earlier row brings is there for the later ones."""

    def __init__(self, colleagues: Colleagues) -> None:
        self._colleagues = colleagues
        self._by_name: dict[str, list[Known]] = {}
        self._by_phone: dict[str, list[Known]] = {}
        self._made = 0

    def place(self, session: Session, entries: Sequence[Entry]) -> list[Placed | Fault]:
        """Each row's place, or why it has none."""
        self._colleagues.look_up(session, {name for entry in entries for name in (entry.owner, entry.noted_by) if name})
        names = {entry.normal_company for entry in entries if entry.company}
        self._read(session, names, {phone for entry in entries for phone in entry.phones})
        return [self._place(entry) for entry in entries]

    def _place(self, entry: Entry) -> Placed | Fault:
        owner_id = self._colleagues.owner(entry.owner)
        by_phone = [one for phone in entry.phones for one in self._by_phone.get(phone, ())]
        by_name = self._by_name.get(entry.normal_company, ()) if entry.company else ()
        there = {one.id: one for one in (*by_name, *by_phone)}
        found = [(one, "phone") for one in by_phone] + [(one, "name") for one in by_name]
        stop = blocking([Duplicate(one.id, "", one.owner_id, reason, 100.0) for one, reason in found], owner_id)
        if stop is not None and not may_bring_in_for(self._colleagues.by, stop.owner_id):
            return Fault(entry.number, f"taken_{stop.reason}", entry.name)
        customer = there[stop.customer_id] if stop is not None else self._new(owner_id, entry)
        placed = self._with_additions(entry, customer, is_new=stop is None)
        self._note(placed)
        return placed

    def _new(self, owner_id: int, entry: Entry) -> Known:
        self._made += 1
        customer = Known(-self._made, owner_id)
        if entry.company:
            self._by_name.setdefault(entry.normal_company, []).append(customer)
        return customer

    def _with_additions(self, entry: Entry, customer: Known, *, is_new: bool) -> Placed:
        """What the customer does not have yet. A lead needs a number, and a stage or nobody but a person (L2)."""
        is_known = any(same_person(one, entry.contact) for one in customer.contacts)
        makes_lead = bool(entry.phones and (entry.stage or not entry.company)) and not customer.has_lead
        others = {phone for phone in entry.phones if any(one is not customer for one in self._by_phone.get(phone, ()))}
        # A lead holds its stage and its source; without one they are not lost.
        told = [] if makes_lead or customer.has_lead else [entry.stage, entry.source[:LONGEST_TAG]]
        tags = [*entry.tags, *told]
        author_id, note = self._authored(entry, customer)
        return Placed(
            entry=entry,
            customer=customer,
            author_id=author_id,
            is_new=is_new,
            contact="" if is_known else entry.contact,
            phones=tuple(phone for phone in entry.phones if phone not in customer.phones | others),
            note="" if note in customer.notes else note,
            tags=tuple(tag for tag in dict.fromkeys(tags) if tag and tag not in customer.tags),
            stage=(entry.stage or FIRST_STAGE) if makes_lead else "",
        )

    def _authored(self, entry: Entry, customer: Known) -> tuple[int, str]:
        """Whose the note is; a name that stands for nobody stays in its words."""
        if not entry.noted_by or not entry.note:
            return customer.owner_id, entry.note
        author_id = self._colleagues.author(entry.noted_by)
        return (author_id, entry.note) if author_id else (customer.owner_id, f"{entry.noted_by}：{entry.note}")

    def _note(self, placed: Placed) -> None:
        customer = placed.customer
        if placed.contact:
            customer.contacts.append(Contact(0, customer.id, placed.contact, placed.entry.title, ""))
        for phone in placed.phones:
            self._by_phone.setdefault(phone, []).append(customer)
        customer.phones.update(placed.phones)
        customer.notes.add(placed.note)
        customer.tags.update(placed.tags)
        customer.has_lead = customer.has_lead or bool(placed.stage)

    def _read(self, session: Session, names: set[str], phones: set[str]) -> None:
        """The customers of anybody with these names and numbers, and what they have."""
        columns = (_CUSTOMERS.c.id, _CUSTOMERS.c.owner_id)
        named = session.execute(
            select(*columns, _CUSTOMERS.c.normal_name).where(
                _CUSTOMERS.c.normal_name.in_(names - self._by_name.keys()), _CUSTOMERS.c.deleted_at.is_(None)
            )
        ).all()
        numbered = session.execute(
            select(*columns, _PHONES.c.phone)
            .join(_PHONES, _PHONES.c.customer_id == _CUSTOMERS.c.id)
            .where(_PHONES.c.phone.in_(phones - self._by_phone.keys()), _CUSTOMERS.c.deleted_at.is_(None))
        ).all()
        before = {
            one.id: one
            for found in (self._by_name, self._by_phone)
            for key in names | phones
            for one in found.get(key, ())
        }
        known = before | {row.id: Known(row.id, row.owner_id) for row in (*named, *numbered) if row.id not in before}
        for row in named:
            self._by_name.setdefault(row.normal_name, []).append(known[row.id])
        for row in numbered:
            self._by_phone.setdefault(row.phone, []).append(known[row.id])
        _read_belongings(session, [one for one in known.values() if one.id not in before])


def _read_belongings(session: Session, customers: Iterable[Known]) -> None:
    known = {one.id: one for one in customers}
    if not known:
        return
    ids = list(known)
    for row in session.execute(
        select(_CONTACTS).where(_CONTACTS.c.customer_id.in_(ids), _CONTACTS.c.deleted_at.is_(None))
    ):
        known[row.customer_id].contacts.append(Contact(row.id, row.customer_id, row.name, row.title, row.phone))
    for row in session.execute(select(_PHONES).where(_PHONES.c.customer_id.in_(ids))):
        known[row.customer_id].phones.add(row.phone)
    for row in session.execute(select(_TAGS.c.customer_id, _TAGS.c.name).where(_TAGS.c.customer_id.in_(ids))):
        known[row.customer_id].tags.add(row.name)
    for customer_id in session.scalars(
        select(_LEADS.c.customer_id).where(_LEADS.c.customer_id.in_(ids), _LEADS.c.deleted_at.is_(None))
    ):
        known[customer_id].has_lead = True
    for row in session.execute(
        select(_FOLLOW_UPS.c.customer_id, _FOLLOW_UPS.c.words).where(
            _FOLLOW_UPS.c.customer_id.in_(ids), _FOLLOW_UPS.c.quality == IMPORTED, _FOLLOW_UPS.c.undone_at.is_(None)
        )
    ):
        known[row.customer_id].notes.add(row.words)
