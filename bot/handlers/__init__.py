"""One file for each thing that a person can ask for; each registers what it takes."""

from __future__ import annotations

from bot.handlers import (
    administration,
    allowances,
    approvals,
    capture_lead,
    closed_accounts,
    company_words,
    corrections,
    customers,
    daily_report,
    dead_numbers,
    duplicates,
    external_contacts,
    group_customer,
    group_pushes,
    help_and_settings,
    imports,
    joined_accounts,
    leavers,
    manage_team,
    members,
    missed_people,
    next_steps,
    nudges,
    plans,
    points,
    record_corrections,
    report_links,
    saved_lead,
    second_opinion,
    tags,
    transfers,
    undo,
    unfollowed,
    weekly,
    welcomes,
)
from bot.routing import Router

_ALL = (
    capture_lead,
    saved_lead,
    external_contacts,
    dead_numbers,
    daily_report,
    report_links,
    second_opinion,
    next_steps,
    plans,
    tags,
    customers,
    group_customer,
    undo,
    corrections,
    record_corrections,
    points,
    weekly,
    manage_team,
    nudges,
    unfollowed,
    transfers,
    leavers,
    administration,
    joined_accounts,
    closed_accounts,
    missed_people,
    members,
    welcomes,
    allowances,
    company_words,
    group_pushes,
    duplicates,
    approvals,
    imports,
    help_and_settings,
)


def registered() -> Router:
    """The router with every handler; the order decides the order of the help."""
    router = Router()
    for module in _ALL:
        module.register(router)
    return router
