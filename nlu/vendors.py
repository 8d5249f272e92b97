"""Well-known vendors named in a text: a prior for rivals where no pattern of `competitors` tells them.

A vendor's name alone says little: 海尔 may be the customer visited, a product talked about or a rival. So a
name counts only where its surroundings speak of price, use, choice or contest and nothing makes it a customer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from operator import add

from nlu import lazy_re as re
from nlu.coined_names import firm_names
from nlu.patterns import alternatives, compiled
from nlu.regions import is_region
from nlu.sieve import SIEVE, joint_matches
from nlu.stretches import Stretch
from nlu.wordlists import words

_LATIN = re.compile(r"[A-Za-z0-9]")
# Right behind a rival's name: what it charges, does or is like.
_ACTS = re.compile(
    r"(?:财险|保险|公司|家|那边|那家|那[套台款批]|原厂|他们|两家|三家|方面|品牌|牌子|牌)?(?:的)?(?:也|都|均|已经?|才|就|只|刚|正|又)*"
    r"(?:给|报(?!名|销|告|修)|要价|卖|便宜|贵|更|低|高|快|稳|好|慢|强|差|能做|只要|费率|价格|价位|报价|单价|方案|"
    r"业务员?|销售|代表|人(?=来|刚|在|也|天)|(?<=那[套台款]) ?(?=\d)|"
    r"在(?:跟|谈|抢|围标|投|供|做|接触|用)|来过|来了|找过|找了|找他|中标|入围|"
    r"(?:跟|和)(?:我|咱)[^,。;]{0,3}比|参与|介入|参加|投|送|承诺|答应|免费|拒|有现货|账期|交期|服务|售后|质量|压|降|打折|送样|试用|比我们?|比咱)"
)
# Right before it: used, compared, chosen, or the side that took the deal.
_FACED = re.compile(
    r"(?:用(?:的(?:是|就是|都是|还是)?|着|了|惯了|过)?|使用|采用|选(?:了|用|择|的是)?|换(?:成|了|用|回|到|的是)?|改(?:用|成|上)?|"
    r"上(?:了|的是)?|装(?:了|的是)?|买(?:了|的是|过)?|定(?:了|的是)?|签(?:了|给)?|丢给(?:了)?|输给(?:了)?|给了|让给|归了|被|比|比着|"
    r"对比|对标|不如|相比|比起|参考|倾向|考虑|看好|(?:还|也|正|同时|又)?(?:在)?(?:看|接触|谈|考察|评估|试|问)(?:了|着)?|拿|竞品(?:是|有|为)?|"
    r"对手(?:是|有|为)?|供应商(?:是|为)?|由|找(?:了)?|跟|和|与|同|向|还有|及|以及|、|/|&|或|转(?:向|投)|替换|替(?:掉|代)?|指定|"
    r"抄|学|像|碰(?:到|见|上)|遇(?:到|见)|有|是|现用|人家|听说|说|隔壁|叫)[ \"“「]?$"
)
# Right before it, and enough by itself: what the customer has today.
_IN_USE = re.compile(
    r"(?:(?:现在|目前|眼下|原来|以前|之前|一直)(?:在?用)?的(?:是)?|(?:在用|现用|现供|在供|用着|用的)(?:的?是)?|"
    r"丢给了?|输给了?|改用|换成了?)$"
)
# Somewhere near: the talk is of a contest.
_CONTEST = re.compile(
    r"比|竞|对手|友商|同行|便宜|贵|报价|报的?|费率|单价|换|替|在用|现用|用的|用着|丢|输|签了|中标|围标|投标|招标|选型|方案|"
    r"抢|撬|他们家|人家|另外|同时|别家|价|定了|选了|拒保|独家|垄断|原厂"
)
# Right before a customer, a product of ours, or a place.
_OURS = re.compile(
    r"(?:聊|谈|讲|介绍|演示|推(?:荐|的)?|卖|代理|我们(?:的|家)?|咱们?(?:的|家)?|问(?:了)?(?:一下)?|去(?:了|的)?|"
    r"到(?:了)?|拜访(?:了)?|见(?:了|到)?|走访|约(?:了)?|(?<![丢输让签归包转交改分留成率付])给|"
    r"回访|拜会|前往|赴|来自|展(?:示|出))[ ]?$"
)
# Right behind a customer: its person, its parts, its own partners.
CUSTOMER_BEHIND = re.compile(
    r"(?!的?(?:区域|销售|业务|大客户|渠道|大区|市场)(?:经理|总监|代表))"
    r"(?:的)?(?:那个|那家|旁边|对面|附近|门口|楼下|下面|下属|旗下|配套|供应商|客户|子公司|分公司|经销商|代工|厂区|园区|总部|大厦|广场|路|街|会议|群|文档|"
    r"[\u4e00-\u9fff]{0,4}[\u4e00-\u9fff](?:总(?!价|是|体|共|的)|经理|主任|主管|总监|老板|厂长|处长|科长|部长|店长|园长|校长|书记|姐|哥|工(?!艺|程|业|厂|地|期)|院长|老师|女士|先生))"
)
_LISTED = re.compile(r"[、/&,和与跟及 ]|还有|以及|或者?| & ")
_BESIDE = re.compile(r"[、/&]|和|与|跟|及|以及|还有")
_REACH = 16
# Loose frames may be said of goods as well («岩棉缺货»): there the name must not end as goods do. In frames of anyone
# people stand as well («等孙磊的回复»): there it must not look like theirs.
_LOOSE, _OF_ANYONE = "loose frames", "frames of anyone"
_PLACE = "■"
# A frame can hold a name only in a text that has what stands beside its place.
_FRAMES = SIEVE.section(
    ((heading, re.compile(frame)), frame.replace(_PLACE, "."))
    for heading in ("frames", _LOOSE, _OF_ANYONE)
    for frame in alternatives("vendors.txt", heading)
)
Frames = dict[str, list[tuple[str, re.Pattern[str]]]]
_LIKE_A_PERSON = re.compile(
    r"[李王张刘陈杨赵黄周吴徐孙胡朱郭罗宋郑谢韩唐冯董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范姚谭廖邹熊陆郝孔崔毛邱秦江史顾侯邵孟]"
    r"[\u4e00-\u9fff]{1,2}"
)
_ACRONYM = re.compile(r"[A-Z]{2,4}")
GOODS_END = re.compile(
    r"[剂器机板棉泵阀粉油料管膜布纸灯片线箱瓶盒胶漆酸碱酯醇钢铁铝铜砂石砖瓦门窗柜桌椅床衣鞋帽袜肉蛋奶米面菜果茶酒鱼虾苗种肥药素酶仪表"
    r"枪刀钻轴轮带链胎件套具模版卡票券险款税率期量价样图课班塔炉窑罐槽池桩缆绳网袋罩垫圈环球丝绒毛皮革粕浆煤气电水盐糖粮豆麦水]$"
)
# A verb that closes a coined run is no part of the name: 由洁雅承洗.
_TAKEN_ON = compiled("vendors.txt", "taken on")
# The first words of a line name the customer.
_HEAD = 6
_SUFFIX = re.compile(
    r"保险|财险|人寿|水务|智能|科技|重科|电气|物流|快[递运]|速运|三维|软件|医疗|"
    r"电梯|集团|股份|机床|激光|机器人(?=报|的报)"
)
_TRADE = compiled("vendors.txt", "trade")
# What the customer or we are said to say or compare no longer names the customer.
_SAID = re.compile(r"说|讲|称|表示|反馈|觉得|嫌|透露|比|跟|和|与|用|供|竞|对手|供应商|换|由|被|签|给")


@cache
def _index() -> tuple[dict[str, list[str]], frozenset[str]]:
    """The names by their first two characters, the longest first; and those that count only in plain sight."""
    listed = words("vendors.txt")
    names: dict[str, list[str]] = {}
    for name in sorted((word.rstrip("?") for word in listed), key=len, reverse=True):
        names.setdefault(name[:2], []).append(name)
    return names, frozenset(word[:-1] for word in listed if word.endswith("?"))


_MAY_NAME = SIEVE.any_of(lambda: _index()[0])


def is_vendor(name: str) -> bool:
    """Whether a name is one of the well-known vendors."""
    return name in _index()[0].get(name[:2], ())


_CALLED_FIRM = re.compile(r"(?:家|公司|厂家?|品牌|牌子|供应商|服务商)(?:是|名)?叫(?:做|个)?$")
_CALLED = re.compile(r"[一有]个叫(?:做)?$")
_SIGNED = re.compile(r" ?(?:已经?|都)?签(?:了|约)")
# A person who writes in Latin letters has no goods, no salesman, and takes no order from us.
_LATIN_GOODS = re.compile(r" ?(?:同(?:款|货号|规格|型号|配置)|的(?:销售|业务员?|代表|报价|单子))")
_LOST_TO = re.compile(r"[输丢签让]给 ?$")
_PRICED = re.compile(r" ?(?:家|那边|的)?(?:才|只要|报(?!名)|比我|比咱|便宜|更便宜|给的(?:价|账期)|\d)")


def is_spoken_of_as_firm(text: str, first: int, last: int) -> bool:
    """Whether words that look like a person's name are told to be a firm («那家叫金海的», «Kingmore 才 25 天»,
    «跟 Harvey 签了», «输给 Harvey», «有个叫晋盛的才报一千四»)."""
    before, latin = text[max(0, first - 7) : first], text[first].isascii()
    if _CALLED_FIRM.search(before):
        return True
    if (latin or _CALLED.search(before)) and _PRICED.match(text, last):
        return True
    return latin and bool(_SIGNED.match(text, last) or _LATIN_GOODS.match(text, last) or _LOST_TO.search(before))


def frames_in(text: str) -> Frames:
    """The frames of rivalry that may hold a name somewhere in a text, by their heading."""
    frames: Frames = {}
    for frame, _ in _FRAMES.possible(text):
        frames.setdefault(frame[0], []).append(frame)
    return frames


def find_vendors(text: str, frames: Frames) -> list[Stretch]:
    """Where well-known vendors are spoken of as rivals, in order; one named beside a rival is a rival too.

    `frames`: those of the text.
    """
    named = [(span, _stands(text, *span, doubtful, frames)) for span, doubtful in _named(text)]
    rivals: set[int] = {index for index, (_, stands) in enumerate(named) if stands}
    for one in [*range(len(named) - 1), *reversed(range(len(named) - 1))]:
        between = text[named[one][0][1] : named[one + 1][0][0]]
        pair = {one, one + 1}
        if rivals & pair and _LISTED.fullmatch(between) and all(named[i][1] is not None for i in pair):
            rivals |= pair
    return [named[index][0] for index in sorted(rivals)]


def vendors_named(text: str) -> list[Stretch]:
    """Where well-known vendors are named, as whatever."""
    return [span for span, _ in _named(text)]


def _named(text: str) -> list[tuple[Stretch, bool]]:
    """Every well-known vendor named, with the place and trade that belong to it, and whether it is doubtful."""
    names, doubtful = _index()
    found: list[tuple[Stretch, bool]] = []
    if not _MAY_NAME(text):
        return found
    position = 0
    for first, pair in enumerate(map(add, text, text[1:])):
        if pair not in names or first < position:
            continue
        name = next((name for name in names[pair] if text.startswith(name, first)), None)
        if name is None:
            continue
        last = position = first + len(name)
        if name.isascii() and (_LATIN.match(text, last) or (first and _LATIN.match(text, first - 1))):
            continue
        found.append((_whole(text, first, last), name in doubtful))
    return found


def _whole(text: str, first: int, last: int) -> Stretch:
    """A name with the place before it (北京精雕) and its trade behind (太平洋保险)."""
    suffix = _SUFFIX.match(text, last) or _TRADE.match(text, last)
    if suffix:
        last = suffix.end()
    if first >= 2 and is_region(text[first - 2 : first]) and not is_vendor(text[first - 3 : first - 1]):
        first -= 2
    return first, last


def _stands(text: str, first: int, last: int, doubtful: bool, frames: Frames) -> bool | None:
    """True for a rival, None for a customer or goods of ours, False where nothing tells."""
    before = text[max(0, first - 10) : first]
    if CUSTOMER_BEHIND.match(text, last) or _OURS.search(before):
        return None
    acts = _ACTS.match(text, last) is not None
    faced = _FACED.search(before) is not None
    if (acts and faced) or _IN_USE.search(before) or _is_framed(text, first, last, frames):
        return True
    near = _CONTEST.search(text, max(0, first - _REACH), first) or _CONTEST.search(text, last, last + _REACH)
    return (acts or (faced and not doubtful)) and near is not None


def find_coined_vendors(text: str, coined: Iterable[Stretch], frames: Frames) -> list[Stretch]:
    """Names of firms that a frame of rivalry holds (nlu/data/patterns/vendors.txt), but for the name of a customer.

    `coined`, `frames`: the coined words and the frames of the text.
    """
    spans = firm_names(text, coined)
    customers = {text[first:last] for first, last in spans if _is_customer(text, first, last)}
    found: list[Stretch] = []
    for first, last in spans:
        if text[first:last] in customers or (found and first < found[-1][1]):
            continue
        first, last = _whole(text, first, last)
        own = last - 2 if _TRADE.fullmatch(text, last - 2, last) else last
        shorter = [end for end in range(first + 2, own) if _TAKEN_ON.match(text, end) and not _TRADE.match(text, end)]
        end = next((end for end in [*shorter, last] if _is_framed(text, first, end, frames)), None)
        beside = bool(found) and _BESIDE.fullmatch(text, found[-1][1], first) is not None
        if end is None and beside and text[first:last] not in customers:
            end = min(shorter, default=last)
        if end is not None:
            found.append((first, end))
    return found


def _is_framed(text: str, first: int, end: int, frames: Frames) -> bool:
    """Whether one of the frames holds the name."""
    before, after = text[max(0, first - 16) : first], text[end : end + 12]
    if text[first].isascii():
        before, after = before.rstrip(), after.lstrip()
    place, surroundings = len(before), f"{before}{_PLACE}{after}"
    others = set[str]()
    if GOODS_END.search(text, first, end) or _ACRONYM.fullmatch(text, first, end):
        others.add(_LOOSE)
    if _LIKE_A_PERSON.fullmatch(text, first, end):
        others.add(_OF_ANYONE)
    return any(
        match.start() <= place < match.end()
        for heading, patterns in frames.items()
        if heading not in others
        for _, match in joint_matches(patterns, surroundings, 0, len(surroundings))
    )


def _is_customer(text: str, first: int, last: int) -> bool:
    start = text.rfind("。", 0, first) + 1
    head = first - start < _HEAD and not _SAID.search(text, start, first)
    return bool(head or CUSTOMER_BEHIND.match(text, last) or _OURS.search(text, max(0, first - 6), first))
