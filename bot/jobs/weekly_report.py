"""On the last work day of a week each rep gets his week with its points, to send on (E4, C12); nothing who has none."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import weeks
from bot.company import Company
from bot.jobs.everyone import send_to_everyone
from bot.jobs.schedule import Job, JobContext
from cards.model import Card
from crm_core.access.service import viewer_for
from crm_core.organisation.queries import reachable_accounts
from crm_core.organisation.views import Employee
from crm_core.rules.views import CompanyRules

SENT_AT = time(17, 10)
"""Beside the full and the half hour, at which everybody's bots write."""


def last_workday(now: datetime, rules: CompanyRules, company: Company) -> datetime | None:
    """The newest end of a week: its last work day from Monday to Friday; a week of holidays has none."""
    today = now.astimezone(company.zone).date()
    for monday in (weeks.monday_of(today), weeks.monday_of(today) - timedelta(days=7)):
        day = _last_of(monday, company)
        if day is not None and company.at(day, SENT_AT) <= now:
            return company.at(day, SENT_AT)
    return None


def _last_of(monday: date, company: Company) -> date | None:
    days = (monday + timedelta(days=n) for n in range(4, -1, -1))
    return next((day for day in days if company.calendar.is_workday(day)), None)


async def send_weeks(context: JobContext) -> dict[str, Any]:
    """One card for each person with something recorded this week; spare, as 「周报」 tells the same at any time."""
    return await send_to_everyone(context, _card, "week", _monday(context), is_spare=True)


def _card(session: Session, context: JobContext, someone: Employee) -> Card | None:
    accounts = reachable_accounts(session, someone.id, context.company.labels)
    if not accounts:
        return None
    reader = context.company.reader(someone, context.now)
    week = weeks.week_of(session, viewer_for(session, someone), _monday(context), reader)
    return None if week.is_empty else weeks.card(week, context.company, accounts[0].platform, reader)


def _monday(context: JobContext) -> date:
    return weeks.monday_of(context.due_at.astimezone(context.company.zone).date())


JOBS = (Job("weekly_report", last_workday, send_weeks),)
