"""Waiting for the order to stop: Ctrl-C in a terminal, SIGTERM from a service manager."""

from __future__ import annotations

import asyncio
import signal
import socket

from bot.commands.failure import CommandFailed


def stop_order() -> asyncio.Event:
    """An event of the running loop that is set by the first signal; the second one ends the process at once."""
    ordered = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        ordered.set()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop)
    return ordered


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; taken before anything else starts, so that a port in use costs nothing.

    Raises CommandFailed when the address can't be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise CommandFailed(f"{host} 的端口 {port} 用不了：{error.strerror}。换一个：--port") from error
