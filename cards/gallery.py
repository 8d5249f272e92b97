"""Every card with sample content of one small company: for tests, and for people who want to look at them.

The clock stands at Monday 2026-03-02 09:00 in Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from cards.model import Card, Fact, Text
from cards.templates import (
    admin_alarm,
    approval_request,
    collaboration,
    correction,
    error,
    escalation_72h,
    found,
    hello,
    help,
    lead_duplicate,
    lead_form,
    lead_missing,
    lead_saved,
    members,
    next_step_due,
    notice,
    nudge,
    overdue_digest,
    points,
    pool,
    report_done,
    report_draft,
    rule_preview,
    today,
    todos,
    transfer,
    visit_missed,
)
from cards.templates.report_draft import DraftItem, DueChoice, OpenQuestion
from cards.templates.rows import DueStep, IdleLead
from cards.wording import Reader

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
READER = Reader(now=NOW, zone=ZoneInfo("Asia/Shanghai"))
STAGES = ("初步沟通", "需求确认", "方案演示", "报价谈判", "已签约")

Entry = tuple[str, Card | Text]


def gallery() -> list[Entry]:
    """All of them: (name, message), the name being `<template>.<function>` and what is special about it."""
    return [*_leads(), *_duplicates(), *_reports(), *_steps(), *_lists(), *_management(), *_administration()]


def _leads() -> Iterator[Entry]:
    yield (
        "lead_saved.saved",
        lead_saved.saved(
            lead_id=1042,
            version=1,
            company="宁波东方精工",
            phone="13912345678",
            stage="初步沟通",
            reader=READER,
            first_contact_by=NOW + timedelta(hours=24),
            points=(5, 5),
        ),
    )
    yield (
        "lead_saved.undone",
        lead_saved.undone(
            lead_id=1042,
            version=2,
            company="宁波东方精工",
            at=NOW + timedelta(minutes=3),
            reader=READER,
            points=(-5, 0),
        ),
    )
    proposals = (
        lead_saved.Proposal("全称", "宁波东方精工科技有限公司", "官网"),
        lead_saved.Proposal("联系人", "李工", "名片", old=""),
        lead_saved.Proposal("来源", "展会扫码", "表单", old=""),
    )
    yield (
        "lead_saved.completion",
        lead_saved.completion(lead_id=1042, version=1, company="宁波东方精工", proposals=proposals),
    )
    yield (
        "lead_saved.completion_choice",
        lead_saved.completion_choice(lead_id=1042, version=1, company="宁波东方精工", proposals=proposals),
    )
    yield "lead_saved.nothing_found", lead_saved.nothing_found()
    yield "lead_missing.missing phone", lead_missing.missing(fields=("phone",), stages=STAGES, dialog_id="d1")
    yield "lead_missing.missing stage", lead_missing.missing(fields=("stage",), stages=STAGES, dialog_id="d1")
    yield (
        "lead_missing.missing two",
        lead_missing.missing(fields=("phone", "stage"), stages=STAGES, dialog_id="d1"),
    )
    yield (
        "lead_missing.missing many stages",
        lead_missing.missing(fields=("stage",), stages=(*STAGES, "已交付", "已回款", "已复购"), dialog_id="d1"),
    )
    yield "lead_missing.wrong_length", lead_missing.wrong_length(typed="13912345", dialog_id="d1")
    yield "lead_missing.bare_company", lead_missing.bare_company(typed="公司", dialog_id="d1")
    yield "lead_missing.second_miss", lead_missing.second_miss(dialog_id="d1")
    yield "lead_form.form", lead_form.form(dialog_id="d2", stages=STAGES)
    yield (
        "lead_form.form with a page",
        lead_form.form(dialog_id="d2", stages=STAGES, page="https://crm.example.cn/form/d2"),
    )


def _duplicates() -> Iterator[Entry]:
    company = "上海恒瑞医疗科技有限公司"
    yield (
        "lead_duplicate.of_another",
        lead_duplicate.of_another(
            duplicate_id="77",
            company=company,
            owner="张三",
            reason=lead_duplicate.PHONE,
            sent_company="恒瑞医疗科技（上海）",
            sent_phone="13800001111",
        ),
    )
    yield "lead_duplicate.of_oneself", lead_duplicate.of_oneself(lead_id=9, company=company, stage="需求确认")
    yield "lead_duplicate.in_pool", lead_duplicate.in_pool(lead_id=9, company=company)
    yield (
        "lead_duplicate.waiting_for_approval",
        lead_duplicate.waiting_for_approval(duplicate_id="77", company="恒瑞医疗科技（上海）", approver="陈经理"),
    )
    yield "collaboration.sent", collaboration.sent(owner="张三")
    yield (
        "collaboration.request",
        collaboration.request(request_id=5, asker="李四", company=company, also_recorded_today=True),
    )
    yield "collaboration.granted", collaboration.granted(owner="张三", company=company)
    yield "collaboration.refused", collaboration.refused(owner="张三", company=company)
    yield "collaboration.passed_on", collaboration.passed_on(owner="张三", approver="陈经理")


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


def _reports() -> Iterator[Entry]:
    yield "report_draft.one", _one()
    yield "report_draft.one of three", _one(item=2)
    yield (
        "report_draft.several",
        report_draft.several(
            draft_id=88, version=1, on=READER.today, items=ITEMS, quote=_DICTATED, reader=READER, spoken=True
        ),
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
    yield "report_draft.expired", report_draft.expired(draft_id=88, version=2)
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
    yield "report_done.undone", report_done.undone(follow_ups=3, next_steps=1, points=(-2, 5))
    yield "report_done.too_alike", report_done.too_alike(others=2)
    yield "report_done.still_open", report_done.still_open(questions=("哪位王总？",))
    who, old, new = "联系人", "王总", "李总（采购总监）"
    visit = "A公司 · 3月2日拜访"
    yield (
        "correction.preview",
        correction.preview(correction_id=6, version=1, subject=visit, label=who, old=old, new=new),
    )
    yield (
        "correction.written",
        correction.written(correction_id=6, version=1, subject=visit, label=who, old=old, new=new),
    )
    yield "correction.applied_to_draft", correction.applied_to_draft(label=who, old=old, new=new)
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


def _steps() -> Iterator[Entry]:
    yield (
        "next_step_due.one",
        next_step_due.one(
            step=STEPS[1],
            lead_id=3,
            reader=READER,
            promised="2月25日拜访时说的",
            last_time="聊了新产品",
            phone="13900000001",
            snooze=_SNOOZE,
        ),
    )
    yield (
        "next_step_due.one overdue",
        next_step_due.one(step=STEPS[0], lead_id=9, reader=READER, snooze=_SNOOZE),
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
    yield "next_step_due.ask_result", next_step_due.ask_result(contact="王总")
    ahead = "想往前赶，可以先看海川包装：30 小时没联系。"
    yield "today.due", today.due(steps=STEPS, total=7, reader=READER, ahead=ahead)
    yield (
        "today.nothing_due",
        today.nothing_due(reader=READER, next_on=date(2026, 3, 6), next_what="给恒瑞发方案", ahead=ahead),
    )
    yield "today.not_fetched", today.not_fetched(number="E-7K3Q")
    yield "todos.listed", todos.listed(steps=STEPS, total=7, late=1, reader=READER)
    yield "todos.nothing", todos.nothing()


def _lists() -> Iterator[Entry]:
    hits = (
        found.Hit(9, "上海恒瑞医疗科技有限公司", "需求确认", "张三", "2月24日 电话"),
        found.Hit(10, "上海恒润医疗科技", "初步沟通", "李四"),
    )
    yield "found.hits", found.hits(query="恒瑞", found=hits, total=2)
    yield (
        "found.customer",
        found.customer(
            lead_id=9,
            version=1,
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
    yield (
        "help.overview",
        help.overview(lines=_PHRASES, more=("周报", "查", "历史", "排行", "兑换", "时区", "提醒设置")),
    )
    yield "help.example", help.example(topic="日报", said=_SEED, result="一张草稿：A公司 · 王总 · 拜访，确认后写入")
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
IDLE = (
    IdleLead(1, 1, "苏州明远", 120, "张三", in_pool=True),
    IdleLead(2, 1, "华东阀门", 90, "李四", in_pool=True),
    IdleLead(3, 1, "德塔机电", 73, "张三", in_pool=True),
    IdleLead(4, 1, "新港物流", 41, "李四"),
    IdleLead(5, 1, "海川包装", 30, "张三"),
)

MOVED = ("苏州明远",)


def _management() -> Iterator[Entry]:
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
    yield "escalation_72h.to_rep", escalation_72h.to_rep(lead_id=1, version=1, company="苏州明远")
    yield (
        "escalation_72h.stage_clock",
        escalation_72h.stage_clock(
            lead_id=9, version=1, company="恒瑞", stage="方案演示", hours=72, reason="抄送：销售运营"
        ),
    )
    yield "nudge.to_owner", nudge.to_owner(lead_id=1, version=1, manager="陈经理", company="苏州明远")
    yield "nudge.sent", nudge.sent(owners="张三", companies="苏州明远")
    yield "nudge.already", nudge.already(owner="张三", at=NOW + timedelta(minutes=5), reader=READER)
    yield "pool.listed", pool.listed(leads=IDLE[:3], total=3, may_transfer=True, cut_off_at=NOW, reader=READER)
    yield (
        "pool.listed for a rep",
        pool.listed(leads=IDLE[:1], total=1, may_transfer=False, cut_off_at=NOW, reader=READER),
    )
    yield "pool.empty", pool.empty(cut_off_at=NOW, reader=READER)
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
        transfer.received(transfer_id="t1", version=1, former_owner="张三", total=12, first=hints, brief=True),
    )
    yield (
        "transfer.leaver",
        transfer.leaver(
            employee_id=2, version=1, name="张三", total=12, overdue=3, complaints=1, successor=(3, "李四")
        ),
    )


def _administration() -> Iterator[Entry]:
    yield (
        "rule_preview.preview",
        rule_preview.preview(
            rule_id=7,
            version=1,
            condition="方案演示 停留超过 72 小时",
            effect="通知 销售、主管、销售运营",
            hits=3,
            examples=("恒瑞（张三）", "华星（李四）", "新港物流（李四）"),
            checks=(
                rule_preview.RuleCheck("阶段存在", True),
                rule_preview.RuleCheck("收件人都在岗", True),
                rule_preview.RuleCheck("不重复", True),
            ),
        ),
    )
    since = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    yield "rule_preview.enabled", rule_preview.enabled(rule_id=7, version=2, number=7, since=since, reader=READER)
    yield "rule_preview.disabled", rule_preview.disabled(number=7)
    yield "rule_preview.refused", rule_preview.refused(why="销售运营组里没有人", remedy="先 /成员 加人。")
    yield "rule_preview.vague", rule_preview.vague(said="很久没跟")
    people = (
        members.Member("陈经理", "主管", "销售一部"),
        members.Member("张三", "销售", "销售一部"),
        members.Member("李四", "销售", "销售一部", "休假到 3月6日"),
    )
    yield "members.listed", members.listed(members=people, total=12, skipped=("88721（待激活）",))
    yield (
        "members.preview",
        members.preview(
            change_id=4,
            version=1,
            name="李四",
            label="角色",
            old="销售",
            new="主管",
            effect="能看销售一部 12 人的记录",
        ),
    )
    yield (
        "approval_request.request",
        approval_request.request(
            approval_id=3,
            version=1,
            what="导出客户 620 条",
            asker="张三",
            asked_at=NOW + timedelta(minutes=30),
            facts=(
                Fact(label="范围", value="他名下全部客户"),
                Fact(label="字段", value="名称、阶段、最近跟进（不含电话）"),
                Fact(label="理由", value="交接给新人做盘点"),
            ),
            reader=READER,
            history="他 30 天内导出过 0 次",
        ),
    )
    yield (
        "approval_request.decided",
        approval_request.decided(
            approval_id=3,
            version=2,
            what="导出客户 620 条",
            by="陈经理",
            approved=False,
            at=NOW,
            reader=READER,
            reason="先只导进行中的",
        ),
    )
    yield "approval_request.waits", approval_request.waits(approver="陈经理")
    yield (
        "approval_request.approved",
        approval_request.approved(approver="陈经理", result="文件 24 小时内可下载，水印：张三 2026-03-02。"),
    )
    yield "approval_request.refused", approval_request.refused(approver="陈经理", reason="先只导进行中的。")
    yield "approval_request.void", approval_request.void(word="导出")
    yield "hello.rep", hello.rep(name="张三", manager="陈经理")
    yield "hello.after_first_lead", hello.after_first_lead()
    steps = (
        hello.SetupStep("通讯录", True, "12 人，跳过 1：88721（待激活）"),
        hello.SetupStep("收消息", True, "回调通"),
        hello.SetupStep("可信IP", False, "还没试发"),
        hello.SetupStep("导客户", False, "发 Excel 给我，或先跳过"),
    )
    yield "hello.admin", hello.admin(name="老吴", platform="企业微信", steps=steps)
    yield "hello.admin_ready", hello.admin_ready(total=4)
    yield (
        "admin_alarm.alarm",
        admin_alarm.alarm(
            alarm_id="ip",
            version=1,
            what="企业微信不认服务器 IP",
            since="从 09:12 起，消息发不出去",
            facts=(
                Fact(label="影响", value="23 条待发（都留着，没丢）"),
                Fact(label="当前 IP", value="203.0.113.24"),
                Fact(label="怎么办", value="企业微信管理后台 → 应用管理 → 侧记 → 企业可信IP → 加上面的 IP"),
            ),
            footer="60020 · 编号 E-4M8T · 3 次失败后报一次",
            acts=(("已加，重试", "retry"), ("2 小时内别提醒", "quiet")),
            sent_by="这条走飞书发，因为企业微信不通。",
        ),
    )
    yield (
        "admin_alarm.recovered",
        admin_alarm.recovered(what="官网入口", at="16:41", lasted="2 小时 18 分", lost=0),
    )
