"""For managers: digests, escalations, the pool, transfers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from cards.gallery.company import NOW, READER, Entry
from cards.templates import (
    closed_accounts,
    escalation_72h,
    leaver,
    missed_people,
    nudge,
    overdue_digest,
    pool,
    transfer,
    unfollowed,
)
from cards.templates.rows import IdleLead

IDLE = (
    IdleLead(1, 1, "苏州明远", 120, "张三", in_pool=True),
    IdleLead(2, 1, "华东阀门", 90, "李四", in_pool=True),
    IdleLead(3, 1, "德塔机电", 73, "张三", in_pool=True),
    IdleLead(4, 1, "新港物流", 41, "李四"),
    IdleLead(5, 1, "海川包装", 30, "张三"),
)

MOVED = ("苏州明远",)


def digests() -> Iterator[Entry]:
    yield (
        "overdue_digest.top5",
        overdue_digest.top5(
            leads=IDLE,
            total=7,
            over_72=3,
            cut_off_at=NOW,
            reader=READER,
            digest_id="20260302",
            note="12 条雷同，未计分",
        ),
    )
    yield (
        "overdue_digest.rates",
        overdue_digest.rates(
            lead_to_opportunity=Decimal("0.18"),
            opportunity_to_deal=Decimal("0.22"),
            deal_last_year=Decimal("0.19"),
            cut_off_at=NOW,
            reader=READER,
            definition="近30天有效线索中转为商机的比例",
        ),
    )
    yield (
        "overdue_digest.nothing_late",
        overdue_digest.nothing_late(average_hours=Decimal("6.2"), target_hours=18, cut_off_at=NOW, reader=READER),
    )
    yield "escalation_72h.to_manager", escalation_72h.to_manager(leads=IDLE[:3], total=3, run_id="r1")
    yield "escalation_72h.to_rep", escalation_72h.to_rep(leads=IDLE[:1], run_id="2-1")
    yield "escalation_72h.to_rep several", escalation_72h.to_rep(leads=IDLE[:3], run_id="2-3")


def nudges() -> Iterator[Entry]:
    yield (
        "nudge.to_owner",
        nudge.to_owner(key="nudge:1:7", lead_id=1, version=1, manager="陈经理", company="苏州明远"),
    )
    yield "nudge.closed", nudge.closed(key="nudge:1:7", manager="陈经理", company="苏州明远")
    yield "nudge.sent", nudge.sent(nudge_id=7, owners="张三", companies="苏州明远")
    yield "nudge.undone", nudge.undone(nudge_id=7, back=["苏州明远"], kept=[])
    yield "nudge.undone in part", nudge.undone(nudge_id=7, back=["苏州明远"], kept=["华东阀门"])
    yield "nudge.undone too late", nudge.undone(nudge_id=7, back=[], kept=["苏州明远"])
    yield "nudge.correction", nudge.correction(manager="陈经理", company="苏州明远")
    yield "nudge.corrected", nudge.corrected(nudge_id=7, companies=["苏州明远"])
    yield "nudge.already", nudge.already(owner="张三", at=NOW + timedelta(minutes=5), reader=READER)
    yield "pool.listed", pool.listed(leads=IDLE[:3], total=3, may_transfer=True, cut_off_at=NOW, reader=READER)
    yield (
        "pool.listed for a rep",
        pool.listed(leads=IDLE[:1], total=1, may_transfer=False, cut_off_at=NOW, reader=READER),
    )
    yield "pool.empty", pool.empty(cut_off_at=NOW, reader=READER)


def transfers() -> Iterator[Entry]:
    yield (
        "transfer.choose",
        transfer.choose(transfer_id="t1", version=1, companies=MOVED, total=1, people=((2, "李四"), (3, "王敏"))),
    )
    yield (
        "transfer.choose many people",
        transfer.choose(
            transfer_id="t1",
            version=1,
            companies=("苏州明远",),
            total=1,
            people=tuple((n, f"同事{n}") for n in range(1, 15)),
        ),
    )
    yield "transfer.confirm", transfer.confirm(transfer_id="t1", version=1, companies=MOVED, total=1, to="李四")
    yield (
        "transfer.done",
        transfer.done(
            transfer_id="t1", version=1, companies=MOVED, total=1, to="李四", by="陈经理", at=NOW, reader=READER
        ),
    )
    yield "transfer.undone", transfer.undone(transfer_id="t1", version=2, owner="张三", total=12)
    hints = (
        transfer.HandoverHint("恒瑞", "⚠️ 未结投诉"),
        transfer.HandoverHint("苏州明远", "逾期 5 天"),
        transfer.HandoverHint("华东阀门", "3月6日 要方案"),
    )
    yield (
        "transfer.received",
        transfer.received(transfer_id="t1", version=1, former_owner="张三", total=12, first=hints),
    )


def leavers() -> Iterator[Entry]:
    left = tuple(
        leaver.Left(number, company, idle)
        for number, (company, idle) in enumerate(
            (("苏州明远", "5 天没联系"), ("上海恒瑞医疗科技有限公司", "41 小时没联系"), ("华东阀门", "3 小时没联系")),
            start=1,
        )
    )
    asked = leaver.question(leaver_id=3, name="张三", total=12, late=3, first=left[0], receiver=(4, "李四"))
    yield "leaver.question", asked
    yield (
        "leaver.question about all there is, to nobody",
        leaver.question(leaver_id=3, name="欧阳娜娜子", total=1, late=0, first=left[2], receiver=None),
    )
    for name, is_listed in (("closed_accounts.closed", False), ("closed_accounts.closed, and listed still", True)):
        card = closed_accounts.closed(
            employee_id=3, name="张三", lost_by="企业微信", closed_on="钉钉", is_listed=is_listed
        )
        yield name, card
    yield "closed_accounts.gone", closed_accounts.gone(employee_id=3, name="张三")
    yield "closed_accounts.reopened", closed_accounts.reopened(employee_id=3, name="张三")
    yield "closed_accounts.closed_again", closed_accounts.closed_again(employee_id=3, name="张三")
    gone = ("张三", "李四", "王敏", "赵强", "欧阳娜娜子", "小林", "周建国", "陈晓")
    remedy = "把要使用的部门加进 应用管理 → 应用 → 这个应用 → 可见范围"
    yield (
        "missed_people.missed",
        missed_people.missed(reading_id=2, platform="企业微信", names=gone, remedy=remedy),
    )
    yield "missed_people.closed", missed_people.closed(reading_id=2, names=gone)
    yield "missed_people.reopened", missed_people.reopened(reading_id=2, names=gone)
    yield "leaver.confirm", leaver.confirm(leaver_id=3, name="张三", total=12, to_id=4, to="李四")
    yield "leaver.one_by_one", leaver.one_by_one(leaver_id=3, name="张三", customers=left)
    yield "leaver.pooled", leaver.pooled(leaver_id=3, name="张三", total=12)
    yield "leaver.unpooled", leaver.unpooled(leaver_id=3, name="张三", total=10)
    yield "leaver.to_team", leaver.to_team(total=12)
    yield "leaver.open_to_take", leaver.open_to_take(customers=left)
    yield "leaver.nothing_to_take", leaver.nothing_to_take()
    yield "leaver.taken", leaver.taken(customer_id=2, company="上海恒瑞医疗科技有限公司")


def figures() -> Iterator[Entry]:
    days = unfollowed.Days("上周", "2月23日–3月1日")
    reps = tuple(
        unfollowed.OfRep(f"{number}.20260223.20260301", name, total)
        for number, name, total in ((3, "张三", 5), (4, "李四", 4), (5, "欧阳娜娜子", 1))
    )
    yield "unfollowed.by_rep", unfollowed.by_rep(days=days, reps=reps, cut_off_at=NOW, reader=READER)
    for pursued in (12, 0):
        name = "unfollowed.nothing" if pursued else "unfollowed.nothing of nothing"
        yield name, unfollowed.nothing(days=days, pursued=pursued, cut_off_at=NOW, reader=READER)
    yield (
        "unfollowed.of_rep",
        unfollowed.of_rep(
            days=days,
            name="李四",
            companies=("苏州明远", "华东阀门", "德塔机电", "新港物流"),
            cut_off_at=NOW,
            reader=READER,
        ),
    )
