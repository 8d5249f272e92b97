"""Next steps: what was agreed, who acts, by when (CONTRACT `next_steps`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from nlu import lazy_re as re
from nlu.actors import Span
from nlu.acts import is_act
from nlu.clauses import Clause
from nlu.step_reader import Step, StepReader
from nlu.times import TimeMention

# «周五晚上到成都,让我到时去接他»
_BY_THEN = re.compile(r"到时候?$|届时$")


def future_bounds(mention: TimeMention, now: datetime) -> tuple[date | datetime | None, date | datetime] | None:
    """The interval of a mention as something to come; None when it has passed or is no due time."""
    interval = mention.resolve("future")
    if interval is None or interval.end is None:
        return None
    end = interval.end
    last = end if isinstance(end, datetime) else datetime.combine(end, time.max)
    if last.replace(tzinfo=None) < now.replace(tzinfo=None):
        return None
    return interval.start, end


def find_steps(
    text: str,
    clauses: Sequence[Clause],
    times: Sequence[TimeMention],
    people: Sequence[Span],
    companies: Sequence[Span],
    is_due: dict[int, bool],
) -> list[Step]:
    """The steps told in some clauses of one visit. `is_due` tells, by the start of a mention of time, whether
    it speaks of something to come."""
    reader = StepReader(text, people, companies)
    steps: list[Step] = []
    clauses = _parted(text, clauses, times, is_due)
    due_before: TimeMention | None = None
    for index, clause in enumerate(clauses):
        inside = [m for m in times if clause.start <= m.span.start < clause.end and is_due.get(m.span.start, False)]
        previous = clauses[index - 1] if index else None
        following = clauses[index + 1] if index + 1 < len(clauses) else None
        if following and any(following.start <= m.span.start < following.end for m in times):
            following = None
        if inside and steps and reader.sets_time_of(clause, inside[-1], previous, steps[-1]):
            steps[-1] = replace(steps[-1], time=inside[-1])
            continue
        step = (
            reader.dated(clause, _due_of(inside), previous, following) if inside else reader.undated(clause, previous)
        )
        if step and step.time is None and due_before and _BY_THEN.search(text, clause.start, step.start):
            step = replace(step, time=due_before)
        due_before = _due_of(inside) if inside else None
        if step and step.time is None and any(step.start <= t.span.start < step.end for t in times):
            step = None
        if step:
            step = _corrected(text, step)
        if step and not any(s.start < step.end and step.start < s.end for s in steps):
            if steps and _taken_back(text, steps[-1], step):
                steps.pop()
            steps.append(step)
    return [step for step in steps if step.time or not step.needs_day]


def likely_step(
    text: str,
    start: int,
    end: int,
    due: Sequence[TimeMention],
    people: Sequence[Span],
    companies: Sequence[Span],
) -> Step | None:
    """The step of a clause that tells one in all likelihood, though no rule found it; None when it has no words for
    it. `due`: the times in it that speak of something to come."""
    return StepReader(text, people, companies).likely(start, end, _due_of(due) if due else None)


def _parted(
    text: str, clauses: Sequence[Clause], times: Sequence[TimeMention], is_due: dict[int, bool]
) -> list[Clause]:
    """The clauses, those cut that list acts with a day each («承诺8月20日付20万、9月15日付25万»)."""
    parts: list[Clause] = []
    for clause in clauses:
        start = clause.start
        for mention in times:
            first = mention.span.start
            listed = start < first < clause.end and is_due.get(first, False) and text[first - 1] in "、和及"
            if listed and any(start <= t.span.start < first and is_due.get(t.span.start, False) for t in times):
                parts.append(Clause(start, first - 1, clause.sentence))
                start = first
        parts.append(clause if start == clause.start else Clause(start, clause.end, clause.sentence))
    return parts


def _due_of(times: Sequence[TimeMention]) -> TimeMention:
    """The time that limits a step: the last one said, unless two stand side by side."""
    if len(times) > 1 and times[0].span.end >= times[1].span.start:
        return times[0]
    return times[-1]


# «下午过去签字 唉不是签字 是去送样品»
_INSTEAD = re.compile(
    r"[ ,]*[唉哦噢啊呃]?(?:不是|不对)(?P<first>[^,。;!? ]{0,8})[ ,]+(?:应该)?是(?P<what>[^,。;!? ]{2,16})"
)


def _corrected(text: str, step: Step) -> Step:
    """The step as it was meant, where its act is taken back right behind it."""
    match = _INSTEAD.match(text, step.end)
    if match is None or match["first"] not in text[step.start : step.end] or not is_act(match["what"]):
        return step
    return replace(step, start=match.start("what"), end=match.end("what"))


def _taken_back(text: str, first: Step, second: Step) -> bool:
    """Whether the same act is said again with another day: «下周给答复，不对，是下下周给答复»."""
    between = text[first.end : second.start]
    return len(between) < 20 and re.search(r"不对|不是|说错|错了", between) is not None
