"""DingTalk's rates (protocols: 接口调用频率限制, 机器人发送消息); the bytes of a card are in `cards.limits`."""

from __future__ import annotations

from adapters.contract import Edition
from adapters.pace import Pace, Rate

APP = Rate(20, 1.0)
"""Calls of the app, standard edition."""

CONTACTS = Rate(15, 1.0)
"""Reads of the directory; the rest of the app's rate is left to messages."""

BODY_LIMIT = 256 * 1024
"""Bytes of a callback body or of a frame, as DingTalk's own client for Java allows."""

VOICE_LIMIT = 10 * 1024 * 1024
"""Bytes of a downloaded voice message."""

FILE_LARGEST = 20 * 1024 * 1024
"""Bytes of a file that the robot sends."""

FILE_KINDS = frozenset({"xlsx", "pdf", "zip", "rar", "doc", "docx"})
"""Endings of files that the robot may send (protocols: sampleFile)."""

PAGE_SIZE = 100
"""People in one page of a department."""

FRESH_SECONDS = 3600.0
"""How far a callback's time stamp may lie from the machine's clock."""

CLICK_SECONDS = 1.5
"""Within which a click is answered; DingTalk shows an error after 2."""

FLOW_CONTROL_SECONDS = 60.0
"""When to try again with a person whose messages DingTalk holds back; it doesn't say itself."""

FLOW_CONTROL_LONGEST = 3600.0
"""The longest that such a message waits for its next try."""

HELD_BACK_SECONDS = 600.0
"""How long a message waits for a person whose messages are held back before a work notice carries it."""

BATCH_PEOPLE = 20
"""People in one robot message; the error text says 100, the page 20."""

NOTICE_PAUSE_SECONDS = 3600.0
"""When to try again with a person whose 500 work notices of the day are used up."""

PUNISHED_SECONDS = 300.0
"""How long DingTalk refuses an address that called it too often."""

EDITIONS = (
    Edition("标准版", {"call": 5_000, "message": 3_000}),
    Edition("专业版", {"call": 200_000, "message": 50_000}),
)
"""What an organisation may use in a calendar month, all of its apps together (protocols: 应用开发平台计费模式)."""

_FREE_CALLS = ("/topapi/v2/user/", "/topapi/v2/department/", "/topapi/user/")
_FREE_EVENTS = ("user_", "org_", "label_", "check_url")


def is_free_call(path: str) -> bool:
    """Whether a call of the old host is not charged: the directory and signing in (protocols: 基础接口免费)."""
    return path.startswith(_FREE_CALLS)


def is_free_event(kind: str) -> bool:
    """Whether an event is not charged: those of the directory (protocols: 附录 A 事件列表)."""
    return kind.startswith(_FREE_EVENTS)


class Paces:
    """The turns under these rates, of one app in one process."""

    def __init__(self) -> None:
        self.app = Pace(APP)
        self.contacts = Pace(CONTACTS, patience=600.0)
