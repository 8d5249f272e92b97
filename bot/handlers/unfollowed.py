"""「上周谁的线索没跟？」: by rep, with the leads behind each figure (K6, K34; CONVERSATION 3.23)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time, timedelta

from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import unfollowed as cards
from cards.templates.unfollowed import Days, OfRep
from crm_core.access.views import Operation
from crm_core.errors import NotVisible
from crm_core.organisation.queries import employee, employees
from crm_core.reports.queries import not_followed_between, pursued_before
from nlu.times import find_times

_WHEN = r"(?:上个?|这个?|本)(?:周|星期|礼拜|月)|昨天|前天|今天"
_WHOSE = r"(?:还|都|有|是|团队)*(?:(?:谁|哪个|哪些人?|什么|几条)的?)?(?:客户|线索)?"
_DAY = "%Y%m%d"


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        rf"(?:看看|查一下)?(?P<when>{_WHEN})的?{_WHOSE}(?:还|都)?(?:没有?人?|未)(?:被)?(?:跟进?|联系)过?[的吗呢啊了?？。]*",
        ask,
        HelpLine("查漏跟", "上周谁的线索没跟", "按人数，点开看是哪几条", Operation.LEAD_TEAM),
    )
    router.action("unfollowed", "show", show)


def ask(turn: Turn, match: re.Match[str]) -> None:
    """By rep, those with most first; a rep is told of his own."""
    first, last = _days(turn, match["when"])
    days = _said(turn, match["when"], first, last)
    found = not_followed_between(turn.session, turn.viewer.owners, first, last, _end(turn, last))
    if not found:
        pursued = pursued_before(turn.session, turn.viewer.owners, _end(turn, last))
        turn.say(cards.nothing(days=days, pursued=pursued, cut_off_at=turn.now, reader=turn.reader))
        return
    counts = Counter(owner_id for owner_id, _, _ in found)
    people = employees(turn.session, counts)
    reps = [
        OfRep(f"{owner_id}.{first:{_DAY}}.{last:{_DAY}}", people[owner_id].name, total)
        for owner_id, total in counts.most_common()
    ]
    turn.say(cards.by_rep(days=days, reps=reps, cut_off_at=turn.now, reader=turn.reader))


def show(turn: Turn, action: Action, values: Values) -> None:
    """看张三的: the same count, lead by lead."""
    owner, first_said, last_said = action.parts
    owner_id = int(owner)
    someone = employee(turn.session, owner_id)
    if someone is None or owner_id not in turn.viewer.owners:
        raise NotVisible(subject="lead")
    first, last = _date(first_said), _date(last_said)
    days = _said(turn, "", first, last)
    found = not_followed_between(turn.session, [owner_id], first, last, _end(turn, last))
    turn.say(
        cards.of_rep(
            days=days,
            name=someone.name,
            companies=[company for _, _, company in found],
            cut_off_at=turn.now,
            reader=turn.reader,
        )
    )


def _days(turn: Turn, said: str) -> tuple[date, date]:
    """The days that the words name, up to today."""
    (mention,) = find_times(said, turn.local_now, tense="past")
    first, last = mention.start, mention.end
    if first is None or last is None:
        raise ValueError("a period without days")
    return _as_date(first), min(_as_date(last), turn.local_now.date())


def _as_date(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def _date(said: str) -> date:
    return datetime.strptime(said, _DAY).date()  # noqa: DTZ007 -- a day, not an instant


def _said(turn: Turn, said: str, first: date, last: date) -> Days:
    dates = turn.reader.day(first) if first == last else turn.reader.range(first, last)
    return Days(said or dates, dates)


def _end(turn: Turn, last: date) -> datetime:
    return datetime.combine(last + timedelta(days=1), time(0, 0), turn.zone)
