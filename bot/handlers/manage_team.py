"""逾期, 晨会, 待激活, 催办, 退回: what a manager does about leads that nobody looks after (D1–D4; 3.9, 3.10)."""

from __future__ import annotations

from bot import digests, team_texts, texts
from bot.dialogs import Question
from bot.handlers.next_steps import chosen
from bot.handlers.nudges import nudge_about
from bot.handlers.transfers import choose_receiver
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import ALL_ROWS, Action
from cards.templates import pool
from crm_core.access.rules import may
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.audit.service import record
from crm_core.customers.queries import customer_for_company
from crm_core.errors import Gone
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.queries import pooled
from crm_core.leads.service import return_from_pool
from crm_core.leads.views import Lead
from crm_core.organisation.views import Role
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
    router.action("digest", "transfer", transfer_picked)
    router.action("escalation", "transfer", transfer_picked)
    router.action("escalation", "return", return_to_owner)
    router.action("pool", "transfer", transfer_picked)
    router.action("pool", "return", return_to_owner)
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


def transfer_picked(turn: Turn, action: Action, values: Values) -> None:
    """转给 on a list of leads: their customers change hands, to whom is asked next."""
    require(turn.viewer, Operation.LEAD_TEAM)
    leads = _picked(turn, action, values)
    choose_receiver(turn, [lead.customer_id for lead in leads])


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
