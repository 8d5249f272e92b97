"""What the admin is told of jobs: their names in his words, and what to do about one that failed."""

from __future__ import annotations

_TITLES = {
    "escalation": "72 小时没人联系的升级",
    "reminders": "到点的待办提醒",
    "draft_reminder": "没确认的草稿提醒",
    "draft_expiry": "草稿过期",
    "approvals": "审批的催和作废",
    "morning_list": "销售的今日清单",
    "morning_digest": "主管晨报",
    "group_pushes": "群推送",
    "handovers": "离职交接的再问",
    "weekly_report": "周报",
    "directory": "读通讯录",
    "external_contacts": "读微信客户",
    "housekeeping": "夜里的清理",
}


def title(job: str) -> str:
    """A job as the admin knows it; one that is no longer there keeps its name."""
    return _TITLES.get(job, job)


def failed(job: str) -> tuple[str, str, str]:
    """What has happened, what it means, what to do."""
    return (
        f"「{title(job)}」这次没做成",
        "只是这一次没做，别的照常，下次到点会再做",
        "在服务器上运行 ceji doctor，按它说的改；再失败就把编号和日志发给实施的人",
    )
