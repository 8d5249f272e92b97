"""今日, 待办, 已完成, 推迟: promises and when they fall due (A11, B3, D2; CONVERSATION 3.8, 3.11)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot import texts
from bot.dialogs import Question
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.model import Card
from cards.templates import next_step_due, today, todos
from cards.templates.rows import DueStep
from cards.wording import Reader, clock, join_facts
from crm_core.customers.queries import customer_for_company
from crm_core.errors import Gone
from crm_core.follow_ups.queries import follow_up
from crm_core.reminders import queries as steps
from crm_core.reminders import service as reminders
from crm_core.reminders.views import NextStep
from crm_core.reports.queries import late_leads
from nlu.times import find_times

MORNING = time(9, 0)
EVENING = time(17, 0)


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"今日|今天|看今[天日]|早",
        lambda turn, _: show_today(turn),
        HelpLine("看今天", "今日", "今天到期的事，先办哪一件"),
    )
    router.command(
        r"(?:看)?待办",
        lambda turn, _: show_todos(turn),
        HelpLine("看待办", "待办", "所有没做完的下一步", first_screen=False),
    )
    router.page("today", show_today)
    router.page("todos", show_todos)
    router.page("todos_all", lambda turn: turn.say(texts.all_steps(_lines(turn))))
    router.action("step", "done", complete)
    router.action("step", "snooze", put_off)
    router.action("step", "write", write)
    router.action("visit", "again", meet_again)
    router.answer("step_until", answer_until)
    router.answer("visit_again", answer_meet_again)
    router.command(
        r"推迟\s*(?P<when>.+)",
        put_off_newest,
        HelpLine("往后挪", "推迟 周四", "今天到期的那件改到周四", first_screen=False),
    )


def show_today(turn: Turn) -> None:
    """What is due today or late, and what else may be worth a call."""
    due = steps.due_by(turn.session, turn.employee.id, turn.local_now.date())
    ahead = _ahead(turn)
    if due:
        shown = [_listed(turn, step) for step in due]
        turn.say(today.due(steps=shown, total=len(due), reader=turn.reader, ahead=ahead))
        return
    coming = [step for step in steps.open_steps(turn.session, turn.employee.id) if step.due_on is not None]
    next_on = coming[0].due_on if coming else None
    what = join_facts(coming[0].what, _company(turn, coming[0])) if coming else ""
    turn.say(today.nothing_due(reader=turn.reader, next_on=next_on, next_what=what, ahead=ahead))


def _ahead(turn: Turn) -> str:
    """Who could be called although nothing was promised."""
    late = late_leads(turn.session, [turn.employee.id], turn.now, turn.local_now.date(), turn.rules.overdue_hours)
    return texts.call_first(late[0].company, late[0].idle_hours) if late else ""


def show_todos(turn: Turn) -> None:
    """Every open promise, the nearest first."""
    found = steps.open_steps(turn.session, turn.employee.id)
    dated = [step for step in found if step.due_on is not None]
    if not found:
        turn.say(todos.nothing())
        return
    if not dated:
        turn.say(texts.all_steps(_lines(turn)))
        return
    late = sum(1 for step in dated if step.due_on is not None and step.due_on < turn.local_now.date())
    shown = [_listed(turn, step) for step in dated]
    turn.say(todos.listed(steps=shown, total=len(found), late=late, reader=turn.reader))


def _lines(turn: Turn) -> list[str]:
    found = steps.open_steps(turn.session, turn.employee.id)
    return [
        join_facts(step.what, _company(turn, step), turn.reader.day(step.due_on) if step.due_on else "没定日子")
        for step in found
    ]


def due_step(turn: Turn, step: NextStep) -> DueStep:
    """A promise as cards show it."""
    on = step.due_on or turn.local_now.date()
    overdue = max((turn.local_now.date() - on).days, 0)
    return DueStep(step.id, step.version, step.what, _company(turn, step), on, overdue)


def _listed(turn: Turn, step: NextStep) -> DueStep:
    """The same in a list, with its hour where it has one."""
    shown = due_step(turn, step)
    at = turn.reader.local(step.remind_at) if step.remind_at is not None else None
    return replace(shown, what=f"{step.what} {clock(at)}") if at is not None and at.date() == step.due_on else shown


def complete(turn: Turn, action: Action, values: Values) -> None:
    """已完成. A step that waited for an answer asks what it was."""
    for step_id in chosen(action, values):
        step = reminders.complete(turn.session, turn.viewer, step_id, turn.now)
        card = next_step_due.done(step=due_step(turn, step), by=turn.employee.name, at=turn.now, reader=turn.reader)
        _show_step(turn, action, card)


def put_off(turn: Turn, action: Action, values: Values) -> None:
    """推迟: to the time that was chosen; without one it is asked."""
    step_ids = chosen(action, values)
    if not step_ids:
        raise Gone(subject="step")
    step = steps.next_step(turn.session, turn.viewer, step_ids[0])
    until = (values.get("until") or ("",))[0]
    at = _instant(turn, until) if until else None
    if at is None:
        ask_until(turn, step)
    else:
        put_off_to(turn, action, step, at)


def ask_until(turn: Turn, step: NextStep) -> None:
    """Until when?"""
    turn.ask("step_until", "推迟到哪天？", step_id=step.id)
    turn.say(next_step_due.ask_when(step=due_step(turn, step), snooze=snooze_choices(turn.reader)))


def put_off_to(turn: Turn, action: Action | None, step: NextStep, at: datetime) -> None:
    """Moves the promise and says until when."""
    moved = reminders.put_off(turn.session, turn.viewer, step.id, at.astimezone(turn.zone).date(), at, turn.now)
    turn.dialog.forget("step_until")
    card = next_step_due.snoozed(step=due_step(turn, moved), until=at, times=moved.snoozes, reader=turn.reader)
    _show_step(turn, action, card)


def answer_until(turn: Turn, question: Question, words: str) -> bool:
    """「周四」, 「明天 9点」 in answer to 推迟到哪天."""
    at = time_said(turn, words)
    if at is None or len(words) > 20:
        return False
    turn.dialog.answered()
    put_off_to(turn, None, steps.next_step(turn.session, turn.viewer, int(question.facts["step_id"])), at)
    return True


def put_off_newest(turn: Turn, match: re.Match[str]) -> None:
    """「推迟 周四」 without a card: the promise that is due first."""
    at = time_said(turn, match["when"])
    due = steps.due_by(turn.session, turn.employee.id, turn.local_now.date())
    fitting = due or [one for one in steps.open_steps(turn.session, turn.employee.id) if one.due_on is not None]
    if at is None and fitting:
        turn.say(texts.say_a_time_ahead())
    elif not fitting:
        show_todos(turn)
    elif at is not None and len(fitting) == 1:
        put_off_to(turn, None, fitting[0], at)
    elif due:
        show_today(turn)
    else:
        show_todos(turn)


def write(turn: Turn, action: Action, values: Values) -> None:
    """写跟进 on a reminder."""
    step = steps.next_step(turn.session, turn.viewer, int(action.id))
    turn.say(texts.write_about(_company(turn, step)))


def meet_again(turn: Turn, action: Action, values: Values) -> None:
    """A day was pressed after a missed visit."""
    follow_up_id, day = action.parts[0], date.fromisoformat(action.parts[1])
    _promise_visit(turn, int(follow_up_id), day)


def answer_meet_again(turn: Turn, question: Question, words: str) -> bool:
    """「周四」 in answer to 改约哪天."""
    if words.strip() in ("先不约", "不约", "不用"):
        turn.dialog.answered()
        turn.say(texts.dropped())
        return True
    at = time_said(turn, words)
    if at is None or len(words) > 20:
        return False
    turn.dialog.answered()
    _promise_visit(turn, int(question.facts["follow_up_id"]), at.astimezone(turn.zone).date())
    return True


def _promise_visit(turn: Turn, follow_up_id: int, day: date) -> None:
    missed = follow_up(turn.session, turn.viewer, follow_up_id)
    if missed is None:
        raise Gone(subject="follow_up")
    turn.dialog.forget("visit_again")
    reminders.add_step(
        turn.session, turn.employee.id, missed.customer_id, follow_up_id, "us", "再去拜访", day, day, None, turn.now
    )
    turn.say(texts.will_remind(turn.reader.day(day)))


def chosen(action: Action, values: Values) -> list[int]:
    """The ids that an act concerns: its own, or the row that was picked."""
    picked = action.id if action.id != "row" else (values.get("row") or ("",))[0]
    return [int(picked)] if picked.isdigit() else []


def snooze_choices(reader: Reader) -> list[tuple[str, str]]:
    """(ISO instant, words): 今天 17:00, 明天 09:00, the next Monday and Friday 09:00."""
    now = reader.local(reader.now)
    first = now.date()
    days = [first + timedelta(days=1)]
    days += [first + timedelta(days=(weekday - first.weekday() - 1) % 7 + 1) for weekday in (0, 4)]
    choices = [datetime.combine(first, EVENING, now.tzinfo)] if now.time() < EVENING else []
    choices += [datetime.combine(day, MORNING, now.tzinfo) for day in dict.fromkeys(days)]
    return [(at.isoformat(), reader.when(at, near=True)) for at in choices]


def time_said(turn: Turn, words: str) -> datetime | None:
    """The instant that words name; a day alone means its morning. None for the past and for no time at all."""
    found = find_times(words, turn.local_now)
    interval = found[0].resolve("future") if found else None
    if interval is None or interval.end is None:
        return None
    at = interval.start or interval.end
    if found[0].grain == "part" and isinstance(at, datetime):
        at = max(at, at.replace(hour=MORNING.hour, minute=MORNING.minute))
    instant = at.replace(tzinfo=turn.zone) if isinstance(at, datetime) else datetime.combine(at, MORNING, turn.zone)
    return instant if instant > turn.now else None


def only_time_said(turn: Turn, words: str) -> datetime | None:
    """The instant, where the words are a time and nothing else: 「周四」, 「明天下午三点吧」."""
    said = words.strip().removeprefix("改到").removeprefix("挪到").rstrip("吧再说提醒我。 ")
    found = find_times(said, turn.local_now)
    if len(found) != 1 or found[0].span.end - found[0].span.start < len(said):
        return None
    return time_said(turn, said)


def _instant(turn: Turn, chosen_value: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(chosen_value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=turn.zone)
    return at if at > turn.now else None


def _show_step(turn: Turn, action: Action | None, card: Card) -> None:
    """A row of a list answers by a message; a card of its own changes."""
    if action is not None and turn.is_click and action.id != "row":
        turn.show(card)
    else:
        turn.say(card)


def _company(turn: Turn, step: NextStep) -> str:
    found = customer_for_company(turn.session, step.customer_id) if step.customer_id else None
    return found.name if found else ""
