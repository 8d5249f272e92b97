"""Reports: drafts, what was written, corrections, a visit in vain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cards.gallery.company import NOW, READER, Entry
from cards.model import Card, Fact
from cards.templates import correction, report_done, report_draft, second_opinion, visit_missed
from cards.templates.report_draft import DraftItem, DueChoice, OpenQuestion
from cards.templates.second_opinion import HeardFact

_SEED = "今天拜访了A公司王总，聊了新产品，他下周给反馈"
_VISIT = (
    Fact(label="客户", value="A公司", evidence="A公司"),
    Fact(label="联系人", value="王总", evidence="王总"),
    Fact(label="方式", value="拜访", evidence="拜访了"),
    Fact(label="时间", value="3月2日 周一", evidence="今天"),
    Fact(label="内容", value="聊了新产品", evidence="聊了新产品"),
    Fact(label="下一步", value="等王总给反馈", evidence="他下周给反馈"),
)
_DUE = DueChoice(
    on=date(2026, 3, 13),
    evidence="下周",
    first=date(2026, 3, 9),
    last=date(2026, 3, 15),
    choices=(date(2026, 3, 9), date(2026, 3, 11), date(2026, 3, 13), date(2026, 3, 15)),
)
_WHICH = OpenQuestion(text="哪位王总？", about="王总", choices=((17, "A公司"), (18, "华星")))
ITEMS = (
    DraftItem(
        number=1,
        company="恒瑞",
        contact="李总",
        method="电话",
        when="今天上午",
        facts=(
            Fact(label="预算", value="50 万", evidence="大概五十万"),
            Fact(label="下一步", value="发方案 · 3月6日 周五前", evidence="周五前发方案"),
        ),
    ),
    DraftItem(
        number=2,
        company="东方精工",
        method="拜访未遇",
        when="今天下午",
        note="不算有效互动，不计分",
        note_evidence="没见到人",
    ),
    DraftItem(
        number=3,
        contact="王总",
        method="吃饭",
        when="今天晚上",
        facts=(Fact(label="痛点", value="价格高", evidence="价格偏高"),),
        question=_WHICH,
    ),
)
_DICTATED = (
    "上午跟恒瑞的李总通了电话，预算大概五十万，让我周五前发方案；下午去了东方精工，没见到人；"
    "晚上和王总吃饭，他说价格偏高"
)


def _one(item: int | None = None) -> Card:
    return report_draft.one(
        draft_id=88,
        version=1,
        method="拜访",
        company="A公司",
        contact="王总",
        on=READER.today,
        facts=_VISIT,
        quote=_SEED,
        reader=READER,
        spoken=True,
        due=_DUE,
        item=item,
        of=3 if item else 1,
    )


def reports() -> Iterator[Entry]:
    yield "report_draft.one", _one()
    yield "report_draft.one of three", _one(item=2)
    yield (
        "report_draft.several",
        report_draft.several(
            draft_id=88, version=1, on=READER.today, items=ITEMS, quote=_DICTATED, reader=READER, spoken=True
        ),
    )
    nine = [DraftItem(number=n, company=f"客户{n}", method="电话", note=f"聊了第 {n} 批货") for n in range(1, 10)]
    yield (
        "report_draft.several of nine",
        report_draft.several(draft_id=89, version=1, on=READER.today, items=nine, quote=_DICTATED, reader=READER),
    )
    yield "report_draft.question", report_draft.question(draft_id=88, version=2, item=ITEMS[2], written=(1, 2))
    yield "report_draft.question alone", report_draft.question(draft_id=88, version=2, item=ITEMS[2])
    yield (
        "report_draft.unknown_company",
        report_draft.unknown_company(
            draft_id=88,
            version=1,
            item=DraftItem(number=3, company="德尔塔", method="电话", when="今天下午", note="聊了交期"),
            heard="德尔塔",
            similar=((31, "宁波德塔机电"),),
        ),
    )
    yield "report_draft.need_lead", report_draft.need_lead(draft_id=88, version=1, item=3)
    yield "report_draft.still_waiting", report_draft.still_waiting(draft_id=88, version=1, names=("A公司", "华星"))


def second_opinions() -> Iterator[Entry]:
    several = report_draft.several(
        draft_id=88, version=1, on=READER.today, items=ITEMS[:2], quote=_DICTATED, reader=READER, spoken=True
    )
    for name, card, heard in (
        ("", _one(), (HeardFact("预算", "60 万", "大概六十万"), HeardFact("痛点", "价格高", "价格偏高"))),
        (" of a disagreement", _one(), (HeardFact("预算", "60 万", "大概六十万", instead="50 万"),)),
        (" on several", several, (HeardFact("竞品", "友商甲", "友商甲也在跟", number=2),)),
        (" on one of three", _one(item=2), (HeardFact("阶段", "报价谈判", "在谈价格", instead="需求确认", number=2),)),
    ):
        yield f"second_opinion.offered{name}", second_opinion.offered(card, draft_id=88, version=1, heard=heard)


def written_reports() -> Iterator[Entry]:
    written = (
        report_done.WrittenItem("恒瑞", ("电话", "待办 3月6日 周五前发方案")),
        report_done.WrittenItem("东方精工", ("拜访未遇",), uncounted=True),
        report_done.WrittenItem("A公司", ("王总", "痛点 价格高")),
    )
    yield (
        "report_done.done",
        report_done.done(
            report_id=12,
            version=1,
            items=written,
            points=(2, 7),
            gives_back="恒瑞上次跟进是 2月24日，提过交期。",
        ),
    )
    yield (
        "report_done.undone",
        report_done.undone(
            report_id=12,
            version=2,
            follow_ups=3,
            next_steps=1,
            by="张三",
            at=NOW + timedelta(minutes=14),
            reader=READER,
            points=(-2, 5),
        ),
    )
    changes = (("联系人", "王总", "李总（采购总监）"),)
    visit = "A公司 · 3月2日拜访"
    yield (
        "correction.preview",
        correction.preview(correction_id=6, version=1, subject=visit, changes=changes),
    )
    yield (
        "correction.written",
        correction.written(correction_id=6, version=1, subject=visit, changes=changes),
    )
    yield "correction.reverted", correction.reverted(value="王总")
    yield (
        "correction.hits_nothing",
        correction.hits_nothing(said="周四", label="截止", current="3月13日 周五", asks="改成哪天？"),
    )
    yield "correction.what_is_wrong", correction.what_is_wrong()
    yield (
        "visit_missed.again",
        visit_missed.again(follow_up_id=88, days=(date(2026, 3, 3), date(2026, 3, 5)), reader=READER),
    )
