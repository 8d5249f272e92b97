"""From words to one whole expression of time: day, part of the day, clock, range, 前, 后, 内."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from nlu import lazy_re as re
from nlu.calendars import WorkCalendar
from nlu.times_clock import PARTS, Clock, PartName, read_clock, read_part
from nlu.times_days import (
    DayOfMonth,
    Days,
    Grain,
    MonthDay,
    NearDays,
    RelativeDays,
    Role,
    Said,
    Tense,
    Weekday,
    Weekend,
)
from nlu.times_grammar import read_day
from nlu.times_length_grammar import read_length
from nlu.times_lengths import Distance, Duration
from nlu.times_periods import AfterSpring, Festival, OfficialHoliday
from nlu.times_words import NUMERALS

Bound = Literal["before", "after", "within"]
_DAY_END = time(22)


class Interval(NamedTuple):
    """From … to …, both included: local dates, or naive local minutes where an hour was said.

    `start` is None for «…前».
    """

    start: date | datetime | None
    end: date | datetime | None


@dataclass(frozen=True, slots=True)
class When:
    """A day, a part of it and a clock time, each as far as it was said."""

    day: Said | None
    part: PartName | None
    clock: Clock | None

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        """The days meant; today when none was said."""
        return (today, today) if self.day is None else self.day.days(today, tense, calendar)

    def bounds(self, days: Days) -> tuple[date | datetime, date | datetime]:
        """The stretch within `days` that part and clock leave."""
        if self.clock is not None:
            minute = self.clock.at(days[0], self.part)
            return minute, minute
        if self.part is not None:
            begin, end = PARTS[self.part]
            return datetime.combine(days[0], begin), datetime.combine(days[1], end)
        return days


@dataclass(frozen=True, slots=True)
class Expression:
    """What was said about one time."""

    first: When
    last: When | None
    bound: Bound | None
    approximate: bool

    @property
    def role(self) -> Role:
        """What the words alone settle."""
        return self.first.day.role if self.first.day is not None else "either"

    @property
    def grain(self) -> Grain:
        """How fine the time was said."""
        when = self.last or self.first
        if when.clock is not None or (isinstance(when.day, Distance) and when.day.counts_minutes):
            return "minute"
        if when.part is not None:
            return "part"
        return when.day.grain if when.day is not None else "day"

    def resolve(self, now: datetime, tense: Tense, calendar: WorkCalendar) -> Interval | None:
        """The interval meant; None for a mere length of time and for a day that does not exist."""
        try:
            return self._resolve(now, tense, calendar)
        except (ValueError, OverflowError):
            return None

    def _resolve(self, now: datetime, tense: Tense, calendar: WorkCalendar) -> Interval:
        day = self.first.day
        if isinstance(day, Distance) and day.counts_minutes:
            return Interval(*day.moments(now.replace(second=0, microsecond=0), tense))
        today = now.date()
        if self.bound == "before":
            return Interval(None, self._limit(today, tense, calendar))
        if self.bound == "after":
            return self._after(today, tense, calendar)
        first_days = self.first.days(today, tense, calendar)
        start, end = self.first.bounds(first_days)
        if self.last is not None:
            end = self._end_of_range(today, tense, calendar, first_days, start)
        if self.bound == "within" and tense == "future" and not isinstance(start, datetime):
            passed = (end.date() if isinstance(end, datetime) else end) < today
            start = start if passed else max(start, today)
        return Interval(start, end)

    def _limit(self, today: date, tense: Tense, calendar: WorkCalendar) -> date | datetime:
        """The last day or minute that still counts for «…前»."""
        when = self.last or self.first
        if when.clock is None and when.part is None and when.day is not None:
            return when.day.last_before(today, tense, calendar)
        return when.bounds(when.days(today, tense, calendar))[1]

    def _after(self, today: date, tense: Tense, calendar: WorkCalendar) -> Interval:
        """«…后»: the day after; after an hour, what is left of the working day or of the evening."""
        when = self.last or self.first
        if when.clock is None and when.part is None and when.day is not None:
            return Interval(*when.day.after(today, tense, calendar))
        start = when.bounds(when.days(today, tense, calendar))[1]
        if not isinstance(start, datetime):
            return Interval(start, start)
        ends = (datetime.combine(start.date(), PARTS["afternoon"][1]), datetime.combine(start.date(), _DAY_END))
        return Interval(start, next((end for end in ends if end > start), start))

    def _end_of_range(
        self, today: date, tense: Tense, calendar: WorkCalendar, first_days: Days, start: date | datetime
    ) -> date | datetime:
        """The end of «周三到周五», «两点到四点»: what the second half leaves out, the first half supplies."""
        last = self.last or self.first
        days = first_days
        if last.day is not None and not last.day.is_anchored:
            days = last.day.days(first_days[0], "future", calendar)
        elif last.day is not None:
            days = last.day.days(today, tense, calendar)
        part = last.part or (self.first.part if last.day is None else None)
        end = When(last.day, part, last.clock).bounds(days)[1]
        if isinstance(end, datetime) and isinstance(start, datetime) and end < start and part != last.part:
            end = last.bounds(days)[1]
        if isinstance(end, datetime) and isinstance(start, datetime) and end < start and last.day is None:
            end += timedelta(hours=12 if end + timedelta(hours=12) >= start else 24)
        if (end if not isinstance(end, datetime) else end.date()) < first_days[0]:
            raise ValueError("the end lies before the beginning")
        return end


_GAP = re.compile(r"\s?的?\s?")
_ROUGH = re.compile(r"几|过两|这两|一两|两三|三四|三五|四五|五六|七八|[到至\-~～多]|(?<![未下])来")
# 2月30号 is no day at all, and not the 30th of another month; 江陵路18号 is an address.
_NO_DAY_BEFORE = re.compile(r"(?:月|[路街巷弄]|大道)\Z")
_AGAIN = re.compile(r"\s?[（(]?(?:周|星期|礼拜)[一二三四五六日天][)）]?")
_JOIN = re.compile(r"\s?(?:到|至|[-–—~～]{1,2})\s?")
# 三月和九月之间 is a range, 周三和周五 are two days.
_AND = re.compile(r"\s?[和与跟]\s?")
_BETWEEN = re.compile(r"\s?之?间")
_DEADLINE = re.compile(r"(?:最晚|最迟|至迟|不晚于|不迟于|截止到?|截至|赶在)\s?(?:在|到)?\s?")
# 过完年, 过了国庆, 过了15号: what comes after.
_OVER = re.compile(r"(?:等|再)?过(?:完|了)(?=[^\s]{1,4})")
DEADLINE_HEADS = "最至不截赶等再过"
_NOT_INSIDE = r"(?![部勤容蒙地科外存网])"
_SUFFIX = re.compile(
    r"\s?的?(?:(?P<about>左右|前后|上下)|(?P<between>之间|间(?![隔接谍距]))"
    rf"|(?P<within>(?:之|以)?内{_NOT_INSIDE})"
    r"|(?:下班)?(?:(?P<before>[或及]?(?:之|以)前|前(?![台面期端景排列者沿线身后往]))"
    r"|(?P<after>[或及]?(?:之|以|过)后|后(?![台续勤厨端排期者备视盾门座果悔援天]))))"
)
# Words that end in 年, 月, 节, 周 and are no time by themselves: 少年, 元宵节, 两周.
_WORDS_BEFORE = {
    "年": NUMERALS | frozenset("今明去后前当少青中老成童周往常历新过同早晚余学全每整哪本来"),
    "月": NUMERALS | frozenset("个每当本满蜜整哪"),
    "周": NUMERALS | frozenset("个每整哪"),
    "节": frozenset("宵元阳夕亲女童师情环细季关调礼音章小枝骨竹"),
    "季": NUMERALS | frozenset("旺淡四每"),
    "前": frozenset("跟之以目从先提往朝向眼当面午"),
    "后": frozenset("之以然最先背今往前午"),
    "上": frozenset("马以加线网路"),
    "下": frozenset("一以线楼私底地剩余留落"),
    "本": frozenset("成样基根版资日课书原"),
    "近": frozenset("附靠接邻"),
}


# 下周三或周五, 3月15、16号, 下周三不对周四: the second takes over the week or the month of the first.
_SAME_LIST = re.compile(
    r"[\s，,、/]{0,2}(?:或者?|还是|和|跟|与|以及|[啊哦嗯呃哎]{0,2}(?:不对|不是|说错了?)[啊哦是应该]{0,3})?[\s，,、]{0,2}\Z"
)
# «园长下周三回来,让我那天上午再来»: a part of the day named before.
_THAT_DAY = re.compile(r"[^。;!?\n]{0,24}(?:那天|那一天|当天|同一天)的?")


def carried_over(text: str, end: int, before: Expression, start: int, said: Expression) -> Expression:
    """`said` at `start` with the day, the week or the month that `before`, ending at `end`, has named for both."""
    if said.first.day is None and _THAT_DAY.fullmatch(text[end:start]):
        return replace(said, first=replace(said.first, day=(before.last or before.first).day))
    if start - end > 8 or _SAME_LIST.match(text[end:start]) is None:
        return said
    last, day = before.last or before.first, said.first.day
    if isinstance(day, Weekday) and day.week is None and isinstance(last.day, Weekday) and last.day.week is not None:
        day = Weekday(last.day.week, day.weekday)
    elif isinstance(day, DayOfMonth) and day.month is None and isinstance(last.day, MonthDay) and day.last is None:
        day = MonthDay(last.day.year, last.day.month, day.day)
    elif isinstance(day, DayOfMonth) and day.month is None and isinstance(last.day, DayOfMonth):
        day = DayOfMonth(last.day.month, day.day, day.last)
    else:
        return said
    return replace(said, first=replace(said.first, day=day))


def read_expression(text: str, start: int, floor: int, today: date) -> tuple[Expression, int] | None:
    """The time said at `start` and where its words end.

    `floor`: where the time before it ended; characters before that place are no context.
    """
    deadline = None
    if text[start] in DEADLINE_HEADS:
        over = _OVER.match(text, start)
        if over is not None:
            return _read_over(text, over.end(), today)
        deadline = _DEADLINE.match(text, start)
    position = deadline.end() if deadline else start
    read = _read_when(text, position, floor, today)
    if read is None:
        return None
    first, position, approximate = read
    if isinstance(first.day, Duration):
        return None if deadline else (Expression(first, None, None, approximate), position)
    last: When | None = None
    right = _read_end(text, position, first, today)
    if right is not None:
        last, position, approximate = right[0], right[1], approximate or right[2]
    bound: Bound | None = "before" if deadline else None
    suffix = None if isinstance(first.day, Distance) and first.clock is None else _SUFFIX.match(text, position)
    if suffix is not None and not _is_verb(text, suffix, first):
        position = suffix.end()
        approximate = approximate or suffix["about"] is not None
        bound = bound or _bound(suffix)
    return Expression(first, last, bound, approximate), position


def _read_end(text: str, position: int, first: When, today: date) -> tuple[When, int, bool] | None:
    """The second half of a range, when one follows."""
    join, both = _JOIN.match(text, position), _AND.match(text, position)
    middle = join or both
    right = None if middle is None else _read_when(text, middle.end(), middle.end(), today, behind=first)
    if right is None or isinstance(right[0].day, Duration):
        return None
    return right if join or _BETWEEN.match(text, right[1]) else None


def _read_over(text: str, start: int, today: date) -> tuple[Expression, int] | None:
    """过完年, 过了国庆, 过了15号: the time after; 过了三天 says how long it took."""
    if text.startswith("年", start):
        return Expression(When(AfterSpring(), None, None), None, "after", False), start + 1
    found = read_day(text, start, today)
    if found is None or not isinstance(found[0], (OfficialHoliday, Festival, Weekend, DayOfMonth, MonthDay)):
        return None
    return Expression(When(found[0], None, None), None, "after", False), found[1]


def _bound(suffix: re.Match[str]) -> Bound | None:
    if suffix["within"]:
        return "within"
    if suffix["before"]:
        return "before"
    return "after" if suffix["after"] else None


def _is_verb(text: str, suffix: re.Match[str], when: When) -> bool:
    """昨天前去拜访, 上午前来洽谈: 前去 and 前来 are verbs behind a day that needs no limit."""
    if suffix["before"] != "前" or text[suffix.end() : suffix.end() + 1] not in ("去", "来"):
        return False
    return when.part is not None or isinstance(when.day, RelativeDays)


def _read_when(
    text: str, start: int, floor: int, today: date, behind: When | None = None
) -> tuple[When, int, bool] | None:
    """Day, part and clock at `start`, where they end, and whether they are approximate."""
    if start >= len(text):
        return None
    day, position = _read_day_or_length(text, start, floor, today)
    if day is not None and isinstance(day, Duration):
        return When(day, None, None), position, False
    gap = _GAP.match(text, position) if day is not None else None
    after_gap = gap.end() if gap else position
    part: PartName | None = None
    if day is not None or not _is_piece_of_day(text, start, floor):
        read_a_part = read_part(text, after_gap, behind_day=day is not None)
        if read_a_part is not None:
            part, position = read_a_part
            after = _GAP.match(text, position)
            after_gap = after.end() if after else position
    behind_day = day is not None or part is not None or (behind is not None and behind.clock is not None)
    clock_read = read_clock(text, after_gap, behind_day=behind_day)
    rough = day is not None and isinstance(day, (Distance, NearDays))
    clock, approximate = None, rough and _is_rough(text[start:position])
    if clock_read is not None:
        clock, position, about = clock_read
        approximate = approximate or about
    if day is None and part is None and clock is None:
        return None
    return When(day, part, clock), position, approximate


def _is_rough(words: str) -> bool:
    """过两天, 这几天, 两三天后 are no exact counts."""
    return _ROUGH.search(words) is not None


def _is_piece_of_day(text: str, start: int, floor: int) -> bool:
    """一下午, 半上午, 整个下午 say how long, not when."""
    return start > floor and text[start - 1] in "一半整个两三"


def _read_day_or_length(text: str, start: int, floor: int, today: date) -> tuple[Said | None, int]:
    """The longer of a day and a length of time at `start`; a day may name itself twice (昨天礼拜天)."""
    if start > floor and text[start - 1] in _WORDS_BEFORE.get(text[start], ()):
        return None, start
    found, length = read_day(text, start, today), read_length(text, start)
    if (
        found is not None
        and isinstance(found[0], DayOfMonth)
        and _NO_DAY_BEFORE.search(text[max(floor, start - 2) : start])
    ):
        found = None
    if length is not None and (found is None or length[1] > found[1]):
        return length
    if found is None:
        return None, start
    day, end = found
    if not isinstance(day, Weekday):
        again = _AGAIN.match(text, end) if day.grain == "day" else None
        return day, again.end() if again else end
    gap = re.match(r"\s?[（(]?", text[end : end + 2])
    other = read_day(text, end + gap.end(), today) if gap and end + gap.end() < len(text) else None
    if other is not None and isinstance(other[0], (MonthDay, DayOfMonth)) and day.week is None:
        closing = text[other[1] : other[1] + 1] in (")", "）")
        return other[0], other[1] + closing
    return day, end
