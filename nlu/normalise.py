"""Folding of text before it is read: width, traditional characters, punctuation, fillers.

Every folded text keeps the offset of each of its characters in the original, so that all that is found can
be shown with the very words of the sender.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from nlu import lazy_re as re
from nlu.spans import Span
from nlu.wordlists import read_lines

_PUNCTUATION = str.maketrans({
    "，": ",", "；": ";", "：": ":", "！": "!", "？": "?", "（": "(", "）": ")", "．": ".", "～": "~",
    "、": "、", "“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "−": "-", "〔": "(", "〕": ")",
    "\u3000": " ", "\t": " ", "\r": "\n", "\xa0": " ",
})  # fmt: skip


# Characters of Cantonese and Wu speech that have one plain counterpart.
_DIALECT = dict(zip("咗嘅冇佢哋睇揾俾嚟喺啲畀唔伲", "了的没他们看找给来在些给不们", strict=True))


@cache
def _table() -> dict[int, str]:
    table: dict[int, str] = dict(_PUNCTUATION)
    for code in range(0xFF01, 0xFF5F):
        table.setdefault(code, chr(code - 0xFEE0))
    table.update({ord(c): plain for c, plain in _DIALECT.items()})
    for line in read_lines("traditional.txt"):
        table.update(zip(map(ord, line[::2]), line[1::2], strict=True))
    return table


def fold_width(text: str) -> str:
    """Full-width forms to half-width, traditional to simplified; one character for one, so offsets stay."""
    return text.translate(_table())


def fold(text: str) -> str:
    """A key for comparing: NFKC, simplified, lower case, without spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", text.translate(_table())).casefold()
    return "".join(c for c in folded if c.isalnum())


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text and, for each of its characters and its end, the offset in the original."""

    text: str
    offsets: tuple[int, ...]
    original: str

    def typed(self, start: int, end: int) -> str:
        """The folded characters `start` to `end` as they were typed («（）», 三榮), where no filler stood within."""
        words = self.span(start, end).words(self.original)
        return words if len(words) == end - start else self.text[start:end]

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original that the folded characters `start` to `end` come from."""
        if end <= start:
            return Span(self.offsets[start], self.offsets[start])
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


# What people say while thinking. A single 那个 stays: it parts a place from a name («呼兰那个萧红中学»).
_FILLERS = re.compile(
    r"(?:[嗯呃额]{1,4}|(?:那个|这个)(?=(?:[嗯呃]|那个|这个)))[,、。. ]?"
    r"|(?<=[\u4e00-\u9fff])(?:那个|这个)[, ](?=[\u4e00-\u9fff])|^那个[, ]?"
)
# «2.4月10日前…»: the second item of a list, no decimal.
_ITEM = re.compile(r"(?<![^;。:,\n ])([1-9])\.(?=\d{1,2}月)")
_AMOUNT_WORD = re.compile(r"[额](?=[度外头])|(?<=[金差总定余限税面数销合同名])额")


def fold_message(text: str) -> FoldedText:
    """Folds a message for the parser: width, simplified characters, fillers out; linear in its length."""
    flat = fold_width(text)
    if "." in flat:
        flat = _ITEM.sub(r"\1、", flat)
    kept: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in _FILLERS.finditer(flat):
        if match.group()[0] == "额" and (
            _AMOUNT_WORD.match(flat, match.start()) or (match.start() and flat[match.start() - 1].isalnum())
        ):
            continue
        kept.append(flat[position : match.start()])
        offsets.extend(range(position, match.start()))
        position = match.end()
    kept.append(flat[position:])
    offsets.extend(range(position, len(flat) + 1))
    return FoldedText("".join(kept), tuple(offsets), text)
