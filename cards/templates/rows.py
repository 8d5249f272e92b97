"""Rows that several lists share: a promise that is due, a lead that nobody contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cards import wording
from cards.actions import ALL_ROWS, ROW
from cards.model import Fact, Option, Section, Select
from cards.templates.parts import press
from cards.wording import Reader

Act = tuple[str, str, str]
"""A row's button: label, subject, act. It is typed with the row's number before it: 「①催办」."""

COMPANY_WIDTH = 14


@dataclass(frozen=True, slots=True)
class DueStep:
    """A promise: what, for whom, until when; `version` guards its buttons."""

    step_id: int
    version: int
    what: str
    company: str
    due_on: date
    overdue_days: int = 0

    def due(self, reader: Reader) -> str:
        """「今天 3月2日 周一」「2月27日 周五（逾期 3 天）」."""
        said = reader.day(self.due_on, near=True)
        return f"{said}（逾期 {self.overdue_days} 天）" if self.overdue_days else said

    @property
    def judgement(self) -> str:
        """What to begin with."""
        where = f"（{wording.short_name(self.company, 12)}）" if self.company else ""
        return f"先办{self.what}{where}"


@dataclass(frozen=True, slots=True)
class IdleLead:
    """A lead that nobody has contacted for so many hours; `url` opens it."""

    lead_id: int
    version: int
    company: str
    idle_hours: int
    owner: str
    in_pool: bool = False
    url: str = ""

    @property
    def judgement(self) -> str:
        """What to look at first: 「先看苏州明远：41 小时没人联系」."""
        return f"先看{wording.short_name(self.company, 12)}：{wording.hours(self.idle_hours)}没人联系"


def pick(rows: Sequence[Section], *, everything: bool = False) -> Select:
    """Chooses the row that the buttons act on, where rows have none of their own; `everything` offers 全部 first."""
    choices = tuple(Option(value=row.key, label=row.title) for row in rows)
    if everything:
        choices = (Option(value=ALL_ROWS, label="全部"), *choices)
    return Select(name=ROW, label="选", options=choices, selected=choices[0].value, on_pick=True)


def step_row(number: int, step: DueStep, reader: Reader, acts: Sequence[Act]) -> Section:
    """A promise, with what can be done about it."""
    mark = wording.number_mark(number)
    where = wording.join_facts(wording.short_name(step.company, COMPANY_WIDTH), step.due(reader))
    when = f"逾期 {step.overdue_days} 天" if step.overdue_days else reader.day(step.due_on)
    return Section(
        title=f"{mark} {step.what}",
        lines=(where,),
        buttons=tuple(
            press(label, subject, act, step.step_id, step.version, word=f"{mark}{label}")
            for label, subject, act in acts
        ),
        key=str(step.step_id),
        row=Fact(label=mark, value=wording.join_facts(step.what, wording.short_name(step.company, 8), when)),
    )


def idle_row(number: int, lead: IdleLead, acts: Sequence[Act]) -> Section:
    """A lead with its idle hours and owner, and what can be done about it."""
    mark, company = wording.number_mark(number), wording.short_name(lead.company, COMPANY_WIDTH)
    return Section(
        title=f"{mark} {company}",
        lines=(wording.join_facts(wording.hours(lead.idle_hours), lead.owner),),
        buttons=tuple(
            press(label, subject, act, lead.lead_id, lead.version, word=f"{mark}{label}")
            for label, subject, act in acts
        ),
        key=str(lead.lead_id),
        url=lead.url,
        row=Fact(label=f"{mark}{lead.idle_hours}h", value=wording.join_facts(company, lead.owner), url=lead.url),
    )
