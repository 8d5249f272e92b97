"""The seven stages of a deal, and how people say them (CONTRACT «A follow-up», rows G1–G4)."""

from __future__ import annotations

from nlu.normalise import fold
from nlu.wordlists import read_lines

STAGES: tuple[str, ...] = (
    "初步沟通",
    "需求确认",
    "方案演示",
    "报价谈判",
    "已签约",
    "暂不推进",
    "已流失",
)
NEW_LEAD = "新线索"


def _synonyms() -> dict[str, str]:
    table: dict[str, str] = {stage: stage for stage in STAGES}
    for line in read_lines("stages.txt"):
        stage, *synonyms = line.split()
        table.update(dict.fromkeys(synonyms, stage))
    return table


SYNONYMS: dict[str, str] = _synonyms()


def read_stage(text: str, synonyms: dict[str, str] | None = None) -> str | None:
    """The stage that a whole text names («初步沟通», «报价阶段», «签约了»), or None.

    `synonyms` are a company's own words beside the usual ones.
    """
    key = fold(text)
    for prefix in ("阶段是", "阶段填", "阶段为", "阶段", "目前", "现在", "还在", "已经", "处于", "进入", "到"):
        key = key.removeprefix(prefix)
    for candidate in (key, key.removesuffix("了"), key.removesuffix("阶段"), key.removesuffix("阶段了")):
        stage = (synonyms or {}).get(candidate) or SYNONYMS.get(candidate)
        if stage:
            return stage
    return None
