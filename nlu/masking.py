"""What a language model outside the company may read: phones, accounts, mail and names replaced by tokens.

A token stands for the same words wherever they occur, so that «他找王总，王总说» keeps its sense. What the model
quotes is looked for in the masked text and led back to its place in the original, so tokens are put back by
position and never by reading an answer. When in doubt a stretch is masked: a word too many costs the model a
little sense, a name too few would leave the company (RESEARCH §6).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nlu import lazy_re as re
from nlu.lexicon import DEFAULT, Lexicon
from nlu.linking import Names
from nlu.mentions import known_mentions
from nlu.normalise import fold_message, fold_width
from nlu.people import find_people
from nlu.phones import find_phones
from nlu.scan import scan
from nlu.spans import Span

_PHONE, _CONTACT, _COMPANY, _PERSON = "电话", "账号", "公司", "人名"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Seven digits and more that are no sum: identity cards, bank and tax numbers, numbers that are no valid phone.
_LONG_NUMBER = re.compile(r"\d(?:[ -]?[\dXx]){6,}")
# Tax numbers and the like hold letters; an address on the web often holds the company's name.
_CODE = re.compile(r"(?<![A-Za-z\d])(?=[A-Za-z]*\d[A-Za-z]*\d[A-Za-z]*\d[A-Za-z]*\d)[A-Za-z\d]{10,}")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff，。；、]+")
# Whoever is addressed by a title, also where the parser sees no surname; «总» also begins other words.
_ADDRESSED = re.compile(
    r"[\u4e00-\u9fff]总(?![计价体数是共额部结之的量监裁公会]|而言)"
    r"|[\u4e00-\u9fffA-Za-z]{1,2}(?:经理|主任|处长|局长|科长|厂长|校长|院长|部长|课长|队长|站长|所长|行长|老师|先生|女士|小姐|师傅)"
)
_HANDLE = re.compile(r"(?:微信号?|QQ|qq|vx|VX|wx|WX)[号是:： ]{0,3}([A-Za-z0-9][\w-]{4,})")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token in the masked text and the stretch of the original under it."""

    masked: Span
    original: Span


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with tokens in place of what must not leave, and the way back."""

    original: str
    text: str
    pieces: tuple[_Piece, ...]

    def find(self, quote: str) -> list[Span]:
        """Every place of the original that a quote from the masked text means; none when it isn't there.

        A quote that cuts through a token means nothing.
        """
        spans: list[Span] = []
        at = self.text.find(quote) if quote else -1
        while at >= 0:
            start, end = self._back(at), self._back(at + len(quote))
            if start is not None and end is not None:
                spans.append(Span(start, end))
            at = self.text.find(quote, at + 1)
        return spans

    def _back(self, position: int) -> int | None:
        """The offset in the original; None inside a token."""
        index = bisect_right(self.pieces, position, key=lambda piece: piece.masked.start) - 1
        if index < 0:
            return position
        piece = self.pieces[index]
        if position == piece.masked.start:
            return piece.original.start
        if position < piece.masked.end:
            return None
        return piece.original.end + position - piece.masked.end


def mask(
    text: str,
    now: datetime,
    names: Names,
    others: Names | None = None,
    colleagues: Iterable[str] = (),
    lexicon: Lexicon = DEFAULT,
) -> Masked:
    """Masks phones, accounts and mail addresses, every company and every person, known or recognised.

    `names` are those of whom the sender may speak, `others` the company's further customers.
    """
    found = _hidden(text, now, names, others or Names(()), colleagues, lexicon)
    # What is hidden once is hidden wherever it stands.
    again = [
        (span, kind)
        for said, kind in {(span.words(text), kind) for span, kind in found}
        for span in _said(text, [said])
    ]
    hidden = _joined(sorted([*found, *again], key=lambda one: (one[0].start, -one[0].end)))
    tokens: dict[str, str] = {}
    counts: dict[str, int] = {}
    parts: list[str] = []
    pieces: list[_Piece] = []
    position = length = 0
    for span, kind in hidden:
        words = span.words(text)
        if words not in tokens:
            counts[kind] = counts.get(kind, 0) + 1
            tokens[words] = f"〔{kind}{counts[kind]}〕"
        parts += [text[position : span.start], tokens[words]]
        length += span.start - position
        pieces.append(_Piece(Span(length, length + len(tokens[words])), span))
        length += len(tokens[words])
        position = span.end
    return Masked(text, "".join([*parts, text[position:]]), tuple(pieces))


Hidden = tuple[Span, str]


def _hidden(
    text: str, now: datetime, names: Names, others: Names, colleagues: Iterable[str], lexicon: Lexicon
) -> list[Hidden]:
    """Everything to hide, in any order, overlaps included."""
    found = scan(text, now, names, lexicon)
    folded = fold_message(text)
    # Beside what the scan kept: names that the sender took back are names still.
    companies = [*found.companies, *known_mentions(folded.text, names), *known_mentions(folded.text, others)]
    people = [*found.people, *find_people(folded.text, names), *find_people(folded.text, others)]
    hidden = [(folded.span(one.start, one.end), _COMPANY) for one in companies]
    hidden += [(folded.span(one.start, one.end), _PERSON) for one in people]
    hidden += [(folded.span(phone.span.start, phone.span.end), _PHONE) for phone in found.phones]
    hidden += [(Span(*match.span()), _PERSON) for match in _ADDRESSED.finditer(fold_width(text))]
    hidden += _numbers(text, [folded.span(sum_.span.start, sum_.span.end) for sum_ in found.money])
    for known in (names, others):
        written = [_comparable(name) for one in known.customers.values() for name in (one.name, *one.aliases)]
        hidden += [(span, _COMPANY) for span in _said(_comparable(text), written)]
        hidden += [(span, _PERSON) for span in _said(text, known.people)]
    return hidden + [(span, _PERSON) for span in _said(text, colleagues)]


def _comparable(text: str) -> str:
    """Half width, simplified, lower case, one character for one, so that offsets stay."""
    return "".join(lower if len(lower := character.lower()) == 1 else character for character in fold_width(text))


def _numbers(text: str, sums: list[Span]) -> list[Hidden]:
    # The folding is one character for one, so offsets are those of the text.
    flat = fold_width(text)
    hidden = [(phone.span, _PHONE) for phone in find_phones(flat)]
    hidden += [
        (Span(*match.span()), _CONTACT)
        for pattern in (_MAIL, _CODE, _ADDRESS)
        for match in pattern.finditer(flat)
        if not any(Span(*match.span()).touches(sum_) for sum_ in sums)
    ]
    hidden += [(Span(*match.span(1)), _CONTACT) for match in _HANDLE.finditer(flat)]
    numbers = [Span(*match.span()) for match in _LONG_NUMBER.finditer(flat)]
    return hidden + [(one, _CONTACT) for one in numbers if not any(one.touches(sum_) for sum_ in sums)]


def _said(text: str, names: Iterable[str]) -> list[Span]:
    """Where names occur letter for letter; single characters are left to the recognition of people."""
    spans: list[Span] = []
    for name in names:
        at = text.find(name) if len(name) > 1 else -1
        while at >= 0:
            spans.append(Span(at, at + len(name)))
            at = text.find(name, at + len(name))
    return spans


def _joined(hidden: list[Hidden]) -> list[Hidden]:
    """Overlapping stretches as one, of the first one's kind."""
    joined: list[Hidden] = []
    for span, kind in hidden:
        if span.end <= span.start:
            continue
        if joined and span.start < joined[-1][0].end:
            last, its_kind = joined[-1]
            joined[-1] = (Span(last.start, max(last.end, span.end)), its_kind)
        else:
            joined.append((span, kind))
    return joined
