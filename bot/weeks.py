"""A rep's week, on demand and on its last work day: the card, and the whole text to send on (C12, E4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot import points_texts
from bot.company import Company
from bot.report_items import how
from bot.web.links import customer_link
from cards.model import Card
from cards.templates import week
from cards.wording import Reader, join_facts, signed
from crm_core.access.views import Viewer
from crm_core.follow_ups.queries import written_between
from crm_core.follow_ups.views import FollowUp
from crm_core.leads.queries import captured_between
from crm_core.leads.views import Lead
from crm_core.organisation.views import Employee
from crm_core.points import queries as points
from crm_core.points.views import PointsEntry
from crm_core.reminders.queries import due_by
from crm_core.reminders.views import NextStep

LONGEST = 60
"""Characters of what was talked about, in one line of the text."""


@dataclass(frozen=True, slots=True)
class Week:
    """What one person recorded from a Monday on, as the database has it; follow-ups with their customers' names.

    `last` is Friday, or today after it.
    """

    monday: date
    last: date
    follow_ups: list[tuple[FollowUp, str]]
    leads: list[Lead]
    entries: list[PointsEntry]
    balance: int
    promises: list[NextStep]

    @property
    def is_empty(self) -> bool:
        """Nothing was recorded, earned or taken back."""
        return not (self.follow_ups or self.leads or self.entries)

    @property
    def totals(self) -> week.Totals:
        """Its figures: the points are the sum of the ledger's entries, nothing else."""
        earned = sum(entry.delta for entry in self.entries)
        return week.Totals(len(self.follow_ups), len(self.leads), earned, self.balance)


def monday_of(day: date) -> date:
    """The Monday of the week that a day lies in."""
    return day - timedelta(days=day.weekday())


def week_of(session: Session, viewer: Viewer, monday: date, reader: Reader) -> Week:
    """A person's own week up to now, by his own days."""
    start = datetime.combine(monday, time(0, 0), reader.zone)
    end = datetime.combine(monday + timedelta(days=7), time(0, 0), reader.zone)
    owner = viewer.employee_id
    return Week(
        monday=monday,
        last=min(max(reader.today, monday + timedelta(days=4)), monday + timedelta(days=6)),
        follow_ups=written_between(session, viewer, start, end),
        leads=captured_between(session, owner, start, end),
        entries=points.entries_between(session, owner, start, end),
        balance=points.balance(session, owner),
        promises=due_by(session, owner, monday + timedelta(days=13)),
    )


def card(one: Week, company: Company, platform: str, reader: Reader) -> Card:
    """The week at a glance: customers with the most follow-ups first, each a link to its page."""
    return week.report(
        first=one.monday,
        last=one.last,
        totals=one.totals,
        by_day=_points_by_day(one, reader),
        worked=list(_worked(one, company, platform)),
        reader=reader,
        cut_off_at=reader.now,
    )


def full_text(one: Week, employee: Employee, reader: Reader) -> list[str]:
    """The whole week line by line, as somebody would write it himself."""
    totals = one.totals
    figures = f"跟进 {totals.follow_ups} · 新线索 {totals.leads} · 积分 {signed(totals.points)}（共 {totals.balance}）"
    lines = [f"{employee.name} 周报（{reader.range(one.monday, one.last)}）", figures]
    lines += _part("跟进", [_follow_up(follow_up, name, reader) for follow_up, name in one.follow_ups])
    lines += _part("新线索", [join_facts(lead.company, lead.stage) for lead in one.leads])
    lines += _part("接下来", [_promise(step, reader) for step in one.promises])
    lines += _part("积分", [_entry(entry, reader) for entry in one.entries])
    return [*lines, f"数据截止：{reader.cut_off(reader.now)}｜口径：{week.DEFINITION}"]


def _part(title: str, lines: Sequence[str]) -> list[str]:
    return [f"【{title}】", *(f"{n}. {line}" for n, line in enumerate(lines, start=1))] if lines else []


def _follow_up(one: FollowUp, customer: str, reader: Reader) -> str:
    said = f"聊了{'、'.join(one.topics)}" if one.topics else one.words
    return join_facts(reader.day(one.happened_on), customer, how(one.channel, one.met), said[:LONGEST])


def _promise(one: NextStep, reader: Reader) -> str:
    return join_facts(one.what, f"{reader.day(one.due_on)}前" if one.due_on else "")


def _entry(one: PointsEntry, reader: Reader) -> str:
    return f"{reader.day(reader.local(one.at).date(), weekday=False)} {signed(one.delta)} {points_texts.reason(one)}"


def _points_by_day(one: Week, reader: Reader) -> list[tuple[date, int]]:
    days = [one.monday + timedelta(days=n) for n in range((one.last - one.monday).days + 1)]
    sums = dict.fromkeys(days, 0)
    for entry in one.entries:
        sums[reader.local(entry.at).date()] += entry.delta
    return list(sums.items())


def _worked(one: Week, company: Company, platform: str) -> Iterator[week.Worked]:
    """Each customer once; a lead without a follow-up of its own as 新线索."""
    names = {follow_up.customer_id: name for follow_up, name in one.follow_ups if name and follow_up.customer_id}
    new = {lead.customer_id: lead.company for lead in one.leads}
    counts = {
        customer_id: sum(follow_up.customer_id == customer_id for follow_up, _ in one.follow_ups)
        for customer_id in {**names, **new}
    }
    for customer_id, times in sorted(counts.items(), key=lambda counted: -counted[1]):
        done = join_facts(f"跟进 {times}" if times else "", "新线索" if customer_id in new else "")
        name = names.get(customer_id) or new[customer_id]
        yield week.Worked(name, done, _page(company, platform, customer_id))


def _page(company: Company, platform: str, customer_id: int) -> str:
    return customer_link(company.link_key, company.public_url, platform, customer_id) if company.public_url else ""
