"""Which process does what only one may: on SQLite the only one, on PostgreSQL the holder of a lease."""

from __future__ import annotations

import asyncio
import secrets
import time

import structlog

from bot.clock import machine_now
from crm_core.database import leases
from crm_core.database.engine import Database
from crm_core.errors import StorageUnavailable

log = structlog.get_logger(__name__)

RENEWED_EVERY = leases.LIFE.total_seconds() / 3


class SoleLease:
    """The lease of a process that is the only one: held from the beginning to the end."""

    is_held = True

    async def held(self) -> None:
        """Returns at once."""

    async def lost(self) -> None:
        """Never returns."""
        await asyncio.Event().wait()


class DatabaseLease:
    """A lease in the database, renewed while this process lives (`adapters.contract.Lease`)."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name
        self._holder = secrets.token_hex(8)
        self._held = asyncio.Event()
        self._lost = asyncio.Event()
        self._lost.set()

    @property
    def is_held(self) -> bool:
        """Whether this process holds it."""
        return self._held.is_set()

    async def held(self) -> None:
        """Returns when this process holds it."""
        await self._held.wait()

    async def lost(self) -> None:
        """Returns when this process does not hold it any more."""
        await self._lost.wait()

    async def keep(self) -> None:
        """Takes the lease when it is free and keeps it, until it is cancelled."""
        renewed_at = time.monotonic()
        while True:
            asked_at = time.monotonic()
            try:
                is_held = await self._database.write(
                    lambda session: leases.take(session, self._name, self._holder, machine_now())
                )
                renewed_at = asked_at
            except StorageUnavailable:
                # Nobody else can take it before it runs out, and by then this process must have let go.
                is_held = self.is_held and time.monotonic() - renewed_at < leases.LIFE.total_seconds() - RENEWED_EVERY
            self._is_now(is_held)
            await asyncio.sleep(RENEWED_EVERY)

    async def give_back(self) -> None:
        """Lets another process take over at once."""
        self._is_now(False)
        try:
            await self._database.write(lambda session: leases.give_back(session, self._name, self._holder))
        except StorageUnavailable as error:
            log.warning("lease_not_given_back", lease=self._name, error=str(error))

    def _is_now(self, is_held: bool) -> None:
        if is_held == self.is_held:
            return
        log.info("lease_held" if is_held else "lease_lost", lease=self._name)
        (self._held.set if is_held else self._held.clear)()
        (self._lost.clear if is_held else self._lost.set)()
