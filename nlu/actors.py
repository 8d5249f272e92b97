"""Who acts in a phrase: the sender's side or the customer's (CONTRACT `next_steps`, `who`)."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import lazy_re as re
from nlu.drafts import Party
from nlu.patterns import compiled

Span = tuple[int, int]

US = r"(?:我[们方司]?|咱们?|俺们?)"
THEM = r"(?:他们?|她们?|对方|客户|人家|您|那边|他那边|她那边|他这边)"
VERBS_OF_THEM = compiled("steps.txt", "verbs of them")
_BY_US = re.compile(r"(?:给|发|交|寄|送|带|报|回复|答复|演示|讲|装|修|换)(?:给)?(?:他|她|对方|客户|人家)")
# «他说月底再联系他»: who is served by an act does not do it.
SERVES_HIM = re.compile(
    r"(?:回复?|复|答复|联系|通知|告诉|拜访|给|发给?|寄给?|送给?|交给?|带给)[他她](?!们?(?:自己|老板|领导|家|的|总|公司|厂))"
)
_TO_US = re.compile(
    r"(?:给|发给?|寄给?|告诉|通知|联系|找|来|回|答复|回复|俾|报)(?:我|咱)|到(?:我|咱)|来(?:我|"
    r"咱)|带.{0,6}来"
)
# What comes over here is theirs to send («明天把合同发过来»), unless the sender said it of himself.
_OVER_HERE = re.compile(r"(?:给|发|寄|传|打|转|汇|拿|交)(?:过来|来)$|^带(?:我|咱)")
_US_SUBJECT = re.compile(rf"(?<![给跟找向对把和帮替承诺应]){US}")
_THEM_SUBJECT = re.compile(rf"(?<![给跟找向对把和帮替复诉应承诺问知约])(?:{THEM}|其(?![他它中实余次]))")
_OBJECT_AFTER = frozenset("给跟找向对和帮替约陪应承诺诉")
# What both do when one is asked for it.
TOGETHER = re.compile(r"(?:一起|一块儿?|出来|再)?(?:吃|喝|钓|聚|坐|打球|面谈|见面|签合同|开会(?!讨论|研究|商|定)|碰)")
_INVITED = re.compile(r"[约请陪]")


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """The match of a pattern that begins last in a stretch."""
    return max(pattern.finditer(text, start, end), key=lambda match: match.start(), default=None)


def actor_of(text: str, start: int, first: int, last: int, named: Sequence[Span]) -> Party:
    """The party that does what stands from `first` to `last`: the subject before it (from `start` on), else what
    the verb itself tells. `named`: the people and companies of the text."""
    what = text[first:last]
    if TOGETHER.match(what) and _INVITED.search(text, start, first):
        return "us"
    if SERVES_HIM.search(what):
        return "us"
    subject = subject_in(text, start, first, named)
    if subject:
        return subject
    if not _BY_US.search(what) and (VERBS_OF_THEM.match(what) or _TO_US.search(what) or _OVER_HERE.search(what)):
        return "them"
    return "us"


def subject_in(text: str, start: int, end: int, named: Sequence[Span]) -> Party | None:
    """The party of the last subject named in a stretch."""
    best = -1
    who: Party | None = None
    parties: tuple[tuple[re.Pattern[str], Party], ...] = ((_US_SUBJECT, "us"), (_THEM_SUBJECT, "them"))
    for pattern, party in parties:
        match = last_match(pattern, text, start, end)
        if match and match.start() > best:
            best, who = match.start(), party
    for first, last in named:
        if best < first and start <= first and last <= end and text[first - 1 : first] not in _OBJECT_AFTER:
            best, who = first, "them"
    return who
