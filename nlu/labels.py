"""Labels of a visit: its stage or outcome and the complaints told (CONTRACT `stage`, `pains`)."""

from __future__ import annotations

import re

from nlu.drafts import Pain
from nlu.lexicon import Lexicon
from nlu.patterns import compiled

Found = tuple[str, int, int]

_STAGE_NAMES = (
    "初步沟通|初步洽谈|商务阶段|需求调研|议价阶段|谈判阶段|报价阶段|演示阶段|初步接触|初步接洽|"
    "需求确认|需求调研|方案演示|报价谈判|商务谈判|已签约|暂不推进|已流失"
)
_NAMED_STAGE = re.compile(
    rf"(?P<no>离|距|没到|还没到|没进|未到|不到|谈不上|"
    rf"算不上)?(?P<stage>{_STAGE_NAMES})(?P<after>还早|还远|都没|还不到)?"
)
_NAMED_AS = {
    "初步洽谈": "初步沟通", "商务阶段": "报价谈判", "议价阶段": "报价谈判", "谈判阶段": "报价谈判",
    "报价阶段": "报价谈判", "演示阶段": "方案演示",
    "初步接触": "初步沟通", "初步接洽": "初步沟通", "需求调研": "需求确认", "商务谈判": "报价谈判",
}  # fmt: skip
_LOST = compiled("labels.txt", "lost")
_SIGNED = compiled("labels.txt", "signed")
_NOT_SIGNED = re.compile(
    r"单子下来了|未能签|尚未签|待签|拟签|没签|未签|不签|别签|等签|签不|要签|再签|才签|想签|"
    r"准备签|能签|就签|可以签|签了字(?!盖)|签了到|续签的|催签"
)
# A loss that the customer suffered in its own trade.
_THEIRS = re.compile(r"(?:[他她]们|对方|人家)(?:自己|家|那边)?$")
_OTHER_PAPER = re.compile(r"(?:了|一?份)*(?:技术协议|保密协议|意向书|意向协议|备忘录|试用协议|会议纪要)")
_STILL_AHEAD = re.compile(
    r"(?:下个?(?:周|月|礼拜|星期)|明天|后天|争取|答应|准备|打算|计划|预计|尽快|回头)[^,。;!? 了]{0,10}$"
)
_PAUSED = re.compile(
    r"(?:暂时|先|暂)?(?:不推进|不推了|不整了|不做了|不搞了|不上了|不考虑了|不谈了|搁置|搁一搁|"
    r"搁着|放一放|放放|缓一缓|缓缓|往后放|往后推|暂停|叫停|停一停|停了|暂缓|冻结|延后到明年|"
    r"推到明年|延期启动|暂时搁置|暂不考虑|暂不采购|先不考虑|先不上|先不搞|先不弄|缓到明年|"
    r"推迟到明年|明年再(?:说|议|考虑|看))"
)
_PAUSED_CONTEXT = re.compile(r"暂|先|明年|项目|单子|这事|这个|今年|搁|放一?放|缓|叫停|推进")

_PAINS: tuple[tuple[Pain, re.Pattern[str]], ...] = tuple(
    (pain, compiled("labels.txt", pain))
    for pain in ("price", "delivery", "service", "comparing", "quality", "budget", "decision")
)
# Discontent that names no object: it belongs to the complaint beside it.
_GENERAL = re.compile(r"(?:很|贼|挺|非常)?(?:不满意?|很不满)")
_TERMS = re.compile(r"(?:账期|付款|条款|政策|返点|价格|交期|合同)[^,。;]{0,9}$")
# A delay of help, which is a matter of service.
_SERVED = re.compile(r"(?:售后|报修|维修|理赔|修)[^,。;!?]{0,8}$")
# What somebody else's goods or services lack, and what was only the object of talk.
_ANOTHERS = re.compile(
    r"(?:别家|人家|隔壁|对手|原来那家|之前那家|以前那家|上一?家|原供应商|老供应商|[他她]们?(?:现在|原来)?(?:用的)?那[台套家])"
    r"(?:的)?[^,。;!? 比我咱]{0,5}$"
    r"|(?:现在|目前|原来|一直|以前)用的[^,。;!? 我咱]{1,8}$"
)
_TALKED_OF = re.compile(r"(?:聊|谈|讲|介绍|演示|沟通|讨论|交流)(?:了|的是|的|一下|过)[^,。;!? 说嫌]{0,5}$")
# «不太满意现在的供应商»: that is our chance.
_OF_ANOTHER = re.compile(
    r"(?:的是?)?(?:现在|目前|原来|以前|之前|那)(?:的|用的|那)?(?:供应商|厂家|那家|服务商|品牌|那[台套])"
)
_NEGATED_PAIN = re.compile(r"(?:不(?:算|觉得|嫌|是)|没(?:觉得|说|嫌)|倒是?不|并不|没有|不再|不是嫌)$")
_SUPPOSED = re.compile(r"(?:(?<![主重只])要是|如果|万一|假如|只要|担心别)[^,。]*$")


def find_stage(text: str, start: int, end: int, lexicon: Lexicon, own: bool) -> Found | None:
    """The stage named, or the outcome told, in a stretch; the last named one wins. `own` is set when another
    vendor signed there, so «签了» is a loss."""
    lost = _LOST.search(text, start, end)
    if (
        lost
        and lost[0].startswith(("丢单", "丢标"))
        and _THEIRS.search(text, max(start, lost.start() - 4), lost.start())
    ):
        lost = None
    if lost or own:
        first, last = lost.span() if lost else (start, start)
        return "已流失", first, last
    named: Found | None = None
    for match in _NAMED_STAGE.finditer(text, start, end):
        if match["no"] or match["after"]:
            continue
        stage = match["stage"]
        named = (_NAMED_AS.get(stage, stage), *match.span("stage"))
    for word, stage in lexicon.stages.items():
        at = text.find(word, start, end)
        if at >= 0:
            named = (stage, at, at + len(word))
    signed = _SIGNED.search(text, start, end)
    if signed and not _is_no_contract(text, start, signed):
        return "已签约", *signed.span()
    if named:
        return named
    paused = _PAUSED.search(text, start, end)
    if paused and _PAUSED_CONTEXT.search(text, max(start, paused.start() - 8), paused.end()):
        return "暂不推进", *paused.span()
    return None


def _is_no_contract(text: str, start: int, signed: re.Match[str]) -> bool:
    """Whether words of signing are denied, still ahead, or about another paper than the contract."""
    first, last = signed.span()
    return bool(
        _NOT_SIGNED.search(text, max(start, first - 2), last + 2)
        or _STILL_AHEAD.search(text[max(start, first - 14) : last - 1])
        or _OTHER_PAPER.match(text, last)
        or _OTHER_PAPER.search(signed[0])
    )


def find_pains(text: str, start: int, end: int) -> list[tuple[Pain, int, int]]:
    """What the customer complains of in a stretch, each kind once, in the order told."""
    found: list[tuple[Pain, int, int]] = []
    for pain, pattern in _PAINS:
        for match in pattern.finditer(text, start, end):
            if _NEGATED_PAIN.search(text, max(start, match.start() - 5), match.start()):
                continue
            if _SUPPOSED.search(text[max(start, match.start() - 14) : match.start()]):
                continue
            before = text[max(start, match.start() - 12) : match.start()]
            if _ANOTHERS.search(before) or (match[0][0] not in "嫌担怕没" and _TALKED_OF.search(before)):
                continue
            if _OF_ANOTHER.match(text, match.end()):
                continue
            if match[0][0] in "说嫌" and text[match.start() - 1 : match.start()] in ("没", "不", "未"):
                continue
            if pain == "delivery" and _SERVED.search(text, max(start, match.start() - 14), match.start()):
                continue
            if pain == "comparing" and "组织" in match[0]:
                continue
            if pain == "quality" and (_TERMS.search(text[max(start, match.start() - 12) : match.start()])):
                continue
            if (
                pain == "quality"
                and found
                and (
                    _GENERAL.fullmatch(match.group()) or any(a < match.end() and match.start() < b for _, a, b in found)
                )
            ):
                continue
            if (
                pain == "decision"
                and re.search(r"我们?(?:也|自己|这边|说|讲|得|要)*$", text[start : match.start()])
                and not re.search(r"(?<!我)说[^,。]{0,6}$", text[start : match.start()])
            ):
                continue
            found.append((pain, *match.span()))
            break
    return sorted(found, key=lambda item: item[1])
