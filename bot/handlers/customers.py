"""查, 历史, 打开, 写跟进: a customer and what happened with it (B2, B8, I2)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from operator import itemgetter

from bot import report_texts, texts
from bot.handlers.next_steps import chosen
from bot.report_items import how
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from bot.web.links import customer_link
from cards.actions import Action
from cards.model import Fact
from cards.templates import found
from cards.wording import join_facts, mask_phone
from crm_core.contacts.queries import contacts_of
from crm_core.customers.queries import customer, customers_owned, phones_of, search
from crm_core.customers.views import Customer
from crm_core.errors import NotVisible
from crm_core.external_contacts.queries import touches_at
from crm_core.follow_ups.queries import is_effective, latest_of
from crm_core.follow_ups.views import FollowUp
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.queries import leads_of
from crm_core.organisation.queries import employee, employees, employees_named
from crm_core.reminders.queries import steps_of
from crm_core.tags.queries import tags_of

MOST_HITS = 20
LONGEST_HISTORY = 6
ME = frozenset({"我", "自己", "我自己", "本人"})
TEAM = frozenset({"团队", "我们团队", "我们组", "组里", "大家", "我们"})
_SEARCH = r"(?:帮我|给我)?(?:查一下|查查看?|查下|查询|查找|查|搜一下|搜索|搜|找一下|找找|找)"
_LOOK = rf"(?:{_SEARCH}|(?:帮我|给我)?(?:看一下|看看|看|列一下|列出))"
_WHO = r"[^是把给跟和这那的有看查找\s]{1,8}?"
_RECORDS = r"(?:客户|线索|商机|单子)"


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        rf"{_LOOK}?\s*(?P<who>{_WHO})(?:名下|手上|手里|现在|一共|都)*(?:的|有|在跟|跟着?)(?:哪些|什么|多少|几个|的)*"
        rf"{_RECORDS}(?:有哪些|列表|清单)?[吗呢啊?？。]*",
        list_of,
        HelpLine("看名下", "我的客户", "名下的客户，最久没联系的在前", first_screen=False),
    )
    router.command(
        rf"{_SEARCH}\s*(?P<name>\S.{{0,40}}?)(?:的?(?:情况|怎么样了?|进展|资料))?[吗呢啊?？。]*",
        find,
        HelpLine("找客户", "查 恒瑞", "客户的上次跟进、待办和负责人"),
    )
    router.command(
        r"(?:历史|记录)\s*(?P<name>\S.{0,40})",
        history_of_name,
        HelpLine("看历史", "历史 恒瑞", "和这个客户发生过什么", first_screen=False),
    )
    router.action("customer", "open", open_by_button)
    router.action("customer", "write", write)
    router.action("customer", "history", history_by_button)
    router.action("lead", "write", write_lead)


def find(turn: Turn, match: re.Match[str]) -> None:
    """查 恒瑞: one customer, or the hits to choose from; only what the person may see."""
    hits = search(turn.session, turn.viewer, match["name"], MOST_HITS) or _by_contact(turn, match["name"])
    if not hits:
        raise NotVisible(subject="customer")
    if len(hits) == 1:
        show_customer(turn, hits[0])
        return
    turn.say(found.hits(query=match["name"], found=[_hit(turn, one) for one in hits], total=len(hits)))


_ASKS = re.compile(
    r"怎么样|什么情况|啥情况|情况|进展|到哪一?步|跟得|谁在跟|谁的客户|电话(?:是)?多少|负责人是谁|的(?:电话|手机|号码)(?:号码?)?$|(?:什么|啥)$|[?？]$"
)


def asks_about(words: str) -> bool:
    """Whether the words ask about the customer that they name: 「恒瑞怎么样了」."""
    return _ASKS.search(words.strip()) is not None


def list_of(turn: Turn, match: re.Match[str]) -> None:
    """李四有哪些客户, 我的客户: only of people whose records he may see; else as if nobody was there (I2, I3)."""
    who = match["who"]
    if who in ME:
        owners, whose = [turn.employee.id], "你"
    elif who in TEAM:
        owners, whose = sorted(turn.viewer.owners), "团队" if turn.viewer.team else "你"
    else:
        owners = [one.id for one in employees_named(turn.session, who) if one.id in turn.viewer.owners]
        whose = who
    if not owners:
        raise NotVisible(subject="customers")
    owned = [one for owner_id in owners for one in customers_owned(turn.session, owner_id)]
    if not owned:
        turn.say(texts.no_customers_yet(whose))
        return
    never = datetime.min.replace(tzinfo=UTC)
    owned.sort(key=lambda one: (one.last_followed_up_at or never, one.id))
    turn.say(found.owned(whose=whose, owned_by=[_hit(turn, one) for one in owned[:MOST_HITS]], total=len(owned)))


def _by_contact(turn: Turn, name: str) -> list[Customer]:
    """查 王总: the customers that have a contact of this name, among those of whom the person may speak."""
    ids = [
        one.id for one in turn.names.customers.values() if any(contact.name == name.strip() for contact in one.contacts)
    ]
    return [customer(turn.session, turn.viewer, one) for one in ids[:MOST_HITS]]


def show_customer(turn: Turn, one: Customer) -> None:
    """One customer: last follow-up, open promises, people, whether it counts as 有效."""
    leads = leads_of(turn.session, one.id)
    latest = latest_of(turn.session, turn.viewer, one.id, 1)
    promises = steps_of(turn.session, one.id, 2)
    people = contacts_of(turn.session, one.id)
    owner = employee(turn.session, one.owner_id)
    phones = phones_of(turn.session, one.id)
    dead = [lead.phone for lead in leads if lead.number_dead_at is not None]
    effective = is_effective(turn.session, one.id, turn.local_now.date())
    rows = [
        ("上次", _line(turn, latest[0]) if latest else "还没有跟进"),
        (
            "待办",
            "；".join(join_facts(step.what, turn.reader.day(step.due_on) if step.due_on else "") for step in promises),
        ),
        ("联系人", "、".join(person.name for person in people[:3])),
        ("电话", f"{mask_phone(phones[0])}{'（空号）' if phones[0] in dead else ''}" if phones else ""),
        ("标签", "、".join(tags_of(turn.session, turn.viewer, one.id))),
        ("有效", "√ 近30天有有效互动" if effective else "近30天没有有效互动"),
    ]
    turn.say(
        found.customer(
            customer_id=one.id,
            may_write=one.owner_id in turn.viewer.owners,
            company=one.name,
            stage=leads[0].stage if leads else "",
            owner=owner.name if owner else "",
            facts=[Fact(label=label, value=value) for label, value in rows if value],
            page=_page(turn, one.id),
        )
    )


def history_of_name(turn: Turn, match: re.Match[str]) -> None:
    """历史 恒瑞."""
    hits = search(turn.session, turn.viewer, match["name"], 2)
    if not hits:
        raise NotVisible(subject="customer")
    show_history(turn, hits[0])


def show_history(turn: Turn, one: Customer) -> None:
    """What happened with a customer, newest first: follow-ups, and who was added in the platform's chat or left it."""
    recorded = latest_of(turn.session, turn.viewer, one.id, LONGEST_HISTORY)
    happened = [(follow_up.happened_on, _line(turn, follow_up)) for follow_up in recorded]
    happened += _in_chat(turn, one)
    happened.sort(key=itemgetter(0), reverse=True)
    turn.say(report_texts.history(one.name, [line for _, line in happened[:LONGEST_HISTORY]]))


def _in_chat(turn: Turn, one: Customer) -> list[tuple[date, str]]:
    """Touchpoints that nobody wrote down: 「3月2日 周一 加微信：赵总（张三）」."""
    happened = []
    touches = touches_at(turn.session, one.id, LONGEST_HISTORY)
    reps = employees(turn.session, {contact.employee_id for contact in touches})
    for contact in touches:
        who = f"{contact.called}（{reps[contact.employee_id].name}）"
        for at, what in ((contact.added_at, "加微信"), (contact.ended_at, "微信断开")):
            if at is not None:
                on = at.astimezone(turn.zone).date()
                happened.append((on, f"{turn.reader.day(on)} {what}：{who}"))
    return happened


def open_by_button(turn: Turn, action: Action, values: Values) -> None:
    """打开."""
    for customer_id in chosen(action, values):
        show_customer(turn, customer(turn.session, turn.viewer, customer_id))


def history_by_button(turn: Turn, action: Action, values: Values) -> None:
    """历史 on a customer's card."""
    for customer_id in chosen(action, values):
        show_history(turn, customer(turn.session, turn.viewer, customer_id))


def write(turn: Turn, action: Action, values: Values) -> None:
    """写跟进 on a customer's card."""
    for customer_id in chosen(action, values):
        turn.say(texts.write_about(customer(turn.session, turn.viewer, customer_id).name))


def write_lead(turn: Turn, action: Action, values: Values) -> None:
    """写跟进 on a lead's card."""
    for lead_id in chosen(action, values):
        turn.say(texts.write_about(read_lead(turn.session, turn.viewer, lead_id).company))


def _page(turn: Turn, customer_id: int) -> str:
    """The customer in the sidebar, where its pages have an address."""
    public_url = turn.company.public_url
    return customer_link(turn.company.link_key, public_url, turn.event.platform, customer_id) if public_url else ""


def _hit(turn: Turn, one: Customer) -> found.Hit:
    leads = leads_of(turn.session, one.id)
    owner = employee(turn.session, one.owner_id)
    last = turn.reader.when(one.last_followed_up_at, weekday=False) if one.last_followed_up_at else ""
    return found.Hit(one.id, one.name, leads[0].stage if leads else "", owner.name if owner else "", last)


def _line(turn: Turn, one: FollowUp) -> str:
    """「2月24日 周二 电话：聊了交期」."""
    method = how(one.channel, one.met)
    said = f"聊了{'、'.join(one.topics)}" if one.topics else one.words[:40]
    return (
        f"{turn.reader.day(one.happened_on)} {method}：{said}"
        if said
        else f"{turn.reader.day(one.happened_on)} {method}"
    )
