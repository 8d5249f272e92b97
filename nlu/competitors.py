"""Other vendors named: in use at the customer, compared with us, quoting against us (CONTRACT `competitors`)."""

from __future__ import annotations

from collections.abc import Iterable

from nlu import lazy_re as re
from nlu.coined_names import coined_names
from nlu.lexicon import Lexicon
from nlu.patterns import compiled
from nlu.regions import is_region
from nlu.sieve import SIEVE
from nlu.stretches import Stretch, Stretches
from nlu.vendors import CUSTOMER_BEHIND, GOODS_END, find_coined_vendors, find_vendors, frames_in, is_vendor
from nlu.wordlists import made_of_common_words, words

Found = tuple[str, int, int]

# With each pattern, from how many characters on an everyday word is a name there; 0 where it has to look like one.
_NEVER = 99
_FRAMES = SIEVE.section_of_file("competitors.txt", ((2, "plain"), (4, "certain"), (_NEVER, "fair"), (0, "likely")))
# What follows a name that has no other end.
_STOP = compiled("competitors.txt", "stop")
_WEAK_STOP = compiled("competitors.txt", "weak stop")


_LONGEST_COINED = 4
_COMMON = words("common_words.txt")
_TRADE_WORDS = words("trade_words.txt")
_LISTED = re.compile(
    r"(?:、|和|跟|还有|,|及|与|以及| ?[+&/] ?)(?P<name>[A-Za-z][A-Za-z0-9]{1,12}|[\u4e00-\u9fff]{2,5}?)(?=[,。;"
    r" 、)]|$|的|比|对比|也|等|两家|三家|都)"
)
_NOT_START = re.compile(
    r"^(?:我|咱|他|她|这|那|它|你|您|别的|别家|别人|其他|其实|对方|客户|人家|自己|哪|谁|什么|啥|"
    r"老板|领导|国产|进口|同行|竞品|对手|供应商|友商|厂家|价格|报价|现在|目前|以前|之前|公司|"
    r"方案|合同|产品|系统|设备|机器|数据|东西|样品|电话|微信|效果|大家|其中|已经|可能|主要|今天|"
    r"明天|昨天|后天|上午|下午|晚上|因为|所以|但是|如果|而且|内部|可以|应该|觉得|学校|医院|单位|"
    r"定金|押金|首付|尾款|单价|总价|预算|概算|含税|年卡|已付|答应|试点|项目|外号|原来|没|不|很|挺|还|"
    r"就|都|也|又|再|才|是|的|了|着|过|把|被|让|给|跟|与|于|或|且|若|每|某|此|该|说|问|想|嫌|因|老是|总是|"
    r"对|将|需|应|须|请|并|则|在|比|谈|聊|签|付|剩|较|按|返点|账期|交货|交期|货期|代加工|代工)"
)
# A part of the customer's own house (省公司, 机电部, 集团采委会), a day, a count.
_IN_HOUSE = re.compile(
    r"^(?:[省市县总分母]公司|集团|上级|总部|采购|财务|技术|行政|门卫|前台|仓库|保安|车间|生产部|质检|监理|甲方|业主|设计院|食堂)|[部处委办]$|(?:董事|委员|采委|评委)会|裁定"
    r"|^[一二两三四五六七八九十几\d]+[月号日回次台套批位名张条]|^[张回]"
)
# Characters that begin words of grammar and names alike: 用友, 有赞, 三菱, 新松, but 用方案, 三家, 新设备.
_EITHER_START = frozenset(
    "用有三一两几多好老新要年月上下去来起得整第总最更选定换做买从到由对为以能会和看找正拿家院厂科报"
)
_VERB_START = frozenset("发打上补有点要寄送回写开见约带没太前")
_COUNTED = frozenset("家台个套批种次天年月周方位点成类样款层步起些块吨车件条份人边堂遍趟节门间")


def _is_grammar(name: str) -> bool:
    """Whether a name is rather a word of grammar with something behind it."""
    if (
        _NOT_START.search(name)
        or (name[0] == "新" and GOODS_END.search(name))
        or (name[0] in _VERB_START and name[1:] in _COMMON)
    ):
        return True
    return name[0] in _EITHER_START and (
        name[1] in _COUNTED or name in _COMMON or (len(name) > 2 and made_of_common_words(name[1:]))
    )


# Goods, qualities and conditions that stand in the place of a name.
_NO_NAME = re.compile(
    r"^(?:旧|[小老阿][\u4e00-\u9fff]$|[大小中]号|国产|进口|二手|智能|普通|便宜|人工|手工|原装|盯|参数|质量|性能|账期|配置|品牌|功能|服务|交期|样品|材料|精度|"
    r"费率|之|尚|某|其弟|其兄|其子|几家|[大小]厂|国外|国内|别处|本地|环保材|邻[省市县]|法务|财务|技术部|实验室)|某|^得|^[高低中顶标]配|得[紧快多好]|管理$|的$|[版货款型]$|^[\u4e00-\u9fff]{1,2}(?:国$|洲)|化$|[费款价法]$"
)
_NOT_END = re.compile(
    r"(?:他|她|我|了|的|说|吗|呢|吧|是|在|就|都|也|还|没|不|着|过|得|地|们|和|跟|与|给|把|被|让|"
    r"对|上|下|里|中|时|后|前|低|高|贵|慢)$"
)
_NOT_WITHIN = re.compile(
    r"[,。; ]|电话|微信|客户|东西|同样|同类|别人|时候|我们|咱们|他们|什么|怎么|多少|哪|吗|呢|"
    r"已经|可以|自己|一起|一块儿|吃过|一个|车间|[要再找]|目前|处于|我方|我司|不|了|的|说|太[短长多少大小高低贵慢]|没[有法用人]|要是|上门|补报|[我咱把]|前面|孩子|经理|总监|主任|领导|老板|工程师|拍板|预算|[单报]价|费用|保费|[这那]边"
)
_TRIM_FRONT = re.compile(
    r"^(?:[^,。]{0,5}(?:反馈|表示|提到|介绍说|透露|强调|经理说|总说|主任说|[他她]说)|的是|是|了|"
    r"着|讲|称|现用的?|由|[\u4e00-\u9fff]{2}有[个家]|那个|这个|那家|个|叫|隔壁|上一家|一家|一个|一直|家叫|说|用|找|选|定|有个|刚才|事儿|听说|"
    r"现在的|目前的|但是|但|而且|还有|主要是|主要|竞争对手|对手|友商|竞品|同行|(?:同类|同款|类似的?)(?:产品|设备|机器|机型)?)+"
)
_TRIM_BACK = compiled("competitors.txt", "behind a name")


# Counted things (三台, 八十克), those that stay nameless (另一家, «友商也在跟»), what is told of goods (报修, 偏甜).
_NAMELESS = re.compile(
    r"^[一二两三四五六七八九十几半]{1,3}(?:[台套批克吨斤张块箱件瓶袋桶年月天号成个条辆支根位份次种款层]|[二两三四五六七八九十百千])"
    r"|^(?:[另隔贵本各那][一壁]?[家司]|上[回次]|别家|什么)|^(?:友商|同行|竞[品对]|对手|厂[家商]|人家|同类)$"
    r"|(?:报修|太[贵慢]|偏[贵甜咸高低大小]|[晚迟早]到|掉色|市场)$"
)


def cannot_name_a_firm(name: str) -> bool:
    """Whether words are of counted things, of somebody who stays nameless, or of a part of the customer's own house."""
    return not is_vendor(name) and bool(
        _NAMELESS.search(name)
        or _IN_HOUSE.search(name)
        or (name.endswith("城") and name[:-1] in _TRADE_WORDS | words("common_words.txt"))
    )


_FIRM_END = compiled("competitors.txt", "firm end")


def find_competitors(text: str, coined: Iterable[Stretch], taken: list[Stretch], lexicon: Lexicon) -> list[Found]:
    """The other vendors named in a text, as spoken, in the order told; none overlaps a stretch `taken` (times,
    sums, people, known companies). `coined`: the coined words of the text."""
    flat = text.replace("\n", "。")
    start, end = 0, len(text)
    blocked = Stretches(len(text), taken)
    found: dict[str, tuple[int, int]] = {}
    frames = frames_in(text)
    for first, last in find_vendors(flat, frames):
        if blocked.touch(first, last):
            continue
        found.setdefault(flat[first:last], (first, last))
        _take_list(flat, last, end, found)
    for first, last in find_coined_vendors(flat, coined, frames):
        if not blocked.touch(first, last):
            _take(flat, first, last, 4, found)
            _take_list(flat, last, end, found)
    for certain, pattern in _FRAMES.possible(text):
        position = start
        while match := pattern.search(flat, position, end):
            position = match.start() + 1
            first, last = _span(flat, match)
            if blocked.touch(first, last):
                continue
            pieces = _take_each(flat, _each(flat, first, last), certain, found)
            if any(pieces):
                position = last
                _take_list(flat, last, end, found)
    for word in lexicon.competitors:
        at = flat.find(word, start, end)
        if at >= 0 and not blocked.touch(at, at + 1) and not any(first <= at < last for first, last in found.values()):
            found[word] = (at, at + len(word))
    return sorted(((name, *span) for name, span in found.items()), key=lambda item: item[1])


def _span(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the name of a match lies; an open end stops before goods, punctuation or grammar."""
    groups = match.groupdict()
    if "rest" not in groups:
        return match.span("name")
    first, last = match.span("rest")
    stop = _WEAK_STOP if "weak" in groups else _STOP
    end = stop.search(text, first + 2, last + 1)
    while end and stop is _WEAK_STOP and end.start() > last:
        end = None
    return first, end.start() if end else last


def _take_list(text: str, position: int, end: int, found: dict[str, tuple[int, int]]) -> None:
    """Further names of a list that begins with one just found."""
    following = _LISTED.match(text, position, end)
    while following and _take(text, *following.span("name"), 0, found, listed=text[following.start()] != ","):
        following = _LISTED.match(text, following.end("name"), end)


def _take(
    text: str, first: int, last: int, certain: int, found: dict[str, tuple[int, int]], *, listed: bool = False
) -> bool:
    """Keeps a name, trimmed, when it can be one.

    `certain`: from how many characters on an everyday word is a name there, 0 where it has to look like one;
    `listed`: it stands beside another rival's.
    """
    lead = _TRIM_FRONT.match(text[first:last])
    if lead and last - first - lead.end() >= 2:
        first += lead.end()
    tail = _TRIM_BACK.search(text[first:last])
    if tail and tail.start() >= 2:
        last = first + tail.start()
    name = text[first:last]
    if (
        not 2 <= len(name) <= (15 if name.isascii() else 8)
        or (name.isascii() and name.islower() and not is_vendor(name))
        or _is_grammar(name)
        or _NO_NAME.search(name)
        or _NOT_END.search(name)
        or cannot_name_a_firm(name)
        or (not name.isascii() and _NOT_WITHIN.search(name))
        or name in _TRADE_WORDS
        or (not certain and CUSTOMER_BEHIND.match(text, last))
    ):
        return False
    if made_of_common_words(name) and not (
        (certain and len(name) >= certain) or is_vendor(name) or (len(name) >= 4 and _FIRM_END.search(name))
    ):
        return False
    if certain == _NEVER and not _is_short(name):
        return False
    if not (certain or listed or _looks_like_a_firm(name)):
        return False
    if any(first < b and a < last for a, b in found.values()):
        return False
    found.setdefault(name, (first, last))
    return True


def _looks_like_a_firm(name: str) -> bool:
    """Latin, well known, named for its trade, or coined, with a place before it at most (沧州恒通)."""
    if name.isascii() or is_vendor(name) or _FIRM_END.search(name):
        return True
    own = _without_place(name)
    return _is_short(own) and (own != name or _is_coined(own))


def _without_place(name: str) -> str:
    return name[2:] if len(name) > _LONGEST_COINED - 1 and is_region(name[:2]) else name


def _is_short(name: str) -> bool:
    """Whether a name is as short as coined ones are, but for its place and trade."""
    return name.isascii() or len(_FIRM_END.sub("", _without_place(name))) <= _LONGEST_COINED


def _is_coined(name: str) -> bool:
    return any(True for _ in coined_names(name))


def _take_each(text: str, pieces: list[Stretch], certain: int, found: dict[str, tuple[int, int]]) -> list[bool]:
    taken: list[bool] = []
    for piece in pieces:
        taken.append(_take(text, *piece, certain, found, listed=any(taken)))
    return taken


_BETWEEN = re.compile(
    r"[、/ ]+|(?:还有|另外?有?|和)一?[个家](?:叫|是)?|(?<=[\u4e00-\u9fff]{2})(?:还有|以及)(?=[\u4e00-\u9fff]{2})"
    r"|(?<=[\u4e00-\u9fff]{2})[和与及跟](?=[\u4e00-\u9fff]{2})"
)


def _each(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """The names of a list («有赞、客如云», «太平和阳光»)."""
    pieces = []
    position = first
    for match in _BETWEEN.finditer(text, first + 1, last):
        pieces.append((position, match.start()))
        position = match.end()
    return [*pieces, (position, last)]
