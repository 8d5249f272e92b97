"""What is asked when somebody leaves (I23): his manager, what becomes of his customers; admins, whether he is gone from
all platforms, and whether very many have left at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot import people_texts, team_texts
from bot.clock import machine_now
from bot.company import Company
from bot.turn import push
from cards.model import Card
from cards.templates import closed_accounts, missed_people
from cards.templates import leaver as cards
from cards.templates.leaver import Left
from crm_core.assignment.queries import to_hand_over
from crm_core.customers.queries import customers_owned
from crm_core.customers.views import Customer
from crm_core.organisation.queries import closed_elsewhere, employees, nearest_manager, reports_of, with_role
from crm_core.organisation.views import Employee, Leaver, MissedPeople, Role
from crm_core.reports.queries import late_leads
from crm_core.rules.queries import rules_in_force

JUST_LEFT = timedelta(hours=12)
"""Who was asked so short a time ago is not reminded yet."""


def ask_managers(session: Session, company: Company, now: datetime) -> int:
    """Asks about every leaver of whom nobody has decided, once each: when he has left."""
    waiting = to_hand_over(session)
    return sum(
        _ask(session, company, someone, left_by, f"{someone.left_at:%Y%m%d%H%M%S}", now) for someone, left_by in waiting
    )


def remind_managers(session: Session, company: Company, now: datetime, day: date) -> int:
    """The same again, once a day."""
    waiting = [(someone, left_by) for someone, left_by in to_hand_over(session) if someone.left_at < now - JUST_LEFT]
    return sum(_ask(session, company, someone, left_by, f"{day:%Y%m%d}", now) for someone, left_by in waiting)


def ask_admins(session: Session, company: Company, now: datetime, still_listed: Collection[int] = ()) -> None:
    """Tells admins whose accounts were closed because of another platform, once each; and once more of him whom the
    platform's own directory lists still."""
    for someone in closed_elsewhere(session):
        listed = someone.employee_id in still_listed
        occasion = f"{'listed' if listed else 'closed'}:{someone.employee_id}:{someone.left_at:%Y%m%d%H%M%S}"
        card = closed_accounts.closed(
            employee_id=someone.employee_id,
            name=someone.name,
            lost_by=company.labels.get(someone.closed_by, someone.closed_by),
            closed_on=labels_of(company, someone.platforms),
            is_listed=listed,
        )
        for admin in with_role(session, Role.ADMIN):
            push(session, company, admin, card, f"{occasion}:{admin.id}", now, machine_now())


def ask_about_missed(session: Session, company: Company, missed: MissedPeople, remedy: str, now: datetime) -> None:
    """Asks admins about those whom a doubtful reading misses, once each; `remedy` widens what the app may see."""
    card = missed_people.missed(
        reading_id=missed.reading_id,
        platform=company.labels.get(missed.platform, missed.platform),
        names=missed.names,
        remedy=remedy,
    )
    for admin in with_role(session, Role.ADMIN):
        push(session, company, admin, card, f"missed:{missed.reading_id}:{admin.id}", now, machine_now())


def labels_of(company: Company, platforms: Collection[str]) -> str:
    """「钉钉、飞书」."""
    return "、".join(company.labels.get(one, one) for one in platforms)


def _ask(
    session: Session, company: Company, someone: Leaver, customers: Sequence[Customer], occasion: str, now: datetime
) -> bool:
    """Asks his manager; where nobody is above him, admins are told to name somebody."""
    manager = nearest_manager(session, someone.id)
    if manager is not None:
        card = question(session, company, someone, customers, manager, now)
        return push(session, company, manager, card, f"leaver:{someone.id}:{occasion}", now, machine_now())
    text = people_texts.nobody_to_ask(someone.name, len(customers))
    told = [
        push(session, company, admin, text, f"leaver:{someone.id}:{admin.id}:{occasion}", now, machine_now())
        for admin in with_role(session, Role.ADMIN)
    ]
    return any(told)


def question(
    session: Session,
    company: Company,
    someone: Leaver,
    customers: Sequence[Customer],
    manager: Employee,
    now: datetime,
) -> Card:
    """How many there are, which to look at first, and who has room for them."""
    reader = company.reader(manager, now)
    hours = rules_in_force(session, now).overdue_hours
    late = late_leads(session, [someone.id], now, reader.today, hours)
    team = employees(session, reports_of(session, manager.id)).values()
    least = min(
        (one for one in team if one.active), key=lambda one: len(customers_owned(session, one.id)), default=None
    )
    return cards.question(
        leaver_id=someone.id,
        name=someone.name,
        total=len(customers),
        late=len({lead.customer_id for lead in late}),
        first=left(customers[0], now),
        receiver=(least.id, least.name) if least is not None else None,
    )


def left(customer: Customer, now: datetime) -> Left:
    """A customer as the cards of a handover show it."""
    since = customer.last_followed_up_at or customer.created_at
    idle = team_texts.idle_for(int((now - since).total_seconds() // 3600))
    return Left(customer.id, customer.name, idle)
