"""What was asked for: search, points, help, notices, errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cards.gallery.company import NOW, READER, Entry
from cards.model import Fact
from cards.templates import error, found, help, notice, points


def searches() -> Iterator[Entry]:
    hits = (
        found.Hit(9, "上海恒瑞医疗科技有限公司", "需求确认", "张三", "2月24日 电话"),
        found.Hit(10, "上海恒润医疗科技", "初步沟通", "李四"),
    )
    yield "found.hits", found.hits(query="恒瑞", found=hits, total=2)
    yield (
        "found.customer",
        found.customer(
            customer_id=9,
            may_write=True,
            company="上海恒瑞医疗科技有限公司",
            stage="需求确认",
            owner="张三",
            facts=(
                Fact(label="上次", value="2月24日 电话：预算 50 万，担心交期"),
                Fact(label="待办", value="3月6日 周五前 发方案"),
                Fact(label="电话", value="138****1111"),
            ),
            risk="7天内2次物流投诉",
        ),
    )
    yield "found.refused", found.refused()


def ledger() -> Iterator[Entry]:
    entries = (
        points.Entry(date(2026, 3, 2), 5, "新线索 宁波东方精工"),
        points.Entry(date(2026, 3, 2), 2, "有效跟进 恒瑞 +1、华星 +1"),
        points.Entry(date(2026, 3, 1), -5, "海川包装 空号，冲回"),
        points.Entry(date(2026, 2, 28), 5, "新线索 海川包装"),
    )
    yield (
        "points.statement",
        points.statement(balance=12, this_month=17, entries=entries, total=10, reader=READER),
    )
    ranks = (
        points.Rank(1, "张三", 17),
        points.Rank(2, "李四", 12),
        points.Rank(2, "王敏", 12),
        points.Rank(4, "赵强", 9),
    )
    yield "points.ranking", points.ranking(period="3月第1周", group="销售一部", ranks=ranks, opted_out=3)
    yield "points.opted_out", points.opted_out()
    yield (
        "points.taken_back",
        points.taken_back(lead_id=4, version=1, change=-5, balance=12, company="海川包装", reason="标为空号"),
    )
    yield "points.redeem", points.redeem(reward_id="coffee", version=1, reward="咖啡券", cost=10, left=2)
    yield "points.redeemed", points.redeemed(reward="咖啡券", left=2)
    yield "points.not_enough", points.not_enough(reward="咖啡券", cost=10, balance=3)


def notices() -> Iterator[Entry]:
    yield (
        "help.overview",
        help.overview(lines=_PHRASES, more=("周报", "查", "历史", "排行", "兑换", "时区", "提醒设置")),
    )
    yield (
        "help.example",
        help.example(topic="日报", said="今天拜访了A公司王总，聊了新产品", result="一张草稿，确认后写入"),
    )
    yield "notice.cancelled", notice.cancelled()
    yield "notice.already", notice.already(word="已确认", at=NOW + timedelta(minutes=14), reader=READER)
    yield (
        "notice.closed",
        notice.closed(
            key="draft:88",
            version=2,
            title="日报草稿",
            word="已确认",
            by="张三",
            at=NOW + timedelta(minutes=14),
            reader=READER,
            detail="A公司 3月2日拜访",
        ),
    )
    yield (
        "notice.by_another",
        notice.by_another(
            key="digest:20260302",
            version=2,
            title="苏州明远",
            who="陈经理",
            what="转给李四",
            at=NOW + timedelta(minutes=12),
            reader=READER,
        ),
    )
    yield (
        "error.ours",
        error.ours(
            what="保存没成功",
            safe="你发的内容我留着",
            next_step="2 分钟后自动重试",
            number="E-7K3Q",
        ),
    )
    yield "error.not_fetched", error.not_fetched(what="回款", why="财务接口超时")


_PHRASES = (
    ("记线索", "139… 东方精工 初步沟通"),
    ("写日报", "今天拜访了…（打字或语音）"),
    ("看今天", "今日"),
    ("去之前", "准备 恒瑞"),
    ("推阶段", "把恒瑞推进到方案演示"),
    ("改和撤", "不是王总，是李总；撤销"),
)
