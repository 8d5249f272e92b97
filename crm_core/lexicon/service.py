"""Preview, enable, take out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.audit.service import record
from crm_core.database.types import table
from crm_core.errors import Gone, Invalid
from crm_core.lexicon.model import CompanyWordRow
from crm_core.lexicon.queries import forget_lexicon, word, words_in_force
from crm_core.lexicon.rules import MOST, problem_with
from crm_core.lexicon.views import CompanyWord, WordKind

_WORDS = table(CompanyWordRow)


def propose(session: Session, by: Viewer, kind: WordKind, said: str, means: str, now: datetime) -> CompanyWord:
    """Keeps a word for preview; the parser knows nothing of it before `enable`. Raises Invalid and NotAllowed."""
    require(by, Operation.CONFIGURE)
    problem = problem_with(kind, said, means)
    there = words_in_force(session)
    if not problem and any((one.kind, one.word, one.means) == (kind, said, means) for one in there):
        problem = "unchanged"
    if not problem and len(there) >= MOST:
        problem = "too_many"
    if problem:
        raise Invalid("word", problem)
    values = {"kind": kind, "word": said, "means": means, "asked_by": by.employee_id, "asked_at": now, "state": "open"}
    found: int = session.execute(insert(_WORDS).values(**values).returning(_WORDS.c.id)).scalar_one()
    return _existing(session, found)


def enable(session: Session, by: Viewer, word_id: int, now: datetime) -> CompanyWord:
    """From the next message on the parser takes the word; another meaning that it had is replaced."""
    require(by, Operation.CONFIGURE)
    new = _close(session, word_id, "open", "enabled")
    for one in words_in_force(session):
        if one.word == new.word and one.id != new.id:
            _close(session, one.id, "enabled", "disabled")
    _log(session, by, "word_enabled", new, now)
    return new


def drop(session: Session, by: Viewer, word_id: int) -> CompanyWord:
    """Forgets a previewed word."""
    require(by, Operation.CONFIGURE)
    return _close(session, word_id, "open", "dropped")


def take_out(session: Session, by: Viewer, word_id: int, now: datetime) -> CompanyWord:
    """From the next message on the parser no longer takes the word. Raises Gone where it doesn't anyway."""
    require(by, Operation.CONFIGURE)
    gone = _close(session, word_id, "enabled", "disabled")
    _log(session, by, "word_disabled", gone, now)
    return gone


def _close(session: Session, word_id: int, state: str, new_state: str) -> CompanyWord:
    closed = session.execute(
        update(_WORDS)
        .where(_WORDS.c.id == word_id, _WORDS.c.state == state)
        .values(state=new_state)
        .returning(_WORDS.c.id)
    ).first()
    if closed is None:
        raise Gone(subject="word")
    forget_lexicon(session)
    return _existing(session, word_id)


def _log(session: Session, by: Viewer, act: str, changed: CompanyWord, now: datetime) -> None:
    facts = {"kind": changed.kind, "word": changed.word, "means": changed.means}
    record(session, by.employee_id, act, "word", changed.id, now, **facts)


def _existing(session: Session, word_id: int) -> CompanyWord:
    found = word(session, word_id)
    if found is None:
        raise Gone(subject="word")
    return found
