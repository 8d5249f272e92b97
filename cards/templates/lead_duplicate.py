"""The lead exists already: nothing is saved, nothing of the other record is shown (CONVERSATION 3.4; F4, F18, I2)."""

from __future__ import annotations

from cards import wording
from cards.model import Button, Card, MessageKind, Tone
from cards.templates.parts import press

PHONE = "手机号相同"
NAME = "名称相同"


def of_another(
    *,
    duplicate_id: str,
    company: str,
    owner: str,
    reason: str,
    sent_company: str,
    sent_phone: str,
    version: int = 1,
) -> Card:
    """Somebody else's: company and owner, nothing more (F18). What was sent is shown back, masked."""
    sent = wording.join_facts(wording.short_name(sent_company, 20), wording.mask_phone(sent_phone))
    return Card(
        kind=MessageKind.QUESTION,
        key=f"duplicate:{duplicate_id}",
        version=version,
        summary=f"疑似已有客户：{company}（{reason}），负责人 {owner}",
        title="疑似已有客户",
        status="未保存",
        tone=Tone.WAITING,
        lines=(f"{company}（{reason}）", f"负责人 {owner}", f"你发的：{sent}"),
        buttons=(
            press("申请协作", "duplicate", "collaborate", duplicate_id, version, style="primary"),
            press("仍要新建（需主管同意）", "duplicate", "create", duplicate_id, version, word="仍要新建"),
        ),
    )


def of_nobody(*, customer_id: int, company: str) -> Card:
    """In 公海: whoever of the team takes it has it (3.4)."""
    line = f"{company}在公海里，可以直接领取。"
    return Card(
        kind=MessageKind.QUESTION,
        key=f"public:{customer_id}",
        summary=line,
        title="在公海里",
        status="未保存",
        tone=Tone.WAITING,
        lines=(line,),
        buttons=(press("领取", "pool", "take", customer_id, style="primary"),),
    )


def of_oneself(
    *, duplicate_id: str, customer_id: int, company: str, stage: str, same_phone: bool, version: int = 1
) -> Card:
    """The sender's own: open it, write to it, or save what was sent as one more lead of it (F8)."""
    said = wording.join_facts(company, stage)
    buttons: tuple[Button, ...] = (
        press("打开", "customer", "open", customer_id, version, style="primary"),
        press("记一条跟进", "customer", "write", customer_id, version),
    )
    if not same_phone:
        buttons += (press("记到这个客户", "duplicate", "add", duplicate_id, version),)
    return Card(
        kind=MessageKind.ANSWER,
        key=f"duplicate:{duplicate_id}",
        version=version,
        summary=f"你已经有这个客户：{said}",
        title="你已经有这个客户",
        status="未保存",
        lines=(said,),
        buttons=buttons,
    )


def waiting_for_approval(*, duplicate_id: str, company: str, approver: str, version: int = 1) -> Card:
    """仍要新建 was pressed: it now waits for a manager."""
    line = f"已提交{approver}审批，同意后才会新建。"
    return Card(
        kind=MessageKind.PROGRESS,
        key=f"duplicate:{duplicate_id}",
        version=version,
        summary=f"{company}：{line}",
        title="等审批",
        status="审批中",
        tone=Tone.INFO,
        lines=(f"{company}：{line}",),
    )
