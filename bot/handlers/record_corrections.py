"""Corrections of what is written already: old → new is shown and waits for 写入 (CONVERSATION 3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from bot import report_texts, texts
from bot.amended_record import RecordChange, customer_name
from bot.corrected_item import day_said, kind_meant
from bot.dialogs import Question
from bot.report_items import CHANNELS
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import correction as correction_card
from cards.wording import join_facts, money
from crm_core.audit.queries import act_on
from crm_core.audit.service import mark_undone, remember_undoable
from crm_core.contacts.queries import contacts_by_id
from crm_core.errors import Gone
from crm_core.follow_ups import drafts
from crm_core.follow_ups.queries import follow_up as find_follow_up
from crm_core.follow_ups.queries import recent_of
from crm_core.follow_ups.service import correct_follow_up
from crm_core.follow_ups.views import FollowUp
from nlu.corrections import Correction, read_correction
from nlu.money import find_money
from nlu.people import find_people
from nlu.times import find_times

RECENT = timedelta(minutes=30)
UNDO_KIND = "correction"


def register(router: Router) -> None:
    """What this file takes."""
    router.action("report", "edit", edit_written)
    router.action("correction", "write", write)
    router.action("correction", "cancel", cancel)
    router.action("correction", "undo", undo)
    router.answer("record_edit", answer_record)


def edit_written(turn: Turn, action: Action, values: Values) -> None:
    """改 on the written card."""
    turn.ask("record_edit", "改什么？", draft_id=int(action.id))
    turn.say(report_texts.say_the_correction())


def answer_record(turn: Turn, question: Question, words: str) -> bool:
    """The words after 改 on a written report."""
    read = read_correction(words)
    recent = recent_of(turn.session, turn.viewer, turn.now - timedelta(hours=24))
    fitting = [one for one in recent if one.draft_id == question.facts["draft_id"]]
    return read is not None and bool(fitting) and _preview(turn, fitting, read)


def has_written_since(turn: Turn, then: datetime) -> bool:
    """Whether the person has written something after this moment, in the last half hour."""
    recent = recent_of(turn.session, turn.viewer, turn.now - RECENT)
    return bool(recent) and recent[0].created_at > then


def correct_recent(turn: Turn, read: Correction) -> bool:
    """Applies a correction to what the person wrote in the last half hour; False when it fits nothing there."""
    if read.kind not in ("replace", "set"):
        return False
    recent = recent_of(turn.session, turn.viewer, turn.now - RECENT)
    return bool(recent) and _preview(turn, recent, read)


def _preview(turn: Turn, recent: list[FollowUp], read: Correction) -> bool:
    if read.item is not None:
        recent = of_one_report(recent)[read.item - 1 : read.item]
    for record in recent:
        change = _change_of(turn, record, read)
        if change is not None and change.old != change.new:
            ask_to_write(turn, record, [change])
            return True
    return False


def of_one_report(recent: Sequence[FollowUp]) -> list[FollowUp]:
    """Of what was written, newest first, that of the newest report in the order in which it was told."""
    return [one for one in reversed(recent) if one.draft_id == recent[0].draft_id]


def ask_to_write(turn: Turn, record: FollowUp, changes: Sequence[RecordChange]) -> None:
    """Shows old → new of each field; nothing changes before 写入."""
    turn.dialog.forget("record_edit")
    told = [asdict(change) for change in changes]
    turn.ask("correction", "写入吗？", follow_up_id=record.id, card=turn.event_id, changes=told)
    subject = _subject(turn, record)
    turn.say(correction_card.preview(correction_id=turn.event_id, version=1, subject=subject, changes=_said(changes)))


def _change_of(turn: Turn, record: FollowUp, read: Correction) -> RecordChange | None:
    """What the correction would change in this record, if it fits."""
    new = read.new or ""
    contact = contacts_by_id(turn.session, [record.contact_id] if record.contact_id else []).get(record.contact_id or 0)
    name = contact.name if contact else ""
    if read.field == "contact" or (read.kind == "replace" and name and (read.old or "") in name):
        return RecordChange("contact", name, new, "联系人", name, new) if find_people(new, turn.names) else None
    if read.field == "channel" and new in CHANNELS and read.old in (None, record.channel):
        return RecordChange("channel", record.channel, new, "方式", CHANNELS[record.channel], CHANNELS[new])
    if read.field == "date" or (read.kind == "replace" and find_times(read.old or "", turn.local_now)):
        day = day_said(turn, new)
        if day is not None:
            before = record.happened_on
            old, said = turn.reader.day(before), turn.reader.day(day)
            return RecordChange("happened_on", before.isoformat(), day.isoformat(), "时间", old, said)
    if read.field == "amount":
        return _amount_change(record, read)
    for n, topic in enumerate(record.topics):
        if read.kind == "replace" and (read.old or "") in topic:
            changed = topic.replace(read.old or "", new)
            topics = [*record.topics[:n], changed, *record.topics[n + 1 :]]
            return RecordChange("topics", record.topics, topics, "内容", topic, changed)
    return None


def _amount_change(record: FollowUp, read: Correction) -> RecordChange | None:
    found = find_money(read.new or "")
    if not found:
        return None
    kind = kind_meant(read.old, [one["kind"] for one in record.amounts])
    before = next((money(one["yuan"]) for one in record.amounts if one["kind"] == kind), "（空）")
    after = [*(one for one in record.amounts if one["kind"] != kind), {"yuan": found[0].yuan, "kind": kind}]
    return RecordChange("amounts", record.amounts, after, read.old or "金额", before, money(found[0].yuan))


def write(turn: Turn, action: Action, values: Values) -> None:
    """写入."""
    questions = [turn.dialog.question, *turn.dialog.parked]
    pending = next(
        (one for one in questions if one and one.kind == "correction" and one.facts["card"] == int(action.id)), None
    )
    record = find_follow_up(turn.session, turn.viewer, int(pending.facts["follow_up_id"])) if pending else None
    if pending is None or record is None:
        raise Gone(subject="correction")
    changes = [RecordChange(**told) for told in pending.facts["changes"]]
    told = drafts.draft(turn.session, turn.viewer, record.draft_id) if record.draft_id is not None else None
    for change in changes:
        _apply(turn, record.id, change.field, change.after, (change.old, change.new))
        if told is not None:
            drafts.learn(turn.session, turn.viewer, told, change.label, change.known(), change.new, turn.now)
    turn.dialog.forget("correction")
    label = "；".join(f"{change.label} {change.old} → {change.new}" for change in changes)
    remember_undoable(
        turn.session, turn.employee.id, turn.conversation, UNDO_KIND, int(action.id), label, turn.now,
        follow_up_id=record.id, changes=pending.facts["changes"],
    )  # fmt: skip
    turn.show(
        correction_card.written(
            correction_id=int(action.id),
            version=2,
            subject=_subject(turn, record),
            changes=_said(changes),
        )
    )


def undo(turn: Turn, action: Action, values: Values) -> None:
    """撤销 on 「已改」."""
    undo_correction(turn, int(action.id))


def undo_correction(turn: Turn, correction_id: int) -> None:
    """Brings the value before a correction back."""
    act = act_on(turn.session, UNDO_KIND, correction_id)
    if act is None or act.employee_id != turn.employee.id or act.undone_at is not None or act.until <= turn.now:
        raise Gone(subject="correction")
    changes = [RecordChange(**told) for told in act.facts["changes"]]
    for change in changes:
        _apply(turn, int(act.facts["follow_up_id"]), change.field, change.before, (change.new, change.old))
    mark_undone(turn.session, UNDO_KIND, correction_id, turn.now)
    turn.say(correction_card.reverted(value="、".join(change.old for change in changes)))


def cancel(turn: Turn, action: Action, values: Values) -> None:
    """取消."""
    turn.dialog.forget("correction")
    turn.say(texts.cancelled())


def _apply(turn: Turn, follow_up_id: int, field: str, value: Any, shown: tuple[str, str]) -> None:
    stored = date.fromisoformat(value) if field == "happened_on" else value
    correct_follow_up(turn.session, turn.viewer, follow_up_id, field, stored, shown, turn.now)


def _said(changes: Sequence[RecordChange]) -> list[correction_card.Change]:
    return [(change.label, change.old, change.new) for change in changes]


def _subject(turn: Turn, record: FollowUp) -> str:
    return join_facts(
        customer_name(turn, record), f"{turn.reader.day(record.happened_on, weekday=False)}{CHANNELS[record.channel]}"
    )
