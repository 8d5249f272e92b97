"""What can be asked about attachments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.attachments.model import AttachmentRow
from crm_core.attachments.views import Attachment
from crm_core.database.types import table

_ATTACHMENTS = table(AttachmentRow)


def attachment(session: Session, viewer: Viewer, attachment_id: int, now: datetime) -> Attachment | None:
    """A file that was made for this person; None for anybody else, and when its time ran out."""
    row = session.execute(
        select(_ATTACHMENTS.c.id, _ATTACHMENTS.c.name, _ATTACHMENTS.c.content).where(
            _ATTACHMENTS.c.id == attachment_id,
            _ATTACHMENTS.c.employee_id == viewer.employee_id,
            _ATTACHMENTS.c.kept_until > now,
        )
    ).first()
    return None if row is None else Attachment(**row._mapping)
