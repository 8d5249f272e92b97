"""The stage or outcome of a visit (CONTRACT `stage`)."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import lazy_re as re
from nlu.lexicon import Lexicon
from nlu.sieve import SIEVE, joint_match, joint_matches

Found = tuple[str, int, int]

_STAGE_NAMES = (
    "初步沟通|初步洽谈|商务阶段|需求调研|议价阶段|谈判阶段|报价阶段|演示阶段|初步接触|初步接洽|"
    "需求确认|需求调研|方案演示|报价谈判|商务谈判|已签约|暂不推进|已流失"
)
_NOT_TO_BE_CALLED = r"(?:请勿|勿|别|不要|不能|不可)[^,。;!?]{0,3}(?:为|成|作|到|记|写|填|标|算)"
_NAMED_STAGE = SIEVE.pattern(
    rf"(?P<no>离|距|没到|还没到|没进|未到|不到|谈不上|算不上|{_NOT_TO_BE_CALLED})?"
    rf"(?P<stage>{_STAGE_NAMES})(?P<after>还早|还远|都没|还不到)?"
)
_NAMED_AS = {
    "初步洽谈": "初步沟通", "商务阶段": "报价谈判", "议价阶段": "报价谈判", "谈判阶段": "报价谈判",
    "报价阶段": "报价谈判", "演示阶段": "方案演示",
    "初步接触": "初步沟通", "初步接洽": "初步沟通", "需求调研": "需求确认", "商务谈判": "报价谈判",
}  # fmt: skip
# «offer 全黄了,stage→暂不推进»: what is given as the stage counts more than what was told.
_LABEL = re.compile(r"(?:阶段|状态|(?i:stage))(?:先|就|改|填|放|标|写|记|算|调|转|定|回)*(?:是|为|成|到)?[:→=> -]*$")
# «聊了报价谈判的技巧»: the stage's name is only the object of talk.
_OBJECT = re.compile(r"(?:聊|谈|讲|讨论|沟通|交流)(?:了|的是|一下|过)$")
# «进入商务环节», «需求都确认了»: a stage told in other words than its name.
_IN_OTHER_WORDS = ("初步沟通", "需求确认", "方案演示", "报价谈判", "暂不推进")
_TOLD = SIEVE.section_of_file("labels.txt", ((outcome, outcome) for outcome in ("lost", "signed", *_IN_OTHER_WORDS)))
_NOT_YET = re.compile(r"(?:离|距|没|还没|未|不|谈不上|算不上)$")
_NOT_SIGNED = re.compile(
    r"快签|差签|单子下来了|未能签|[未没]成交|尚未签|待签|拟签|没签|未签|不签|别签|等签|签不|要签|再签|才签|想签|"
    r"准备签|能签|就签(?!了)|可以签|签了字(?!盖)|签了个?到|续签的|催签"
)
# A loss that the customer suffered in its own trade.
_THEIRS = re.compile(r"(?:[他她]们|对方|人家)(?:自己|家|那边)?$")
# «跟下游签了大单»
_WITH_ITS_OWN = re.compile(
    r"(?:跟|和|与|同)(?:[上下]游|甲方|业主|房东|银行|政府|经销商|员工|他们的客户)[^,。;!?]{0,4}签"
)
# «再这样就不续了»: not yet; «去年没中标»: long ago.
_NOT_NOW = re.compile(
    r"(?:去年|前年|上[次回一]届?)[^,。;!? ]{0,3}$|(?:再[^,。;!?]{1,6}就|否则|要是|如果|不然)[^,。;!?]{0,6}$"
)
# «签完合同后三天付款», «合同签订的流程»: no news.
_THEN = re.compile(r"[^,。;!? ]{0,4}(?:才能?|之?后|以后|之?前|以前|时|流程|事宜|的事)")
_WITH_OTHERS = re.compile(r"(?:别家|别人|其他家|对手)")
_OTHER_PAPER = re.compile(r"(?:了|一?份)*(?:技术协议|保密协议|意向书|意向协议|备忘录|试用协议|会议纪要)")
_STILL_AHEAD = re.compile(
    r"(?:下个?(?:周|月|礼拜|星期)|明天|后天|争取|答应|准备|打算|计划|预计|尽快|回头|等|催|约定|商定|同意|拟|将|待|希望|要先|想|"
    r"去年|前年|之前|以前|早就|上回|当年)[^,。;!? 了]{0,10}$"
)
# «这单八成没戏»: feared, not told.
_GUESSED = re.compile(r"八成|估计|多半|恐怕|怕是|可能|搞不好")
_LABEL_REACH = 10
_NOT_CALLED = re.compile(_NOT_TO_BE_CALLED)
_PAUSED = SIEVE.pattern(
    r"(?:暂时|先|暂)?(?:不推进|不推了|不整了|不做了|不搞了|不上了|不考虑了|不谈了|搁置|搁一搁|"
    r"搁着|放一放|放放|缓一缓|缓缓|往后放|往后推|暂停|叫停|停一停|停了|暂缓|冻结|延后到明年|"
    r"推到明年|延期启动|暂时搁置|暂不考虑|暂不采购|先不考虑|不考虑(?:换|上|买|采购|更换)|先不推(?!荐)|[撂放搁]一边|先放着|先不上|先不搞|先不弄|缓到明年|"
    r"推迟到明年|明年再(?:说|议|考虑|看|讲|谈|弄|搞))"
)
_PAUSED_CONTEXT = re.compile(r"暂|先|明年|项目|单子|这事|这个|今年|搁|放一?放|缓|叫停|推进")
# Behind and before the name of a rival: the deal is its own.
_SIGNED_WITH = re.compile(r" ?(?:已经?|都)?签(?:了(?!大单|订单)|[完成好订署约的])")
_CHOSE = re.compile(
    r"(?:已经?|都|最后|最终|刚|就|还是)(?:定|选择?|签|给)(?:给)?了?$|(?<![想要备算会能将拟就])(?:改用|转投|改投|改选)了?$"
    r"|(?:最后|最终|结果|还是)(?:选|定|用|给|签)的(?:是)? ?$|(?:已经?)?定为 ?$|改由 ?$"
)
# «让卓远抢了先 合同礼拜三签的»
_LET = re.compile(r"(?:让|被|由|给|叫) ?$")
_TOOK_IT = re.compile(r"[^,。;!? ]{0,12}?(?:抢|拿|截|撬|摘|包|夺)(?:了|走|去|下|得)")
_IF = re.compile(r"(?:若|如果|要是|不然|否则|万一|再[^,。;!?]{1,6}就)[^。;!?]*$")


def find_stage(text: str, start: int, end: int, lexicon: Lexicon, own: bool) -> Found | None:
    """The stage named, or the outcome told, in a stretch; the last named one wins. `own` is set when another
    vendor signed there, so «签了» is a loss."""
    told = _TOLD.grouped(text)
    named = _named_stage(text, start, end)
    lost = joint_match(told.get("lost", ()), text, start, end)
    if (
        lost
        and lost[0].startswith(("丢单", "丢标"))
        and _THEIRS.search(text, max(start, lost.start() - 4), lost.start())
    ):
        lost = None
    if lost and _GUESSED.search(text, max(start, lost.start() - 4), lost.end()):
        lost = None
    if lost and _NOT_NOW.search(text, max(start, lost.start() - 10), lost.start()):
        lost = None
    if lost or own:
        first, last = lost.span() if lost else (start, start)
        labelled = named and _LABEL.search(text, max(start, named[1] - _LABEL_REACH), named[1])
        return named if named and labelled else ("已流失", first, last)
    for stage in _IN_OTHER_WORDS:
        words = joint_match(told.get(stage, ()), text, start, end)
        if named is None and words and not _NOT_YET.search(text, max(0, words.start() - 2), words.start()):
            named = (stage, *words.span())
    for word, stage in lexicon.stages.items():
        at = text.find(word, start, end)
        if at >= 0:
            named = (stage, at, at + len(word))
    for _, signed in joint_matches(told.get("signed", ()), text, start, end):
        if not _is_no_contract(text, start, signed):
            return "已签约", *signed.span()
    if named:
        return named
    for paused in _PAUSED.finditer(text, start, end):
        if _PAUSED_CONTEXT.search(text, max(start, paused.start() - 8), paused.end()):
            return "暂不推进", *paused.span()
    return None


def _named_stage(text: str, start: int, end: int) -> Found | None:
    """The last stage that is called by its name."""
    named: Found | None = None
    for match in _NAMED_STAGE.finditer(text, start, end):
        if match["no"] or match["after"] or _OBJECT.search(text, start, match.start()):
            continue
        stage = match["stage"]
        named = (_NAMED_AS.get(stage, stage), *match.span("stage"))
    return named


def went_to(text: str, rivals: Sequence[Found]) -> bool:
    """Whether the customer is told to have signed with another vendor or chosen it."""
    return any(
        _SIGNED_WITH.match(text, last)
        or (
            _LET.search(text, max(0, first - 2), first) and _TOOK_IT.match(text, last) and not _is_supposed(text, first)
        )
        or (_CHOSE.search(text, max(0, first - 6), first) and not _is_supposed(text, first))
        for _, first, last in rivals
    )


def _is_supposed(text: str, first: int) -> bool:
    return _IF.search(text, max(0, first - 24), first) is not None


def _is_no_contract(text: str, start: int, signed: re.Match[str]) -> bool:
    """Whether words of signing are denied, still ahead, or about another paper than the contract."""
    first, last = signed.span()
    return bool(
        _NOT_SIGNED.search(text, max(start, first - 2), last + 2)
        or _STILL_AHEAD.search(text[max(start, first - 14) : last - 1])
        or _NOT_CALLED.search(text, max(start, first - _LABEL_REACH), last)
        or _THEN.match(text, last)
        or _OTHER_PAPER.match(text, last)
        or _WITH_OTHERS.match(text, last)
        or _WITH_ITS_OWN.search(text, max(start, first - 8), last)
        or _OTHER_PAPER.search(signed[0])
    )
