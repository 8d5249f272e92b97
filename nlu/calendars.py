"""Working days and official holidays of mainland China (ECOSYSTEM §0.4 and §4).

Three sources, the first that knows the day wins: the company's own table; the published arrangement of the
State Council (chinesecalendar); statutory holidays and weekends (holidays), marked estimated. Both packages
are imported when the first question needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

HOLIDAYS: dict[str, tuple[str, str]] = {
    # Our name: the name that chinesecalendar gives, and the word that the package holidays gives.
    "元旦": ("New Year's Day", "元旦"),
    "春节": ("Spring Festival", "春节"),
    "清明": ("Tomb-sweeping Day", "清明"),
    "五一": ("Labour Day", "劳动节"),
    "端午": ("Dragon Boat Festival", "端午"),
    "国庆": ("National Day", "国庆"),
    "中秋": ("Mid-autumn Festival", "中秋"),
}
_ONE_DAY = timedelta(days=1)
_LONGEST_RUN = 15
FIRST_YEAR, LAST_YEAR = 2004, 2100
"""Years for which holidays are known or estimated; outside them only weekends count."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """The days off around one holiday, both ends included."""

    name: str
    first: date
    last: date
    estimated: bool
    """The State Council has not published this year's arrangement yet."""


class WorkCalendar:
    """Working days, holidays, and whether they are certain."""

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        """`overrides`: the company's own table, day → is it a working day."""
        self._overrides = dict(overrides or {})

    def is_workday(self, day: date) -> bool:
        """Does the company work on `day`? Make-up Saturdays and Sundays count as working days."""
        own = self._overrides.get(day)
        if own is not None:
            return own
        published = _published()
        if day.year in published.years:
            return day in published.workdays or (day.weekday() < 5 and day not in published.off)
        return day.weekday() < 5 and day not in _statutory(day.year)

    def is_estimated(self, day: date) -> bool:
        """Is the answer for `day` a guess, because its year's arrangement is not published?"""
        return day not in self._overrides and day.year not in _published().years

    def next_workday(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_workdays(day, 1)

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative).

        ValueError when there is none within reach, which only a company table without workdays can cause.
        """
        step = _ONE_DAY if count >= 0 else -_ONE_DAY
        left, reach = abs(count), abs(count) * 8 + 60
        while left:
            day += step
            reach -= 1
            if reach < 0:
                raise ValueError(f"no working day within reach of {day.isoformat()}")
            left -= self.is_workday(day)
        return day

    def holiday(self, name: str, around: date) -> Holiday | None:
        """The running or coming holiday of that name; None when the name is no official holiday."""
        return next(
            (
                found
                for year in (around.year - 1, around.year, around.year + 1, around.year + 2)
                if (found := self.holiday_of(name, year)) is not None and found.last >= around
            ),
            None,
        )

    def previous_holiday(self, name: str, around: date) -> Holiday | None:
        """The latest holiday of that name that has begun on `around`."""
        return next(
            (
                found
                for year in (around.year + 1, around.year, around.year - 1)
                if (found := self.holiday_of(name, year)) is not None and found.first <= around
            ),
            None,
        )

    def holiday_of(self, name: str, year: int) -> Holiday | None:
        """The holiday of that name in `year`, with the company's own days off beside it."""
        if name not in HOLIDAYS or not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        found = _official(name, year)
        if found is None or not self._overrides:
            return found
        first, last = found.first, found.last
        while self._overrides.get(first - _ONE_DAY) is False:
            first -= _ONE_DAY
        while self._overrides.get(last + _ONE_DAY) is False:
            last += _ONE_DAY
        while first < last and self._overrides.get(first) is True:
            first += _ONE_DAY
        while first < last and self._overrides.get(last) is True:
            last -= _ONE_DAY
        return Holiday(name, first, last, found.estimated)

    def next_holiday(self, around: date) -> Holiday | None:
        """The running or coming official holiday, whichever is first."""
        found = [holiday for name in HOLIDAYS if (holiday := self.holiday(name, around)) is not None]
        return min(found, key=lambda holiday: holiday.first, default=None)

    def last_holiday(self, around: date) -> Holiday | None:
        """The official holiday that has begun most lately."""
        found = [holiday for name in HOLIDAYS if (holiday := self.previous_holiday(name, around)) is not None]
        return max(found, key=lambda holiday: holiday.first, default=None)


@dataclass(frozen=True, slots=True)
class _Published:
    """What the State Council has announced, as chinesecalendar tells it."""

    years: frozenset[int]
    off: Mapping[date, str]
    workdays: Mapping[date, str]


@lru_cache(maxsize=1)
def _published() -> _Published:
    from chinese_calendar import constants

    off: dict[date, str] = constants.holidays
    # A year's arrangement is announced in the autumn before, so its New Year's Day stands for the year.
    years = frozenset(
        day.year for day, name in off.items() if name == "New Year's Day" and (day.month, day.day) == (1, 1)
    )
    return _Published(years, off, constants.workdays)


@lru_cache(maxsize=128)
def _statutory(year: int) -> Mapping[date, str]:
    """Statutory days off without make-up days; empty outside the years that are known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    import holidays

    return dict(holidays.country_holidays("CN", years=[year], language="zh_CN").items())


@lru_cache(maxsize=512)
def _official(name: str, year: int) -> Holiday | None:
    """The run of days off that holds the holiday."""
    published_name, statutory_word = HOLIDAYS[name]
    published = _published()
    if year in published.years:
        days = [day for day, label in published.off.items() if day.year == year and label == published_name]
        if days:
            return _run(name, min(days), published.off.__contains__, estimated=False)
        # In some years the Mid-autumn Festival falls into the National Day holiday and has no day of its own.
        return _official("国庆", year) if name == "中秋" else None
    statutory = _statutory(year)
    words = (statutory_word, "除夕") if name == "春节" else (statutory_word,)
    days = [day for day, label in statutory.items() if any(word in label for word in words)]
    if not days:
        return None
    return _run(name, min(days), lambda day: day in statutory or day.weekday() >= 5, estimated=True)


def _run(name: str, day: date, is_off: Callable[[date], bool], *, estimated: bool) -> Holiday:
    """The unbroken days off around `day`."""
    first = last = day
    for _ in range(_LONGEST_RUN):
        if is_off(first - _ONE_DAY):
            first -= _ONE_DAY
        if is_off(last + _ONE_DAY):
            last += _ONE_DAY
    return Holiday(name, first, last, estimated)
