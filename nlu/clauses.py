"""Cuts a folded text into clauses: at punctuation, and in unpunctuated speech at spaces and connectives."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_HARD = re.compile(r"[。;!?\n]+|…+")
# A space parts clauses only between Chinese characters («demo 账号» is one phrase).
_SOFT = re.compile(r"[,:]+ *|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F]+ *|(?<=[\u4e00-\u9fff)）\"]) +(?=[\u4e00-\u9fff@])|(?<![\dA-Za-z])[.](?![\d])")
_CONNECTIVES = re.compile(
    r"然后(?:呢)?|完了(?=[我在下给又跟就去])|(?:^|(?<=[^也就]))但是?(?=[他她我院科这那现])|不过(?=[他她我这])|所以|后来|接着|"
    r"(?<!没有)另外|还有(?!没|意|什|点|些|个别|待)|再就是|其次|最后(?=[是我去给跟])|对了|对咯|哦对|结果(?=[他她是人等没我])|末了|"
    r"第[一二三四五六七八九十](?:家|站|个|通|样|件|场|拨)|头一(?:家|站|样|个|拨)|再一个|"
    r"(?<=[^让叫要约请等给帮由跟和替问向对把])(?=(?:他|她|对方|人家|客户)们?(?:那边|这边)?(?:就|也|还|又|都)?(?:说|让|叫|要|约|嫌|答应|觉得|反馈|表示|提出|希望|想|问|正|现在|今年|目前|这边|那边))"
    r"|(?<=[^让叫要约请等给帮由跟和替问向对把])(?=(?:我|我们|咱|咱们|俺)(?:就|也|还|又|都|当场|当时|这边|合计着|寻思)?(?:说|答应|报|给他|给她|跟他|跟她|寻思|约他|约她))"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch without inner boundary. `sentence` counts the sentences before it."""

    start: int
    end: int
    sentence: int


class Clauses:
    """The clauses of a text, found by offset."""

    def __init__(
        self, text: str, keep: list[tuple[int, int]], opening: set[int], bound: set[int]
    ) -> None:
        """`keep` holds the stretches that must not be cut (amounts, times, names), `opening` further places
        where a clause begins, `bound` the places that no connective may cut (right after a time)."""
        self.text = text
        inner = _inside(keep)
        cuts: dict[int, bool] = {0: True}
        skip: list[tuple[int, int]] = []
        for match in _HARD.finditer(text):
            if match.start() not in inner:
                cuts[match.end()] = True
                skip.append(match.span())
        for match in _SOFT.finditer(text):
            if match.start() not in inner:
                cuts.setdefault(match.end(), False)
                skip.append(match.span())
        for match in _CONNECTIVES.finditer(text):
            if match.start() not in inner and match.start() not in bound:
                cuts.setdefault(match.start(), False)
        for offset in opening:
            cuts.setdefault(offset, False)
        ends = {end: start for start, end in skip}
        points = sorted(cuts)
        self.items: list[Clause] = []
        sentence = -1
        for index, start in enumerate(points):
            sentence += cuts[start]
            stop = points[index + 1] if index + 1 < len(points) else len(text)
            end = ends.get(stop, stop) if index + 1 < len(points) else stop
            end = max(start, min(end, stop))
            if index + 1 == len(points) and stop in ends:
                end = ends[stop]
            if start < end:
                self.items.append(Clause(start, end, sentence))
        self._starts = [clause.start for clause in self.items]

    def at(self, offset: int) -> Clause:
        """The clause that holds an offset (the last one before it where it falls on a boundary)."""
        return self.items[self.index(offset)]

    def index(self, offset: int) -> int:
        """The index of the clause that holds an offset."""
        return max(0, bisect_right(self._starts, offset) - 1)


def _inside(keep: list[tuple[int, int]]) -> set[int]:
    return {offset for start, end in keep for offset in range(start, end)}
