"""A report, typed or spoken, becomes drafts; each is confirmed, corrected or left out by itself (C1, C2, A14)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot import report_texts
from bot.report_cards import LEAVE, items_of
from bot.report_drafts import (
    UNDO_KIND,
    close,
    closed,
    drop_number,
    known_facts,
    show,
    store,
    write,
)
from bot.report_items import OPEN, WRITTEN, ReportItem, item_from
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.model import Text
from cards.templates import help as help_card
from cards.templates import notice, report_done, report_draft
from crm_core.audit.service import mark_undone
from crm_core.errors import Gone
from crm_core.follow_ups import drafts
from crm_core.follow_ups.queries import of_draft
from crm_core.follow_ups.service import undo_follow_up
from crm_core.follow_ups.views import Draft
from crm_core.points import queries as points
from crm_core.reminders.queries import steps_of_follow_ups
from nlu.drafts import Understanding
from nlu.intents import small_number

EXAMPLE = "今天拜访了A公司王总，聊了新产品，他下周给反馈"

# «今天跑了5家：…», «拜访三个客户，…».
_HOW_MANY = re.compile(
    r"(?:跑|拜访|走访|回访|去|见|看)了?(?P<number>\d{1,2}|[两二三四五六七八九十])(?:家(?:客户|公司|单位)?|个客户)(?=[：:,，。\s])"
)


def register(router: Router) -> None:
    """What this file takes."""
    router.help_lines.append(HelpLine("写日报", "今天拜访了…（打字或语音）", "拆成一条条跟进，确认后写入"))
    router.page("record", lambda turn: turn.say(report_texts.tell_me(EXAMPLE)))
    router.page("example", show_example)
    router.action("draft", "confirm", confirm_all)
    router.action("draft", "confirm_all", confirm_all)
    router.action("draft", "confirm_item", confirm_item)
    router.action("draft", "drop", drop_all)
    router.action("draft", "drop_item", drop_item)
    router.action("draft", "due", choose_due)
    router.action("draft", "show", show_item)
    router.action("draft", "review", review)
    router.action("draft", "show_all", show_rest)
    router.action("report", "undo", undo)
    router.action("visit", "skip", skip_visit)
    router.command(
        r"记一条(?:跟进)?",
        lambda turn, _: turn.say(report_texts.tell_me(EXAMPLE)),
        HelpLine("记一条", "记一条", "问你聊了什么", first_screen=False),
    )
    router.command(
        r"草稿",
        lambda turn, _: show_drafts(turn),
        HelpLine("看草稿", "草稿", "还没确认的日报", first_screen=False),
    )
    router.command(
        r"(?:全部|全都|都)(?:确认|写入|(?P<dropped>不记))",
        lambda turn, match: for_newest(turn, close if match["dropped"] else confirm_open),
        HelpLine("草稿一起办", "全部确认 ／ 全部不记", "等着的草稿都写入，或都不记", first_screen=False),
    )
    router.command(
        r"恢复草稿",
        lambda turn, _: bring_back(turn),
        HelpLine("找草稿", "恢复草稿", "过期没写入的拿回来", first_screen=False),
    )


def take(turn: Turn, understood: Understanding, text: str, *, spoken: bool) -> None:
    """Keeps what was understood as a draft and shows it; nothing is written."""
    keep(turn, [item_from(draft, text) for draft in understood.follow_ups], text, spoken=spoken)


def keep(turn: Turn, told: Sequence[ReportItem], text: str, *, spoken: bool) -> None:
    """Keeps the visits that a message tells as a draft and shows it."""
    items = [known_facts(turn, item) for item in told]
    shared = [item.name for item in items if item.is_unlinked]
    draft = drafts.keep_draft(
        turn.session,
        turn.viewer,
        turn.conversation,
        text,
        spoken,
        [item.store() for item in items],
        turn.now,
        turn.end_of_next_workday,
    )
    show(turn, draft, remark=report_texts.is_shared(shared) if shared else _missing(items, text))


def _missing(items: Sequence[ReportItem], text: str) -> str:
    """What to say where the person told of more customers than were understood."""
    said = _HOW_MANY.search(text)
    told = (small_number(said["number"]) if said else None) or 0
    heard = len({item.name for item in items})
    return report_texts.fewer_heard(told, heard) if heard < told else ""


def confirm_all(turn: Turn, action: Action, values: Values) -> None:
    """确认, 全部确认: writes what is clear, then asks what is open."""
    draft = open_draft(turn, action)
    if draft is None:
        return
    confirm_open(turn, _with_values(turn, draft, values))


def confirm_open(turn: Turn, draft: Draft) -> None:
    """Writes every visit that is clear."""
    ready = [n for n, item in enumerate(items_of(draft), start=1) if item.state == OPEN and not item.waits_for_answer]
    write(turn, draft, ready)


def confirm_item(turn: Turn, action: Action, values: Values) -> None:
    """确认 of one of several."""
    draft = open_draft(turn, action)
    if draft is None:
        return
    number = int(action.parts[1])
    draft = _with_values(turn, draft, values, number)
    if items_of(draft)[number - 1].waits_for_answer:
        show(turn, draft)
        return
    write(turn, draft, [number])


def drop_all(turn: Turn, action: Action, values: Values) -> None:
    """不记, 全部不记."""
    draft = open_draft(turn, action)
    if draft is not None:
        close(turn, draft)


def drop_item(turn: Turn, action: Action, values: Values) -> None:
    """不记 of one of several."""
    draft = open_draft(turn, action)
    if draft is not None:
        drop_number(turn, draft, int(action.parts[1]))


def choose_due(turn: Turn, action: Action, values: Values) -> None:
    """The select 截止 by itself (Feishu)."""
    draft = open_draft(turn, action)
    if draft is not None:
        number = int(action.parts[1]) if len(action.parts) > 1 else 1
        draft = _with_values(turn, draft, values, number)
        show(turn, draft, shown=number if len(action.parts) > 1 else None)


def show_item(turn: Turn, action: Action, values: Values) -> None:
    """上一条, 下一条."""
    draft = open_draft(turn, action)
    if draft is not None:
        show(turn, draft, shown=int(action.parts[1]))


def review(turn: Turn, action: Action, values: Values) -> None:
    """逐条看."""
    draft = open_draft(turn, action)
    if draft is not None:
        first = next((n for n, item in enumerate(items_of(draft), start=1) if item.state == OPEN), 1)
        show(turn, draft, shown=first)


def show_rest(turn: Turn, action: Action, values: Values) -> None:
    """看全部: goes on behind the eight that the card shows."""
    draft = open_draft(turn, action)
    if draft is not None:
        show(turn, draft, shown=min(report_draft.MAX_ITEMS + 1, len(draft.items)))


def undo(turn: Turn, action: Action, values: Values) -> None:
    """撤销 on the written card."""
    undo_report(turn, int(action.id))


def undo_report(turn: Turn, draft_id: int) -> None:
    """Takes back every follow-up that came of one report, with promises and points (§4.5)."""
    written = of_draft(turn.session, draft_id)
    if not written:
        raise Gone(subject="report")
    ids = [one.id for one in written]
    steps = len(steps_of_follow_ups(turn.session, ids))
    before = points.earned_for(turn.session, "follow_up", ids)
    for one in written:
        undo_follow_up(turn.session, turn.viewer, one.id, turn.zone, turn.now)
    mark_undone(turn.session, UNDO_KIND, draft_id, turn.now)
    balance = points.balance(turn.session, turn.employee.id)
    card = report_done.undone(
        report_id=draft_id,
        version=2,
        follow_ups=len(written),
        next_steps=steps,
        by=turn.employee.name,
        at=turn.now,
        reader=turn.reader,
        points=(-before, balance) if before else None,
    )
    if turn.is_click:
        turn.show(card)
    else:
        turn.say(Text(text=card.summary))


def restore_report(turn: Turn, draft_id: int) -> None:
    """Writes again what was taken back of one report."""
    draft = drafts.draft(turn.session, turn.viewer, draft_id)
    items = items_of(draft)
    numbers = [n for n, item in enumerate(items, start=1) if item.state == WRITTEN]
    for n in numbers:
        items[n - 1] = replace(items[n - 1], state=OPEN, follow_up_id=None)
    if not numbers or of_draft(turn.session, draft_id):
        raise Gone(subject="report")
    write(turn, store(turn, draft, items), numbers)


def skip_visit(turn: Turn, action: Action, values: Values) -> None:
    """先不约."""
    turn.dialog.forget("visit_again")
    turn.show(
        notice.closed(
            key=f"visit:{action.id}",
            version=2,
            title="拜访未遇",
            word="先不约",
            by=turn.employee.name,
            at=turn.now,
            reader=turn.reader,
        )
    )


def show_drafts(turn: Turn) -> None:
    """「草稿」: the newest draft that still waits."""
    newest = drafts.newest_open(turn.session, turn.viewer, turn.conversation)
    if newest is None:
        turn.say(report_texts.no_drafts())
    else:
        show(turn, newest)


def for_newest(turn: Turn, act: Callable[[Turn, Draft], None]) -> None:
    """「全部确认」 where no button is called that: a draft of one visit, or one of several looked at by itself."""
    newest = drafts.newest_open(turn.session, turn.viewer, turn.conversation)
    if newest is None:
        turn.say(report_texts.no_drafts())
    else:
        act(turn, newest)


def bring_back(turn: Turn) -> None:
    """「恢复草稿」."""
    found = drafts.newest_expired(turn.session, turn.viewer, turn.now - timedelta(days=7))
    if found is None:
        turn.say(report_texts.no_drafts())
        return
    drafts.reopen(turn.session, found.id, turn.end_of_next_workday)
    show(turn, drafts.draft(turn.session, turn.viewer, found.id))


def show_example(turn: Turn) -> None:
    """先看个例子: what a draft looks like, without keeping one."""
    turn.say(help_card.example(topic="写日报", said=EXAMPLE, result="A公司 · 拜访 · 下一步 等王总给反馈，确认后写入"))


def _with_values(turn: Turn, draft: Draft, values: Values, number: int | None = None) -> Draft:
    """The draft with what was chosen on the card: a due day, the customers of open questions."""
    items = items_of(draft)
    due = (values.get("due") or ("",))[0]
    target = number or next((n for n, item in enumerate(items, start=1) if item.state == OPEN), 0)
    changed = False
    if due and 1 <= target <= len(items) and _is_day(due):
        items[target - 1] = replace(items[target - 1], chosen_due=due)
        changed = True
    for n, item in enumerate(items, start=1):
        chosen = (values.get(f"link_{n}") or ("",))[0]
        if not chosen or not item.waits_for_answer:
            continue
        if chosen == LEAVE:
            items[n - 1] = replace(item, is_unlinked=True, candidates=())
            changed = True
        elif chosen.isdigit() and int(chosen) in item.candidates:
            items[n - 1] = known_facts(turn, replace(item, customer_id=int(chosen), candidates=()))
            changed = True
    return store(turn, draft, items) if changed else draft


def _is_day(iso: str) -> bool:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True


def open_draft(turn: Turn, action: Action) -> Draft | None:
    """The draft that a button means, if it still waits and the button shows its present state."""
    draft = drafts.draft(turn.session, turn.viewer, int(action.parts[0]))
    if draft.state != "open":
        turn.show(closed(turn, draft, "已过期" if draft.state == "expired" else "已处理"))
        return None
    if action.version < draft.version and action.act in ("confirm", "confirm_all", "confirm_item"):
        show(turn, draft, remark=report_texts.changed_meanwhile())
        return None
    return draft
