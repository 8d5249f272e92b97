"""Parts of the day and clock times (CONTRACT «Times»): 上午, 后晌, 下午三点半, 15:30, 三点一刻."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from nlu import lazy_re as re
from nlu.numbers import read_number

PartName = Literal["dawn", "morning", "noon", "afternoon", "dusk", "evening", "night"]
PARTS: dict[PartName, tuple[time, time]] = {
    "dawn": (time(0), time(6)),
    "morning": (time(8), time(12)),
    "noon": (time(11), time(13)),
    "afternoon": (time(12), time(18)),
    "dusk": (time(17), time(19)),
    "evening": (time(18), time(22)),
    "night": (time(22), time(23, 59)),
}
_WORDS: dict[str, PartName] = {
    **dict.fromkeys(
        (
            "早上",
            "早晨",
            "清晨",
            "清早",
            "早间",
            "一早",
            "一大早",
            "大早",
            "上午",
            "头午",
            "头晌",
            "前晌",
            "午前",
            "早",
            "晨",
        ),
        "morning",
    ),
    **dict.fromkeys(("中午", "正午", "晌午", "午间"), "noon"),
    **dict.fromkeys(("下午", "午后", "后晌", "过晌", "后晌午", "下昼", "晏昼"), "afternoon"),
    **dict.fromkeys(("傍晚", "傍黑", "擦黑", "黄昏"), "dusk"),
    **dict.fromkeys(("晚上", "晚间", "夜晚", "夜里", "夜间", "入夜", "晚", "夜"), "evening"),
    **dict.fromkeys(("凌晨", "后半夜", "拂晓"), "dawn"),
    **dict.fromkeys(("深夜", "半夜", "午夜", "前半夜"), "night"),
}
_HOUR = r"(?:2[0-4]|1\d|0?\d|二十[一二三四]?|十[一二]?|十[三四五六七八九]|[零一二两三四五六七八九])"
_LONG = "|".join(sorted((word for word in _WORDS if len(word) > 1), key=len, reverse=True))
_PART = re.compile(rf"(?P<big>大)?(?P<word>{_LONG})(?:儿|个)?(?![茶饭餐好]|宴(?!请))")
# 早 and 晚 alone are parts of the day only behind a day: 明早, 周二晚, 15号晚.
_SHORT_PART = re.compile(r"(?P<word>早(?![就已会点先])|[晚夜](?![点饭宴餐会报])|晨)")
_PART_OF_CLOCK = re.compile(rf"(?P<word>[早晚])(?=\s?{_HOUR}\s?[点:])")
PART_HEADS = "".join(sorted({word[0] for word in _WORDS if len(word) > 1} | {"大"}))
_ANY_PART_HEADS = frozenset(PART_HEADS + "早晚夜晨")

_MINUTE = r"(?:[0-5]\d(?!\d)|[二三四五]?十[一二三四五六七八九]?|[零〇][一二三四五六七八九])"
# 2-4点 and 两三点 say the word for the hour once; the first number is an hour too.
_FIRST_OF_TWO = re.compile(rf"(?P<hour>{_HOUR})(?=\s?(?:到|至|-|–|—|~|～)\s?{_HOUR}\s?点)")
_CLOCK = re.compile(
    rf"(?P<hour>[一二两三四五六七八九](?=[二三四五六七八九]点)|{_HOUR})(?P<or_next>(?<=[一二两三四五六七八])[二三四五六七八九](?=点))?\s?[点时](?!候|间|代|期|光|效|差|常|不时)(?:钟|整)?"
    rf"(?:(?P<half>半)|(?P<quarter>[一三13])刻|过?(?P<minute>{_MINUTE}|[1-9一二三四五六七八九](?=分))分?)?"
    r"(?P<about>多|来钟|左右|前后)?"
)
_FIGURES = re.compile(
    r"(?P<hour>2[0-4]|1\d|0?\d)\s?:\s?(?P<minute>[0-5]\d)(?::[0-5]\d)?(?!\d|:|[%％])(?:\s?(?P<half_day>[AaPp][Mm]))?(?:[时点](?!间))?"
)
_ENGLISH = re.compile(r"(?P<hour>1[0-2]|0?[1-9])\s?(?P<half_day>[AaPp][Mm])(?![A-Za-z])")
CLOCK_HEADS = "0123456789零一二两三四五六七八九十"
_CLOCK_HEADS = frozenset(CLOCK_HEADS)

# 三点建议 counts points, 三点去 is an hour: what follows or precedes tells them apart.
_POINTS_AFTER = re.compile(
    r"建议|要求|意见|问题|原因|需求|内容|结论|好处|优势|诉求|顾虑|想法|理由|不足|改进|疑问|反馈|说明|启发|感受|体会|共识"
    r"|不同|希望|注意|补充|困难|情况|条件|担心|期望|变化|收获|计划|措施|异议|开外|需要|[需要得]改|不[满清明]"
    r"|没|式|水|论|档|[:：、]|[一二三]是|[\d零一二三四五六七八九]"
)
_BIT_AFTER = re.compile(r"[都也儿不没意声一]|点(?!半)")
_POINTS_BEFORE = frozenset("之了有第这那共列几个提出下上便贵多少早晚快慢好差高低大小占得俩些")
_HOUR_BEFORE = frozenset("到约在等从定改是至于")
_ARRANGED_BEFORE = ("约了", "定了", "改了", "约好", "说好", "约的", "定的")


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour and a minute as said, before it is known which half of the day is meant."""

    hour: int
    minute: int
    written: bool
    """Figures with a colon or a leading zero, or am/pm: no guess is needed from 13 o'clock or 07:30 on."""
    sure: bool
    """Half, quarter, 钟 or a colon was said, so that it can't be «points»."""

    def at(self, day: date, part: PartName | None) -> datetime:
        """The minute on `day`; past midnight is the next day. Bare one to seven is afternoon in business talk."""
        hour, minute = self.hour, self.minute
        if part in ("noon", "afternoon", "dusk") and (1 <= hour <= 7 or (part == "afternoon" and hour < 12)):
            hour += 12 if hour else 0
        elif part in ("evening", "night"):
            hour += 12 if 4 <= hour <= 12 else 24 if hour < 4 else 0
        elif part == "dawn":
            hour %= 12
        elif part is None and 1 <= hour <= 7 and not self.written:
            hour += 12
        return datetime.combine(day, time(0)) + timedelta(hours=hour, minutes=minute)


def read_part(text: str, start: int, *, behind_day: bool) -> tuple[PartName, int] | None:
    """The part of the day said at `start` and where its word ends."""
    if text[start : start + 1] not in _ANY_PART_HEADS:
        return None
    match = (
        _PART.match(text, start)
        or _PART_OF_CLOCK.match(text, start)
        or (_SHORT_PART.match(text, start) if behind_day else None)
    )
    return None if match is None else (_WORDS[match["word"]], match.end())


def read_clock(text: str, start: int, *, behind_day: bool) -> tuple[Clock, int, bool] | None:
    """The clock time said at `start`, where its words end, and whether it is approximate.

    `behind_day`: a day or a part of the day stands right before it, so 三点 can be nothing but an hour.
    """
    head = text[start : start + 1]
    if head not in _CLOCK_HEADS and not head.isdecimal():
        return None
    match = _FIGURES.match(text, start) or _ENGLISH.match(text, start)
    if match is not None:
        groups = match.groupdict()
        hour, half_day = int(match["hour"]), (match["half_day"] or "").lower()
        if half_day:
            hour = hour % 12 + (12 if half_day == "pm" else 0)
        written = bool(half_day) or match["hour"].startswith("0") or hour > 12
        return Clock(hour, int(groups.get("minute") or 0), written=written, sure=True), match.end(), False
    first = _FIRST_OF_TWO.match(text, start)
    if first is not None:
        hour_read = read_number(first["hour"])
        if hour_read is not None and hour_read <= 24:
            written = first["hour"].startswith("0")
            return Clock(int(hour_read), 0, written=written, sure=True), first.end(), False
    match = _CLOCK.match(text, start)
    if match is None:
        return None
    clock = _spoken(match)
    if clock is None or not (clock.sure or _is_hour(text, start, match, behind_day=behind_day)):
        return None
    return clock, match.end(), match["about"] is not None or match["or_next"] is not None


def _spoken(match: re.Match[str]) -> Clock | None:
    hour = read_number(match["hour"])
    minute = 30 if match["half"] else 0
    if match["quarter"]:
        minute = 15 if match["quarter"] in "一1" else 45
    elif match["minute"]:
        read = read_number(match["minute"])
        minute = int(read) if read is not None else 60
    # 一时半会 is no clock time.
    if hour is None or hour > 24 or minute > 59 or match[0].startswith("一时"):
        return None
    sure = bool(match["half"] or match["quarter"] or match["minute"]) or "钟" in match[0] or "整" in match[0]
    return Clock(int(hour), minute, written=match["hour"].startswith("0"), sure=sure)


def _is_hour(text: str, start: int, match: re.Match[str], *, behind_day: bool) -> bool:
    """Is a bare «三点» an hour rather than three points or «a bit» (一点)?"""
    a_bit = match["hour"] == "一" and _BIT_AFTER.match(text, match.end()) is not None
    if behind_day:
        return not a_bit
    if a_bit or _POINTS_AFTER.match(text, match.end()):
        return False
    before = text[start - 1] if start else ""
    if text[max(0, start - 2) : start] in _ARRANGED_BEFORE:
        return True
    if before in _HOUR_BEFORE or (match["about"] or "") in ("多", "来钟", "左右", "前后"):
        return match["hour"] != "一" or before in _HOUR_BEFORE
    return match["hour"] not in ("一", "零") and "点" in match[0] and before not in _POINTS_BEFORE
