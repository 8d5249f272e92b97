"""Numbers as people write and say them: 二十, 3.5, １２, 两千零八, 一百五 (=150), 三万八 (=38000)."""

from __future__ import annotations

from decimal import Decimal

from nlu import lazy_re as re

DIGITS: dict[str, int] = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
SMALL_UNITS: dict[str, int] = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
BIG_UNITS: dict[str, int] = {"万": 10_000, "亿": 100_000_000}
LETTER_UNITS: dict[str, int] = {"w": 10_000, "W": 10_000, "k": 1000, "K": 1000, "M": 1_000_000}

DIGIT_CLASS = "零〇○一二两俩仨三四五六七八九壹贰叁肆伍陆柒捌玖"
UNIT_CLASS = "十百千万亿拾佰仟"
ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?"

LONGEST_NUMBER = 32
"""No number that a person says is longer; a longer string is refused unread."""

# Width, and traditional forms of the characters that numbers, times and amounts are made of. Every
# replacement is one character for one, so that offsets stay the same.
_FOLDING = str.maketrans(
    {
        # The full-width comma parts clauses and never groups thousands, so it stays as it is.
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) != "，"},
        "\u3000": " ",
        "\xa0": " ",
        "￥": "¥",
        **dict(
            zip(
                "兩萬億倆參陸點鐘號後內個週間禮節國慶勞動現時當過這幾陰曆臘開從無內圓塊錢幣漢貳叄伍零"
                "晝夜剛聖誕產業總軍長結終歐鎊樣歲數來餘將達聽尋",
                "两万亿俩叁陆点钟号后内个周间礼节国庆劳动现时当过这几阴历腊开从无内圆块钱币汉贰叁伍零"
                "昼夜刚圣诞产业总军长结终欧镑样岁数来余将达听寻",
                strict=True,
            )
        ),
    }
)

_ANY_FOLDED = re.compile(f"[{re.escape(''.join(map(chr, _FOLDING)))}]")

_ONLY_ARABIC = re.compile(rf"{ARABIC}\Z")
_PIECE = re.compile(rf"(?P<arabic>{ARABIC})|(?P<digit>[{DIGIT_CLASS}])|(?P<unit>[{UNIT_CLASS}wWkKM])")
_DECIMAL = re.compile(rf"([{DIGIT_CLASS}十百千]{{1,9}})点([{DIGIT_CLASS}]{{1,6}})([{UNIT_CLASS}]{{0,2}})\Z")
_HALF = re.compile(rf"([{DIGIT_CLASS}十百\d]{{0,6}})个?半(个?[万亿])?\Z")


def fold(text: str) -> str:
    """Full width to half width and traditional to simplified, one character for one character."""
    return text.translate(_FOLDING) if _ANY_FOLDED.search(text) else text


def read_number(text: str) -> Decimal | None:
    """The number that the whole string says, or None.

    Colloquial endings count as people mean them: 一百五 is 150, 三万八 is 38000, 3万8 is 38000.
    """
    text = fold(text).strip().replace("廿", "二十").replace("卅", "三十")
    if not text or len(text) > LONGEST_NUMBER:
        return None
    if _ONLY_ARABIC.match(text):
        return Decimal(text.replace(",", ""))
    if "半" in text:
        return _read_half(text)
    if "点" in text:
        return _read_spoken_decimal(text)
    if len(text) > 1 and all(character in DIGITS for character in text):
        return Decimal("".join(str(DIGITS[character]) for character in text))
    return _read_mixed(text)


def _read_half(text: str) -> Decimal | None:
    """半, 一个半, 两个半, 半个亿."""
    match = _HALF.match(text)
    if match is None:
        return None
    whole = Decimal(0)
    if match[1]:
        if "个" not in text:
            return None
        read = read_number(match[1])
        if read is None:
            return None
        whole = read
    unit = BIG_UNITS[match[2][-1]] if match[2] else 1
    return (whole + Decimal("0.5")) * unit


def _read_spoken_decimal(text: str) -> Decimal | None:
    """三点五, 十二点七五, 三点五万."""
    match = _DECIMAL.match(text)
    if match is None:
        return None
    whole = read_number(match[1])
    if whole is None:
        return None
    fraction = "".join(str(DIGITS[character]) for character in match[2])
    value = whole + Decimal(f"0.{fraction}")
    for unit in match[3]:
        value *= SMALL_UNITS.get(unit) or BIG_UNITS[unit]
    return value


def _pieces(text: str) -> list[tuple[str, Decimal | int]] | None:
    """The string cut into (kind, value) pieces, or None when something in it is no part of a number."""
    pieces: list[tuple[str, Decimal | int]] = []
    position = 0
    while position < len(text):
        if text[position] == " " or text[position : position + 2] in ("个万", "个亿", "个w", "个W"):
            position += 1
            continue
        match = _PIECE.match(text, position)
        if match is None:
            return None
        word = match[0]
        if match.lastgroup == "arabic":
            pieces.append(("arabic", Decimal(word.replace(",", ""))))
        elif match.lastgroup == "digit":
            pieces.append(("zero" if DIGITS[word] == 0 else "digit", DIGITS[word]))
        elif word in SMALL_UNITS:
            pieces.append(("small", SMALL_UNITS[word]))
        else:
            pieces.append(("big", BIG_UNITS.get(word) or LETTER_UNITS[word]))
        position = match.end()
    return pieces


def _read_mixed(text: str) -> Decimal | None:
    """Digits and units in turn, each smaller unit after the greater one; a gap needs its 零 (一万零五百)."""
    pieces = _pieces(text)
    if not pieces:
        return None
    total = section = Decimal(0)
    pending: Decimal | None = None
    last_unit = last_big = 0
    last_small = 10_000
    after_zero = False
    for index, (kind, value) in enumerate(pieces):
        if kind == "zero":
            if pending is not None:
                return None
            after_zero = True
            pending = Decimal(0) if len(pieces) == 1 else None
        elif kind in ("digit", "arabic"):
            if pending is not None:
                return None
            pending = Decimal(value)
        elif kind == "small":
            unit = int(value)
            if unit >= last_small or (last_unit > 10 * unit and last_unit <= 10_000 and not after_zero):
                return None
            if pending is None and not _may_stand_alone(unit, index, pieces):
                return None
            section += (Decimal(1) if pending is None else pending) * unit
            pending, last_small, last_unit, after_zero = None, unit, unit, False
        else:
            unit = int(value)
            section += pending or 0
            if (section == 0 and unit <= last_big) or (section == 0 and total == 0) or unit == last_big:
                return None
            total = (total + section) * unit if 0 < total < unit else total + section * unit
            section, pending, last_small, after_zero = Decimal(0), None, 10_000, False
            last_unit = last_big = unit
    return total + section + _tail(pending, last_unit, after_zero)


def _may_stand_alone(unit: int, index: int, pieces: list[tuple[str, Decimal | int]]) -> bool:
    """十五 and 一百十 leave the one out; 百 and 千 only at the head of 百万, 千万."""
    if unit == 10:
        return True
    return index == 0 and len(pieces) > 1 and pieces[1][0] == "big"


def _tail(pending: Decimal | None, last_unit: int, after_zero: bool) -> Decimal:
    """The value of the last digit: 五 in 一百五 stands for fifty, in 一百零五 and 十五 for five."""
    if pending is None:
        return Decimal(0)
    if last_unit <= 10 or after_zero or pending >= 10 or pending != int(pending):
        return pending
    return pending * (last_unit // 10)
