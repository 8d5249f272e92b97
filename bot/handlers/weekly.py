"""周报: the week, ready to send on (C12, E4; CONVERSATION 3.23)."""

from __future__ import annotations

from datetime import date, timedelta

from bot import points_texts, weeks
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards import limits
from cards.actions import Action
from cards.model import Text
from crm_core.errors import Gone
from crm_core.organisation.queries import nearest_manager

_WRITE = r"(?:一键|生成|写|看看?|发)?(?:我的?)?"


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        rf"{_WRITE}(?:本周|这周|这个?星期)?的?周报",
        lambda turn, _: show(turn, weeks.monday_of(turn.local_now.date())),
        HelpLine("写周报", "周报 ／ 上周周报", "这周的跟进、新线索和积分，复制就能交", first_screen=False),
    )
    router.command(
        rf"{_WRITE}(?:上周|上个?星期)的?周报",
        lambda turn, _: show(turn, weeks.monday_of(turn.local_now.date()) - timedelta(days=7)),
    )
    router.page("week", lambda turn: show(turn, weeks.monday_of(turn.local_now.date())))
    router.action("week", "copy", copy)
    router.action("week", "send", send_on)


def show(turn: Turn, monday: date) -> None:
    """The card of a week."""
    week = _week(turn, monday)
    if week.is_empty:
        turn.say(points_texts.empty_week(turn.reader.range(week.monday, week.last)))
    else:
        turn.say(weeks.card(week, turn.company, turn.event.platform, turn.reader))


def copy(turn: Turn, action: Action, values: Values) -> None:
    """复制全文: the whole week as plain text; more than one message holds comes in several."""
    for text in _full_texts(turn, action):
        turn.say(text)


def send_on(turn: Turn, action: Action, values: Values) -> None:
    """发给主管: the same text to the manager, by the rep's own hand."""
    manager = nearest_manager(turn.session, turn.employee.id)
    parts = _full_texts(turn, action)
    sent = manager is not None and all(
        turn.push(manager.id, text, f"week:{action.id}:{turn.event_id}.{n}") for n, text in enumerate(parts, start=1)
    )
    turn.say(
        points_texts.week_sent(manager.name) if sent and manager is not None else points_texts.nobody_to_report_to()
    )


def _full_texts(turn: Turn, action: Action) -> list[Text]:
    week = _week(turn, date.fromisoformat(action.id))
    if week.is_empty:
        raise Gone(subject="week")
    return [Text(text=piece) for piece in limits.pieces(weeks.full_text(week, turn.employee, turn.reader))]


def _week(turn: Turn, monday: date) -> weeks.Week:
    return weeks.week_of(turn.session, turn.viewer, monday, turn.reader)
