"""What the rules are."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.rules.model import RuleProposalRow, RuleRow
from crm_core.rules.rules import definition, from_store
from crm_core.rules.views import CompanyRules, RuleProposal

_RULES = table(RuleRow)
_PROPOSALS = table(RuleProposalRow)
_NAMES = {field.name for field in fields(CompanyRules)}
_KEPT = "rules_in_force"
_IN_FORCE = select(_RULES.c.name, _RULES.c.value)


def rules_in_force(session: Session) -> CompanyRules:
    """The defaults, with what an admin has set over them; read once in a session, and again after a change."""
    kept: CompanyRules | None = session.info.get(_KEPT)
    if kept is None:
        kept = session.info[_KEPT] = _read(session)
    return kept


def forget_rules(session: Session) -> None:
    """The rules were changed in this session: they are read again."""
    session.info.pop(_KEPT, None)


def _read(session: Session) -> CompanyRules:
    rows = session.execute(_IN_FORCE).all()
    values: dict[str, Any] = {row.name: from_store(row.value) for row in rows if row.name in _NAMES}
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
