"""取消 is for what is asked; 撤销 is for what was done: the newest act of this person here (CONVERSATION §4.5)."""

from __future__ import annotations

from datetime import timedelta

from bot import texts
from bot.dialogs import Question
from bot.handlers import (
    closed_accounts,
    daily_report,
    imports,
    joined_accounts,
    leavers,
    missed_people,
    nudges,
    plans,
    record_corrections,
    saved_lead,
    transfers,
)
from bot.nudge_recalls import UNDO_KIND as NUDGE
from bot.report_drafts import UNDO_KIND as REPORT
from bot.routing import HelpLine, Router
from bot.turn import Turn
from cards.wording import clock
from crm_core.assignment.service import POOL_UNDO_KIND as POOL
from crm_core.assignment.service import UNDO_KIND as TRANSFER
from crm_core.audit.queries import taken_back, undoable
from crm_core.audit.views import UndoableAct
from crm_core.imports.service import UNDO_KIND as IMPORT
from crm_core.leads.service import UNDO_KIND as LEAD
from crm_core.organisation.joining import UNDO_KIND as JOIN
from crm_core.organisation.leaving import UNDO_KIND as REOPENED
from crm_core.organisation.missed import UNDO_KIND as MISSED
from nlu.intents import read_answer_number

RECENT = timedelta(minutes=30)
RESTORABLE = timedelta(hours=24)
LONGEST = timedelta(days=7)
WORDS = {
    LEAD: "保存",
    REPORT: "写入",
    TRANSFER: "转出",
    JOIN: "合并",
    POOL: "进公海",
    REOPENED: "恢复账号",
    MISSED: "停账号",
    record_corrections.UNDO_KIND: "改",
    plans.UNDO_KIND: "记下",
    NUDGE: "催办",
    IMPORT: "导入",
}

_UNDO = {
    LEAD: saved_lead.undo_lead,
    REPORT: daily_report.undo_report,
    TRANSFER: transfers.undo_transfer,
    JOIN: joined_accounts.separate,
    POOL: leavers.close_pool,
    REOPENED: closed_accounts.close,
    MISSED: missed_people.reopen,
    record_corrections.UNDO_KIND: record_corrections.undo_correction,
    plans.UNDO_KIND: plans.undo_plan,
    NUDGE: nudges.undo_nudge,
    IMPORT: imports.undo_import,
}


_RESTORE = {LEAD: saved_lead.restore_lead, REPORT: daily_report.restore_report}


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"撤销|撤回|撤消",
        lambda turn, _: undo(turn),
        HelpLine("改和撤", "不是王总，是李总 ／ 撤销", "改掉说错的；24 小时内能撤"),
    )
    router.answer("undo", answer)
    router.command(
        r"恢复",
        lambda turn, _: restore(turn),
        HelpLine("拿回来", "恢复", "刚撤销的再拿回来", first_screen=False),
    )


def undo(turn: Turn) -> None:
    """Takes the newest act of the last half hour back; older, or several: asks which."""
    acts = undoable(turn.session, turn.employee.id, turn.conversation, turn.now - LONGEST, turn.now)
    if not acts:
        turn.say(texts.nothing_to_undo())
        return
    if turn.now - acts[0].at <= RECENT:
        _UNDO[acts[0].kind](turn, acts[0].subject_id)
        return
    asks = texts.undo_which([_named(turn, act) for act in acts])
    turn.ask("undo", asks, acts=[[act.kind, act.subject_id] for act in acts])
    turn.say(texts.plain(asks))


def restore(turn: Turn) -> None:
    """恢复: brings back what was taken back last."""
    act = taken_back(turn.session, turn.employee.id, turn.conversation, turn.now - RESTORABLE)
    if act is None or act.kind not in _RESTORE:
        turn.say(texts.nothing_to_restore())
    else:
        _RESTORE[act.kind](turn, act.subject_id)


def answer(turn: Turn, question: Question, words: str) -> bool:
    """The number of the act."""
    acts = question.facts["acts"]
    number = read_answer_number(words, len(acts))
    if number is None or len(number.picked) != 1:
        return False
    turn.dialog.answered()
    kind, subject_id = acts[number.picked[0] - 1]
    _UNDO[kind](turn, subject_id)
    return True


def _named(turn: Turn, act: UndoableAct) -> str:
    """「宁波东方精工（09:02 保存）」."""
    return f"{act.label}（{clock(turn.reader.local(act.at))} {WORDS[act.kind]}）"
