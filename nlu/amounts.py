"""What a sum of money is: budget, quote, contract, payment or something else (CONTRACT `amounts`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from nlu import lazy_re as re
from nlu.drafts import AmountKind
from nlu.money import MoneyMention, find_money
from nlu.money_short import TEN_THOUSAND
from nlu.patterns import compiled, sections

_UNIT = sections("amounts.txt")["unit"]
_BEHIND = re.compile(rf" ?[/一每] ?(?:公斤|{_UNIT}|[度kKgGmM㎡]|pcs|kg)")
_EACH = re.compile(rf"[每一单]{_UNIT}|一口价|单价|[人亩台件吨户场]均")
_Told = Literal["budget", "contract", "payment", "other", "quote", "fee"]
_TELLING: dict[_Told, re.Pattern[str]] = {told: compiled("amounts.txt", told) for told in get_args(_Told)}
_OURS = re.compile(rf"(?<!问)(?:{sections('amounts.txt')['we']})[^,。;!?他她]{{0,8}}$")
_OUR_PRICE = compiled("amounts.txt", "our price")
_COUNTER_OFFER = compiled("amounts.txt", "counter offer")
_PAID_TO_OTHERS = compiled("amounts.txt", "paid to others")
_FLOOR = re.compile(r"(?<!要)(?:底价|最低)(?:给(?:到|他们?|她们?)*|可以|能|做到)*[^,。;!?他她要]{0,3}$")
_OTHERS = re.compile(
    r".{0,2}(?:那边|人家|人们|别家|别人|别处|对[面门过]|隔壁|外[面头]|对方(?:的)?中标|网上|淘宝|京东|拼多多|有(?:个|一?家)(?:叫|同行)|市面|市场价|行情|同行|对手|竞品|其他家|另一家|上家|(?:原来|现在|以前|之前)的?供应商|老供应商|(?:现在|目前|原来|以前|之前|去年|上次)(?:用的|那家))"
)
_OWED = re.compile(r"罚|扣|转|欠|赔|给(?!(?:[他她你您]们?|客户|对方|人家)(?:按|做|算|优惠|打|报))")
# «她们现在喝的是卓远桶装水 一桶十八»
# and «现在是在别处买的 一年四万».
_IN_USE = re.compile(
    r"(?:现在|目前|原来|以前|一直)(?:[用喝吃买拿租]的是?[^,。;!?我咱]{1,12}"
    r"|(?:都|就|也|还)?是?(?:在|从|找|跟)[^,。;!?我咱 ]{1,8}[用买拿租做订办供]的?[,; ]?(?:[一每][^,。;!? ]{1,2})?)$"
)
# «说四百就签»: what the customer would pay.
_TAKES_AT = re.compile(
    r" ?(?:块|元)?(?:我|他|她)?(?:能接受|(?:就|马上|立马|当场|可以(?=马上|立马|当场))(?:能|可以|马上|立马|当场)?"
    r"(?:签|买|定|要|拿|下单|干|成交|订|付|刷)|多?就(?:给|肯|能|敢)(?:做|干|供|接|卖)|能不能|行不行|可不可以|成不成|干不干|做不做)"
)
_FOUND_DEAR = r"(?:嫌|觉得|认为|说|讲|喊)(?:还是|有点|有些|是|太|偏|略|稍)*(?:贵|高|不便宜)了?"
# «高出对方近两万», «凭什么多五百», «就差七块钱»: how far two sums are apart is none of them; what is still to be
# paid is one.
_UNPAID = re.compile(r"[^,。;!?]{0,2}(?:没|未|[首尾余货]款)")
_APART = re.compile(
    r"(?:(?:高|贵|多)出(?:了|对方|人家|别家|他们?|[他她]家)?|凭(?:什么|啥|咩)(?:我们?|你们?|就)?[贵多高](?:了|出)?|不差[这那]|(?:就|只|才|仅|相)差(?:了|着)?)(?:将?近|大概|差不多|快)?$"
)
# «他嫌贵 说最多一万四»: what is offered for a price that was found dear.
_MOST = re.compile(rf"{_FOUND_DEAR}[,: ]{{1,2}}[^,。;!? 我咱]{{0,3}}(?:最多|顶多|至多)(?:也|就|只|能|给|出)* ?$")
_DEAR = re.compile(r"嫌[^,。]{0,3}$")
_TOO_DEAR = re.compile(
    r"(?:[/一每][^,。])?(?:太贵|了?(?:他|她|对方|客户)?(?:们|还|都|就|被)*嫌[贵高]|有点贵|偏贵|贵了|偏高|太高)"
)
_FOUND_DEAR_BEFORE = re.compile(rf"{_FOUND_DEAR}[,: ]{{1,2}}[^,。;!? 我咱别人还出给砍要多门隔外]{{0,3}} ?$")
_FOUND_DEAR_BEHIND = re.compile(rf"(?:[/一每][^,。 ])?[, ]{{0,2}}[^,。;!? \d我咱]{{0,4}}{_FOUND_DEAR}")
# «我们四千二太坑»
_TOO_MUCH_BEHIND = re.compile(r"(?:[/一每][^,。 ])?(?:也|实在|确实)*(?:太|有点|忒)(?:贵|高|坑|黑|狠)")
# «一台四千八 咱报五千六»: a price that ours is held against is another's; in dictated text nothing parts the two.
_BESIDE_OURS = re.compile(
    rf"(?:(?:[/一每][^,。;!? ]{{1,2}})?[,; ]{{1,2}}(?:{sections('amounts.txt')['we']})(?:这边|家|报价?|要|的|是|才|就)*"
    rf"|(?:{sections('amounts.txt')['we']})报的?(?:是|才)?|[你您]们家?(?:报|要|卖)?[到的]?) ?[\d一二两三四五六七八九十]"
)
_NAMELESS_QUOTE = re.compile(rf"^(?:[一每单]?{_UNIT})?(?:报|单价|总价|定价|原价|优惠)")
_TOLD = re.compile(
    rf"(?:只|就|才|[总一]共|最多|顶多)(?:就|也|只)*想花 ?$"
    rf"|预算(?:是|就|才|只有|大概|约)* ?$|收(?:{sections('amounts.txt')['we']})(?:的|了)? ?$"
)
_ASKS = re.compile(
    r" ?(?:那边|家|他们)?(?:是|报|给|才|只要|卖|只收|开价|要价)(?:的|到|价|了|是|才)*(?:[一每][^,。;!? ]{1,2})? ?"
)
_NOT_THEIRS = re.compile(rf"{sections('amounts.txt')['we']}|[你您]们?|自己|报价|(?i:quote)|预算|合同额|首付|[。;!?\n]")
_BUYS_FROM = re.compile(r" ?(?:就|也|都)?(?:能|可以)?(?:(?:买|拿|租|订)(?:到|着|下)?|(?:付|交|打)?给) ?")
# We named a sum before, or answer with one («我说可以加做 三万五»).
_WE_NAMED = re.compile(r"报|(?:我们?|咱们?)(?:就|也|当场|跟[他她]|给[他她])?(?:说|讲|回|答|告诉)[^。;!?\n他她]*$")
_QUOTED_BEHIND = re.compile(r" ?(?:的?报价|(?:是|这是)?(?:我们?|咱们?)报的?(?=[,。;!? ]|$))")
_PAID_BEHIND = re.compile(
    r"^(?:给我们?|给咱们?|过来|进来)|没?(?:收)?回来|打(?:过来|给|款)|付|转|到账|定金|首付|尾款|款|现?结(?:了|清|算|$)"
)
_A_YEAR = re.compile(r"[一两三每]年")
_LIMITS = ("以内", "封顶")
_SUM_OF = re.compile(r"(?:金额|总额|总计|合计|总价)(?:约|大概|大约|为|是|初步定为|暂定)* ?$")
_ORDER = re.compile(r"订[货购]?单[^。;!?]{0,4}$")
_ALL_TOLD = re.compile(r"(?:合计|总计|一共|总共|统共)(?:是|要|约|大概|大约)*$")
_CLAUSE_END = re.compile(r"[,。;!?\n ]")
_OF_THE_SUM = re.compile(
    r" +(?:已|刚|现)?(?:(?:预付|[定订押]金|首付款?|[首尾货全余]款|进度款|到账|付|转|打)"
    r"(?:了|清|过来|已|刚|[付转打到收]|$|[,。;])"
    r"|的?(?:预算|合同|封顶)|的?[这那]个?(?:单|项目))"
)
_BARE_CONTEXT = compiled("amounts.txt", "bare context")
_PER = re.compile(rf" ?(?:/|每|一(?={_UNIT})|一?公斤|一?平方?|左右|上下|以内|封顶|起步|含税|不含税|包邮|包运|到手)")
# «转了我五千定金»
_PAID_AS = re.compile(r"的?(?:定金|订金|押金|货款|预付款?|尾款|首付|保证金|运费)")
_BARE_BUDGET = re.compile(r"预算(?:是|就|大概|只有|只|才|在|约|有|给|批了|不是[^,。;]{1,6}是)*\Z")
_LEAST_BUDGET = 1000
_LEAST = 10
_MOST_PIECES = 100
_NAME_HEAD = 2
_CLAUSE = 16
_CORRECTED = re.compile(
    r"[,。;!? 啊哦呃嗯]*"
    r"(?:(?:不对|不是|(?<=[啊哦呃嗯])不(?=[,。 ])|错了|说错了?|口误|更正一?下?)[,。;!? 啊哦呃嗯]*)+(?:应该)?(?:是)?"
)
# «二十六是另一家», said after a sum was taken back.
_ANOTHERS = re.compile(r"是(?:另|别|上|那)")
# «他要九十天,最多给六十»: days against days.
_TERM = re.compile(r"[\d二三四五六七八九十百]个?[天月][^。;!?\n\d]{1,8}(?:给|要)$")
# «裂了三块», «共18块», «主要聊两块»: pieces and parts.
_PIECES = compiled("amounts.txt", "pieces")
# A budget that was changed: only the new one counts.
_OLD_BUDGET = re.compile(r"预算[^,。;!?\n]{0,6}[由从](?:原来?的?|之前的?|最初的?)?$")
_CHANGED = re.compile(r"[^,。;!?\n\d]{0,6}[到至成为]")
# «打四百电话»
_HOTLINE = re.compile(r" ?(?:电话|热线|客服)")
# «10.1 起»: a day, not a sum.
_DAY = re.compile(r"(?:1[0-2]|[1-9])\.(?:[12]\d|3[01]|[1-9])(?!\d) ?(?:起|前|后|之前|以前|开始|号)")
# «两块都花了», «二十块坏了的»: pieces.
_BOTH = re.compile(r"(?<=[两三]块)都|(?<=块)[坏裂碎]")
# Two sums that are compared are of one order and near each other.
_ALIKE = 2
_NEAR = 24
_BREAK = re.compile(r"[。\n]|号|(?<!/)[月点]")
_COMPARED = re.compile(r" ?(?:$|[,。;!?)\n]|就|都|才|不能再|块|嘛|呢|了(?:都|,))")
_COUNTED = re.compile(
    r"数量|型号|编号|房间|号码|版本|尾号|楼|第$|开业|成立|电话(?:号码?)?(?:是|为|:)?\s*$|订单号|单号|w$|W$"
)


def amounts_in(text: str, masked_spans: Sequence[tuple[int, int]]) -> list[MoneyMention]:
    """Sums in a text: those with a unit, and bare numbers of 10 and more that stand in a context of money."""
    found: list[MoneyMention] = []
    for mention in find_money(text, allow_bare=True):
        first, last = mention.span.start, mention.span.end
        if any(first < b and a < last for a, b in masked_spans):
            continue
        if mention.bare and not _bare_is_money(text, mention) and not _continues(text, found[-1:], mention):
            continue
        if _OLD_BUDGET.search(text, max(0, first - _CLAUSE), first) and _CHANGED.match(text, last):
            continue
        if _APART.search(text, max(0, first - _CLAUSE), first) and not _UNPAID.match(text, last):
            continue
        pieces = (
            text[last - 1] == "块"
            and mention.yuan < _MOST_PIECES
            and (_PIECES.search(text, 0, first) or _BOTH.match(text, last))
        )
        if mention.yuan == 0 or pieces:
            continue
        found.append(_in_ten_thousands(text, mention))
    return found


def _in_ten_thousands(text: str, mention: MoneyMention) -> MoneyMention:
    """«预算60» of a whole deal is said in 万; «每人预算60» is not."""
    if not (mention.bare and mention.high < _LEAST_BUDGET and _BARE_BUDGET.search(text, 0, mention.span.start)):
        return mention
    if _EACH.search(text, max(0, mention.span.start - _CLAUSE), mention.span.start) or _PER.match(
        text, mention.span.end
    ):
        return mention
    return replace(mention, low=mention.low * TEN_THOUSAND, high=mention.high * TEN_THOUSAND)


def _continues(text: str, before: Sequence[MoneyMention], mention: MoneyMention) -> bool:
    """Whether a bare number corrects the sum before it («两千三,不是,两千六») or is compared with it («45,他说 41»)."""
    for sum_before in before:
        between = text[sum_before.span.end : mention.span.start]
        if _CORRECTED.fullmatch(between):
            return True
        alike = sum_before.low <= mention.low * _ALIKE and mention.high <= sum_before.high * _ALIKE
        if alike and len(between) <= _NEAR and not _BREAK.search(between) and _COMPARED.match(text, mention.span.end):
            return mention.yuan >= _LEAST
    return False


def _bare_is_money(text: str, mention: MoneyMention) -> bool:
    first, last = mention.span.start, mention.span.end
    clause = re.split(r"[,。;!?\n]", text[max(0, first - _CLAUSE) : first])[-1].rstrip()
    if mention.yuan < _LEAST or _COUNTED.search(clause) or _TERM.search(text, max(0, first - _CLAUSE), first):
        return False
    if _DAY.match(text, first) or _ANOTHERS.match(text, last) or _HOTLINE.match(text, last):
        return False
    return bool(
        _BARE_CONTEXT.search(clause)
        or text.endswith("起步", first, last)
        or any(
            behind.match(text, last)
            for behind in (_PER, _PAID_AS, _FOUND_DEAR_BEHIND, _TOO_MUCH_BEHIND, _QUOTED_BEHIND)
        )
    )


def _nearest(pattern: re.Pattern[str], text: str) -> int:
    last = -1
    for match in pattern.finditer(text):
        last = match.end()
    return last


@dataclass(frozen=True, slots=True)
class _Around:
    """The words around a sum: its sentence and its clause up to it, its clause behind it, and what comes next."""

    sentence: str
    clause: str
    after: str
    following: str


def _around(text: str, start: int, first: int, last: int) -> _Around:
    before = text[max(start, first - 16) : first]
    cut = max(before.rfind(c) for c in "。;!?\n")
    sentence = before[cut + 1 :].rstrip()
    comma = max(sentence.rfind(","), sentence.rfind(" "), sentence.rfind(":"))
    behind = text[last : last + 12]
    following = _CLAUSE_END.split(behind.lstrip())[0]
    # In speech a space is a pause: only what is said of the sum itself goes on behind it («5万 定金»).
    after = following if _OF_THE_SUM.match(behind) else _CLAUSE_END.split(behind)[0]
    return _Around(sentence, sentence[comma + 1 :], after, following)


def kind_of(
    text: str, start: int, mention: MoneyMention, rivals: Sequence[tuple[int, int]], signed: bool
) -> AmountKind | None:
    """The kind of a sum: by whose it is, else by the nearest telling word before it in its clause, else after it; None
    when nothing tells.

    `start`: where its stretch begins; `rivals`: other vendors named; `signed`: a contract was signed there.
    """
    first, last = mention.span.start, mention.span.end
    around = _around(text, start, first, last)
    told = _by_party(text, start, mention, _every(text, start, first, rivals), around)
    if told:
        return told
    if _SUM_OF.search(around.clause) and _ORDER.search(text, max(start, first - 16), first - 2):
        return "contract" if signed else "quote"
    if _SUM_OF.search(around.clause) and re.search(r"合同|协议|签", text[max(start, first - 40) : first]):
        return "contract"
    told = (
        _by_words(around.clause, signed, around.after)
        or _by_words_behind(around.after)
        or _by_words(around.sentence, signed)
    )
    if told:
        return told
    if signed and _A_YEAR.search(around.clause):
        return "contract"
    if text.endswith(_LIMITS, first, last):
        return "budget"
    if _EACH.search(around.sentence) or _BEHIND.match(text, last):
        return "quote"
    if _FOUND_DEAR_BEHIND.match(text, last):
        return "quote"
    if signed:
        return None
    named = _ALL_TOLD.search(around.sentence) or _WE_NAMED.search(text, max(start, first - 30), first)
    return "quote" if named else None


def is_certain(text: str, start: int, mention: MoneyMention, rivals: Sequence[tuple[int, int]]) -> bool:
    """Whether so many words tell what a sum is: «卓远报三万», «收我们三千», «预算就五万»."""
    first = mention.span.start
    if _TOLD.search(text, max(start, first - _CLAUSE), first):
        return True
    return any(last <= first and _ASKS.fullmatch(text, last, first) for _, last in _every(text, start, first, rivals))


def _by_party(
    text: str, start: int, mention: MoneyMention, rivals: Sequence[tuple[int, int]], around: _Around
) -> AmountKind | None:
    """Whose sum it is, where that settles the kind: a rival's, the customer's counter-offer, our price."""
    first, last, clause = mention.span.start, mention.span.end, around.clause
    said = text[first:last]
    if any(first - len(clause) - 2 <= a and b <= first for a, b in rivals) and not _OURS.search(clause):
        return "other"
    if any(0 <= a - last <= 6 and _BUYS_FROM.fullmatch(text, last, a) for a, _ in rivals):
        return "other"
    if _PAID_TO_OTHERS.search(clause) and not _OURS.search(clause):
        return "other"
    if _FLOOR.search(clause) and not re.search(r"对方|客户|人家|要求|希望|同行|别家", clause):
        return "quote"
    if _MOST.search(text, start, first):
        return "other"
    if _COUNTER_OFFER.search(clause) and not re.search(r"预算|定金|首付|款", clause):
        return "other"
    if _OUR_PRICE.search(clause) and not _OWED.search(clause):
        return "quote"
    if _TAKES_AT.match(text, last) and not _OURS.search(clause):
        return "other"
    if _TOO_DEAR.match(around.following) or _DEAR.search(clause) or _FOUND_DEAR_BEFORE.search(text, start, first):
        return "quote"
    if _BESIDE_OURS.match(text, last) and not said.endswith(_LIMITS) and _is_held_against_ours(clause):
        return "other"
    rival = max((b for a, b in rivals if start <= a and b <= first), default=-1)
    since = text[rival:first]
    if rival >= 0 and len(since) <= 14 and not _NOT_THEIRS.search(since):
        return "other"
    if _QUOTED_BEHIND.match(text, last):
        return "quote"
    elsewhere = (
        _OTHERS.match(clause)
        or _IN_USE.search(around.sentence)
        or re.search(r"(?:那边|那家|那间|有人)[^,。]{0,6}$", clause)
    )
    return "other" if elsewhere and not _TELLING["budget"].search(clause) else None


def _is_held_against_ours(clause: str) -> bool:
    """Whether a clause before a price tells neither of us nor of what the customer has or pays."""
    if _OURS.search(clause) or _NAMELESS_QUOTE.search(clause):
        return False
    return not any(_TELLING[told].search(clause) for told in ("budget", "payment", "contract"))


def _by_words(stretch: str, signed: bool, behind: str = "") -> AmountKind | None:
    """The kind by the telling word that is nearest to the end of a stretch.

    A fee is a quote, unless it is paid (also in the words `behind` the sum) or a contract over it was signed.
    """
    places = {told: _nearest(pattern, stretch) for told, pattern in _TELLING.items()}
    told = max(places, key=lambda each: places[each])
    if places[told] < 0:
        return None
    if told == "other" and places["budget"] >= 0 and re.search(r"砍|压|降|涨|追加|增加", stretch):
        return "budget"
    if told == "fee":
        paid = places["payment"] >= 0 or _PAID_BEHIND.search(behind)
        return "payment" if paid else "contract" if signed else "quote"
    return "contract" if told == "quote" and signed and "总价" in stretch else told


def _by_words_behind(after: str) -> AmountKind | None:
    if re.match(r"的?(?:赔款|赔偿|罚款|违约金|滞纳金|退款|退货款|加班费|工资)", after):
        return "other"
    if re.match(r"(?:的)?(?:预算|经费|封顶|盘子|额度)|(?:还)?没批|批(?:了|下来)", after):
        return "budget"
    # What the whole is done for, and how large a deal is that nobody has signed yet, are prices of ours.
    if re.match(r"(?:给[他她])?报(?:的|过去|了)|打包|包干|全包|一口价|的?[这那]个?(?:单|项目)", after):
        return "quote"
    if _PAID_BEHIND.search(after):
        return "payment"
    return "contract" if re.match(r"的?合同|成交|拿下", after) else None


def _every(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The nearest mention of each rival before a sum, also by the head of its name; only its first is listed."""
    found = []
    for first, last in spans:
        at, size = max(
            (text.rfind(text[first : first + n], max(start, end - 24), end), n) for n in (_NAME_HEAD, last - first)
        )
        found.append((at, at + size) if at >= 0 else (first, last))
    return found
