"""/群推送: a team's figures go to its chat group every work day, with preview and 「启用」 (O4; CONVERSATION 3.16)."""

from __future__ import annotations

from bot import group_pushes, team_texts, texts
from bot.handlers.members import colleague_meant
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import group_push
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.errors import Gone
from crm_core.group_pushes import queries, service
from crm_core.organisation.queries import employee, reports_of


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"群推送(?:\s+(?P<said>.+))?",
        lambda turn, match: set_up(turn, match["said"] or ""),
        HelpLine("群推送", "/群推送 陈经理 地址", "团队的数每天早上发到群里", Operation.CONFIGURE, first_screen=False),
    )
    router.command(
        r"停用群推送\s*(?P<id>\d+)",
        lambda turn, match: stop(turn, int(match["id"])),
        HelpLine("停群推送", "停用群推送 3", "不再往群里发，地址也删掉", Operation.CONFIGURE, first_screen=False),
    )
    router.action("group_push", "enable", enable)
    router.action("group_push", "discard", discard)
    router.action("group_push", "disable", lambda turn, action, values: stop(turn, int(action.id)))


def set_up(turn: Turn, said: str) -> None:
    """「陈经理 https://…key=…」 → preview; without an address what runs is listed."""
    require(turn.viewer, Operation.CONFIGURE)
    key, name = group_pushes.key_in(said)
    if not key:
        running = [(one.id, _team(turn, one.manager_id)) for one in queries.enabled(turn.session)]
        turn.say(team_texts.how_to_push_to_groups(running))
        return
    if turn.event.platform != group_pushes.PLATFORM:
        turn.say(team_texts.group_push_elsewhere())
        return
    manager = colleague_meant(turn, name)
    if manager is None:
        return
    if not reports_of(turn.session, manager.id):
        turn.say(team_texts.leads_nobody(manager.name))
        return
    sealed = group_pushes.sealed(turn.company, key)
    push = service.propose(turn.session, turn.viewer, group_pushes.PLATFORM, manager.id, sealed, turn.now)
    turn.say(
        group_push.preview(
            push_id=push.id,
            team=manager.name,
            at=f"{turn.rules.digest_at:%H:%M}",
            key_end=key[-4:],
            sample=group_pushes.figures(turn.session, turn.company, manager, turn.rules, turn.now),
        )
    )


def enable(turn: Turn, action: Action, values: Values) -> None:
    """启用."""
    push = service.enable(turn.session, turn.viewer, int(action.id), turn.now)
    at = f"{turn.rules.digest_at:%H:%M}"
    turn.show(group_push.enabled(push_id=push.id, team=_team(turn, push.manager_id), at=at))


def discard(turn: Turn, action: Action, values: Values) -> None:
    """不要了."""
    service.drop(turn.session, turn.viewer, int(action.id))
    turn.say(texts.cancelled())


def stop(turn: Turn, push_id: int) -> None:
    """停用."""
    try:
        service.disable(turn.session, turn.viewer, push_id, turn.now)
    except Gone:
        turn.say(team_texts.no_such_group_push(push_id))
        return
    turn.say(team_texts.group_push_stopped(push_id))


def _team(turn: Turn, manager_id: int) -> str:
    manager = employee(turn.session, manager_id)
    return manager.name if manager else "（已离职）"
