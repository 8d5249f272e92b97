"""A leaver's accounts that were closed because of another platform: an admin agrees, or opens them again (I23)."""

from __future__ import annotations

from bot.handovers import ask_managers
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import closed_accounts as cards
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.errors import Gone
from crm_core.organisation.leaving import close_again, reopen
from crm_core.organisation.queries import closed_elsewhere, reopenable_named


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"成员\s+(?P<name>\S+)\s+恢复",
        lambda turn, match: reopen_by_name(turn, match["name"]),
        HelpLine("恢复账号", "/成员 张三 恢复", "他还在职，账号停错了", Operation.CONFIGURE, first_screen=False),
    )
    router.action("account", "gone", agree)
    router.action("account", "reopen", lambda turn, action, values: open_again(turn, int(action.id)))
    router.action("account", "close", lambda turn, action, values: close(turn, int(action.id)))


def reopen_by_name(turn: Turn, name: str) -> None:
    """「成员 张三 恢复」, also long after the card. Raises Gone when nobody, or more than one, waits for it."""
    require(turn.viewer, Operation.CONFIGURE)
    found = reopenable_named(turn.session, name)
    if len(found) != 1:
        raise Gone(subject="account")
    open_again(turn, found[0])


def open_again(turn: Turn, employee_id: int) -> None:
    """还在职，恢复."""
    someone = reopen(turn.session, turn.viewer, employee_id, turn.now, turn.conversation)
    turn.show(cards.reopened(employee_id=employee_id, name=someone.name))


def agree(turn: Turn, action: Action, values: Values) -> None:
    """是离职: what is closed stays so."""
    require(turn.viewer, Operation.CONFIGURE)
    someone = next((one for one in closed_elsewhere(turn.session) if one.employee_id == int(action.id)), None)
    if someone is None:
        raise Gone(subject="account")
    turn.show(cards.gone(employee_id=someone.employee_id, name=someone.name))


def close(turn: Turn, employee_id: int) -> None:
    """撤销 of 恢复: closed as before, and his manager is asked about his customers again."""
    someone = close_again(turn.session, turn.viewer, employee_id, turn.now)
    ask_managers(turn.session, turn.company, turn.now)
    turn.show(cards.closed_again(employee_id=employee_id, name=someone.name))
