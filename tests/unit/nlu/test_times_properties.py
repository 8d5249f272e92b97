"""What holds for every text: spans inside it, no exception, and future words that never mean the past."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.money import find_money
from nlu.phones import find_phones
from nlu.times import find_times

OFFSETS = st.integers(min_value=-12, max_value=14).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(min_value=datetime(2005, 1, 1), max_value=datetime(2035, 12, 31), timezones=OFFSETS)
WORDS = st.lists(
    st.sampled_from(
        [
            *"今明后昨前大下上这本周月年日号点半一二三五十廿初中底末前后内到和的过 -/:.",
            *(
                "星期",
                "礼拜",
                "上午",
                "下午",
                "晚上",
                "春节",
                "国庆",
                "年后",
                "工作日",
                "个月",
                "两周",
                "之前",
                "以后",
                "15",
                "3",
                "2026",
                "Q2",
                "W12",
            ),
        ]
    ),
    max_size=14,
).map("".join)
ANY_TEXT = st.one_of(st.text(max_size=80), st.text(alphabet=st.characters(), max_size=60), WORDS)


@settings(deadline=None)
@given(ANY_TEXT, MOMENTS)
def test_every_time_lies_in_the_text_and_in_order(text: str, now: datetime) -> None:
    end = 0
    for mention in find_times(text, now):
        assert end <= mention.span.start < mention.span.end <= len(text)
        end = mention.span.end


@settings(deadline=None)
@given(WORDS, MOMENTS)
def test_the_beginning_is_never_after_the_end(text: str, now: datetime) -> None:
    for mention in find_times(text, now):
        for tense in ("past", "future"):
            interval = mention.resolve(tense)
            if interval is not None and interval.start is not None and interval.end is not None:
                assert _moment(interval.start, time.min) <= _moment(interval.end, time.max)


@settings(deadline=None)
@given(WORDS, MOMENTS)
def test_future_words_never_mean_the_past(text: str, now: datetime) -> None:
    for mention in find_times(text, now):
        interval = mention.resolve("future")
        if mention.role == "future" and interval is not None and interval.end is not None:
            assert _moment(interval.end, time.max).date() >= now.date()


@settings(deadline=None)
@given(WORDS, MOMENTS)
def test_reading_twice_gives_the_same(text: str, now: datetime) -> None:
    assert find_times(text, now) == find_times(text, now)


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=6), MOMENTS)
def test_ten_thousand_characters_are_read_like_any_other(pattern: str, now: datetime) -> None:
    text = (pattern * 10_000)[:10_000]
    find_times(text, now)
    find_money(text, allow_bare=True)
    find_phones(text)


def test_control_characters_and_lone_surrogates_do_no_harm() -> None:
    now = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
    text = "\x00明天\ud800下午三点\udfff给\x1b报价36万8\u202e，电话138\x000013\ud8008000"
    assert [mention.span.words(text) for mention in find_times(text, now)] == ["明天", "下午三点"]
    assert [mention.yuan for mention in find_money(text)] == [368_000]
    assert [phone.kind for phone in find_phones(text) if phone.kind == "mobile"] == []


def test_the_ends_of_the_calendar_are_no_error() -> None:
    for now in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)):
        for text in (
            "明天",
            "昨天",
            "下周",
            "上个月",
            "九十九年后",
            "春节前",
            "年后",
            "三个工作日内",
            "周末",
            "15号",
            "季度末",
            "一小时后",
        ):
            find_times(text, now)


def _moment(edge: date | datetime, bound: time) -> datetime:
    return edge if isinstance(edge, datetime) else datetime.combine(edge, bound)
