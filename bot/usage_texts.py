"""What is said of a platform's monthly allowance."""

from __future__ import annotations

from collections.abc import Sequence

from cards.model import Text
from crm_core.allowances.rules import is_low
from crm_core.allowances.views import Allowance

KINDS = {"call": "接口", "message": "消息"}
EXAMPLE = "/额度 钉钉 专业版，或 /额度 钉钉 接口 400000 消息 100000"


def line(label: str, allowances: Sequence[Allowance]) -> str:
    """This month's use of one platform."""
    used = " · ".join(f"{KINDS[one.spent]} {one.used:,}/{one.most:,}" for one in allowances)
    return f"{label}本月 {used}{' ⚠️' if any(is_low(one) for one in allowances) else ''}"


def overview(lines: Sequence[str]) -> Text:
    """/额度."""
    known = "侧记自己数的；企业里别的应用也占额度，以平台后台为准。"
    return Text(text="\n".join([*lines, known, f"买了别的版本就说：{EXAMPLE}"]))


def changed(shown: str) -> Text:
    """An allowance was set."""
    return Text(text=f"已改：{shown}\n到八成和用完时会告诉管理员。")


def how_to_change() -> Text:
    """/额度 with words that don't fit."""
    return Text(text=f"这样说：{EXAMPLE}")


def nothing_metered() -> Text:
    """No platform counts."""
    return Text(text="侧记只数钉钉的额度，现在没有接钉钉。")


def passed(label: str, allowance: Allowance, mark: int) -> tuple[str, str, str]:
    """What happened, what it means, what to do."""
    kind = KINDS[allowance.spent]
    used = f"{allowance.used:,}/{allowance.most:,}"
    if mark < 100:
        what = f"{label}{kind}额度用了 {mark}%"
        effect = f"本月已用 {used}"
    else:
        what = f"{label}{kind}额度用完了"
        lost = "发不出消息" if allowance.spent == "call" else "收到的消息没有内容"
        effect = f"本月已用 {used}，{label}再宽限几天，之后{lost}"
    return what, effect, f"到{label}开发者后台看用量，买专业版或加量包，再说 {EXAMPLE.split('，')[0]}"


def arrives_empty(label: str) -> tuple[str, str, str]:
    """The platform delivers messages without their content: what, effect, remedy."""
    return (
        f"{label}消息额度用完了",
        "同事发来的消息没有内容，什么都没记；他们收到了说明",
        f"到{label}开发者后台买专业版或加量包，或等下个月；恢复后请大家重发",
    )
