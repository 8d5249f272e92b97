"""The emulated platforms and the product side by side in one process, on one address."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from aiohttp import web
from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from adapters.emulator import server, speech
from adapters.emulator.stand_in import StandIn
from adapters.emulator.world import PLATFORMS, World, default_world
from bot.application import Application
from bot.demo.company import SeedPerson
from bot.settings import Settings

HOST = "127.0.0.1"


class DemoSettings(Settings):
    """The settings of a demo: only what it is given; `.env`, `ceji.toml` and the environment don't count."""

    model_config = SettingsConfigDict(extra="ignore", env_file=None, toml_file=None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


class Stage:
    """Starts the emulator, then the product pointed at it; both answer on one port."""

    def __init__(self, database_url: str, start: datetime, transports: dict[str, str] | None = None) -> None:
        self.world: World = default_world(start)
        self.platforms: dict[str, StandIn] = {one.name: one for one in server.stand_ins(self.world)}
        self._database_url = database_url
        self._transports = transports or {}
        self._runner: web.AppRunner | None = None
        self.application: Application
        self.address = ""

    async def start(
        self,
        port: int,
        prepare: Callable[[Stage], Any],
        more_routes: Callable[[Stage], Iterable[web.RouteDef]] = lambda _: (),
    ) -> None:
        """Serves on the port (0: a free one). `prepare` may fill the database before the product starts."""
        app = server.build_app(self.world, list(self.platforms.values()))
        port = port or _free_port()
        self.address = f"http://{HOST}:{port}"
        self.application = Application(self._settings())
        await prepare(self)
        app.add_routes(self.application.web_routes())
        app.add_routes(more_routes(self))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port).start()
        await self.application.start()
        for name in PLATFORMS:
            if name == "wecom" or self._transports.get(name) == "http":
                await self.platforms[name].set_callback(f"{self.address}/callback/{name}")

    async def stop(self) -> None:
        """Stops the product, then the emulator."""
        await self.application.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def people(self) -> list[SeedPerson]:
        """The emulated company's people with their accounts."""
        return [
            SeedPerson(
                person.key,
                person.name,
                person.title,
                person.manager or "",
                tuple((platform, person.account(platform)) for platform in PLATFORMS),
            )
            for person in self.world.people()
        ]

    def _settings(self) -> DemoSettings:
        given: dict[str, Any] = {
            "database_url": self._database_url,
            "public_url": self.address,
            "secret_key": SecretStr(hashlib.sha256(f"demo {self._database_url}".encode()).hexdigest()),
            "quiet_hours": "off",
            "clock_url": f"{self.address}/_control/clock",
            "allow_test_clock": True,
        }
        named = speech.settings(self.address)
        for platform in self.platforms.values():
            named |= platform.settings(self.address)
        for name, value in named.items():
            _nest(given, name.removeprefix("CEJI_").lower().split("__"), value)
        for name, transport in self._transports.items():
            given[name]["transport"] = transport
        return DemoSettings(**given)


def _nest(given: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        given = given.setdefault(part, {})
    given[path[-1]] = value


def _free_port() -> int:

    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
