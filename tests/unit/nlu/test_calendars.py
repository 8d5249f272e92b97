from datetime import date

import pytest

from nlu.calendars import HOLIDAYS, WorkCalendar

CALENDAR = WorkCalendar()


def test_published_holidays_and_make_up_days() -> None:
    """The arrangement of 2026 as the State Council announced it."""
    assert not CALENDAR.is_workday(date(2026, 2, 16))
    assert CALENDAR.is_workday(date(2026, 2, 14))
    assert CALENDAR.is_workday(date(2026, 2, 24))
    assert not CALENDAR.is_workday(date(2026, 3, 14))
    assert not CALENDAR.is_estimated(date(2026, 2, 16))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("元旦", date(2026, 1, 1), date(2026, 1, 3)),
        ("春节", date(2026, 2, 15), date(2026, 2, 23)),
        ("清明", date(2026, 4, 4), date(2026, 4, 6)),
        ("五一", date(2026, 5, 1), date(2026, 5, 5)),
        ("端午", date(2026, 6, 19), date(2026, 6, 21)),
        ("中秋", date(2026, 9, 25), date(2026, 9, 27)),
        ("国庆", date(2026, 10, 1), date(2026, 10, 7)),
    ],
)
def test_each_official_holiday_has_its_days_off(name: str, first: date, last: date) -> None:
    holiday = CALENDAR.holiday(name, date(2026, 1, 1))
    assert holiday is not None
    assert (holiday.first, holiday.last, holiday.estimated) == (first, last, False)


def test_mid_autumn_within_the_national_holiday_shares_its_days() -> None:
    for year in (2020, 2025):
        assert CALENDAR.holiday_of("中秋", year) is not None
        mid_autumn, national = CALENDAR.holiday_of("中秋", year), CALENDAR.holiday_of("国庆", year)
        assert mid_autumn is not None
        assert national is not None
        assert (mid_autumn.first, mid_autumn.last) == (national.first, national.last)


def test_years_that_are_not_published_are_estimated_and_never_an_error() -> None:
    """ECOSYSTEM §0.4: without an estimate reminders would crash on the first of January."""
    far = date(2031, 1, 1)
    assert not CALENDAR.is_workday(far)
    assert CALENDAR.is_estimated(far)
    for name in HOLIDAYS:
        holiday = CALENDAR.holiday(name, date(2030, 6, 1))
        assert holiday is not None
        assert holiday.estimated
    assert CALENDAR.is_workday(date(1990, 1, 1))
    assert CALENDAR.is_workday(date(2150, 1, 1))


def test_the_companys_own_table_wins() -> None:
    own = WorkCalendar({date(2026, 3, 14): True, date(2026, 3, 16): False, date(2026, 2, 14): False})
    assert own.is_workday(date(2026, 3, 14))
    assert not own.is_workday(date(2026, 3, 16))
    assert own.next_workday(date(2026, 3, 13)) == date(2026, 3, 14)
    assert not own.is_estimated(date(2026, 3, 16))
    spring = own.holiday_of("春节", 2026)
    assert spring is not None
    assert spring.first == date(2026, 2, 14)


def test_workdays_are_counted_over_holidays_in_both_directions() -> None:
    assert CALENDAR.next_workday(date(2026, 9, 30)) == date(2026, 10, 8)
    assert CALENDAR.add_workdays(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CALENDAR.add_workdays(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert CALENDAR.add_workdays(date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_a_table_without_working_days_is_an_error_and_no_endless_search() -> None:
    idle = WorkCalendar({date.fromordinal(date(2026, 1, 1).toordinal() + day): False for day in range(400)})
    with pytest.raises(ValueError):
        idle.next_workday(date(2026, 1, 5))


def test_running_coming_and_past_holidays() -> None:
    running = CALENDAR.holiday("国庆", date(2026, 10, 3))
    coming, past = CALENDAR.holiday("国庆", date(2026, 10, 8)), CALENDAR.previous_holiday("国庆", date(2026, 9, 1))
    assert running is not None
    assert coming is not None
    assert past is not None
    assert (running.first.year, coming.first.year, past.first.year) == (2026, 2027, 2025)
    following, last = CALENDAR.next_holiday(date(2026, 9, 1)), CALENDAR.last_holiday(date(2026, 9, 1))
    assert following is not None
    assert last is not None
    assert (following.name, last.name) == ("中秋", "端午")
    assert CALENDAR.holiday("植树节", date(2026, 1, 1)) is None
