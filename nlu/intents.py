"""Short answers to the bot's own questions: numbers, all, none (CONVERSATION §4.4)."""

from __future__ import annotations

from dataclasses import dataclass

from nlu import lazy_re as re
from nlu.normalise import fold_width

_CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)} | {chr(0x2474 + i): i + 1 for i in range(20)}
_HAN = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_ALL = frozenset(
    ["都要", "全要", "全部", "全都要", "所有", "都选", "全选", "都确认", "全部确认", "都是", "都对", "都行", "都记"]
)
_NONE = frozenset(
    [
        "都不",
        "都不要",
        "都不是",
        "都不选",
        "一个都不要",
        "都没有",
        "都不记",
        "全部不要",
        "全部不记",
        "全不要",
        "没有一个",
    ]
)
_LEAD_IN = re.compile(r"^(?:我?选择?|就?要|就?是|点|回复?|答|打开)\s*")
_ORDINAL = re.compile(
    r"第?\s*(\d{1,2}|十[一二三四五六七八九]?|[一二两三四五六七八九])\s*(?:个|条|项|家|位|号|"
    r"款)?[.)。]?"
)
_BETWEEN = re.compile(r"[\s,，、和与跟;/]+")


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """The options picked, counted from 1 in the order said; empty for «none of them».

    `out_of_range` is set when a number was said that no option has: the bot then tells the range.
    """

    picked: tuple[int, ...]
    out_of_range: bool = False


def small_number(text: str) -> int | None:
    """The value of a short number: 3, 三, 十二, ③; None otherwise."""
    text = text.strip()
    if text in _CIRCLED:
        return _CIRCLED[text]
    if text.isascii() and text.isdigit() and len(text) <= 2:
        return int(text)
    if text.startswith("十") and len(text) <= 2:
        return 10 + _HAN.get(text[1:], 0) if text[1:] in ("", *_HAN) else None
    return _HAN.get(text)


def read_answer_number(text: str, n: int) -> NumberAnswer | None:
    """Reads `1` `①` `1.` `一` `第一个` `选1` `1 3` `1、3` `13` (with fewer than 13 options) 都要 都不 as an
    answer to a question with `n` options; None when the text is no such answer."""
    if len(text) > 40:
        return None
    for character, value in _CIRCLED.items():
        text = text.replace(character, f" {value} ")
    body = fold_width(text).strip().strip("。.!,").strip()
    body = _LEAD_IN.sub("", body).removesuffix("吧").removesuffix("了").strip()
    if body in _ALL:
        return NumberAnswer(tuple(range(1, n + 1)))
    if body in _NONE:
        return NumberAnswer(())
    if re.fullmatch(r"[1-9]{2,}", body) and int(body) > n and all(int(c) <= n for c in body):
        numbers = [int(c) for c in body]
    else:
        numbers = []
        for piece in _BETWEEN.split(body):
            match = _ORDINAL.fullmatch(piece)
            number = small_number(match[1]) if match else None
            if number is None:
                return None
            numbers.append(number)
    picked = tuple(dict.fromkeys(v for v in numbers if 1 <= v <= n))
    return NumberAnswer(picked, out_of_range=len(picked) < len(set(numbers)))
