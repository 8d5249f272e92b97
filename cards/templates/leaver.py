"""A colleague has left: what becomes of his customers (CONVERSATION 3.4, 3.23; I23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards import limits, wording
from cards.actions import ROW
from cards.model import Button, Card, Fact, MessageKind, Section, Text, Tone
from cards.templates.parts import done, ended, first_rows, others, page, press
from cards.templates.rows import pick

POOL = "公海"


@dataclass(frozen=True, slots=True)
class Left:
    """A customer without an owner who is there, and how long nobody has contacted it: 「5 天没联系」."""

    customer_id: int
    company: str
    idle: str


def question(
    *, leaver_id: int, name: str, total: int, late: int, first: Left, receiver: tuple[int, str] | None
) -> Card:
    """To the manager: all to one, one by one, or to whoever takes them. `receiver` is proposed: he has the fewest."""
    what = f"{name}名下 {total} 个客户待交接{f'（{late} 个有逾期）' if late else ''}"
    all_to: tuple[Button, ...] = ()
    if receiver is not None:
        receiver_id, to = receiver
        all_to = (
            press(
                f"全部转给{wording.short_name(to, 6)}",
                "leaver",
                "give",
                f"{leaver_id}.{receiver_id}",
                style="primary",
                word=f"全部转给{to}",
            ),
        )
    return Card(
        kind=MessageKind.ALERT,
        key=f"leaver:{leaver_id}",
        summary=f"{what}。",
        title=limits.cut(f"{name}离职交接", limits.TITLE),
        status="待交接",
        tone=Tone.WAITING,
        subtitle=what,
        lines=(f"先看{wording.short_name(first.company, 12)}：{first.idle}",),
        buttons=(
            *all_to,
            press("逐个看", "leaver", "list", leaver_id),
            press("放进公海", "leaver", "pool", leaver_id),
        ),
        hint=f"转给别人就说：把{name}的客户都转给某某",
        footer=("因为你是主管 · 交接完之前，每个工作日提醒一次",),
    )


def confirm(*, leaver_id: int, name: str, total: int, to_id: int, to: str) -> Card:
    """Said in words: the last look before it happens."""
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"leaver:{leaver_id}",
        summary=f"{name}的 {total} 个客户转给 {to}？",
        title=limits.cut(f"转给 {to}？", limits.TITLE),
        status="待确认",
        tone=Tone.WAITING,
        lines=(f"{name}的 {total} 个客户",),
        question="阶段、联系人、记录都跟着走。",
        buttons=(
            press("确认", "leaver", "give", f"{leaver_id}.{to_id}", style="primary"),
            press("取消", "transfer", "cancel", leaver_id),
        ),
    )


def one_by_one(*, leaver_id: int, name: str, customers: Sequence[Left]) -> Card:
    """逐个看: the longest untouched first, each to be given to somebody."""
    return _list(
        f"{name}的客户 {len(customers)} 个", f"leaver_list:{leaver_id}", customers, ("转给", "leaver", "transfer")
    )


def pooled(*, leaver_id: int, name: str, total: int) -> Card:
    """放进公海: who takes one has it."""
    line = f"{name}的 {total} 个客户进了{POOL}，团队里谁先领取归谁。"
    return done(
        f"leaver:{leaver_id}",
        line,
        title=f"已进{POOL}",
        status="已写入",
        buttons=(press("撤销", "leaver", "unpool", leaver_id),),
        footer=("7 天内可撤销",),
    )


def unpooled(*, leaver_id: int, name: str, total: int) -> Card:
    """撤销 of 放进公海."""
    line = f"{name}的 {total} 个客户从{POOL}收回来了，还等你交接；已经领走的不动。"
    return ended(
        f"leaver:{leaver_id}",
        line,
        title=f"已收回{POOL}",
        status="已撤销",
    )


def to_team(*, total: int) -> Card:
    """To each of the team, once."""
    line = f"{POOL}里新到 {total} 个客户，谁先领取归谁。"
    return Card(
        kind=MessageKind.ALERT,
        summary=line,
        title=f"{POOL}有新客户",
        lines=(line,),
        buttons=(page(f"看{POOL}", "public_pool", word=POOL),),
        footer=("因为你在这个团队",),
    )


def open_to_take(*, customers: Sequence[Left]) -> Card:
    """公海: name and time only, until somebody takes it."""
    return _list(f"{POOL} {len(customers)} 个", "public_pool", customers, ("领取", "pool", "take"))


def nothing_to_take() -> Text:
    """公海 is empty."""
    return Text(text=f"{POOL}里现在没有客户。")


def taken(*, customer_id: int, company: str) -> Card:
    """领取: it is his now."""
    line = f"{company} 归你了：阶段、联系人、记录都在。"
    return done(
        f"taken:{customer_id}",
        line,
        title="已领取",
        status="已写入",
        version=1,
        buttons=(
            press("看情况", "customer", "open", customer_id, style="primary"),
            press("写跟进", "customer", "write", customer_id),
        ),
    )


def _list(title: str, key: str, customers: Sequence[Left], act: tuple[str, str, str]) -> Card:
    label, subject, name = act
    sections = []
    for number, one in enumerate(first_rows(customers), start=1):
        mark, company = wording.number_mark(number), wording.short_name(one.company, 14)
        sections.append(
            Section(
                title=f"{mark} {company}",
                lines=(one.idle,),
                buttons=(press(label, subject, name, one.customer_id, word=f"{mark}{label}"),),
                key=str(one.customer_id),
                row=Fact(label=mark, value=wording.join_facts(company, one.idle)),
            )
        )
    judgement = f"先看{wording.short_name(customers[0].company, 12)}：{customers[0].idle}"
    return Card(
        kind=MessageKind.LIST,
        key=key,
        summary=f"{title}：{judgement}",
        title=limits.cut(title, limits.TITLE),
        subtitle=judgement,
        sections=tuple(sections),
        selects=(pick(sections),),
        buttons=(press(label, subject, name, ROW, style="primary", on_pick=True),),
        lines=others(len(customers), len(sections), "个"),
    )
