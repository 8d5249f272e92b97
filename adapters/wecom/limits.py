"""What WeCom allows, in sizes and rates (developer.work.weixin.qq.com, paths 90312, 90236, 90253, 91022, 92137)."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.pace import Rate

CALLBACK_LIMIT = 64 * 1024
"""Bytes of a callback's body; WeCom's own stay far below."""

FRESH = 300.0
"""Seconds by which a callback's timestamp may differ from the machine's clock; our own policy, WeCom sets none."""

PER_MEMBER = (Rate(count=30, seconds=60.0), Rate(count=1_000, seconds=3_600.0))
"""Messages to one member: 30 a minute, 1 000 an hour; what exceeds that WeCom drops without a word."""

PER_CHAT = (Rate(count=30, seconds=61.0), Rate(count=1_000, seconds=3_610.0))
"""What the intelligent bot says in one chat, replies and pushes together (path 101463); beyond that comes 45009."""

PER_WEBHOOK = (Rate(count=20, seconds=61.0),)
"""Messages to one group's webhook: 20 a minute (path 99110)."""

DUPLICATE_SECONDS = (300, 900)
"""Shortest and longest window in which a repeated push is shown once; WeCom takes up to four hours."""

VOICE_LIMIT = 4 * 1024 * 1024
"""Bytes of a voice message that we download; WeCom's end at 2 MB."""

FILE_LARGEST = 20 * 1024 * 1024
"""Bytes of a file that the app sends."""

FILE_SMALLEST = 6
"""Bytes: a file must have more than five."""

BOT_FILE_SECONDS = 30.0
"""For fetching a file that somebody sent to the bot; its address lives five minutes."""

DIRECTORY_LIMIT = 32 * 1024 * 1024
"""Bytes of one page of the directory."""

DIRECTORY_CALLS = 4
"""Departments that are read at the same time."""

BUSY_ATTEMPTS = 3
"""How often a call is tried while WeCom says that it is busy."""

FREQUENCY_PAUSE = 60.0
"""Seconds to wait after 45009, whose shortest block is a minute."""

REPS_AT_ONCE = 100
"""Colleagues whose customers one call lists."""

PAGE_OF_CUSTOMERS = 100
"""Customers of one page of that list."""

LONGEST_WELCOME = 4_000
"""Bytes of a welcome."""

LONGEST_COMPANY = 20
"""Characters of the company in a colleague's note on a customer."""

LONGEST_TAG = 30
"""Characters of a customer tag."""


@dataclass(frozen=True, slots=True)
class BotTiming:
    """Seconds by which the intelligent bot goes (path 101463)."""

    ping: float = 30.0
    answer: float = 8.0
    """How long a command waits for its acknowledgement."""

    handing_over: float = 6.0
    """Whoever is displaced waits so long for the news that his lease has gone to another process of ours."""

    working_after: float = 2.0
    """Without an answer by then 「正在整理」 is shown."""

    working_until: float = 330.0
    """By then that line is ended: WeCom's older versions refuse to go on after six minutes."""
