"""On the last work day of a week each rep gets his week with its points, to send on (E4, C12); nothing who has none."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import weeks
from bot.clock import machine_now
from bot.company import Company
from bot.jobs.schedule import Job, JobContext, spread
from bot.turn import push
from crm_core.access.service import viewer_for
from crm_core.organisation.queries import active_employees, reachable_accounts
from crm_core.organisation.views import Employee
from crm_core.rules.views import CompanyRules

SENT_AT = time(17, 10)
"""Beside the full and the half hour, at which everybody's bots write."""

PIECE = 50


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
    """One card for each person with something recorded this week, in pieces of the company."""
    people = await context.database.read(active_employees)
    sent = 0
    for start in range(0, len(people), PIECE):
        piece = people[start : start + PIECE]
        sent += await context.database.write(lambda session, piece=piece: _send(session, context, piece, len(people)))  # type: ignore[misc]
    return {"sent": sent}


def _send(session: Session, context: JobContext, people: list[Employee], receivers: int) -> int:
    sent = 0
    for someone in people:
        accounts = reachable_accounts(session, someone.id, context.company.labels)
        if not accounts:
            continue
        reader = context.company.reader(someone, context.now)
        monday = weeks.monday_of(context.due_at.astimezone(context.company.zone).date())
        week = weeks.week_of(session, viewer_for(session, someone), monday, reader)
        if not week.is_empty:
            card = weeks.card(week, context.company, accounts[0].platform, reader)
            key = f"week:{someone.id}:{monday:%Y%m%d}"
            sent += push(
                session,
                context.company,
                someone,
                card,
                key,
                context.now,
                machine_now(),
                spread=spread(someone, receivers),
                is_spare=True,  # 「周报」 tells the same at any time
            )
    return sent


JOBS = (Job("weekly_report", last_workday, send_weeks),)
