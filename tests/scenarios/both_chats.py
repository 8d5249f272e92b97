"""A phone with both of WeCom's chats: people write to the intelligent bot, and see what either of them says."""

from __future__ import annotations

from typing import Any

from adapters.emulator.records import Seen
from adapters.emulator.wecom.bot import WeComBot
from adapters.emulator.wecom.stand_in import WeCom


class BothChats:
    """The bot's chat to write in, the app's beside it."""

    def __init__(self, app: WeCom, bot: WeComBot) -> None:
        self.app = app
        self.bot = bot
        self.say = bot.say
        self.speak = bot.speak
        self.attach = bot.attach
        self.enter = bot.enter
        self.set_callback = app.set_callback

    def seen(self, user: str) -> list[Seen]:
        """All messages in the order in which they came."""
        return sorted([*self.app.seen(user), *self.bot.seen(user)], key=lambda seen: seen.sent_at)

    async def press(self, user: str, message_id: str, button: str, form: dict[str, Any] | None = None) -> Any:
        """Presses where the message is."""
        chat = self.bot if self.bot.screens.get(user, message_id) else self.app
        return await chat.press(user, message_id, button, form)
