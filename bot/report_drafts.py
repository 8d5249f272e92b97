"""What happens to a report's draft: shown, asked about, written, left out (CONVERSATION 3.5, 3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot import report_texts, texts
from bot.report_cards import asks_about, draw, items_of, question
from bot.report_items import DROPPED, OPEN, WRITTEN, ReportItem
from bot.turn import Turn
from cards.model import Card
from cards.templates import notice, report_done, visit_missed
from cards.wording import number_mark
from crm_core.audit.service import remember_undoable
from crm_core.contacts.queries import contacts_of
from crm_core.contacts.rules import same_person
from crm_core.customers.queries import customer
from crm_core.errors import NotVisible
from crm_core.follow_ups import drafts
from crm_core.follow_ups.queries import latest_of, of_draft
from crm_core.follow_ups.service import record_follow_up
from crm_core.follow_ups.views import Draft, FollowUp
from crm_core.points import queries as points
from crm_core.quality.rules import BOILERPLATE, COPIED

UNDO_KIND = "report"


def known_facts(turn: Turn, item: ReportItem) -> ReportItem:
    """Adds what is recorded: the customer's name, and whether the person named is new there."""
    if item.customer_id is None:
        return item
    try:
        known = customer(turn.session, turn.viewer, item.customer_id)
    except NotVisible:
        return replace(item, customer_id=None)
    if known.owner_id not in turn.viewer.owners:
        return replace(item, customer_id=None, is_unlinked=True)
    people = contacts_of(turn.session, item.customer_id)
    is_new = bool(item.contact) and item.met and not any(same_person(one, item.contact) for one in people)
    return replace(item, customer_name=known.name, is_new_contact=is_new)


def show(turn: Turn, draft: Draft, *, remark: str = "", shown: int | None = None) -> None:
    """Shows the draft as it stands; the first open question becomes the pending one."""
    ask_first(turn, draft)
    turn.show(draw(turn, draft, remark=remark, shown=shown))


def ask_first(turn: Turn, draft: Draft, *, confirm: bool = False) -> tuple[int, ReportItem] | None:
    """Makes the first open question about a customer the pending one; None when nothing is open."""
    turn.dialog.forget("draft_link")
    for n, item in enumerate(items_of(draft), start=1):
        if item.waits_for_answer:
            turn.ask("draft_link", asks_about(turn, item), draft_id=draft.id, item=n, confirm=confirm)
            return n, item
    return None


def store(turn: Turn, draft: Draft, items: Sequence[ReportItem]) -> Draft:
    """Keeps the visits as they stand now; a draft without an open one is closed."""
    state = "open" if any(item.state == OPEN for item in items) else "closed"
    drafts.change_items(turn.session, draft.id, [item.store() for item in items], state=state)
    return drafts.draft(turn.session, turn.viewer, draft.id)


def write(turn: Turn, draft: Draft, numbers: Sequence[int]) -> None:
    """Writes these visits and says what was written; what is still open is asked."""
    items = items_of(draft)
    recorded: list[FollowUp] = []
    for n in numbers:
        follow_up = record_follow_up(
            turn.session,
            turn.viewer,
            items[n - 1].as_follow_up(turn.company.calendar.is_workday),
            draft.id,
            turn.zone,
            turn.now,
        )
        items[n - 1] = replace(items[n - 1], state=WRITTEN, follow_up_id=follow_up.id)
        recorded.append(follow_up)
    draft = store(turn, draft, items)
    if recorded:
        label = "、".join(items[n - 1].name for n in numbers[:3])
        remember_undoable(
            turn.session, turn.employee.id, turn.conversation, UNDO_KIND, draft.id, f"{label}跟进", turn.now
        )
    waiting = ask_first(turn, draft, confirm=True)
    if waiting is not None:
        turn.show(question(turn, draft, waiting[0], waiting[1], written=numbers))
    elif any(item.state == OPEN for item in items):
        turn.show(draw(turn, draft, remark=f"{''.join(number_mark(n) for n in numbers)}已写入。"))
    else:
        say_written(turn, draft, items, recorded)


def say_written(turn: Turn, draft: Draft, items: Sequence[ReportItem], recorded: Sequence[FollowUp]) -> None:
    written = of_draft(turn.session, draft.id)
    if len(written) == 1 and not written[0].met and written[0].channel == "visit" and recorded:
        turn.show(visit_missed.again(follow_up_id=written[0].id, days=_next_days(turn), reader=turn.reader))
        turn.ask("visit_again", "改约哪天？", follow_up_id=written[0].id)
        return
    earned = points.earned_for(turn.session, "follow_up", [one.id for one in written])
    balance = points.balance(turn.session, turn.employee.id)
    card = report_done.done(
        report_id=draft.id,
        version=draft.version,
        items=[_written_item(turn, item, written) for item in items if item.state == WRITTEN],
        points=(earned, balance) if earned else None,
        gives_back=_gives_back(turn, items, written),
    )
    turn.show(card)
    turn.retire(closed(turn, draft, "已确认"))


def _written_item(turn: Turn, item: ReportItem, written: Sequence[FollowUp]) -> report_done.WrittenItem:
    follow_up = next((one for one in written if one.id == item.follow_up_id), None)
    what = [item.contact if item.name != item.contact else "", item.method]
    what += [f"{label} {value}" for label, value, _ in item.sums()]
    if item.steps and item.steps[0].last:
        due = item.steps[0].due(turn.company.calendar.is_workday)
        on = date.fromisoformat(item.chosen_due) if item.chosen_due else due.on if due else None
        by = f" {item.steps[0].at} " if item.steps[0].at else "前"
        what.append(f"待办 {turn.reader.day(on)}{by}{item.steps[0].said(item.contact)}" if on else "")
    return report_done.WrittenItem(
        company=item.name,
        what=tuple(part for part in what if part),
        uncounted=follow_up is not None and follow_up.quality != "valid",
    )


def _gives_back(turn: Turn, items: Sequence[ReportItem], written: Sequence[FollowUp]) -> str:
    """Every confirmation gives something back: why it earns nothing, else the last conclusion (CONVERSATION 3.6)."""
    if any(one.quality == COPIED for one in written):
        return report_texts.too_alike()
    if any(one.quality == BOILERPLATE for one in written):
        return report_texts.says_nothing()
    ids = {one.id for one in written}
    for item in items:
        if item.customer_id is None:
            continue
        before = next(
            (one for one in latest_of(turn.session, turn.viewer, item.customer_id, 8) if one.id not in ids), None
        )
        if before is not None and before.met and (before.topics or before.words):
            said = f"聊了{'、'.join(before.topics)}" if before.topics else before.words[:30]
            return f"{item.name}上次跟进是{turn.reader.day(before.happened_on, weekday=False)}，{said}。"
    return ""


def close(turn: Turn, draft: Draft) -> None:
    """Leaves everything out that has not been written."""
    items = [replace(item, state=DROPPED) if item.state == OPEN else item for item in items_of(draft)]
    draft = store(turn, draft, items)
    turn.dialog.forget("draft_link")
    if turn.is_click:
        turn.show(closed(turn, draft, "未写入"))
    else:
        turn.retire(closed(turn, draft, "未写入"))
        turn.say(report_texts.draft_closed())


def drop_number(turn: Turn, draft: Draft, number: int) -> None:
    """Leaves one visit out; the others stay as they are."""
    items = items_of(draft)
    if not 1 <= number <= len(items) or items[number - 1].state != OPEN:
        turn.say(texts.not_waiting_any_more())
        return
    items[number - 1] = replace(items[number - 1], state=DROPPED)
    draft = store(turn, draft, items)
    if draft.state != "open":
        if any(item.state == WRITTEN for item in items):
            say_written(turn, draft, items, [])
        else:
            close(turn, draft)
    else:
        show(turn, draft, remark=report_texts.item_dropped(number_mark(number)).text)


def closed(turn: Turn, draft: Draft, word: str) -> Card:
    return notice.closed(
        key=f"draft:{draft.id}",
        version=draft.version + 1,
        title="日报草稿",
        word=word,
        by=turn.employee.name,
        at=turn.now,
        reader=turn.reader,
        detail="、".join(item.name for item in items_of(draft)[:3]),
    )


def _next_days(turn: Turn) -> list[date]:
    tomorrow = turn.local_now.date() + timedelta(days=1)
    second = turn.company.next_workday(tomorrow)
    return [tomorrow, turn.company.next_workday(second)]
