"""How lengths and distances in time are said: 三天内, 过两天, 半个月后, 三个工作日内, 一年前, 两周."""

from __future__ import annotations

from nlu import lazy_re as re
from nlu.numbers import DIGITS, read_number
from nlu.times_days import Said
from nlu.times_lengths import Distance, Duration, Length, Side

_NUMBER = r"(?:\d{1,4}(?:\.5)?|[一二两俩三仨四五六七八九十百几]{1,4}|半|个把)"
_LENGTH = re.compile(
    rf"(?:(?P<pass>再?过|再等|再有)|(?P<next>未来|今后|接下来|往后|下)的?|(?P<last>过去|最近|近|前|上)的?)?\s?(?P<number>{_NUMBER})(?:\s?[到至\-~～]\s?(?P<to>{_NUMBER}))?(?P<vague>[来多几])?"
    r"\s?(?P<piece>个)?(?:多|来)?(?P<half>半)?"
    r"(?P<unit>工作日|星期|礼拜|季度|小时|钟头|(?<=个)钟|分钟|刻钟|月|周(?![年岁边围])|天(?!气)|年(?![级轻龄货检度])|日)(?P<and_half>半(?!天))?(?P<many>多)?"
    r"(?:的?时间)?(?P<side>\s?(?:之|以)?(?:内|前(?![台面期端景])|后(?![台续勤厨端排期者备视盾门座果悔])))?"
)
LENGTH_HEADS = "0123456789一二两俩三仨四五六七八九十百几半个再过未今接往后下最近前上"
_HEADS = frozenset(LENGTH_HEADS)
_FEW = 3
_MINUTES = {"小时": 60, "钟头": 60, "钟": 60, "分钟": 1, "刻钟": 15}
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
_HALF_DAYS = {"月": 15, "周": 3, "星期": 3, "礼拜": 3}
_MONTHS = {"月": 1, "季度": 3, "年": 12}
_WRONG_BEFORE_PASS = frozenset("超经通度渡胜错")
"""超过三天 and 通过两天 are no «过三天»."""


def read_length(text: str, start: int) -> tuple[Said, int] | None:
    """The length or distance said at `start` and where its words end."""
    head = text[start]
    may_begin = head in _HEADS or head.isdecimal() or head.isspace()
    match = _LENGTH.match(text, start) if may_begin else None
    if match is None:
        return None
    passing = match["pass"] is not None
    if passing and start and text[start - 1] in _WRONG_BEFORE_PASS:
        return None
    side = (match["side"] or "").strip()[-1:]
    if not _is_length(match, side) or _is_one_of_a_row(match):
        return None
    bounds = _bounds(match)
    if bounds is None:
        return None
    least, most = bounds
    if passing and side != "内":
        return Distance(least, most, "later"), match.end()
    sides: dict[str, Side] = {"内": "within", "后": "later", "前": "ago"}
    if match["next"] or match["last"]:
        return Distance(least, most, "next" if match["next"] else "last"), match.end()
    if side:
        return Distance(least, most, sides[side]), match.end()
    return Duration(least, most), match.end()


def _is_one_of_a_row(match: re.Match[str]) -> bool:
    """前一天, 下一个月, 上半年 and 前三季度 name one day, month or part of a year, not a length before or after now."""
    near = match["next"] or match["last"]
    if near not in ("前", "上", "下"):
        return False
    return match["number"] in ("半", "一", "百", "十") or match["unit"] == "季度"


def _is_length(match: re.Match[str], side: str) -> bool:
    """三月 and 3日 are a month and a day; 三个月, 俩月 and 三日内 are lengths. 2026年 is a year."""
    number, unit = match["number"], match["unit"]
    if unit == "月":
        return (
            match["piece"] is not None or match["half"] is not None or number in ("半", "俩", "仨", "几", "两", "个把")
        )
    if unit == "日":
        return side in ("内", "后")
    if unit == "年":
        value = read_number(number)
        return value is None or (value < 100 and not number.startswith("0"))
    if match["piece"] is not None:
        return unit in ("工作日", "星期", "礼拜", "季度", "小时", "钟头", "钟")
    return True


def _bounds(match: re.Match[str]) -> tuple[Length, Length] | None:
    """The least and the greatest length that may be meant."""
    numbers = _numbers(match["number"])
    if match["to"]:
        other = _numbers(match["to"])
        numbers = None if numbers is None or other is None else (numbers[0], other[1])
    if numbers is None:
        return None
    least, most = (_length(number, match["unit"], half=bool(match["half"] or match["and_half"])) for number in numbers)
    return least, most


def _numbers(word: str) -> tuple[float, float] | None:
    """一两, 两三, 三五 are from … to …; 几 is taken for three."""
    if word in ("几", "个把"):
        return (_FEW, _FEW) if word == "几" else (1, 1)
    if len(word) == 2:
        first, second = DIGITS.get(word[0], 0), DIGITS.get(word[1], 0)
        if first and (second == first + 1 or (first, second) == (3, 5)):
            return first, second
    if word == "半":
        return 0.5, 0.5
    # 十几天 is ten and some; of 几十天 nobody knows how many.
    value = None if word.startswith("几") else read_number(word.replace("几", ""))
    return None if value is None else (float(value), float(value))


def _length(number: float, unit: str, *, half: bool) -> Length:
    """So many units; a half is taken as people count it: 半个月 is 15 days, 半年 six months."""
    whole, rest = int(number), half or number != int(number)
    if unit == "工作日":
        return Length(workdays=whole)
    if unit in _MINUTES:
        return Length(minutes=int((number + (0.5 if half else 0)) * _MINUTES[unit]))
    days = _HALF_DAYS.get(unit, 0) if rest else 0
    if unit in _MONTHS:
        months = whole * _MONTHS[unit]
        if rest and unit == "年":
            months += 6
        if rest and unit == "季度":
            months, days = months + 1, 15
        return Length(months=months, days=days)
    return Length(days=whole * _DAYS[unit] + days)
