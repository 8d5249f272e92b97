"""Names for measuring look-ups: well-known companies among generated ones, and what people say for them.

The generated ones are region, brand, trade and legal form. Brands come from some 260 characters that companies
like, a fifth of them twice as often, so that many firms share a brand, as in life.
"""

from __future__ import annotations

import random
from pathlib import Path

from nlu.companies import name_parts, normal_name
from nlu.pinyin import syllables
from nlu.regions import region_names
from nlu.wordlists import read_lines, words

_LIKED = (
    "恒瑞鑫盛华泰远达宏伟嘉诚润丰安康博雅德信志成联创力通源隆兴旺祥和顺利明辉光耀东海天宇星辰云帆鼎立金鹏飞龙凤麟虎跃骏马奔腾"
    "中正大同国民益众合协万亿千百世纪新时代未来科捷迅速优品质卓越超凡领先锋锐精诚工匠巧思维智慧灵动力健美乐福寿禄喜吉如意"
    "春夏秋冬山川江河湖泊林森木石玉珠宝翠碧蓝青绿红紫白黑银铜铁钢铝锦绣绮罗纱棉麻丝绸帛羽翼翔鹤鹰雁鸿鹏燕雀梅兰竹菊荷莲松柏"
    "桂桐枫杨柳榆槐橡樟楠檀沐泽涵润清澈洁净澜涛波浪潮汐瀚淼淳朴厚载道义仁礼忠孝廉勇毅坚强韧刚柔韵律音符曲歌舞诗书画棋琴"
)
_FORMS = ("有限公司",) * 7 + ("股份有限公司", "有限责任公司", "集团有限公司")


def listed() -> list[tuple[str, str]]:
    """(short, full) of well-known companies."""
    path = Path(__file__).parent / "listed_companies.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(short, full) for short, full in (line.split() for line in lines if line and not line.startswith("#"))]


class Corpus:
    """A repeatable stream of names."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        self._regions = sorted(region_names())
        self._trades = sorted(word for word in words("trades.txt") if 2 <= len(word) <= 4)
        liked = sorted(set(_LIKED))
        self._liked = liked + liked[::5]
        self._homophones: dict[str, str] = dict(line.split(" ", 1) for line in read_lines("pinyin.txt"))

    def name(self) -> str:
        """One generated full name."""
        pick = self.chance
        brand = "".join(pick.choices(self._liked, k=pick.choices((2, 3, 4), (55, 25, 20))[0]))
        trade = "".join(pick.choices(self._trades, k=pick.choices((1, 2), (70, 30))[0]))
        region = pick.choice(self._regions) + ("市" if pick.random() < 0.2 else "")
        if pick.random() < 0.05:
            return f"{brand}{trade}（{region}）{pick.choice(_FORMS)}"
        return f"{region}{brand}{trade}{pick.choice(_FORMS)}"

    def spoken(self, full: str) -> str:
        """A short form: the brand, or brand and the first words of trade."""
        parts = name_parts(normal_name(full))
        return parts.brand if self.chance.random() < 0.5 else parts.brand + parts.trade[:2]

    def misheard(self, text: str) -> str:
        """One character replaced by another of the same sound, ordinary or rare."""
        for at in self.chance.sample(range(len(text)), len(text)):
            others = [one for one in self._homophones.get(syllables(text[at])[0], "")[:400] if one != text[at]]
            ordinary = [one for one in others if one in _ORDINARY]
            if ordinary or others:
                return text[:at] + self.chance.choice(ordinary or others) + text[at + 1 :]
        return text

    def dropped(self, text: str) -> str:
        """One character left out."""
        at = self.chance.randrange(len(text))
        return text[:at] + text[at + 1 :]

    def slipped(self, text: str) -> str:
        """One slip of the pen: a character replaced, left out or put in."""
        at = self.chance.randrange(len(text))
        kind = self.chance.randrange(3)
        other = self.chance.choice(self._liked)
        if kind == 0:
            return text[:at] + other + text[at + 1 :]
        return text[:at] + (text[at + 1 :] if kind == 1 else other + text[at:])


_ORDINARY = frozenset("".join(words("common_words.txt")))
