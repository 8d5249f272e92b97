"""What a sum of money is: budget, quote, contract, payment or something else (CONTRACT `amounts`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.drafts import AmountKind
from nlu.money import MoneyMention, find_money
from nlu.patterns import compiled

_BUDGET = re.compile(r"预算|经费|资金|打算花|能出|愿意出|最多出|心理价|以内|封顶|立项金额|批了")
_EACH = re.compile(r"每[张台吨月个件套人方米车年平辆]|一[张台吨月个件套人方米车年平辆]|一口价|单价")
_QUOTE = re.compile(
    r"报(?:了|的|价|给|过|他|她)?|单价|总价|标价|开价|给的价|一口价|给(?:他|她)的?价|价格?|押价|"
    r"要价|卖"
)
_CONTRACT = re.compile(
    r"合同(?:额|金额|价|总价|总额)?|签约(?:额|金额)?|签了|签的|签下|成交(?:额|价)?|总金额|"
    r"标的额|中标(?:价)?|定了"
)
_PAYMENT = compiled("amounts.txt", "payment")
_OTHER = compiled("amounts.txt", "other")
_OURS = re.compile(r"(?:我们?|咱们?|俺)[^,。;!?他她]{0,8}$")
_BARE_CONTEXT = compiled("amounts.txt", "bare context")
_UNITS = "张台吨月个件套人方米车年平辆箱把斤单天瓶盒支片根桶袋亩棵户次票里节课晚位份组副条块"
_PER = re.compile(rf" ?(?:/|每|一(?=[{_UNITS}])|一?公斤|一?平方?|左右|上下|以内|封顶|起步|含税|不含税|包邮|包运|到手)")
_COUNTED = re.compile(r"数量|型号|编号|房间|号码|版本|尾号|楼|第$|开业|成立|电话|订单号|单号|w$|W$")


def amounts_in(text: str, masked_spans: Sequence[tuple[int, int]]) -> list[MoneyMention]:
    """Sums in a text: those with a unit, and bare numbers of 10 and more that stand in a context of money."""
    found = []
    for mention in find_money(text, allow_bare=True):
        first, last = mention.span.start, mention.span.end
        if any(first < b and a < last for a, b in masked_spans):
            continue
        if mention.bare and not _bare_is_money(text, mention):
            continue
        found.append(mention)
    return found


def _bare_is_money(text: str, mention: MoneyMention) -> bool:
    first, last = mention.span.start, mention.span.end
    clause = re.split(r"[,。;!?\n]", text[max(0, first - 16) : first])[-1]
    if mention.yuan < 10 or _COUNTED.search(clause):
        return False
    return _BARE_CONTEXT.search(clause) is not None or _PER.match(text, last) is not None


def _nearest(pattern: re.Pattern[str], text: str) -> int:
    last = -1
    for match in pattern.finditer(text):
        last = match.end()
    return last


def kind_of(
    text: str, start: int, mention: MoneyMention, rivals: Sequence[tuple[int, int]], signed: bool
) -> AmountKind:
    """The kind of a sum by the nearest telling word before it in its clause, else after it.

    `start`: where its stretch begins; `rivals`: other vendors named; `signed`: a contract was signed there.
    """
    first, last = mention.span.start, mention.span.end
    before = text[max(start, first - 16) : first]
    cut = max(before.rfind(c) for c in "。;!?\n")
    sentence = before[cut + 1 :]
    comma = max(sentence.rfind(","), sentence.rfind(" "))
    clause = sentence[comma + 1 :]
    after = re.split(r"[,。;!?\n ]", text[last : last + 8])[0]
    offset = first - len(clause)
    if any(offset - 2 <= a and b <= first for a, b in rivals) and not _OURS.search(clause):
        return "other"
    if re.search(
        r"(?:我们?|咱们?|俺们?|[你您]们?家)(?:这边)?(?:报|是|的是|就|最低|只要|要|得)? ?$", clause
    ) and not re.search(r"罚|扣|欠|赔|给", clause):
        return "quote"
    said = text[start:first]
    rival = max((b - start for a, b in rivals if b <= first), default=-1)
    ours = max((m.end() for m in re.finditer(r"我们?|咱们?|俺们?|报价|报的?是?", said[max(0, rival) :])), default=-1)
    if (
        rival >= 0
        and len(said) - rival <= 14
        and ours < 0
        and not re.search(r"预算|合同额|首付|[。;!?\n]", said[rival:])
    ):
        return "other"
    if re.match(r"的?报价", text[last : last + 4].strip()):
        return "quote"
    if re.match(r".{0,2}(?:那边|人家|别家|别人|对面|隔壁|市面)", clause) or re.search(
        r"(?:那边|那家|那间)[^,。]{0,6}$", clause
    ):
        return "other"
    for stretch in (clause, sentence):
        scores: list[tuple[int, AmountKind]] = [
            (_nearest(_BUDGET, stretch), "budget"),
            (_nearest(_CONTRACT, stretch), "contract"),
            (_nearest(_PAYMENT, stretch), "payment"),
            (_nearest(_OTHER, stretch), "other"),
            (_nearest(_QUOTE, stretch), "quote"),
        ]
        best, kind = max(scores, key=lambda item: item[0])
        if kind == "other" and scores[0][0] >= 0 and re.search(r"砍|压|降|涨|追加|增加", stretch):
            return "budget"
        if best >= 0:
            if kind == "quote" and signed and re.search(r"总价", stretch):
                return "contract"
            return kind
        if stretch == clause:
            if re.match(r"(?:的)?(?:预算|经费|封顶)", after):
                return "budget"
            if re.search(r"打过来|付|转|到账|定金|首付|尾款|款", after):
                return "payment"
            if re.match(r"的?合同", after):
                return "contract"
    if _EACH.search(sentence):
        return "quote"
    return "contract" if signed else "quote" if re.search(r"报价|报", text[max(start, first - 30) : first]) else "other"
