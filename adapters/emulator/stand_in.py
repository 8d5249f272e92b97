"""What the control address knows of a platform's stand-in, and nothing more."""

from __future__ import annotations

from typing import Any, Protocol

from aiohttp import web

from adapters.emulator.faults import Faults
from adapters.emulator.records import Screens, Seen, Traffic
from adapters.emulator.world import Person


class ControlError(Exception):
    """A control request that can't be carried out; the sentence says what to do. 400."""

    status = 400


class Unknown(ControlError):
    """No such person, message or button. 404."""

    status = 404


class Unreachable(ControlError):
    """The product has no callback address here, or no open connection. 409."""

    status = 409


class StandIn(Protocol):
    """One platform's server.

    `user` arguments are accounts of the platform, already looked up. Results of `say`, `speak`, `press` and `enter`
    are what the control address answers: `message_id`, `delivered`, `attempts`, `status`; for `press` `toast` and
    `card_updated`. Impossible requests raise a `ControlError`.
    """

    name: str
    screens: Screens
    traffic: Traffic
    faults: Faults

    def routes(self) -> list[web.RouteDef]:
        """The platform's own paths."""
        ...

    def control_routes(self) -> list[web.RouteDef]:
        """Control addresses that only this platform has."""
        ...

    def busy(self) -> web.Response:
        """The platform's answer when its system is busy, for ordered faults without an answer of their own."""
        ...

    def refused_address(self, address: str) -> web.Response:
        """The platform's answer to a caller outside the allow list."""
        ...

    def settings(self, base_url: str) -> dict[str, str]:
        """The `CEJI_` settings that point a product at this stand-in."""
        ...

    async def set_callback(self, url: str) -> dict[str, Any]:
        """Where HTTP callbacks go; runs the platform's own check of the address and reports."""
        ...

    async def say(
        self, user: str, text: str, group: str | None = None, message_id: str | None = None
    ) -> dict[str, Any]:
        """A person writes; the same `message_id` again delivers the same bytes again."""
        ...

    async def speak(self, user: str, words: str) -> dict[str, Any]:
        """A person sends a voice message."""
        ...

    async def attach(self, user: str, name: str, content: bytes) -> dict[str, Any]:
        """A person sends a file in the chat with the bot: no platform hands it one from a group."""
        ...

    async def press(
        self, user: str, message_id: str, button: str, form: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """A person presses a button (by id or label), having filled in `form` (input name → value)."""
        ...

    def seen(self, user: str) -> list[Seen]:
        """What a person sees, newest last."""
        ...

    async def enter(self, user: str) -> dict[str, Any]:
        """A person opens the chat with the bot."""
        ...

    async def open_sidebar(self, user: str, url: str) -> str:
        """Where the person's client navigates when the sidebar at `url` opens."""
        ...

    def narrow(self, departments: frozenset[int]) -> None:
        """The app sees these departments and all below them, as an admin sets it in the console."""
        ...

    async def revoke(self) -> None:
        """Refuse every access token given out so far."""
        ...

    async def directory_event(self, kind: str, person: Person) -> None:
        """Tell the product that someone `joined`, `changed` or `left`, where the platform does so."""
        ...

    async def close(self) -> None:
        """Close sessions and connections."""
        ...
