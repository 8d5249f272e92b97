"""What can be asked about customers. What a person may not see is neither searched nor offered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from crm_core.access.model import ShareRow
from crm_core.access.queries import may_read, may_write
from crm_core.access.views import Viewer
from crm_core.customers.model import (
    BookRow,
    CustomerAliasRow,
    CustomerKeyRow,
    CustomerPhoneRow,
    CustomerRow,
)
from crm_core.customers.rules import ALIKE, index_keys
from crm_core.customers.views import Customer, Duplicate, NamedCustomer
from crm_core.database.types import table
from crm_core.errors import NotVisible
from nlu.companies import likeness, normal_name

_CUSTOMERS = table(CustomerRow)
_KEYS = table(CustomerKeyRow)
_PHONES = table(CustomerPhoneRow)
_ALIASES = table(CustomerAliasRow)
_BOOKS = table(BookRow)
_SHARES = table(ShareRow)

MOST_CANDIDATES = 500
MOST_NAMES = 3000


def customer(session: Session, viewer: Viewer, customer_id: int) -> Customer:
    """A customer that the person may read. Raises NotVisible otherwise, whether it exists or not (I2)."""
    row = session.execute(
        select(_CUSTOMERS).where(
            _CUSTOMERS.c.id == customer_id,
            _CUSTOMERS.c.deleted_at.is_(None),
            may_read(viewer, _CUSTOMERS.c.id, _CUSTOMERS.c.owner_id),
        )
    ).first()
    if row is None:
        raise NotVisible(subject="customer")
    return _view(row)


def own_customer(session: Session, viewer: Viewer, customer_id: int) -> Customer:
    """A customer that the person may change. Raises NotVisible otherwise."""
    row = session.execute(
        select(_CUSTOMERS).where(
            _CUSTOMERS.c.id == customer_id,
            _CUSTOMERS.c.deleted_at.is_(None),
            may_write(viewer, _CUSTOMERS.c.owner_id),
        )
    ).first()
    if row is None:
        raise NotVisible(subject="customer")
    return _view(row)


def customer_for_company(session: Session, customer_id: int) -> Customer | None:
    """A customer for what the product does by itself; never shown to a person without `access`."""
    row = session.execute(select(_CUSTOMERS).where(_CUSTOMERS.c.id == customer_id)).first()
    return None if row is None else _view(row)


def duplicates(session: Session, name: str, phone: str) -> list[Duplicate]:
    """Who is there already, over the whole company: same number, then same name, then names alike (F4, F8, F18).

    Reads all customers on purpose: a duplicate is found whoever owns it, and only name and owner are told.
    """
    normal = normal_name(name)
    found: dict[int, Duplicate] = {}
    rows = session.execute(
        select(_CUSTOMERS.c.id, _CUSTOMERS.c.name, _CUSTOMERS.c.owner_id)
        .join(_PHONES, _PHONES.c.customer_id == _CUSTOMERS.c.id)
        .where(_PHONES.c.phone == phone, _CUSTOMERS.c.deleted_at.is_(None))
    )
    for row in rows:
        found[row.id] = Duplicate(row.id, row.name, row.owner_id, "phone", 100.0)
    near = (
        select(_CUSTOMERS.c.id, _CUSTOMERS.c.name, _CUSTOMERS.c.normal_name, _CUSTOMERS.c.owner_id)
        .where(_CUSTOMERS.c.deleted_at.is_(None))
        .where(
            or_(
                _CUSTOMERS.c.normal_name == normal,
                _CUSTOMERS.c.id.in_(
                    select(_KEYS.c.customer_id).where(_KEYS.c.key.in_(index_keys(name))).limit(MOST_CANDIDATES)
                ),
            )
        )
        .limit(MOST_CANDIDATES)
    )
    alike: list[Duplicate] = []
    for one in session.execute(near):
        if one.id in found:
            continue
        if one.normal_name == normal:
            found[one.id] = Duplicate(one.id, one.name, one.owner_id, "name", 100.0)
        else:
            score = likeness(one.normal_name, normal)
            if score >= ALIKE:
                alike.append(Duplicate(one.id, one.name, one.owner_id, "alike", score))
    return [*found.values(), *sorted(alike, key=lambda one: -one.likeness)]


def search(session: Session, viewer: Viewer, words: str, most: int) -> list[Customer]:
    """Customers that the person may read and whose name holds the words or sounds alike, best first."""
    normal = normal_name(words)
    if not normal:
        return []
    visible = may_read(viewer, _CUSTOMERS.c.id, _CUSTOMERS.c.owner_id)
    pattern = f"%{_escape(normal)}%"
    rows = session.execute(
        select(_CUSTOMERS)
        .where(_CUSTOMERS.c.deleted_at.is_(None), visible)
        .where(
            or_(
                _CUSTOMERS.c.normal_name.like(pattern, escape="\\"),
                _CUSTOMERS.c.name.like(f"%{_escape(words.strip())}%", escape="\\"),
                _CUSTOMERS.c.id.in_(select(_KEYS.c.customer_id).where(_KEYS.c.key.in_(index_keys(words)))),
                _CUSTOMERS.c.id.in_(select(_ALIASES.c.customer_id).where(_ALIASES.c.alias == words.strip())),
            )
        )
        .limit(MOST_CANDIDATES)
    ).all()
    ranked = sorted(rows, key=lambda row: (normal not in row.normal_name, -likeness(row.normal_name, normal), row.id))
    return [_view(row) for row in ranked[:most]]


def names_for(session: Session, viewer: Viewer) -> list[NamedCustomer]:
    """The customers of whom a person may speak in a report: his own, those shared with him, his team's.

    Contacts are added by `contacts.queries.with_contacts`.
    """
    shared = select(_SHARES.c.customer_id).where(_SHARES.c.employee_id == viewer.employee_id)
    rows = session.execute(
        select(_CUSTOMERS.c.id, _CUSTOMERS.c.name)
        .where(_CUSTOMERS.c.deleted_at.is_(None))
        .where(or_(_CUSTOMERS.c.owner_id.in_(viewer.owners), _CUSTOMERS.c.id.in_(shared)))
        .order_by(_CUSTOMERS.c.owner_id != viewer.employee_id, _CUSTOMERS.c.id.desc())
        .limit(MOST_NAMES)
    ).all()
    aliases: dict[int, list[str]] = {}
    ids = [row.id for row in rows]
    for row in session.execute(select(_ALIASES.c.customer_id, _ALIASES.c.alias).where(_ALIASES.c.customer_id.in_(ids))):
        aliases.setdefault(row.customer_id, []).append(row.alias)
    return [NamedCustomer(row.id, row.name, (), tuple(aliases.get(row.id, ()))) for row in rows]


def book_version(session: Session, viewer: Viewer) -> int:
    """Changes whenever `names_for` this person changes."""
    return session.scalar(select(func.sum(_BOOKS.c.version)).where(_BOOKS.c.employee_id.in_(viewer.owners))) or 0


def phones_of(session: Session, customer_id: int) -> list[str]:
    """The numbers of a customer; whoever calls has checked that the person may read it."""
    return list(session.scalars(select(_PHONES.c.phone).where(_PHONES.c.customer_id == customer_id)))


def customers_owned(session: Session, owner_id: int) -> list[Customer]:
    """All customers of one owner, for handing them over."""
    rows = session.execute(
        select(_CUSTOMERS).where(_CUSTOMERS.c.owner_id == owner_id, _CUSTOMERS.c.deleted_at.is_(None))
    )
    return [_view(row) for row in rows]


def _escape(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _view(row: Any) -> Customer:
    return Customer(row.id, row.name, row.owner_id, row.created_at, row.last_followed_up_at)
