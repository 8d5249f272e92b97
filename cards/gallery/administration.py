"""For administrators and approvers: rules, members, approvals, the first meeting, alarms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cards.gallery.company import NOW, READER, Entry
from cards.model import Fact, Text
from cards.templates import (
    admin_alarm,
    approval_request,
    company_word,
    group_push,
    hello,
    joined_accounts,
    members,
    rule_preview,
)


def rules() -> Iterator[Entry]:
    yield (
        "rule_preview.preview",
        rule_preview.preview(
            rule_id=7,
            version=1,
            condition="逾期 24 小时 → 48 小时",
            effect="晨报只列更久没跟进的线索",
            hits=3,
            examples=("恒瑞（张三）", "华星（李四）", "新港物流（李四）"),
            checks=(
                rule_preview.RuleCheck("数值在范围内", True),
                rule_preview.RuleCheck("和别的规则不冲突", True),
            ),
        ),
    )
    since = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    yield (
        "rule_preview.enabled",
        rule_preview.enabled(what="逾期 48 小时", rule_id=7, version=2, number=7, since=since, reader=READER),
    )
    yield "rule_preview.disabled", rule_preview.disabled(number=7)


def groups() -> Iterator[Entry]:
    words = ("陈经理团队 · 3月2日 周一", "超 24 小时没跟进 7 条，其中 3 条超 72 小时", "近 7 天积分", "第 1 张三 12 分")
    sample = Text(text="\n".join(words))
    yield (
        "group_push.preview",
        group_push.preview(push_id=3, team="陈经理", at="09:00", key_end="9f21", sample=sample),
    )
    yield "group_push.enabled", group_push.enabled(push_id=3, team="陈经理", at="09:00")


def people() -> Iterator[Entry]:
    members_here = (
        members.Member("陈经理", "主管", "周总"),
        members.Member("张三", "销售", "陈经理"),
        members.Member("李四", "销售", "陈经理"),
    )
    yield "members.listed", members.listed(members=members_here, total=3)
    others = tuple(members.Member(name, "销售", "陈经理") for name in ("王敏", "赵强", "欧阳娜娜子", "小林"))
    yield "members.listed of many", members.listed(members=members_here + others, total=12)
    yield (
        "members.preview",
        members.preview(
            change_id=4,
            version=1,
            name="李四",
            label="角色",
            old="销售",
            new="主管",
            effect="按「主管」看数据、收消息",
        ),
    )


def one_person() -> Iterator[Entry]:
    kept = joined_accounts.Side("张三", "企业微信 zhangsan", "客户 12 · 待办 3 · 积分 85")
    joined = joined_accounts.Side("张三", "钉钉 u1001", "客户 2 · 积分 10")
    yield (
        "joined_accounts.preview",
        joined_accounts.preview(
            pair_id="3.9",
            kept=kept,
            joined=joined,
            twice=("上海恒瑞医疗科技有限公司",),
            afterwards="角色 销售 · 主管 陈经理",
        ),
    )
    both = joined_accounts.Side("张三", "企业微信 zhangsan、钉钉 u1001", "客户 14 · 待办 3 · 积分 95")
    yield (
        "joined_accounts.joined",
        joined_accounts.joined(join_id=4, pair_id="3.9", kept=both, by_name="/成员 张三 分开"),
    )
    yield (
        "joined_accounts.separated",
        joined_accounts.separated(pair_id="3.9", one=kept.who, other=joined.who),
    )
    pairs = (
        joined_accounts.Pair("3.9", "张三", "企业微信 zhangsan ／ 钉钉 u1001", "手机号相同"),
        joined_accounts.Pair("4.8", "李四", "企业微信 lisi ／ 飞书 ou_7d8a6e6df762", "同名，同一位主管"),
    )
    yield "joined_accounts.proposals", joined_accounts.proposals(pairs=pairs, total=2)


def approvals() -> Iterator[Entry]:
    yield (
        "approval_request.request",
        approval_request.request(
            approval_id=3,
            version=1,
            what="新建 恒瑞医疗科技（上海）",
            asker="李四",
            asked_at=NOW + timedelta(minutes=30),
            facts=(
                Fact(label="要新建", value="恒瑞医疗科技（上海） · 138****1111 · 需求确认"),
                Fact(label="已有客户", value="上海恒瑞医疗科技有限公司 · 负责人 张三"),
                Fact(label="相同处", value="手机号相同"),
            ),
            reader=READER,
        ),
    )
    yield (
        "approval_request.decided",
        approval_request.decided(
            approval_id=3,
            version=2,
            what="新建 恒瑞医疗科技（上海）",
            by="陈经理",
            approved=False,
            at=NOW,
            reader=READER,
            reason="先和张三谈",
        ),
    )
    yield (
        "approval_request.approved",
        approval_request.approved(approver="陈经理", result="已保存：恒瑞医疗科技（上海） · 138****1111 · 需求确认"),
    )
    yield "approval_request.refused", approval_request.refused(approver="陈经理", reason="先和张三谈")
    yield "approval_request.void", approval_request.void(word="新建")


def words() -> Iterator[Entry]:
    known = {"kind": "阶段", "word": "打样", "means": "方案演示"}
    yield "company_word.preview", company_word.preview(word_id=3, version=1, times=12, **known)
    yield "company_word.enabled", company_word.enabled(word_id=3, version=2, **known)
    yield "company_word.disabled", company_word.disabled(kind="竞品", word="用友")


def meetings() -> Iterator[Entry]:
    yield "hello.rep", hello.rep(name="张三", manager="陈经理")
    yield "hello.after_first_lead", hello.after_first_lead()


def alarms() -> Iterator[Entry]:
    yield (
        "admin_alarm.alarm",
        admin_alarm.alarm(
            alarm_id="ip",
            version=1,
            what="企业微信不收消息",
            since="从 2026-03-02 09:12 起",
            facts=(
                Fact(label="影响", value="待发的消息都留着，没丢"),
                Fact(label="怎么办", value="企业微信管理后台 → 应用管理 → 侧记 → 企业可信IP → 加上服务器的 IP"),
            ),
            footer="编号 E-4M8T · 两小时内只报一次",
        ),
    )
