"""What the rules are, now or at another instant."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm_core.database.types import UtcDateTime, table
from crm_core.rules.model import RuleProposalRow, RuleVersionRow
from crm_core.rules.rules import definition, from_store
from crm_core.rules.views import CompanyRules, RuleProposal, RuleToCome

_VERSIONS = table(RuleVersionRow)
_PROPOSALS = table(RuleProposalRow)
_NAMES = {field.name for field in fields(CompanyRules)} - {"times_since"}
_KEPT = "rules_in_force"
_BEGUN = (
    select(_VERSIONS.c.name, _VERSIONS.c.value, _VERSIONS.c.effective_from)
    .where(_VERSIONS.c.effective_from <= bindparam("now", type_=UtcDateTime()))
    .order_by(_VERSIONS.c.effective_from)
)


def rules_in_force(session: Session, now: datetime) -> CompanyRules:
    """The defaults, with what an admin has set over them by then; read once in a session, and again after a change."""
    kept: tuple[datetime, CompanyRules] | None = session.info.get(_KEPT)
    if kept is None or kept[0] != now:
        kept = session.info[_KEPT] = (now, _read(session, now))
    return kept[1]


def forget_rules(session: Session) -> None:
    """The rules were changed in this session: they are read again."""
    session.info.pop(_KEPT, None)


def rules_to_come(session: Session, now: datetime) -> dict[str, RuleToCome]:
    """By name, what was enabled and begins to count later."""
    rows = session.execute(
        select(_VERSIONS).where(_VERSIONS.c.effective_from > now).order_by(_VERSIONS.c.effective_from)
    )
    return {row.name: RuleToCome(row.name, from_store(row.value), row.effective_from) for row in rows}


def _read(session: Session, now: datetime) -> CompanyRules:
    values: dict[str, Any] = {}
    for row in session.execute(_BEGUN, {"now": now}):
        if row.name in _NAMES:
            values[row.name] = from_store(row.value)
            if isinstance(values[row.name], time):
                values["times_since"] = row.effective_from
    return replace(CompanyRules(), **values)


def value_of(rules: CompanyRules, name: str) -> int | time:
    """One rule's value by its name."""
    value: int | time = getattr(rules, name)
    return value


def proposal(session: Session, proposal_id: int) -> RuleProposal | None:
    """A change that was previewed."""
    row = session.execute(select(_PROPOSALS).where(_PROPOSALS.c.id == proposal_id)).first()
    if row is None:
        return None
    rule = definition(row.name)
    if rule is None:
        return None
    before, after = from_store(row.before), from_store(row.value)
    return RuleProposal(row.id, rule, before, after, row.asked_by, row.asked_at, row.state)
