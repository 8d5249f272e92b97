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
