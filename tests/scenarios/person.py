"""A person with the chat in his hand: what he says, presses and sees, through the platform's wire format."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

from adapters.emulator.records import Button, Input, Seen
from adapters.emulator.stand_in import ControlError
from tests.words import plain_words, says

if TYPE_CHECKING:
    from tests.scenarios.company import Company

PATIENCE = 20.0


class Person:
    """One colleague. What he `sees` is what the bot has shown or changed since he last did something."""

    def __init__(self, company: Company, name: str, account: str) -> None:
        self.name = name
        self.account = account
        self._company = company
        self._known: dict[str, str] = {}

    # What he does

    async def says(self, text: str, *, group: str | None = None, message_id: str | None = None) -> dict[str, Any]:
        """Types and sends. Returns what the platform made of it."""
        self.looks_away()
        told: dict[str, Any] = await self._platform.say(self.account, text, group, message_id)
        return told

    async def speaks(self, words: str) -> None:
        """Sends a voice message."""
        self.looks_away()
        await self._platform.speak(self.account, words)

    async def sends_a_file(self, name: str, content: bytes) -> None:
        """Sends a file."""
        self.looks_away()
        await self._platform.attach(self.account, name, content)

    async def opens_the_chat(self) -> None:
        """Opens the chat with the bot."""
        self.looks_away()
        await self._platform.enter(self.account)

    async def presses(self, label: str, form: dict[str, Any] | None = None, *, on: Seen | None = None) -> Any:
        """Presses the button of this label on the newest message that has one."""
        message, button = await self._find_button(label, on)
        self.looks_away()
        return await self._platform.press(self.account, message.message_id, button.id, form)

    async def taps(self, label: str, message: Seen) -> None:
        """Presses a button of a message as he remembers it; where the card has changed, there is none any more."""
        button = next(one for one in message.buttons if _fits(one.label, label))
        with contextlib.suppress(ControlError):
            await self._platform.press(self.account, message.message_id, button.id, None)

    async def chooses(self, option: str, *, then: str = "") -> None:
        """Takes this option of the newest select, and presses `then` where the platform sends both together."""
        message, place = await self._find_option(option)
        if isinstance(place, Button):
            await self.presses(place.label, on=message)
            return
        chosen = {place.name: option}
        self.looks_away()
        if self._company.platform != "wecom":
            try:
                await self._platform.press(self.account, message.message_id, place.name, chosen)
            except ControlError:
                pass  # The select has no act of its own: it goes with the button.
            else:
                return
        _, button = await self._find_button(then, message)
        await self._platform.press(self.account, message.message_id, button.id, chosen)

    def looks_away(self) -> None:
        """From now on only what is new counts as seen."""
        self._known = {seen.message_id: seen.text for seen in self.messages()}

    # What he sees

    def messages(self) -> list[Seen]:
        """All that the bot has shown him, oldest first."""
        return [seen for seen in self._platform.seen(self.account) if seen.author == "bot"]

    def news(self) -> list[Seen]:
        """What is new or changed since he last did something."""
        return [seen for seen in self.messages() if self._known.get(seen.message_id) != seen.text]

    async def sees(self, *words: str, without: tuple[str, ...] = ()) -> Seen:
        """Waits for one message that says all of this, and none of `without`."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            for seen in reversed(self.news()):
                if all(says(seen.text, each) for each in words) and not any(says(seen.text, one) for one in without):
                    return seen
            await asyncio.sleep(0.02)
        wanted = " + ".join(words)
        raise AssertionError(f"{self.name} waited in vain for 「{wanted}」; he sees:\n{self._described()}")

    async def sees_nothing(self) -> None:
        """Nothing new comes, once everything is dealt with."""
        await self._company.settles()
        assert self.news() == [], f"{self.name} sees:\n{self._described()}"

    async def sees_only(self, words: str) -> Seen:
        """Exactly one new message, which says this."""
        seen = await self.sees(words)
        await self._company.settles()
        assert len(self.news()) == 1, f"{self.name} sees:\n{self._described()}"
        return seen

    def count(self, words: str) -> int:
        """How many of all messages say this."""
        return sum(says(seen.text, words) for seen in self.messages())

    def buttons(self, message: Seen) -> list[str]:
        """The labels on a message."""
        return [button.label for button in message.buttons if button.style != "row"]

    @property
    def _platform(self) -> Any:
        return self._company.stand_in

    async def _find_button(self, label: str, on: Seen | None) -> tuple[Seen, Button]:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            for message in [on] if on is not None else reversed(self.messages()):
                fitting = [one for one in message.buttons if _fits(one.label, label)]
                exact = [one for one in fitting if plain_words(one.label) == plain_words(label)]
                if fitting and not fitting[0].disabled:
                    return message, (exact or fitting)[0]
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.name} finds no button 「{label}」; he sees:\n{self._described(all_of_it=True)}")

    async def _find_option(self, option: str) -> tuple[Seen, Button | Input]:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            for message in reversed(self.messages()):
                for one in message.inputs:
                    if any(plain_words(each.label) == plain_words(option) for each in one.options):
                        return message, one
                for button in message.buttons:
                    if plain_words(button.label).endswith(plain_words(option)):
                        return message, button
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.name} finds no option 「{option}」; he sees:\n{self._described(all_of_it=True)}")

    def _described(self, *, all_of_it: bool = False) -> str:
        shown = self.messages()[-4:] if all_of_it else self.news()
        described = [f"- {seen.text!r} {[button.label for button in seen.buttons]}" for seen in shown]
        return "\n".join(described) or "- nothing"


def _fits(label: str, wanted: str) -> bool:
    return plain_words(label).startswith(plain_words(wanted))
