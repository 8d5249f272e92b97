"""What every turn and job needs of the company: its zone, calendar, addresses, quiet hours, names in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from adapters.contract import Edition
from bot.settings import QuietHours
from cards.wording import Reader
from crm_core.access.views import Viewer
from crm_core.contacts.queries import with_contacts
from crm_core.customers.queries import book_version, names_for
from crm_core.organisation.views import Employee
from nlu.calendars import WorkCalendar
from nlu.linking import KnownContact, KnownCustomer, Names

MOST_BOOKS = 2000


class Books:
    """The names that people may speak of, built once for each person and each version of his book."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[int, Names]] = OrderedDict()

    def names_for(self, session: Session, viewer: Viewer) -> Names:
        """Own and shared customers (a manager's team's too), with contacts and learnt aliases."""
        version = book_version(session, viewer)
        kept = self._kept.get(viewer.employee_id)
        if kept is not None and kept[0] == version:
            self._kept.move_to_end(viewer.employee_id)
            return kept[1]
        known = with_contacts(session, names_for(session, viewer))
        names = Names(
            KnownCustomer(one.id, one.name, tuple(KnownContact(*contact) for contact in one.contacts), one.aliases)
            for one in known
        )
        self._kept[viewer.employee_id] = (version, names)
        if len(self._kept) > MOST_BOOKS:
            self._kept.popitem(last=False)
        return names


@dataclass(frozen=True, slots=True)
class MeteredPlatform:
    """A platform that charges for calls and messages; its first edition holds unless an admin says otherwise."""

    name: str
    label: str
    editions: tuple[Edition, ...]


@dataclass(frozen=True)
class Company:
    """The facts about the company that don't change while the product runs."""

    zone: ZoneInfo
    quiet: QuietHours | None
    public_url: str
    link_key: bytes
    has_speech: bool
    metered: tuple[MeteredPlatform, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    """The platforms that are on, and how people call them: 企业微信, 钉钉, 飞书."""

    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    books: Books = field(default_factory=Books)

    def zone_of(self, employee: Employee) -> ZoneInfo:
        """The zone in which a person sees times (N3)."""
        return ZoneInfo(employee.timezone) if employee.timezone else self.zone

    def reader(self, employee: Employee, now: datetime) -> Reader:
        """How instants are said to a person."""
        return Reader(now, self.zone_of(employee))

    def not_before(self, employee: Employee, now: datetime) -> datetime | None:
        """When something unasked may be sent; None for at once. Quiet hours hold it to their end (rule 7)."""
        local = now.astimezone(self.zone_of(employee))
        if self.quiet is None or not self.quiet.covers(local.time()):
            return None
        day = local.date() if local.time() < self.quiet.end else local.date() + timedelta(days=1)
        return datetime.combine(day, self.quiet.end, local.tzinfo)

    def next_workday(self, day: date) -> date:
        """The first work day after this one, by the company's calendar."""
        return self.calendar.next_workday(day)

    def next_midnight(self, now: datetime) -> datetime:
        """When tomorrow begins, by the company's clock: from then on a changed rule counts (CONVERSATION 3.16)."""
        return self.at(now.astimezone(self.zone).date() + timedelta(days=1), time(0, 0))

    def at(self, day: date, hour: time) -> datetime:
        """An instant by the company's clock (N5)."""
        return datetime.combine(day, hour, self.zone)

    def month(self, now: datetime) -> str:
        """The calendar month by the company's clock, for which platforms count (`2026-03`)."""
        return f"{now.astimezone(self.zone):%Y-%m}"
