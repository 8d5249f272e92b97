"""/欢迎语: what customers are greeted with who were just added in WeChat; off until an admin has set it."""

from __future__ import annotations

from bot import texts
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import welcome
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.errors import Gone, Invalid
from crm_core.welcomes import service as welcomes
from crm_core.welcomes.queries import welcome_in_force

EXAMPLE_CUSTOMER = "李总"
_OFF = frozenset({"停用", "关", "关闭", "不要了"})


def register(router: Router) -> None:
    """What this file takes."""
    needs = Operation.CONFIGURE
    router.command(
        r"欢迎语(?:\s+(?P<words>[\s\S]+))?",
        lambda turn, match: change_welcome(turn, (match["words"] or "").strip()),
        HelpLine("设欢迎语", "/欢迎语 {客户}你好，我是{我}", "微信里新加的客户最先收到", needs, first_screen=False),
    )
    router.action("welcome", "enable", enable)
    router.action("welcome", "discard", discard)


def change_welcome(turn: Turn, words: str) -> None:
    """New words are previewed; 停用 takes effect at once; without words it is told what is in force."""
    require(turn.viewer, Operation.CONFIGURE)
    if words in _OFF:
        try:
            welcomes.disable(turn.session, turn.viewer, turn.now)
        except Gone:
            turn.say(welcome.none_yet())
        else:
            turn.say(welcome.disabled())
        return
    if not words:
        now = welcome_in_force(turn.session)
        turn.say(welcome.in_force(words=now.words) if now is not None else welcome.none_yet())
        return
    try:
        proposed = welcomes.propose(turn.session, turn.viewer, words, turn.now)
    except Invalid:
        turn.say(welcome.too_long(longest=welcomes.LONGEST))
        return
    example = proposed.said(EXAMPLE_CUSTOMER, turn.employee.name)
    turn.say(welcome.preview(welcome_id=proposed.id, example=example))


def enable(turn: Turn, action: Action, values: Values) -> None:
    """启用."""
    welcomes.enable(turn.session, turn.viewer, int(action.id), turn.now)
    turn.say(welcome.enabled())


def discard(turn: Turn, action: Action, values: Values) -> None:
    """不要了."""
    welcomes.drop(turn.session, turn.viewer, int(action.id))
    turn.say(texts.cancelled())
