"""What is told of rivals, of others and of the market is no complaint about us (CONTRACT `pains`)."""

from datetime import UTC, datetime

import pytest

from nlu.drafts import FollowUpDraft
from nlu.linking import KnownCustomer, Names
from nlu.report_parser import understand

NAMES = Names([KnownCustomer(1, "A公司", ())])
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


def told(words: str) -> FollowUpDraft:
    (draft,) = understand(f"今天拜访了A公司王总,{words}", NOW, NAMES).follow_ups
    return draft


def pains(words: str) -> list[str]:
    return [pain.value for pain in told(words).pains]


@pytest.mark.parametrize(
    "words",
    [
        "说水泵老是误报 是之前那家装的",
        "看了他们那个风管漏水 聊了聊保温",
        "提到鞍钢下个月要降价",
        "鼎捷的方案他看过 好是好 就是太贵",
        "说他们自己发货慢",
        "问一套给八千行不行",
        "聊了甩柜预警和滞港费分摊",
        "他评价较高",
        "说我们价格公道",
        "还价到每桶二百",
        "打过去号码过期了",
        "他问能不能先试用 我说这得跟领导商量",
        "吐槽园区电梯慢,跟我们没关系",
        "没选我们,理由是董事会指定了别家",
    ],
)
def test_no_complaint_about_us(words: str) -> None:
    assert pains(words) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("说去年旺季断过两次货", ["delivery"]),
        ("投诉搭建迟到两小时", ["delivery"]),
        ("说菜发得太慢", ["delivery"]),
        ("说上周订的鱼到今天一条都没见着", ["delivery"]),
        ("人家分众给八折,我们只给九折", ["price"]),
        ("说批发市场便宜一大截", ["price"]),
        ("说报修以后打了三个电话没一个人接", ["service"]),
        ("说采购上的事他插不上手", ["decision"]),
        ("说送来的绿植没两天就枯", ["quality"]),
        ("说上周师傅没来也没说一声", ["service"]),
        ("说你们前台问什么都答不上来", ["service"]),
        ("说馆里今年不批新支出", ["budget"]),
    ],
)
def test_complaint(words: str, expected: list[str]) -> None:
    assert pains(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("他说最近威图也报了价,正摆一块儿比呢", ["威图"]),
        ("说合作过的威图报19万", ["威图"]),
        ("说威图的方案他也看过了", ["威图"]),
        ("说我们跟威图之间二选一", ["威图"]),
        ("正拿咱跟威图还有科士达比着呢", ["威图", "科士达"]),
        ("正拿我们和美的作比较", ["美的"]),
        ("说他们给威图做代工", []),
        ("样米先由食堂试蒸", []),
        ("采用综合评分法", []),
    ],
)
def test_rivals(words: str, expected: list[str]) -> None:
    assert [rival.value for rival in told(words).competitors] == expected


def test_what_a_rival_took_is_lost_although_it_was_signed() -> None:
    stage = told("说这单让威图抢了先 合同礼拜三签的").stage
    assert stage is not None
    assert stage.value == "已流失"
