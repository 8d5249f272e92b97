"""Keeps a card's update behind the answer to a click on it.

Feishu and DingTalk apply the answer last: an update that overtakes it fails or is undone by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

GRACE = 0.2
"""Seconds that an answer is given to reach the platform."""


@dataclass(slots=True)
class _Answering:
    clicks: int = 0
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class ClickedCards:
    """The cards whose clicks are being answered in this process."""

    def __init__(self) -> None:
        self._answering: dict[str, _Answering] = {}

    @contextmanager
    def answering(self, card_id: str) -> Iterator[None]:
        """While a click on this card is handled, and a moment longer."""
        self._answering.setdefault(card_id, _Answering()).clicks += 1
        try:
            yield
        finally:
            asyncio.get_running_loop().call_later(GRACE, self._answered, card_id)

    async def settled(self, card_id: str) -> None:
        """Waits until no click on this card is waiting for its answer."""
        if card_id in self._answering:
            await self._answering[card_id].settled.wait()

    def _answered(self, card_id: str) -> None:
        answering = self._answering[card_id]
        answering.clicks -= 1
        if not answering.clicks:
            answering.settled.set()
            del self._answering[card_id]
