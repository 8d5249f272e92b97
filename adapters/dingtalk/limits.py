"""DingTalk's rates (protocols: 接口调用频率限制, 机器人发送消息); the bytes of a card are in `cards.limits`."""

from __future__ import annotations

from adapters.pace import Allowance, Pace

APP = Allowance(20, 1.0)
"""Calls of the app, standard edition."""

CONTACTS = Allowance(15, 1.0)
"""Reads of the directory; the rest of the app's rate is left to messages."""

BODY_LIMIT = 256 * 1024
"""Bytes of a callback body or of a frame, as DingTalk's own client for Java allows."""

VOICE_LIMIT = 10 * 1024 * 1024
"""Bytes of a downloaded voice message."""

PAGE_SIZE = 100
"""People in one page of a department."""

FRESH_SECONDS = 3600.0
"""How far a callback's time stamp may lie from the machine's clock."""

CLICK_SECONDS = 1.5
"""Within which a click is answered; DingTalk shows an error after 2."""

FLOW_CONTROL_SECONDS = 60.0
"""When to try again with a person whose messages DingTalk holds back; it doesn't say itself."""

PUNISHED_SECONDS = 300.0
"""How long DingTalk refuses an address that called it too often."""


class Paces:
    """The turns under these rates, of one app in one process."""

    def __init__(self) -> None:
        self.app = Pace(APP)
        self.contacts = Pace(CONTACTS, patience=600.0)
