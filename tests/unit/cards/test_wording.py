"""How dates, amounts, durations and names are said: the good and bad pairs of CONVERSATION §1."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards import wording
from cards.wording import Reader

TODAY = date(2026, 3, 2)
SHANGHAI = Reader(now=datetime(2026, 3, 2, 1, 0, tzinfo=UTC), zone=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 3, 13), "3月13日 周五"),
        (date(2026, 12, 31), "12月31日 周四"),
        (date(2027, 1, 4), "2027年1月4日 周一"),
        (date(2025, 8, 12), "2025年8月12日 周二"),
    ],
)
def test_a_date_has_its_weekday_and_the_year_only_when_it_is_another(on: date, said: str) -> None:
    """Rule 3: 「3月13日 周五」, never 「2026-03-13 00:00:00」."""
    assert wording.day(on, today=TODAY) == said


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 3, 1), "昨天 3月1日 周日"),
        (date(2026, 3, 2), "今天 3月2日 周一"),
        (date(2026, 3, 3), "明天 3月3日 周二"),
        (date(2026, 3, 4), "3月4日 周三"),
    ],
)
def test_near_days_are_named_and_dated(on: date, said: str) -> None:
    """Rule 3: 今天, 明天, 昨天 with the date."""
    assert wording.day(on, today=TODAY, near=True) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 3, 9), date(2026, 3, 15), "3月9日–15日"),
        (date(2026, 2, 27), date(2026, 3, 3), "2月27日–3月3日"),
        (date(2026, 3, 9), date(2026, 3, 9), "3月9日"),
        (date(2026, 12, 28), date(2027, 1, 3), "12月28日–2027年1月3日"),
    ],
)
def test_ranges_name_what_changes(first: date, last: date, said: str) -> None:
    """Rule 3: 「3月9日–15日」."""
    assert wording.day_range(first, last, today=TODAY) == said


def test_a_clock_has_no_morning_or_afternoon() -> None:
    """Rule 3: 「14:30」, never 下午两点半."""
    assert wording.clock(time(14, 30)) == "14:30"
    assert wording.clock(time(9, 5)) == "09:05"


def test_instants_are_said_on_the_readers_clock() -> None:
    """N3: one instant, two readers; the day may differ."""
    at = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    new_york = Reader(now=SHANGHAI.now, zone=ZoneInfo("America/New_York"))
    assert SHANGHAI.when(at, near=True) == "明天 3月3日 周二 09:00"
    assert new_york.today == date(2026, 3, 1)
    assert new_york.when(at) == "3月2日 周一 20:00"


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        SHANGHAI.when(datetime(2026, 3, 3, 9, 0))


def test_cut_offs_alone_are_iso() -> None:
    """K13: 「2026-03-02 09:00」 only for the cut-off of figures."""
    assert SHANGHAI.cut_off(SHANGHAI.now) == "2026-03-02 09:00"
    assert SHANGHAI.closing(SHANGHAI.now) == "3月2日 09:00"


@pytest.mark.parametrize(
    ("yuan", "said"),
    [
        (500_000, "50 万"),
        (120_000_000, "1.2 亿"),
        (8_600, "8,600 元"),
        (523_000, "52.3 万"),
        (9_999, "9,999 元"),
        (10_000, "1 万"),
        (99_999_999, "1 亿"),
        (0, "0 元"),
        (-523_000, "−52.3 万"),
        (Decimal("0.5"), "0.5 元"),
        (Decimal("1234567.89"), "123.46 万"),
    ],
)
def test_amounts_have_a_chinese_unit_and_no_trailing_zero(yuan: int | Decimal, said: str) -> None:
    """Rule 4: 「50 万」, never 「500000.00元」 or 「¥50W」."""
    assert wording.money(yuan) == said


@given(st.integers(min_value=0, max_value=10**12))
def test_no_amount_is_said_with_a_raw_row_of_digits(yuan: int) -> None:
    """Rule 4: at most four digits stand together without a comma."""
    digits = wording.money(yuan).split(" ")[0].replace(".", ",").split(",")
    assert all(len(part) <= 5 for part in digits)


@pytest.mark.parametrize(
    ("n", "said"),
    [(41, "41 小时"), (71, "71 小时"), (72, "72 小时（3 天）"), (73, "73 小时（3 天）"), (120, "120 小时（5 天）")],
)
def test_hours_get_whole_days_from_72_on(n: int, said: str) -> None:
    """Rule 4, D1: 「120 小时（5 天）」, rounded down."""
    assert wording.hours(n) == said


def test_short_spans() -> None:
    assert wording.duration(timedelta(minutes=40)) == "40 分钟"
    assert wording.duration(timedelta(hours=2, minutes=18)) == "2 小时 18 分"
    assert wording.duration(timedelta(hours=2)) == "2 小时"


@pytest.mark.parametrize(
    ("share", "said"), [(Decimal("0.12"), "12%"), (Decimal("0.9997"), "99.97%"), (0.061, "6.1%"), (0, "0%")]
)
def test_percent_has_no_space(share: Decimal | float, said: str) -> None:
    """Rule 4: 「12%」, never 「12 %」."""
    assert wording.percent(share) == said


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("13912345678", "139****5678"),
        ("+86 139-1234-5678", "139****5678"),
        ("008613912345678", "139****5678"),
        ("021-61231234", "021-****1234"),
        ("0574-87651234", "0574-****1234"),
        ("010 6123 1234", "010-****1234"),
        ("139****5678", "139****5678"),
        ("4008001234", "****1234"),
        ("110", "****"),
    ],
)
def test_numbers_are_masked(phone: str, said: str) -> None:
    """I2, rule 5: 139****5678, 021-****1234; masking twice changes nothing."""
    assert wording.mask_phone(phone) == said
    assert wording.mask_phone(wording.mask_phone(phone)) == said


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_no_mobile_number_survives_masking(phone: str) -> None:
    """I2: the middle four digits are gone."""
    assert wording.mask_phone(phone) == f"{phone[:3]}****{phone[7:]}"


@pytest.mark.parametrize(
    ("company", "width", "said"),
    [
        ("上海恒瑞医疗科技有限公司（浦东分公司）", 13, "上海恒瑞医…（浦东分公司）"),
        ("上海恒瑞医疗科技有限公司", 12, "上海恒瑞医疗科技有限公司"),
        ("上海恒瑞医疗科技有限公司", 9, "上海恒瑞医疗…公司"),
        ("恒瑞（上海）", 14, "恒瑞（上海）"),
    ],
)
def test_long_names_keep_head_tail_and_region(company: str, width: int, said: str) -> None:
    """Small print of §1: 「上海恒瑞…（浦东分公司）」, never cut inside （地区）."""
    assert wording.short_name(company, width) == said


@given(st.text("上海恒瑞医疗科技有限公司分（）", min_size=1, max_size=40), st.integers(min_value=6, max_value=30))
def test_short_names_never_exceed_their_width(company: str, width: int) -> None:
    assert len(wording.short_name(company, width)) <= width


def test_choices_are_numbered() -> None:
    """Rule 6: ①–⑩ for choices."""
    assert wording.choices(("A公司", "华星")) == "①A公司 ②华星"
    assert wording.number_mark(10) == "⑩"
    assert wording.number_mark(21) == "21."
    with pytest.raises(ValueError, match="one"):
        wording.number_mark(0)


def test_facts_are_joined_without_gaps() -> None:
    """Small print: 「 · 」 between facts of one thing."""
    assert wording.join_facts("恒瑞", "", "李总", "电话") == "恒瑞 · 李总 · 电话"


def test_points_use_a_true_minus_and_never_say_zero() -> None:
    """E1, small print: 「+5 积分（共 5）」, 「−5」; no 「+0」."""
    assert wording.points(5, 5) == "+5 积分（共 5）"
    assert wording.points(-5, 0) == "−5 积分（共 0）"
    assert wording.points(0, 7) == ""


def test_changes_are_said_from_old_to_new() -> None:
    """3.1: 「（空）→ 李工」."""
    assert wording.arrow("王总", "李总") == "王总 → 李总"
    assert wording.arrow("", "李工") == "（空）→ 李工"
