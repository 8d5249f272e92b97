"""Sentences of the sidebar that depend on facts; fixed words stand in its templates (CONVERSATION §5)."""

from __future__ import annotations

from cards.templates import lead_missing

TO_CEJI = "记到侧记"
"""What the entry in a message's own menu is called."""


def handed_on() -> str:
    """Messages chosen in a chat were said to the bot."""
    return "收到了。草稿在和侧记的聊天里，你确认了才写入。"


def linked(name: str) -> str:
    """Somebody in the chat has been linked to a customer."""
    return f"{name} 关联好了。"


def needed(field: lead_missing.Field) -> str:
    """Under an empty field."""
    return {
        "phone": "还缺手机号，11 位。",
        "company": "还缺企业名称，全称或简称都行。",
        "stage": "还缺阶段，选一个。",
    }[field]


def wrong_phone(typed: str) -> str:
    """Under a number that can't be one: what the chat says of it, without asking for another message."""
    said = lead_missing.wrong_length(typed=typed[:20], dialog_id="page").question
    return f"{said.partition('。')[0]}。"


def bare_company(typed: str) -> str:
    """Under a word like 「公司」: the same words as in the chat."""
    return lead_missing.bare_company(typed=typed[:20], dialog_id="page").question


def not_understood() -> str:
    """Under a note without anything to record."""
    return "没看出聊了什么。写上说了什么、下一步，例：聊了报价，他下周五前给答复。"


def too_long(limit: int) -> str:
    """Under a note that is too long."""
    return f"超过 {limit} 字了，分两次写。"


def step_done(what: str) -> str:
    """Read aloud after a tick."""
    return f"已完成：{what}"


def phone_shown(tail: str) -> str:
    """Read aloud after [显示]."""
    return f"已显示尾号 {tail} 的全号，这次查看有记录。"


def request_sent() -> str:
    """After [申请协作] without knowing whether there is such a customer: one sentence either way (I2)."""
    return "已提交。同意后会在聊天里告诉你。"


def next_due(day: str, what: str) -> str:
    """Nothing is due today: what comes next."""
    return f"最近的是 {day}：{what}"
