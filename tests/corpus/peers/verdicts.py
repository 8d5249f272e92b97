"""Compare our reading of a case with the peer's, and name the reason where they differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nlu.money import find_money
from nlu.times import Interval, TimeMention, find_times
from tests.corpus.peers.cases import Answer, Edge, MoneyCase, TimeCase, money_cases, time_cases

SAME = "same"
UNREAD = "not read"
PARTLY = "read in part"
OTHER = "other value"
UNSETTLED = (UNREAD, PARTLY, OTHER)
"""Reasons that are no convention: words we don't read, or read otherwise."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One case with our answer beside the peer's. Every `reason` outside UNSETTLED is a
    difference of convention that CONTRACT «Times» settles our way."""

    case: TimeCase | MoneyCase
    reason: str
    ours: str
    theirs: str


def time_verdicts() -> list[Verdict]:
    """Every case about times with its verdict."""
    return [_judge_time(case) for case in time_cases()]


def money_verdicts() -> list[Verdict]:
    """Every case about amounts with its verdict."""
    return [_judge_money(case) for case in money_cases()]


def shares(verdicts: list[Verdict]) -> dict[str, tuple[int, int, int]]:
    """Corpus → cases, same value, same value or a settled convention."""
    count: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        tally = count.setdefault(verdict.case.corpus, Counter())
        tally["all"] += 1
        tally["same"] += verdict.reason == SAME
        tally["settled"] += verdict.reason not in UNSETTLED
    return {corpus: (tally["all"], tally["same"], tally["settled"]) for corpus, tally in count.items()}


def _judge_time(case: TimeCase) -> Verdict:
    mentions = find_times(case.text, case.now)
    if case.is_length:
        is_read = any(mention.grain == "duration" for mention in mentions)
        return Verdict(case, SAME if is_read else UNREAD, _shown(mentions, case), "a length of time")
    theirs = " or ".join(f"{_text(answer.start)}..{_text(answer.end)}" for answer in case.answers)
    reasons = [
        _reason(interval, answer)
        for mention in mentions
        for interval in (mention.resolve("future"), mention.resolve("past"))
        if interval is not None
        for answer in case.answers
    ]
    if SAME in reasons:
        reason = SAME
    elif not reasons:
        reason = UNREAD
    elif not any(_covers(mention, case) for mention in mentions):
        reason = PARTLY
    else:
        reason = next((reason for reason in reasons if reason != OTHER), OTHER)
    return Verdict(case, reason, _shown(mentions, case), theirs)


def _covers(mention: TimeMention, case: TimeCase) -> bool:
    """Did we read the whole expression, but for a preposition?"""
    said = case.words.strip("从在约自大 ")
    return mention.span.end - mention.span.start >= len(said) - 1


def _shown(mentions: list[TimeMention], case: TimeCase) -> str:
    return "; ".join(
        f"{mention.span.words(case.text)} {_text(mention.start)}..{_text(mention.end)}" for mention in mentions
    )


def _text(edge: Edge) -> str:
    if isinstance(edge, datetime):
        return edge.isoformat(timespec="minutes")
    return "" if edge is None else edge.isoformat()


def _day(edge: Edge) -> date | None:
    return edge.date() if isinstance(edge, datetime) else edge


def _reason(ours: Interval, theirs: Answer) -> str:
    """Why two answers differ; «other value» when no rule of the contract explains it."""
    if (ours.start, ours.end) == (theirs.start, theirs.end):
        return SAME
    if ours.start is None or theirs.start is None or theirs.end is None:
        return _open_reason(ours, theirs)
    if isinstance(ours.start, datetime) and isinstance(theirs.start, datetime):
        return _clock_reason(ours, theirs)
    same_start, same_end = _day(ours.start) == _day(theirs.start), _day(ours.end) == _day(theirs.end)
    if same_start and same_end:
        return "whole days or hours"
    last, their_last = _day(ours.end), _day(theirs.end)
    if same_start and last is not None and their_last is not None and last - their_last == timedelta(days=1):
        return "the last day of a range belongs to it"
    if same_start or same_end:
        return "one end differs: only what is left of a running period, or a period against a day"
    return _shift_reason(ours, theirs)


def _open_reason(ours: Interval, theirs: Answer) -> str:
    last, their_last = _day(ours.end), _day(theirs.end)
    if ours.start is None and last is not None and their_last is not None:
        if abs(last - their_last) <= timedelta(days=1):
            return "…前: whether the day itself counts"
        return OTHER
    first, their_first = _day(ours.start), _day(theirs.start)
    if theirs.end is None and first is not None and their_first is not None:
        return "…后: one day, not an open end" if abs(first - their_first) <= timedelta(days=31) else OTHER
    if theirs.start is None and first is not None and their_last is not None:
        return "…以前 of a length: the day itself, not an open beginning" if first <= their_last else OTHER
    return OTHER


def _clock_reason(ours: Interval, theirs: Answer) -> str:
    assert isinstance(ours.start, datetime)
    assert isinstance(theirs.start, datetime)
    assert isinstance(ours.end, datetime)
    if abs(ours.start - theirs.start) == timedelta(hours=12):
        return "a bare hour from one to seven is in the afternoon"
    if ours.start.date() == theirs.start.date():
        if ours.start != ours.end:
            return "hours of the parts of the day"
        return "hours counted from the minute" if ours.start != theirs.start else "the end of a clock time"
    return OTHER


def _shift_reason(ours: Interval, theirs: Answer) -> str:
    first, their_first = _day(ours.start), _day(theirs.start)
    last, their_last = _day(ours.end), _day(theirs.end)
    assert first is not None
    assert their_first is not None
    if last is not None and their_last is not None and their_first <= first <= last <= their_last:
        return "the day itself where the peer takes the whole week, month or year"
    if last is not None and their_last is not None and first <= their_last and their_first <= last:
        return "weeks, months and years counted from today, not by the calendar"
    if abs((first - their_first).days) == 7 and first.weekday() == their_first.weekday():
        return "which week a weekday belongs to"
    return OTHER


def _judge_money(case: MoneyCase) -> Verdict:
    found = [(mention.low, mention.high) for mention in find_money(case.text)]
    shown = ", ".join(f"{low:f}..{high:f}" for low, high in found)
    if case.bounds is None:
        return Verdict(case, SAME if not found else OTHER, shown, "none")
    theirs = f"{case.bounds[0]:f}..{case.bounds[1]:f}"
    if case.bounds in found:
        return Verdict(case, SAME, shown, theirs)
    return Verdict(case, OTHER if found else UNREAD, shown, theirs)
