"""Promises: due today, overdue, put off, done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from cards.gallery.company import NOW, READER, Entry
from cards.templates import next_step_due, today, todos
from cards.templates.rows import DueStep

_SNOOZE = (
    ("2026-03-02T17:00", "今天 17:00"),
    ("2026-03-03T09:00", "明天 09:00"),
    ("2026-03-16", "3月16日 周一"),
    ("2026-03-20", "3月20日 周五"),
)
STEPS = (
    DueStep(1, 1, "寄样品", "上海恒瑞医疗科技有限公司", date(2026, 2, 27), overdue_days=3),
    DueStep(2, 1, "等王总给反馈", "A公司", date(2026, 3, 2)),
    DueStep(3, 1, "报价", "宁波东方精工", date(2026, 3, 2)),
    DueStep(4, 1, "约演示", "华星", date(2026, 3, 2)),
    DueStep(5, 1, "回访", "新港物流", date(2026, 3, 2)),
)


def steps() -> Iterator[Entry]:
    yield (
        "next_step_due.one",
        next_step_due.one(
            step=STEPS[1],
            reader=READER,
            last_time="聊了新产品",
            phone="13900000001",
            snooze=_SNOOZE,
        ),
    )
    yield (
        "next_step_due.one overdue",
        next_step_due.one(step=STEPS[0], reader=READER, snooze=_SNOOZE),
    )
    yield "next_step_due.several", next_step_due.several(steps=STEPS, total=7, reader=READER, list_id="20260302")
    yield "next_step_due.ask_when", next_step_due.ask_when(step=STEPS[1], snooze=_SNOOZE)
    until = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
    yield "next_step_due.snoozed", next_step_due.snoozed(step=STEPS[1], until=until, times=1, reader=READER)
    yield (
        "next_step_due.snoozed third time",
        next_step_due.snoozed(step=STEPS[1], until=until, times=3, reader=READER),
    )
    yield "next_step_due.done", next_step_due.done(step=STEPS[1], by="张三", at=NOW, reader=READER)
    ahead = "想往前赶，可以先看海川包装：30 小时没联系。"
    yield "today.due", today.due(steps=STEPS, total=7, reader=READER, ahead=ahead)
    yield (
        "today.nothing_due",
        today.nothing_due(reader=READER, next_on=date(2026, 3, 6), next_what="给恒瑞发方案", ahead=ahead),
    )
    yield (
        "today.late",
        today.late(companies=[("海川包装", 73, 5), ("新港物流", 30, 4), ("华东阀门", 26, 2)], hours=24),
    )
    yield "todos.listed", todos.listed(steps=STEPS, total=7, late=1, reader=READER)
    yield "todos.nothing", todos.nothing()
    plan = DueStep(4, 1, "去A公司拜访王总", "A公司", date(2026, 3, 3))
    yield "todos.noted", todos.noted(step=plan, at=None, reader=READER)
    yield "todos.dropped", todos.dropped(step=plan, reader=READER)
