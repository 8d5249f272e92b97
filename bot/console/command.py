"""What `ceji console` does: seat somebody at the terminal, before the seeded small company."""

from __future__ import annotations

import asyncio
import hashlib
import sys
import threading
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from adapters.console.platform import PLATFORM, ConsolePlatform
from adapters.contract import DirectoryPerson
from adapters.emulator.world import Person, default_world
from bot.application import Application
from bot.commands.failure import CommandFailed
from bot.commands.process_lock import sole_process
from bot.console.clock import MovableClock
from bot.console.session import ORDERS, ConsoleSession, NotAnswered
from bot.demo.company import ZONE, SeedPerson
from bot.demo.database import prepare, resume_at
from bot.demo.stage import DemoSettings
from bot.logs import set_up_logs

DEFAULT_DATABASE = "sqlite:///ceji-console.db"


def run(name: str, database_url: str) -> None:
    """Until the lines end. Raises CommandFailed and SettingsError before anything has started."""
    set_up_logs(as_json=False, level="ERROR")
    staff = default_world().people()
    speaker = next((person for person in staff if name in (person.name, person.key)), None)
    if speaker is None:
        raise CommandFailed(f"没有「{name}」，这家公司有：{'、'.join(person.name for person in staff)}")
    with sole_process(database_url):
        asyncio.run(_sit(staff, speaker.key, database_url))


async def _sit(staff: list[Person], speaker: str, database_url: str) -> None:
    begin = await resume_at(database_url)
    clock = MovableClock(ZONE, begin)
    people = [_listed(person) for person in staff]
    terminal = _Terminal()
    platform = ConsolePlatform(people, terminal.show, Path.cwd())
    key = SecretStr(hashlib.sha256(f"console {database_url}".encode()).hexdigest())
    settings = DemoSettings(database_url=database_url, secret_key=key, quiet_hours="off")
    application = Application(settings, platforms={PLATFORM: platform}, clock=clock)
    await prepare(application, [_seeded(person) for person in staff])
    seated = next(person for person in people if person.user_id == speaker)
    session = ConsoleSession(application, platform, clock, people, seated, terminal.print_line)
    terminal.greet(people, begin)
    try:
        await application.start()
        await session.run(terminal.lines(session))
    except NotAnswered as error:
        raise CommandFailed(str(error)) from error
    finally:
        await application.stop()


def _listed(person: Person) -> DirectoryPerson:
    return DirectoryPerson(person.key, person.name, person.title, manager_user_id=person.manager or "")


def _seeded(person: Person) -> SeedPerson:
    return SeedPerson(person.key, person.name, person.title, person.manager or "", ((PLATFORM, person.key),))


class _Terminal:
    """Standard input and output: a prompt where someone sits there, a plain transcript where a script does."""

    def __init__(self) -> None:
        self._is_manned = sys.stdin.isatty() and sys.stdout.isatty()
        self._prompt = ""

    def greet(self, people: list[DirectoryPerson], now: datetime) -> None:
        """Where one is, and what one can type."""
        if self._is_manned:
            print(f"江城智造的聊天窗口，现在是 {now.astimezone(ZONE):%Y-%m-%d %H:%M}")
            print(ORDERS.format(people="、".join(person.name for person in people)))

    def print_line(self, text: str) -> None:
        """Something that the terminal itself says."""
        self._clear_prompt()
        print(text, flush=True)
        self._show_prompt()

    def show(self, person: DirectoryPerson, words: str) -> None:
        """What one person is told, set in below the first line."""
        first, *rest = words.split("\n")
        self.print_line("\n".join([f"侧记 → {person.name}：{first}", *(f"    {line}" for line in rest)]))

    async def lines(self, session: ConsoleSession) -> AsyncIterator[str]:
        """The lines typed, until the end of input."""
        typed: asyncio.Queue[str] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def read() -> None:
            # A thread, because a terminal, a pipe and a file can be waited for alike in no other way.
            for line in iter(sys.stdin.readline, ""):
                loop.call_soon_threadsafe(typed.put_nowait, line)
            loop.call_soon_threadsafe(typed.put_nowait, "")

        threading.Thread(target=read, name="stdin", daemon=True).start()
        while True:
            self._prompt = f"{session.speaker.name}> " if self._is_manned else ""
            self._show_prompt()
            line = await typed.get()
            if not line:
                return
            self._prompt = ""
            if not self._is_manned and line.strip():
                print(f"{session.speaker.name}：{line.strip()}", flush=True)
            yield line

    def _clear_prompt(self) -> None:
        if self._prompt:
            print("\r\033[K", end="")

    def _show_prompt(self) -> None:
        if self._prompt:
            print(self._prompt, end="", flush=True)
