"""Companies named in a text that are known, and how far the words for each of them reach."""

from __future__ import annotations

from dataclasses import dataclass

from nlu import lazy_re as re
from nlu.companies import bracketed, name_parts, only_trade
from nlu.linking import ORGANISATION_WORDS, Match, Names, cut_units
from nlu.regions import is_place, is_region
from nlu.spans import Span
from nlu.wordlists import made_of_common_words, words


@dataclass(frozen=True, slots=True)
class CompanyMention:
    """A company named in a text, with the customers that it may mean, best first. `doubtful`: another trade was
    said than theirs, so that only a person known there makes it one of them."""

    start: int
    end: int
    text: str
    matches: tuple[Match, ...] = ()
    confidence: float = 0.5
    doubtful: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def fitting(self) -> set[int]:
        """The customers that fit about as well as the best one."""
        return {m.customer for m in self.matches if m.score >= self.matches[0].score - 0.5}


# Trades that also begin other words.
_NOT_ORGANISATION = words("not_extended.txt")
_DEPARTMENT = re.compile(r"[部科处室组]|中心")


# What shows that a trade word ends a name and begins no other phrase.
_ENDS = re.compile(
    r"的|那边|那儿|这边|[,。;:!?\n ()]|$|聊|谈|跟|和|与|同|找|见|去|说|讲|没|有限|股份"
    r"|拜访|走访|回访|调研|考察|参观|上门|登门|洽谈|开会|送|取|签|出[来去门]|回[来去]|门口|楼下|面谈|座谈|出差|会谈|交流|沟通|看|接|发来|打来|来[电访函人]|今|昨|前天|上午|下午|中午|晚上|是|了|都|也|就"
    r"|[\u4e00-\u9fff](?:总|经理|工|主任|姐|哥|[厂院校店科处部]长)"
)


_PLACE_OF_TRADE = re.compile(
    r"[^\W\d_的了在去到说跟和给找见聊谈是有没不我他她你们这那来上下办入进出拜访赴往]{0,3}?"
    r"(?:[厂店馆院社庄坊铺站场园]|公司|中心|超市|食堂|酒楼|饭店|餐厅|门市部?|商行|经营部|工作室|合作社)"
)


# «竹业», «茧业»: any trade that ends like that, but for everyday words.
_TRADE_BY_ENDING = re.compile(
    r"(?![作营就毕创专行产企商失开停副大事职])[\u4e00-\u9fff]业|有限(?:责任)?公司|股份(?:有限)?公司"
)


def extend_over_trade(text: str, end: int, barriers: frozenset[int] = frozenset()) -> int:
    """Moves the end of a mention over words of trade and organisation that follow it («泰康养老» + «院»), up to one
    of the `barriers`, where people begin."""
    trades = words("trades.txt")
    # «舜宇药|业»: where a name ends inside a word of trade.
    across = text[end - 1 : end + 1]
    if len(across) == 2 and across in trades and across not in _NOT_ORGANISATION and _ENDS.match(text, end + 1):
        end += 1
    sure = end
    while True:
        for size in (6, 5, 4, 3, 2, 1):
            word = text[end : end + size]
            if len(word) == size and word in trades and word not in _NOT_ORGANISATION:
                if _DEPARTMENT.match(text, end + size):
                    return sure
                end += size
                if word in ORGANISATION_WORDS or end in barriers or _ENDS.match(text, end):
                    sure = end
                break
        else:
            tail = _PLACE_OF_TRADE.match(text, end) or _TRADE_BY_ENDING.match(text, end)
            return tail.end() if tail and (tail.end() in barriers or _ENDS.match(text, tail.end())) else sure


# Parts of a town that no firm is named for («经开区瑞光灯具»).
_ZONES = ("经开区", "高新区", "开发区", "工业区", "新区")


def extend_over_region(text: str, start: int) -> int:
    """Moves the start of a mention back over the name of a region right before it."""
    for size in (4, 3, 2):
        if start >= size and is_region(text[start - size : start]):
            return start if text.startswith(_ZONES, start - size) else start - size
    return start


# What shows that a stretch of two characters is only the beginning of a longer word.
_GOES_ON = re.compile(r"(?![的那这他她跟和去来说在没聊谈])[\u4e00-\u9fff]")


def _goes_on(text: str, end: int, barriers: frozenset[int]) -> bool:
    """Whether a longer word goes on where a mention ends, and nobody's name begins there."""
    return end not in barriers and _GOES_ON.match(text, end) is not None


_POINTED = re.compile(
    r"(?:去了?|到了?|跟|和|给|找|拜访了?|[见在上]|联系了?|(?:去|到|跑|见|找|隔壁|旁边|对面)的?|还有|另外"
    r"|[,。;:!?\n )、.]|^)$"
)
_NAMED_BY = re.compile(r"的|那边|那儿|这边|今[天日早]|昨[天日]|前天|上午|下午|[,。;:!?\n ]|$|聊|谈")


def _is_pointed_at(text: str, match: Match, barriers: frozenset[int]) -> bool:
    """Whether an everyday word that heads a known name stands where a name stands («去了远大，…»)."""
    before = text[max(0, match.start - 3) : match.start]
    named = match.end in barriers or _NAMED_BY.match(text, match.end) is not None
    return (match.from_head or match.end - match.start >= 5) and bool(_POINTED.search(before)) and named


# «经理一进屋就倒水»: what only sounds like 怡景.
_ONCE = re.compile(r"一[进到见看听说问来去]")

# «今天在佛山高明这边»
_THEREABOUTS = re.compile(r"[那这](?:边|里|儿|一?[片带块])|一带|跑|转|出差|回来|路上|[上下]高速")

# «在东港港口装备展览会上»: an exhibition's name says nothing of a customer of which it holds a part.
_OF_AN_EVENT = re.compile(
    r"(?:(?![的了跟和与去到在说聊谈找见给])[\u4e00-\u9fff]){0,6}?"
    r"(?:展览会|博览会|博会|交易会|交会|酒会|展会|展(?=[上期现,。 ])|论坛|沙龙|峰会|大会)"
)
# «稀土产业论坛», «食品行业大会»: a whole trade, whoever bears its name.
_TRADE_EVENT = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4})(?:产业|行业|装备)(?:[\u4e00-\u9fff]{0,4})(?:展览会|博览会|交易会|展会?|论坛|沙龙|峰会|年会|大会)"
)
# «去了他冷库现场», «看了他们食堂»: what belongs to somebody named before.
_THEIRS = re.compile(r"(?:[他她]们?|人家|对方|客户)的?$")
# What is talked of is a product, although a name ends like it («聊压缩机»).
_TALKED_OF = re.compile(r"(?:聊|谈|问|介绍|演示|讨论)了?$")
# «交流了园区污水厂的扩建»: so is a kind of house, wherever it stands.
_HOUSE_TALKED_OF = re.compile(r"(?:聊|谈|问|介绍|演示|讨论|交流|沟通)了?[\u4e00-\u9fff]{0,4}$")


# «北方联运(沈阳)», «德瑞青岛»: the branch, said behind the name.
_BRANCH = re.compile(r"[(](?P<bracketed>[\u4e00-\u9fff]{2,6})[)]|(?P<place>[\u4e00-\u9fff]{2,3})(?=[ ,。;:的]|$)")


# «渤海天津厂区», «鹏程南山总部»: a branch by its place and what stands there.
_SITE = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,3})(?:总部|厂区|分厂|基地|园区|校区|院区|分公司|分院|分店)")


def _branch_before(text: str, start: int, matches: tuple[Match, ...], names: Names) -> tuple[int, tuple[Match, ...]]:
    """How far a name reaches back over its branch's place in brackets («塘厦启泰»), and the customers there."""
    for match in matches:
        for mark in bracketed(names.customers[match.customer].name):
            place = _BRANCH_KIND.sub("", mark)
            if len(place) >= 2 and text.endswith(place, 0, start):
                return start - len(place), tuple(m for m in matches if place in names.customers[m.customer].name)
    return start, matches


# «鲁山的众鑫酒店»: what stands between a place and who is there.
_OF_A_PLACE = re.compile(r"[县市区]?(?:的|那边的|这边的|那个)$")


def _of_the_place(text: str, start: int, matches: tuple[Match, ...], names: Names) -> tuple[Match, ...]:
    """Those of the customers that a name may mean whose own names tell the place said before it, if any does."""
    between = _OF_A_PLACE.search(text, max(0, start - 4), start)
    if between is None:
        return matches
    place = next((p for size in (3, 2) if is_region(p := text[max(0, between.start() - size) : between.start()])), "")
    # «仙桃的恒丰无纺布» is no 仙桃恒丰粮油: whom the trade says is meant, wherever he is at home.
    whole = [m for m in matches if (m.start, m.end) == (matches[0].start, matches[0].end)]
    there = tuple(m for m in whole if place and place in names.customers[m.customer].name)
    return there or matches


_BRANCH_KIND = re.compile(r"(?:分公司|分店|店|分院|院区|校区|分厂|馆)$")


def _branch_behind(text: str, end: int, matches: tuple[Match, ...], names: Names) -> tuple[int, tuple[Match, ...]]:
    """How far a name reaches with a branch's place behind it, and the customers there."""
    site = _SITE.match(text, end)
    if site and (is_region(site["place"]) or any(site["place"] in bracketed(n) for n in _named(matches, names))):
        there = tuple(m for m in matches if site["place"] in names.customers[m.customer].name)
        return site.end(), there or matches
    found = _BRANCH.match(text, end)
    if found is None:
        marks = {mark: m for m in matches for mark in bracketed(names.customers[m.customer].name)}
        mark = next((mark for mark in marks if text.startswith(mark, end)), None)
        return (end + len(mark), (marks[mark],)) if mark else (end, matches)
    place = found["bracketed"] or found["place"]
    if not (found["bracketed"] or is_region(place)):
        return end, matches
    there = tuple(m for m in matches if place in names.customers[m.customer].name)
    return (found.end(), there) if there else (end, matches)


def _named(matches: tuple[Match, ...], names: Names) -> list[str]:
    return [names.customers[m.customer].name for m in matches]


def known_mentions(text: str, names: Names, barriers: frozenset[int] = frozenset()) -> list[CompanyMention]:
    """The known companies named in a text, without overlaps, in order; `barriers` are where people begin."""
    grouped: list[list[Match]] = []
    for match in sorted(names.matches(cut_units(text), barriers), key=lambda m: (m.start, m.end)):
        if grouped and match.start < max(m.end for m in grouped[-1]):
            grouped[-1].append(match)
        else:
            grouped.append([match])
    mentions = []
    for group in grouped:
        top = max(group, key=lambda m: (m.rank, m.end - m.start))
        if not _names_something_else(text, top, names, barriers):
            mentions.append(_extended(text, top, group, names, barriers))
    return mentions


def _names_something_else(text: str, top: Match, names: Names, barriers: frozenset[int]) -> bool:
    """Whether words that read like a customer's name are everyday ones, a place, an event, a trade or goods."""
    said = text[top.start : top.end]
    if not top.exact and _ONCE.fullmatch(said):
        return True
    full = top.exact and (top.whole_brand or (top.from_head and bool(name_parts(said).trade)))
    if not full and made_of_common_words(said) and not _is_pointed_at(text, top, barriers):
        return True
    gap = 1 if text.startswith(" ", top.end) else 0
    # «铁岭博爱»: a brand may be the name of a county, too.
    several = is_place(said) and not (top.whole_brand and not _THEREABOUTS.match(text, top.end))
    where = is_region(said) or said in names.places or several
    if where and top.end + gap not in barriers:
        return True
    if not top.whole_brand and not top.from_head and len(said) == 2 and _goes_on(text, top.end, barriers):
        return True
    if (not top.whole_brand or only_trade(said)) and _OF_AN_EVENT.match(text, top.end):
        return True
    if _TRADE_EVENT.match(text, top.end) or (
        only_trade(said) and _THEIRS.search(text, max(0, top.start - 4), top.start)
    ):
        return True
    talked_of = _TALKED_OF if not only_trade(said) else _HOUSE_TALKED_OF
    counts = not (top.from_head and talked_of is _TALKED_OF)
    return counts and talked_of.search(text, max(0, top.start - 7), top.start) is not None


def _extended(text: str, top: Match, group: list[Match], names: Names, barriers: frozenset[int]) -> CompanyMention:
    """The mention of the customers whose names fit, over the trade, branch and region said beside the name."""
    inside = (m for m in group if m.start < top.end and top.start < m.end)
    rivals = tuple(sorted(inside, key=lambda m: -m.rank))
    place, rivals = _branch_behind(text, top.end, rivals, names)
    end = extend_over_trade(text, place, barriers)
    end = next((at for at in range(top.end, end) if at in barriers), end)
    before, rivals = _branch_before(text, top.start, rivals, names)
    rivals = _of_the_place(text, before, rivals, names)
    start = extend_over_region(text, before)
    doubtful = False
    if end > place:
        fitting = tuple(m for m in rivals if not names.other_trade(m.customer, text[place:end]))
        doubtful, rivals = not fitting, fitting or rivals
    return CompanyMention(start, end, text[start:end], rivals, 0.9 if top.exact else 0.7, doubtful)
