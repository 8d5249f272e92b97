"""What stands in bold on top where a platform has room for one line (CONVERSATION §8.1)."""

from __future__ import annotations

from cards.model import Card

_ASKS = "⚠️ "
"""How a row begins the line that asks; what it merely notes may well occur in a question about something else."""


def headline(card: Card, room: int) -> str:
    """The whole sentence, where no fact or row says the rest and it fits; else the card's title.

    A closed card is told by its sentence whatever it carried before.
    """
    is_alone = card.is_closed or not (card.facts or card.sections)
    return card.summary if is_alone and len(card.summary) <= room else card.title


def asked_above(card: Card) -> bool:
    """Whether the row that the card's question is about asks it itself."""
    asked = [line for section in card.sections for line in section.lines if line.startswith(_ASKS)]
    return any(line.removeprefix(_ASKS) in card.question for line in asked)
