"""A rule that an admin has dictated: preview, enabled, refused (CONVERSATION 3.16; D5, O4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards import wording
from cards.model import Card, Fact, MessageKind, Text, Tone
from cards.templates.parts import press
from cards.wording import Reader


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """One thing that was checked before a rule may run."""

    name: str
    ok: bool


def preview(
    *,
    rule_id: int,
    version: int,
    condition: str,
    effect: str,
    hits: int | None,
    examples: Sequence[str],
    checks: Sequence[RuleCheck],
) -> Card:
    """What it will do and whom it will hit, None where a rule hits nobody; a failing check takes 启用 away."""
    expected = "" if hits is None else f"明天起，预计命中 {hits} 条"
    passed = all(check.ok for check in checks)
    facts = (
        Fact(label="条件", value=condition),
        Fact(label="动作", value=effect),
        *((Fact(label="命中", value=expected),) if expected else ()),
        *((Fact(label="例如", value=wording.join_facts(*examples[:3])),) if examples else ()),
        Fact(label="检查", value=" ".join(f"{check.name} {'√' if check.ok else '⚠️'}" for check in checks)),
    )
    enable = (press("启用", "rule", "enable", rule_id, version, style="primary"),) if passed else ()
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"rule:{rule_id}",
        version=version,
        summary="；".join(part for part in (f"规则预览：{condition}，{effect}", expected) if part),
        title="规则预览",
        status="未启用",
        tone=Tone.WAITING,
        facts=facts,
        warning="" if passed else "⚠️ 检查没过，改好才能启用",
        buttons=(
            *enable,
            press("改", "rule", "edit", rule_id, version),
            press("不要了", "rule", "discard", rule_id, version),
        ),
        footer=(f"启用前不会发任何消息 · 启用后回「停用规则 {rule_id}」",),
    )


def enabled(*, rule_id: int, version: int, number: int, what: str, since: datetime, reader: Reader) -> Card:
    """「已启用 规则 7：逾期 48 小时，从 3月3日 周二 00:00 起。」."""
    line = f"{what}，从 {reader.when(since)} 起。"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"rule:{rule_id}",
        version=version,
        summary=f"已启用 规则 {number}：{line}",
        title=f"规则 {number}",
        status="已启用",
        tone=Tone.DONE,
        lines=(line,),
        buttons=(press("停用", "rule", "disable", rule_id, version, word=f"停用规则 {number}"),),
    )


def disabled(*, number: int) -> Text:
    """What was sent is not taken back."""
    return Text(text=f"已停用 规则 {number}，已发出的不收回。")
