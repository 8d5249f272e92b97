"""The first meeting (CONVERSATION 3.22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards import limits
from cards.model import Card, Fact, MessageKind, Text
from cards.templates.parts import page, press


def rep(*, name: str, manager: str) -> Card:
    """To a rep, when he first opens the chat."""
    line = f"{name}，我是侧记，帮你记客户。"
    seen_by = f"你和主管{manager}能看" if manager else "只有你能看"
    return Card(
        kind=MessageKind.ANSWER,
        summary=line,
        title="我是侧记",
        lines=(line, "试一句，看看会怎样：", "139… 公司名 初步沟通", "或者说一段今天的拜访，我拆好给你确认。"),
        buttons=(
            page("录第一条线索", "new_lead", style="primary"),
            page("先看个例子", "example"),
        ),
        footer=(f"你的记录：{seen_by}。不定位，不读聊天",),
    )


def after_first_lead() -> Text:
    """Once, after the first lead."""
    return Text(text="以后每个工作日 08:45，有到期的事才找你。回「提醒设置」可改。")


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One step of setting up: done with a fact, or what to do."""

    name: str
    done: bool
    fact: str


def admin(*, name: str, platform: str, steps: Sequence[SetupStep]) -> Card:
    """To the administrator: what works and what is left."""
    ready = sum(step.done for step in steps)
    line = f"{name}，侧记已连上{platform}"
    return Card(
        kind=MessageKind.ANSWER,
        key="setup:admin",
        summary=f"{line}，{ready}/{len(steps)} 项就绪",
        title=limits.cut(f"已连上{platform}", limits.TITLE),
        status=f"{ready}/{len(steps)}",
        lines=(line,),
        facts=tuple(Fact(label=f"{'√' if step.done else '○'}{step.name}", value=step.fact) for step in steps),
        buttons=(
            press("试发一条给我", "setup", "test", "me", style="primary"),
            press("导入客户", "setup", "import", "me"),
            press("请 2 个人先试", "setup", "pilot", "me"),
        ),
        footer=("/状态 看健康 · /帮助 看全部 · 全部设置都可撤销",),
    )


def admin_ready(*, total: int) -> Text:
    """All steps are done."""
    return Text(text=f"{total}/{total} 好了。第一周建议：2 个销售先用，周五我给你一页小结。")
