"""Addresses that come from outside lead to public hosts only, never to our own network's neighbours (I2)."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from adapters.errors import Refused


class NotPublic(OSError):
    """A name that stands for an address inside."""


class PublicResolver(AbstractResolver):
    """Checks what a name stands for at the moment of connecting: looked up earlier, it could stand for another."""

    def __init__(self) -> None:
        self._names = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The host's addresses. Raises NotPublic when one of them is not public."""
        found = await self._names.resolve(host, port, family)
        if not all(_is_public(each["host"]) for each in found):
            raise NotPublic(f"{host} is not public")
        return found

    async def close(self) -> None:
        """Nothing is kept."""
        await self._names.close()


def refuse_inside(url: str) -> None:
    """Raises Refused for no web address, or a number inside our network; names are left to the resolver."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise Refused("the address is none", reason="address") from None
    if parts.scheme not in ("http", "https"):
        raise Refused("the address is none of the web", reason="address")
    try:
        is_inside = not _is_public(host)
    except ValueError:
        return
    if is_inside:
        raise Refused(f"the address {host} is not public", reason="address")


def _is_public(number: str) -> bool:
    """Whether an IP address is one of the public internet. Raises ValueError when it is none."""
    address = ipaddress.ip_address(number.partition("%")[0])
    return address.is_global and not address.is_multicast
