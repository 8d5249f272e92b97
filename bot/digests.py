"""What a manager is told about leads that nobody looks after, on demand and by the clock (D1, D3, D7, K3, K4, K13)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.company import Company
from cards.model import Card, Text
from cards.templates import escalation_72h, overdue_digest
from cards.templates.parts import ROWS_SHOWN
from cards.templates.rows import IdleLead
from cards.wording import Reader, join_facts
from crm_core.follow_ups.queries import spoiled_since
from crm_core.leads.queries import lead_for_company
from crm_core.organisation.queries import employees
from crm_core.organisation.views import Employee
from crm_core.reports import queries as reports
from crm_core.reports.views import LateLead, Rate
from crm_core.rules.views import CompanyRules

WINDOW = timedelta(days=30)
RATES = "近30天录入的线索，不含虚拟号"


@dataclass(frozen=True, slots=True)
class Late:
    """The late leads of a manager's people: the longest first, as far as they are shown; all of them as numbers."""

    leads: list[LateLead]
    total: int
    over_pool_hours: int


def late_of(session: Session, owners: Collection[int], rules: CompanyRules, reader: Reader, most: int) -> Late:
    """Leads of these owners without follow-up over the hours of the rule, `most` of them with their names."""
    hours = rules.overdue_hours
    leads = reports.late_leads(session, owners, reader.now, reader.today, hours, most)
    return Late(leads, *reports.late_counts(session, owners, reader.now, reader.today, hours, rules.pool_hours))


def top5(session: Session, owners: Collection[int], rules: CompanyRules, reader: Reader, digest_id: str) -> Card | None:
    """The card 「未跟进超24小时 TOP5」; None when nobody is late."""
    late = late_of(session, owners, rules, reader, ROWS_SHOWN)
    if not late.leads:
        return None
    return overdue_digest.top5(
        leads=idle_leads(session, late.leads),
        total=late.total,
        over_72=late.over_pool_hours,
        cut_off_at=reader.now,
        reader=reader,
        digest_id=digest_id,
        note=_note(session, owners, rules, reader.now),
        hours=rules.overdue_hours,
        pool_hours=rules.pool_hours,
    )


def without_acts(card: Card) -> Card:
    """The same list for somebody who leads nobody: to look at, without 催办 and 转给."""
    sections = tuple(section.model_copy(update={"buttons": ()}) for section in card.sections)
    kept = tuple(button for button in card.buttons if not button.on_pick)
    return card.model_copy(update={"sections": sections, "selects": (), "buttons": kept})


def nothing_late(session: Session, owners: Collection[int], rules: CompanyRules, reader: Reader) -> Text:
    """The answer when somebody asks and nobody is late."""
    average = reports.first_response_hours(session, owners, reader.now)
    return overdue_digest.nothing_late(
        average_hours=Decimal(str(round(average, 1))) if average is not None else None,
        target_hours=rules.first_response_target_hours,
        cut_off_at=reader.now,
        reader=reader,
        hours=rules.overdue_hours,
    )


def rates(session: Session, owners: Collection[int], reader: Reader) -> Text | None:
    """A 总监's figures: rates of the last 30 days and last year's, no totals (K4); None without any."""
    now = reader.now
    current = reports.funnel(session, owners, now - WINDOW, now)
    before = reports.funnel(session, owners, now - timedelta(days=365) - WINDOW, now - timedelta(days=365))
    if current.to_opportunity.share is None:
        return None
    return overdue_digest.rates(
        lead_to_opportunity=_share(current.to_opportunity),
        opportunity_to_deal=_share(current.to_won),
        deal_last_year=_share(before.to_won),
        cut_off_at=now,
        reader=reader,
        definition=RATES,
    )


def escalation(session: Session, leads: Sequence[LateLead], hours: int, run_id: str) -> Card:
    """The card about leads that have just moved to 待激活池."""
    return escalation_72h.to_manager(leads=idle_leads(session, leads), total=len(leads), run_id=run_id, hours=hours)


def idle_leads(session: Session, leads: Iterable[LateLead], *, to_owner: bool = False) -> list[IdleLead]:
    """Late leads as cards show them; to their owner without his own name."""
    found = list(leads)
    people = employees(session, {one.owner_id for one in found})
    versions = {one.lead_id: lead for one in found[:50] if (lead := lead_for_company(session, one.lead_id))}
    return [
        IdleLead(
            lead_id=one.lead_id,
            version=versions[one.lead_id].version if one.lead_id in versions else 1,
            company=one.company,
            idle_hours=one.idle_hours,
            owner="" if to_owner or one.owner_id not in people else people[one.owner_id].name,
            in_pool=bool(one.pool),
        )
        for one in found
    ]


def reader_of(company: Company, employee: Employee, now: datetime) -> Reader:
    """How instants are said to this manager."""
    return company.reader(employee, now)


def _note(session: Session, owners: Collection[int], rules: CompanyRules, now: datetime) -> str:
    """One more line: the average first response (D7), and how many records were copied (E7)."""
    average = reports.first_response_hours(session, owners, now)
    target = rules.first_response_target_hours
    first = f"平均首次跟进 {round(average, 1):g} 小时（目标 {target}）" if average is not None else ""
    spoiled = spoiled_since(session, frozenset(owners), now - timedelta(hours=24))
    return join_facts(first, f"{spoiled} 条雷同，未计分" if spoiled else "")


def _share(rate: Rate) -> Decimal | None:
    return Decimal(str(rate.share)) if rate.share is not None else None
