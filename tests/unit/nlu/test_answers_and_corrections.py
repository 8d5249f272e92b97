"""Short answers and corrections (CONVERSATION §4.4, §4.6)."""

import pytest

from nlu.corrections import Correction, read_correction
from nlu.intents import NumberAnswer, read_answer_number


@pytest.mark.parametrize("text", ["1", "①", "1.", "一", "第一个", "选1", "1。", " 1 ", "第1条"])
def test_first_option(text: str) -> None:
    assert read_answer_number(text, 4) == NumberAnswer((1,))


@pytest.mark.parametrize("text", ["1 3", "1、3", "1,3", "13", "①③", "第一和第三"])
def test_several_options(text: str) -> None:
    assert read_answer_number(text, 4) == NumberAnswer((1, 3))


def test_thirteen_is_one_option_of_many() -> None:
    assert read_answer_number("13", 15) == NumberAnswer((13,))


def test_all_none_and_out_of_range() -> None:
    assert read_answer_number("都要", 3) == NumberAnswer((1, 2, 3))
    assert read_answer_number("都不", 3) == NumberAnswer(())
    answer = read_answer_number("5", 4)
    assert answer is not None
    assert answer.out_of_range


@pytest.mark.parametrize("text", ["王总", "今天拜访了A公司", "好的", "", "50万", "13912345678"])
def test_no_number(text: str) -> None:
    assert read_answer_number(text, 4) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不是王总，是李总", Correction("replace", old="王总", new="李总")),
        ("王总不对，李总", Correction("replace", old="王总", new="李总")),
        ("王总改李总", Correction("replace", old="王总", new="李总")),
        ("小刘全名叫刘婷婷", Correction("replace", old="小刘", new="刘婷婷")),
        ("不是", Correction("wrong")),
        ("不对", Correction("wrong")),
        ("是上周五的事", Correction("set", field="date", new="上周五")),
        ("预算60", Correction("set", field="amount", old="预算", new="60")),
        ("电话不是拜访", Correction("set", field="channel", old="visit", new="call")),
        ("少了一个，还见了赵工", Correction("add", new="还见了赵工")),
        ("第二条不要", Correction("drop", item=2)),
        ("②不记", Correction("drop", item=2)),
        ("把②挂到华星", Correction("attach", item=2, field="company", new="华星")),
        ("2 改 周四", Correction("set", item=2, new="周四")),
        ("都不对", Correction("restart")),
        ("重来", Correction("restart")),
    ],
)
def test_said_forms(text: str, expected: Correction) -> None:
    assert read_correction(text) == expected


@pytest.mark.parametrize(
    "text", ["今天拜访了A公司王总,聊了新产品,他下周给反馈", "好的", "把恒瑞推进到方案演示", "新线索 13912345678 恒瑞"]
)
def test_no_correction(text: str) -> None:
    assert read_correction(text) is None
