"""Plays people of the emulated company and hears what they see, through the platforms' wire formats."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import Sequence

from adapters.emulator.records import Seen
from bot.demo.stage import Stage

PATIENCE = 15.0


class NotSeen(AssertionError):
    """A person did not see what he should have."""


class Player:
    """One person on one platform."""

    def __init__(self, stage: Stage, platform: str, key: str) -> None:
        self._stage = stage
        self._platform = stage.platforms[platform]
        person = stage.world.staff[key]
        self.name = person.name
        self.user = person.account(platform)
        self._known = self._states()

    async def says(self, text: str) -> None:
        """Types a line."""
        self._known = self._states()
        await self._platform.say(self.user, text)

    async def speaks(self, words: str) -> None:
        """Speaks: what recognition will hear."""
        self._known = self._states()
        await self._platform.speak(self.user, words)

    async def presses(self, button: str) -> None:
        """Presses a button of the newest message that has it."""
        for seen in reversed(self._platform.seen(self.user)):
            if any(button in (one.label, one.id) for one in seen.buttons):
                self._known = self._states()
                await self._platform.press(self.user, seen.message_id, button)
                return
        raise NotSeen(f"{self.name} 没有看到按钮「{button}」")

    async def sees(self, *words: str, within: float = PATIENCE) -> Seen:
        """Waits until a message that is new, or has changed, holds all the words. Raises NotSeen."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for seen in reversed(self._fresh()):
                text = same_words(seen.text)
                if all(same_words(word) in text for word in words):
                    return seen
            await asyncio.sleep(0.05)
        fresh = self._fresh()
        heard = fresh[-1].text if fresh else "（没有新消息）"
        raise NotSeen(f"{self.name} 应该看到「{' · '.join(words)}」，看到的是：{heard}")

    async def sees_nothing(self, during: float = 1.0) -> None:
        """Nothing new comes for a while. Raises NotSeen."""
        await asyncio.sleep(during)
        fresh = self._fresh()
        if fresh:
            raise NotSeen(f"{self.name} 不该收到消息，收到了：{fresh[-1].text}")

    def labels(self, seen: Seen) -> Sequence[str]:
        """The buttons of a message."""
        return [button.label for button in seen.buttons]

    def _fresh(self) -> list[Seen]:
        return [
            seen
            for seen in self._platform.seen(self.user)
            if self._known.get(seen.message_id) != seen.text and seen.author == "bot"
        ]

    def _states(self) -> dict[str, str]:
        return {seen.message_id: seen.text for seen in self._platform.seen(self.user)}


def same_words(text: str) -> str:
    """For comparing copy: NFKC, no white space, 「¦」 as 「|」 (CONVERSATION «Punctuation»)."""
    return "".join(unicodedata.normalize("NFKC", text).replace("¦", "|").split())
