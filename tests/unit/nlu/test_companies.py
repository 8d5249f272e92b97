"""Company names: one form, a likeness, keys."""

import pytest

from nlu.companies import likeness, name_keys, normal_name, refused_company


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("恒瑞医疗科技(上海)有限公司", "上海恒瑞医疗科技"),
        ("恒瑞医疗科技（上海）", "上海恒瑞医疗科技"),
        ("上海恒瑞医疗科技有限公司", "上海恒瑞医疗科技"),
        ("上海市恒瑞　医疗科技 有限责任公司", "上海恒瑞医疗科技"),
        ("（北京）恒瑞医疗科技有限公司", "北京恒瑞医疗科技"),
        ("鼎盛地产集团股份有限公司", "鼎盛地产集团"),
        ("某某软件有限公司上海分公司", "某某软件上海分公司"),
        ("A&B/C", "A&B/C"),
        ("ａ＆ｂ／ｃ", "A&B/C"),
        ("苏州工业园区明远（集团）有限公司", "苏州工业园区明远集团"),
    ],
)
def test_one_form_for_every_spelling(name: str, expected: str) -> None:
    """F8–F11, J5: width, spaces, brackets and the legal form do not matter; 集团, 分公司, & and / stay."""
    assert normal_name(name) == expected


def test_region_tells_firms_apart() -> None:
    """F9, «Read these» 1: 100 for the same firm, 87.5 for a different brand, 75 for a different city."""
    ours = normal_name("恒瑞医疗科技(上海)有限公司")
    assert likeness(ours, normal_name("上海恒瑞医疗科技")) == 100
    assert likeness(ours, normal_name("上海恒润医疗科技")) == 87.5
    assert likeness(ours, normal_name("恒瑞医疗科技（北京）有限公司")) == 75


def test_one_typing_error_shares_a_key() -> None:
    """F8, A14: a substituted, dropped or added character still finds the record."""
    right = set(name_keys("宁波东方精工有限公司").deletions)
    for wrong in ("宁波东方精公有限公司", "宁波东方工", "宁波东方精密工"):
        assert right & set(name_keys(wrong).deletions)


def test_homophones_share_the_sound_key() -> None:
    """A14: what speech recognition hears is found by sound."""
    assert name_keys("上海云启医疗科技有限公司").sound == name_keys("云起医疗科技(上海)").sound
    assert "云启" in name_keys("上海云启医疗科技有限公司").short_forms


@pytest.mark.parametrize("text", ["公司", "有限公司", "客户", "", "  ", "12345", "上海", "科技", "医院"])
def test_no_company(text: str) -> None:
    """A14: a bare «公司» is refused."""
    assert refused_company(text)


@pytest.mark.parametrize("text", ["恒瑞", "A公司", "宁波东方精工", "A&B/C"])
def test_a_company(text: str) -> None:
    assert not refused_company(text)
