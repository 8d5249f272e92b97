"""Which rules there are, and what values they take: pure."""

from __future__ import annotations

from datetime import time

from crm_core.rules.views import RuleDefinition

DEFINITIONS = (
    RuleDefinition("overdue_hours", "逾期", "hours", 1, 720, "超过这么久没跟进的线索，进主管的晨报"),
    RuleDefinition("pool_hours", "待激活", "hours", 2, 2160, "录入后这么久没有首次跟进，移入待激活池并告诉主管"),
    RuleDefinition("first_response_target_hours", "首次跟进目标", "hours", 1, 720, "平均首次跟进的目标"),
    RuleDefinition("digest_at", "晨报时间", "time", 0, 0, "主管晨报在工作日的这个时间发"),
    RuleDefinition("morning_at", "待办时间", "time", 0, 0, "销售的待办清单在工作日的这个时间发"),
    RuleDefinition("points_lead", "线索积分", "points", 0, 100, "每条有效线索加的分"),
    RuleDefinition("points_follow_up", "跟进积分", "points", 0, 100, "每条有效跟进加的分"),
)


def definition(word: str) -> RuleDefinition | None:
    """The rule that an admin means by this word or name."""
    return next((rule for rule in DEFINITIONS if word in (rule.word, rule.name)), None)


def to_store(value: int | time) -> int | str:
    """A value as JSON."""
    return value.strftime("%H:%M") if isinstance(value, time) else value


def from_store(value: int | str) -> int | time:
    """A value from JSON."""
    return time.fromisoformat(value) if isinstance(value, str) else value


def problem_with(rule: RuleDefinition, value: int | time) -> str:
    """Why a value is refused (a stable word), or empty when it may be set."""
    if rule.kind == "time":
        return "" if isinstance(value, time) else "needs_time"
    if isinstance(value, time):
        return "needs_number"
    return "" if rule.low <= value <= rule.high else "out_of_range"
