"""Customers in WeChat: added, found again, lost (CONVERSATION 3.1–3.3 for what follows; A1, J29)."""

from __future__ import annotations

from collections.abc import Sequence

from cards import limits, wording
from cards.model import Card, CardState, Fact, MessageKind, Text, Tone
from cards.templates.parts import Identifier, done, ended, press


def added(*, contact_id: int, name: str, remark: str, company: str, phone: str, stage: str) -> Card:
    """To the rep: whose customer is he? `company` and `phone` are what the rep himself has noted, `stage` is where a
    lead would begin; with both known it is one tap."""
    facts = (
        Fact(label="备注", value=remark),
        Fact(label="公司", value=company),
        Fact(label="电话", value=wording.mask_phone(phone) if phone else ""),
        Fact(label="阶段", value=stage if company and phone else ""),
    )
    is_whole = bool(company and phone)
    first = ("存为线索", "save") if is_whole else ("补手机号", "phone")
    asked = "按你的备注存为线索？" if is_whole else "是哪家客户？"
    return Card(
        kind=MessageKind.QUESTION,
        key=f"external:{contact_id}",
        summary=f"微信新加了{name}，{asked}",
        title=limits.cut(f"微信新加了{name}", limits.TITLE),
        status="未建客户",
        tone=Tone.WAITING,
        facts=tuple(fact for fact in facts if fact.value),
        question=asked,
        buttons=(
            press(first[0], "external", first[1], contact_id, style="primary"),
            press("关联客户", "external", "link", contact_id, word="关联"),
            press("不是客户", "external", "ignore", contact_id),
        ),
        footer=("因为他刚加到你的微信里",),
    )


def choose(*, contact_id: int, name: str, customers: Sequence[tuple[Identifier, str]]) -> Card:
    """Which of the rep's customers? `customers` are (id, name), at most five; any other is typed."""
    asked = "点一个，或者发客户名字。" if customers else "发客户名字就行，两个字也可以。"
    choices = [
        press(wording.short_name(company, 10), "external", "choose", f"{contact_id}.{customer_id}", 2, word=str(number))
        for number, (customer_id, company) in enumerate(customers[:5], start=1)
    ]
    return Card(
        kind=MessageKind.QUESTION,
        key=f"external:{contact_id}",
        version=2,
        summary=f"{name}是哪家客户的？{asked}",
        title=limits.cut(f"{name}是哪家的？", limits.TITLE),
        question=asked,
        buttons=(
            *choices,
            press("取消", "external", "cancel", contact_id, 2),
        ),
    )


def linked(*, contact_id: int, name: str, customer_id: int, company: str, by_number: bool = False) -> Card:
    """He belongs to this customer; `by_number` when nobody had to be asked."""
    line = f"{name} 关联到了 {company}{'（手机号相同）' if by_number else ''}"
    return done(
        f"external:{contact_id}",
        line,
        title=limits.cut(f"{name} → {wording.short_name(company, 10)}", limits.TITLE),
        status="已关联",
        version=3,
        buttons=(
            press("打开", "customer", "open", customer_id, 3, style="primary"),
            press("改", "external", "link", contact_id, 3),
        ),
        hint="和他聊天时打开侧边栏，就是这家客户",
    )


def ignored(*, contact_id: int, name: str) -> Card:
    """不是客户: nothing is asked about him any more."""
    line = f"{name} 不是客户，不再问了。"
    return ended(
        f"external:{contact_id}",
        line,
        title=limits.cut(f"{name} 不是客户", limits.TITLE),
        status="已记住",
        state=CardState.SKIPPED,
    )


def left(*, contact_id: int, name: str, customer_id: int, company: str) -> Card:
    """To the rep whom the customer has deleted."""
    return Card(
        kind=MessageKind.ALERT,
        key=f"external-left:{contact_id}",
        summary=f"{name} 解除了微信好友：{company}",
        title=limits.cut(f"{name}解除了微信好友", limits.TITLE),
        facts=(Fact(label="客户", value=company),),
        buttons=(
            press("历史", "customer", "history", customer_id, style="primary"),
            press("写跟进", "customer", "write", customer_id),
        ),
        footer=("因为他原来在你的微信里",),
    )


def left_unlinked(*, name: str) -> Text:
    """The same of somebody who was nobody's customer yet."""
    return Text(text=f"{name} 解除了微信好友。他还没有关联客户。")


def transfer_failed(*, name: str, is_full: bool) -> Text:
    """To the rep who was to take the customer over."""
    why = "你的微信客户数到上限了，清掉一些再接" if is_full else "客户没有同意换人"
    return Text(text=f"{name} 没有转到你的微信：{why}。")
