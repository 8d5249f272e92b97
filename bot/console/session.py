"""A sitting at the console: lines in, answers out, and the few orders that belong to the terminal itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from adapters.console.platform import ConsolePlatform
from adapters.contract import DirectoryPerson
from adapters.errors import Unavailable
from bot.application import Application
from bot.console.clock import MovableClock
from crm_core.database import inbox, outbox
from crm_core.imports.queries import at_work

ORDERS = """\
:我是 李四        换一个人说话（{people}）
:说 今天拜访了…   当作语音说出来
:文件 客户.xlsx    发一个文件给它
:时间 +1天        往后拨时钟，也可以 :时间 09:00、:时间 2026-03-03 09:00
:帮助             这几行
:退出             结束（Ctrl-D 也行）
别的都是说给侧记听的，先试试「帮助」。卡片上的按钮，打出它的字就等于按它。"""

LOOK_EVERY = 0.05
"""Seconds between two looks at whether everything has been answered."""

LONGEST_ANSWER = 60.0


class NotAnswered(Exception):
    """A line was not answered in time, or its event was given up: our own fault, and the log says which."""


class ConsoleSession:
    """One person at a time speaks; `print_line` shows what the terminal itself has to say."""

    def __init__(
        self,
        application: Application,
        platform: ConsolePlatform,
        clock: MovableClock,
        people: Sequence[DirectoryPerson],
        speaker: DirectoryPerson,
        print_line: Callable[[str], None],
    ) -> None:
        self._application = application
        self._platform = platform
        self._clock = clock
        self._people = people
        self.speaker = speaker
        self._print = print_line
        self._given_up = 0

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Takes lines until they end or 「:退出」; each is answered before the next is read. Raises NotAnswered."""
        self._given_up = (await self._application.database.read(inbox.backlog))[1]
        await self._answered()
        async for line in lines:
            words = line.strip()
            if words in (":退出", "：退出"):
                return
            if words[:1] in (":", "："):
                await self._order(words[1:].strip())
            elif words:
                await self._tell(self._platform.type_line, words)

    async def _order(self, words: str) -> None:
        verb, _, rest = words.partition(" ")
        rest = rest.strip()
        if verb == "我是" and rest:
            self._change_speaker(rest)
        elif verb == "说" and rest:
            await self._tell(self._platform.speak, rest)
        elif verb == "文件" and rest:
            await self._tell(self._platform.hand_in, rest)
        elif verb == "时间" and rest:
            await self._move_clock(rest)
        else:
            self._print(ORDERS.format(people="、".join(person.name for person in self._people)))

    def _change_speaker(self, name: str) -> None:
        found = next((person for person in self._people if name in (person.name, person.user_id)), None)
        if found is None:
            self._print(f"没有「{name}」，这家公司有：{'、'.join(person.name for person in self._people)}")
            return
        self.speaker = found
        self._print(f"（现在是{found.name}，{found.title}）")

    async def _move_clock(self, words: str) -> None:
        try:
            now = self._clock.move(words)
        except ValueError:
            self._print(f"「{words}」看不懂，时钟只能往后拨：+1天、+2小时、09:00 或 2026-03-03 09:00")
            return
        self._print(f"（现在是 {now.astimezone(self._application.company.zone):%Y-%m-%d %H:%M}）")
        await self._application.run_due_jobs()
        await self._answered()

    async def _tell(self, said: Callable[[str, str, datetime], Awaitable[None]], words: str) -> None:
        try:
            await said(self.speaker.user_id, words, self._clock.now())
        except Unavailable:
            self._print("没存下来，这句话请再发一次")
            return
        await self._answered()

    async def _answered(self) -> None:
        """Waits until nothing is left to be done or sent."""
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                # What is left to do is known to the database only.
                while await self._application.database.read(self._is_busy):  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            raise NotAnswered("等了一分钟还没有回答完") from None

    def _is_busy(self, session: Session) -> bool:
        waiting, dead = inbox.backlog(session)
        if dead > self._given_up:
            raise NotAnswered("有一句话没有处理成，看上面的日志")
        return bool(waiting or at_work(session)) or outbox.is_due(session, self._clock.now())
