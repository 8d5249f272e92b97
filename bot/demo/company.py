"""The seeded small company of the demo: the people of the emulated platforms, their customers, what happened before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.contacts.service import find_or_add
from crm_core.customers.queries import search
from crm_core.customers.service import add as add_customer
from crm_core.customers.service import add_phone
from crm_core.database import job_runs
from crm_core.follow_ups.service import record_follow_up
from crm_core.follow_ups.views import NewFollowUp, NewNextStep
from crm_core.leads.service import capture_lead
from crm_core.leads.views import Captured, NewLead
from crm_core.organisation.queries import employee_by_account
from crm_core.organisation.service import add_account, give_role, join, make_admins, note_seen, read_directory
from crm_core.organisation.views import ListedPerson, Role

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
SEEDED = "demo_seed"
USED_LAST = (("wecom", "zhangsan"), ("dingtalk", "lisi"), ("feishu", "ou_chenjingli"))
"""Where each of them wrote last: reminders go there."""


@dataclass(frozen=True, slots=True)
class SeedPerson:
    """Somebody with one account on each platform: (platform, user id)."""

    key: str
    name: str
    title: str
    manager: str
    accounts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SeedCustomer:
    """A customer that is there from the start; `hours_ago` makes it a lead that was captured then."""

    owner: str
    name: str
    phone: str
    contact: str = ""
    title: str = ""
    stage: str = "初步沟通"
    hours_ago: float | None = None


HENGRUI = SeedCustomer("zhangsan", "上海恒瑞医疗科技有限公司", "13800001111", "李总", "采购总监", "需求确认", 24 * 9)
COMPANIES = (
    HENGRUI,
    SeedCustomer("zhangsan", "A公司", "13900000001", "王总"),
    SeedCustomer("zhangsan", "华星", "13900000002", "王总"),
)
WAITING = (
    SeedCustomer("zhangsan", "苏州明远", "13912340001", hours_ago=50),
    SeedCustomer("lisi", "华东阀门", "13912340002", hours_ago=41),
    SeedCustomer("zhangsan", "德塔机电", "13912340003", hours_ago=30),
    SeedCustomer("lisi", "新港物流", "13912340004", hours_ago=20),
    SeedCustomer("zhangsan", "海川包装", "13912340005", hours_ago=3),
)


def seed(session: Session, people: Iterable[SeedPerson], now: datetime) -> None:
    """Everything, in one transaction."""
    eyes = hire(session, people, now)
    for customer in COMPANIES:
        settle(session, eyes[customer.owner], customer, now)
    for customer in WAITING:
        settle(session, eyes[customer.owner], customer, now)
    _history(session, eyes["zhangsan"], now)
    for platform, user_id in USED_LAST:
        note_seen(session, platform, user_id, now)
    run_id = job_runs.start(session, SEEDED, SEEDED, now, now)
    if run_id is not None:
        job_runs.finish(session, run_id, now, {})


def is_seeded(session: Session) -> bool:
    """Whether this database is the demo's own."""
    return any(run.job == SEEDED for run in job_runs.last_runs(session))


def hire(session: Session, people: Iterable[SeedPerson], now: datetime) -> dict[str, Viewer]:
    """Takes everybody in, once for all three platforms, with managers and roles."""
    everybody = list(people)
    for person in everybody:
        platform, user_id = person.accounts[0]
        someone = join(session, platform, ListedPerson(user_id, person.name, person.title), now)
        for platform, user_id in person.accounts[1:]:
            add_account(session, someone.id, platform, user_id)
    first = everybody[0].accounts[0][0]
    ids = {person.key: dict(person.accounts)[first] for person in everybody}
    listed = [
        ListedPerson(ids[person.key], person.name, person.title, manager_user_id=ids.get(person.manager, ""))
        for person in everybody
    ]
    read_directory(session, first, listed, (), (), now)
    by_name = {person.name: dict(person.accounts)[first] for person in everybody}
    if "老吴" in by_name:
        make_admins(session, [(first, by_name["老吴"])], now)
    helper, boss = (employee_by_account(session, first, by_name.get(name, "")) for name in ("小林", "老吴"))
    if helper is not None and boss is not None:
        give_role(session, helper.id, Role.SERVICE, boss.id, now)
    eyes: dict[str, Viewer] = {}
    for person in everybody:
        someone_known = employee_by_account(session, first, ids[person.key])
        if someone_known is not None:
            eyes[person.key] = viewer_for(session, someone_known)
    return eyes


def settle(session: Session, owner: Viewer, customer: SeedCustomer, now: datetime) -> int:
    """Makes a customer, with its lead when it was captured at a known time; returns the customer's id."""
    if customer.hours_ago is not None:
        at = now - timedelta(hours=customer.hours_ago)
        new = NewLead(customer.phone, customer.name, customer.stage, customer.contact)
        outcome = capture_lead(session, owner, new, at, "demo")
        if not isinstance(outcome, Captured):
            raise ValueError(f"{customer.name} is there already")
        customer_id = outcome.lead.customer_id
    else:
        customer_id = add_customer(session, customer.name, owner.employee_id, owner.employee_id, now)
        add_phone(session, customer_id, customer.phone)
        if customer.contact:
            find_or_add(session, customer_id, customer.contact, customer.title, "", owner.employee_id, now)
    return customer_id


def _history(session: Session, zhangsan: Viewer, now: datetime) -> None:
    """What 张三 talked about with 恒瑞 a week ago, and what he promised."""
    hengrui = search(session, zhangsan, "恒瑞", 1)[0]
    at = now - timedelta(days=6)
    record_follow_up(
        session,
        zhangsan,
        NewFollowUp(
            customer_id=hengrui.id,
            contact="李总",
            channel="call",
            happened_on=at.astimezone(ZONE).date(),
            met=True,
            topics=("交期",),
            amounts=({"yuan": 500000, "kind": "budget"},),
            pains=("delivery",),
            competitors=(),
            stage_said="",
            words="给恒瑞李总打了电话，聊了交期，预算五十万",
            company_said="恒瑞",
            next_steps=(NewNextStep("us", "寄样品", None, at.astimezone(ZONE).date() + timedelta(days=3)),),
        ),
        None,
        ZONE,
        at,
    )
