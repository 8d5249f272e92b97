"""Times as reps say them, and the interval each one means (CONTRACT «Times»).

The same words mean different days about something done and about something still to come, so a mention keeps
what was said and is resolved when the caller knows which it is:

    mention = find_times("周三给他报价", now)[0]
    mention.resolve("future")   # the next Wednesday not yet past
    mention.resolve("past")     # the latest Wednesday not after today
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from nlu import lazy_re as re
from nlu.calendars import WorkCalendar
from nlu.money import find_money
from nlu.numbers import fold
from nlu.phones import find_phones
from nlu.spans import Span, masked
from nlu.times_clock import CLOCK_HEADS, PART_HEADS
from nlu.times_days import Grain, Role, Tense
from nlu.times_expressions import DEADLINE_HEADS, Expression, Interval, carried_over, read_expression
from nlu.times_grammar import DAY_HEADS
from nlu.times_length_grammar import LENGTH_HEADS
from nlu.times_words import NUMERALS

__all__ = ["Grain", "Interval", "Role", "Tense", "TimeMention", "find_times"]

_DEFAULT_CALENDAR = WorkCalendar()


@dataclass(frozen=True, slots=True)
class TimeMention:
    """One time as said. `start` and `end` are its resolution in the tense asked for.

    A duration (三天 as such) has grain "duration" and neither start nor end.
    """

    span: Span
    start: date | datetime | None
    end: date | datetime | None
    grain: Grain
    role: Role
    """What the words alone settle: 昨天 is past, 下周 future, 周三 either."""
    approximate: bool
    said: Expression = field(repr=False)
    now: datetime = field(repr=False)
    calendar: WorkCalendar = field(repr=False)

    @property
    def names_a_day(self) -> bool:
        """Whether more than a part of the day («下午») or an hour was said."""
        return self.said.first.day is not None

    def resolve(self, tense: Tense) -> Interval | None:
        """The interval meant about something done or still to come; None for a duration."""
        return self.said.resolve(self.now, tense, self.calendar)


def find_times(
    text: str,
    now: datetime,
    *,
    tense: Tense = "future",
    calendar: WorkCalendar = _DEFAULT_CALENDAR,
    taken: Sequence[Span] | None = None,
) -> list[TimeMention]:
    """Every time said in the text, in order.

    `now` counts in its own offset. `tense` settles `start` and `end` where the words leave it open. `taken` are
    stretches that hold something else already; without it, telephone numbers and amounts are looked for first,
    so that «一百五十万上下月底前» is an amount and the end of the month.
    """
    if taken is None:
        phones = [mention.span for mention in find_phones(text)]
        taken = [*phones, *(mention.span for mention in find_money(text, taken=phones))]
    folded = masked(fold(text), taken)
    local = now.replace(tzinfo=None)
    mentions: list[TimeMention] = []
    position = floor = 0
    while (begin := _START.search(folded, position)) is not None:
        start = begin.start()
        skipped = _NO_TIME.match(folded, start)
        if skipped is not None:
            position = skipped.end()
            continue
        read = None if _is_glued(folded, start) else read_expression(folded, start, floor, local.date())
        if read is not None and mentions:
            read = carried_over(folded, mentions[-1].span.end, mentions[-1].said, start, read[0]), read[1]
        mention = None if read is None else _mention(read[0], Span(start, read[1]), local, tense, calendar)
        if read is None or mention is None:
            position = _past_numeral(folded, start)
            continue
        mentions.append(mention)
        position = floor = read[1]
    return mentions


_HEADS = "".join(
    sorted(set(DAY_HEADS + CLOCK_HEADS + PART_HEADS + LENGTH_HEADS + DEADLINE_HEADS + "每农阴正腊冬初第赶改"))
)
_START = re.compile(f"[{re.escape(_HEADS)}]")
_LUNAR_DAY = "[一二三四五六七八九十廿]"
_ORDINAL = r"[一二两三四五六七八九十\d]{1,3}"
# What comes again and again, what the lunar calendar dates, and ordinals are no times that we resolve.
_NO_TIME = re.compile(
    r"每(?:逢|隔|个)?(?:(?:周|星期|礼拜)[一二三四五六日天末]?"
    r"|[一二两三四五六七八九十半\d]{0,2}个?(?:月|季度|年|天|日|周|小时|分钟)(?:[初底末]|[一二三四五六七八九十\d]{1,3}[号日])?|[早晚])"
    rf"|(?:农历|阴历)\s?[一二三四五六七八九十\d]{{1,2}}月(?:初?{_LUNAR_DAY}{{1,3}})?"
    rf"|[一二三四五六七八九十\d]{{1,2}}月初[一二三四五六七八九十廿\d]{{1,2}}"
    rf"|[正腊冬]月(?:初?{_LUNAR_DAY}{{1,3}})?|大年初{_LUNAR_DAY}|初{_LUNAR_DAY}{{1,2}}"
    rf"|第{_ORDINAL}(?:天|日|号|个月|年|点|期|次|小时|个?(?:星期|礼拜))|第[一二三四五]个?周|三天两头|一天到晚|一年到头|[赶改]明儿"
)


def _is_glued(text: str, start: int) -> bool:
    """v2.3, T5, 0.15: the figure is a part of a longer code or number."""
    character = text[start]
    if start == 0 or not (character.isascii() and character.isalnum()):
        return False
    previous = text[start - 1]
    if previous.isascii() and previous.isalnum():
        return True
    return previous in "./-:" and start > 1 and text[start - 2].isascii() and text[start - 2].isalnum()


def _past_numeral(text: str, start: int) -> int:
    """The end of the numeral at `start`, so that the tail of 一百二十三 is not read as 二十三."""
    end = start + 1
    if text[start] in NUMERALS:
        while end < len(text) and text[end] in NUMERALS:
            end += 1
    return end


def _mention(said: Expression, span: Span, now: datetime, tense: Tense, calendar: WorkCalendar) -> TimeMention | None:
    """The mention with its first resolution; None when the calendar has no such day."""
    interval = said.resolve(now, said.role if said.role != "either" else tense, calendar)
    if interval is None and said.grain != "duration":
        return None
    start, end = (None, None) if interval is None else (interval.start, interval.end)
    return TimeMention(span, start, end, said.grain, said.role, said.approximate, said, now, calendar)
