"""A report, typed or spoken, becomes drafts; each is confirmed, corrected or left out by itself (C1, C2, A14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot import texts
from bot.dialogs import Question
from bot.handlers import duplicates
from bot.handlers.capture_lead import Fields, end_of_next_workday
from bot.report_cards import LEAVE, NEW, asks_about, choices_for, draw, items_of, question
from bot.report_items import DROPPED, OPEN, WRITTEN, ReportItem, item_from
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.model import Card, Text
from cards.templates import help as help_card
from cards.templates import notice, report_done, report_draft, visit_missed
from cards.wording import number_mark
from crm_core.audit.service import mark_undone, remember_undoable
from crm_core.contacts.queries import contacts_of
from crm_core.contacts.rules import same_person
from crm_core.customers.queries import customer, own_customer
from crm_core.customers.service import learn_alias
from crm_core.errors import Gone, NotVisible
from crm_core.follow_ups import drafts
from crm_core.follow_ups.queries import latest_of, of_draft
from crm_core.follow_ups.service import record_follow_up, undo_follow_up
from crm_core.follow_ups.views import Draft, FollowUp
from crm_core.leads.service import capture_lead
from crm_core.leads.views import Captured, NewLead
from crm_core.points import queries as points
from crm_core.quality.rules import BOILERPLATE, COPIED
from crm_core.reminders.queries import steps_of_follow_ups
from nlu.drafts import Understanding
from nlu.intents import read_answer_number
from nlu.lead_parser import read_lead

UNDO_KIND = "report"
EXAMPLE = "今天拜访了A公司王总，聊了新产品，他下周给反馈"


def register(router: Router) -> None:
    """What this file takes."""
    router.help_lines.append(HelpLine("写日报", "今天拜访了…（打字或语音）", "拆成一条条跟进，确认后写入"))
    router.page("record", lambda turn: turn.say(texts.tell_me(EXAMPLE)))
    router.page("example", show_example)
    router.answer("draft_link", answer_link)
    router.answer("draft_lead", answer_lead)
    router.action("draft", "confirm", confirm_all)
    router.action("draft", "confirm_all", confirm_all)
    router.action("draft", "confirm_item", confirm_item)
    router.action("draft", "drop", drop_all)
    router.action("draft", "drop_item", drop_item)
    router.action("draft", "due", choose_due)
    router.action("draft", "show", show_item)
    router.action("draft", "review", review)
    router.action("draft", "show_all", show_rest)
    router.action("draft", "link", link_by_button)
    router.action("draft", "unlinked", leave_unlinked)
    router.action("draft", "new_customer", new_customer)
    router.action("report", "undo", undo)
    router.action("visit", "skip", skip_visit)
    router.command(
        r"记一条(?:跟进)?",
        lambda turn, _: turn.say(texts.tell_me(EXAMPLE)),
        HelpLine("记一条", "记一条", "问你聊了什么", first_screen=False),
    )
    router.command(
        r"草稿",
        lambda turn, _: show_drafts(turn),
        HelpLine("看草稿", "草稿", "还没确认的日报", first_screen=False),
    )
    router.command(
        r"恢复草稿",
        lambda turn, _: bring_back(turn),
        HelpLine("找草稿", "恢复草稿", "过期没写入的拿回来", first_screen=False),
    )


def take(turn: Turn, understood: Understanding, text: str, *, spoken: bool) -> None:
    """Keeps what was understood as a draft and shows it; nothing is written."""
    items = [known_facts(turn, item_from(draft, text)) for draft in understood.follow_ups]
    shared = [item.name for item in items if item.is_unlinked]
    draft = drafts.keep_draft(
        turn.session,
        turn.viewer,
        turn.conversation,
        text,
        spoken,
        [item.store() for item in items],
        turn.now,
        end_of_next_workday(turn),
    )
    show(turn, draft, remark=texts.is_shared(shared) if shared else "")


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


def confirm_all(turn: Turn, action: Action, values: Values) -> None:
    """确认, 全部确认: writes what is clear, then asks what is open."""
    draft = _open_draft(turn, action)
    if draft is None:
        return
    draft = _with_values(turn, draft, values)
    ready = [n for n, item in enumerate(items_of(draft), start=1) if item.state == OPEN and not item.waits_for_answer]
    write(turn, draft, ready)


def confirm_item(turn: Turn, action: Action, values: Values) -> None:
    """确认 of one of several."""
    draft = _open_draft(turn, action)
    if draft is None:
        return
    number = int(action.parts[1])
    draft = _with_values(turn, draft, values, number)
    if items_of(draft)[number - 1].waits_for_answer:
        show(turn, draft)
        return
    write(turn, draft, [number])


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
        _say_written(turn, draft, items, recorded)


def store(turn: Turn, draft: Draft, items: Sequence[ReportItem]) -> Draft:
    """Keeps the visits as they stand now; a draft without an open one is closed."""
    state = "open" if any(item.state == OPEN for item in items) else "closed"
    drafts.change_items(turn.session, draft.id, [item.store() for item in items], state=state)
    return drafts.draft(turn.session, turn.viewer, draft.id)


def _say_written(turn: Turn, draft: Draft, items: Sequence[ReportItem], recorded: Sequence[FollowUp]) -> None:
    written = of_draft(turn.session, draft.id)
    if len(written) == 1 and not written[0].met and recorded:
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
    turn.retire(_closed(turn, draft, "已确认"))


def _written_item(turn: Turn, item: ReportItem, written: Sequence[FollowUp]) -> report_done.WrittenItem:
    follow_up = next((one for one in written if one.id == item.follow_up_id), None)
    what = [item.contact if item.name != item.contact else "", item.method]
    what += [f"{label} {value}" for label, value, _ in item.sums()]
    if item.steps and item.steps[0].last:
        due = item.steps[0].due(turn.company.calendar.is_workday)
        on = date.fromisoformat(item.chosen_due) if item.chosen_due else due.on if due else None
        what.append(f"待办 {turn.reader.day(on)}前{item.steps[0].said(item.contact)}" if on else "")
    return report_done.WrittenItem(
        company=item.name,
        what=tuple(part for part in what if part),
        uncounted=follow_up is not None and follow_up.quality != "valid",
    )


def _gives_back(turn: Turn, items: Sequence[ReportItem], written: Sequence[FollowUp]) -> str:
    """Every confirmation gives something back: why it earns nothing, else the last conclusion (CONVERSATION 3.6)."""
    if any(one.quality == COPIED for one in written):
        return texts.too_alike()
    if any(one.quality == BOILERPLATE for one in written):
        return texts.says_nothing()
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


def drop_all(turn: Turn, action: Action, values: Values) -> None:
    """不记, 全部不记."""
    draft = _open_draft(turn, action)
    if draft is not None:
        close(turn, draft)


def close(turn: Turn, draft: Draft) -> None:
    """Leaves everything out that has not been written."""
    items = [replace(item, state=DROPPED) if item.state == OPEN else item for item in items_of(draft)]
    draft = store(turn, draft, items)
    turn.dialog.forget("draft_link")
    if turn.is_click:
        turn.show(_closed(turn, draft, "未写入"))
    else:
        turn.retire(_closed(turn, draft, "未写入"))
        turn.say(texts.draft_closed())


def drop_item(turn: Turn, action: Action, values: Values) -> None:
    """不记 of one of several."""
    draft = _open_draft(turn, action)
    if draft is not None:
        drop_number(turn, draft, int(action.parts[1]))


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
            _say_written(turn, draft, items, [])
        else:
            close(turn, draft)
    else:
        show(turn, draft, remark=texts.item_dropped(number_mark(number)).text)


def choose_due(turn: Turn, action: Action, values: Values) -> None:
    """The select 截止 by itself (Feishu)."""
    draft = _open_draft(turn, action)
    if draft is not None:
        number = int(action.parts[1]) if len(action.parts) > 1 else 1
        draft = _with_values(turn, draft, values, number)
        show(turn, draft, shown=number if len(action.parts) > 1 else None)


def show_item(turn: Turn, action: Action, values: Values) -> None:
    """上一条, 下一条."""
    draft = _open_draft(turn, action)
    if draft is not None:
        show(turn, draft, shown=int(action.parts[1]))


def review(turn: Turn, action: Action, values: Values) -> None:
    """逐条看."""
    draft = _open_draft(turn, action)
    if draft is not None:
        first = next((n for n, item in enumerate(items_of(draft), start=1) if item.state == OPEN), 1)
        show(turn, draft, shown=first)


def show_rest(turn: Turn, action: Action, values: Values) -> None:
    """看全部: goes on behind the eight that the card shows."""
    draft = _open_draft(turn, action)
    if draft is not None:
        show(turn, draft, shown=min(report_draft.MAX_ITEMS + 1, len(draft.items)))


def link_by_button(turn: Turn, action: Action, values: Values) -> None:
    """A customer was pressed in answer to the open question."""
    draft = _open_draft(turn, action)
    if draft is not None:
        link(turn, draft, int(action.parts[1]), action.parts[2], confirm=_confirms(turn, draft, int(action.parts[1])))


def leave_unlinked(turn: Turn, action: Action, values: Values) -> None:
    """先不挂."""
    draft = _open_draft(turn, action)
    if draft is not None:
        link(turn, draft, int(action.parts[1]), LEAVE, confirm=_confirms(turn, draft, int(action.parts[1])))


def new_customer(turn: Turn, action: Action, values: Values) -> None:
    """建线索 for a company that was not found."""
    draft = _open_draft(turn, action)
    if draft is not None:
        link(turn, draft, int(action.parts[1]), NEW, confirm=_confirms(turn, draft, int(action.parts[1])))


def answer_link(turn: Turn, pending: Question, words: str) -> bool:
    """「1」, 「①」, 「A公司」 in answer to 「哪位王总？」."""
    try:
        draft = drafts.draft(turn.session, turn.viewer, int(pending.facts["draft_id"]))
    except NotVisible:
        return False
    number = int(pending.facts["item"])
    item = items_of(draft)[number - 1]
    if draft.state != "open" or not item.waits_for_answer:
        turn.dialog.answered()
        return False
    options = choices_for(turn, item)
    said = words.strip()
    if said in ("全部不记", "都不记"):
        close(turn, draft)
        return True
    answer = read_answer_number(said, len(options))
    if answer is not None and answer.out_of_range:
        turn.say(texts.only_between(len(options)))
        return True
    if answer is not None and len(answer.picked) == 1:
        chosen = options[answer.picked[0] - 1].value
    elif said in ("跳过", "先不挂", "都不是"):
        chosen = LEAVE
    else:
        fitting = [one.value for one in options if len(said) >= 2 and one.label.startswith(said)]
        if len(fitting) != 1:
            return False
        chosen = fitting[0]
    turn.dialog.answered()
    link(turn, draft, number, chosen, confirm=bool(pending.facts.get("confirm")))
    return True


def link(turn: Turn, draft: Draft, number: int, chosen: str, *, confirm: bool, remark: str = "") -> None:
    """Hangs a visit on a customer (or on none); the words are learnt, and what was confirmed before is written."""
    items = items_of(draft)
    item = items[number - 1]
    if item.state != OPEN:
        turn.say(texts.not_waiting_any_more())
        return
    if chosen == NEW:
        turn.dialog.forget("draft_link")
        turn.ask("draft_lead", "新客户的手机号和阶段", draft_id=draft.id, item=number, confirm=confirm)
        turn.show(report_draft.need_lead(draft_id=draft.id, version=draft.version, item=number))
        return
    if chosen == LEAVE:
        item = replace(item, is_unlinked=True, candidates=())
    else:
        try:
            found = own_customer(turn.session, turn.viewer, int(chosen))
        except NotVisible:
            turn.say(texts.not_a_customer())
            return
        if item.is_unknown:
            learn_alias(turn.session, found.id, item.company, turn.employee.id, turn.now)
        drafts.learn(turn.session, turn.viewer, draft, "customer", item.name, found.name, turn.now)
        item = known_facts(turn, replace(item, customer_id=found.id, candidates=(), is_unlinked=False))
    items[number - 1] = item
    draft = store(turn, draft, items)
    if confirm:
        write(turn, draft, [number])
    else:
        show(turn, draft, remark=remark)


def answer_lead(turn: Turn, pending: Question, words: str) -> bool:
    """Phone and stage of the new customer; then the draft goes on by itself."""
    said = read_lead(words)
    if said.phone is None and said.stage is None:
        return False
    draft = drafts.draft(turn.session, turn.viewer, int(pending.facts["draft_id"]))
    number = int(pending.facts["item"])
    item = items_of(draft)[number - 1]
    known = Fields(**{"company": item.company, "contact": item.contact, **pending.facts.get("fields", {})})
    known = known.with_draft(replace(said, company=None, contact=None))
    if known.missing or known.typed:
        asks = texts.still_needs(known.missing)
        facts = {"phone": known.phone, "stage": known.stage}
        turn.ask("draft_lead", asks, **{**pending.facts, "fields": facts})
        turn.say(texts.plain(asks))
        return True
    turn.dialog.answered()
    new = NewLead(known.phone, known.company, known.stage, known.contact, known.source)
    outcome = capture_lead(turn.session, turn.viewer, new, turn.now, turn.conversation)
    if not isinstance(outcome, Captured):
        duplicates.tell(turn, outcome)
        return True
    earned = points.earned_for(turn.session, "lead", [outcome.lead.id])
    saved = texts.lead_made(known.company, earned, points.balance(turn.session, turn.employee.id))
    confirm = bool(pending.facts.get("confirm"))
    link(turn, draft, number, str(outcome.lead.customer_id), confirm=confirm, remark=saved)
    return True


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
        turn.say(texts.no_drafts())
    else:
        show(turn, newest)


def bring_back(turn: Turn) -> None:
    """「恢复草稿」."""
    found = drafts.newest_expired(turn.session, turn.viewer, turn.now - timedelta(days=7))
    if found is None:
        turn.say(texts.no_drafts())
        return
    drafts.reopen(turn.session, found.id, end_of_next_workday(turn))
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


def _open_draft(turn: Turn, action: Action) -> Draft | None:
    """The draft that a button means, if it still waits and the button shows its present state."""
    draft = drafts.draft(turn.session, turn.viewer, int(action.parts[0]))
    if draft.state != "open":
        turn.show(_closed(turn, draft, "已过期" if draft.state == "expired" else "已处理"))
        return None
    if action.version < draft.version and action.act in ("confirm", "confirm_all", "confirm_item"):
        show(turn, draft, remark=texts.changed_meanwhile())
        return None
    return draft


def _confirms(turn: Turn, draft: Draft, number: int) -> bool:
    """Whether 全部确认 was pressed before this question was asked."""
    pending = turn.dialog.question
    if pending is None or pending.kind != "draft_link":
        return False
    same = pending.facts["draft_id"] == draft.id and pending.facts["item"] == number
    return same and bool(pending.facts.get("confirm"))


def _closed(turn: Turn, draft: Draft, word: str) -> Card:
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
