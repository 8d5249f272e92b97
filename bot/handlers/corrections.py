"""「不是王总，是李总」: corrections of a draft in free text, applied at once (CONVERSATION §4.6, 3.7)."""

from __future__ import annotations

import re
from dataclasses import replace

from bot import report_texts, texts
from bot.corrected_item import corrected
from bot.dialogs import Question
from bot.handlers import record_corrections
from bot.handlers.amendments import amend_newest
from bot.report_cards import items_of
from bot.report_drafts import close, drop_number, known_facts, show, store
from bot.report_items import OPEN, ReportItem, item_from
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import correction as correction_card
from cards.wording import join_facts, number_mark
from crm_core.customers.queries import search_own
from crm_core.follow_ups import drafts
from crm_core.follow_ups.views import Draft
from nlu.corrections import Correction, Field, read_correction
from nlu.intents import read_answer_number, small_number
from nlu.times import find_times

LONGEST_VALUE = 30


def register(router: Router) -> None:
    """What this file takes."""
    router.action("draft", "edit", edit)
    router.action("draft", "edit_item", edit)
    router.answer("draft_edit", answer_edit)
    router.answer("draft_item", answer_item)
    router.answer("draft_amount", answer_amount)
    router.answer("draft_wrong", answer_wrong)
    router.answer("draft_field", answer_field)


def edit(turn: Turn, action: Action, values: Values) -> None:
    """改: says how; the next words are taken as the correction."""
    item = int(action.parts[1]) if len(action.parts) > 1 else None
    turn.ask("draft_edit", "改什么？", draft_id=int(action.parts[0]), item=item)
    turn.say(report_texts.say_the_correction())


def answer_edit(turn: Turn, question: Question, words: str) -> bool:
    """The words after 改."""
    return correct_newest(turn, words, item=question.facts.get("item"))


def correct_newest(turn: Turn, words: str, *, item: int | None = None) -> bool:
    """Applies a correction to the newest open draft, else to what was written in the last half hour."""
    read = read_correction(words) or _labelled(words)
    if read is None:
        return False
    draft = drafts.newest_open(turn.session, turn.viewer, turn.conversation)
    since_draft = draft is not None and item is None and record_corrections.has_written_since(turn, draft.said_at)
    if since_draft and record_corrections.correct_recent(turn, read):
        return True
    if draft is not None:
        return _correct_draft(turn, draft, read if item is None or read.item else replace(read, item=item), words)
    return record_corrections.correct_recent(turn, read)


WRONG: tuple[tuple[str, Field], ...] = (
    ("客户", "company"),
    ("联系人", "contact"),
    ("时间", "date"),
    ("内容", "topic"),
    ("截止", "due"),
)
"""What may be wrong with a draft, in the order of the question; of a next step it is the day."""

# A space, a colon or a verb must follow the label: 「客户说太贵」 corrects nothing.
_FIELD = re.compile(
    r"\s*(?:(?:第\s*)?(?P<item>[①-⑳]|\d{1,2})\s*条?)?\s*(?:改\s*)?(?P<label>客户|联系人|时间|内容)"
    r"(?:\s*[:：]\s*|\s+|\s*(?:改成|改为|换成)\s*)(?P<new>[^，。\n]{1,30}?)\s*"
)


def _labelled(words: str) -> Correction | None:
    """「截止 周四」「改 截止 周四」「① 截止 周四」「2 改 周四」「联系人 赵总」."""
    match = _FIELD.fullmatch(words)
    if match:
        number = small_number(match["item"]) if match["item"] else None
        field = dict(WRONG)[match["label"]]
        return Correction("set", item=number, field=field, new=match["new"].removeprefix("聊了"))
    match = re.fullmatch(
        r"\s*(?:(?:第\s*)?(?P<item>[①-⑳]|\d{1,2})\s*条?)?\s*(?:改\s*)?截止\s*(?:改成|改到|是|到)?\s*"
        r"(?P<new>[^，。\n]{1,20})\s*",
        words,
    )
    if match:
        number = small_number(match["item"]) if match["item"] else None
        return Correction("set", item=number, field="due", new=match["new"])
    match = re.fullmatch(r"\s*(?:第\s*)?(?P<item>[①-⑳]|\d{1,2})\s*(?:条)?\s*改\s*(?P<new>[^，。\n]{1,20})\s*", words)
    if match:
        return Correction("set", item=small_number(match["item"]), new=match["new"])
    match = re.fullmatch(r"\s*(?:改成|改为|改到|换成|其实是|应该是)\s*(?P<new>[^，。\n]{1,20}?)\s*", words)
    return Correction("set", new=match["new"]) if match else None


def _correct_draft(turn: Turn, draft: Draft, read: Correction, words: str) -> bool:
    items = items_of(draft)
    turn.dialog.forget("draft_edit")
    if read.kind == "restart":
        close(turn, draft)
    elif read.kind == "wrong":
        said = correction_card.what_is_wrong()
        turn.ask("draft_wrong", said.text, draft_id=draft.id, item=read.item)
        turn.say(said)
    elif read.kind == "add":
        return _add(turn, draft, items, read.new or "")
    elif read.item is not None and not 1 <= read.item <= len(items):
        turn.say(texts.only_between(len(items)))
    elif read.item is not None and items[read.item - 1].state != OPEN:
        turn.say(texts.not_waiting_any_more())
    elif read.kind == "drop" and read.item is not None:
        drop_number(turn, draft, read.item)
    elif read.kind == "attach" and read.item is not None:
        _attach(turn, draft, items, read.item, read.new or "")
    else:
        return _change(turn, draft, items, read, words)
    return True


def _add(turn: Turn, draft: Draft, items: list[ReportItem], said: str) -> bool:
    """「少了一个，还见了赵工」: one more visit, or one more person of the same."""
    for words in (said, f"今天见了{said}"):
        found = turn.understand(words).follow_ups
        if found:
            break
    else:
        return False
    last = items[-1]
    added = [
        one
        if one.company or (one.customer_id is not None and not one.is_new_contact)
        else replace(one, customer_id=last.customer_id, customer_name=last.customer_name, candidates=())
        for one in (known_facts(turn, item_from(draft_, words)) for draft_ in found)
    ]
    draft = store(turn, draft, [*items, *added])
    show(turn, draft, remark=f"加上了{'、'.join(one.name for one in added)}。")
    return True


def _attach(turn: Turn, draft: Draft, items: list[ReportItem], number: int, company: str) -> None:
    """「把②挂到华星」."""
    item = items[number - 1]
    own = search_own(turn.session, turn.viewer, company, 2)
    if len(own) != 1:
        items[number - 1] = replace(item, company=company, customer_id=None, candidates=tuple(one.id for one in own))
    else:
        items[number - 1] = known_facts(
            turn, replace(item, customer_id=own[0].id, candidates=(), is_unlinked=False, customer_name=own[0].name)
        )
    drafts.learn(turn.session, turn.viewer, draft, "customer", item.name, company, turn.now)
    draft = store(turn, draft, items)
    show(turn, draft, remark=report_texts.corrected(f"{number_mark(number)}客户", item.name, company))


def _change(turn: Turn, draft: Draft, items: list[ReportItem], read: Correction, words: str) -> bool:
    """One field of one visit; which visit is asked when it could be several."""
    fitting = _fitting(turn, items, read)
    if not fitting:
        is_news = turn.understand(words).kind == "report"
        return not is_news and _hits_nothing(turn, items, read)
    if len(fitting) > 1:
        asks = report_texts.which_item([one[0] for one in fitting])
        turn.ask("draft_item", asks, draft_id=draft.id, words=words)
        turn.say(texts.plain(asks))
        return True
    number, changed, label, old, new = fitting[0]
    if label == "":
        _ask_unit(turn, draft, number, changed, read)
        return True
    items[number - 1] = known_facts(turn, changed)
    drafts.learn(turn.session, turn.viewer, draft, label, old, new, turn.now)
    draft = store(turn, draft, items)
    show(turn, draft, remark=report_texts.corrected(label, old, new))
    return True


Changed = tuple[int, ReportItem, str, str, str]


def _fitting(turn: Turn, items: list[ReportItem], read: Correction) -> list[Changed]:
    """The visits that the correction fits, each with what it would become: (number, item, label, old, new)."""
    found: list[Changed] = []
    waiting = [n for n, item in enumerate(items, start=1) if item.state == OPEN]
    for n in waiting:
        if read.item is not None and n != read.item:
            continue
        change = corrected(turn, items[n - 1], read)
        if change is not None:
            found.append((n, *change))
    if read.field == "channel" and read.old:
        found = [one for one in found if items[one[0] - 1].channel == read.old] or found
    if read.kind == "set" and read.item is None and len(found) > 1 and read.field != "channel":
        with_value = [one for one in found if one[3]]
        return with_value or found
    return found


def _ask_unit(turn: Turn, draft: Draft, number: int, item: ReportItem, read: Correction) -> None:
    label = next((label for label, _, said in item.sums() if read.old and read.old in said), read.old or "预算")
    figure = re.sub(r"[^\d.]", "", read.new or "") or (read.new or "")
    asks = report_texts.amount_unit(figure)
    turn.ask("draft_amount", asks, draft_id=draft.id, item=number, figure=figure, label=label)
    turn.say(texts.plain(asks))


def answer_amount(turn: Turn, question: Question, words: str) -> bool:
    """① 万 ② 元."""
    said = words.strip()
    number = small_number(said)
    figure = str(question.facts["figure"])
    unit = "万" if number == 1 or said.endswith("万") else "元" if number == 2 or said.endswith(("元", "块")) else ""
    if not unit:
        return False
    turn.dialog.answered()
    read = Correction("set", int(question.facts["item"]), "amount", str(question.facts["label"]), f"{figure}{unit}")
    return _correct_draft(turn, drafts.draft(turn.session, turn.viewer, int(question.facts["draft_id"])), read, words)


def answer_item(turn: Turn, question: Question, words: str) -> bool:
    """Which visit is meant."""
    number = small_number(words.strip().removeprefix("第").removesuffix("条"))
    read = read_correction(str(question.facts["words"])) or _labelled(str(question.facts["words"]))
    if number is None:
        return False
    turn.dialog.answered()
    if read is None:
        return amend_newest(turn, str(question.facts["words"]), number=number)
    draft = drafts.draft(turn.session, turn.viewer, int(question.facts["draft_id"]))
    return _correct_draft(turn, draft, replace(read, item=number), words)


def answer_wrong(turn: Turn, question: Question, words: str) -> bool:
    """① 客户 … ⑤ 下一步 in answer to 「哪里不对？」; then what it should be is asked."""
    said = words.strip()
    number = read_answer_number(said, len(WRONG))
    labels = [label for label, _ in WRONG]
    if number is not None and len(number.picked) == 1:
        label, field = WRONG[number.picked[0] - 1]
    elif said in (*labels, "下一步"):
        label, field = WRONG[labels.index(said) if said in labels else -1]
    else:
        return correct_newest(turn, words, item=question.facts.get("item"))
    asks = report_texts.new_value(label)
    turn.dialog.answered()
    turn.ask("draft_field", asks, **{**question.facts, "field": field})
    turn.say(texts.plain(asks))
    return True


def answer_field(turn: Turn, question: Question, words: str) -> bool:
    """What the field should be."""
    said = words.strip()
    if len(said) > LONGEST_VALUE:
        return False
    draft = drafts.draft(turn.session, turn.viewer, int(question.facts["draft_id"]))
    read = read_correction(words)
    if read is None or read.kind not in ("replace", "set"):
        new = said.removeprefix("聊了") if question.facts["field"] == "topic" else said
        read = Correction("set", question.facts.get("item"), question.facts["field"], new=new)
    waiting = turn.dialog.question
    turn.dialog.answered()
    if draft.state == "open" and _correct_draft(turn, draft, read, words):
        return True
    turn.dialog.question = waiting
    return False


def _hits_nothing(turn: Turn, items: list[ReportItem], read: Correction) -> bool:
    item = next((one for one in items if one.state == OPEN), None)
    if item is None or read.kind != "replace":
        return False
    said = read.old or ""
    due = item.steps[0].due(turn.company.calendar.is_workday) if item.steps else None
    if due is not None and find_times(said, turn.local_now):
        turn.say(
            correction_card.hits_nothing(said=said, label="截止", current=turn.reader.day(due.on), asks="改成哪天？")
        )
    else:
        current = join_facts(item.name, item.contact) if item.name != item.contact else item.contact
        turn.say(correction_card.hits_nothing(said=said, label="客户和联系人", current=current, asks="改哪里？"))
    turn.ask("draft_edit", "改什么？", draft_id=None, item=None)
    return True
