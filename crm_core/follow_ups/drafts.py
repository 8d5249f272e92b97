"""Drafts: kept until they are confirmed, dropped or out of time; a draft is not a fact (ARCHITECTURE §4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.database.types import table
from crm_core.errors import NotVisible
from crm_core.follow_ups.model import CorrectionRow, DraftRow
from crm_core.follow_ups.views import Draft

_DRAFTS = table(DraftRow)
_CORRECTIONS = table(CorrectionRow)


def keep_draft(
    session: Session,
    by: Viewer,
    conversation: str,
    said: str,
    spoken: bool,
    items: list[Any],
    said_at: datetime,
    expires_at: datetime,
    kind: str = "report",
) -> Draft:
    """Stores what was understood from one message."""
    draft_id: int = session.execute(
        insert(_DRAFTS)
        .values(
            employee_id=by.employee_id,
            kind=kind,
            conversation=conversation,
            said=said,
            spoken=spoken,
            said_at=said_at,
            items=items,
            state="open",
            version=1,
            created_at=said_at,
            expires_at=expires_at,
        )
        .returning(_DRAFTS.c.id)
    ).scalar_one()
    return draft(session, by, draft_id)


def draft(session: Session, by: Viewer, draft_id: int) -> Draft:
    """A person's own draft. Raises NotVisible for anybody else's."""
    row = session.execute(
        select(_DRAFTS).where(_DRAFTS.c.id == draft_id, _DRAFTS.c.employee_id == by.employee_id)
    ).first()
    if row is None:
        raise NotVisible(subject="draft")
    return _view(row)


def newest_open(session: Session, by: Viewer, conversation: str, kind: str = "report") -> Draft | None:
    """The newest draft of this conversation that still waits."""
    row = session.execute(
        select(_DRAFTS)
        .where(
            _DRAFTS.c.kind == kind,
            _DRAFTS.c.conversation == conversation,
            _DRAFTS.c.employee_id == by.employee_id,
            _DRAFTS.c.state == "open",
        )
        .order_by(_DRAFTS.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _view(row)


def open_drafts(session: Session, by: Viewer) -> list[Draft]:
    """All drafts of a person that still wait."""
    rows = session.execute(
        select(_DRAFTS).where(_DRAFTS.c.employee_id == by.employee_id, _DRAFTS.c.state == "open").order_by(_DRAFTS.c.id)
    )
    return [_view(row) for row in rows]


def open_from(session: Session, by: Viewer, conversation: str, said_at: datetime) -> list[Draft]:
    """The report drafts that one message led to, as far as they still wait."""
    rows = session.execute(
        select(_DRAFTS)
        .where(
            _DRAFTS.c.kind == "report",
            _DRAFTS.c.conversation == conversation,
            _DRAFTS.c.said_at == said_at,
            _DRAFTS.c.employee_id == by.employee_id,
            _DRAFTS.c.state == "open",
        )
        .order_by(_DRAFTS.c.id)
    )
    return [_view(row) for row in rows]


def newest_expired(session: Session, by: Viewer, since: datetime) -> Draft | None:
    """The newest draft whose time ran out since then (「恢复草稿」)."""
    row = session.execute(
        select(_DRAFTS)
        .where(_DRAFTS.c.employee_id == by.employee_id, _DRAFTS.c.state == "expired", _DRAFTS.c.expires_at >= since)
        .order_by(_DRAFTS.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _view(row)


def change_items(session: Session, draft_id: int, items: list[Any], *, state: str = "open") -> None:
    """Replaces the items; the version grows."""
    session.execute(
        update(_DRAFTS).where(_DRAFTS.c.id == draft_id).values(items=items, state=state, version=_DRAFTS.c.version + 1)
    )


def note_proposals(session: Session, draft_id: int, version: int, items: list[Any]) -> bool:
    """Adds proposals to a draft that nobody has touched since; False when somebody has.

    The version stays: what the person sees and confirms is the same.
    """
    changed = session.execute(
        update(_DRAFTS)
        .where(_DRAFTS.c.id == draft_id, _DRAFTS.c.version == version, _DRAFTS.c.state == "open")
        .values(items=items)
        .returning(_DRAFTS.c.id)
    )
    return changed.first() is not None


def reopen(session: Session, draft_id: int, expires_at: datetime) -> None:
    """Brings an expired draft back."""
    session.execute(
        update(_DRAFTS)
        .where(_DRAFTS.c.id == draft_id)
        .values(state="open", expires_at=expires_at, version=_DRAFTS.c.version + 1)
    )


def to_remind(session: Session, created_before: datetime) -> list[Draft]:
    """Drafts that wait and of which their person has not been reminded."""
    rows = session.execute(
        select(_DRAFTS)
        .where(_DRAFTS.c.state == "open", _DRAFTS.c.created_at <= created_before, _DRAFTS.c.reminded_at.is_(None))
        .order_by(_DRAFTS.c.id)
        .limit(500)
    )
    return [_view(row) for row in rows]


def note_reminded(session: Session, draft_id: int, now: datetime) -> None:
    """The person was reminded, once."""
    session.execute(update(_DRAFTS).where(_DRAFTS.c.id == draft_id).values(reminded_at=now))


def expire(session: Session, now: datetime) -> list[Draft]:
    """Closes drafts whose time is over; nothing of them was written, and the words stay."""
    rows = session.execute(
        update(_DRAFTS)
        .where(_DRAFTS.c.state == "open", _DRAFTS.c.expires_at <= now)
        .values(state="expired")
        .returning(*_DRAFTS.c)
    )
    return [_view(row) for row in rows]


def learn(session: Session, by: Viewer, draft: Draft, field: str, before: str, after: str, now: datetime) -> None:
    """Keeps a correction as a labelled pair."""
    session.execute(
        insert(_CORRECTIONS).values(
            employee_id=by.employee_id,
            draft_id=draft.id,
            field=field,
            before=before[:500],
            after=after[:500],
            said=draft.said,
            at=now,
        )
    )


def _view(row: Any) -> Draft:
    return Draft(**{name: getattr(row, name) for name in Draft.__dataclass_fields__})
