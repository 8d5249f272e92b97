"""Coined words in a text: runs that are made of no everyday word, as the names of firms mostly are (卓远, 洁万家)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.regions import is_region
from nlu.wordlists import words

# Characters that are words by themselves in talk: pronouns, particles, prepositions, plain verbs, measures.
_ALONE = frozenset(
    "的了着过地得吗呢吧啊呀哦嘛哈我你您他她它们咱俺这那哪谁啥某是在有没不也都就才还又再只很太挺更最比跟和与及或但而且若因所以"
    "把被让给对向往从到由于为将要想能会可该应须请叫找问说讲聊谈听看见去来回走跑送拿用换选定买卖做干弄搞装修改签报付打发收拉带寄交开"
    "上下里外中前后左右内间旁边头面处家个台套批次种款样条张份件位年月日周天号点分秒时元块万千百十一二两三四五六七八九零几多少半第每各"
    "大小高低长短快慢好坏贵贱新老旧早晚重轻厚薄宽窄冷热总经理工姐哥嫌怕怪先另别等像按照据至即已均仍曾正刚且则虽如果吃喝住坐站写读学"
    "人事货钱价量单价格东西话票样车楼店厂院校局部科室司班组点线区县市省镇村路街"
)
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST = 4


def coined_names(text: str) -> Iterator[tuple[int, int]]:
    """Every run of two to four characters that no everyday word covers; places are none."""
    common = words("common_words.txt")
    for run in _RUN.finditer(text):
        start, end = run.span()
        begin = position = start
        while position < end:
            size = next((n for n in (4, 3, 2) if position + n <= end and text[position : position + n] in common), 0)
            if not size and text[position] in _ALONE:
                size = 1
            if size:
                if 2 <= position - begin <= _LONGEST and not is_region(text[begin:position]):
                    yield begin, position
                position += size
                begin = position
            else:
                position += 1
        if 2 <= end - begin <= _LONGEST and not is_region(text[begin:end]):
            yield begin, end
