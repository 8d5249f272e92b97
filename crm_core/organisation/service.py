"""What can be done in the organisation: reading the directory, roles and managers; leaving is in `leaving`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from crm_core.database.types import UtcDateTime, table
from crm_core.database.upsert import insert_for
from crm_core.errors import Gone, Invalid
from crm_core.happenings import tell
from crm_core.organisation import queries
from crm_core.organisation.events import AccountMatched, MemberChanged
from crm_core.organisation.leaving import compare_closed, leave, return_to
from crm_core.organisation.missed import note_missed
from crm_core.organisation.model import AccountRow, DirectoryReadingRow, EmployeeRow, TeamRow
from crm_core.organisation.rules import makes_a_ring, roles_by_leading, sight_of
from crm_core.organisation.views import ROLE_WORDS, SEEN_PRECISION, Employee, ListedPerson, ListedTeam, Role, SyncReport
from nlu.phones import find_phones

_EMPLOYEES = table(EmployeeRow)
_ACCOUNTS = table(AccountRow)
_TEAMS = table(TeamRow)
_READINGS = table(DirectoryReadingRow)

_SEEN = (
    update(_ACCOUNTS)
    .where(_ACCOUNTS.c.platform == bindparam("of"), _ACCOUNTS.c.user_id == bindparam("who"))
    .where(
        or_(
            _ACCOUNTS.c.last_seen_at.is_(None),
            _ACCOUNTS.c.last_seen_at < bindparam("a_minute_ago", type_=UtcDateTime()),
        )
    )
)


def join(session: Session, platform: str, person: ListedPerson, now: datetime) -> Employee:
    """Takes one person in, or finds the one who has this account; a verified phone joins two platforms' accounts.

    He gets no access where another platform's directory has lost him (`leaving`). Somebody new gets his manager and
    his team at once, as far as both are known (I25).
    """
    employee_id = return_to(session, platform, person.user_id, now)
    if employee_id is None:
        number = _number(person.phone)
        known = _same_phone(session, platform, number)
        employee_id = known or _new_employee(session, platform, person, now)
        session.execute(
            insert(_ACCOUNTS).values(
                employee_id=employee_id,
                platform=platform,
                user_id=person.user_id,
                phone=number,
                active=True,
                closed_by="",
            )
        )
        if known is not None:
            tell(session, AccountMatched(known, platform, now))
    return _existing(session, employee_id)


def add_account(session: Session, employee_id: int, platform: str, user_id: str) -> None:
    """Gives an employee an account on one more platform."""
    session.execute(
        insert_for(session, _ACCOUNTS)
        .values(employee_id=employee_id, platform=platform, user_id=user_id, phone="", active=True, closed_by="")
        .on_conflict_do_update(
            index_elements=["platform", "user_id"],
            set_={"employee_id": employee_id, "active": True, "closed_by": "", "missed_in": None},
        )
    )


def read_directory(
    session: Session,
    platform: str,
    people: Sequence[ListedPerson],
    teams: Sequence[ListedTeam],
    notes: Sequence[str],
    now: datetime,
    *,
    is_whole: bool = True,
    unknown: Collection[str] = (),
) -> SyncReport:
    """Brings employees, accounts, teams and managers up to date with one platform's directory (I23, I25).

    Of who has accounts on several platforms, the directory of his oldest account tells name, title and manager.
    Of those who are missing from a reading that is not whole only the `unknown` have left; of very many who are
    missing at once nobody (`missed`).
    """
    team_ids = _keep_teams(session, platform, teams)
    known = _known(session, platform)
    listed = [person for person in people if person.active]
    shown_before = [user_id for user_id, row in known.items() if row.active and row.missed_in is None]
    sight = sight_of(people, shown_before, is_whole=is_whole, unknown=unknown)
    still_listed = compare_closed(session, platform, sight)
    ids, added = _take_in(session, platform, listed, known, now)
    missed = note_missed(session, platform, sight, now)
    before, known = known, _known(session, platform)
    gone = [
        user_id
        for user_id, row in known.items()
        if row.active and sight.has_lost(user_id, is_missed=row.missed_in is not None)
    ]
    ids |= {user_id: row.employee_id for user_id, row in known.items() if row.active and user_id not in gone}
    leaders = {team.external_id: team for team in teams}
    sees_everybody = sight.absence_tells and ids.keys() == sight.listed
    changed = []
    for person in listed:
        row = known[person.user_id]
        _keep_phone(session, platform, person, row.phone)
        manager, team = ids.get(_manager_of(person, leaders)), team_ids.get(person.team_external_id)
        is_known = person.user_id in before and before[person.user_id].active
        if row.is_oldest and _follow(session, row, person, manager, team, sees_everybody=sees_everybody) and is_known:
            changed.append(person.name)
    left = [name for user_id in gone if (name := leave(session, platform, user_id, now))]
    follow_roles(session)
    report = SyncReport(
        platform,
        tuple(added),
        tuple(changed),
        tuple(left),
        len(listed),
        still_listed,
        tuple(notes),
        is_whole=is_whole,
        missed=missed,
    )
    _keep_report(session, report, now)
    return report


def _keep_report(session: Session, report: SyncReport, now: datetime) -> None:
    told = {
        "read_at": now,
        "total": report.total,
        "added": list(report.added),
        "changed": list(report.changed),
        "left": list(report.left),
        "notes": list(report.notes),
    }
    session.execute(
        insert_for(session, _READINGS)
        .values(platform=report.platform, **told)
        .on_conflict_do_update(index_elements=["platform"], set_=told)
    )


def follow_roles(session: Session) -> None:
    """Sets the roles that follow the directory; those given by an admin stay."""
    rows = session.execute(
        select(_EMPLOYEES.c.id, _EMPLOYEES.c.manager_id, _EMPLOYEES.c.role, _EMPLOYEES.c.role_given).where(
            _EMPLOYEES.c.active
        )
    ).all()
    wanted = roles_by_leading({row.id: row.manager_id for row in rows})
    for row in rows:
        if not row.role_given and row.role != wanted[row.id]:
            session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == row.id).values(role=wanted[row.id].value))


def give_role(session: Session, employee_id: int, role: Role, by: int, now: datetime) -> None:
    """Sets a role over the directory's (I13)."""
    before = _existing(session, employee_id)
    session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == employee_id).values(role=role.value, role_given=True))
    tell(session, MemberChanged(employee_id, by, "角色", ROLE_WORDS[before.role], ROLE_WORDS[role], now))


def give_manager(session: Session, employee_id: int, manager_id: int | None, by: int, now: datetime) -> None:
    """Sets a manager over the directory's. Raises Invalid when somebody would become his own superior."""
    before = _existing(session, employee_id)
    managers = {row.id: row.manager_id for row in session.execute(select(_EMPLOYEES.c.id, _EMPLOYEES.c.manager_id))}
    if makes_a_ring(managers, employee_id, manager_id):
        raise Invalid("manager", "ring")
    session.execute(
        update(_EMPLOYEES).where(_EMPLOYEES.c.id == employee_id).values(manager_id=manager_id, manager_given=True)
    )
    follow_roles(session)
    people = queries.employees(session, [someone for someone in (before.manager_id, manager_id) if someone])
    names = [people[someone].name if someone in people else "无" for someone in (before.manager_id, manager_id)]
    tell(session, MemberChanged(employee_id, by, "主管", names[0], names[1], now))


def make_admins(session: Session, accounts: Sequence[tuple[str, str]], now: datetime) -> None:
    """Gives the role 管理员 to the accounts of CEJI_ADMINS, known already or not; who has left stays away."""
    for platform, user_id in accounts:
        someone = queries.employee_by_account(session, platform, user_id)
        if someone is None and queries.has_account(session, platform, user_id):
            continue
        if someone is None:
            someone = join(session, platform, ListedPerson(user_id, user_id), now)
        if someone.role is not Role.ADMIN:
            session.execute(
                update(_EMPLOYEES).where(_EMPLOYEES.c.id == someone.id).values(role=Role.ADMIN.value, role_given=True)
            )


def set_pooled(session: Session, employee_id: int, at: datetime | None) -> None:
    """Opens a leaver's customers to his team, or closes them again; the caller has checked that it is his manager."""
    session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == employee_id).values(pooled_at=at))


def note_seen(session: Session, platform: str, user_id: str, now: datetime) -> None:
    """Remembers where a person answered last, to the minute."""
    session.execute(_SEEN, {"of": platform, "who": user_id, "a_minute_ago": now - SEEN_PRECISION, "last_seen_at": now})


def set_timezone(session: Session, employee_id: int, timezone: str) -> None:
    """Sets the zone in which a person sees times (N3)."""
    session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == employee_id).values(timezone=timezone))


def set_ranked(session: Session, employee_id: int, ranked: bool) -> None:
    """Takes part in rankings or not (E6)."""
    session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == employee_id).values(ranked=ranked))


def note_greeted(session: Session, employee_id: int, now: datetime) -> None:
    """Remembers that we have introduced ourselves."""
    session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == employee_id).values(greeted_at=now))


def _manager_of(person: ListedPerson, teams: dict[str, ListedTeam]) -> str:
    """The direct leader; else the leader of his department, or of the next one up when he leads it himself."""
    if person.manager_user_id:
        return person.manager_user_id
    team = teams.get(person.team_external_id)
    seen: set[str] = set()
    while team is not None and team.external_id not in seen:
        seen.add(team.external_id)
        others = [leader for leader in team.leader_user_ids if leader != person.user_id]
        if others:
            return others[0]
        team = teams.get(team.parent_external_id)
    return ""


def _known(session: Session, platform: str) -> dict[str, Any]:
    """The accounts of a platform, each with its employee as he is recorded."""
    other = _ACCOUNTS.alias()
    oldest = select(func.min(other.c.id)).where(other.c.employee_id == _ACCOUNTS.c.employee_id, other.c.active)
    rows = session.execute(
        select(
            _ACCOUNTS.c.user_id,
            _ACCOUNTS.c.employee_id,
            _ACCOUNTS.c.active,
            _ACCOUNTS.c.closed_by,
            _ACCOUNTS.c.missed_in,
            _ACCOUNTS.c.phone,
            (_ACCOUNTS.c.id == oldest.scalar_subquery()).label("is_oldest"),
            _EMPLOYEES.c.name,
            _EMPLOYEES.c.title,
            _EMPLOYEES.c.manager_id,
            _EMPLOYEES.c.manager_given,
            _EMPLOYEES.c.team_id,
        )
        .join(_EMPLOYEES, _EMPLOYEES.c.id == _ACCOUNTS.c.employee_id)
        .where(_ACCOUNTS.c.platform == platform)
    )
    return {row.user_id: row for row in rows}


def _take_in(
    session: Session, platform: str, listed: Sequence[ListedPerson], known: Mapping[str, Any], now: datetime
) -> tuple[dict[str, int], list[str]]:
    """Everybody who is listed, by user id, and the names of those who are new or back."""
    ids: dict[str, int] = {}
    added: list[str] = []
    for person in listed:
        row = known.get(person.user_id)
        if row is None or not row.active:
            ids[person.user_id] = join(session, platform, person, now).id
        else:
            ids[person.user_id] = row.employee_id
        if row is None or not (row.active or row.closed_by):
            added.append(person.name)
    return ids, added


def _follow(
    session: Session,
    row: Any,
    person: ListedPerson,
    manager_id: int | None,
    team_id: int | None,
    *,
    sees_everybody: bool,
) -> bool:
    """Brings an employee up to date with what a directory tells of him; whether anything changed.

    Where some are out of sight, a manager or a team that is not told is one of those, and stays.
    """
    told: dict[str, Any] = {"name": person.name, "title": person.title}
    if team_id is not None or sees_everybody:
        told["team_id"] = team_id
    if not row.manager_given and (manager_id is not None or sees_everybody):
        told["manager_id"] = manager_id if manager_id != row.employee_id else None
    if all(getattr(row, column) == value for column, value in told.items()):
        return False
    session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == row.employee_id).values(**told))
    return True


def _keep_phone(session: Session, platform: str, person: ListedPerson, before: str) -> None:
    """Keeps the number that the platform tells of an account."""
    number = _number(person.phone)
    if number and number != before:
        session.execute(
            update(_ACCOUNTS)
            .where(_ACCOUNTS.c.platform == platform, _ACCOUNTS.c.user_id == person.user_id)
            .values(phone=number)
        )


def _keep_teams(session: Session, platform: str, teams: Sequence[ListedTeam]) -> dict[str, int]:
    for team in teams:
        values = {"name": team.name, "parent_external_id": team.parent_external_id}
        session.execute(
            insert_for(session, _TEAMS)
            .values(platform=platform, external_id=team.external_id, **values)
            .on_conflict_do_update(index_elements=["platform", "external_id"], set_=values)
        )
    rows = session.execute(select(_TEAMS.c.external_id, _TEAMS.c.id).where(_TEAMS.c.platform == platform))
    return {row.external_id: row.id for row in rows}


def _same_phone(session: Session, platform: str, number: str) -> int | None:
    """The employee with this number on other platforms, if he has no account on this one yet."""
    if not number:
        return None
    here = _ACCOUNTS.alias()
    found: int | None = session.scalar(
        select(_ACCOUNTS.c.employee_id)
        .where(_ACCOUNTS.c.phone == number, _ACCOUNTS.c.active)
        .where(~exists().where(here.c.employee_id == _ACCOUNTS.c.employee_id, here.c.platform == platform))
        .limit(1)
    )
    return found


def _number(told: str) -> str:
    """A phone number as all platforms' are compared: +86 and blanks are the same number to some of them."""
    mentions = find_phones(told)
    return (mentions[0].digits or "") if len(mentions) == 1 else ""


def _new_employee(session: Session, platform: str, person: ListedPerson, now: datetime) -> int:
    manager = queries.employee_by_account(session, platform, person.manager_user_id)
    found: int = session.execute(
        insert(_EMPLOYEES)
        .values(
            name=person.name,
            title=person.title,
            role=Role.REP.value,
            role_given=False,
            manager_id=manager.id if manager is not None else None,
            manager_given=False,
            team_id=session.scalar(
                select(_TEAMS.c.id).where(
                    _TEAMS.c.platform == platform, _TEAMS.c.external_id == person.team_external_id
                )
            ),
            timezone="",
            active=True,
            ranked=True,
            created_at=now,
        )
        .returning(_EMPLOYEES.c.id)
    ).scalar_one()
    return found


def _existing(session: Session, employee_id: int) -> Employee:
    found = queries.employee(session, employee_id)
    if found is None:
        raise Gone(employee_id=employee_id)
    return found
