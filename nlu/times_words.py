"""The words for days, and what each match of a pattern means (`times_days`, `times_periods`)."""

from __future__ import annotations

from datetime import date

from nlu import lazy_re as re
from nlu.numbers import read_number
from nlu.times_days import (
    DayOfMonth,
    Month,
    MonthDay,
    MonthThird,
    NearDays,
    PieceOfMonth,
    RelativeDays,
    Said,
    Week,
    Weekday,
    Weekend,
    WeekNumber,
)
from nlu.times_periods import AfterSpring, Festival, OfficialHoliday, Quarter, Year, YearPart

MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)"
DAY = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|[二廿]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
    r"|[一二三四五六七八九])"
)
NUMERAL = "零〇一二三四五六七八九十百千万半两俩仨几"
NUMERALS = frozenset("0123456789" + NUMERAL + "多")
# 老周 and 小周 are people: «老周一起去».
WEEK_WORD = r"(?:(?<![老小阿])周|星期|礼拜)"
WEEKDAYS = "一二三四五六日天"
# 周三四, 周一、二, 周一到三 as against 周三四点, 周一二十号, 周一一起.
NEXT_WEEKDAY = (
    rf"(?:(?:[、/]|到|至|[-–—~～])?(?P<last>[{WEEKDAYS}])"
    r"(?=\Z|[^\u4e00-\u9fff\w]|[去来到给我他她你您们的都在要再先把发上下签交报跑拜见约打跟和请让吧吗之前后两]))"
)
_WEEKDAY_NUMBERS = {character: min(index, 6) for index, character in enumerate(WEEKDAYS)}
YEAR = (
    r"(?:(?P<year>(?:19|20)\d\d|[一二][零〇九一二三四五六七八]{3})\s?年|(?P<short_year>0\d|[1-3]\d(?=年[\d初底末]))年"
    r"|(?P<near_year>大前年|前年|去年|今年|明年|后年|本年|来年|上一?年|下一?年|这一?年(?![来多])))"
)
IN_YEAR = rf"(?:{YEAR}的?\s?)?"
_NEAR_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "来年": 1, "后年": 2}
# A number with 号 or 日 that is the name of a thing: 3号铺, 1号线, 5号楼, 2号机.
NO_DAY_AFTER = (
    r"(?!楼|铺|线(?![上下])|机(?![器床会票])|门(?!店)|库(?!存)|院(?![里长方办])|馆|厅|房(?![租东款])|车[间库位厢]|展(?![会览])"
    r"|位|桌|柜|井|炉|泵|罐|码头|文件?(?=\Z|[^\u4e00-\u9fff])|仓|电?梯|栋|单元|店(?!里)|产品线)"
)
NO_DATE_AFTER = r"(?![\d.%％/:]|\s?[万千百亿台件个套家人元块倍折米吨度年号天次%％])"
THIRD = (
    r"月?(?P<third>初(?![一二三四五六七八九十次审步])|中下旬|[中上下]旬|中(?![午国间心学标文医旬])|底|末"
    r"|头(?![两几一])|尾(?![号数款]))"
)
_THIRDS: dict[str, MonthThird] = {
    "初": "begin",
    "上旬": "begin",
    "中": "middle",
    "中旬": "middle",
    "底": "end",
    "末": "end",
    "下旬": "end",
    "中下旬": "second half",
    "头": "begin",
    "尾": "end",
}
NEAR_MONTH = r"(?P<near_month>大?上{1,3}一?个?|再?下{1,3}一?个?|这一?个?|今个|本|当)月"

_DAY_WORD_FOLLOWS = re.compile(r"(?<=[号日])|\s?(?:之前|以前|[前后到至早晚]|上午|下午|中午|周|星期|[-–—~]\s?\d)")
# «6.8 恒远 王总 visit»: what heads a line, before a name or a verb of contact, is no sum.
_HEADS_LINE = re.compile(r"(?:^|[\n;。]\s?)$")
_NAME_FOLLOWS = re.compile(r"\s(?=[\u4e00-\u9fffA-Z]{2})|[去拜见到跟和在给]")
# «我 7.9 带工程师去复查»: between who acts and an act a small decimal is a day.
_WHO_BEFORE = re.compile(r"(?:^|[,。;:\n ])(?:我们?|咱们?|我方|他们?|她们?|对方)\s?\Z")
_ACT_FOLLOWS = re.compile(
    r"\s?(?:[带去来派寄再]|上门|过去|发货|送[货样]|复[测查检]|拜访|安排|开会|签|提交|[回答]复|交付|装机|派人)"
)
_NUMBER_WORD_BEFORE = re.compile(r"(?:[vV约报价为版本共达占率]|版本号?|[:¥$])\s?\Z")


def _number(word: str) -> int:
    if word == "元":
        return 1
    value = read_number(word)
    return int(value) if value is not None else 0


def _year(match: re.Match[str], today: date) -> int | None:
    """The year that was named before a day or a month."""
    groups = match.groupdict()
    if groups.get("near_year"):
        return today.year + _near_year(groups["near_year"])
    if groups.get("short_year"):
        return 2000 + int(groups["short_year"])
    return _number(groups["year"]) if groups.get("year") else None


def _near_year(word: str) -> int:
    """去年 → -1; 上年, 下年, 这一年 count like 上周."""
    return _NEAR_YEARS[word] if word in _NEAR_YEARS else _offset(word)


def _offset(word: str) -> int:
    """上上 and 大上 → -2, 这 → 0, 下 → 1, 再下 → 2."""
    offset = word.count("下") - word.count("上")
    return offset * 2 if word[0] in "大再" else offset


def month_day_said(match: re.Match[str], today: date) -> Said | None:
    """3月15号, 2026-03-15."""
    month, day = _number(match["month"]), _number(match["day"])
    return MonthDay(_year(match, today), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def dotted_said(match: re.Match[str], today: date) -> Said | None:
    """3.15 is a date; 3.5 is as likely a number, so one figure after the point needs a word for a day."""
    figures, end = match["day"], match.end()
    if len(figures) == 1 and not _DAY_WORD_FOLLOWS.match(match.string, end):
        before = match.string[max(0, match.start() - 5) : match.start()]
        heads = _HEADS_LINE.search(before) and _NAME_FOLLOWS.match(match.string, end)
        if not heads and not (_WHO_BEFORE.search(before) and _ACT_FOLLOWS.match(match.string, end)):
            return None
    return (
        None
        if _NUMBER_WORD_BEFORE.search(match.string[max(0, match.start() - 4) : match.start()])
        else month_day_said(match, today)
    )


def slash_said(match: re.Match[str], today: date) -> Said | None:
    """3/18; a share (占1/3) is none."""
    return (
        None
        if match.string[max(0, match.start() - 1) : match.start()] in tuple("占剩达")
        else month_day_said(match, today)
    )


def dashed_said(match: re.Match[str], today: date) -> Said | None:
    """6-30前, 03-15."""
    return MonthDay(None, int(match["month"] or match["padded_month"]), int(match["day"] or match["padded_day"]))


def day_of_month_said(match: re.Match[str], today: date) -> Said | None:
    """15号, 下月15号, 3到5号."""
    near = match.groupdict().get("near_month")
    if (
        near is None
        and match[0] == "一日"
        and match.string[match.end() : match.end() + 1] not in tuple("上下早晚中前后")
    ):
        # 一日 alone is «one day» (有朝一日) oftener than the first of the month.
        return None
    first, last = _number(match["day"]), match.groupdict().get("last")
    return DayOfMonth(None if near is None else _offset(near), first, _number(last) if last else None)


def month_said(match: re.Match[str], today: date) -> Said | None:
    """六月, 下个月, 月底, 六月初, 6到8月."""
    groups = match.groupdict()
    third = _THIRDS[groups["third"]] if groups.get("third") else None
    last = groups.get("last_month")
    if last:
        return Month(year=_year(match, today), month=_number(groups["month"]), last_month=_number(last))
    if groups.get("near_month"):
        return Month(offset=_offset(groups["near_month"]), third=third)
    month = _number(groups["month"]) if groups.get("month") else None
    return Month(year=_year(match, today), month=month, third=third)


def piece_of_month_said(match: re.Match[str], today: date) -> Said | None:
    """下月第一周, 月底最后一天."""
    groups = match.groupdict()
    if groups["near_month"]:
        month = Month(offset=_offset(groups["near_month"]))
    else:
        month = Month(year=_year(match, today), month=_number(groups["month"]) if groups["month"] else None)
    count = _number(groups["count"]) if groups["count"] else 1
    if groups["days"]:
        return PieceOfMonth(month, -1, last_days=count) if groups["final"] else None
    weekday = _WEEKDAY_NUMBERS[groups["weekday"]] if groups["weekday"] else None
    if groups["final"]:
        return PieceOfMonth(month, -1, weekday) if count == 1 else None
    return PieceOfMonth(month, count, weekday) if count <= 5 else None


def half_month_said(match: re.Match[str], today: date) -> Said | None:
    """上半月, 下半月."""
    return Month(third="first half" if match["half"] == "上" else "second half")


def quarter_said(match: re.Match[str], today: date) -> Said | None:
    """三季度, Q3, 下季度末."""
    groups = match.groupdict()
    third = _THIRDS[groups["third"]] if groups.get("third") else None
    if groups.get("near_quarter"):
        return Quarter(offset=_offset(groups["near_quarter"]), third=third)
    if groups.get("quarter") is None and third is None:
        return None
    quarter = _number(groups["quarter"]) if groups.get("quarter") else None
    return Quarter(year=_year(match, today), quarter=quarter, third=third)


_YEAR_PARTS: dict[str, YearPart] = {
    "初": "begin",
    "中": "middle",
    "底": "end",
    "末": "end",
    "终": "end",
    "上半年": "first half",
    "前半年": "first half",
    "下半年": "second half",
    "后半年": "second half",
}


def year_or_part_said(match: re.Match[str], today: date) -> Said | None:
    """明年, 年底, 上半年."""
    part = match.groupdict().get("part")
    near = match.groupdict().get("near_year")
    meant = _YEAR_PARTS[part.removeprefix("年")] if part else None
    if near:
        return Year(offset=_near_year(near), part=meant)
    return Year(year=_year(match, today), part=meant)


def week_said(match: re.Match[str], today: date) -> Said | None:
    """下周, 下周三, 上周末, 下周今天."""
    which = _offset(match["which"])
    if match["end"]:
        return Weekend(which)
    if match.groupdict().get("same"):
        return RelativeDays(7 * which, 7 * which)
    day = match["day"] or match["again"]
    return _weekday(which, day, match.groupdict().get("last")) if day else Week(which)


def plain_week_said(match: re.Match[str], today: date) -> Said | None:
    """周三, 周三四, 周末."""
    return _weekday(None, match["day"], match.groupdict().get("last")) if match["day"] else Weekend(None)


def _weekday(week: int | None, day: str, last: str | None) -> Said | None:
    """None when the second day does not follow the first: then it is the beginning of another word."""
    first, second = _WEEKDAY_NUMBERS[day], _WEEKDAY_NUMBERS[last] if last else None
    return None if second is not None and second <= first else Weekday(week, first, second)


_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH_WEEKS = {"last": -1, "this": 0, "next": 1}
ENGLISH_DAY = (
    r"(?:(?P<which>[Nn]ext|[Tt]his|[Ll]ast) )?"
    r"(?P<day>[Ww]eek|Mon(?:day)?|Tue(?:s|sday)?|Wed(?:nesday)?|Thu(?:r|rs|rsday)?|Fri(?:day)?|Sat(?:urday)?"
    r"|Sun(?:day)?|MON|TUE|WED|THU|FRI|SAT|SUN)(?![A-Za-z])"
)
_ENGLISH: dict[str, Said] = {
    "eod": RelativeDays(0, 0),
    "today": RelativeDays(0, 0),
    "tmr": RelativeDays(1, 1),
    "tomorrow": RelativeDays(1, 1),
    "eom": Month(third="end"),
    "eoq": Quarter(third="end"),
    "eoy": Year(part="end"),
}


def english_day_said(match: re.Match[str], today: date) -> Said | None:
    """Fri, next Wed, next week."""
    week = _ENGLISH_WEEKS[match["which"].lower()] if match["which"] else None
    if match["day"].lower() == "week":
        return None if week is None else Week(week)
    return Weekday(week, _ENGLISH_DAYS.index(match["day"][:3].lower()))


def english_word_said(match: re.Match[str], today: date) -> Said | None:
    """EOD, EOM, tmr."""
    return _ENGLISH[match["word"].lower()]


def week_number_said(match: re.Match[str], today: date) -> Said | None:
    """W12, 第12周."""
    number = int(match["number"])
    return WeekNumber(number) if 1 <= number <= 53 else None


_RELATIVE: dict[str, tuple[int, int]] = {
    "大前天": (-3, -3),
    "大前儿": (-3, -3),
    "前天": (-2, -2),
    "前日": (-2, -2),
    "前儿": (-2, -2),
    "昨天": (-1, -1),
    "昨日": (-1, -1),
    "昨儿": (-1, -1),
    "昨": (-1, -1),
    "前": (-2, -2),
    "今天": (0, 0),
    "今日": (0, 0),
    "今儿": (0, 0),
    "今": (0, 0),
    "明天": (1, 1),
    "明日": (1, 1),
    "明儿": (1, 1),
    "明": (1, 1),
    "后天": (2, 2),
    "后日": (2, 2),
    "后儿": (2, 2),
    "后": (2, 2),
    "大后天": (3, 3),
    "大后儿": (3, 3),
    "大后日": (3, 3),
    "大前日": (-3, -3),
    "听日": (1, 1),
    "明朝": (1, 1),
    "今朝": (0, 0),
    "寻日": (-1, -1),
    "琴日": (-1, -1),
    "听": (1, 1),
    "夜儿": (-1, -1),
    "今明": (0, 1),
    "明后": (1, 2),
    "昨今": (-1, 0),
}


def relative_said(match: re.Match[str], today: date) -> Said | None:
    """明天, 明儿个, 明后天."""
    return RelativeDays(*_RELATIVE[match["day"]])


_NEAR_DAYS = {"两": 2, "俩": 2, "一两": 2, "两三": 3, "三五": 5, "几": 3, "三": 3, "些": 3}


def near_days_said(match: re.Match[str], today: date) -> Said | None:
    """这两天, 最近几天; 前两天 is one day."""
    count = _NEAR_DAYS[match["count"]]
    if match["side"] in ("前", "头"):
        return RelativeDays(-count, -count)
    return NearDays(count)


_HOLIDAY_NAMES = {"劳动": "五一", "十一": "国庆", "过年": "春节", "新年": "元旦"}
"""Other words for an official holiday."""
_FIXED_DAYS = {
    "圣诞": (12, 25),
    "平安夜": (12, 24),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "儿童节": (6, 1),
    "教师节": (9, 10),
    "六一": (6, 1),
    "618": (6, 18),
}


def holiday_said(match: re.Match[str], today: date) -> Said | None:
    """春节, 今年国庆."""
    return OfficialHoliday(_HOLIDAY_NAMES.get(match["name"], match["name"]), _year(match, today))


def fixed_day_said(match: re.Match[str], today: date) -> Said | None:
    """圣诞, 双十一, 618."""
    return Festival(*_FIXED_DAYS[match["name"]])


def around_spring_said(match: re.Match[str], today: date) -> Said | None:
    """年前, 年后."""
    return AfterSpring() if match["side"] == "后" else OfficialHoliday("春节")
