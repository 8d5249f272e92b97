"""What a customer did is a report without any verb of contact; plans, questions, our own affairs are none (A2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
NAMES = Names(
    [
        KnownCustomer(1, "烟台港汇冷链有限公司", (KnownContact("孔令辉", "总经理"),)),
        KnownCustomer(2, "威海远洋渔具有限公司", (KnownContact("宋波", "采购经理"),)),
    ]
)


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("港汇孔总下午在开会，挪到周五", 1),
        ("远洋那边回复了，说十号之前给准信", 2),
        ("给港汇孔总寄了样本，还没动静", 1),
        ("刚把图纸发给远洋宋经理了，他看完回我", 2),
        ("港汇的押金到账了，3万", 1),
        ("远洋宋经理追加了200箱", 2),
        ("港汇孔总 合同已签回，40万", 1),
        ("远洋招标延期到六月了", 2),
        ("港汇的孔总问什么时候能装机，我说下周", 1),
        ("跟远洋宋经理敲定了交货的日子", 2),
        ("港汇 孔总 聊续租、账期", 1),
        ("早上给港汇送货，孔总也在", 1),
    ],
)
def test_acts_of_a_customer_are_a_report(text: str, customer: int) -> None:
    """A2: money, orders, answers and papers come from a contact, although no verb says so."""
    understood = understand(text, NOW, NAMES)
    assert understood.kind == "report"
    assert [draft.customer_id for draft in understood.follow_ups] == [customer]


@pytest.mark.parametrize(
    "text",
    [
        "明天给港汇送货",
        "记得把图纸发给远洋宋经理",
        "港汇的报价你发了吗",
        "下周准备给远洋寄样本",
        "老板批了我的报销",
        "仓库说渔线周四到货",
        "以下为下周行程：\n1.周一到港汇，收押金；2.周三给远洋打电话",
        "拟定本月走访计划如下：1.周五赴远洋，催尾款。",
        "港汇还没付款",
        "有空跟远洋宋经理沟通一下",
        "想找港汇孔总谈谈续租",
        "今日拟拜访港汇孔总，因台风封路，行程取消，改期另约。",
    ],
)
def test_plans_questions_and_our_own_affairs_are_none(text: str) -> None:
    """A2: what is still to be done, and what happened at home, tells of no contact."""
    assert understand(text, NOW, NAMES).kind == "other"


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("海纳已经付了尾款3万", "海纳"),
        ("凯特那边答复了，说下周给结果", "凯特"),
        ("今日拜访脐橙协会，会长廖德贵介绍了采购安排", "脐橙协会"),
    ],
)
def test_an_unknown_company_that_acts(text: str, company: str) -> None:
    """A2: a brand at the head of its clause is a company when it pays, answers or orders."""
    [draft] = understand(text, NOW, NAMES).follow_ups
    assert draft.company is not None
    assert draft.company.value == company


def test_papers_that_act_are_no_company() -> None:
    """A2: «尾款», «合同» head a clause like a company, and are none."""
    drafts = understand("到港汇，年度检修合同续签了，尾款到账了", NOW, NAMES).follow_ups
    assert [draft.customer_id for draft in drafts] == [1]
