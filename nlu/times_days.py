"""What people say for days, each with the rule that turns it into dates (CONTRACT «Times»).

A day that was said keeps its meaning until it is known whether the talk is of something done («past») or of
something still to come («future»): 周三 and 15号 mean different days then.
"""

from __future__ import annotations

import calendar as gregorian
from abc import abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from nlu.calendars import WorkCalendar

Tense = Literal["past", "future"]
Role = Literal["past", "future", "either"]
Grain = Literal["minute", "part", "day", "week", "month", "quarter", "year", "duration"]
MonthThird = Literal["begin", "middle", "end", "first half", "second half"]
Days = tuple[date, date]

_FEW = 10
"""How many years to look ahead or back for a date that does not exist each year (29 February)."""


def days_later(day: date, count: int) -> date:
    """`day` moved by `count` days."""
    return day + timedelta(days=count)


def months_later(day: date, count: int) -> date:
    """The same day `count` months on; the month's last day where it has no such day."""
    month = day.year * 12 + day.month - 1 + count
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def month_days(year: int, month: int) -> Days:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, gregorian.monthrange(year, month)[1])


def _monday(day: date) -> date:
    return days_later(day, -day.weekday())


def clipped(days: Days, today: date, tense: Tense) -> Days:
    """Of a running stretch, what is still to come or what has passed."""
    if tense == "future":
        return max(days[0], today), days[1]
    return days[0], min(days[1], today)


class Said:
    """A day or days as they were said. ValueError or OverflowError when the calendar has no such day."""

    __slots__ = ()
    grain: ClassVar[Grain] = "day"

    @property
    def role(self) -> Role:
        """What the words alone settle: 昨天 is past, 下周 future, 周三 either."""
        return "either"

    @property
    def is_anchored(self) -> bool:
        """Do the words name one day whatever the talk is of? 周五 and 15号 at the end of a range are not."""
        return True

    @abstractmethod
    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        """The first and the last day meant."""

    def last_before(self, today: date, tense: Tense, calendar: WorkCalendar) -> date:
        """The last day that still counts for «…前»."""
        return self.days(today, tense, calendar)[1]

    def after(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        """What «…后» means: the one day after."""
        day = days_later(self.days(today, tense, calendar)[1], 1)
        return day, day


def role_of(offset: int | None) -> Role:
    """上… is past, 下… future; without either the words leave it open."""
    if not offset:
        return "either"
    return "past" if offset < 0 else "future"


@dataclass(frozen=True, slots=True)
class RelativeDays(Said):
    """今天, 明天, 前天; 明后天 is two days."""

    first: int
    last: int

    @property
    def role(self) -> Role:
        return role_of(self.first)

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        return days_later(today, self.first), days_later(today, self.last)


@dataclass(frozen=True, slots=True)
class NearDays(Said):
    """这两天, 这几天: from today on, or up to today."""

    count: int

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        if tense == "future":
            return today, days_later(today, self.count)
        return days_later(today, -self.count), today


@dataclass(frozen=True, slots=True)
class Weekday(Said):
    """周三 (`week` None), 这周三 (0), 下周三 (1), 上周三 (-1); 周三四 and 周一到三 have a `last`. Monday is 0."""

    week: int | None
    weekday: int
    last: int | None = None

    @property
    def role(self) -> Role:
        return role_of(self.week)

    @property
    def is_anchored(self) -> bool:
        return self.week is not None

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        first = days_later(_monday(today), 7 * (self.week or 0) + self.weekday)
        last = days_later(first, (self.last if self.last is not None else self.weekday) - self.weekday)
        if self.week is None and tense == "future" and last < today:
            return days_later(first, 7), days_later(last, 7)
        if self.week is None and tense == "past" and first > today:
            return days_later(first, -7), days_later(last, -7)
        return first, last


@dataclass(frozen=True, slots=True)
class Week(Said):
    """上周, 这周, 下周, 下下周; of this week only what is still to come, or what has passed."""

    week: int
    grain = "week"

    @property
    def role(self) -> Role:
        return role_of(self.week)

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        monday = days_later(_monday(today), 7 * self.week)
        whole = monday, days_later(monday, 6)
        return clipped(whole, today, tense) if self.week == 0 else whole

    def last_before(self, today: date, tense: Tense, calendar: WorkCalendar) -> date:
        # 下周前 is before the week begins; 这周前 can only mean before it ends.
        monday, sunday = self.days(today, tense, calendar)
        return sunday if self.week == 0 else days_later(monday, -1)


@dataclass(frozen=True, slots=True)
class WeekNumber(Said):
    """W12: the twelfth ISO week."""

    number: int
    grain = "week"

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        years = (today.year, today.year + 1) if tense == "future" else (today.year, today.year - 1)
        for year in years:
            monday = date.fromisocalendar(year, self.number, 1)
            sunday = days_later(monday, 6)
            if (tense == "future" and sunday >= today) or (tense == "past" and monday <= today):
                return monday, sunday
        raise ValueError("no such week")


@dataclass(frozen=True, slots=True)
class Weekend(Said):
    """周末, 这周末, 下周末: Saturday to Sunday."""

    week: int | None

    @property
    def role(self) -> Role:
        return role_of(self.week)

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        saturday = days_later(_monday(today), 7 * (self.week or 0) + 5)
        if self.week is None and tense == "past" and saturday > today:
            saturday = days_later(saturday, -7)
        return saturday, days_later(saturday, 1)


@dataclass(frozen=True, slots=True)
class MonthDay(Said):
    """3月15号, 3.15, 圣诞节; without a year the next to come, or the latest that has come."""

    year: int | None
    month: int
    day: int

    @property
    def is_anchored(self) -> bool:
        return self.year is not None

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        if self.year is not None:
            day = date(self.year, self.month, self.day)
            return day, day
        step = 1 if tense == "future" else -1
        for year in range(today.year, today.year + step * _FEW, step):
            if self.day > gregorian.monthrange(year, self.month)[1]:
                continue
            day = date(year, self.month, self.day)
            if (tense == "future" and day >= today) or (tense == "past" and day <= today):
                return day, day
        raise ValueError("no such day")


@dataclass(frozen=True, slots=True)
class DayOfMonth(Said):
    """15号 (`month` None), 下月15号 (1), 9号到15号 without a month (`last`)."""

    month: int | None
    day: int
    last: int | None = None

    @property
    def role(self) -> Role:
        return role_of(self.month)

    @property
    def is_anchored(self) -> bool:
        return self.month is not None

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        this_month = today.replace(day=1)
        if self.month is not None:
            return self._in(months_later(this_month, self.month))
        step = 1 if tense == "future" else -1
        for offset in range(0, step * _FEW, step):
            month = months_later(this_month, offset)
            if self.day > gregorian.monthrange(month.year, month.month)[1]:
                continue
            first, last = self._in(month)
            if (tense == "future" and last >= today) or (tense == "past" and first <= today):
                return first, last
        raise ValueError("no such day")

    def _in(self, month: date) -> Days:
        return month.replace(day=self.day), month.replace(day=self.last or self.day)


@dataclass(frozen=True, slots=True)
class Month(Said):
    """六月, 下个月; with `third` 六月初, 下月中, 月底 (1–10, 11–20, 21–last); 6到8月 has a `last_month`."""

    year: int | None = None
    month: int | None = None
    offset: int | None = None
    third: MonthThird | None = None
    last_month: int | None = None
    grain = "month"

    @property
    def role(self) -> Role:
        return role_of(self.offset)

    @property
    def is_anchored(self) -> bool:
        return self.year is not None or self.offset is not None

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        first, last = self.whole_or_third(today, tense)
        # 这个月 is like 这周: what is left of it, or what has passed; a third runs from its first day.
        running = self.third is None and self.offset == 0
        return clipped((first, last), today, tense) if running else (first, last)

    def last_before(self, today: date, tense: Tense, calendar: WorkCalendar) -> date:
        # 六月前 and 下个月前 are before the month begins, 月底前 before its last third ends.
        first, last = self.days(today, tense, calendar)
        return last if self.third is not None or self.offset == 0 else days_later(first, -1)

    def whole_or_third(self, today: date, tense: Tense) -> Days:
        """The month or its third without regard to what of it has passed."""
        if self.offset is not None:
            month = months_later(today.replace(day=1), self.offset)
            return self._part(month.year, month.month)
        if self.year is not None and self.month is not None:
            return self._part(self.year, self.month)
        step = 1 if tense == "future" else -1
        stride = 12 if self.month is not None else 1
        month = today.replace(month=self.month, day=1) if self.month is not None else today.replace(day=1)
        for _ in range(3):
            days = self._part(month.year, month.month)
            if (tense == "future" and days[1] >= today) or (tense == "past" and days[0] <= today):
                return days
            month = months_later(month, step * stride)
        raise ValueError("no such month")

    def _part(self, year: int, month: int) -> Days:
        first, last = month_days(year, month)
        if self.last_month is not None:
            return first, month_days(year + (self.last_month < month), self.last_month)[1]
        if self.third == "first half":
            return first, first.replace(day=15)
        if self.third == "second half":
            return first.replace(day=16), last
        if self.third == "begin":
            return first, first.replace(day=10)
        if self.third == "middle":
            return first.replace(day=11), first.replace(day=20)
        if self.third == "end":
            return first.replace(day=21), last
        return first, last


@dataclass(frozen=True, slots=True)
class PieceOfMonth(Said):
    """下月第一周, 十月第一个星期一, 三月最后一周, 这个月最后三天.

    Weeks begin with a Monday of the month; `number` counts from one, -1 is the last.
    """

    month: Month
    number: int
    weekday: int | None = None
    last_days: int | None = None

    @property
    def role(self) -> Role:
        return self.month.role

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        first, last = self.month.whole_or_third(today, tense)
        if self.last_days is not None:
            return max(first, days_later(last, 1 - self.last_days)), last
        wanted = self.weekday or 0
        day = days_later(first, (wanted - first.weekday()) % 7)
        day = days_later(day, 7 * (self.number - 1)) if self.number > 0 else _last_such(day, last)
        if day > last:
            raise ValueError("the month has no such week")
        return (day, day) if self.weekday is not None else (day, days_later(day, 6))


def _last_such(day: date, last: date) -> date:
    return days_later(day, (last - day).days // 7 * 7)
