"""What the product has recorded, as the demo page tells it line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cards.wording import signed
from crm_core.audit.model import AuditRow
from crm_core.customers.queries import customer_for_company
from crm_core.database.types import table
from crm_core.follow_ups.model import DraftRow, FollowUpRow
from crm_core.leads.queries import lead_for_company
from crm_core.organisation.queries import active_employees
from crm_core.points.model import PointsRow

_AUDIT, _POINTS, _DRAFTS, _FOLLOW_UPS = table(AuditRow), table(PointsRow), table(DraftRow), table(FollowUpRow)

_WORDS = {
    "lead_captured": ("写入", "线索"),
    "lead_undone": ("撤销", "线索"),
    "lead_restored": ("恢复", "线索"),
    "lead_changed": ("改", "线索"),
    "lead_pooled": ("移入待激活池", "线索"),
    "lead_returned": ("移出待激活池", "线索"),
    "follow_up_recorded": ("写入", "跟进"),
    "follow_up_undone": ("撤销", "跟进"),
    "follow_up_corrected": ("改", "跟进"),
    "next_step_noted": ("写入", "待办"),
    "next_step_dropped": ("撤销", "待办"),
    "next_step_done": ("完成", "待办"),
    "next_step_put_off": ("推迟", "待办"),
    "customer_transferred": ("转给", "客户"),
    "approval_asked": ("提交审批", ""),
    "approval_agreed": ("同意审批", ""),
    "approval_refused": ("拒绝审批", ""),
    "rule_enabled": ("启用", "规则"),
    "rule_disabled": ("停用", "规则"),
    "member_changed": ("启用", "成员变更"),
    "nudged": ("催办", "线索"),
    "nudge_recalled": ("撤销", "催办"),
    "refused": ("没有权限", ""),
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line: when, what, and how it is coloured (done, waiting, risk, info)."""

    at: datetime
    text: str
    tone: str


def ledger(session: Session, since: datetime) -> dict[str, Any]:
    """Everything recorded since then, oldest first, and the counts of the last line of the story."""
    names = {one.id: one.name for one in active_employees(session)}
    lines = [*_audit(session, since, names), *_points(session, since, names), *_drafts(session, since)]
    lines.sort(key=lambda line: line.at)
    written = sum(1 for line in lines if line.text.startswith("写入"))
    waiting = sum(1 for line in lines if line.tone == "waiting")
    return {
        "entries": [
            {"id": n, "at": line.at.isoformat(), "text": line.text, "tone": line.tone}
            for n, line in enumerate(lines, start=1)
        ],
        "counts": {"written": written, "not_written": waiting, "lost": 0},
    }


def _audit(session: Session, since: datetime, names: dict[int, str]) -> list[LedgerLine]:
    found = []
    for row in session.execute(select(_AUDIT).where(_AUDIT.c.at >= since).order_by(_AUDIT.c.id)):
        if row.act not in _WORDS:
            continue
        verb, noun = _WORDS[row.act]
        subject = _subject(session, row.subject, row.subject_id)
        who = names.get(row.actor_id, "") if row.actor_id else ""
        tone = "risk" if row.act in ("refused", "lead_pooled") else "done"
        text = " ".join(part for part in (verb, noun, subject, f"· {who}" if who else "") if part)
        found.append(LedgerLine(row.at, text, tone))
    return found


def _subject(session: Session, subject: str, subject_id: int | None) -> str:
    if subject_id is None:
        return ""
    if subject == "lead":
        lead = lead_for_company(session, subject_id)
        return lead.company if lead else ""
    if subject == "customer":
        customer = customer_for_company(session, subject_id)
        return customer.name if customer else ""
    if subject == "follow_up":
        row = session.execute(select(_FOLLOW_UPS).where(_FOLLOW_UPS.c.id == subject_id)).first()
        customer = customer_for_company(session, row.customer_id) if row and row.customer_id else None
        return customer.name if customer else ""
    return ""


def _points(session: Session, since: datetime, names: dict[int, str]) -> list[LedgerLine]:
    balances: dict[int, int] = {}
    found = []
    for row in session.execute(select(_POINTS).order_by(_POINTS.c.id)):
        balances[row.employee_id] = balances.get(row.employee_id, 0) + row.delta
        if row.at >= since:
            text = f"积分 {signed(row.delta)} → {balances[row.employee_id]} · {names.get(row.employee_id, '')}"
            found.append(LedgerLine(row.at, text, "info"))
    return found


def _drafts(session: Session, since: datetime) -> list[LedgerLine]:
    found = []
    for row in session.execute(select(_DRAFTS).where(_DRAFTS.c.said_at >= since).order_by(_DRAFTS.c.id)):
        if row.kind == "blocked":
            found.append(LedgerLine(row.said_at, f"未写入：{row.said}（疑似重复）", "waiting"))
        elif row.state == "open" and row.kind == "report":
            names = "、".join(item["company"] or item["customer_name"] or item["contact"] for item in row.items[:3])
            found.append(LedgerLine(row.said_at, f"草稿 {names}（未写入）", "waiting"))
    return found
