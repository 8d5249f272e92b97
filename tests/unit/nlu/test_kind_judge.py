"""What is learnt of whole messages: which tell of no contact, which of one that no rule holds (CONTRACT `kind`)."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlu import kind_judge
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand
from nlu.weights import weights

NOW = datetime.fromisoformat("2026-06-10T18:00:00+08:00")
NAMES = Names([KnownCustomer(1, "杭州华盛医药有限公司", (KnownContact("陈鹏", "采购经理"),))])


@pytest.mark.parametrize(
    "text",
    [
        "早上去华盛开会,客户要求加两个功能",
        "帮我记一下今天拜访了华盛",
        "小记,今天去了华盛",
        "华盛签了",
        "华盛陈经理没接电话",
        "请记录拜访华盛陈经理,聊合同",
        "华盛陈经理问什么时候发货,我说周五",
    ],
)
def test_a_short_report_is_not_dropped(text: str) -> None:
    """A6: what a rule holds for a contact stays one unless everything speaks against it."""
    assert understand(text, NOW, NAMES).kind == "report"


@pytest.mark.parametrize(
    "text",
    [
        "华盛的合同到底是谁在跟？",
        "谁有华盛陈经理的新号码",
        "下个月华盛的回访由小李负责,别漏了",
        "华盛那条记录帮我看看还在不在",
    ],
)
def test_what_names_a_customer_and_tells_nothing(text: str) -> None:
    """A6: questions and orders are no reports."""
    assert understand(text, NOW, NAMES).kind == "other"


def test_weights_belong_to_the_label_of_today() -> None:
    """Weights of another label would be read as this one's."""
    assert weights(kind_judge.WEIGHTS).labels == (kind_judge.NO_REPORT,)
