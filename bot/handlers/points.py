"""积分 and 排行 (E1, E4, E6, E7; CONVERSATION 3.15)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot import points_texts, texts
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards import wording
from cards.actions import Action
from cards.templates import points as points_card
from crm_core.organisation.queries import employee, subordinates
from crm_core.organisation.service import set_ranked
from crm_core.points import queries as points
from crm_core.points.views import PointsEntry

SHOWN = 4
MOST = 50


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"(?:查一?下?|看看?)?(?:我的)?积分(?:明细|余额|是?多少|有多少)?[?？]?|我有多少积分[?？]?",
        lambda turn, _: show_points(turn),
        HelpLine("看积分", "积分", "余额和每一笔", first_screen=False),
    )
    router.command(
        r"排行|排行榜|积分排行",
        lambda turn, _: show_ranking(turn),
        HelpLine("看排行", "排行", "团队这周的积分", first_screen=False),
    )
    router.command(
        r"不参加排行|退出排行",
        lambda turn, _: leave_ranking(turn),
        HelpLine("退排行", "不参加排行", "积分照常累计", first_screen=False),
    )
    router.command(
        r"参加排行|恢复排行",
        lambda turn, _: join_ranking(turn),
        HelpLine("回排行", "参加排行", "重新进排行", first_screen=False),
    )
    router.page("points", show_points)
    router.page("points_all", show_all)
    router.page("ranking", show_ranking)
    router.action("points", "opt_out", opt_out)


def show_points(turn: Turn) -> None:
    """The balance, the month and the newest entries."""
    month = datetime.combine(turn.local_now.date().replace(day=1), time(0, 0), turn.zone)
    found = points.statement(turn.session, turn.employee.id, SHOWN)
    turn.say(
        points_card.statement(
            balance=points.balance(turn.session, turn.employee.id),
            this_month=points.sum_since(turn.session, turn.employee.id, month),
            entries=[
                points_card.Entry(turn.reader.local(one.at).date(), one.delta, points_texts.reason(one))
                for one in found
            ],
            total=points.count(turn.session, turn.employee.id),
            reader=turn.reader,
        )
    )


def show_all(turn: Turn) -> None:
    """Every entry, as far as one message holds."""
    found = points.statement(turn.session, turn.employee.id, MOST)
    lines = [f"{_day(turn, one)} {wording.signed(one.delta)} {points_texts.reason(one)}" for one in found]
    turn.say(points_texts.ledger(points.balance(turn.session, turn.employee.id), lines))


def show_ranking(turn: Turn) -> None:
    """This week's points of the team: a manager's people, or a rep's colleagues under the same manager."""
    monday = turn.local_now.date() - timedelta(days=turn.local_now.weekday())
    manager_id = turn.employee.id if turn.viewer.team else turn.employee.manager_id
    manager = employee(turn.session, manager_id) if manager_id is not None else None
    among = subordinates(turn.session, manager_id) if manager_id is not None else frozenset({turn.employee.id})
    ranks, out = points.ranking(turn.session, among, datetime.combine(monday, time(0, 0), turn.zone))
    if not ranks:
        turn.say(points_texts.nobody_ranked())
        return
    turn.say(
        points_card.ranking(
            period=f"{monday.month}月第{(monday.day - 1) // 7 + 1}周",
            group=f"{manager.name}团队" if manager else "我",
            ranks=[points_card.Rank(one.rank, one.name, one.points) for one in ranks],
            opted_out=out,
        )
    )


def opt_out(turn: Turn, action: Action, values: Values) -> None:
    """不参加排行."""
    leave_ranking(turn)


def leave_ranking(turn: Turn) -> None:
    """Points go on, the ranking without him."""
    set_ranked(turn.session, turn.employee.id, False)
    turn.say(points_card.opted_out())


def join_ranking(turn: Turn) -> None:
    """参加排行."""
    set_ranked(turn.session, turn.employee.id, True)
    turn.say(texts.ranked_again())


def _day(turn: Turn, entry: PointsEntry) -> str:
    return turn.reader.day(turn.reader.local(entry.at).date(), weekday=False)
