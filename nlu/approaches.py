"""Contacts that a person's or a company's place in the sentence tells: who came first, who was seen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.events import Event
from nlu.stretches import Stretch

_APPROACHED = re.compile(
    r"(?:今[天日早]|一早|一大早|昨[天日晚]|上午|下午|中午|晚上|早上|刚才|刚刚|刚|又|还|就|也|突然|亲自|那边|"
    r"\(?\d{1,2}[./点]\d{0,2}\)?|[, ]){0,4}"
    r"(?:给(?:我|咱)们?(?:打|发|来)|找(?:到)?(?:我|咱)"
    r"|来[\u4e00-\u9fff]{0,4}找的?(?:我|咱)|(?:致电|微信|call ?)(?:我|咱)|call ?问|派人[^,。]{0,6}送来"
    r"|(?:来|到)(?:我们?|咱们?)?(?:展厅|厂里|店里)"
    r"|(?:一行|派人|带队|带人|亲自|专程)[^,。]{0,8}(?:来|到)(?:我|咱|厂|司|公司|店|展厅)"
    r"|发(?:了|来)?(?:个|条|封)?(?:微信|邮件|短信|消息|语音)(?:来|过来)?"
    r"(?:催|问|说|让|要|告诉|通知|反馈|约|确认|咨询|拜托|托)"
    r"|(?:打(?:了)?(?:个)?电话|微信|来电)(?:来|过来)?(?:催|问|说|让|要|告诉|通知|反馈|约|确认|咨询|投诉|,))"
)
_AS_OBJECT = re.compile(r"给|跟|和|与|向|找|约|见|请|陪|拜访|联系|催|问|让|叫|打|去")
_SENTENCE_END = re.compile(r"[,。;!?\n ]")
_SEEN = re.compile(r"见(?:到|了|着|过)?(?:的)?[\u4e00-\u9fff]{0,6}$")
_NOT_SEEN = ("没", "看", "听", "遇", "碰", "再", "少", "意", "常", "想", "约")


def find_approaches(text: str, named: Iterable[Stretch]) -> list[Event]:
    """Where a person or company named comes first: «陈工今天一早发微信催进度» (not «给陈工发微信催»)."""
    found = []
    for start, end in named:
        match = _APPROACHED.match(text, end)
        if match and not _AS_OBJECT.search(_SENTENCE_END.split(text[max(0, start - 14) : start])[-1]):
            found.append(Event(match.start(), match.end(), "inbound", 8))
    return found


def find_meetings(text: str, people: Iterable[Stretch]) -> list[Event]:
    """«见周科长»: seeing someone is a visit, whatever stands between."""
    found = []
    for start, _ in people:
        floor = max(0, start - 10)
        match = _SEEN.search(text[floor:start])
        if match:
            first = floor + match.start()
            if not text[max(0, first - 1) : first].endswith(_NOT_SEEN):
                found.append(Event(first, first + 1, "visit", 2))
    return found
