"""「绑定 恒瑞」 in a group: the panel beside the group opens on that customer, for those who may see it (B1, I2)."""

from __future__ import annotations

import re

from bot import texts
from bot.group_tabs import hide_tab, show_tab
from bot.routing import HelpLine, Router
from bot.turn import Turn
from crm_core.customers import groups
from crm_core.customers.queries import search

_SEVERAL = 2


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"(?:群\s*)?绑定\s*(?P<name>\S.{0,40})",
        bind,
        HelpLine("绑定群", "绑定 恒瑞", "在群里说，群旁的侧边栏就开这家客户", first_screen=False),
    )
    router.command(
        r"(?:群\s*)?(?:解绑|解除绑定|取消绑定)",
        release,
        HelpLine("解绑群", "解绑", "这个群不再开那家客户", first_screen=False),
    )


def bind(turn: Turn, match: re.Match[str]) -> None:
    """绑定 恒瑞. The answer says nothing of the customer: not everybody in the group may see it."""
    if not turn.event.group:
        turn.say(texts.bind_in_the_group())
        return
    name = match["name"].strip()
    hits = search(turn.session, turn.viewer, name, _SEVERAL)
    exact = [one for one in hits if one.name == name]
    if len(exact or hits) != 1:
        turn.say_in_group(texts.not_one_to_bind(some=bool(hits)))
        return
    chosen = (exact or hits)[0]
    groups.bind(turn.session, turn.viewer, turn.event.platform, turn.event.group, chosen.id, turn.now)
    show_tab(turn)
    turn.say_in_group(texts.group_bound())


def release(turn: Turn, match: re.Match[str]) -> None:
    """解绑."""
    if not turn.event.group:
        turn.say(texts.bind_in_the_group())
        return
    was_bound = groups.release(turn.session, turn.viewer, turn.event.platform, turn.event.group, turn.now)
    if was_bound:
        hide_tab(turn)
    turn.say_in_group(texts.group_released(was_bound=was_bound))
