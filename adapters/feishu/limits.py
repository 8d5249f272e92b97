"""Feishu's rates (protocols: 发送消息, 频控策略); the bytes of a card are in `cards.limits`.

Windows are longer than Feishu's own second, because it counts what arrives, and the network bunches what was spaced.
"""

from __future__ import annotations

from adapters.pace import Allowance, Pace

APP = (Allowance(50, 1.2), Allowance(1000, 61.0))
"""Messages of the app: tier 4, 50 a second and 1000 a minute."""

RECEIVER = Allowance(5, 1.5)
"""Messages to one person, or into one group (there shared by all bots): 5 a second."""

CARD = Allowance(5, 1.5)
"""Changes of one card: 5 a second."""

CONTACTS = Allowance(40, 1.0)
"""Reads of the directory; its tiers allow 50 a second, the rest is left to look-ups."""

BODY_LIMIT = 256 * 1024
"""Bytes of a callback body."""

VOICE_LIMIT = 10 * 1024 * 1024
"""Bytes of a downloaded voice message."""

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
        self.contacts = Pace(CONTACTS, patience=600.0)

    async def before_message(self, receiver: str) -> None:
        """Waits until a message to this person or group may go. Raises `RateLimited` when that takes too long."""
        await self.receiver.wait(receiver)
        await self.app.wait()

    async def before_change(self, message_id: str) -> None:
        """Waits until this card may be changed. Raises `RateLimited` when that takes too long."""
        await self.card.wait(message_id)
        await self.app.wait()
