"""The table «Times» of the contract, row by row, and the ways in which people say the same."""

from datetime import date, datetime, timedelta, timezone

import pytest

from nlu.calendars import WorkCalendar
from nlu.spans import Span
from nlu.times import Interval, Tense, TimeMention, find_times

SHANGHAI = timezone(timedelta(hours=8))
WEDNESDAY = datetime(2026, 3, 18, 17, 40, tzinfo=SHANGHAI)


def only(text: str, now: datetime = WEDNESDAY) -> TimeMention:
    [mention] = find_times(text, now)
    return mention


def shown(interval: Interval | None) -> str | None:
    if interval is None:
        return None
    edges = ("" if edge is None else edge.isoformat()[:16] for edge in (interval.start, interval.end))
    return "/".join(edges)


def meant(text: str, tense: Tense, now: datetime = WEDNESDAY) -> str | None:
    """«from/to» of the only time in the text; a single day or minute once."""
    said = shown(only(text, now).resolve(tense))
    if said is None:
        return None
    start, end = said.split("/")
    return end if start == end else said


FUTURE = [
    ("今天", "2026-03-18"),
    ("明天", "2026-03-19"),
    ("后天", "2026-03-20"),
    ("大后天", "2026-03-21"),
    ("周三", "2026-03-18"),
    ("周二", "2026-03-24"),
    ("这周三", "2026-03-18"),
    ("本周五", "2026-03-20"),
    ("星期五", "2026-03-20"),
    ("礼拜天", "2026-03-22"),
    ("下周三", "2026-03-25"),
    ("下下周三", "2026-04-01"),
    ("下周", "2026-03-23/2026-03-29"),
    ("下个星期", "2026-03-23/2026-03-29"),
    ("这周", "2026-03-18/2026-03-22"),
    ("周末", "2026-03-21/2026-03-22"),
    ("过两天", "2026-03-20"),
    ("过几天", "2026-03-21"),
    ("这两天", "2026-03-18/2026-03-20"),
    ("这几天", "2026-03-18/2026-03-21"),
    ("三天内", "2026-03-18/2026-03-21"),
    ("一周之内", "2026-03-18/2026-03-25"),
    ("三天后", "2026-03-21"),
    ("两周后", "2026-04-01"),
    ("半个月后", "2026-04-02"),
    ("三到两天后", "2026-03-20/2026-03-21"),
    ("三个月后", "2026-06-18"),
    ("月初", "2026-04-01/2026-04-10"),
    ("月中", "2026-03-11/2026-03-20"),
    ("月底", "2026-03-21/2026-03-31"),
    ("下月初", "2026-04-01/2026-04-10"),
    ("下个月底", "2026-04-21/2026-04-30"),
    ("15号", "2026-04-15"),
    ("三月十五", "2027-03-15"),
    ("3.20我去", "2026-03-20"),
    ("季度末", "2026-03-22/2026-03-31"),
    ("年底", "2026-12-01/2026-12-31"),
    ("国庆前", "/2026-09-30"),
    ("国庆后", "2026-10-08"),
    ("五一后", "2026-05-06"),
    ("周五前", "/2026-03-20"),
    ("月底之前", "/2026-03-31"),
    ("周五下午三点前", "/2026-03-20T15:00"),
]


@pytest.mark.parametrize(("text", "expected"), FUTURE)
def test_something_still_to_come(text: str, expected: str) -> None:
    """CONTRACT «Times», read on Wednesday the 18th of March 2026."""
    assert meant(text, "future") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨天", "2026-03-17"),
        ("前天", "2026-03-16"),
        ("周三", "2026-03-18"),
        ("周五", "2026-03-13"),
        ("上周五", "2026-03-13"),
        ("上周", "2026-03-09/2026-03-15"),
        ("15号", "2026-03-15"),
        ("20号", "2026-02-20"),
        ("三月十五", "2026-03-15"),
        ("月底", "2026-02-21/2026-02-28"),
        ("月初", "2026-03-01/2026-03-10"),
        ("周末", "2026-03-14/2026-03-15"),
        ("年底", "2025-12-01/2025-12-31"),
        ("这两天", "2026-03-16/2026-03-18"),
        ("三天前", "2026-03-15"),
        ("前几天", "2026-03-15"),
    ],
)
def test_something_done(text: str, expected: str) -> None:
    assert meant(text, "past") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上午", "2026-03-18T08:00/2026-03-18T12:00"),
        ("中午", "2026-03-18T11:00/2026-03-18T13:00"),
        ("下午", "2026-03-18T12:00/2026-03-18T18:00"),
        ("傍晚", "2026-03-18T17:00/2026-03-18T19:00"),
        ("晚上", "2026-03-18T18:00/2026-03-18T22:00"),
        ("明晚", "2026-03-19T18:00/2026-03-19T22:00"),
        ("明下午", "2026-03-19T12:00/2026-03-19T18:00"),
        ("今上午", "2026-03-18T08:00/2026-03-18T12:00"),
        ("周二晚", "2026-03-24T18:00/2026-03-24T22:00"),
        ("下午三点半", "2026-03-18T15:30"),
        ("15:30", "2026-03-18T15:30"),
        ("三点一刻", "2026-03-18T15:15"),
        ("明天三点", "2026-03-19T15:00"),
        ("明天九点", "2026-03-19T09:00"),
        ("晚上八点", "2026-03-18T20:00"),
        ("晚8点", "2026-03-18T20:00"),
        ("明早 9:30", "2026-03-19T09:30"),
        ("早上七点", "2026-03-18T07:00"),
        ("凌晨两点", "2026-03-18T02:00"),
        ("中午十二点", "2026-03-18T12:00"),
        ("晚上十二点", "2026-03-19T00:00"),
        ("下周二 14:00", "2026-03-24T14:00"),
        ("3月20日下午2点", "2026-03-20T14:00"),
        ("下午两点到四点", "2026-03-18T14:00/2026-03-18T16:00"),
        ("上午10-12点", "2026-03-18T10:00/2026-03-18T12:00"),
        ("9/24 17:00 前", "/2026-09-24T17:00"),
        ("半小时后", "2026-03-18T18:10"),
        ("约了三点见面", "2026-03-18T15:00"),
        ("等到五点便回来了", "2026-03-18T17:00"),
        ("48小时内", "2026-03-18T17:40/2026-03-20T17:40"),
    ],
)
def test_parts_of_the_day_and_clock_times(text: str, expected: str) -> None:
    assert meant(text, "future") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今儿个", "2026-03-18"),
        ("昨儿", "2026-03-17"),
        ("明儿后晌", "2026-03-19T12:00/2026-03-19T18:00"),
        ("头晌", "2026-03-18T08:00/2026-03-18T12:00"),
        ("晌午", "2026-03-18T11:00/2026-03-18T13:00"),
        ("擦黑", "2026-03-18T17:00/2026-03-18T19:00"),
        ("下礼拜三", "2026-03-25"),
        ("下个礼拜的礼拜五", "2026-03-27"),
        ("俩礼拜后", "2026-04-01"),
        ("下週二", "2026-03-24"),
        ("１５号", "2026-04-15"),
        ("Fri", "2026-03-20"),
        ("next Wed", "2026-03-25"),
        ("next week", "2026-03-23/2026-03-29"),
        ("Tue 14:00", "2026-03-24T14:00"),
        ("EOM 前", "/2026-03-31"),
    ],
)
def test_dialect_and_other_scripts(text: str, expected: str) -> None:
    assert meant(text, "future") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-25", "2026-03-25"),
        ("2026年3月25日", "2026-03-25"),
        ("二零二六年三月二十五号", "2026-03-25"),
        ("26年3月25", "2026-03-25"),
        ("1/22", "2027-01-22"),
        ("4.5前", "/2026-04-05"),
        ("6-30前", "/2026-06-30"),
        ("下月15号", "2026-04-15"),
        ("25日(周三)", "2026-03-25"),
        ("周三25号", "2026-03-25"),
        ("周三到周五", "2026-03-18/2026-03-20"),
        ("周三四", "2026-03-18/2026-03-19"),
        ("下周一、二", "2026-03-23/2026-03-24"),
        ("周三四点", "2026-03-18T16:00"),
        ("周一一起去", "2026-03-23"),
        ("3月19日–25日", "2026-03-19/2026-03-25"),
        ("9号到15号", "2026-04-09/2026-04-15"),
        ("3到5号", "2026-04-03/2026-04-05"),
        ("三月和九月之间", "2026-03-01/2026-09-30"),
        ("6到8月", "2026-06-01/2026-08-31"),
        ("六月初", "2026-06-01/2026-06-10"),
        ("8月底之前", "/2026-08-31"),
        ("W13", "2026-03-23/2026-03-29"),
        ("Q2末前", "/2026-06-30"),
        ("明年三月", "2027-03-01/2027-03-31"),
        ("今年国庆前", "/2026-09-30"),
        ("三个工作日内", "2026-03-18/2026-03-23"),
        ("两个工作日后", "2026-03-20"),
        ("明后天", "2026-03-19/2026-03-20"),
        ("这周之内", "2026-03-18/2026-03-22"),
        ("年内", "2026-03-18/2026-12-31"),
        ("最晚周五", "/2026-03-20"),
        ("周五下班前", "/2026-03-20"),
        ("下班之前", "/2026-03-18"),
        ("过完国庆", "2026-10-08"),
        ("圣诞前", "/2026-12-24"),
        ("未来两周", "2026-03-18/2026-04-01"),
        ("下个月月底", "2026-04-21/2026-04-30"),
        ("下月第一周", "2026-04-06/2026-04-12"),
        ("月底最后一天", "2026-03-31"),
        ("十月第一个星期一", "2026-10-05"),
        ("后半年", "2026-07-01/2026-12-31"),
        ("小王国庆后给", "2026-10-08"),
        ("六一儿童节前", "/2026-05-31"),
    ],
)
def test_dates_ranges_and_limits(text: str, expected: str) -> None:
    assert meant(text, "future") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("春节前", "/2026-02-14"),
        ("年前", "/2026-02-14"),
        ("年后", "2026-02-24/2026-03-05"),
        ("元旦前", "/2026-12-31"),
        ("清明前", "/2026-04-03"),
        ("端午前", "/2026-06-18"),
        ("中秋后", "2026-09-28"),
        ("清明后", "2026-04-07"),
    ],
)
def test_holidays_by_the_official_calendar(text: str, expected: str) -> None:
    """春节前 … / 国庆后 …: the day before the holiday begins, the one day after it ends."""
    assert meant(text, "future", datetime(2026, 1, 8, 9, 0, tzinfo=SHANGHAI)) == expected


def test_a_holiday_that_has_passed_is_next_years() -> None:
    assert meant("春节前", "future") == "/2027-02-04"
    assert meant("国庆后", "future", datetime(2026, 10, 8, 9, 0, tzinfo=SHANGHAI)) == "2026-10-08"
    assert meant("国庆前", "future", datetime(2026, 10, 2, 9, 0, tzinfo=SHANGHAI)) == "/2027-09-30"


def test_a_part_of_the_month_that_is_running_begins_with_its_first_day() -> None:
    assert meant("月底", "future", datetime(2026, 3, 25, 9, 0, tzinfo=SHANGHAI)) == "2026-03-21/2026-03-31"


def test_months_end_on_their_last_day() -> None:
    assert meant("一个月后", "future", datetime(2026, 1, 31, 9, 0, tzinfo=SHANGHAI)) == "2026-02-28"
    assert meant("31号", "future", datetime(2026, 4, 2, 9, 0, tzinfo=SHANGHAI)) == "2026-05-31"


def test_times_count_in_the_offset_of_the_message() -> None:
    late = datetime(2026, 9, 8, 21, 15, tzinfo=timezone(timedelta(hours=-7)))
    assert meant("今天", "past", late) == "2026-09-08"
    assert meant("周四", "future", late) == "2026-09-10"


@pytest.mark.parametrize(
    "text",
    [
        "上海",
        "沟通一下",
        "两点建议",
        "三点要求",
        "提了三点",
        "便宜一点",
        "差一点",
        "3.5万",
        "1.2M",
        "v2.3",
        "上下",
        "十点开外",
        "一下午都在",
        "喝下午茶",
        "晚上好",
        "每周三开例会",
        "每月15号对账",
        "5号楼",
        "3号铺",
        "1号线",
        "正月十五",
        "农历三月十五",
        "第三天",
        "2月30号",
        "25:30",
        "元宵节前",
        "成本周转",
        "再要俩点",
        "二十七点三",
        "加七点八",
        "零点一",
        "调高24点5度",
        "占1/3",
        "12-15号楼",
        "王国庆说",
        "一时半会儿",
        "有朝一日",
        "圣诞树",
        "年终总结",
        "后天性",
        "光明日报",
        "第三号",
        "一日游",
        "百分之四点",
        "江陵路18号",
        "4月初8",
        "赶明儿",
        "第三个星期",
        "四点不满意",
        "Sunny",
        "Monitor",
        "SaaS",
        "三元桥",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert find_times(text, WEDNESDAY) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("今日上午前往市一院", ["今日上午"]),
        ("昨日前去拜访", ["昨日"]),
        ("今天内部培训", ["今天"]),
        ("约了周三 不对 周四 15:00 线上过方案", ["周三", "周四 15:00"]),
        ("他下周二啊不是下周三给", ["下周二", "下周三"]),
        ("沟通一下周三的方案", ["周三"]),
        ("一百五十万上下月底前", ["月底前"]),
        ("昨天礼拜天，在山下碰见", ["昨天礼拜天"]),
        ("电话幺三八零零幺三八零零零周五前", ["周五前"]),
        ("马上周三了", ["周三"]),
        ("下午到公司", ["下午"]),
        ("15号样品寄到", ["15号"]),
        ("18号院长办公会", ["18号"]),
        ("周三和周五都行", ["周三", "周五"]),
    ],
)
def test_a_time_ends_where_its_words_end(text: str, words: list[str]) -> None:
    assert [mention.span.words(text) for mention in find_times(text, WEDNESDAY)] == words


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("下周三或周五", "2026-03-27"),
        ("下周三、周五", "2026-03-27"),
        ("下周三 不对 周四", "2026-03-26"),
        ("4月15、16号", "2026-04-16"),
        ("下月5号和20号", "2026-04-20"),
        ("周三给方案，周五签", "2026-03-20"),
        ("下周三给方案，他周五签", "2026-03-20"),
    ],
)
def test_a_second_day_of_a_list_takes_over_week_and_month(text: str, second: str) -> None:
    mention = find_times(text, WEDNESDAY)[1]
    assert shown(mention.resolve("future")) == f"{second}/{second}"


def test_a_length_of_time_is_no_point_in_time() -> None:
    for text in ("三天", "两周", "半个月", "40分钟", "三四年"):
        mention = only(text)
        assert (mention.grain, mention.start, mention.end) == ("duration", None, None)
        assert mention.resolve("future") is None


def test_the_words_alone_settle_some_tenses() -> None:
    assert [only(text).role for text in ("昨天", "上周三", "三天前", "明天", "下周", "过两天", "周三", "15号")] == [
        "past",
        "past",
        "past",
        "future",
        "future",
        "future",
        "either",
        "either",
    ]


def test_start_and_end_follow_the_tense_that_was_asked_for() -> None:
    [past], [future] = find_times("周五", WEDNESDAY, tense="past"), find_times("周五", WEDNESDAY)
    assert (past.start, future.start) == (date(2026, 3, 13), date(2026, 3, 20))
    assert find_times("昨天", WEDNESDAY)[0].start == date(2026, 3, 17)


def test_rough_times_are_marked() -> None:
    assert [only(text).approximate for text in ("15号左右", "下午三点多", "过几天", "下午两三点", "周五")] == [
        True,
        True,
        True,
        True,
        False,
    ]


def test_taken_stretches_hold_no_time() -> None:
    text = "周三跟周一鸣通话"
    assert [mention.span.start for mention in find_times(text, WEDNESDAY, taken=[Span(3, 6)])] == [0]


def test_the_companys_own_calendar_counts() -> None:
    own = WorkCalendar({date(2026, 3, 19): False})
    [mention] = find_times("一个工作日内", WEDNESDAY, calendar=own)
    assert mention.end == date(2026, 3, 20)
