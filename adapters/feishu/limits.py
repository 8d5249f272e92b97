"""Feishu's rates (protocols: 发送消息, 频控策略); the bytes of a card are in `cards.limits`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.pace import Pace, Rate

APP = (Rate(50, 1.0), Rate(1000, 60.0))
"""Messages of the app: tier 4, 50 a second and 1000 a minute."""

RECEIVER = Rate(5, 1.0)
"""Messages to one person, or into one group (there shared by all bots): 5 a second."""

CARD = Rate(5, 1.0)
"""Changes of one card: 5 a second."""

ENTITY = Rate(10, 1.0)
"""Acts on one card entity: 10 a second."""

CONTACTS = Rate(40, 1.0)
"""Reads of the directory; its tiers allow 50 a second, the rest is left to look-ups."""

SPEECH = Rate(20, 1.0)
"""Recordings for all apps of a company together: 20 a second."""

SPEECH_SECONDS = 60
"""Of one recording."""

BODY_LIMIT = 256 * 1024
"""Bytes of a callback body."""

VOICE_LIMIT = 10 * 1024 * 1024
"""Bytes of a downloaded voice message."""

FILE_LARGEST = 30 * 1024 * 1024
"""Bytes of a file that the bot sends."""

FRESH_SECONDS = 300.0
"""How far a callback's time stamp may lie from the machine's clock."""

CLICK_SECONDS = 2.5
"""Within which a click is answered; Feishu shows an error after 3."""


class Paces:
    """The turns under these rates, of one app in one process."""

    def __init__(self) -> None:
        self.app = Pace(*APP)
        self.receiver = Pace(RECEIVER)
        self.card = Pace(CARD)
        self.entity = Pace(ENTITY)
        self.contacts = Pace(CONTACTS, patience=600.0)
        self.speech = Pace(SPEECH)

    @asynccontextmanager
    async def message(self, receiver: str) -> AsyncIterator[None]:
        """A turn for a message to this person or group. Raises `RateLimited` when it would be too long in coming."""
        async with self.receiver.turn(receiver), self.app.turn():
            yield

    @asynccontextmanager
    async def change(self, message_id: str) -> AsyncIterator[None]:
        """A turn for changing this card. Raises `RateLimited` when it would be too long in coming."""
        async with self.card.turn(message_id), self.app.turn():
            yield
