"""Amounts of money in yuan: 36万8, 三十八万八, 20w, 七八十万, 十五到十八万之间, 22块, ¥3,500 (CONTRACT, `amounts`).

Amounts in another currency are passed over, because a slot holds yuan only. A number before a measure word
(3万件, 两百张) counts things. Amounts without a currency and without 万 (报价9800, 一吨四百六) are `bare`:
whether they are money depends on the words around, which the caller knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from nlu import lazy_re as re
from nlu.money_short import PHRASE_ENDS, MoneyMention, read_pieces, with_borrowed_units
from nlu.numbers import ARABIC, BIG_UNITS, DIGIT_CLASS, DIGITS, LETTER_UNITS, fold, read_number
from nlu.spans import Span, masked
from nlu.wordlists import read_lines

__all__ = ["MoneyMention", "find_money"]

_CHINESE = f"{DIGIT_CLASS}十百千万亿拾佰仟"


_TITLE = "总|经理|工|主任|姐|哥|老|院长|科长|部长|处|局|董|校长|厂长|所长|先生|女士|书记|博|会计|秘书|师傅"


def _counted(*, ten_thousands: bool) -> re.Pattern[str]:
    """What stands behind a number that counts things; behind 万 only the words that count by ten thousands.

    A measure word that is a surname or the head of another word is none: 八十万张总说, 三十万条件, 20万本月付.
    """
    words: list[tuple[str, str]] = []
    for line in read_lines("measure_words.txt"):
        word, _, others = line.partition(" ")
        if not ten_thousands or word.endswith("+"):
            words.append((word.rstrip("+"), others))
    words.sort(key=lambda pair: len(pair[0]), reverse=True)
    measures = "|".join(f"{word}(?![{others}])" if others else word for word, others in words)
    return re.compile(
        rf"\s?(?:(?:{measures})(?!{_TITLE})|[%％‰]|分(?!期|批|两|三)|把(?=[小大旧新]?[椅凳锁刀伞剪尺钳铲扫壶转琴枪])"
        r"|(?:[kcdm]?[mMgGlLVAWTt]|[kKMGT][bBWwgGmHV])(?![a-zA-Z]))"
    )


_COUNTED = _counted(ten_thousands=False)
_COUNTED_BY_TEN_THOUSANDS = _counted(ten_thousands=True)
_WEEK_DAY = "(?![一二三四五六日天末])"
_TIME_UNIT = re.compile(
    rf" ?(?:个?半?(?:月|小时|钟头|星期{_WEEK_DAY}|礼拜{_WEEK_DAY}|季度)"
    rf"|年(?![底初前后末中])|周{_WEEK_DAY}|[号日点天岁秒时](?![报末])|分钟)"
)
# Behind a whole sum 月底 is a day of its own (定金10万月底付); behind its last digit it is not (6万5月底付).
_OWN_DAY = re.compile(r" ?月[底初中]")
_MONTHS = 12
_CURRENCY = re.compile(
    r"\s?(?:元(?![旦素件器宵月老])|块钱|块(?![儿头屏板地牌砖瓷磁布表硬电面显展石玻肉蛋木铁钢芯模业内市区]|[黑白]板)"
    r"|圆(?![形桌满])|人民币|RMB|rmb|CNY)(?:人民币)?"
)
_FOREIGN = (
    r"美元|美金|欧元|日元|日币|日圆|港币|港元|港纸|英镑|韩元|韩币|澳元|加元|新台币|台币|卢布|泰铢|新币|新元|法郎|越南盾"
    r"|卢比|马币|澳币|加币|澳门元|里拉|里亚尔|比索|克朗|令吉|USD|EUR|JPY|HKD|GBP|usd|eur"
)
_FOREIGN_AFTER = re.compile(rf"\s?(?:{_FOREIGN}|刀(?![具片头模]))")
_FOREIGN_BEFORE = re.compile(rf"(?:\$|€|£|{_FOREIGN})\s?\Z")
_YUAN_BEFORE = re.compile(r"(?:¥|RMB|rmb|CNY|人民币)\s?\Z")
_CONTEXT = 6
"""The longest currency before a number, in characters."""

_UNIT = r"个?万?亿|个?万|[十百千]万?|个?[wWkK](?=RMB|rmb|CNY|[^A-Za-z]|\Z)|M(?![A-Za-z0-9])"
_SIDE = re.compile(
    rf"(?P<head>(?:\d[千百十]){{1,3}}\d?(?=个?[万亿])|{ARABIC}|半(?=个?[万亿])|[{DIGIT_CLASS}十百千]{{1,9}}点[{DIGIT_CLASS}]{{1,4}}|[{_CHINESE}]{{1,16}})"
    rf"(?P<vague>[多来余几把])?(?:(?:(?<=\d)\s|(?<![万亿])\s(?=[万亿]))?(?P<unit>{_UNIT}))?(?P<later>[多来余](?!年|个月))?"
    rf"(?P<tail>(?<=[万亿千wWkK])(?:\d{{1,4}}(?!\d|[.,]\d)[千百]?|[{DIGIT_CLASS}千百十]{{1,7}}))?"
)
_JOIN = re.compile(r"(?:\(含\))?\s?(?:到|至|-|–|—|~|～|、)\s?")
_ROUGHLY_BEFORE = re.compile(r"(?:约|大概|差不多|将近|接近|近|小|不到|至少|最多|最少|超过?|破|上|顶多|起码|大几)\s?\Z")
_ROUGHLY_AFTER = re.compile(r"\s?(?:左右|上下|出头|以内|以上|以下|之间|封顶|打底|起步|朝上|往上|不到|开外|\+)")
_AFTER_YUAN = re.compile(
    rf"(?P<ten>[\d{DIGIT_CLASS}])(?:\s?[角毛](?:(?P<one>[\d{DIGIT_CLASS}])分?)?)?(?![\d.]|(?!一)[{_CHINESE}])"
)
_MINOR = re.compile(rf"\s?(?:毛钱?|角(?!度|色|落|钢|铁|膜|阀))(?:(?P<one>[{DIGIT_CLASS}\d])(?:分|(?=\W|$)))?")
_START = re.compile(rf"[\d{_CHINESE}半]")
# A full-width comma groups thousands only where the cents follow: 82，225.00.
_GROUPING = re.compile(r"(?<=\d)，(?=\d{3}\.\d\d(?!\d))")
_CODE_FOLLOWS = re.compile(r"[/:.\-]\d|[A-Za-z\d_]")
_LETTERS_BEFORE = re.compile(r"[A-Za-z]{2,}\Z")
_TEN_THOUSANDS = re.compile(rf"{ARABIC}\s?(?:[万亿]|[wW](?![A-Za-z]))")
_IDIOM = re.compile(r"十万(?:火急|八千里|大山|个为什么)")
_SPOKEN_UNIT = re.compile(r"[十百千]")
_NO_NUMBER_AFTER = frozenset("几数第每初之")
_DATE_BEFORE = frozenset("月年周期拜点号")
# «一年十八»: a price, where «五月十八» is a day.
_EACH_TIME = re.compile(r"[一每](?:个?月|年|周|个?星期|个?礼拜)\Z")


class _Side(NamedTuple):
    """One number of an amount, before currency and range are looked at."""

    low: Decimal
    high: Decimal
    scale: int
    """万 → 10000: what a first number without a unit takes over (十到十五万)."""
    end: int
    vague: bool
    words: str


def find_money(text: str, *, allow_bare: bool = False, taken: Sequence[Span] = ()) -> list[MoneyMention]:
    """Every amount in yuan, in the order said; those without any unit only with `allow_bare`.

    `taken` are stretches that hold something else already, as a telephone number.
    """
    folded = masked(fold(text), taken)
    if "，" in folded:
        folded = _GROUPING.sub(",", folded)
    mentions: list[MoneyMention] = []
    position = 0
    while (start := _START.search(folded, position)) is not None:
        mention, position = _amount_at(folded, start.start(), allow_bare)
        if mention is not None:
            mentions.append(mention)
    return with_borrowed_units(folded, mentions) if allow_bare else mentions


def _amount_at(text: str, start: int, allow_bare: bool) -> tuple[MoneyMention | None, int]:
    """The amount that begins at `start`, and where to go on."""
    if not _is_inside_another_word(text, start) and (pieces := read_pieces(text, start, allow_bare=allow_bare)):
        return pieces
    side = _read_side(text, start)
    if side is None:
        return None, _run_end(text, start)
    before = text[max(0, start - _CONTEXT) : start]
    if _is_inside_another_word(text, start) and not _YUAN_BEFORE.search(before):
        return None, side.end
    side, currency_end, ranged = _with_range(text, side)
    yuan_before = _YUAN_BEFORE.search(before)
    if _FOREIGN_AFTER.match(text, side.end) or _FOREIGN_BEFORE.search(before):
        return None, side.end
    if currency_end is None:
        side, currency_end = _with_currency(text, side)
    has_currency = currency_end is not None or yuan_before is not None
    end = currency_end if currency_end is not None else side.end
    bare = not has_currency and not _is_scaled(side)
    if not has_currency and not _may_be_money(text, start, side, before, bare=bare, allow_bare=allow_bare):
        return None, side.end
    roughly = _ROUGHLY_AFTER.match(text, end)
    mention = MoneyMention(
        span=Span(start - (len(yuan_before[0]) if yuan_before else 0), roughly.end() if roughly else end),
        low=side.low,
        high=side.high,
        approximate=side.vague or ranged or bool(roughly) or bool(_ROUGHLY_BEFORE.search(before)),
        bare=bare,
    )
    return mention, mention.span.end


def _run_end(text: str, start: int) -> int:
    """Past the characters of a number that could not be read."""
    match = _SIDE.match(text, start)
    return max(start + 1, match.end("head") if match else 0)


def _is_inside_another_word(text: str, start: int) -> bool:
    """v2, W12, 3/18, 15:30, 几十万, 第三: the digits are a part of something else."""
    if start == 0:
        return False
    previous = text[start - 1]
    if previous in _NO_NUMBER_AFTER:
        return True
    if previous.isascii() and previous.isalnum():
        # ERP30w is an amount behind a word, A20 a name.
        word = _LETTERS_BEFORE.search(text[max(0, start - _CONTEXT) : start])
        return not (word and _TEN_THOUSANDS.match(text, start))
    return previous in "./:-_" and start > 1 and text[start - 2].isdigit()


def _read_side(text: str, start: int) -> _Side | None:
    """One number with its unit and its vagueness."""
    match = _SIDE.match(text, start)
    if match is None:
        return None
    head, unit, tail = match["head"], match["unit"] or "", match["tail"] or ""
    vague, end = match["vague"] or "", match.end()
    if vague and not unit and not _is_followed_by_unit(text, match.end("vague")):
        vague, tail, end = "", "", match.end("head")
    if tail and _belongs_to_what_follows(text, end, tail):
        end, tail = match.start("tail"), ""
    if tail and read_number(head + unit + tail) is None and not _pair_values(head + unit + tail):
        end, tail = match.start("tail"), ""
    words = head + unit + tail
    if words == head and _counts_what_follows(text, end, head):
        words, end = head[:-1], end - 1
    values = _values(head, unit, tail, words, vague)
    if values is None and unit == "" and (cut := _where_said_twice(head)):
        words, end, vague = head[:cut], start + cut, ""
        values = _values(words, "", "", words, "")
    if values is None:
        return None
    return _Side(*values, _scale(words), end, bool(vague or match["later"]) or values[0] != values[1], words)


def _counts_what_follows(text: str, end: int, head: str) -> bool:
    """十万一台, 三万五一台, 三万五天内: the last digit counts the thing or the time behind it."""
    if len(head) < 2 or not _belongs_to_what_follows(text, end, head[-1]):
        return False
    return head[-2] in "万亿千百" or (head[-1] == "一" and head[-2] in DIGITS and read_number(head[:-1]) is not None)


def _is_followed_by_unit(text: str, end: int) -> bool:
    """三千多块 and 二十多分钟 as against 四百多了."""
    return any(pattern.match(text, end) for pattern in (_CURRENCY, _COUNTED, _TIME_UNIT))


def _belongs_to_what_follows(text: str, end: int, tail: str) -> bool:
    """三万五天内 is 三万 within 五天, 十万一台 is 十万 for each.

    Before a measure word nobody shortens 三万五千 to 三万五.
    """
    if len(tail) != 1 or not (tail in DIGITS or tail.isdigit()):
        return False
    if tail == "一" and not PHRASE_ENDS.match(text, end):
        return True
    # In dictated text a space is a pause: 三百二 家里 is no count of houses.
    if tail in DIGITS and text[end : end + 1] == " ":
        return False
    return bool(_TIME_UNIT.match(text, end) or _COUNTED.match(text, end))


def _where_said_twice(head: str) -> int:
    """八十万八十万, 一百二一百二十万: where the first of two numbers ends, 0 when there are no two."""
    half = len(head) // 2
    if head[:half] == head[half:] and read_number(head[:half]) is not None:
        return half
    return next(
        (
            cut
            for cut in range(2, len(head) - 1)
            if read_number(head[:cut]) is not None and read_number(head[cut:]) is not None
        ),
        0,
    )


def _values(head: str, unit: str, tail: str, words: str, vague: str) -> tuple[Decimal, Decimal] | None:
    """The least and the greatest amount that the words may mean."""
    if vague == "几":
        ends = [str(int(head) + more) for more in (1, 9)] if head.isdigit() else [f"{head}一", f"{head}九"]
        low, high = (read_number(f"{end}{unit}") for end in ends)
        return (low, high) if low is not None and high is not None else None
    if vague and head in ("百", "千", "万"):
        words = f"一{words}"
    value = read_number(words)
    if value is not None and not _is_pair(words):
        return value, value
    return _pair_values(words)


def _is_pair(words: str) -> bool:
    return len(words) == 2 and all(character in DIGITS for character in words)


def _pair_values(words: str) -> tuple[Decimal, Decimal] | None:
    """七八十万, 十五六万, 三五万: two neighbouring digits mean from … to …."""
    for index in range(len(words) - 1):
        first, second = DIGITS.get(words[index], 0), DIGITS.get(words[index + 1], 0)
        if first and (second == first + 1 or (first, second) == (3, 5)):
            low = read_number(words[: index + 1] + words[index + 2 :])
            high = read_number(words[:index] + words[index + 1 :])
            return (low, high) if low is not None and high is not None and low < high else None
    return None


_SCALES = {**BIG_UNITS, **LETTER_UNITS}


def _scale(words: str) -> int:
    return next((_SCALES[character] for character in reversed(words) if character in _SCALES), 1)


def _is_scaled(side: _Side) -> bool:
    """万, 亿, w and k make an amount of a number; M and 4K may be sizes."""
    last = side.words[-1]
    if last == "M" or (last == "K" and side.low < 10_000):
        return False
    return side.scale > 1


def _with_range(text: str, left: _Side) -> tuple[_Side, int | None, bool]:
    """5-8万, 十五到十八万, 22块到25块, 八、九万: the two ends, the end of the currency, and whether it is one."""
    after_currency = _CURRENCY.match(text, left.end)
    join = _JOIN.match(text, after_currency.end() if after_currency else left.end)
    right = _read_side(text, join.end()) if join else None
    if join is None or right is None:
        return left, None, False
    low, high = left.low, right.high
    if "、" in join[0]:
        tens = left.low % 10 == 0 and right.low == (left.low + 10) * right.scale
        if not tens and right.low != (left.low % 10 + 1) * right.scale:
            return left, None, False
        high = right.low if tens else (left.low + 1) * right.scale
    if left.scale == 1 and low * right.scale < high and not after_currency:
        low *= right.scale
    right_currency = _CURRENCY.match(text, right.end)
    is_amount = right.scale > 1 or right_currency or _is_bare_range(low, high, join[0])
    if not low < high <= low * 100 or not is_amount:
        return left, None, False
    return (
        _Side(low, high, right.scale, right.end, vague=True, words=right.words),
        right_currency.end() if right_currency else None,
        True,
    )


def _is_bare_range(low: Decimal, high: Decimal, join: str) -> bool:
    """六百到八百, 12800-13500; a hyphen between small or distant numbers is a code or a date."""
    if "-" in join:
        return low >= 300 and high <= low * 2
    return low >= 10


def _with_currency(text: str, side: _Side) -> tuple[_Side, int | None]:
    """The currency after a number, with its smaller coins: 三块五, 四百六十块五, 3元5角, 五毛."""
    match = _CURRENCY.match(text, side.end)
    # After one spoken digit 元 and 块 are mostly no currency (三元桥, 两块地): only when the phrase ends here.
    spoken_digit = len(side.words) == 1 and side.words in DIGITS
    if match is None:
        minor = _MINOR.match(text, side.end) if side.scale == 1 and side.low < 100 else None
        if minor is None or (spoken_digit and ("角" in minor[0] or not PHRASE_ENDS.match(text, minor.end()))):
            return side, None
        value = side.low / 10 + _coin(minor["one"]) / 100
        return _Side(value, value, 1, minor.end(), side.vague, side.words), minor.end()
    end = match.end()
    coins = _AFTER_YUAN.match(text, end) if match[0][-1] in "元块圆" else None
    if coins and not _TIME_UNIT.match(text, coins.end()) and not _COUNTED.match(text, coins.end()):
        extra = _coin(coins["ten"]) / 10 + _coin(coins["one"]) / 100
        return _Side(side.low + extra, side.high + extra, 1, coins.end(), side.vague, side.words), coins.end()
    if spoken_digit and not match[0].endswith("钱"):
        together = side.words == "一" and "块" in match[0]
        if together or not PHRASE_ENDS.match(text, end):
            return side, None
    return side, end


def _coin(digit: str | None) -> Decimal:
    return Decimal(0) if digit is None else Decimal(DIGITS[digit] if digit in DIGITS else int(digit))


def _may_be_money(text: str, start: int, side: _Side, before: str, *, bare: bool, allow_bare: bool) -> bool:
    """A number without a currency: counts, dates and idioms (千万别忘) are no amounts."""
    paused = side.words[-1] in _CHINESE and text[side.end : side.end + 1] == " "
    counted = _COUNTED if bare else _COUNTED_BY_TEN_THOUSANDS
    month = bare and side.low <= _MONTHS
    lasts = _TIME_UNIT.match(text, side.end) and (month or not _OWN_DAY.match(text, side.end))
    if not paused and (lasts or counted.match(text, side.end)):
        return False
    if not bare:
        if _IDIOM.match(text, start):
            return False
        idiom = side.words in ("千万", "百万") and not side.vague
        return not idiom or bool(_ROUGHLY_BEFORE.search(before) or text.startswith("级", side.end))
    shared = text[side.end : side.end + 1] == "/" and side.low >= 100
    if not allow_bare or (not shared and _CODE_FOLLOWS.match(text, side.end)):
        return False
    if start and side.low < 60 and text[start - 1] in _DATE_BEFORE and not _EACH_TIME.search(before):
        return False
    if side.words[0].isdigit():
        if side.words[0] == "0" and "." not in side.words:
            return False
        return 2 <= len(side.words.split(".")[0]) <= 8 or "." in side.words
    return len(side.words) > 1 and _SPOKEN_UNIT.search(side.words) is not None
