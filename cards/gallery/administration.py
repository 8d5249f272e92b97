"""For administrators and approvers: rules, members, approvals, the first meeting, alarms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cards.gallery.company import NOW, READER, Entry
from cards.model import Fact
from cards.templates import admin_alarm, approval_request, hello, members, rule_preview


def rules() -> Iterator[Entry]:
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
    yield (
        "rule_preview.enabled",
        rule_preview.enabled(what="逾期 48 小时", rule_id=7, version=2, number=7, since=since, reader=READER),
    )
    yield "rule_preview.disabled", rule_preview.disabled(number=7)
    yield "rule_preview.refused", rule_preview.refused(why="销售运营组里没有人", remedy="先 /成员 加人。")
    yield "rule_preview.vague", rule_preview.vague(said="很久没跟")


def people() -> Iterator[Entry]:
    members_here = (
        members.Member("陈经理", "主管", "销售一部"),
        members.Member("张三", "销售", "销售一部"),
        members.Member("李四", "销售", "销售一部", "休假到 3月6日"),
    )
    yield "members.listed", members.listed(members=members_here, total=12, skipped=("88721（待激活）",))
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


def approvals() -> Iterator[Entry]:
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


def meetings() -> Iterator[Entry]:
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


def alarms() -> Iterator[Entry]:
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
