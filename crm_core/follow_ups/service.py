"""Writing follow-ups once they are confirmed, taking them back, correcting them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.contacts import service as contacts
from crm_core.customers import queries as customer_queries
from crm_core.customers.service import set_last_followed_up
from crm_core.database.types import table
from crm_core.errors import Gone, Invalid, NotVisible, TooLate
from crm_core.follow_ups import queries
from crm_core.follow_ups.events import FollowUpCorrected, FollowUpRecorded, FollowUpUndone
from crm_core.follow_ups.model import FollowUpRow
from crm_core.follow_ups.views import FollowUp, NewFollowUp
from crm_core.happenings import tell
from crm_core.leads.service import note_followed_up
from crm_core.quality.rules import judge, substance
from crm_core.reminders.service import add_step

_FOLLOW_UPS = table(FollowUpRow)

UNDO_WINDOW = timedelta(hours=24)
COPY_WINDOW = timedelta(hours=24)


def record_follow_up(
    session: Session, by: Viewer, new: NewFollowUp, draft_id: int | None, zone: ZoneInfo, now: datetime
) -> FollowUp:
    """Writes one confirmed follow-up with its contact and its next steps.

    A customer that is only shared with the person can't be written to. Raises NotVisible.
    """
    require(by, Operation.CAPTURE)
    contact_id, made_contact, label = None, False, new.company_said or new.contact
    if new.customer_id is not None:
        label = customer_queries.own_customer(session, by, new.customer_id).name
        if new.contact and new.met:
            contact_id, made_contact = contacts.find_or_add(
                session, new.customer_id, new.contact, "", "", by.employee_id, now
            )
    said = substance(new.words, new.company_said, label, new.contact)
    quality = judge(said, new.met, queries.said_since(session, by.employee_id, now - COPY_WINDOW))
    follow_up_id: int = session.execute(
        insert(_FOLLOW_UPS)
        .values(
            customer_id=new.customer_id,
            contact_id=contact_id,
            made_contact=made_contact,
            author_id=by.employee_id,
            draft_id=draft_id,
            company_said=new.company_said,
            channel=new.channel,
            happened_on=new.happened_on,
            met=new.met,
            topics=list(new.topics),
            amounts=list(new.amounts),
            pains=list(new.pains),
            competitors=list(new.competitors),
            stage_said=new.stage_said,
            words=new.words,
            substance=said,
            quality=quality,
            created_at=now,
        )
        .returning(_FOLLOW_UPS.c.id)
    ).scalar_one()
    _add_steps(session, by, new, follow_up_id, zone, now)
    _refresh(session, new.customer_id, zone)
    tell(session, FollowUpRecorded(follow_up_id, new.customer_id, by.employee_id, label, quality, now))
    return _existing(session, by, follow_up_id)


def undo_follow_up(session: Session, by: Viewer, follow_up_id: int, zone: ZoneInfo, now: datetime) -> FollowUp:
    """Takes one's own follow-up back within 24 hours, with its next steps and a contact that it made."""
    found = _own(session, by, follow_up_id)
    if now - found.created_at > UNDO_WINDOW:
        raise TooLate(subject="follow_up")
    made_contact = session.execute(
        update(_FOLLOW_UPS)
        .where(_FOLLOW_UPS.c.id == follow_up_id)
        .values(undone_at=now)
        .returning(_FOLLOW_UPS.c.made_contact)
    ).scalar_one()
    if made_contact and found.contact_id is not None and not _mentioned_again(session, found.contact_id):
        contacts.set_deleted(session, found.contact_id, now)
    _refresh(session, found.customer_id, zone)
    tell(session, FollowUpUndone(follow_up_id, found.customer_id, by.employee_id, now))
    return found


def correct_follow_up(
    session: Session, by: Viewer, follow_up_id: int, field: str, value: object, shown: tuple[str, str], now: datetime
) -> None:
    """Changes one field of one's own follow-up; `shown` is (before, after) in words, for the audit log.

    Fields: contact, channel, happened_on, topics, amounts, pains, competitors. Raises Invalid for another.
    """
    found = _own(session, by, follow_up_id)
    if field == "contact":
        if found.customer_id is None:
            raise Invalid("contact", "no_customer")
        contact_id, made = contacts.find_or_add(session, found.customer_id, str(value), "", "", by.employee_id, now)
        values: dict[str, object] = {"contact_id": contact_id, "made_contact": made}
    elif field in ("channel", "happened_on", "topics", "amounts", "pains", "competitors"):
        values = {field: value}
    else:
        raise Invalid(field, "unknown_field")
    session.execute(update(_FOLLOW_UPS).where(_FOLLOW_UPS.c.id == follow_up_id).values(**values))
    tell(session, FollowUpCorrected(follow_up_id, by.employee_id, field, shown[0], shown[1], now))


def _add_steps(
    session: Session, by: Viewer, new: NewFollowUp, follow_up_id: int, zone: ZoneInfo, now: datetime
) -> None:
    for step in new.next_steps:
        remind_at = None
        if step.due_on is not None and step.at is not None:
            remind_at = datetime.combine(step.due_on, step.at, zone)
        add_step(
            session,
            by.employee_id,
            new.customer_id,
            follow_up_id,
            step.who,
            step.what,
            step.due_from,
            step.due_on,
            remind_at,
            now,
        )


def _refresh(session: Session, customer_id: int | None, zone: ZoneInfo) -> None:
    """Keeps first and last contact beside the customer and its leads. A missed visit counts as an attempt made."""
    if customer_id is None:
        return
    row = session.execute(
        select(
            func.min(_FOLLOW_UPS.c.created_at).label("first"),
            func.max(_FOLLOW_UPS.c.created_at).label("last"),
            func.max(_FOLLOW_UPS.c.happened_on).label("last_day"),
        ).where(_FOLLOW_UPS.c.customer_id == customer_id, _FOLLOW_UPS.c.undone_at.is_(None))
    ).one()
    last = row.last
    if row.last_day is not None and last is not None and row.last_day < last.astimezone(zone).date():
        last = datetime.combine(row.last_day, time(23, 59), zone)
    set_last_followed_up(session, customer_id, last)
    note_followed_up(session, customer_id, row.first, last)


def _mentioned_again(session: Session, contact_id: int) -> bool:
    other = select(_FOLLOW_UPS.c.id).where(_FOLLOW_UPS.c.contact_id == contact_id, _FOLLOW_UPS.c.undone_at.is_(None))
    return session.scalar(other.limit(1)) is not None


def _own(session: Session, by: Viewer, follow_up_id: int) -> FollowUp:
    found = _existing(session, by, follow_up_id)
    if found.author_id != by.employee_id:
        raise NotVisible(subject="follow_up")
    return found


def _existing(session: Session, by: Viewer, follow_up_id: int) -> FollowUp:
    found = queries.follow_up(session, by, follow_up_id)
    if found is None:
        raise Gone(subject="follow_up")
    return found
