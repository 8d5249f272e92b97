"""What can be asked about customers. What a person may not see is neither searched nor offered."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from crm_core.access.model import ShareRow
from crm_core.access.queries import eyes, is_owned, is_readable, is_shared, may_read, may_write
from crm_core.access.rules import may_see
from crm_core.access.views import Viewer
from crm_core.customers.model import (
    BookRow,
    CustomerAliasRow,
    CustomerKeyRow,
    CustomerPhoneRow,
    CustomerRow,
)
from crm_core.customers.rules import ALIKE, heard_keys, least_heard, slip_keys, written_keys
from crm_core.customers.views import Customer, Duplicate, NamedCustomer
from crm_core.database.types import table
from crm_core.errors import NotVisible
from nlu.companies import likeness, normal_name
from nlu.name_fit import Words, mended_name

_CUSTOMERS = table(CustomerRow)
_KEYS = table(CustomerKeyRow)
_PHONES = table(CustomerPhoneRow)
_ALIASES = table(CustomerAliasRow)
_BOOKS = table(BookRow)
_SHARES = table(ShareRow)

MOST_SLIPS = 500
MOST_CANDIDATES = 300
MOST_POSTINGS = 3000
MOST_NAMES = 3000
MOST_TIES = 25
LARGEST_BOOK = 2000
MOST_OWNERS_ONE_BY_ONE = 100
FEW_OWNERS = 8
OWN_BEFORE_OTHERS = 5.0
CLEARLY_BETTER = 20.0
"""A name that fits so much worse than the best is not offered beside it."""

NAMED_SO = 100.0
CLOSE = 60.0
"""A name that fits so well by what is written is meant; what only sounds alike is not asked for."""
_REASONS = ("phone", "name", "alike")


# The statements of every look-up, built once.


def _near_statement() -> Select[Any]:
    slips = (
        select(_KEYS.c.customer_id)
        .where(_KEYS.c.key.in_(bindparam("slips", expanding=True)))
        .limit(MOST_SLIPS)
        .subquery()
    )
    near = union_all(
        select(_PHONES.c.customer_id, literal(1).label("by_phone")).where(_PHONES.c.phone == bindparam("phone")),
        select(_CUSTOMERS.c.id, literal(0)).where(_CUSTOMERS.c.normal_name == bindparam("normal")),
        select(slips.c.customer_id, literal(0)),
    ).subquery()
    return (
        select(_CUSTOMERS.c.id, _CUSTOMERS.c.name, _CUSTOMERS.c.normal_name, _CUSTOMERS.c.owner_id, near.c.by_phone)
        .join(near, near.c.customer_id == _CUSTOMERS.c.id)
        .where(_CUSTOMERS.c.deleted_at.is_(None))
    )


def _book_statement() -> CompoundSelect[Any]:
    named = select(_CUSTOMERS.c.id, _CUSTOMERS.c.normal_name, literal(0).label("sure")).where(
        _CUSTOMERS.c.deleted_at.is_(None)
    )
    return union_all(
        named.where(is_owned(_CUSTOMERS.c.owner_id)),
        named.where(is_shared(_CUSTOMERS.c.id)),
        _called_so(select(_CUSTOMERS.c.id, _CUSTOMERS.c.normal_name, literal(1))),
    ).limit(LARGEST_BOOK + 1)


def _called_so(customers: Select[Any]) -> Select[Any]:
    """Those whom somebody has called by these very words, as far as the person may read them."""
    return (
        customers.join(_ALIASES, _ALIASES.c.customer_id == _CUSTOMERS.c.id)
        .where(_ALIASES.c.alias == bindparam("alias"), _CUSTOMERS.c.deleted_at.is_(None))
        .where(is_readable(_CUSTOMERS.c.id, _CUSTOMERS.c.owner_id))
    )


def _chosen_statement() -> Select[Any]:
    return select(_CUSTOMERS, is_shared(_CUSTOMERS.c.id).label("is_shown")).where(
        _CUSTOMERS.c.id.in_(bindparam("ids", expanding=True)), _CUSTOMERS.c.deleted_at.is_(None)
    )


def _proposed_statement() -> Select[Any]:
    postings = (
        select(_KEYS.c.customer_id)
        .where(_KEYS.c.key.in_(bindparam("keys", expanding=True)), is_readable(_KEYS.c.customer_id, _KEYS.c.owner_id))
        .limit(MOST_POSTINGS)
        .subquery()
    )
    found = union_all(
        _called_so(select(_CUSTOMERS.c.id.label("customer_id"), literal(1).label("sure"))),
        select(_CUSTOMERS.c.id, literal(1)).where(
            _CUSTOMERS.c.normal_name == bindparam("normal"), is_readable(_CUSTOMERS.c.id, _CUSTOMERS.c.owner_id)
        ),
        select(postings.c.customer_id, literal(0)),
    ).subquery()
    sure = func.max(found.c.sure).label("sure")
    proposed = (
        select(found.c.customer_id, sure)
        .group_by(found.c.customer_id)
        .having(or_(sure > 0, func.count() >= bindparam("least_shared")))
        .order_by(sure.desc(), func.count().desc())
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    return (
        select(_CUSTOMERS.c.id, _CUSTOMERS.c.normal_name, proposed.c.sure)
        .join(proposed, proposed.c.customer_id == _CUSTOMERS.c.id)
        .where(_CUSTOMERS.c.deleted_at.is_(None))
    )


_NEAR = _near_statement()
_BOOK = _book_statement()
_CHOSEN = _chosen_statement()
_PROPOSED = _proposed_statement()


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
    mended = mended_name(normal)
    rows = session.execute(_NEAR, {"phone": phone, "normal": normal, "slips": slip_keys(mended)}).all()
    found: dict[int, Duplicate] = {}
    for row in sorted(rows, key=lambda row: not row.by_phone):
        score = 100.0 if row.by_phone else max(likeness(row.normal_name, normal), likeness(row.normal_name, mended))
        if row.id not in found and score >= ALIKE:
            reason = "phone" if row.by_phone else "name" if row.normal_name == normal else "alike"
            found[row.id] = Duplicate(row.id, row.name, row.owner_id, reason, score)
    return sorted(found.values(), key=lambda one: (_REASONS.index(one.reason), -one.likeness, one.customer_id))


def search(session: Session, viewer: Viewer, words: str, most: int) -> list[Customer]:
    """Customers that the person may read, by what he calls them: names that hold the words, else those that sound
    alike or are one slip away; best first, his own before others' where both fit (A14).

    A book of up to LARGEST_BOOK customers is compared as a whole; above that the index proposes, filtered by
    the same access, and at most MOST_CANDIDATES are compared.
    """
    said = Words.read(words)
    if not said.normal:
        return []
    seen = {**eyes(viewer), "alias": words.strip(), "normal": said.normal}
    fits = _fits_in_book(session, viewer, said, seen)
    if fits is None:
        fits = _fits_in_index(session, said, seen)
    leading = sorted(fits, key=lambda one: (-fits[one], one))[: most + MOST_TIES]
    if not leading:
        return []
    rows = session.execute(_CHOSEN, {**seen, "ids": leading}).all()
    readable = [row for row in rows if may_see(viewer, row.owner_id, row.is_shown)]
    ranked = sorted(((_rank(viewer, row, fits[row.id]), row) for row in readable), key=itemgetter(0), reverse=True)
    return [_view(row) for rank, row in ranked[:most] if rank[0] >= ranked[0][0][0] - CLEARLY_BETTER]


def search_own(session: Session, viewer: Viewer, words: str, most: int) -> list[Customer]:
    """Those of `search` to whom the person may write: what is only shared with him is left out."""
    return [one for one in search(session, viewer, words, most) if one.owner_id in viewer.owners]


def names_for(session: Session, viewer: Viewer) -> list[NamedCustomer]:
    """The customers of whom a person may speak in a report: his own, those shared with him, his team's; the newest
    of each, MOST_NAMES together.

    Contacts are added by `contacts.queries.with_contacts`.
    """
    seen = eyes(viewer)
    names = _newest(session, seen, _CUSTOMERS.c.owner_id == viewer.employee_id, MOST_NAMES)
    names |= _newest(session, seen, is_shared(_CUSTOMERS.c.id), MOST_NAMES - len(names))
    if viewer.team:
        # Few owners are read one by one; many are met soonest on the way back from the newest record.
        by_owner = len(viewer.team) <= MOST_OWNERS_ONE_BY_ONE
        owned = is_owned(_CUSTOMERS.c.owner_id) if by_owner else is_readable(_CUSTOMERS.c.id, _CUSTOMERS.c.owner_id + 0)
        newest = _newest(session, seen, owned, MOST_NAMES)
        names |= {one: name for one, name in newest.items() if one not in names}
    rows = list(names.items())[:MOST_NAMES]
    aliases: dict[int, list[str]] = {}
    ids = [customer_id for customer_id, _ in rows]
    for row in session.execute(select(_ALIASES.c.customer_id, _ALIASES.c.alias).where(_ALIASES.c.customer_id.in_(ids))):
        aliases.setdefault(row.customer_id, []).append(row.alias)
    return [NamedCustomer(customer_id, name, (), tuple(aliases.get(customer_id, ()))) for customer_id, name in rows]


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


def _newest(session: Session, seen: dict[str, Any], whose: ColumnElement[bool], most: int) -> dict[int, str]:
    rows = session.execute(
        select(_CUSTOMERS.c.id, _CUSTOMERS.c.name)
        .where(whose, _CUSTOMERS.c.deleted_at.is_(None))
        .order_by(_CUSTOMERS.c.id.desc())
        .limit(most),
        seen,
    )
    return {row.id: row.name for row in rows}


def _fits_in_book(session: Session, viewer: Viewer, said: Words, seen: dict[str, Any]) -> dict[int, float] | None:
    """How well each name fits that the person may read; None when they are too many to compare each."""
    if len(viewer.owners) > FEW_OWNERS:
        return None
    book = session.execute(_BOOK, seen).all()
    return _fits(said, book) if len(book) <= LARGEST_BOOK else None


def _fits_in_index(session: Session, said: Words, seen: dict[str, Any]) -> dict[int, float]:
    """How well the names fit that the index proposes: by what is written, and by what is heard when none is close."""
    by_eye = {**seen, "keys": written_keys(said.normal), "least_shared": 1}
    rows = session.execute(_PROPOSED, by_eye).all()
    fits = _fits(said, rows)
    if max(fits.values(), default=0.0) >= CLOSE:
        return fits
    by_ear = {**seen, "keys": heard_keys(said.normal), "least_shared": least_heard(said.normal)}
    return _fits(said, [*rows, *session.execute(_PROPOSED, by_ear)])


def _fits(said: Words, rows: Sequence[Any]) -> dict[int, float]:
    """Fit by customer, from (id, normal name, whether these very words are known to name it)."""
    fits: dict[int, float] = {customer_id: NAMED_SO for customer_id, _, sure in rows if sure}
    for at, fit in said.best([name for _, name, _ in rows], MOST_CANDIDATES):
        fits.setdefault(rows[at].id, fit)
    return fits


def _rank(viewer: Viewer, row: Any, fit: float) -> tuple[float, float, int]:
    """Fit with ownership, then who was spoken to last, then the older record."""
    seen = row.last_followed_up_at.timestamp() if row.last_followed_up_at else 0.0
    return fit + (OWN_BEFORE_OTHERS if row.owner_id == viewer.employee_id else 0.0), seen, -row.id


def _view(row: Any) -> Customer:
    return Customer(row.id, row.name, row.owner_id, row.created_at, row.last_followed_up_at)
