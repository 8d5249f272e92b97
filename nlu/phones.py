"""Telephone numbers as typed and as spoken (CONTRACT «A lead», FEATURES A15).

Reads spoken digits (幺三八 零零幺三, 洞, 拐, 两个零, 三个八), spaces and dashes, +86 and 0086, landlines with
their area code, extensions. Identity numbers, order numbers, amounts and dates are no telephone numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Literal

from nlu import lazy_re as re
from nlu.numbers import fold
from nlu.spans import Span

PhoneKind = Literal["mobile", "landline", "service", "fax", "invalid"]


@dataclass(frozen=True, slots=True)
class PhoneMention:
    """One telephone number. `digits` is None when it can't be called back as it stands.

    That is so for 400/800 and fax numbers, a wrong count of digits, and a landline without its area code.
    """

    span: Span
    digits: str | None
    kind: PhoneKind
    virtual: bool
    """A number of a virtual operator (162, 165, 167, 170, 171), which A15 keeps out of rates."""


_SPOKEN = {
    **{character: str(value) for value, character in enumerate("零一二三四五六七八九")},
    "〇": "0",
    "○": "0",
    "洞": "0",
    "两": "2",
    "幺": "1",
    "拐": "7",
    "勾": "9",
}
_SPOKEN_CLASS = "".join(_SPOKEN)
_TIMES = {"两": 2, "俩": 2, "二": 2, "2": 2, "三": 3, "仨": 3, "3": 3, "四": 4, "4": 4, "五": 5, "5": 5}

# The numbering plan as the Ministry of Industry and Information Technology assigns it (also in libphonenumber).
_MOBILE = re.compile(r"(?:1(?:610\d|740[0-5])\d{6}|1(?:[38]\d|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])\d{8})\Z")
_VIRTUAL_PREFIXES = ("162", "165", "167", "170", "171")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}\Z")
_LOCAL = re.compile(r"[2-8]\d{6,7}\Z")
_SERVICE = re.compile(r"(?:[48]00\d{7}|9[56]\d{3,6})\Z")

_MANY = re.compile(rf"[\d{_SPOKEN_CLASS}](?:[\s\-–—·.()_,，、个]{{0,3}}[\d{_SPOKEN_CLASS}]){{4}}", re.ASCII)
_REPEATED = re.compile(rf"([两俩二三仨四五2345])个([\d{_SPOKEN_CLASS}])")
_WEEKDAY_OR_ORDINAL = re.compile(rf"(?:周|星期|礼拜|第)[{_SPOKEN_CLASS}]")
_QUANTITY = re.compile(rf"[{_SPOKEN_CLASS}]?[十百千万亿点][{_SPOKEN_CLASS}十百千万亿点]{{0,12}}")
# A comma parts the groups of a spoken number (幺三八，零零幺三，八零零零) and those of a list; see `_is_one_number`.
_RUN = re.compile(r"(?:[+加]|\(\+?)?\d(?:[\s\-–—·._,，、]{0,2}[()]?[\s\-–—]?\d){4,24}", re.ASCII)
_COMMA = re.compile(r"[,，、]")
_AREA_CODE = re.compile(r"区号[是为:\s]{0,3}(0\d{2,3})(?!\d)")
# «…零零七二 不对 尾号七二零零»: the last four figures said again.
_TAIL = re.compile(
    r"[\s,，。]*[哦噢啊呃]?(?:(?:不对|不是|错了|说错了|等[下等]|更正)[\s,，。]*(?:尾号|最?[后末][四4]位)?|(?:尾号|最?[后末][四4]位))"
    r"(?:应该)?是?\s?(?P<tail>\d{4})(?![\s\-]?\d)",
    re.ASCII,
)
_EXTENSION = re.compile(r"\s?(?:转|分机号?|ext\.?|EXT\.?|Ext\.?|x|#)\s?:?\s?\d{1,6}|[\-–—]\d{1,5}(?![\d万亿.])")
_CUE = re.compile(
    r"(?:电话|手机|座机|号码|联系方式|热线|总机|直线|固话|联系|致电|拨打?|微信号?|微信同号|打|"
    r"[Tt][Ee][Ll]|[Mm]ob(?:ile)?|MOBILE|[Cc]ell|[Pp]hone|[Pp]h|\b[TtMmPp])[^\d\n]{0,8}\Z"
)
_FAX_CUE = re.compile(r"(?:传真号?码?|[Ff][Aa][Xx]|\bF)[^\d\n，,;；。]{0,4}\Z")
_OTHER_CUE = re.compile(
    r"(?:单号|订单|合同号?|编号|编码|发票号?|税号|账号|帐号|卡号|身份证号?|信用代码|快递|运单|[Qq]{2}号?|邮编|工号|货号|型号|序列号|ISBN|SN|NO|No)"
    r"(?:是|为|号|码)?[\s:.#]{0,3}\Z"
)
_COUNTED_AFTER = re.compile(r"\s?(?:[元块万亿件台套个吨米年月日号点%％]|人民币)")
_COUNTRY = re.compile(r"\A(?:0086|86)(?=\d{9,})")
_GROUPED = re.compile(r"\d[\s\-–—()]+\d")
_WRITTEN = re.compile(r"[+加(]{0,2}\d(?:[\s\-–—·]{0,2}\d){4,24}", re.ASCII)
_LIKE_MOBILE = re.compile(r"1[3-9]")
_DATED = re.compile(r"20\d\d[\-–—·\s]?\d")
_CUE_LENGTH = 14
_FEWEST, _MOST = 5, 15
"""A short number of a bank or an operator; a mobile with its country code."""


def find_phones(text: str) -> list[PhoneMention]:
    """Every telephone number in the text, in the order said."""
    if len(text) == 11 and text.isascii() and _MOBILE.match(text):  # as lists of customers hold them by the thousand
        return [PhoneMention(Span(0, 11), text, "mobile", text.startswith(_VIRTUAL_PREFIXES))]
    folded = fold(text)
    if _MANY.search(folded) is None:
        return []
    digits = _Digits(folded)
    mentions: list[PhoneMention] = []
    position = 0
    while (run := _RUN.search(digits.text, position)) is not None:
        mention, position = _read_run(digits, run.start(), run.end())
        if mention is not None:
            mentions.append(mention)
    return [_with_tail(_with_area_code(mention, digits), digits) for mention in mentions]


def _with_area_code(mention: PhoneMention, digits: _Digits) -> PhoneMention:
    """座机 2915566，区号 0372: the area code that was said apart makes the number whole."""
    if mention.kind != "landline" or mention.digits is not None:
        return mention
    code = _AREA_CODE.search(digits.text)
    if code is None:
        return mention
    local = "".join(
        character
        for character, place in zip(digits.text, digits.places, strict=False)
        if mention.span.start <= place < mention.span.end and character.isdigit()
    )
    number = code[1] + local[:8]
    return PhoneMention(mention.span, number, "landline", virtual=False) if _LANDLINE.match(number) else mention


def _with_tail(mention: PhoneMention, digits: _Digits) -> PhoneMention:
    """The number with its last four figures as they were corrected."""
    if mention.kind != "mobile" or mention.digits is None:
        return mention
    corrected = _TAIL.match(digits.text, bisect_left(digits.places, mention.span.end))
    return replace(mention, digits=mention.digits[:-4] + corrected["tail"]) if corrected else mention


def read_mobile(text: str) -> str | None:
    """The whole string is one valid mainland mobile number: its eleven digits."""
    mentions = find_phones(text)
    if len(mentions) != 1 or mentions[0].kind != "mobile":
        return None
    rest = text[: mentions[0].span.start] + text[mentions[0].span.end :]
    return None if rest.strip() else mentions[0].digits


class _Digits:
    """The text with its spoken digits written as figures, and for each character its place in the original."""

    __slots__ = ("places", "spoken", "text")

    def __init__(self, folded: str) -> None:
        blocked = _blocked(folded)
        characters: list[str] = []
        self.places: list[int] = []
        self.spoken: list[bool] = []
        position = 0
        while position < len(folded):
            repeated = _REPEATED.match(folded, position) if folded[position] in _TIMES else None
            if repeated and position not in blocked:
                figure = _SPOKEN.get(repeated[2], repeated[2])
                count = _TIMES[repeated[1]]
                characters.append(figure * count)
                self.places.extend([position] + [repeated.end() - 1] * (count - 1))
                self.spoken.extend([True] * count)
                position = repeated.end()
                continue
            character = folded[position]
            figure = _SPOKEN.get(character, character) if position not in blocked else character
            characters.append(figure)
            self.places.append(position)
            self.spoken.append(figure is not character)
            position += 1
        self.places.append(len(folded))
        self.text = "".join(characters)

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original text under figures `[start, end)`."""
        return Span(self.places[start], self.places[end - 1] + 1)


def _blocked(folded: str) -> frozenset[int]:
    """Places whose numerals are no telephone digits: 周一, 第二, 三十万, 五百."""
    places: set[int] = set()
    for pattern in (_WEEKDAY_OR_ORDINAL, _QUANTITY):
        for match in pattern.finditer(folded):
            places.update(range(match.start(), match.end()))
    return frozenset(places)


def _read_run(digits: _Digits, start: int, end: int) -> tuple[PhoneMention | None, int]:
    """The number at the head of a run of figures and separators, and where to go on."""
    text = digits.text
    if _is_glued(digits, start):
        return None, _skip_figures(text, start)
    before = text[max(0, start - _CUE_LENGTH) : start]
    fax, cue = _FAX_CUE.search(before) is not None, _CUE.search(before) is not None
    if not cue and not fax and _OTHER_CUE.search(before):
        return None, _skip_figures(text, start)
    for stop, figures in _stops(text, start, end, digits):
        number, kind = _classify(figures, text[start:stop], cue or fax)
        if (number is None and kind is None) or not _is_one_number(digits, start, stop):
            continue
        if not cue and kind != "mobile" and _COUNTED_AFTER.match(text, stop):
            continue
        extension = _EXTENSION.match(text, stop)
        last = extension.end() if extension else stop
        if fax:
            number, kind = None, "fax"
        virtual = kind == "mobile" and number is not None and number.startswith(_VIRTUAL_PREFIXES)
        return PhoneMention(digits.span(start, last), number, kind or "invalid", virtual), last
    return _invalid(digits, start, end, cue)


def _is_one_number(digits: _Digits, start: int, stop: int) -> bool:
    """Commas within a number are only for spoken figures, or for the usual groups of a mobile."""
    written = digits.text[start:stop]
    if _COMMA.search(written) is None:
        return True
    groups = [len(group) for group in _COMMA.split(written)]
    return digits.spoken[start] or groups == [3, 4, 4]


def _is_glued(digits: _Digits, start: int) -> bool:
    """Is the figure at `start` the rest of a longer number or of a code like SN138…?"""
    if start == 0:
        return False
    previous = digits.text[start - 1]
    if previous.isdigit():
        return digits.spoken[start - 1] == digits.spoken[start]
    if previous.isascii() and previous.isalpha():
        return _CUE.search(digits.text[max(0, start - _CUE_LENGTH) : start]) is None
    return previous in "¥$"


def _skip_figures(text: str, start: int) -> int:
    end = start + 1
    while end < len(text) and text[end].isdigit():
        end += 1
    return end


def _stops(text: str, start: int, end: int, digits: _Digits) -> list[tuple[int, str]]:
    """Where the number may end and its figures, the longest first: never between two figures of the same script."""
    stops: list[tuple[int, str]] = []
    figures = ""
    for position in range(start, end):
        if not text[position].isdigit():
            continue
        figures += text[position]
        following = position + 1
        ends = following == end or not text[following].isdigit() or digits.spoken[following] != digits.spoken[position]
        if ends and _FEWEST <= len(figures) <= _MOST:
            stops.append((following, figures))
    return stops[::-1]


def _classify(figures: str, written: str, cue: bool) -> tuple[str | None, PhoneKind | None]:
    """What kind of number the figures are; (None, None) when they are none."""
    national = _COUNTRY.sub("", figures)
    if _MOBILE.match(national):
        return national, "mobile"
    if _SERVICE.match(figures) and (len(figures) > 8 or cue):
        return None, "service"
    with_area = national if national.startswith("0") or national == figures else f"0{national}"
    if _LANDLINE.match(with_area) and _is_grouped_as_landline(written, cue):
        return with_area, "landline"
    if cue and _LOCAL.match(figures):
        return None, "landline"
    return None, None


def _is_grouped_as_landline(written: str, cue: bool) -> bool:
    """Without a word for telephone a landline is set in groups or at least eleven figures long."""
    return cue or _GROUPED.search(written) is not None or len(written) >= 11


def _invalid(digits: _Digits, start: int, end: int, cue: bool) -> tuple[PhoneMention | None, int]:
    """Eleven wrong figures, or ten to thirteen that begin like a mobile, are a number to ask about."""
    text = digits.text
    written = _WRITTEN.match(text, start, end)
    stop = written.end() if written else start + 1
    figures = "".join(character for character in text[start:stop] if character.isdigit())
    wrong = (
        (len(figures) == 11 and (stop - start == 11 or figures[0] == "1"))
        or (_LIKE_MOBILE.match(figures) and 10 <= len(figures) <= 13)
        or (cue and 6 <= len(figures) <= 14)
    )
    dated = _DATED.match(text, start) is not None and not cue
    if not wrong or dated or _COUNTED_AFTER.match(text, stop):
        return None, _skip_figures(text, start)
    return PhoneMention(digits.span(start, stop), None, "invalid", virtual=False), stop
