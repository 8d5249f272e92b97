"""What the customer complains of, against us or the deal (CONTRACT `pains`)."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import lazy_re as re
from nlu.drafts import Pain
from nlu.patterns import compiled, sections
from nlu.sieve import SIEVE, joint_matches
from nlu.wordlists import words

# How the goods are comes last: words that tell of something else tell nothing of them.
_KINDS: tuple[Pain, ...] = ("price", "delivery", "service", "comparing", "budget", "decision", "quality")
_PAINS = SIEVE.section_of_file("complaints.txt", ((pain, pain) for pain in _KINDS))
_COMPLAINING = SIEVE.pattern(compiled("complaints.txt", "complaining").pattern)
_CLAUSE = re.compile(r"[^,。;!?、]{0,30}")
_SENTENCE = re.compile(r"[^。;!?]{0,40}")
_SHORTEST = 3
_DONE_BY_SOMEBODY = frozenset({"quality", "service", "delivery"})
_OF_GOODS = _DONE_BY_SOMEBODY | {"price"}
_REACH = 24
_OURS = re.compile(r"[我咱]|[你您][们家]|[。;!?\n]")
_MEASURE = re.compile(r"(?:比|不如|没有?|不及)$")
# A space between words of speech ends a clause.
_PAUSE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
# What others do, what the times are like, and whom he blames that isn't us.
_NOT_GOODS = re.compile(
    r"别家|人家|隔壁|对手|[上前]一?家|供应商|前任|他们(?:老板|领导)|总部|集团|老板|领导|行情|市场|生意|订单|竞争|员工|招工|工资|政策|"
    r"天气|堵车|停车|我们?(?:没|不)(?:来|去)"
)
# Discontent that names no object: it belongs to the complaint beside it.
_GENERAL = re.compile(r"(?:[这那]一?[个点些])?(?:很|贼|挺|非常)?(?:不满意?|很不满)")
# «她倒没嫌贵», «以前那家坑惨了他»
_DENYING = re.compile(r"(?:没|不|未)(?:有|再|曾)?(?:嫌|喊|觉得|抱怨)")
_FORMER = re.compile(r"[上前]一?家|(?:以前|之前|原来|原先)那[个家]")
# What tells that there is no money, where a sum alone caps it.
LACKING = re.compile(r"[没无缺空亏停冻断砍]|不[够足给批拨列再]|[完光尽]了?|只能等|紧张|见底|超支")
_TERMS = re.compile(r"(?:账期|付款|条款|政策|返点|价格|交期|合同|号码|证书|执照|资质)[^,。;]{0,9}$")
# A delay of help, which is a matter of service.
_SERVED = re.compile(r"(?:售后|报修|工单|故障|维修|理赔|(?<!装)修)[^,。;!?]{0,8}$")
# What somebody else's goods or services lack, and what was only the object of talk.
_ANOTHERS = re.compile(
    rf"(?:{sections('complaints.txt')['another']})(?:的)?[^,。;!? 比我咱]{{0,5}}$"
    r"|(?:现在|目前|原来|一直|以前)用的[^,。;!? 我咱]{1,8}$"
)
_IN_USE = re.compile(rf"(?:{sections('complaints.txt')['in use']})$")
_TALKED_OF = re.compile(r"(?:聊|谈|讲|介绍|演示|沟通|讨论|交流)(?:了|的是|的|一下|过)[^,。;!? 说嫌]{0,5}$")
# «不太满意现在的供应商»: that is our chance.
_OF_ANOTHER = re.compile(
    r"(?:的是?)?(?:现在|目前|原来|以前|之前|那)(?:的|用的|那[个家]?)?(?:供应商|厂家|那家|服务商|品牌|那[台套])"
)
_NEGATED = re.compile(
    r"(?:不(?:算|觉得|嫌|是|用|必|需要?)|没(?:觉得|说|嫌)|倒是?不|并不|没有|不再|不是嫌|无需|(?<![分特区])别|从来?没|组织)$"
)
# «对价格没有异议», «反馈认可效果»
_NO_COMPLAINT = re.compile(
    r"(?:没有?|无|未有?)(?:任何|什么|啥|太大|大|再)?(?:提)?(?:异议|意见|看法|疑虑|顾虑|不满|怨言|压力|分歧)"
    r"|(?<![不没未难])(?<![不没未难].)(?<![不没未难]..)(?:认可|满意|肯定)(?!度)"
)
# «一万二行不行»: asked.
_OR_NOT = re.compile(r"([\u4e00-\u9fff])不\1$")
_WE = re.compile(r"(?:[我咱俺额]们?)(?:也|自己|这边|说|讲|得|要|[这那]个?|事儿?)*$")
_SAID = re.compile(
    r"(?<!我)(?<!我[跟和给对向].)(?<!我[跟和给对向]..)(?<!我[跟和给对向]...)(?<!我[跟和给对向]....)说[^,。]{0,6}$"
)
# «是之前那家装的», «是原来海尔做的»: who did it is told behind.
_DONE_BY_ANOTHER = re.compile(
    r"[,; ]{0,2}(?:就|都|还)?是(?:以前|之前|原来|原先|当时|当初|[上前]一?家|那家|别家|人家)[^,。;!?我咱你]{0,10}"
    r"(?:装|做|供|卖|修|弄|配|搞|施工)的"
)
# «他们那个盘管漏水»: what is theirs, whoever sold it.
_THEIR_OWN = re.compile(r"[他她]们(?:自己|家)?的?[那这]?[个些台套](?:老|旧)?[^,。;!? 我咱]{0,6}$")
# «物业电梯慢,与我司无关», «不怪咱»
_NOT_OUR_MATTER = re.compile(
    r"[,; ]{0,2}[^,。;!? ]{0,2}(?:[与跟和](?:我[方司们]|咱们?)(?:无关|没关系)|不[关怪赖](?:我们?|咱))"
)
# «理由是董事会指定», «审批局»
_PART_OF_A_WORD = re.compile(r"[理事缘自]由|.?审批局")
# «他们自己发货慢»: what they do for others.
_THEIR_TRADE = re.compile(
    r"[他她]们?自己(?:的|家|厂|店|车间|公司|物流|工厂|仓库|[发送出]货|产能|员工|师傅|客户|客服|司机)[^,。;!?我咱你]*$"
)
# «价格公道»
_PRAISED = re.compile(r"(?<!不)(?<!不太)(?<!不够)(?:公道|实惠|划算|厚道|好商量)")
# «保养漏了两台»: what help left out.
_LEFT_OUT = re.compile(r"(?:保养|巡检|检查|清洗|维护|检修|安装|培训|盘点)[^,。;!? ]{0,3}漏了[^,。;!? ]{0,4}$")
# «太钢下个月要降价»: what happens on the market.
_ANNOUNCED = re.compile(r"(?:[月周年底]|最近|马上)(?:就|又|也)?(?:要|会|将)降价$")
# «评价较高», «身价»
_RATED = re.compile(r"[评身代]价")
# «创业慧康的方案他看过 好是好 就是太贵»
_RIVALS_GOODS = re.compile(r"的?(?:那[套个台款])?(?:方案|产品|系统|设备|机器|报价|价格|东西|货)")
# What is compared are our own goods; what goes its way is a payment.
_OF_ONE_KIND = re.compile(r"[^,。;!?]{0,6}(?:型号|参数|颜色|款式|规格|版本|尺寸)")
_PAYING = re.compile(r"(?:付款|打款|开票|报销|请款|盖章|用印)[^,。;!?]{0,2}$")
# Who comes late is no delivery.
_ON_THE_WAY = re.compile(r"堵车|路上|航班|高铁")
# Money that comes late is none either.
_OWED = re.compile(r"(?:款|钱|账|费用?|签字|盖章|审批|流程)[^,。;!?]{0,3}$|(?:工资|[尾货]款)[^。;!?]{0,7}$")
# «晚一天罚五百»: a term agreed.
_FINED = re.compile(r"(?:就|要|得)?[扣罚赔]")
# «预算卡在三万»: a capped budget is none that is missing.
_CAP = re.compile(r"[卡紧]")
_SUM_BEHIND = re.compile(r"[^。;!?\d]{0,4}[\d一二两三四五六七八九十]")
# «迟主任», «松经理»: the last character of the words is somebody's name.
_TITLED = re.compile(r"总(?!是|说|要)|经理|主任|[厂院校部科处局店]长|老板|老师|工(?=[,。;!? ]|$)|[姐哥](?=[,。;!? ]|$)")
# «没人理我»: who reports was left alone, not the customer.
_REPORTER = re.compile(r" ?我(?![们方司家])")
# «他人没来,电话也打不通»: a customer who is away.
_AWAY = re.compile(r"(?:人|他|她)(?:也|都)?没(?:来|到|在)[,。 ]?$")
# «我问问校长能不能打折»: what we ask for ourselves.
_WE_ASK = re.compile(r"我(?:再|去|回去|帮[他她])*(?:问|申请|争取|请示)[^,。;!?]{0,6}$")
# «我方让利两千»: what was given is not asked for.
_GIVEN = re.compile(r"(?:我[们方司]?|咱们?|承诺|已经?)[^,。;!?]{0,5}$")
_NOT_SO = re.compile(r"倒?是?不贵")
# A term of money or of a decision: «嫌回本周期长».
_TERM = re.compile(r"回本|回款|付款|投资|审批|决策|费")
# What is broken and waits for help is a matter of service, what the weather did nobody's, a slow program is a bad one.
_MENDED = re.compile(r"了?[, ]?[^,。;!?、 ]{0,3}(?:修了|没人|报修|打电话|才来|找不到)")
_TIME_AND_AGAIN = re.compile(r"老|总|经常|频|次|回|就")
_NATURE = re.compile(
    r"遭|灾|霜|台风|暴雨|谈$|补$|我$"
    r"|(?:脚|[手嘴腿鞋]|眼睛?|路|(?<![一二两三四五六七八九十几半\d])天|雾|雨|车里|一个)[都也]?[^,。;!? ]{0,2}$"
)
# «老邱», «设备部老渠»: an acquaintance, not something that happens again and again.
_OLD = re.compile(r"老([\u4e00-\u9fff])")
_COLLEAGUE = re.compile(r"[部科处办所]老[\u4e00-\u9fff]$")
# Surnames that are verbs of failing, too: «老修», «老冒泡».
_OFTEN = frozenset("修冒迟爱来")
_BAD_NEWS = re.compile(r"坏(?:消息|事|人|习惯)")
_PROGRAM = re.compile(r"(?:系统|软件|平台|页面|程序|后台|APP|app|网页|界面)[^,。;!? ]{0,4}$")
_SLOW = re.compile(r"^(?:响应|反应)")
# «要我们把盐降两个点»
_THING_TAKEN = re.compile(r"把[^,。价]{1,4}$")
_SUPPOSED = re.compile(r"(?:(?<![主重只])要是|如果|万一|假如|只要|担心别)[^,。]*$")


def find_pains(
    text: str,
    start: int,
    end: int,
    rivals: Sequence[tuple[str, int, int]] = (),
    named: Sequence[tuple[int, int]] = (),
) -> list[tuple[Pain, int, int]]:
    """What the customer complains of in a stretch, each kind once, in the order told; nothing that a rival did.

    `named`: clauses whose complaint is known to be about something else than the goods.
    """
    typed, text = text, _PAUSE.sub(",", text)
    found: list[tuple[Pain, int, int]] = []
    heard: list[tuple[int, int]] = []
    told = _PAINS.grouped(typed)
    for pain in (kind for kind in _KINDS if kind in told):
        for _, match in joint_matches(told[pain], typed if pain == "comparing" else text, start, end):
            if pain in _OF_GOODS and _is_a_rivals(text, pain, match.start() - _REACH, match.end(), rivals):
                continue
            if _is_none(text, start, match) or _is_another_matter(text, start, pain, match):
                continue
            if pain == "quality" and _belongs_to(heard, match):
                continue
            heard.append(match.span())
            if not any(kind == pain for kind, _, _ in found):
                found.append((pain, *match.span()))
    if not any(pain == "quality" for pain, _, _ in found):
        found.extend(_unnamed(typed, start, end, [*heard, *named])[:1])
    return sorted(found, key=lambda item: item[1])


def is_no_complaint(pain: Pain, text: str, start: int, end: int, rivals: Sequence[tuple[str, int, int]] = ()) -> bool:
    """Whether a clause that sounds like a complaint tells that there is none, names no object, or is about a rival or
    those who supplied before."""
    clause = text[start:end].strip(" ,。;!?")
    if pain == "quality" and _GENERAL.fullmatch(clause):
        return True
    if pain in _OF_GOODS and _is_a_rivals(text, pain, start - (_REACH if pain == "price" else 0), end, rivals):
        return True
    if pain in _DONE_BY_SOMEBODY and (_THEIR_TRADE.search(clause) or _DONE_BY_ANOTHER.match(text, end)):
        return True
    if pain == "price" and _PRAISED.search(clause):
        return True
    return _DENYING.search(clause) is not None or (pain == "comparing" and _FORMER.search(clause) is not None)


def _is_a_rivals(text: str, pain: Pain, since: int, last: int, rivals: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a rival was named before or in a complaint that ends at `last`, not as the measure of us («比卓远慢»);
    of a price, whether its goods were."""
    for name, _, _ in rivals:
        at = text.rfind(name, max(0, since), last)
        if pain == "price" and not _RIVALS_GOODS.match(text, at + len(name)):
            continue
        if at >= 0 and not (_OURS.search(text, at, last) or _MEASURE.search(text, max(0, at - 3), at)):
            return True
    return False


def _unnamed(text: str, start: int, end: int, heard: list[tuple[int, int]]) -> list[tuple[Pain, int, int]]:
    """What somebody complains of in words that name none of the other kinds is how the goods are."""
    unnamed: list[tuple[Pain, int, int]] = []
    for match in _COMPLAINING.finditer(text, start, end):
        clause = _CLAUSE.match(text, match.end(), end)
        last = clause.end() if clause else match.end()
        sentence = _SENTENCE.match(text, match.end(), end)
        reach = sentence.end() if sentence else last
        if last - match.end() < _SHORTEST or any(a < reach and match.start() < b for a, b in heard):
            continue
        others = _NOT_GOODS.search(text, match.end(), last) or _NOT_OUR_MATTER.match(text, last)
        if not (others or _is_none(text, start, match)):
            unnamed.append(("quality", match.start(), last))
    return unnamed


def _is_none(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the words are denied, supposed, about another vendor, or only name what was talked about."""
    before = text[max(start, match.start() - 14) : match.start()]
    return bool(
        _NEGATED.search(before)
        or _OR_NOT.search(match[0])
        or _NOT_OUR_MATTER.match(text, match.end())
        or _NO_COMPLAINT.search(match[0])
        or (match[0][-2:-1] == "老" and match[0][-1] in words("surnames.txt"))
        or (match[0][0] in "砍压还讲杀催" and before.endswith(("没", "没有", "不", "未")))
        or _SUPPOSED.search(before)
        or _ANOTHERS.search(before)
        or _OF_ANOTHER.search(match[0])
        or _OF_ANOTHER.match(text, match.end())
        or (match[0][0] not in "嫌担怕没" and _TALKED_OF.search(before))
        or (match[0][0] in "说嫌" and before.endswith(("没", "不", "未")))
        or (match[0][-1] in words("surnames.txt") and _TITLED.match(text, match.end()))
    )


def _is_another_matter(text: str, start: int, pain: Pain, match: re.Match[str]) -> bool:
    """Whether words of one kind of complaint stand for something else beside the words before them."""
    before = text[max(start, match.start() - 14) : match.start()]
    others = pain in _OF_GOODS and not _OURS.search(match[0])
    if others and _IN_USE.search(text, max(start, match.start() - _REACH), match.start()):
        return True
    if pain in _DONE_BY_SOMEBODY and _is_done_by_others(text, before, match):
        return True
    if pain == "delivery":
        return bool(
            _PROGRAM.search(before)
            or _FINED.match(text, match.end())
            or _SERVED.search(before)
            or _ON_THE_WAY.search(before)
            or _OWED.search(before)
            or _TERM.search(match[0])
        )
    if pain == "comparing":
        return before.endswith(("不", "没", "未", "不会", "没有", "问", "问我们")) or bool(
            _OF_ONE_KIND.match(text, match.end())
        )
    if pain == "quality":
        return _is_no_fault(text, before, match)
    if pain == "service":
        slow = _PROGRAM.search(before) and _SLOW.search(match[0])
        return bool(slow or _REPORTER.match(text, match.end()) or _AWAY.search(before))
    if pain == "price":
        given = match[0] == "让利" and _GIVEN.search(before)
        announced = _ANNOUNCED.search(before + match[0])
        return bool(
            given
            or announced
            or _RATED.match(before[-1:] + match[0])
            or _WE_ASK.search(before)
            or _THING_TAKEN.search(before)
            or _NOT_SO.match(text, match.end())
        )
    if pain == "budget":
        return bool(_CAP.search(match[0]) and not LACKING.search(match[0]) and _SUM_BEHIND.match(text, match.end()))
    if pain == "decision":
        return bool(_PAYING.search(before) or _PART_OF_A_WORD.match(before[-1:] + match[0])) or bool(
            _WE.search(before) and not _SAID.search(before)
        )
    return False


def _is_no_fault(text: str, before: str, match: re.Match[str]) -> bool:
    """Whether words of poor goods stand for something else beside the words before them."""
    return bool(
        _TERMS.search(before)
        or (_MENDED.match(text, match.end()) and not _TIME_AND_AGAIN.search(match[0]))
        or _NATURE.search(before)
        or any(name[1] in words("surnames.txt") and name[1] not in _OFTEN for name in _OLD.finditer(match[0]))
        or _COLLEAGUE.search(match[0])
        or _THEIR_OWN.search(before)
        or _LEFT_OUT.search(before + match[0])
        or _BAD_NEWS.match(text, match.end() - 1)
        or (match[0][0] not in "不没未" and before.endswith(("没", "不", "未", "没再")))
    )


def _is_done_by_others(text: str, before: str, match: re.Match[str]) -> bool:
    """Whether it is told behind a complaint who did it, or before it that it is what the customer does for others."""
    if _OURS.search(match[0]):
        return False
    return bool(_DONE_BY_ANOTHER.match(text, match.end()) or _THEIR_TRADE.search(before + match[0]))


def _belongs_to(heard: list[tuple[int, int]], match: re.Match[str]) -> bool:
    """Whether discontent is that of a complaint just heard: it overlaps it, or names no object of its own."""
    return bool(heard) and (
        (_GENERAL.fullmatch(match[0]) is not None and any(last <= match.start() for _, last in heard))
        or any(first < match.end() and match.start() < last for first, last in heard)
    )
