"""The company's own words, as a list and as the parser takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.follow_ups.model import FollowUpRow
from crm_core.lexicon.model import CompanyWordRow
from crm_core.lexicon.views import CompanyWord
from nlu.lexicon import Lexicon

_WORDS = table(CompanyWordRow)
_FOLLOW_UPS = table(FollowUpRow)
_KEPT = "company_lexicon"


def lexicon(session: Session) -> Lexicon:
    """The words in force, for the parser; read once in a session, and again after a change."""
    kept: Lexicon | None = session.info.get(_KEPT)
    if kept is None:
        words = words_in_force(session)
        kept = session.info[_KEPT] = Lexicon(
            frozenset(one.word for one in words if one.kind == "rival"),
            frozenset(one.word for one in words if one.kind == "product"),
            {one.word: one.means for one in words if one.kind == "stage"},
        )
    return kept


def forget_lexicon(session: Session) -> None:
    """The words were changed in this session: they are read again."""
    session.info.pop(_KEPT, None)


def words_in_force(session: Session) -> list[CompanyWord]:
    """All enabled words, in the order in which they were asked for."""
    rows = session.execute(select(_WORDS).where(_WORDS.c.state == "enabled").order_by(_WORDS.c.id))
    return [_view(row) for row in rows]


def word(session: Session, word_id: int) -> CompanyWord | None:
    """A word in whatever state."""
    row = session.execute(select(_WORDS).where(_WORDS.c.id == word_id)).first()
    return _view(row) if row is not None else None


def times_said(session: Session, said: str, since: datetime) -> int:
    """In how many follow-ups since then the word was said: what adding it would have told us."""
    return (
        session.scalar(
            select(func.count())
            .select_from(_FOLLOW_UPS)
            .where(
                _FOLLOW_UPS.c.created_at >= since,
                _FOLLOW_UPS.c.undone_at.is_(None),
                _FOLLOW_UPS.c.words.contains(said, autoescape=True),
            )
        )
        or 0
    )


def _view(row: Row[Any]) -> CompanyWord:
    return CompanyWord(row.id, row.kind, row.word, row.means, row.state)
