"""What people say for quarters, years and holidays, with the rules that turn them into dates (CONTRACT «Times»)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from nlu.calendars import Holiday, WorkCalendar
from nlu.times_days import (
    Days,
    MonthDay,
    MonthThird,
    Role,
    Said,
    Tense,
    clipped,
    days_later,
    month_days,
    role_of,
)

_SPRING = "春节"
_AFTER_SPRING_DAYS = 10


@dataclass(frozen=True, slots=True)
class Quarter(Said):
    """三季度, Q3, 下季度; with `third` 季度初 and 季度末 (the first and the last ten days)."""

    year: int | None = None
    quarter: int | None = None
    offset: int | None = None
    third: MonthThird | None = None
    grain = "quarter"

    @property
    def role(self) -> Role:
        return role_of(self.offset)

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        running = (today.month - 1) // 3
        if self.quarter is None:
            number = today.year * 4 + running + (self.offset or 0)
        else:
            number = (self.year or today.year) * 4 + self.quarter - 1
        step = 4 if self.quarter is not None else 1
        fixed = self.year is not None or self.offset is not None
        for _ in range(3):
            days = self._part(number)
            if fixed or (tense == "future" and days[1] >= today) or (tense == "past" and days[0] <= today):
                return clipped(days, today, tense) if self.offset == 0 and self.third is None else days
            number += step if tense == "future" else -step
        raise ValueError("no such quarter")

    def last_before(self, today: date, tense: Tense, calendar: WorkCalendar) -> date:
        first, last = self.days(today, tense, calendar)
        return last if self.third is not None or self.offset == 0 else days_later(first, -1)

    def _part(self, number: int) -> Days:
        year, quarter = divmod(number, 4)
        first = date(year, quarter * 3 + 1, 1)
        last = month_days(year, quarter * 3 + 3)[1]
        if self.third == "begin":
            return first, first.replace(day=10)
        if self.third == "middle":
            return month_days(year, quarter * 3 + 2)
        if self.third == "end":
            return days_later(last, -9), last
        return first, last


YearPart = Literal["begin", "middle", "end", "first half", "second half"]
_YEAR_PARTS: dict[YearPart, tuple[int, int]] = {
    "begin": (1, 1),
    "middle": (6, 6),
    "end": (12, 12),
    "first half": (1, 6),
    "second half": (7, 12),
}


@dataclass(frozen=True, slots=True)
class Year(Said):
    """今年, 2027年; 年初, 年中, 年底 (1–31 December), 上半年, 下半年."""

    year: int | None = None
    offset: int | None = None
    part: YearPart | None = None
    grain = "year"

    @property
    def role(self) -> Role:
        return role_of(self.offset)

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        if self.year is not None or self.offset is not None:
            year = self.year if self.year is not None else today.year + (self.offset or 0)
            days = self._part(year)
            return clipped(days, today, tense) if self.offset == 0 and self.part is None else days
        year = today.year
        days = self._part(year)
        if tense == "future" and days[1] < today:
            return self._part(year + 1)
        if tense == "past" and days[0] > today:
            return self._part(year - 1)
        return days

    def last_before(self, today: date, tense: Tense, calendar: WorkCalendar) -> date:
        first, last = self.days(today, tense, calendar)
        return last if self.part in ("begin", "middle", "end") or self.offset == 0 else days_later(first, -1)

    def _part(self, year: int) -> Days:
        first, last = _YEAR_PARTS[self.part] if self.part else (1, 12)
        return date(year, first, 1), month_days(year, last)[1]


@dataclass(frozen=True, slots=True)
class OfficialHoliday(Said):
    """春节, 国庆 …, 今年国庆; `name` None is the nearest holiday (节前, 节后)."""

    name: str | None
    year: int | None = None

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        found = self._found(today, tense, calendar)
        return found.first, found.last

    def last_before(self, today: date, tense: Tense, calendar: WorkCalendar) -> date:
        found = self._found(today, tense, calendar)
        if tense == "future" and self.year is None and found.first <= today:
            # During the holiday «…前» can only mean the next one.
            found = self._found(days_later(found.last, 1), tense, calendar)
        return days_later(found.first, -1)

    def after(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        # The day after the holiday still belongs to «…后».
        day = days_later(self._found(days_later(today, -1), tense, calendar).last, 1)
        return day, day

    def _found(self, around: date, tense: Tense, calendar: WorkCalendar) -> Holiday:
        if self.name is not None and self.year is not None:
            found = calendar.holiday_of(self.name, self.year)
        elif self.name is None:
            found = calendar.next_holiday(around) if tense == "future" else calendar.last_holiday(around)
        elif tense == "future":
            found = calendar.holiday(self.name, around)
        else:
            found = calendar.previous_holiday(self.name, around)
        if found is None:
            raise ValueError(f"no holiday {self.name}")
        return found


@dataclass(frozen=True, slots=True)
class AfterSpring(Said):
    """年后: the ten days after the Spring Festival holiday."""

    grain = "week"

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        if tense == "future":
            found = calendar.holiday(_SPRING, days_later(today, -_AFTER_SPRING_DAYS))
        else:
            found = calendar.previous_holiday(_SPRING, today)
            if found is not None and found.last >= today:
                found = calendar.previous_holiday(_SPRING, days_later(found.first, -1))
        if found is None:
            raise ValueError("no Spring Festival")
        return days_later(found.last, 1), days_later(found.last, _AFTER_SPRING_DAYS)

    def after(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        return self.days(today, tense, calendar)


@dataclass(frozen=True, slots=True)
class Festival(Said):
    """圣诞节, 双十一: a fixed day; «…前» ends on its eve."""

    month: int
    day: int

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        return MonthDay(None, self.month, self.day).days(today, tense, calendar)

    def last_before(self, today: date, tense: Tense, calendar: WorkCalendar) -> date:
        around = days_later(today, 1) if tense == "future" else today
        return days_later(self.days(around, tense, calendar)[0], -1)
