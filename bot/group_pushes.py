"""The figures of a team for its chat group: totals and the ranking, no customer and no phone number (I1, E6).

A group may hold anybody, so it is shown what everybody may see: how many, and who takes part in the ranking.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot import team_texts
from bot.company import Company
from bot.sealing import Unsealable, seal, unseal
from cards.model import Text
from crm_core.database.engine import Database
from crm_core.group_pushes import queries
from crm_core.organisation.queries import reports_of
from crm_core.organisation.views import Employee
from crm_core.points.queries import ranking
from crm_core.reports.queries import late_counts
from crm_core.rules.views import CompanyRules

log = structlog.get_logger(__name__)

PLATFORM = "wecom"
WEEK = timedelta(days=7)
RANKS = 10

_GROUP = re.compile(r"webhook:(\d+)")
_ADDRESS = re.compile(r"https?://\S+[?&]key=(?P<key>[0-9A-Za-z-]{8,64})")
_PURPOSE = "group-push"


def group_id(push_id: int) -> str:
    """How the outbox names a group that is reached by a webhook."""
    return f"webhook:{push_id}"


def key_in(words: str) -> tuple[str, str]:
    """The webhook's key in what an admin pasted (empty where there is none), and the words beside the address."""
    found = _ADDRESS.search(words)
    if found is None:
        return "", words.strip()
    return found["key"], f"{words[: found.start()]} {words[found.end() :]}".strip()


def sealed(company: Company, key: str) -> str:
    """The key as it is stored."""
    return seal(company.link_key, _PURPOSE, key)


def figures(session: Session, company: Company, manager: Employee, rules: CompanyRules, now: datetime) -> Text:
    """What the group of this manager's team is told now."""
    reader = company.reader(manager, now)
    own = reports_of(session, manager.id)
    late, long_late = late_counts(session, own, now, reader.today, rules.overdue_hours, rules.pool_hours)
    ranks, _ = ranking(session, own, now - WEEK)
    return team_texts.group_figures(
        team=manager.name,
        day=reader.day(reader.today),
        late=late,
        hours=rules.overdue_hours,
        long_late=long_late,
        long_hours=rules.pool_hours,
        ranks=[(rank.rank, rank.name, rank.points) for rank in ranks[:RANKS]],
        cut_off=reader.cut_off(now),
    )


class GroupKeys:
    """The keys of the groups' webhooks, unsealed when something is sent."""

    def __init__(self, database: Database, company: Company) -> None:
        self._database = database
        self._company = company

    async def key_of(self, group: str) -> str:
        """The key behind an outbox row's group; empty where the push was disabled or its key can't be read."""
        found = _GROUP.fullmatch(group)
        if found is None:
            return ""
        stored = await self._database.read(lambda session: queries.sealed_key(session, int(found[1])))
        if not stored:
            return ""
        try:
            return unseal(self._company.link_key, _PURPOSE, stored)
        except Unsealable:
            log.error("group_key_unreadable", group=group)
            return ""


def is_by_webhook(group: str) -> bool:
    """Whether an outbox row's group is reached by a webhook."""
    return _GROUP.fullmatch(group) is not None
