"""A message of his own to each person at the same hour, in pieces: no transaction is long (CONVERSATION §4.11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import machine_now
from bot.jobs.schedule import JobContext, spread
from bot.turn import push
from cards.model import Card
from crm_core.organisation.queries import active_employees
from crm_core.organisation.views import Employee

PIECE = 50

Draw = Callable[[Session, JobContext, Employee], Card | None]
"""What one person is sent; None for nothing."""


async def send_to_everyone(
    context: JobContext, draw: Draw, name: str, day: date, *, is_spare: bool = False
) -> dict[str, Any]:
    """Sends what `draw` has for each, once for this day; `is_spare` as `push` has it. Returns how many were sent."""
    people = await context.database.read(active_employees)
    sent = 0
    for start in range(0, len(people), PIECE):
        piece = people[start : start + PIECE]
        send = partial(_send, context, draw, piece, len(people), f"{name}:{{}}:{day:%Y%m%d}", is_spare)
        sent += await context.database.write(send)
    return {"sent": sent}


def _send(
    context: JobContext,
    draw: Draw,
    people: Sequence[Employee],
    receivers: int,
    key: str,
    is_spare: bool,
    session: Session,
) -> int:
    sent = 0
    for someone in people:
        card = draw(session, context, someone)
        if card is not None:
            sent += push(
                session,
                context.company,
                someone,
                card,
                key.format(someone.id),
                context.now,
                machine_now(),
                spread=spread(someone, receivers),
                is_spare=is_spare,
            )
    return sent
