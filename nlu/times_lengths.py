"""Lengths of time, and what is so far from now: 三天, 两周后, 半个月之内, 三个工作日内, 48小时内, 三天前."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from nlu.calendars import WorkCalendar
from nlu.times_days import Days, Role, Said, Tense, days_later, months_later

Side = Literal["ago", "later", "within", "next", "last"]


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time; months are kept apart from days, because they differ in length."""

    months: int = 0
    days: int = 0
    minutes: int = 0
    workdays: int = 0

    def times(self, sign: int) -> Length:
        """The same length forwards (1) or backwards (-1)."""
        return Length(self.months * sign, self.days * sign, self.minutes * sign, self.workdays * sign)

    def from_day(self, day: date, calendar: WorkCalendar) -> date:
        """The day that lies so far from `day`; minutes don't move it."""
        if self.workdays:
            return calendar.add_workdays(day, self.workdays)
        return days_later(months_later(day, self.months), self.days)

    def from_moment(self, now: datetime) -> datetime:
        """The minute that lies so far from `now`."""
        return now + timedelta(minutes=self.minutes)


_ROLES: dict[Side, Role] = {
    "ago": "past",
    "later": "future",
    "within": "either",
    "next": "future",
    "last": "past",
}


@dataclass(frozen=True, slots=True)
class Distance(Said):
    """So far from today: «两三天后» has a least and a greatest length, told in either order («一到半周前»); 未来三天
    and 近三个月 begin or end today."""

    least: Length
    most: Length
    side: Side

    @property
    def role(self) -> Role:
        return _ROLES[self.side]

    @property
    def counts_minutes(self) -> bool:
        """Hours and minutes are counted from the moment of speaking, days from the day."""
        return bool(self.most.minutes)

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        if self.side in ("ago", "later"):
            sign = -1 if self.side == "ago" else 1
            ends = [length.times(sign).from_day(today, calendar) for length in (self.least, self.most)]
            return min(ends), max(ends)
        if self.side == "last" or (self.side == "within" and tense == "past"):
            return self.most.times(-1).from_day(today, calendar), today
        return today, self.most.from_day(today, calendar)

    def moments(self, now: datetime, tense: Tense) -> tuple[datetime, datetime]:
        """The same in minutes, for hours and minutes."""
        sign = -1 if self.side in ("ago", "last") or (self.side == "within" and tense == "past") else 1
        near, far = self.least.times(sign).from_moment(now), self.most.times(sign).from_moment(now)
        if self.side in ("within", "next", "last"):
            near = now
        return min(near, far), max(near, far)


@dataclass(frozen=True, slots=True)
class Duration(Said):
    """三天, 两周, 半小时 as such: a length that is no point in time."""

    least: Length
    most: Length
    grain = "duration"

    def days(self, today: date, tense: Tense, calendar: WorkCalendar) -> Days:
        raise ValueError("a length of time has no date")
