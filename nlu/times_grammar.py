"""How days are said: patterns, and the meaning of each (`times_days`).

Every reader begins at a given place and takes as much as belongs to the day. All patterns are bounded, so
reading takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from nlu.numbers import read_number
from nlu.times_days import (
    AfterSpring,
    DayOfMonth,
    Festival,
    Month,
    MonthDay,
    MonthThird,
    NearDays,
    OfficialHoliday,
    Quarter,
    RelativeDays,
    Said,
    Week,
    Weekday,
    Weekend,
    WeekNumber,
    Year,
    YearPart,
)

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)"
_DAY = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|[二廿]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
    r"|[一二三四五六七八九])"
)
_NUMERAL = "零〇一二三四五六七八九十百千万半两俩仨几"
NUMERALS = frozenset("0123456789" + _NUMERAL + "多")
_WEEK_WORD = r"(?:周|星期|礼拜)"
_WEEKDAYS = "一二三四五六日天"
_WEEKDAY_NUMBERS = {character: min(index, 6) for index, character in enumerate(_WEEKDAYS)}
_YEAR = (
    r"(?:(?P<year>(?:19|20)\d\d|[一二][零〇九一二三四五六七八]{3})年|(?P<short_year>[23]\d)年(?=\d|[初底末])"
    r"|(?P<near_year>大前年|前年|去年|今年|明年|后年|本年|来年))"
)
_IN_YEAR = rf"(?:{_YEAR}的?\s?)?"
_NEAR_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "来年": 1, "后年": 2}
# A number with 号 or 日 that is the name of a thing: 3号铺, 1号线, 5号楼, 2号机.
_NO_DAY_AFTER = r"(?![楼铺线机门库院馆厅房车间店展位桌产品样柜井炉泵罐码文件仓梯栋单元通])"
_NO_DATE_AFTER = r"(?![\d.%％/:]|\s?[万千百亿台件个套家人元块倍折米吨度年号天次%％])"
_THIRD = (
    r"(?P<third>初(?![一二三四五六七八九十次审步])|[中上下]旬|中(?![午国间心学标文医旬])|底|末"
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
    "头": "begin",
    "尾": "end",
}
_NEAR_MONTH = r"(?P<near_month>上{1,3}个?|下{1,3}个?|这个?|本|当)月"

_DAY_WORD_FOLLOWS = re.compile(r"(?<=[号日])|\s?(?:之前|以前|[前后到至早晚]|上午|下午|中午|周|星期|[-–—~]\s?\d)")
_NUMBER_WORD_BEFORE = re.compile(r"(?:[vV约报价为版本共达占率]|版本号?|[:¥$])\s?\Z")

Build = Callable[["re.Match[str]", date], Said | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """One way to say a day: its first characters, the pattern and what it means.

    None from `build` means that it is no day after all.
    """

    heads: str
    pattern: re.Pattern[str]
    build: Build


def _number(word: str) -> int:
    if word == "元":
        return 1
    value = read_number(word)
    return int(value) if value is not None else 0


def _year(match: re.Match[str], today: date) -> int | None:
    """The year that was named before a day or a month."""
    groups = match.groupdict()
    if groups.get("near_year"):
        return today.year + _NEAR_YEARS[groups["near_year"]]
    if groups.get("short_year"):
        return 2000 + int(groups["short_year"])
    return _number(groups["year"]) if groups.get("year") else None


def _offset(word: str) -> int:
    """上上 → -2, 这 → 0, 下 → 1."""
    return word.count("下") - word.count("上")


def _month_day(match: re.Match[str], today: date) -> Said | None:
    month, day = _number(match["month"]), _number(match["day"])
    return MonthDay(_year(match, today), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _dotted(match: re.Match[str], today: date) -> Said | None:
    """3.15 is a date; 3.5 is as likely a number, so one figure after the point needs a word for a day."""
    figures, end = match["day"], match.end()
    if len(figures) == 1 and not _DAY_WORD_FOLLOWS.match(match.string, end):
        return None
    return (
        None
        if _NUMBER_WORD_BEFORE.search(match.string[max(0, match.start() - 4) : match.start()])
        else _month_day(match, today)
    )


def _dashed(match: re.Match[str], today: date) -> Said | None:
    return MonthDay(None, int(match["month"] or match["padded_month"]), int(match["day"] or match["padded_day"]))


def _day_of_month(match: re.Match[str], today: date) -> Said | None:
    near = match.groupdict().get("near_month")
    first, last = _number(match["day"]), match.groupdict().get("last")
    return DayOfMonth(None if near is None else _offset(near), first, _number(last) if last else None)


def _month(match: re.Match[str], today: date) -> Said | None:
    groups = match.groupdict()
    third = _THIRDS[groups["third"]] if groups.get("third") else None
    if groups.get("near_month"):
        return Month(offset=_offset(groups["near_month"]), third=third)
    month = _number(groups["month"]) if groups.get("month") else None
    return Month(year=_year(match, today), month=month, third=third)


def _this_month(match: re.Match[str], today: date) -> Said | None:
    return Month(offset=0)


def _quarter(match: re.Match[str], today: date) -> Said | None:
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
    "下半年": "second half",
}


def _year_or_part(match: re.Match[str], today: date) -> Said | None:
    part = match.groupdict().get("part")
    near = match.groupdict().get("near_year")
    meant = _YEAR_PARTS[part.removeprefix("年")] if part else None
    if near:
        return Year(offset=_NEAR_YEARS[near], part=meant)
    return Year(year=_year(match, today), part=meant)


def _week(match: re.Match[str], today: date) -> Said | None:
    which = _offset(match["which"])
    if match["end"]:
        return Weekend(which)
    return Weekday(which, _WEEKDAY_NUMBERS[match["day"]]) if match["day"] else Week(which)


def _plain_week(match: re.Match[str], today: date) -> Said | None:
    return Weekday(None, _WEEKDAY_NUMBERS[match["day"]]) if match["day"] else Weekend(None)


def _this_week(match: re.Match[str], today: date) -> Said | None:
    return Week(0)


def _week_number(match: re.Match[str], today: date) -> Said | None:
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
    "听日": (1, 1),
    "寻日": (-1, -1),
    "琴日": (-1, -1),
    "听": (1, 1),
    "夜儿": (-1, -1),
    "今明": (0, 1),
    "明后": (1, 2),
    "昨今": (-1, 0),
}


def _relative(match: re.Match[str], today: date) -> Said | None:
    return RelativeDays(*_RELATIVE[match["day"]])


_NEAR_DAYS = {"两": 2, "俩": 2, "一两": 2, "两三": 3, "三五": 5, "几": 3, "三": 3, "些": 3}


def _near_days(match: re.Match[str], today: date) -> Said | None:
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
}


def _holiday(match: re.Match[str], today: date) -> Said | None:
    return OfficialHoliday(_HOLIDAY_NAMES.get(match["name"], match["name"]))


def _fixed_day(match: re.Match[str], today: date) -> Said | None:
    return Festival(*_FIXED_DAYS[match["name"]])


def _around_spring(match: re.Match[str], today: date) -> Said | None:
    return AfterSpring() if match["side"] == "后" else OfficialHoliday("春节")


def _nearest_holiday(match: re.Match[str], today: date) -> Said | None:
    return OfficialHoliday(None)


_SIDE_FOLLOWS = r"(?=\s?(?:之|以)?[前后]|期间|假期|长假|放假|小长假)"
_NUMBER_HEADS = "0123456789一二三四五六七八九十廿元"
_YEAR_HEADS = "0123456789一二大前去今明后本来"
_SIDE_OF_TIME = r"(?=(?:之|以)?(?P<side>[前后])(?![台面续勤厨端]))"


def _reader(heads: str, pattern: str, build: Build) -> Reader:
    return Reader(heads, re.compile(pattern), build)


READERS: tuple[Reader, ...] = (
    _reader(
        "12一二",
        rf"(?P<year>(?:19|20)\d\d|[一二][零〇九一二三四五六七八]{{3}})(?:\s?年\s?|[-/.])(?P<month>{_MONTH})"
        rf"(?:\s?月份?\s?|[-/.])(?P<day>{_DAY})(?!\d)[号日]?",
        _month_day,
    ),
    _reader(
        _NUMBER_HEADS + _YEAR_HEADS,
        rf"{_IN_YEAR}(?P<month>{_MONTH})\s?月份?\s?(?P<day>{_DAY})"
        rf"(?:\s?[号日]|{_NO_DATE_AFTER}(?![{_NUMERAL}]))",
        _month_day,
    ),
    _reader(
        _NUMBER_HEADS,
        rf"(?P<day>{_DAY})\s?[号日]?\s?(?:到|至|-|–|—|~|～)\s?(?P<last>{_DAY})\s?[号日]{_NO_DAY_AFTER}",
        _day_of_month,
    ),
    _reader(
        "0123456789",
        r"(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])(?![\d/.%％万元])",
        _month_day,
    ),
    _reader(
        "0123456789",
        rf"(?P<month>1[0-2]|0?[1-9])\.(?P<day>3[01]|[12]\d|0?[1-9])(?:[号日]|{_NO_DATE_AFTER}(?![a-zA-Z]))",
        _dotted,
    ),
    _reader(
        "0123456789",
        r"(?P<month>1[0-2]|0?[1-9])-(?P<day>3[01]|[12]\d|0?[1-9])(?=\s?(?:之|以)?前)"
        r"|(?P<padded_month>1[0-2]|0[1-9])-(?P<padded_day>3[01]|[12]\d|0[1-9])(?![\d\-])",
        _dashed,
    ),
    _reader(
        _NUMBER_HEADS + _YEAR_HEADS + "第上下这",
        rf"{_IN_YEAR}(?:第?(?P<quarter>[一二三四1234])\s?季度|(?P<near_quarter>[上下]{{1,2}}个?|这个?|本)季度)"
        r"(?P<third>[初末底])?",
        _quarter,
    ),
    _reader("季", r"季度?(?P<third>[初末底])", _quarter),
    _reader(_YEAR_HEADS + "Qq", rf"{_IN_YEAR}[Qq](?P<quarter>[1-4])(?![\d.A-Za-z])(?P<third>[初末底])?", _quarter),
    _reader(
        _NUMBER_HEADS + _YEAR_HEADS + "上下这本当",
        rf"{_IN_YEAR}(?:(?P<month>{_MONTH})\s?月(?![租供付费薪均度报饼嫂])份?|{_NEAR_MONTH}份?)"
        rf"(?:的?\s?{_THIRD})?",
        _month,
    ),
    _reader("月", rf"月{_THIRD}", _month),
    _reader(
        _NUMBER_HEADS + "上下这本当",
        rf"(?:{_NEAR_MONTH}份?的?\s?)?(?P<day>{_DAY})\s?(?:号{_NO_DAY_AFTER}|日(?![报元本语志常程均化历期记月用内后]))",
        _day_of_month,
    ),
    _reader(
        _YEAR_HEADS + "年上下",
        rf"{_IN_YEAR}(?P<part>年初(?![一二三四五六七八九十])|年中(?!国)|年底|年末|年终(?!奖)|[上下]半年)",
        _year_or_part,
    ),
    _reader(_YEAR_HEADS, rf"{_YEAR}(?P<part>初(?![一二三四五六七八九十])|底|末)?", _year_or_part),
    _reader("年", r"年(?=(?:之|以)?内(?![部勤容蒙地科外存网]))", lambda match, today: Year(offset=0)),
    _reader("月", r"月(?=(?:之|以)?内(?![部勤容蒙地科外存网]))", lambda match, today: Month(offset=0)),
    _reader("周", r"周(?=(?:之|以)?内(?![部勤容蒙地科外存网]))", lambda match, today: Week(0)),
    _reader(
        "上下这本当",
        rf"(?P<which>上{{1,3}}|下{{1,3}}|这|本|当)一?个?{_WEEK_WORD}"
        rf"(?:(?P<day>[{_WEEKDAYS}])(?!(?<=日)[程常])|(?P<end>末))?",
        _week,
    ),
    _reader(
        "周星礼",
        rf"{_WEEK_WORD}(?:末|六、?周?日|(?P<day>[{_WEEKDAYS}])(?!(?<=日)[程常]))(?![班岁])",
        _plain_week,
    ),
    _reader("Ww", r"[Ww](?P<number>\d{1,2})(?![\d.A-Za-z\-])", _week_number),
    _reader("第", r"第(?P<number>\d{1,2})周", _week_number),
    _reader("今明昨", r"(?P<day>今明|明后|昨今)(?:两?天)", _relative),
    _reader(
        "大前昨今明后听寻琴夜",
        r"(?P<day>大前天|大后天|大前儿|大后儿|前天|昨天|今天|明天|后天|前日|昨日|今日(?!头条)|明日|后日|[前昨今明后]儿|听日|寻日|琴日|夜儿(?=个)"
        r"|[昨今明](?=个(?![月礼星周别性人]))|[昨今明听](?=[早晚夜])|[前后](?=晚(?![上会来])))(?:(?<=[儿昨今明])个)?",
        _relative,
    ),
    _reader(
        "这最近前头接往",
        r"(?P<side>这|最近|近|前|头|往后|接下来)(?P<count>一两|两三|三五|两|俩|几|些|三)[天日]",
        _near_days,
    ),
    _reader(
        "春过国五劳元新端中清十",
        rf"(?P<name>春节|过年(?!(?:之|以)?后)|国庆|五一|劳动(?=节)|元旦|新年{_SIDE_FOLLOWS}|端午|中秋|清明(?!上河)|十一{_SIDE_FOLLOWS})"
        r"节?(?![路街村镇广大桥]|山庄)(?:小?长?假期?|放假)?(?:期间)?",
        _holiday,
    ),
    _reader(
        "圣平双情妇儿教",
        r"(?P<name>圣诞|平安夜|双十一|双11|双十二|双12|情人节|妇女节|儿童节|教师节)节?(?:期间)?",
        _fixed_day,
    ),
    _reader("年过", rf"过?年{_SIDE_OF_TIME}", _around_spring),
    _reader(
        "节放假长小",
        rf"(?:节|放假|假期|小?长假){_SIDE_OF_TIME}",
        lambda match, today: OfficialHoliday(None),
    ),
    _reader("下", r"下班(?=(?:之|以)?前)", lambda match, today: RelativeDays(0, 0)),
)


def _by_head() -> dict[str, tuple[Reader, ...]]:
    heads = {head for reader in READERS for head in reader.heads}
    return {head: tuple(reader for reader in READERS if head in reader.heads) for head in heads}


_READERS_BY_HEAD = _by_head()
DAY_HEADS = "".join(sorted(_READERS_BY_HEAD))


def read_day(text: str, start: int, today: date) -> tuple[Said, int] | None:
    """The day said at `start` and where its words end; the longest way to read it wins."""
    best: tuple[Said, int] | None = None
    for reader in _READERS_BY_HEAD.get(text[start], ()):
        match = reader.pattern.match(text, start)
        if match is None or (best is not None and match.end() <= best[1]):
            continue
        said = reader.build(match, today)
        if said is not None:
            best = said, match.end()
    return best
