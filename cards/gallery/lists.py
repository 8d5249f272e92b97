"""What was asked for: search, points, help, notices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cards.gallery.company import NOW, READER, Entry
from cards.model import Fact
from cards.templates import found, help, link_preview, notice, points, week


def searches() -> Iterator[Entry]:
    hits = (
        found.Hit(9, "上海恒瑞医疗科技有限公司", "需求确认", "张三", "2月24日 电话"),
        found.Hit(10, "上海恒润医疗科技", "初步沟通", "李四"),
    )
    yield "found.hits", found.hits(query="恒瑞", found=hits, total=2)
    yield "found.owned", found.owned(whose="李四", owned_by=hits[::-1], total=7)
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
            page="https://crm.example.cn/sidebar",
        ),
    )


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


def previews() -> Iterator[Entry]:
    yield (
        "link_preview.customer",
        link_preview.customer(
            company="上海恒瑞医疗科技有限公司",
            stage="需求确认",
            owner="张三",
            last="2月24日 周二 · 电话",
            promise="发方案 · 3月6日 周五",
            page="https://crm.example.cn/sidebar",
        ),
    )


def weeks() -> Iterator[Entry]:
    monday = date(2026, 3, 2)
    yield (
        "week.report",
        week.report(
            first=monday,
            last=date(2026, 3, 6),
            totals=week.Totals(follow_ups=14, leads=5, points=31, balance=36),
            by_day=[(monday + timedelta(days=n), sum_) for n, sum_ in enumerate((11, 7, 0, -5, 18))],
            worked=[
                week.Worked("上海恒瑞医疗科技有限公司", "跟进 4", "https://crm.example.cn/sidebar"),
                week.Worked("A公司", "跟进 3"),
                week.Worked("宁波东方精工", "跟进 2 · 新线索"),
                week.Worked("苏州明远", "跟进 2"),
                week.Worked("华东阀门", "跟进 2"),
                week.Worked("海川包装", "跟进 1"),
            ],
            reader=READER,
            cut_off_at=NOW,
        ),
    )


def notices() -> Iterator[Entry]:
    yield (
        "help.overview",
        help.overview(lines=_PHRASES, more=("待办", "历史 恒瑞", "积分", "排行", "时区 纽约", "提醒设置")),
    )
    yield (
        "help.example",
        help.example(topic="日报", said="今天拜访了A公司王总，聊了新产品", result="一张草稿，确认后写入"),
    )
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


_PHRASES = (
    ("记线索", "139… 东方精工 初步沟通"),
    ("写日报", "今天拜访了…（打字或语音）"),
    ("看今天", "今日"),
    ("找客户", "查 恒瑞"),
    ("改和撤", "不是王总，是李总；撤销"),
)
