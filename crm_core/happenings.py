"""How one subject learns what has happened in another, in the same transaction.

A service calls `tell(session, event)`; what follows from each event stands in `reactions.py`. The table of
reactions travels with the session, so that nothing global has to be registered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

Reactions = Mapping[type, tuple[Callable[[Session, Any], None], ...]]

_KEY = "reactions"


def attach(session: Session, reactions: Reactions) -> None:
    """Gives a session the table of reactions."""
    session.info[_KEY] = reactions


def tell(session: Session, event: object) -> None:
    """Runs what follows from the event, in the transaction of the session."""
    reactions: Reactions = session.info.get(_KEY, {})
    for reaction in reactions.get(type(event), ()):
        reaction(session, event)
