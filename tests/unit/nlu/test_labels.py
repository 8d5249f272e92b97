"""What the deal came to (CONTRACT `stage`)."""

import pytest

from nlu.labels import find_stage, went_to
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("聊了滤芯,当场签!合同2.98w", "已签约"),
        ("合同签咧 总共九十六万", "已签约"),
        ("今天在合同上盖的章", "已签约"),
        ("他续了一年", "已签约"),
        ("signed the contract", "已签约"),
        ("合同去年签的,下个月到期", None),
        ("合同快签了", None),
        ("他们等盖章", None),
        ("最终选择了竞争对手", "已流失"),
        ("今日来函终止与我司合作", "已流失"),
        ("标没中", "已流失"),
        ("lost to 卓远", "已流失"),
        ("这单没了", "已流失"),
        ("他们客户流失严重", None),
        ("样品单子没了解清楚", None),
        ("此项目年内不再安排", "暂不推进"),
        ("采购推到下半年", "暂不推进"),
        ("on hold", "暂不推进"),
        ("他们今年不涨价", None),
        ("进入商务环节", "报价谈判"),
        ("还没到比价阶段", None),
        ("需求都确认了", "需求确认"),
        ("刚聊上,看着办", "初步沟通"),
        ("他刚接触这行", None),
        ("本日赴精诚模塑签署采购合同", "已签约"),
        ("下午在她办公室签的三年维保合同", "已签约"),
        ("跟班总把合同签了 十二万六", "已签约"),
        ("合同已经双签", "已签约"),
        ("合同今天双方盖章生效", "已签约"),
        ("签完合同后三天付款", None),
        ("双方约定下周签订合同", None),
        ("讨论了签订合同的流程", None),
        ("该公司已与荣智签订三年合同", "已流失"),
        ("项目确认失标", "已流失"),
        ("他们最后没选我们", "已流失"),
        ("设备更新全停了 那这个就先放一放呗", "暂不推进"),
        ("这个事情先撂一边", "暂不推进"),
        ("现在是方案阶段", "方案演示"),
    ],
)
def test_told_in_other_words(text: str, expected: str | None) -> None:
    """A10: a stage needs no name of its own where the words leave no doubt; what is ahead or long past is none."""
    assert stage(text) == expected


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("已经跟 极数 签了", True),
        ("最后定了极数", True),
        ("改用极数了", True),
        ("若无改善,将改用极数", False),
        ("再这样就改用极数", False),
        ("极数签了大单", False),
    ],
)
def test_a_rival_has_it(text: str, gone: bool) -> None:
    """A10: what is only threatened is not lost."""
    at = text.index("极数")
    assert went_to(text, [("极数", at, at + 2)]) is gone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("合同已于昨日盖章", "已签约"),
        ("第一天就签了一单", "已签约"),
        ("一共四十二万,下午上门签的", "已签约"),
        ("最后选的是我们", "已签约"),
        ("我方落败", "已流失"),
        ("那个丢了,给了别人", "已流失"),
        ("明年再看,先不做", "暂不推进"),
        ("整个采购计划冻结", "暂不推进"),
        ("单子全黄了,阶段→暂不推进", "暂不推进"),
        ("进入议价", "报价谈判"),
        ("合同尚未签署,请勿登记为已签约", None),
        ("他说签了合同才能发货", None),
        ("去年没中标,这次想试试", None),
        ("洗过的床单发黄", None),
        ("今天签署了保密协议", None),
        ("先不签字,先不做检测", None),
    ],
)
def test_told_in_passing(text: str, expected: str | None) -> None:
    """A10: what is given as the stage counts most; what is denied, long ago or of another paper sets none."""
    assert stage(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天苗园长签啦", "已签约"),
        ("还没签啦", None),
        ("他们跟卓远续了两年,没我们什么事了", "已流失"),
        ("去年招的人流失大", None),
        ("这单八成没戏", None),
        ("生意不好,今年先不做门头改造了", "暂不推进"),
        ("没钱,明年再弄", "暂不推进"),
        ("这批我想全拿下来", None),
    ],
)
def test_told_in_speech(text: str, expected: str | None) -> None:
    """A10: what is exclaimed, given to others or put off; what is only feared or wished sets none."""
    assert stage(text) == expected
