"""Rivals in words that no frame has, and what looks like a rival's name and is none (CONTRACT `competitors`)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import train_rivals
from learning import Bag, learnt

from nlu.coined_names import coined_names
from nlu.lexicon import DEFAULT
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.named_firms import firm_stretches
from nlu.report_parser import understand
from nlu.stretches import Stretches

NOW = datetime.fromisoformat("2026-06-10T18:00:00+08:00")
NAMES = Names([KnownCustomer(1, "宁波海川机电有限公司", (KnownContact("沈立", "经理"),))])


def rivals(text: str) -> list[str]:
    return [name.value for draft in understand(text, NOW, NAMES).follow_ups for name in draft.competitors]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天去海川见了沈经理，聊了年会布展，他们往年的展台都是由博艺展览搭的，每平米六百", ["博艺展览"]),
        ("海川沈经理来电话，发脾气说再修不好就把保养转给锐达电梯", ["锐达电梯"]),
        ("跟海川沈经理通了电话，问了培训的事，他说隔壁思拓培训一天才八千，咱们一万二", ["思拓培训"]),
        ("海川 沈经理 上门 聊印刷外包 现在给他们印的是华彩印务，一本七块", ["华彩印务"]),
        ("拜访海川沈经理，谈了劳务派遣，同时在和诚聘人力、众合劳务谈，月底前定", ["诚聘人力", "众合劳务"]),
    ],
)
def test_names_that_no_frame_holds(text: str, expected: list[str]) -> None:
    """A6: who supplies today, who is threatened with, who is cheaper, whom else they talk to."""
    assert rivals(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "今天去海川见了沈经理，聊了冷链物流和智能仓储，他挺感兴趣",
        "拜访海川沈经理，介绍了我们的设备租赁，他让周五前报价",
        "海川沈经理带我看了新车间，谈了环保检测和消防培训",
        "请海川沈经理在望江酒店吃饭，聊了明年的合作",
        "海川沈经理说集团总部在审批，让财务部对接开票",
        "今天见了海川沈经理，聊了新产品，友商也在跟",
    ],
)
def test_what_looks_like_a_name(text: str) -> None:
    """A6: objects of talk, our own goods, the place of a meal and the customer's own house are no rivals."""
    assert rivals(text) == []


def test_the_company_s_own_list_is_never_doubted() -> None:
    """A rival that the company has named is one wherever it stands."""
    lexicon = DEFAULT.extended(competitors=["大白"])
    (draft,) = understand("拜访海川沈经理，大白那边他没提", NOW, NAMES, lexicon).follow_ups
    assert [name.value for name in draft.competitors] == ["大白"]


def test_names_reach_over_their_place_and_trade() -> None:
    text = "由苏州卓远精密机械代工"
    said = {text[start:end] for start, end in firm_stretches(text, coined_names(text), [], Stretches(len(text)))}
    assert {"卓远", "卓远精密机械", "苏州卓远精密机械"} <= said


def test_training_learns_what_tells_the_two_apart(tmp_path: Path) -> None:
    """The weights come of the labelled messages by one command, the same each time."""
    given = [
        Bag([["< 用", "size 3"]], {train_rivals.RIVAL: [True]}),
        Bag([["< 聊", "size 3"]], {train_rivals.RIVAL: [False]}),
    ] * 20
    for name in ("one", "two"):
        weights = learnt(given, (train_rivals.RIVAL,), train_rivals.COURSE)
        assert weights[train_rivals.RIVAL]["< 用"] > 1 > -1 > weights[train_rivals.RIVAL]["< 聊"]
        train_rivals.write(weights, tmp_path / name)
    assert (tmp_path / "one").read_text() == (tmp_path / "two").read_text()
    assert any(bag.where[train_rivals.RIVAL] == [True] for bag in train_rivals.examples(["dev"]))


def _stretches(text: str) -> set[str]:
    found = firm_stretches(text, list(coined_names(text)), [], Stretches(len(text)))
    return {text[start:end] for start, end in found}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("他讲上一家“百灵鸟”做的海报难看", "百灵鸟"),
        ("食堂早换成五味斋的汤料", "五味斋"),
        ("上月输给德顺通了", "德顺通"),
        ("他说三江源那边送货勤", "三江源"),
        ("她在拿小天鹅跟我们比", "小天鹅"),
        ("换掉了青岛的海尔通", "海尔通"),
    ],
)
def test_names_that_look_like_none_are_seen_where_one_is_wanted(text: str, name: str) -> None:
    """A rival named in everyday pieces went unheard: nothing in it looked like a name."""
    assert name in _stretches(text)


def test_quoted_speech_names_nobody() -> None:
    assert not any("太慢" in name for name in _stretches("他只回了一句“你们太慢了”"))


def test_a_name_in_latin_letters_is_a_firm_where_it_has_goods() -> None:
    """«Quanta 的销售» was a person Quanta."""
    assert rivals("跟海川沈经理通了电话，问了交期，他说 Quanta 同款才 3.2 万") == ["Quanta"]
    assert rivals("拜访海川沈经理，他说这单输给 Quanta 了") == ["Quanta"]


def test_what_is_talked_of_is_no_rival() -> None:
    """Goods in a list of what was talked of look like firms with a trade."""
    assert rivals("海川沈经理：今天上门，聊夏季叉车租赁、效期管理，周五前给方案") == []
