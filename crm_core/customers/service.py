"""What can be done with customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from crm_core.access.model import ShareRow
from crm_core.customers.model import (
    BookRow,
    CustomerAliasRow,
    CustomerKeyRow,
    CustomerPhoneRow,
    CustomerRow,
)
from crm_core.customers.rules import index_keys, index_keys_of
from crm_core.database.bulk import insert_numbers, insert_rows, reserve_ids
from crm_core.database.types import table
from crm_core.database.upsert import dialect_of, insert_for, insert_into
from nlu.companies import normal_name

_CUSTOMERS = table(CustomerRow)
_KEYS = table(CustomerKeyRow)
_PHONES = table(CustomerPhoneRow)
_ALIASES = table(CustomerAliasRow)
_BOOKS = table(BookRow)
_SHARES = table(ShareRow)

# What every new customer takes, built once: building a statement costs more than running it.
_CUSTOMER = insert(_CUSTOMERS).returning(_CUSTOMERS.c.id)
_OWNER = select(_CUSTOMERS.c.owner_id).where(_CUSTOMERS.c.id == bindparam("customer_id"))
_SHOWN_TO = select(_SHARES.c.employee_id).where(_SHARES.c.customer_id == bindparam("customer_id"))


def add(session: Session, name: str, owner_id: int, created_by: int, now: datetime) -> int:
    """Makes a customer record with its index keys; returns its id."""
    record = {
        "name": name,
        "normal_name": normal_name(name),
        "owner_id": owner_id,
        "created_by": created_by,
        "created_at": now,
    }
    customer_id: int = session.execute(_CUSTOMER, record).scalar_one()
    _add_keys(session, customer_id, owner_id, name)
    turn_page(session, owner_id)
    return customer_id


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer of a list that comes in, with its name in normal form."""

    name: str
    normal_name: str
    owner_id: int
    created_at: datetime
    last_followed_up_at: datetime | None


def add_many(session: Session, new: Sequence[NewCustomer], created_by: int) -> list[int]:
    """Makes many customers with their index keys; returns their ids in the same order."""
    ids = reserve_ids(session, _CUSTOMERS, len(new))
    insert_rows(
        session,
        _CUSTOMERS,
        [
            {
                "id": customer_id,
                "name": one.name,
                "normal_name": one.normal_name,
                "owner_id": one.owner_id,
                "created_by": created_by,
                "created_at": one.created_at,
                "last_followed_up_at": one.last_followed_up_at,
            }
            for customer_id, one in zip(ids, new, strict=True)
        ],
    )
    keys = [
        (key, one.owner_id, customer_id)
        for customer_id, one in zip(ids, new, strict=True)
        for key in index_keys_of(one.normal_name)
    ]
    insert_numbers(session, _KEYS, keys)
    for owner_id in {one.owner_id for one in new}:
        turn_page(session, owner_id)
    return ids


def rename(session: Session, customer_id: int, name: str) -> None:
    """Gives a customer its full name; the caller has checked that the person may change it."""
    before = _named(session, customer_id)
    session.execute(
        update(_CUSTOMERS).where(_CUSTOMERS.c.id == customer_id).values(name=name, normal_name=normal_name(name))
    )
    _drop_keys(session, customer_id, before.owner_id, before.name)
    _add_keys(session, customer_id, before.owner_id, name)
    turn_pages(session, customer_id)


def add_phone(session: Session, customer_id: int, phone: str) -> None:
    """Notes a number of the customer."""
    session.execute(_adding_phones(dialect_of(session)), {"phone": phone, "customer_id": customer_id})


@cache
def _adding_phones(dialect: str) -> Any:
    return insert_into(dialect, _PHONES).on_conflict_do_nothing(index_elements=["phone", "customer_id"])


def forget_phone(session: Session, customer_id: int, phone: str) -> None:
    """The number is no longer this customer's."""
    session.execute(delete(_PHONES).where(_PHONES.c.customer_id == customer_id, _PHONES.c.phone == phone))


def learn_alias(session: Session, customer_id: int, alias: str, employee_id: int, now: datetime) -> None:
    """Remembers how a person calls a customer, after he has told us whom he meant."""
    alias = alias.strip()
    if not 2 <= len(alias) <= 100:
        return
    session.execute(
        insert_for(session, _ALIASES)
        .values(alias=alias, customer_id=customer_id, learnt_from=employee_id, learnt_at=now)
        .on_conflict_do_nothing(index_elements=["alias", "customer_id"])
    )
    turn_pages(session, customer_id)


def give_to(session: Session, customer_id: int, owner_id: int) -> int:
    """Changes the owner; returns the one before."""
    before = _named(session, customer_id)
    session.execute(update(_CUSTOMERS).where(_CUSTOMERS.c.id == customer_id).values(owner_id=owner_id))
    _drop_keys(session, customer_id, before.owner_id, before.name)
    _add_keys(session, customer_id, owner_id, before.name)
    turn_page(session, before.owner_id)
    turn_page(session, owner_id)
    return int(before.owner_id)


def set_deleted(session: Session, customer_id: int, at: datetime | None) -> None:
    """Takes a record away, or brings it back; nothing is lost (ARCHITECTURE §4)."""
    session.execute(update(_CUSTOMERS).where(_CUSTOMERS.c.id == customer_id).values(deleted_at=at))
    turn_pages(session, customer_id)


def set_last_followed_up(session: Session, customer_id: int, at: datetime | None) -> None:
    """Keeps the newest contact with the customer beside it."""
    session.execute(update(_CUSTOMERS).where(_CUSTOMERS.c.id == customer_id).values(last_followed_up_at=at))


def turn_pages(session: Session, customer_id: int) -> None:
    """Tells everyone who may speak of this customer that its names have changed."""
    owner = session.scalar(_OWNER, {"customer_id": customer_id})
    shared = session.scalars(_SHOWN_TO, {"customer_id": customer_id}).all()
    for employee_id in {owner, *shared} - {None}:
        turn_page(session, employee_id)


def turn_page(session: Session, employee_id: int | None) -> None:
    """Tells one person's other processes that the names he may speak of have changed."""
    if employee_id is None:
        return
    session.execute(_turning(dialect_of(session)), {"employee_id": employee_id, "version": 1})


@cache
def _turning(dialect: str) -> Any:
    next_version = func.coalesce(_BOOKS.c.version, 0) + 1
    return insert_into(dialect, _BOOKS).on_conflict_do_update(
        index_elements=["employee_id"], set_={"version": next_version}
    )


def _named(session: Session, customer_id: int) -> Any:
    """Name and owner as they are stored, from both of which the keys are derived; held until the transaction ends."""
    return session.execute(
        select(_CUSTOMERS.c.name, _CUSTOMERS.c.owner_id).where(_CUSTOMERS.c.id == customer_id).with_for_update()
    ).one()


def _add_keys(session: Session, customer_id: int, owner_id: int, name: str) -> None:
    rows = [{"key": key, "owner_id": owner_id, "customer_id": customer_id} for key in index_keys(name)]
    session.execute(_adding_keys(dialect_of(session)), rows)


@cache
def _adding_keys(dialect: str) -> Any:
    return insert_into(dialect, _KEYS).on_conflict_do_nothing(index_elements=["key", "owner_id", "customer_id"])


def _drop_keys(session: Session, customer_id: int, owner_id: int, name: str) -> None:
    session.execute(
        delete(_KEYS).where(
            _KEYS.c.key.in_(index_keys(name)), _KEYS.c.owner_id == owner_id, _KEYS.c.customer_id == customer_id
        )
    )
