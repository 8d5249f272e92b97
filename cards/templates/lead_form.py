"""The form of three fields (CONVERSATION 3.3; A1)."""

from __future__ import annotations

from collections.abc import Sequence

from cards import wording
from cards.model import Card, Form, Input, MessageKind, Select
from cards.templates.parts import options, press

EXAMPLE = "139… 东方精工 初步沟通"


def form(
    *, dialog_id: str, stages: Sequence[str], version: int = 1, page: str = "", company: str = "", contact: str = ""
) -> Card:
    """Phone, company, stage; `page` is the same form in the sidebar, `company` and `contact` are known already.

    The submit carries `phone`, `company` and `stage` (the stage's own name).
    """
    return Card(
        kind=MessageKind.QUESTION,
        key=f"form:{dialog_id}",
        version=version,
        summary=f"{f'给{contact}建线索' if contact else '新线索'}，发一句就行：手机号 企业名称 阶段",
        title="新线索",
        status="3 项即可",
        subtitle=wording.join_facts(contact, company),
        form=Form(
            name="lead",
            fields=(
                Input(name="phone", label="手机号", placeholder="139…", max_length=20),
                Input(name="company", label="企业名称", placeholder="全称或简称", value=company),
                Select(
                    name="stage",
                    label="跟进阶段",
                    options=options((stage, stage) for stage in stages),
                    selected=stages[0],
                ),
            ),
            submit=press("保存", "lead", "submit", dialog_id, version, style="primary"),
            page=page,
            example=EXAMPLE,
            clear="清空",
        ),
    )
