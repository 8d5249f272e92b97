"""Who somebody is: known by his account, else looked up on the platform when he first writes (INTERFACES «People»)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from adapters.contract import ChatPlatform, Directory, DirectoryPerson
from adapters.errors import Misconfigured, OutOfSight, OutsideError
from bot.company import Company
from bot.handovers import ask_about_missed, ask_admins, ask_managers
from crm_core.database.engine import Database
from crm_core.organisation.queries import employee_by_account, unlisted_accounts
from crm_core.organisation.service import follow_roles, join, make_admins, read_directory
from crm_core.organisation.views import Employee, ListedPerson, ListedTeam, SyncReport

log = structlog.get_logger(__name__)

NOBODY_SEEN = "应用看不到任何成员：看看后台里应用的可见范围（通讯录权限范围）是不是被清空了"

MOST_LEVELS = 10
"""How far up a newcomer's superiors are looked for."""


async def resolve(
    database: Database, platforms: Mapping[str, ChatPlatform], platform: str, user_id: str, now: datetime
) -> Employee | None:
    """The employee behind an account; somebody new is looked up in the platform's directory and taken in."""
    known = await database.read(lambda session: employee_by_account(session, platform, user_id))
    if known is not None or not user_id:
        return known
    found = await _with_superiors(database, platforms, platform, user_id)
    if not found:
        return None

    def take_in(session: Session) -> Employee | None:
        for person in reversed(found):
            join(session, platform, listed(person), now)
        follow_roles(session)
        return employee_by_account(session, platform, user_id)

    return await database.write(take_in)


async def read_platform_directory(
    database: Database, company: Company, platform: ChatPlatform, admins: list[tuple[str, str]], now: datetime
) -> SyncReport:
    """Reads one platform's directory into ours; who has left, or is missing with many others, is asked about (I23).

    Raises OutsideError when it can't be read, and when it shows nobody at all.
    """
    directory = await platform.read_directory()
    if not any(person.active for person in directory.people):
        # A scope that was emptied by mistake is no company that all have left: nobody's access ends with it.
        raise Misconfigured("the directory shows nobody", remedy=NOBODY_SEEN)
    seen_alone, unknown = await _ask_alone(database, platform, directory)
    people = [*directory.people, *seen_alone]

    def keep(session: Session) -> SyncReport:
        report = read_directory(
            session,
            platform.name,
            [listed(one) for one in people],
            _teams(directory),
            directory.notes,
            now,
            is_whole=directory.is_whole,
            unknown=unknown,
        )
        make_admins(session, [account for account in admins if account[0] == platform.name], now)
        if report.left:
            ask_managers(session, company, now)
        ask_admins(session, company, now, report.still_listed)
        if report.missed is not None:
            ask_about_missed(session, company, report.missed, directory.scope_remedy, now)
        return report

    report = await database.write(keep)
    log.info(
        "directory_read",
        platform=platform.name,
        people=report.total,
        added=len(report.added),
        changed=len(report.changed),
        left=len(report.left),
        missed=len(report.missed.names) if report.missed else 0,
        is_whole=report.is_whole,
        notes=list(report.notes),
    )
    return report


async def _ask_alone(
    database: Database, platform: ChatPlatform, directory: Directory
) -> tuple[list[DirectoryPerson], list[str]]:
    """Of those of ours whom no department lists: whom the platform knows all the same, and whom it does not know.

    An app may see somebody whose department it may not read. Who is out of its sight is neither.
    """
    names = {person.user_id for person in directory.people}
    found: list[DirectoryPerson] = []
    unknown: list[str] = []
    for user_id in await database.read(lambda session: unlisted_accounts(session, platform.name, names)):
        try:
            person = await platform.find_person(user_id)
        except OutOfSight:
            continue
        if person is None:
            unknown.append(user_id)
        else:
            found.append(person)
    return found, unknown


def listed(person: DirectoryPerson) -> ListedPerson:
    """A person of a platform's directory as our core takes him."""
    return ListedPerson(
        user_id=person.user_id,
        name=person.name or person.user_id,
        title=person.title,
        manager_user_id=person.manager_user_id,
        team_external_id=person.department_ids[0] if person.department_ids else "",
        phone=person.phone,
        active=person.active,
    )


def _teams(directory: Directory) -> list[ListedTeam]:
    return [
        ListedTeam(one.department_id, one.name, one.parent_id, one.leader_user_ids) for one in directory.departments
    ]


async def _with_superiors(
    database: Database, platforms: Mapping[str, ChatPlatform], platform: str, user_id: str
) -> list[DirectoryPerson]:
    """The person and, upwards from him, those above him whom we don't know either; empty when he is a stranger."""
    found: list[DirectoryPerson] = []
    while user_id and len(found) < MOST_LEVELS and user_id not in {person.user_id for person in found}:
        known = await database.read(lambda session, wanted=user_id: employee_by_account(session, platform, wanted))  # type: ignore[misc]
        person = await _find(platforms, platform, user_id) if known is None else None
        if person is None or not person.active:
            break
        found.append(person)
        user_id = person.manager_user_id
    return found


async def _find(platforms: Mapping[str, ChatPlatform], platform: str, user_id: str) -> DirectoryPerson | None:
    try:
        return await platforms[platform].find_person(user_id)
    except OutsideError as error:
        log.warning("person_not_found", platform=platform, error=type(error).__name__, **error.facts)
        return None
