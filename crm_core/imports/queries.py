"""What can be asked about imports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.database.types import table
from crm_core.errors import Gone, NotVisible
from crm_core.imports.model import IS_AT_WORK, ImportRow
from crm_core.imports.views import Import

_IMPORTS = table(ImportRow)
_VIEW = [_IMPORTS.c[name] for name in Import.__dataclass_fields__]


def own_import(session: Session, viewer: Viewer, import_id: int) -> Import:
    """A list that this person sent himself. Raises NotVisible for anybody else's."""
    found = import_for_company(session, import_id)
    if found is None or found.employee_id != viewer.employee_id:
        raise NotVisible(subject="import")
    return found


def import_for_company(session: Session, import_id: int) -> Import | None:
    """A list for what the product does by itself."""
    row = session.execute(select(*_VIEW).where(_IMPORTS.c.id == import_id)).first()
    return None if row is None else Import(**row._mapping)


def at_work(session: Session) -> list[Import]:
    """Lists that are coming in or being taken back, the oldest first."""
    rows = session.execute(select(*_VIEW).where(text(IS_AT_WORK)).order_by(_IMPORTS.c.id))
    return [Import(**row._mapping) for row in rows]


def content_of(session: Session, import_id: int) -> tuple[bytes, datetime]:
    """The file as it was sent, and when: dates in it are read as of then. Raises Gone when it is not kept any more."""
    row: Any = session.execute(select(_IMPORTS.c.content, _IMPORTS.c.made_at).where(_IMPORTS.c.id == import_id)).first()
    if row is None or row.content is None:
        raise Gone(subject="import")
    return row.content, row.made_at


def fault_file(session: Session, viewer: Viewer, import_id: int) -> bytes:
    """The rows of one's own list that can't come in. Raises Gone when they are not kept any more."""
    own_import(session, viewer, import_id)
    content: bytes | None = session.scalar(select(_IMPORTS.c.fault_file).where(_IMPORTS.c.id == import_id))
    if content is None:
        raise Gone(subject="import")
    return content
