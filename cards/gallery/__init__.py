"""Every card with sample content of one small company: for tests, and for people who want to look at them.

The clock stands at Monday 2026-03-02 09:00 in Shanghai.
"""

from __future__ import annotations

from cards.gallery import administration, leads, lists, management, reports, steps
from cards.gallery.company import Entry

_PARTS = (
    leads.leads,
    leads.duplicates,
    leads.assignments,
    reports.reports,
    reports.written_reports,
    reports.stages,
    reports.moves,
    reports.briefs,
    reports.merges,
    steps.steps,
    lists.searches,
    lists.ledger,
    lists.notices,
    management.digests,
    management.nudges,
    management.transfers,
    management.answers,
    administration.rules,
    administration.people,
    administration.approvals,
    administration.meetings,
    administration.alarms,
)


def gallery() -> list[Entry]:
    """All of them: (name, message), the name being `<template>.<function>` and what is special about it."""
    return [entry for part in _PARTS for entry in part()]
