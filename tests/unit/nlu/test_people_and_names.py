"""People and companies in a text, and which customer is meant."""

from __future__ import annotations

import pytest

from nlu.binding import bind
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.mentions import known_mentions
from nlu.normalise import fold_message
from nlu.people import find_people

NOBODY = Names(())


def people(text: str, names: Names = NOBODY) -> list[str]:
    return [person.text for person in find_people(text, names)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("跟采购李经理聊了", ["李经理"]),
        ("质量总监马洁说", ["马洁"]),
        ("和老郑吃饭", ["老郑"]),
        ("技术部小周", ["小周"]),
        ("欧阳总不在", ["欧阳总"]),
        ("周科长和何总监", ["周科长", "何总监"]),
        ("小军哥来了", ["小军哥"]),
        ("豆豆妈接了电话", ["豆豆妈"]),
        ("总价和总部都定了", []),
        ("施工和员工都到了", []),
        ("小程序出错", []),
        ("国轩高科", []),
    ],
)
def test_people(text: str, expected: list[str]) -> None:
    """A mention carries the title behind the name, never the role before it."""
    assert people(text) == expected


def test_a_run_of_deputies_is_read_as_any_text() -> None:
    """A2: no text is too deep to read."""
    assert people("王" + "副" * 5000 + "长") == []


def test_known_people_need_no_title() -> None:
    names = Names([KnownCustomer(1, "A公司", (KnownContact("仁青", "厂长"), KnownContact("David Lin", "Buyer")))])
    assert people("跟仁青聊了,给David发了邮件", names) == ["仁青", "David"]


def linked(text: str, *customers: KnownCustomer) -> list[tuple[str, int | None]]:
    names = Names(customers)
    found = find_people(text, names)
    return [(m.text, bind(m, found, names)[0]) for m in known_mentions(text, names)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("去了华西医院", "四川大学华西医院"),
        ("顺义教委的人", "北京市顺义区教育委员会"),
        ("郑州九中的老师", "郑州市第九中学"),
        ("实验二小那边", "江城市实验第二小学"),
        ("去了和丰粮贸", "公主岭禾丰粮食贸易有限公司"),
        ("跟Westlake聊了", "Westlake Renewables Inc."),
        ("市一院说", "江州市第一人民医院"),
    ],
)
def test_short_and_misheard_names(text: str, name: str) -> None:
    """A14: short forms and homophones find the record."""
    ((_, customer),) = linked(text, KnownCustomer(5, name, ()))
    assert customer == 5


def test_another_trade_is_another_firm() -> None:
    """Precision first: 旭日保温 is not 旭日酒店."""
    assert [c for _, c in linked("去了旭日保温,没人", KnownCustomer(1, "河间市旭日酒店有限公司", ()))] == [None]


def test_contact_settles_a_tie() -> None:
    customers = (
        KnownCustomer(1, "上海云启医疗科技有限公司", (KnownContact("王建国", "总经理"),)),
        KnownCustomer(2, "北京云启健康管理有限公司", (KnownContact("陈立", "总经理"),)),
    )
    assert linked("云启的陈总来了", *customers) == [("云启", 2)]
    assert linked("云启的赵总来了", *customers) == [("云启", None)]


def test_everyday_words_are_no_names() -> None:
    assert linked("大修范围还没定", KnownCustomer(1, "江州铁路局工务大修段", ())) == []
    assert linked("在上海出差", KnownCustomer(1, "上海云启医疗科技有限公司", ())) == []


def test_folding_keeps_offsets() -> None:
    """Every found word can be shown in the sender's own writing."""
    text = "呃那个，訂單３６萬，嗯金额大"
    folded = fold_message(text)
    start = folded.text.index("36")
    span = folded.span(start, start + 2)
    assert text[span.start : span.end] == "３６"
    assert "金额" in folded.text
