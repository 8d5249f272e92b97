"""What was understood from a report: shown with its words, written after 确认 (CONVERSATION 3.5; A14, C1, C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cards import wording
from cards.model import Button, Card, Fact, MessageKind, Section, Select, Tone
from cards.templates.parts import Identifier, options, others, press
from cards.wording import Reader

NOTHING_WRITTEN = "确认前不会写入"
SAY_IT = "也可以直接说「不是王总，是李总」"
MAX_ITEMS = 8
_LABEL_ROOM = 4
_NEXT_STEP = "下一步"


@dataclass(frozen=True, slots=True)
class DueChoice:
    """When the next step is due: the proposed day, its words, and the days to choose from."""

    on: date
    evidence: str = ""
    first: date | None = None
    last: date | None = None
    choices: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Which of several is meant: 「哪位王总？」 about 「王总」, with (id, label) choices.

    A choice is answered by `draft:link:<draft>.<item>.<id>`; `leave` (先不挂) by `draft:unlinked:…`.
    """

    text: str
    about: str
    choices: tuple[tuple[Identifier, str], ...]

    @property
    def sentence(self) -> str:
        """「哪位王总？ ①A公司 ②华星」."""
        return f"{self.text} {wording.choices(label for _, label in self.choices)}"


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One visit, call … of a report. `number` counts from one; `when` is as said: 今天上午."""

    number: int
    company: str = ""
    contact: str = ""
    method: str = ""
    when: str = ""
    facts: tuple[Fact, ...] = ()
    note: str = ""
    note_evidence: str = ""
    question: OpenQuestion | None = None

    @property
    def name(self) -> str:
        """What it is called in a line: the company, else the person."""
        return self.company or self.contact

    @property
    def heading(self) -> str:
        """「① 恒瑞 · 李总 · 电话 · 今天上午」."""
        person = self.contact if self.company else ""
        said = wording.join_facts(wording.short_name(self.name, 16), person, self.method, self.when)
        return f"{wording.number_mark(self.number)} {said}"


def _due_fact(due: DueChoice, reader: Reader) -> Fact:
    said = reader.day(due.on)
    if due.first is not None and due.last is not None and due.first != due.last:
        said += f"（可选 {reader.range(due.first, due.last)}）"
    return Fact(label="截止", value=said, evidence=due.evidence)


def _due_select(draft: str, version: int, due: DueChoice, reader: Reader) -> Select:
    return Select(
        name="due",
        label="截止",
        options=options((on.isoformat(), reader.day(on)) for on in due.choices),
        selected=due.on.isoformat(),
        action=press("", "draft", "due", draft, version).action,
        word="截止",
    )


def one(
    *,
    draft_id: int,
    version: int,
    method: str,
    company: str,
    contact: str,
    on: date,
    facts: Sequence[Fact],
    quote: str,
    reader: Reader,
    spoken: bool = False,
    due: DueChoice | None = None,
    warning: str = "",
    item: int | None = None,
    of: int = 1,
) -> Card:
    """One visit with all its fields. `facts` are 客户 联系人 方式 时间 内容 下一步 … each with its words.

    With `item` it is one of `of` drafts (逐条看): 「1/3」 beside the title and [上一条] [下一条].
    """
    target = str(draft_id) if item is None else f"{draft_id}.{item}"
    confirm, edit, drop = ("confirm", "edit", "drop") if item is None else ("confirm_item", "edit_item", "drop_item")
    turn = "" if item is None else f"{item}/{of}"
    what = " ".join(part for part in (company, contact, method) if part)
    buttons = (
        press("确认", "draft", confirm, target, version, style="primary"),
        press("改", "draft", edit, target, version),
        press("不记", "draft", drop, target, version),
        *(_turning(draft_id, version, item, of) if item is not None else ()),
    )
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"draft:{draft_id}",
        version=version,
        summary=f"日报草稿{f' {turn} ' if turn else ''}待确认：{what}",
        title="日报草稿",
        subject=wording.join_facts(method, wording.short_name(company, 20), contact),
        status=wording.join_facts(turn, "待确认"),
        tone=Tone.WAITING,
        subtitle=reader.day(on, near=True),
        quote=f"听到：{quote}" if spoken else quote,
        facts=(*facts, *((_due_fact(due, reader),) if due else ())),
        warning=warning,
        selects=(_due_select(target, version, due, reader),) if due and due.choices else (),
        buttons=buttons,
        footer=(NOTHING_WRITTEN, SAY_IT),
    )


def _turning(draft_id: int, version: int, item: int, of: int) -> tuple[Button, ...]:
    buttons: tuple[Button, ...] = ()
    if item > 1:
        buttons += (press("上一条", "draft", "show", f"{draft_id}.{item - 1}", version),)
    if item < of:
        buttons += (press("下一条", "draft", "show", f"{draft_id}.{item + 1}", version),)
    return buttons


def _section(draft_id: int, version: int, item: DraftItem) -> Section:
    target, mark = f"{draft_id}.{item.number}", wording.number_mark(item.number)
    if item.question is None:
        buttons: tuple[Button, ...] = (
            press("确认", "draft", "confirm_item", target, version, word=f"{mark}确认"),
            press("改", "draft", "edit_item", target, version, word=f"{mark}改"),
            press("不记", "draft", "drop_item", target, version, word=f"{mark}不记"),
        )
    else:
        buttons = _link_buttons(target, version, item.question)
    lines: tuple[str, ...] = (item.note,) if item.note else ()
    if item.question is not None:
        lines += (f"⚠️ {item.question.sentence}",)
    return Section(
        title=item.heading,
        lines=lines,
        facts=item.facts,
        evidence=item.note_evidence,
        buttons=buttons,
        key=str(item.number),
        row=_row(item),
    )


def _row(item: DraftItem) -> Fact:
    """The item in one line: 「① 电话」 「恒瑞 李总 · 预算 50 万 · 发方案 3月6日 周五前」."""
    mark = wording.number_mark(item.number)
    who = f"{wording.short_name(item.name, 12)} {item.contact if item.company else ''}".strip()
    facts = (
        fact.value.replace(" · ", " ") if fact.label == _NEXT_STEP else f"{fact.label} {fact.value}"
        for fact in item.facts
    )
    label = f"{mark} {item.method}" if len(item.method) < _LABEL_ROOM else f"{mark}{item.method}"
    return Fact(label=label, value=wording.join_facts(who, *facts, item.note))


def _link_buttons(target: str, version: int, question: OpenQuestion) -> tuple[Button, ...]:
    return tuple(
        press(label, "draft", "link", f"{target}.{value}", version, word=str(n))
        for n, (value, label) in enumerate(question.choices, start=1)
    )


def _link_select(item: DraftItem, question: OpenQuestion) -> Select:
    leave = () if any(value == "leave" for value, _ in question.choices) else (("leave", "先不挂"),)
    return Select(
        name=f"link_{item.number}",
        label=f"{wording.number_mark(item.number)} 挂到",
        options=options((*question.choices, *leave)),
        selected="",
        on_pick=True,
    )


def several(
    *,
    draft_id: int,
    version: int,
    on: date,
    items: Sequence[DraftItem],
    quote: str,
    reader: Reader,
    spoken: bool = False,
) -> Card:
    """Several visits of one report, up to eight shown; what is ambiguous is asked and nothing waits for it."""
    shown = items[:MAX_ITEMS]
    first_open = next((item for item in shown if item.question), None)
    names = "、".join(wording.short_name(item.name, 8) for item in shown[:3])
    buttons: tuple[Button, ...] = (
        press("全部确认", "draft", "confirm_all", draft_id, version, style="primary"),
        press("逐条看", "draft", "review", draft_id, version),
        press("全部不记", "draft", "drop", draft_id, version),
    )
    if len(items) > MAX_ITEMS:
        buttons += (press("看全部", "draft", "show_all", draft_id, version),)
    hint = ""
    if first_open is not None and first_open.question is not None:
        numbers = "".join(f"「{n}」" for n in range(1, len(first_open.question.choices) + 1))
        hint = f"回{numbers}选{first_open.question.about}"
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"draft:{draft_id}",
        version=version,
        summary=f"日报草稿 {len(items)} 条待确认：{names}{' 等' if len(items) > 3 else ''}",
        title="日报草稿",
        status=f"{len(items)} 条 · 待确认",
        tone=Tone.WAITING,
        subtitle=reader.day(on),
        quote=f"听到：{quote}" if spoken else quote,
        sections=tuple(_section(draft_id, version, item) for item in shown),
        question=_asked(first_open),
        selects=(_link_select(first_open, first_open.question),) if first_open and first_open.question else (),
        buttons=buttons,
        hint=hint,
        lines=others(len(items), len(shown)),
        footer=(NOTHING_WRITTEN,),
    )


def _asked(item: DraftItem | None) -> str:
    if item is None or item.question is None:
        return ""
    mark = wording.number_mark(item.number)
    return f"{mark} {item.question.sentence}"


def question(*, draft_id: int, version: int, item: DraftItem, written: Sequence[int] = ()) -> Card:
    """The open question by itself; `written` are the numbers of the items that 全部确认 has written."""
    if item.question is None:
        raise ValueError("the item asks nothing")
    marks = "".join(wording.number_mark(n) for n in written)
    asked = _asked(item) if written else _asked(item)[2:]
    target = f"{draft_id}.{item.number}"
    return Card(
        kind=MessageKind.QUESTION,
        key=f"draft:{draft_id}",
        version=version,
        summary=f"{marks}已写入。{asked}" if marks else asked,
        title="日报草稿",
        question=asked,
        lines=(f"{marks}已写入。",) if marks else (),
        buttons=(
            *_link_buttons(target, version, item.question),
            press("先不挂", "draft", "unlinked", target, version),
        ),
    )


def unknown_company(
    *,
    draft_id: int,
    version: int,
    item: DraftItem,
    heard: str,
    similar: Sequence[tuple[Identifier, str]] = (),
) -> Card:
    """No customer of that name: a similar one of the reporter's own, a new lead, or a record without customer."""
    target = f"{draft_id}.{item.number}"
    mark = wording.number_mark(item.number)
    offered = [
        (f"{label}（你的客户）", press(label, "draft", "link", f"{target}.{value}", version))
        for value, label in similar
    ]
    offered.append(("是新客户，要建线索", press("建线索", "draft", "new_customer", target, version)))
    offered.append(("先不挂客户，只留记录", press("先不挂", "draft", "unlinked", target, version)))
    buttons = tuple(
        button.model_copy(update={"label": str(n), "word": str(n)}) for n, (_, button) in enumerate(offered, start=1)
    )
    return Card(
        kind=MessageKind.QUESTION,
        key=f"draft:{draft_id}",
        version=version,
        summary=f"没找到「{heard}」，是哪一家？",
        title=f"{mark} 没找到「{wording.short_name(heard, 8)}」",
        lines=(wording.join_facts(item.contact, item.method, item.when, item.note),),
        facts=item.facts,
        question=wording.choices(label for label, _ in offered),
        buttons=buttons,
    )


def need_lead(*, draft_id: int, version: int, item: int) -> Card:
    """建线索 was chosen: phone and stage are asked, then the draft goes on by itself."""
    asked = "新客户还需要手机号和阶段。例：139… 初步沟通"
    return Card(
        kind=MessageKind.QUESTION,
        key=f"draft:{draft_id}",
        version=version,
        summary=asked,
        title="新客户",
        question=asked,
        buttons=(press("先不挂", "draft", "unlinked", f"{draft_id}.{item}", version),),
    )


def still_waiting(*, draft_id: int, version: int, names: Sequence[str]) -> Card:
    """At 18:00, once: drafts that were not confirmed."""
    said = "、".join(wording.short_name(name, 8) for name in names)
    line = f"有 {len(names)} 条草稿没确认：{said}。"
    return Card(
        kind=MessageKind.QUESTION,
        key=f"draft:{draft_id}",
        version=version,
        summary=line,
        title="草稿没确认",
        status="待确认",
        tone=Tone.WAITING,
        lines=(line,),
        buttons=(
            press("全部确认", "draft", "confirm_all", draft_id, version, style="primary"),
            press("看一眼", "draft", "review", draft_id, version),
            press("不记", "draft", "drop", draft_id, version),
        ),
    )
