"""What becomes of a leaver's customers: all to one, one by one, or to whoever takes them (I23; 3.4, 3.23)."""

from __future__ import annotations

import re

from bot import people_texts
from bot.handlers.next_steps import chosen
from bot.handlers.transfers import choose_receiver, give
from bot.handovers import left, question
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import leaver as cards
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.assignment import service as assignment
from crm_core.assignment.queries import left_behind, open_to_take, to_hand_over
from crm_core.errors import Gone, NotAllowed, NotVisible
from crm_core.organisation.queries import employee, employees, reports_of
from crm_core.organisation.views import Employee


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"交接",
        lambda turn, _: show_next(turn),
        HelpLine("办交接", "交接", "离职同事的客户给谁", Operation.LEAD_TEAM, first_screen=False),
    )
    router.command(
        r"公海|公共池",
        lambda turn, _: show_pool(turn),
        HelpLine("看公海", "公海 ／ 公共池", "没人负责的客户，谁先领取归谁", first_screen=False),
    )
    router.command(
        r"领取\s*(?P<company>\S.*)",
        take_by_name,
        HelpLine("领客户", "领取 苏州明远", "公海里的客户归你", first_screen=False),
    )
    router.page("public_pool", show_pool)
    router.action("leaver", "give", give_all)
    router.action("leaver", "list", show_one_by_one)
    router.action("leaver", "transfer", lambda turn, action, values: choose_receiver(turn, chosen(action, values)))
    router.action("leaver", "pool", open_pool)
    router.action("leaver", "unpool", lambda turn, action, values: close_pool(turn, int(action.id)))
    router.action("pool", "take", take_by_button)


def show_next(turn: Turn) -> None:
    """交接: the next leaver of the team about whom nobody has decided."""
    require(turn.viewer, Operation.LEAD_TEAM)
    waiting = [(someone, found) for someone, found in to_hand_over(turn.session) if someone.id in turn.viewer.team]
    if not waiting:
        turn.say(people_texts.nothing_to_hand_over())
        return
    someone, customers = waiting[0]
    turn.say(question(turn.session, turn.company, someone, customers, turn.employee, turn.now))


def ask_for_all(turn: Turn, someone: Employee, receiver: Employee) -> bool:
    """「把张三的客户都转给王敏」: previewed; False when he has none."""
    total = len(left_behind(turn.session, someone.id))
    if total:
        turn.say(
            cards.confirm(leaver_id=someone.id, name=someone.name, total=total, to_id=receiver.id, to=receiver.name)
        )
    return bool(total)


def give_all(turn: Turn, action: Action, values: Values) -> None:
    """全部转给李四."""
    leaver_id, to_id = (int(part) for part in action.id.split("."))
    someone = _of_team(turn, leaver_id)
    receiver = employee(turn.session, to_id)
    if receiver is None:
        raise Gone(subject="employee")
    customers = left_behind(turn.session, someone.id)
    turn.show(give(turn, customers, receiver))


def show_one_by_one(turn: Turn, action: Action, values: Values) -> None:
    """逐个看."""
    someone = _of_team(turn, int(action.id))
    customers = [left(one, turn.now) for one in left_behind(turn.session, someone.id)]
    if not customers:
        raise Gone(subject="leaver")
    turn.say(cards.one_by_one(leaver_id=someone.id, name=someone.name, customers=customers))


def open_pool(turn: Turn, action: Action, values: Values) -> None:
    """放进公海: the team is told, each once."""
    someone = _of_team(turn, int(action.id))
    total = assignment.open_pool(turn.session, turn.viewer, someone.id, turn.now, turn.conversation)
    for one in employees(turn.session, reports_of(turn.session, turn.employee.id)).values():
        if one.active:
            turn.push(one.id, cards.to_team(total=total), f"public:{someone.id}:{one.id}:{turn.event_id}")
    turn.show(cards.pooled(leaver_id=someone.id, name=someone.name, total=total))


def close_pool(turn: Turn, leaver_id: int) -> None:
    """撤销 of 放进公海."""
    someone = _of_team(turn, leaver_id)
    total = assignment.close_pool(turn.session, turn.viewer, leaver_id, turn.now)
    turn.show(cards.unpooled(leaver_id=leaver_id, name=someone.name, total=total))


def show_pool(turn: Turn) -> None:
    """公海."""
    customers = [left(one, turn.now) for one in open_to_take(turn.session, turn.viewer)]
    turn.say(cards.open_to_take(customers=customers) if customers else cards.nothing_to_take())


def take_by_button(turn: Turn, action: Action, values: Values) -> None:
    """领取 on a row, or on the card of a duplicate."""
    for customer_id in chosen(action, values):
        _take(turn, customer_id)


def take_by_name(turn: Turn, match: re.Match[str]) -> None:
    """「领取 苏州明远」: the one in 公海 whose name holds the words."""
    words = match["company"].strip()
    fitting = [one for one in open_to_take(turn.session, turn.viewer) if words in one.name]
    if not fitting:
        raise NotVisible(subject="customer")
    if len(fitting) > 1:
        turn.say(cards.open_to_take(customers=[left(one, turn.now) for one in fitting]))
    else:
        _take(turn, fitting[0].id)


def _take(turn: Turn, customer_id: int) -> None:
    customer = assignment.take(turn.session, turn.viewer, customer_id, turn.now)
    turn.show(cards.taken(customer_id=customer.id, company=customer.name))


def _of_team(turn: Turn, leaver_id: int) -> Employee:
    """The leaver, if he is of this manager's team. Raises Gone for one who has come back."""
    require(turn.viewer, Operation.LEAD_TEAM)
    someone = employee(turn.session, leaver_id)
    if someone is None or leaver_id not in turn.viewer.team:
        raise NotAllowed(operation="hand_over")
    if someone.active:
        raise Gone(subject="leaver")
    return someone
