import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.phones import find_phones, read_mobile


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("13800138000", "13800138000"),
        ("Mobile: +86 137 5712 0486", "13757120486"),
        ("0086-13812345678", "13812345678"),
        ("cell 159-6018-0099", "15960180099"),
        ("手机：１３８００１３８０００", "13800138000"),
        ("幺五八 洞洞二三 拐拐四六", "15800237746"),
        ("电话幺八六洞洞四五拐拐三二", "18600457732"),
        ("一五九 八八八八 六六六六 预算二十万", "15988886666"),
        ("幺三八两个零幺二三个八零", "13800128880"),
        ("电话加八六一三九 三一一二 七七零九", "13931127709"),
        ("1 5 8 4 0 2 2 1 1 7 3", "15840221173"),
        ("周一13800138000", "13800138000"),
        ("周一一三八零零一三八零零零", "13800138000"),
        ("138 1234 5678 30万", "13812345678"),
        ("幺三八，零零幺三，八零零零", "13800138000"),
        ("手机138、0013、8000", "13800138000"),
        ("幺三九两两七八八四五六", "13922788456"),
        ("(+86)13800138000", "13800138000"),
    ],
)
def test_a_mobile_is_read_typed_and_spoken(text: str, digits: str) -> None:
    """A15: eleven digits, however they are said."""
    [phone] = find_phones(text)
    assert (phone.kind, phone.digits, phone.virtual) == ("mobile", digits, False)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("021-55551234", "02155551234"),
        ("021-55551234-803", "02155551234"),
        ("021-55551234转803", "02155551234"),
        ("(021)55551234", "02155551234"),
        ("+86 21 5555 1234", "02155551234"),
        ("010 8426 5519 洪经理", "01084265519"),
        ("电话0372 2915 566", "03722915566"),
        ("零三幺八 二幺二六 五五零九", "031821265509"),
        ("座机2915566，区号0372", "03722915566"),
        ("区号零三七二 电话二九幺五五六六", "03722915566"),
        ("0755-2345 6789转8001", "075523456789"),
    ],
)
def test_a_landline_keeps_its_area_code_and_drops_the_extension(text: str, digits: str) -> None:
    [phone] = find_phones(text)
    assert (phone.kind, phone.digits) == ("landline", digits)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("总机是400-820-5566", "service"),
        ("Fax: 0571-86690000", "fax"),
        ("传真0554-6612345", "fax"),
        ("电话8226 7713，没写区号", "landline"),
        ("老胡 1391234567 朋友介绍", "invalid"),
        ("手机12345678901", "invalid"),
        ("电话1380057901234", "invalid"),
        ("幺三九四四三二零幺零八八六", "invalid"),
    ],
)
def test_what_cannot_be_called_back_has_no_digits(text: str, kind: str) -> None:
    """A15: a wrong count of digits is told apart from a number that fits."""
    [phone] = find_phones(text)
    assert (phone.kind, phone.digits) == (kind, None)


@pytest.mark.parametrize("prefix", ["162", "165", "167", "170", "171"])
def test_numbers_of_virtual_operators_are_marked(prefix: str) -> None:
    """A15, K8: 170 and 171 count as virtual."""
    [phone] = find_phones(f"{prefix}00138000")
    assert (phone.kind, phone.virtual) == ("mobile", True)


@pytest.mark.parametrize(
    "text",
    [
        "身份证140302197706220124",
        "订单号13800138000",
        "合同编号20260315001",
        "2026-03-15 14:00",
        "20260315",
        "2026年3月15日10:30",
        "报价 3980 2680 180",
        "报价3980，2680，180",
        "三款分别1280,2680,180",
        "一，二，三，四，五，六",
        "SN13800138000",
        "幺零零幺",
        "三百二十万五千",
        "3,500,000元",
    ],
)
def test_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert find_phones(text) == []


def test_of_several_numbers_each_is_found() -> None:
    text = "座机0552-3068812，没人接就打19855201177"
    assert [phone.digits for phone in find_phones(text)] == ["05523068812", "19855201177"]
    assert [phone.span.words(text) for phone in find_phones(text)] == ["0552-3068812", "19855201177"]


def test_a_number_corrected_in_one_breath_is_two_mentions() -> None:
    text = "幺三九四四三二零幺零八八六 不对多念了俩 幺三九四四三二零八八六"
    assert [phone.digits for phone in find_phones(text)] == [None, "13944320886"]


def test_read_mobile_wants_the_whole_string() -> None:
    assert read_mobile(" 138 0013 8000 ") == "13800138000"
    assert read_mobile("13800138000元") is None
    assert read_mobile("021-55551234") is None
    assert read_mobile("") is None


@settings(deadline=None)
@given(st.integers(min_value=13_000_000_000, max_value=19_999_999_999))
def test_mobiles_agree_with_the_numbering_plan(number: int) -> None:
    parsed = phonenumbers.parse(str(number), "CN")
    is_mobile = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
    assert (read_mobile(str(number)) is not None) == is_mobile


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), st.text(alphabet="0123456789幺两个三零八-+ ()转周元", max_size=60)))
def test_every_number_lies_in_the_text_and_in_order(text: str) -> None:
    end = 0
    for phone in find_phones(text):
        assert end <= phone.span.start < phone.span.end <= len(text)
        assert phone.digits is None or (phone.digits.isascii() and phone.digits.isdigit())
        end = phone.span.end
