"""逾期, 晨会, 待激活, 催办, 转给: what a manager does about leads that nobody looks after (D1–D4; 3.9, 3.10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from bot import digests, team_texts, texts
from bot.dialogs import Question
from bot.handlers.next_steps import chosen
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import ALL_ROWS, Action
from cards.model import Card
from cards.templates import nudge, pool, transfer
from cards.templates.transfer import HandoverHint
from crm_core.access.rules import may
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.assignment.service import transfer as hand_over
from crm_core.assignment.service import undo_transfer as give_back
from crm_core.audit.queries import entries
from crm_core.audit.service import record
from crm_core.customers.queries import customer_for_company
from crm_core.errors import Gone
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.queries import pooled
from crm_core.leads.service import return_from_pool
from crm_core.leads.views import Lead
from crm_core.organisation.queries import employee, employees
from crm_core.organisation.views import Employee, Role
from crm_core.reports.queries import late_leads
from crm_core.reports.views import LateLead

MOST = 200
SHOWN = 5
_NOT_FOLLOWED = (
    r"(?:看看|查一下)?(?:(?:我|我们|团队)?(?:还|现在)?(?:有|是)?(?:谁的?|哪些|什么|几条)(?:客户|线索)?|(?:客户|线索))"
    r"(?:还|都)?(?:没有?人?|未)(?:跟进?|联系)"
)
LONGEST_REASON = 50
MOST_LINES = 30


def register(router: Router) -> None:
    """What this file takes."""
    needs = Operation.LEAD_TEAM
    router.command(
        rf"逾期|超期|{_NOT_FOLLOWED}[的吗呢啊?？。]*",
        lambda turn, _: show_late(turn),
        HelpLine("看逾期", "逾期", "没人跟进的线索，能催办和转给", needs),
    )
    router.command(
        r"晨会|晨报", lambda turn, _: show_morning(turn), HelpLine("开晨会", "晨会", "今天该问谁、问哪一条", needs)
    )
    router.command(
        r"待激活池?", lambda turn, _: show_pool(turn), HelpLine("待激活", "待激活", "首次跟进超时的线索", needs)
    )
    router.page("overdue", show_all_late)
    router.page("pool", show_pool)
    router.action("digest", "nudge", nudge_owners)
    router.action("digest", "transfer", choose_receiver)
    router.action("escalation", "transfer", choose_receiver)
    router.action("escalation", "return", return_to_owner)
    router.action("pool", "transfer", choose_receiver)
    router.action("pool", "return", return_to_owner)
    router.action("transfer", "choose", confirm_receiver)
    router.action("transfer", "confirm", carry_out)
    router.action("transfer", "cancel", lambda turn, action, values: turn.say(texts.cancelled()))
    router.action("transfer", "undo", undo_by_button)
    router.action("lead", "explain", ask_reason)
    router.answer("explanation", explain)


def show_late(turn: Turn) -> None:
    """逾期: everything late in the team; a rep sees his own."""
    card = digests.top5(turn.session, turn.viewer.owners, turn.rules, turn.reader, f"asked-{turn.event_id}")
    if card is None:
        turn.say(digests.nothing_late(turn.session, turn.viewer.owners, turn.rules, turn.reader))
    else:
        turn.say(card if may(turn.viewer, Operation.LEAD_TEAM) else digests.without_acts(card))


def show_all_late(turn: Turn) -> None:
    """看全部 under the five: a line each."""
    late = digests.late_of(turn.session, turn.viewer.owners, turn.rules, turn.reader, MOST_LINES)
    rows = digests.idle_leads(turn.session, late.leads)
    lines = [f"{row.company} · {row.idle_hours} 小时 · {row.owner}" for row in rows]
    turn.say(team_texts.all_late(lines, late.total, turn.rules.overdue_hours, turn.reader.cut_off(turn.now)))


def show_morning(turn: Turn) -> None:
    """晨会: a 总监 gets rates and no totals (K4), everybody else the list."""
    require(turn.viewer, Operation.LEAD_TEAM)
    if turn.employee.role is Role.DIRECTOR:
        said = digests.rates(turn.session, turn.viewer.owners, turn.reader)
        turn.say(said or team_texts.no_rates(turn.reader.cut_off(turn.now)))
        return
    show_late(turn)


def show_pool(turn: Turn) -> None:
    """待激活: the leads that lost their owner's attention, among those the person may see (D4)."""
    found = [_late(turn, one) for one in pooled(turn.session, turn.viewer, 0, MOST)]
    if not found:
        turn.say(pool.empty(cut_off_at=turn.now, reader=turn.reader))
        return
    found.sort(key=lambda one: -one.idle_hours)
    turn.say(
        pool.listed(
            leads=digests.idle_leads(turn.session, found, to_owner=not may(turn.viewer, Operation.LEAD_TEAM)),
            total=len(found),
            may_transfer=may(turn.viewer, Operation.LEAD_TEAM),
            cut_off_at=turn.now,
            reader=turn.reader,
            hours=turn.rules.pool_hours,
        )
    )


def nudge_owners(turn: Turn, action: Action, values: Values) -> None:
    """催办: the owner is asked, once per lead and day."""
    nudge_about(turn, _picked(turn, action, values))


def nudge_about(turn: Turn, leads: Sequence[Lead]) -> None:
    """Asks the owners of these leads, unless they were asked today."""
    require(turn.viewer, Operation.LEAD_TEAM)
    today = datetime.combine(turn.local_now.date(), time(0, 0), turn.zone)
    asked: list[Lead] = []
    already: datetime | None = None
    for lead in leads:
        before = next((one for one in entries(turn.session, "lead", lead.id) if one.act == "nudged"), None)
        if before is not None and before.at >= today:
            already = before.at
            continue
        card = nudge.to_owner(lead_id=lead.id, version=lead.version, manager=turn.employee.name, company=lead.company)
        turn.push(lead.owner_id, card, f"nudge:{lead.id}:{today:%Y%m%d}")
        record(turn.session, turn.employee.id, "nudged", "lead", lead.id, turn.now)
        asked.append(lead)
    people = employees(turn.session, [lead.owner_id for lead in leads])
    if asked:
        owners = "、".join(dict.fromkeys(people[lead.owner_id].name for lead in asked if lead.owner_id in people))
        turn.say(nudge.sent(owners=owners, companies="、".join(lead.company for lead in asked)))
    elif already is not None:
        owner = people.get(leads[0].owner_id)
        turn.say(nudge.already(owner=owner.name if owner else "", at=already, reader=turn.reader))
    else:
        raise Gone(subject="lead")


def choose_receiver(turn: Turn, action: Action, values: Values) -> None:
    """转给: to whom? The team's active people."""
    require(turn.viewer, Operation.LEAD_TEAM)
    leads = _picked(turn, action, values)
    if not leads:
        raise Gone(subject="lead")
    owners = {lead.owner_id for lead in leads}
    team = [
        one
        for one in employees(turn.session, turn.viewer.team).values()
        if one.active and (len(owners) > 1 or one.id not in owners)
    ]
    if not team:
        turn.say(team_texts.nobody_to_give_to())
        return
    turn.say(
        transfer.choose(
            transfer_id=_joined([lead.id for lead in leads]),
            version=1,
            companies=[lead.company for lead in leads],
            total=len(leads),
            people=[(one.id, one.name) for one in team[:10]],
        )
    )


def confirm_receiver(turn: Turn, action: Action, values: Values) -> None:
    """The last look before it happens."""
    to = (values.get("to") or ("",))[0]
    receiver = employee(turn.session, int(to)) if to.isdigit() else None
    if receiver is None:
        turn.say(team_texts.choose_somebody())
        return
    turn.show(
        transfer_preview([read_lead(turn.session, turn.viewer, lead_id) for lead_id in _ids(action.id)], receiver)
    )


def transfer_preview(leads: Sequence[Lead], receiver: Employee) -> Card:
    """「转给 李四？」 with 确认: nothing has changed hands yet."""
    return transfer.confirm(
        transfer_id=f"{_joined([lead.id for lead in leads])}.{receiver.id}",
        version=1,
        companies=[lead.company for lead in leads],
        total=len(leads),
        to=receiver.name,
    )


def carry_out(turn: Turn, action: Action, values: Values) -> None:
    """确认: the customers change hands, and their new owner is told at once (H8)."""
    ids, to = action.id.rsplit(".", 1)
    receiver = employee(turn.session, int(to))
    if receiver is None:
        raise Gone(subject="employee")
    leads = [read_lead(turn.session, turn.viewer, lead_id) for lead_id in _ids(ids)]
    customers = list(dict.fromkeys(lead.customer_id for lead in leads if lead.owner_id != receiver.id))
    if not customers:
        raise Gone(subject="lead")
    hints = [HandoverHint(lead.company, team_texts.idle_for(_late(turn, lead).idle_hours)) for lead in leads]
    former = employee(turn.session, leads[0].owner_id)
    transfers = [
        hand_over(turn.session, turn.viewer, customer_id, receiver.id, turn.now, turn.conversation)
        for customer_id in customers
    ]
    transfer_id = _joined(transfers)
    turn.push(
        receiver.id,
        transfer.received(
            transfer_id=transfer_id,
            version=1,
            former_owner=former.name if former else "",
            total=len(customers),
            first=hints,
        ),
        f"transfer:{transfers[0]}",
    )
    turn.show(
        transfer.done(
            transfer_id=transfer_id,
            version=1,
            companies=[lead.company for lead in leads],
            total=len(customers),
            to=receiver.name,
            by=turn.employee.name,
            at=turn.now,
            reader=turn.reader,
        )
    )


def undo_by_button(turn: Turn, action: Action, values: Values) -> None:
    """撤销 on the card of a transfer."""
    _give_back(turn, _ids(action.id), action.id)


def undo_transfer(turn: Turn, transfer_id: int) -> None:
    """撤销 by words."""
    _give_back(turn, [transfer_id], str(transfer_id))


def _give_back(turn: Turn, transfer_ids: Sequence[int], shown_id: str) -> None:
    owner = 0
    for transfer_id in transfer_ids:
        _, owner = give_back(turn.session, turn.viewer, transfer_id, turn.now)
    former = employee(turn.session, owner)
    turn.show(
        transfer.undone(transfer_id=shown_id, version=2, owner=former.name if former else "", total=len(transfer_ids))
    )


def return_to_owner(turn: Turn, action: Action, values: Values) -> None:
    """退回负责人: out of the pool again, and the owner knows."""
    require(turn.viewer, Operation.LEAD_TEAM)
    back = [
        lead for lead in _picked(turn, action, values) if return_from_pool(turn.session, lead.id, turn.viewer, turn.now)
    ]
    if not back:
        raise Gone(subject="lead")
    for lead in back:
        turn.push(
            lead.owner_id,
            team_texts.returned_to_you(turn.employee.name, lead.company),
            f"return:{lead.id}:{turn.event_id}",
        )
    turn.say(team_texts.returned([lead.company for lead in back]))


def ask_reason(turn: Turn, action: Action, values: Values) -> None:
    """说明原因."""
    for lead_id in chosen(action, values):
        lead = read_lead(turn.session, turn.viewer, lead_id)
        asks = team_texts.why_idle(lead.company, LONGEST_REASON)
        turn.ask("explanation", asks, lead_id=lead.id)
        turn.say(texts.plain(asks))


def explain(turn: Turn, question: Question, words: str) -> bool:
    """The reason, shown to the manager as it was said."""
    reason = words.strip()
    if len(reason) > LONGEST_REASON:
        turn.say(team_texts.too_many_characters(len(reason), LONGEST_REASON))
        return True
    turn.dialog.answered()
    lead = read_lead(turn.session, turn.viewer, int(question.facts["lead_id"]))
    record(turn.session, turn.employee.id, "explained", "lead", lead.id, turn.now, reason=reason)
    if turn.employee.manager_id is not None:
        said = team_texts.explained(turn.employee.name, lead.company, reason)
        turn.push(turn.employee.manager_id, said, f"explain:{lead.id}:{turn.event_id}")
    turn.say(team_texts.passed_on())
    return True


def _picked(turn: Turn, action: Action, values: Values) -> list[Lead]:
    """The leads that an act concerns: a row's, the picked one, or all that the card showed."""
    row = (values.get("row") or ("",))[0]
    if action.id == "row" and row == ALL_ROWS:
        if action.subject == "digest":
            late = late_leads(turn.session, turn.viewer.team, turn.now, turn.local_now.date(), turn.rules.overdue_hours)
            return [read_lead(turn.session, turn.viewer, one.lead_id) for one in late[:SHOWN]]
        return pooled(turn.session, turn.viewer, 0, SHOWN)
    return [read_lead(turn.session, turn.viewer, lead_id) for lead_id in chosen(action, values)]


def _late(turn: Turn, lead: Lead) -> LateLead:
    since = lead.last_followed_up_at or lead.created_at
    idle = int((turn.now - since).total_seconds() // 3600)
    found = customer_for_company(turn.session, lead.customer_id)
    company = lead.company or (found.name if found else "")
    return LateLead(lead.id, lead.customer_id, company, lead.owner_id, idle, since, lead.pool)


def _joined(ids: Sequence[int]) -> str:
    return "-".join(str(one) for one in ids)


def _ids(joined: str) -> list[int]:
    return [int(part) for part in joined.split("-") if part.isdigit()]
