"""A customer in place of a link: what it is and how it stands, no number, nothing to press but the page itself."""

from __future__ import annotations

from cards import limits, wording
from cards.model import Button, Card, Fact, MessageKind


def customer(*, company: str, stage: str, owner: str, last: str, promise: str, page: str) -> Card:
    """To somebody who may read this customer; `last` is 2月24日 周二 · 电话."""
    name = wording.short_name(company, 24)
    rows = (("负责人", owner), ("上次", last or "还没有跟进"), ("待办", promise))
    return Card(
        kind=MessageKind.ANSWER,
        summary=wording.join_facts(name, stage, owner),
        title=wording.short_name(company, limits.TITLE),
        status=stage,
        subtitle=company if len(company) > limits.TITLE else "",
        facts=tuple(Fact(label=label, value=value) for label, value in rows if value),
        buttons=(Button(label="打开", url=page, style="primary"),),
    )
