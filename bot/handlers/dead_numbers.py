"""「13912345678 是空号」「东方精工空号」「不是空号」: a number found dead, which makes its lead invalid (A15, E1)."""

from __future__ import annotations

import re
from datetime import timedelta

from bot import texts
from bot.routing import HelpLine, Router
from bot.turn import Turn
from crm_core.audit.queries import undoable
from crm_core.leads import service as leads
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.queries import leads_of, newest_with_number
from crm_core.leads.views import Lead
from crm_core.points import queries as points
from nlu.mentions import known_mentions
from nlu.phones import find_phones

RECENT = timedelta(hours=24)

_DEAD = (
    r"(?P<whose>[^，。,；;！!？?\n]{0,24}?)\s*(?:的|这个|那个)?(?:手机号?码?|电话号?码?|号码)?"
    r"(?P<denied>不)?(?:是|成了?|变成了?)?(?:个)?空号(?:了|啊)?[。！!]*"
)
_THIS_ONE = re.compile(r"(?:他|她|那|这|它|刚才|刚刚|上一?|打过去|打了|一打|条|个|是|的|线索|客户|\s)*")


def register(router: Router) -> None:
    """What this file takes."""
    router.command(_DEAD, mark, HelpLine("空号", "东方精工空号", "号码打不通，不再计分", first_screen=False))


def mark(turn: Turn, said: re.Match[str]) -> None:
    """Marks the lead that the words name, or the one just saved; a new number may follow at once."""
    lead = _lead_meant(turn, said["whose"])
    if lead is None:
        turn.say(texts.no_lead_of_number())
        return
    before = points.earned_for(turn.session, "lead", [lead.id])
    lead = leads.mark_number(turn.session, turn.viewer, lead.id, dead=not said["denied"], now=turn.now)
    change = points.earned_for(turn.session, "lead", [lead.id]) - before
    mine = change if lead.created_by == turn.employee.id else 0
    balance = points.balance(turn.session, turn.employee.id)
    if said["denied"]:
        turn.dialog.forget("lead_change")
        turn.say(texts.number_works(lead.company, mine, balance))
        return
    asks = texts.number_dead(lead.company, mine, balance)
    turn.ask("lead_change", asks, lead_id=lead.id)
    turn.say(texts.plain(asks))


def _lead_meant(turn: Turn, whose: str) -> Lead | None:
    """The lead with this number, of this customer, or, when nothing is named, in question or saved last."""
    numbers = find_phones(whose)
    if len(numbers) == 1 and numbers[0].digits:
        return newest_with_number(turn.session, turn.viewer, numbers[0].digits)
    if _THIS_ONE.fullmatch(whose):
        question = turn.dialog.question
        if question is not None and question.kind == "lead_change":
            return read_lead(turn.session, turn.viewer, int(question.facts["lead_id"]))
        acts = undoable(turn.session, turn.employee.id, turn.conversation, turn.now - RECENT, turn.now)
        saved = next((act for act in acts if act.kind == leads.UNDO_KIND), None)
        return None if saved is None else read_lead(turn.session, turn.viewer, saved.subject_id)
    mentions = known_mentions(whose, turn.names)
    customers = {match.customer for mention in mentions for match in mention.matches}
    if len(customers) != 1:
        return None
    return next(iter(leads_of(turn.session, customers.pop())), None)
