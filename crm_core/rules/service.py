"""Preview, enable, put back."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.audit.service import record
from crm_core.database.types import table
from crm_core.database.upsert import insert_for
from crm_core.errors import Gone, Invalid
from crm_core.rules.model import RuleProposalRow, RuleVersionRow
from crm_core.rules.queries import forget_rules, proposal, rules_in_force, value_of
from crm_core.rules.rules import problem_with, to_store
from crm_core.rules.views import RuleDefinition, RuleProposal

_VERSIONS = table(RuleVersionRow)
_PROPOSALS = table(RuleProposalRow)


def propose(
    session: Session, by: Viewer, rule: RuleDefinition, value: int | time, now: datetime, begins_at: datetime
) -> RuleProposal:
    """Keeps a change for preview; nothing is in force before `enable`.

    The value before is the one that would hold at `begins_at` without the change. Raises Invalid, also for a value
    that holds then anyway («unchanged»), and NotAllowed.
    """
    require(by, Operation.CONFIGURE)
    problem = problem_with(rule, value)
    if problem:
        raise Invalid(rule.name, problem, low=rule.low, high=rule.high)
    rules = rules_in_force(session, begins_at)
    if value == value_of(rules, rule.name):
        raise Invalid(rule.name, "unchanged")
    if isinstance(value, int) and rule.name in ("overdue_hours", "pool_hours"):
        overdue = value if rule.name == "overdue_hours" else rules.overdue_hours
        pool = value if rule.name == "pool_hours" else rules.pool_hours
        if overdue >= pool:
            raise Invalid(rule.name, "order", overdue=overdue, pool=pool)
    found: int = session.execute(
        insert(_PROPOSALS)
        .values(
            name=rule.name,
            value=to_store(value),
            before=to_store(value_of(rules, rule.name)),
            asked_by=by.employee_id,
            asked_at=now,
            state="open",
        )
        .returning(_PROPOSALS.c.id)
    ).scalar_one()
    return _existing(session, found)


def enable(session: Session, by: Viewer, proposal_id: int, now: datetime, begins_at: datetime) -> RuleProposal:
    """Lets a previewed change count from `begins_at` on, with a line in the audit log."""
    require(by, Operation.CONFIGURE)
    change = _close(session, proposal_id, "open", "enabled")
    _set(session, change.id, change.definition.name, change.after, begins_at, by, now)
    _log(session, by, "rule_enabled", change, now)
    return change


def drop(session: Session, by: Viewer, proposal_id: int) -> RuleProposal:
    """Forgets a previewed change."""
    require(by, Operation.CONFIGURE)
    return _close(session, proposal_id, "open", "dropped")


def put_back(session: Session, by: Viewer, proposal_id: int, now: datetime) -> RuleProposal:
    """Takes an enabled change back: at once the value before it is in force again.

    Raises Gone for a change that is not enabled, or that a later one has replaced.
    """
    require(by, Operation.CONFIGURE)
    change = _close(session, proposal_id, "enabled", "disabled")
    newest = session.execute(
        select(_VERSIONS.c.id, _VERSIONS.c.proposal_id, _VERSIONS.c.effective_from)
        .where(_VERSIONS.c.name == change.definition.name)
        .order_by(_VERSIONS.c.effective_from.desc())
        .limit(1)
    ).first()
    if newest is None or newest.proposal_id != proposal_id:
        raise Gone(proposal_id=proposal_id)
    if newest.effective_from > now:
        session.execute(delete(_VERSIONS).where(_VERSIONS.c.id == newest.id))
        forget_rules(session)
    else:
        _set(session, None, change.definition.name, change.before, now, by, now)
    _log(session, by, "rule_disabled", change, now)
    return change


def _set(
    session: Session,
    proposal_id: int | None,
    name: str,
    value: int | time,
    effective_from: datetime,
    by: Viewer,
    now: datetime,
) -> None:
    values = {"value": to_store(value), "proposal_id": proposal_id, "set_by": by.employee_id, "set_at": now}
    session.execute(
        insert_for(session, _VERSIONS)
        .values(name=name, effective_from=effective_from, **values)
        .on_conflict_do_update(index_elements=["name", "effective_from"], set_=values)
    )
    forget_rules(session)


def _close(session: Session, proposal_id: int, state: str, new_state: str) -> RuleProposal:
    closed = session.execute(
        update(_PROPOSALS)
        .where(_PROPOSALS.c.id == proposal_id, _PROPOSALS.c.state == state)
        .values(state=new_state)
        .returning(_PROPOSALS.c.id)
    ).first()
    if closed is None:
        raise Gone(proposal_id=proposal_id)
    return _existing(session, proposal_id)


def _log(session: Session, by: Viewer, act: str, change: RuleProposal, now: datetime) -> None:
    record(
        session,
        by.employee_id,
        act,
        "rule",
        change.id,
        now,
        name=change.definition.name,
        before=to_store(change.before),
        after=to_store(change.after),
    )


def _existing(session: Session, proposal_id: int) -> RuleProposal:
    found = proposal(session, proposal_id)
    if found is None:
        raise Gone(proposal_id=proposal_id)
    return found
