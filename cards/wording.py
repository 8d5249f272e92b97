"""How dates, amounts, durations and names are said (CONVERSATION §1, rules 3–5 and the small print).

Dates and clocks are those of the reader: pass instants through a `Reader`, which knows his zone and his today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal

_WEEKDAYS = "一二三四五六日"
_NEAR = {-1: "昨天", 0: "今天", 1: "明天"}
_DAYS_SAID_FROM_HOURS = 72
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_REGION = re.compile(r"（[^（）]*）$|\([^()]*\)$")
_MOBILE = re.compile(r"1\d{10}")


def day(on: date, *, today: date, weekday: bool = True, near: bool = False) -> str:
    """A date: 「3月13日 周五」; the year only when it isn't this one; `near` puts 今天, 明天, 昨天 before it."""
    said = f"{on.month}月{on.day}日"
    if on.year != today.year:
        said = f"{on.year}年{said}"
    if weekday:
        said += f" 周{_WEEKDAYS[on.weekday()]}"
    word = _NEAR.get((on - today).days) if near else None
    return f"{word} {said}" if word else said


def day_range(first: date, last: date, *, today: date) -> str:
    """Several days: 「3月9日–15日」, over a month's end 「2月27日–3月3日」."""
    start = day(first, today=today, weekday=False)
    if first == last:
        return start
    if (first.year, first.month) == (last.year, last.month):
        return f"{start}–{last.day}日"
    if first.year == last.year:
        return f"{start}–{last.month}月{last.day}日"
    return f"{start}–{last.year}年{last.month}月{last.day}日"


def clock(at: time | datetime) -> str:
    """A time of day: 「14:30」."""
    return f"{at.hour:02d}:{at.minute:02d}"


@dataclass(frozen=True, slots=True)
class Reader:
    """The moment at which, and the zone in which, a person reads: decides how instants are said."""

    now: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        """The reader's date."""
        return self.now.astimezone(self.zone).date()

    def local(self, at: datetime) -> datetime:
        """An aware instant on the reader's clock. Raises ValueError for a naive one."""
        if at.tzinfo is None:
            raise ValueError("an instant needs its offset")
        return at.astimezone(self.zone)

    def day(self, on: date, *, weekday: bool = True, near: bool = False) -> str:
        """A date, said today."""
        return day(on, today=self.today, weekday=weekday, near=near)

    def range(self, first: date, last: date) -> str:
        """Several days, said today."""
        return day_range(first, last, today=self.today)

    def when(self, at: datetime, *, weekday: bool = True, near: bool = False) -> str:
        """An instant: 「3月2日 周一 09:30」, with `near` 「明天 3月3日 周二 09:00」."""
        local = self.local(at)
        return f"{self.day(local.date(), weekday=weekday, near=near)} {clock(local)}"

    def closing(self, at: datetime) -> str:
        """The instant of a closing line: 「3月2日 09:14」."""
        return self.when(at, weekday=False)

    def cut_off(self, at: datetime) -> str:
        """The cut-off of figures, the one place of ISO dates: 「2026-03-02 09:00」."""
        return f"{self.local(at):%Y-%m-%d %H:%M}"


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _hundredths(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _scaled(yuan: Decimal) -> tuple[str, str]:
    sign, size = "−" if yuan < 0 else "", abs(yuan)
    # 9,999.9999 万 would round to 10000 万: from there on it is said in 亿.
    if _hundredths(size / 10_000) >= 10_000:
        return sign + _plain(_hundredths(size / 100_000_000)).replace(",", ""), "亿"
    if size >= 10_000:
        return sign + _plain(_hundredths(size / 10_000)).replace(",", ""), "万"
    return sign + _plain(_hundredths(size)), "元"


def money(yuan: Decimal | int) -> str:
    """An amount in yuan: 「50 万」「1.2 亿」「8,600 元」."""
    number, unit = _scaled(Decimal(yuan))
    return f"{number} {unit}"


def hours(n: int) -> str:
    """Idle hours: 「41 小时」; from 72 with whole days, rounded down: 「120 小时（5 天）」."""
    return f"{n} 小时（{n // 24} 天）" if n >= _DAYS_SAID_FROM_HOURS else f"{n} 小时"


def duration(span: timedelta) -> str:
    """A short span: 「40 分钟」「2 小时 18 分」「2 小时」."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} 分钟"
    whole, rest = divmod(minutes, 60)
    return f"{whole} 小时 {rest} 分" if rest else f"{whole} 小时"


def percent(share: Decimal | float) -> str:
    """A share of one as 「12%」「99.97%」, at most two decimals, no space."""
    return _plain(_hundredths(Decimal(str(share)) * 100)) + "%"


def mask_phone(phone: str) -> str:
    """A number as messages may show it: 「139****5678」, 「021-****1234」; what is masked stays as it is (I2)."""
    if "*" in phone:
        return phone
    compact = re.sub(r"[\s\-]", "", phone)
    if compact.startswith(("+86", "0086")):
        compact = compact.removeprefix("+86").removeprefix("0086")
    if _MOBILE.fullmatch(compact):
        return f"{compact[:3]}****{compact[-4:]}"
    if (parts := re.match(r"^(0(?:10|2\d|[3-9]\d{2}))", compact)) and len(compact) >= 10:
        return f"{parts.group(1)}-****{compact[-4:]}"
    return f"****{compact[-4:]}" if len(compact) > 6 else "****"


def short_name(company: str, width: int) -> str:
    """A company's name in `width` characters: head, tail and （地区） stay, never cut inside the brackets.

    「上海恒瑞…（浦东分公司）」. Where even the bracket doesn't fit, head and tail of the rest are kept.
    """
    if len(company) <= width:
        return company
    match = _REGION.search(company)
    if match is not None and len(match.group()) + 3 <= width:
        tail, body = match.group(), company[: match.start()]
    else:
        body = company[: match.start()] if match is not None and match.start() > 0 else company
        if len(body) <= width:
            return body
        tail = body[-max((width - 1) // 3, 1) :]
    head = body[: max(width - len(tail) - 1, 1)]
    return f"{head}…{tail}"


def number_mark(n: int) -> str:
    """The number of a choice: ①…⑳, then 「21.」. Raises ValueError below one."""
    if n < 1:
        raise ValueError("choices are numbered from one")
    return _MARKS[n - 1] if n <= len(_MARKS) else f"{n}."


def join_facts(*facts: str) -> str:
    """Facts of one thing, the empty ones left out: 「恒瑞 · 李总 · 电话」."""
    return " · ".join(fact for fact in facts if fact)


def choices(labels: Iterable[str]) -> str:
    """Numbered choices in one line: 「①A公司 ②华星」."""
    return " ".join(f"{number_mark(n)}{label}" for n, label in enumerate(labels, start=1))


def signed(n: int) -> str:
    """A change of points, with a true minus sign: 「+5」「−5」."""
    return f"+{n}" if n >= 0 else f"−{-n}"


def points(change: int, balance: int) -> str:
    """「+5 积分（共 5）」; nothing for a change of nothing: the tag is absent, not 「+0」."""
    return f"{signed(change)} 积分（共 {balance}）" if change else ""


def arrow(old: str, new: str) -> str:
    """A change: 「王总 → 李总」, from nothing 「（空）→ 李总」."""
    return f"{old} → {new}" if old else f"（空）→ {new}"
