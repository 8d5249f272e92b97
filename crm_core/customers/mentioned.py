"""Whose name a text may hold, over the whole company: so that no name leaves it by accident, never to be shown."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.customers.model import CustomerAliasRow, CustomerKeyRow, CustomerRow
from crm_core.customers.rules import pair_keys
from crm_core.customers.views import NamedCustomer
from crm_core.database.types import table
from nlu.normalise import fold_width

_CUSTOMERS = table(CustomerRow)
_KEYS = table(CustomerKeyRow)
_ALIASES = table(CustomerAliasRow)

T = TypeVar("T")

MOST = 20_000
"""Customers that can be looked at for one text."""

LONGEST_ALIAS = 6
_AT_ONCE = 5_000


def may_be_named(session: Session, text: str) -> list[NamedCustomer] | None:
    """The customers of anybody of whose brand the text holds a pair of characters, with their aliases in it.

    None: more than `MOST` of them, so that nobody can tell which names are in it.
    """
    normal = fold_width(text)
    # Latin brands are looked for as they are written and in capitals, as most of them are recorded.
    pairs = list(dict.fromkeys([*pair_keys(normal), *pair_keys(normal.upper())]))
    ids: set[int] = set()
    for keys in _chunks(pairs):
        found = select(_KEYS.c.customer_id).where(_KEYS.c.key.in_(keys)).distinct().limit(MOST + 1)
        ids.update(session.scalars(found))
        if len(ids) > MOST:
            return None
    aliases = _aliases_in(session, text)
    rows = session.execute(
        select(_CUSTOMERS.c.id, _CUSTOMERS.c.normal_name).where(_CUSTOMERS.c.id.in_(ids | aliases.keys()))
    )
    return [NamedCustomer(row.id, row.normal_name, (), tuple(aliases.get(row.id, ()))) for row in rows]


def _aliases_in(session: Session, text: str) -> dict[int, list[str]]:
    windows = {text[at : at + size] for size in range(2, LONGEST_ALIAS + 1) for at in range(len(text) - size + 1)}
    found: dict[int, list[str]] = {}
    for some in _chunks(sorted(windows)):
        for row in session.execute(select(_ALIASES.c.customer_id, _ALIASES.c.alias).where(_ALIASES.c.alias.in_(some))):
            found.setdefault(row.customer_id, []).append(row.alias)
    return found


def _chunks(items: list[T]) -> list[list[T]]:
    return [items[at : at + _AT_ONCE] for at in range(0, len(items), _AT_ONCE)]
