"""Keeping a file until it is sent, and forgetting it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.attachments.model import AttachmentRow
from crm_core.database.types import table
from crm_core.errors import Invalid

LARGEST = 20 * 1024 * 1024
"""Bytes; WeCom and DingTalk carry no larger file."""

KEPT = timedelta(days=7)
"""How long a file waits to be sent; one that went out can be opened in the chat."""

_ATTACHMENTS = table(AttachmentRow)


def keep(session: Session, made_for: Viewer, name: str, content: bytes, now: datetime) -> int:
    """Keeps a file for this person alone; returns its id. Raises Invalid for an empty or too large one."""
    if not 0 < len(content) <= LARGEST:
        raise Invalid("attachment", "size", bytes=len(content))
    row = {
        "employee_id": made_for.employee_id,
        "name": name,
        "content": content,
        "made_at": now,
        "kept_until": now + KEPT,
    }
    found: int = session.execute(insert(_ATTACHMENTS).values(**row).returning(_ATTACHMENTS.c.id)).scalar_one()
    return found


def forget_run_out(session: Session, now: datetime, most: int = 50) -> int:
    """Deletes attachments whose time ran out; returns how many."""
    old = select(_ATTACHMENTS.c.id).where(_ATTACHMENTS.c.kept_until <= now).limit(most)
    gone = session.execute(delete(_ATTACHMENTS).where(_ATTACHMENTS.c.id.in_(old)).returning(_ATTACHMENTS.c.id))
    return len(gone.all())
