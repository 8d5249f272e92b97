"""What would become of a list, without writing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.errors import Invalid
from crm_core.imports.placing import Colleagues, Placed, Placing
from crm_core.imports.rules import most_rows
from crm_core.imports.views import CustomerList, Entry, Fault, Forecast

FEW, MANY = 200, 1000
LONG = 2_000
"""Rows of a list from which on many are written together: in small pieces the index of names, whose keys lie
everywhere, would be written over and over."""


def forecast(
    session: Session, by: Viewer, listing: CustomerList, show: Callable[[int], None] = lambda _: None
) -> Forecast:
    """How many rows would bring something, and which can't come in; `show` is told how far it has come.

    Raises NotAllowed, and Invalid("file", "too_many_for_one") for a list that is too long for this person.
    """
    require(by, Operation.CAPTURE)
    rows = len(listing.entries) + len(listing.faults)
    if rows > most_rows(by):
        raise Invalid("file", "too_many_for_one", rows=rows)
    colleagues = Colleagues(by)
    placing = Placing(colleagues)
    faults = list(listing.faults)
    new = joining = there = leads = 0
    for piece in pieces(listing.entries):
        for row in placing.place(session, piece):
            if isinstance(row, Fault):
                faults.append(row)
                continue
            new += row.is_new
            joining += row.brings_something and not row.is_new
            there += not row.brings_something
            leads += bool(row.stage)
        show(piece[-1].number)
    faults.sort(key=lambda one: one.number)
    return Forecast(new, joining, there, leads, tuple(faults), tuple(colleagues.unknown))


def pieces(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """The rows in pieces, each looked up, or written, at once: some thirty milliseconds, of a long list 200."""
    size = FEW if len(entries) <= LONG else MANY
    for at in range(0, len(entries), size):
        yield entries[at : at + size]


def bringing(rows: Sequence[Placed | Fault]) -> list[Placed]:
    """Those rows that bring something."""
    return [row for row in rows if isinstance(row, Placed) and row.brings_something]
