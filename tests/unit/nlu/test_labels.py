"""What the deal came to (CONTRACT `stage`)."""

import pytest

from nlu.labels import find_stage
from nlu.lexicon import DEFAULT


def stage(text: str) -> str | None:
    found = find_stage(text, 0, len(text), DEFAULT, False)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("最终我们落选", "已流失"),
        ("单子丢给卓远了", "已流失"),
        ("他们丢单了,和我们没关系", None),
        ("他们这个项目黄了", "已流失"),
        ("签了技术协议", None),
        ("今天办妥了销售合同的签订", "已签约"),
        ("答应下周把合同签下来", None),
        ("上个月底签了合同", "已签约"),
    ],
)
def test_outcome(text: str, expected: str | None) -> None:
    assert stage(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已经签约", "已签约"),
        ("他自己跑过来签的字,框架协议", "已签约"),
        ("我们中标了", "已签约"),
        ("定了,用我们的", "已签约"),
        ("丢了,给了别人", "已流失"),
        ("输给威图了", "已流失"),
        ("他说不考虑我们了", "已流失"),
        ("他们跟下游签了大单", None),
        ("聊了报价谈判的技巧", None),
        ("已经找了财务", None),
        ("快递丢了", None),
        ("说再这样就不续了", None),
        ("他签了到就走了", None),
    ],
)
def test_whose_outcome(text: str, expected: str | None) -> None:
    """A10: an outcome between us and the customer, in the words of talk; another's is none."""
    assert stage(text) == expected
