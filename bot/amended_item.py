"""A draft's visit with what was said of it since: which field changes, and how (CONVERSATION §4.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.report_items import AMOUNTS, CHANNELS, PAINS, Amount, ReportItem, Step, due_step, item_from
from bot.turn import Turn
from cards.wording import money
from crm_core.customers.queries import search_own
from nlu.drafts import DueInterval, FollowUpDraft
from nlu.times import find_times

EMPTY = "（空）"

Change = tuple[str, str, str]
"""(label, what stood there, what stands there now)."""

# What gives a contact its day or channel («其实是昨天见的», «改成电话»); «昨天没拜访客户», «把电话发给我» give none.
_SAYS_HOW_IT_WAS = re.compile(r"是|改|应该|不对|[见聊谈说打约去访写发找到]的|的事|^.{1,6}$")
# What may stand beside a day that is all that was said («下周三给», «改周五吧»); «今天没空» says something else.
_BESIDE_A_DAY = "给发送交寄回做办去来改成到在是应该才就再前之以内吧呢啊哦哈的了他她我他们我们,，。.!！ "
_NAMES = re.compile(r"(?:是|叫|为|姓|找)[^,，。]{0,8}$")
_THING = r"[^,，。]{1,12}?"
_WITHOUT = re.compile(
    r"(?:痛点|竞品|内容|下一步|里面?|中)*(?:没有|没(?=[说提嫌聊觉])|没说|没提到?|没聊到?|不是|不算|去掉|删掉|删了|删除|不要)(?:说|提|嫌|觉得|聊)?"
    rf"(?P<after>{_THING})(?:这[条个项])?了?"
    rf"|(?:把)?(?P<before>{_THING})(?:这[条个项])?(?:去掉|删掉|删了|删除|不要|没有|没提|没说|没聊)了?"
)
_LISTS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("痛点", "pains", PAINS),
    ("竞品", "competitors", {}),
    ("内容", "topics", {}),
)


@dataclass(frozen=True, slots=True)
class Amended:
    """The visit as it becomes, and what changed."""

    item: ReportItem
    changes: tuple[Change, ...] = ()

    def having(self, label: str, old: str, new: str, **fields: Any) -> Amended:
        """With one more change."""
        return Amended(self.item.changed(**fields), (*self.changes, (label, old, new)))


def amend(turn: Turn, item: ReportItem, said: FollowUpDraft, body: str) -> Amended:
    """Takes over what the words say of this visit; no change where they say nothing of it."""
    without = _without(item, body)
    if without is not None:
        return without
    new = item_from(said, body)
    amended = Amended(item)
    if said.company is not None and is_named(body, new.company) and not is_of(said, item):
        amended = Amended(of_customer(turn, item, said.company.value), (("客户", item.name, new.company),))
    if new.contact and new.contact != item.contact and is_named(body, new.contact):
        amended = amended.having("联系人", item.contact, new.contact, contact=new.contact)
    if said.channel.span is not None and new.channel != item.channel and _SAYS_HOW_IT_WAS.search(body):
        amended = amended.having("方式", item.method, CHANNELS[new.channel], channel=new.channel)
    if said.on.span is not None and new.on != item.on and _SAYS_HOW_IT_WAS.search(body):
        old, shown = turn.reader.day(item.day), turn.reader.day(new.day)
        amended = amended.having("时间", old, shown, on=new.on)
    amended = _with_amounts(amended, new.amounts)
    amended = _with_steps(turn, amended, new.steps)
    sums = [AMOUNTS[one.kind] for one in new.amounts]
    amended = _with_list(amended, "内容", "topics", tuple(one for one in new.topics if one not in sums), str)
    # 「痛点价格高」: under its label a pain is told by the word that the draft shows.
    named = tuple(pain for pain, word in PAINS.items() if "痛点" in body and word in body)
    amended = _with_list(amended, "痛点", "pains", tuple(dict.fromkeys((*new.pains, *named))), PAINS.__getitem__)
    amended = _with_list(amended, "竞品", "competitors", new.competitors, str)
    if new.stage and new.stage != item.stage:
        amended = amended.having("阶段", item.stage, new.stage, stage=new.stage)
    return amended if amended.changes else _with_day(turn, amended, body)


def of_customer(turn: Turn, item: ReportItem, name: str) -> ReportItem:
    """The visit as one to the customer of this name: linked where the person's own tell which it is."""
    own = search_own(turn.session, turn.viewer, name, 3)
    linked = own[0] if len(own) == 1 else None
    return item.changed(
        company=name,
        customer_id=linked.id if linked else None,
        customer_name=linked.name if linked else "",
        candidates=tuple(one.id for one in own) if len(own) > 1 else (),
        is_unlinked=False,
    )


def _with_amounts(amended: Amended, said: tuple[Amount, ...]) -> Amended:
    """A sum takes the place of the one of its kind; one of no kind that of the only one there is."""
    for one in said:
        there = amended.item.amounts
        kind = there[0].kind if one.kind == "other" and len(there) == 1 else one.kind
        old = next((each for each in there if each.kind == kind), None)
        if old is not None and old.yuan == one.yuan:
            continue
        rest = tuple(each for each in there if each.kind != kind)
        amounts = (*rest, Amount(one.yuan, kind, one.words))
        shown = money(old.yuan) if old else ""
        amended = amended.having(AMOUNTS[kind], shown, money(one.yuan), amounts=amounts)
    return amended


def _with_steps(turn: Turn, amended: Amended, said: tuple[Step, ...]) -> Amended:
    """A promise that is there already gets its new day; another is added."""
    for one in said:
        steps = amended.item.steps
        place = next((n for n, each in enumerate(steps) if _is_same_step(each, one)), None)
        shown = f"{one.said(amended.item.contact)}{_day(turn, one)}"
        if place is None:
            amended = amended.having("下一步", "", shown, steps=(*steps, one))
        elif one.last and (one.first, one.last, one.at) != (steps[place].first, steps[place].last, steps[place].at):
            dated = replace(steps[place], first=one.first, last=one.last, at=one.at, words=one.words)
            changed = (*steps[:place], dated, *steps[place + 1 :])
            chosen = "" if place == 0 else amended.item.chosen_due
            old = _day(turn, steps[place]).strip()
            amended = amended.having("截止", old, _day(turn, one).strip(), steps=changed, chosen_due=chosen)
    return amended


def _is_same_step(one: Step, other: Step) -> bool:
    short, long = sorted((one.what, other.what), key=len)
    return one.who == other.who and short in long


def _day(turn: Turn, step: Step) -> str:
    due = step.due(turn.company.calendar.is_workday)
    return f" {turn.reader.day(due.on)}" if due else ""


def _with_list(amended: Amended, label: str, name: str, said: tuple[str, ...], shown: Callable[[str], str]) -> Amended:
    there: tuple[str, ...] = getattr(amended.item, name)
    more = tuple(one for one in said if not any(one in each for each in there))
    if not more:
        return amended
    return amended.having(label, "", "、".join(shown(one) for one in more), **{name: (*there, *more)})


def _with_day(turn: Turn, amended: Amended, body: str) -> Amended:
    """「周五前」「下周三给」: nothing but a day to come is the day of the promise."""
    found = find_times(body, turn.local_now)
    resolved = found[0].resolve("future") if found else None
    if not amended.item.steps or resolved is None or resolved.end is None:
        return amended
    step = amended.item.steps[0]
    rest = body[: found[0].span.start] + body[found[0].span.end :]
    if not set(rest) <= {*_BESIDE_A_DAY, *step.what}:
        return amended
    dated = due_step(step, DueInterval(resolved.start, resolved.end, found[0].span), body)
    due = dated.due(turn.company.calendar.is_workday)
    if due is None or due.on < turn.local_now.date() or dated.last == step.last:
        return amended
    steps = (dated, *amended.item.steps[1:])
    return amended.having("截止", _day(turn, step).strip(), _day(turn, dated).strip(), steps=steps, chosen_due="")


def is_of(said: FollowUpDraft, item: ReportItem) -> bool:
    """Whether the words name this visit's customer."""
    name = said.company.value if said.company else ""
    if name and name in (item.company, item.customer_name):
        return True
    return said.customer_id is not None and said.customer_id == item.customer_id


def is_named(body: str, value: str) -> bool:
    """Whether the words say that it is this one, rather than only speak of it: 「公司是华星」."""
    before, found, after = body.partition(value)
    return bool(found) and bool(_NAMES.search(before)) and len(after.strip("。.!！的吧 ")) <= 1


def _without(item: ReportItem, body: str) -> Amended | None:
    """「没提预算」「海康去掉」: a value that the draft holds goes; None when it holds no such value."""
    match = _WITHOUT.fullmatch(body.rstrip("。.!！ "))
    if match is None:
        return None
    word = (match["after"] or match["before"]).strip("「」 ")
    for amount in item.amounts:
        if word in (AMOUNTS[amount.kind], money(amount.yuan), amount.words):
            left = tuple(one for one in item.amounts if one is not amount)
            return Amended(item).having(AMOUNTS[amount.kind], money(amount.yuan), EMPTY, amounts=left)
    for label, name, words in _LISTS:
        there: tuple[str, ...] = getattr(item, name)
        gone = [one for one in there if word in (label, one, words.get(one, "")) or (len(word) > 1 and word in one)]
        if gone:
            stays = tuple(one for one in there if one not in gone)
            old, new = ("、".join(words.get(one, one) for one in each) for each in (gone, stays))
            return Amended(item).having(label, old, new or EMPTY, **{name: stays})
    steps = [one for one in item.steps if word in ("下一步", "待办") or word in one.what]
    if not steps:
        return None
    remain = tuple(one for one in item.steps if one not in steps)
    shown = "、".join(one.said(item.contact) for one in steps)
    return Amended(item).having("下一步", shown, EMPTY, steps=remain, chosen_due="")
