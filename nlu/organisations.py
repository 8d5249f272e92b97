"""Companies that no known customer stands for, found by where they stand («拜访了X», «给X的李总打电话») or by
the kind of organisation that ends their name («…有限公司», «…医院»)."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import lazy_re as re
from nlu.binding import is_contact, is_short_for
from nlu.companies import only_trade, refused_company
from nlu.linking import ORGANISATION_WORDS, Names
from nlu.mentions import CompanyMention, extend_over_trade
from nlu.patterns import compiled
from nlu.people import FREQUENT, PersonMention
from nlu.regions import is_region, leading_region
from nlu.sieve import SIEVE
from nlu.stretches import Stretch, Stretches, within
from nlu.wordlists import made_of_common_words, words

_SUFFIX = compiled("organisations.txt", "suffix")
_SUFFIXED = re.compile(rf"(?:{_SUFFIX.pattern})(?:[\u4e00-\u9fff]{{0,3}}[部区店厂院])?$")
_STOP = compiled("organisations.txt", "stop")
_COMMON = compiled("organisations.txt", "common")


def unknown_mentions(text: str, occupied: Stretches, people: Sequence[Stretch]) -> list[CompanyMention]:
    """Companies outside the stretches already `occupied` (known companies, times, sums); linear in length."""
    persons = Stretches(len(text), people)
    starts = [start for start, _ in people]
    found: list[CompanyMention] = []
    own = Stretches(len(text))

    def keep(mention: CompanyMention | None) -> None:
        if mention and not own.touch(mention.start, mention.end):
            found.append(mention)
            own.add([(mention.start, mention.end)])

    for match in _ANCHOR.finditer(text):
        keep(_name_at(text, match.end(), occupied, starts))
    for match in _LINE.finditer(text):
        first, last = match.span("name")
        on_edge = persons.touch(first, first + 1) or persons.touch(last - 1, last)
        if not occupied.touch(first, last) and not on_edge and _stands_alone(match["name"]):
            keep(None if _FIELD.search(match["name"]) else CompanyMention(first, last, match["name"], (), 0.5))
    for match in _ITEM.finditer(text):
        first, last = match.span("name")
        goes_on = (behind := within(starts, last, last + 2)) and starts[behind[0]] == last + 1
        name = match["name"]
        if occupied.touch(first, last) or not (goes_on or _NOBODY.match(text, last)):
            continue
        if not (_COMMON.search(name) or _STOP.search(name) or _DEPARTMENT.fullmatch(name)):
            keep(CompanyMention(first, last, name, (), 0.5))
    for match in _ALONE.finditer(text):
        first, last = match.span("name")
        name = match["name"]
        if occupied.touch(first, last) or persons.touch(first, last) or not _stands_alone(name):
            continue
        if not _DEPARTMENT.fullmatch(name) and name not in words("trades.txt") and name.endswith(_TRADES):
            keep(CompanyMention(first, last, name, (), 0.5))
    for match in _LEGAL.finditer(text):
        keep(_name_ending_at(text, match.end(), occupied, persons))
    for start in starts:
        keep(_name_before(text, start, occupied))
    for match in (*_CONTACTED.finditer(text), *_ACTOR.finditer(text)):
        first, last = match.span(match.lastgroup or 0)
        if not occupied.touch(first, last) and not persons.touch(first, last) and _is_bare_name(text[first:last]):
            keep(CompanyMention(first, last, text[first:last], (), 0.4))
    return sorted(found, key=lambda m: m.start)


# What contacts a company that is named by its brand alone («给德尔塔打了电话», «拜访了海康，…»).
_CONTACTED = SIEVE.pattern(
    r"(?:(?<=给)|(?<=跟)|(?<=和)|(?<=与))(?P<name>[\u4e00-\u9fff]{2,6}?)(?<![打发回])(?:那边|这边|公司)?"
    r"(?=打(?:了|过|个|通)|去了?个?电|回了?个?电|发(?:了|过)(?:个|封|条)?(?:邮件|微信|短信|消息)|通(?:了|过)|开(?:了|过)|"
    r"微信|电话|视频|聊(?:了|过)|谈(?:了|过)|沟通(?:了|过)|对接(?:了|过))"
    r"|(?:拜访了?|走访了?|回访了?|联系了|去了趟?|去了一趟|跑了趟?)(?P<place>[\u4e00-\u9fff]{2,6})(?=[,。;!?\n ]|$)"
)


# A company at the head of its clause, by what it did («德尔塔那边回复了», «海纳已经付了尾款»).
_ACTOR = SIEVE.pattern(
    r"(?:(?<=[,。;:!?\n ])|^)(?:今[天日早]|昨[天日晚]|[上下]午|早上|刚才?)?"
    r"(?P<actor>(?![给跟和与向去到在把对找约从被让请])[\u4e00-\u9fff]{2,6}?)"
    rf"(?={compiled('organisations.txt', 'acts').pattern})"
)
# «检修框架合同», «续费合同» acts, but is nobody.
_PAPER = re.compile(r"合同|协议|款|费|方案|报价|样品|货|订单|项目|预算|招标|发票|资料|图纸|设备|我|客户|人|价|事|时间")


def _is_bare_name(name: str) -> bool:
    """Whether a word can be a brand that stands for its company: no word of the language, nobody's name."""
    if not _stands_alone(name) or _DEPARTMENT.fullmatch(name) or is_region(name) or refused_company(name):
        return False
    if _PAPER.search(name):
        return False
    return not (name.endswith(_LONG_TITLES) or only_trade(name) or (name[0] in FREQUENT and len(name) <= 3))


# Where a clause begins that names a company and its person at once («汉口银行信息科技部的夏总 …»).
_CLAUSE_HEAD = re.compile(r"(?:^|[,。;:!?\n ])(?P<name>[^,。;:!?\n ]{3,14})$")


def _name_before(text: str, person: int, occupied: Stretches) -> CompanyMention | None:
    """The name that heads the clause of a person, when a word of trade or organisation ends it."""
    head = _CLAUSE_HEAD.search(text, max(0, person - 16), person)
    if head is None:
        return None
    start, role = head.start("name"), _ROLE.search(head["name"])
    end = start + role.start() if role else person
    name = text[start:end]
    if len(name) < 3 or occupied.touch(start, end) or not _stands_alone(name) or _DEPARTMENT.fullmatch(name):
        return None
    ends_as_one = name.endswith(_TRADES) or _SUFFIX.fullmatch(name[-2:]) or _SUFFIX.fullmatch(name[-1:])
    # «盐城基地庾总» names a branch of the company at hand.
    region = leading_region(name)[1]
    # «苏州博雅的杨总»: behind a region, before its person, a brand needs no trade.
    of_a_region = region > 0 and text.startswith("的", end)
    named = (ends_as_one or of_a_region) and not only_trade(name[region:])
    return CompanyMention(start, end, name, (), 0.5) if named else None


def _stands_alone(name: str) -> bool:
    """Whether a whole clause can be a name: no words of grammar in it, and not only everyday words."""
    return not (_COMMON.search(name) or _STOP.search(name) or made_of_common_words(name))


_DEPARTMENTS = "|".join(sorted(words("departments.txt")))
# Before a person without 部 or 科 these are duties («附中总务兰主任»); others end the name («顺达物流王总»).
_DUTIES = "|".join(sorted(words("departments.txt") - words("trades.txt")))
_DEPARTMENT = re.compile(
    r"(?:[\u4e00-\u9fff]{1,5}(?:部|科|处|室|办|组|课|线|岗)|[\u4e00-\u9fff]{1,4}(?:中心|"
    rf"委员会))(?:门)?|(?:{_DEPARTMENTS})(?:员|部|科|处|专员|主管)?|[\u4e00-\u9fff]{{1,12}}(?:论坛|展会|展览会|博览会|展|沙龙|峰会|培训|"
    r"会议|大会|活动)"
)
_ANCHOR = re.compile(
    r"(?:拜访|走访|回访|上门|(?<![上下过回出进])去|跑|(?<![说提谈想感看遇碰见收接达拿找轮])到|"
    r"赶到|头一(?:家|站|个|样)|第[一二三四五六七八九十](?:家|站|个|场|通|拨|样)|一(?:家|个|"
    r"通)(?:是|给)|再一个|还有|另外|再就是|(?<![说随如])跟|(?<![总暖饱平])和|"
    r"(?<![交送发带让留还])给|请|(?<!合)约|联系|见|找|客户(?:名称?|登记)?:?|公司(?:名称?)?:|"
    r"(?<![现实存正])在|与|碰[到见着]|遇[到见]|(?<![自])从|刚从|单位:|"
    r"不是[\u4e00-\u9fff]{1,6}[ ,](?:而|应该)?是|(?<=[ ,])(?:名字)?叫|"
    r"上(?=[\u4e00-\u9fff]{3,10}(?:找|见|跟)))"
    r"(?:了|的是|的|过|着|到)?(?:(?:一|大半?|半)(?:下午|上午|整?天|圈|大圈))?(?:一)?(?:趟|下|家)?(?:呢)?(?:就)?(?:是|去的|去了?|"
    r"到了?)?(?:给)?(?:老客户|新客户|客户|附近的?|旁边的?|隔壁的?|做[\u4e00-\u9fff]{1,5}的|那个|"
    r"这个)?[ :]?"
)
_LEGAL = SIEVE.pattern(
    r"(?:股份|有限责任|有限)公司(?:[\u4e00-\u9fff]{2,4}分公司)?|集团(?!的|军|化)|"
    r"[\u4e00-\u9fff](?:公司|医院|中学|小学|大学|合作社|律所)"
)
# A clause that is nothing but a name («北辰热力，跟郝总谈了…»).
_ALONE = re.compile(r"(?:(?<=[,。;:!?\n ])|^)(?P<name>[\u4e00-\u9fffA-Za-z]{4,8})(?=[,。;:\n ])")
# A line that begins with a name and a colon («瑞安牙科：上门，老板不在»).
_LINE = SIEVE.pattern(r"(?:^|\n)[ \-•\d.)、]*(?:[FfL楼层] )?(?P<name>[\u4e00-\u9fffA-Za-z]{3,10})(?= ?[:])")
# An item that begins with a name and a person or «nobody» («② 康达 刘姐 微信»).
_ITEM = SIEVE.pattern(
    r"(?:^|\n)[ ]*(?:[①-⑳]|\(?(?:\d{1,2}|[a-z一二三四五六七八九十])[.、):]|[-•·])[ ]*"
    r"(?:新客户|老客户)?[ ]?(?:旁边的|隔壁的|附近的)?(?P<name>[\u4e00-\u9fffA-Za-z]{2,10})(?= )"
)
_NOBODY = re.compile(r" (?:没人|没见|没接|未接|不在|关门|锁门)")
_FIELD = compiled("organisations.txt", "field")
_LONG_TITLES = tuple(sorted(word for word in words("titles.txt") if len(word) >= 2))
_TRADES = tuple(sorted(word for word in words("trades.txt") if len(word) >= 2))
_ROLE = re.compile(
    rf"(?:的|那边|那里|那儿|这边|里|,?由)?(?:的)?(?:(?:(?:{_DEPARTMENTS}|科技|资源|餐饮|综合|管理|项目|机电|学生|业务|国际)+|[^\W\d_a-zA-Z与和跟同]{{0,2}})"
    rf"(?:部|科|处|室|办|所|中心)(?:门)?的?)?(?:{_DUTIES}|(?:{_DEPARTMENTS})(?:主管|经理|总监|专员)|负责人|老板)?的?$"
)


def abbreviated_mentions(
    text: str, people: Sequence[PersonMention], names: Names, occupied: Stretches
) -> list[CompanyMention]:
    """Short forms that no index finds, right before a known contact («跟建行张行长», «北航的陈老师»): the longest
    run of characters that the customer's name holds in order."""
    found = []
    for person in people:
        at = [c for c, contact in names.surnames.get(person.surname[:1], ()) if is_contact(contact, person, True)]
        if not at:
            continue
        role = _ROLE.search(text, max(0, person.start - 12), person.start)
        end = role.start() if role else person.start
        step = _TO_PERSON.search(text, max(0, end - 4), end)
        ends = [step.start() if step else end, person.start]
        # «运输管理处鲁处长»: what reads like a department may end the name itself.
        if role and role.group() and any(names.customers[c].name.endswith(role.group()) for c in at):
            ends.reverse()
        for last in dict.fromkeys(ends):
            start = _short_form(text, last, at, names, occupied)
            if start is not None:
                found.append(CompanyMention(start, last, text[start:last], (), 0.6))
                break
    return found


def _short_form(text: str, end: int, at: list[int], names: Names, occupied: Stretches) -> int | None:
    """Where a short form that ends at `end` begins, of exactly one of the customers `at`."""
    for start in range(max(0, end - 8), end - 1):
        if not (_may_begin(text, start) or is_region(text[max(0, start - 2) : start])):
            continue
        said = text[start:end]
        if occupied.touch(start, end) or _STOP.search(said) or is_region(said) or _is_generic(said):
            continue
        if len({c for c in at if is_short_for(said, names.customers[c].name)}) == 1:
            return start
    return None


def _is_generic(said: str) -> bool:
    """Whether any company can be called so; the kind of a house that few are (血站, 粮库) says which is meant."""
    return refused_company(said) and (said in ORGANISATION_WORDS or said not in words("trades.txt"))


_BEFORE_SHORT = frozenset(",。;:!?\n 跟和给找去到了见在请约与同向由上跑往从接陪等收访是电信")


def _may_begin(text: str, start: int) -> bool:
    """Whether a short form can begin at a place: at the head of the text, or behind a pause or a word that leads to
    a name."""
    return not start or text[start - 1] in _BEFORE_SHORT or text.endswith(("联系", "邮件"), 0, start)


# «到师范学院，与保卫处蒙处长»: what may part a company from its person.
_TO_PERSON = re.compile(r"(?:[ ,]|[ ,]?(?:找到?|见了?|约了?|与|跟|和|同|由))$")


# «小商品城旁边的红太阳玩具厂»: what only says where.
_PLACE = re.compile(r"(?:旁边|隔壁|对面|附近|边上|楼上|楼下|里面|那边|那头|后面|前面|一带)$")


# «去了南山智园那边»: where many firms sit; with a person it may be a firm.
_PARK = re.compile(r"(?:智|软件|科技|工业|创业|创意|电商|孵化)园$|(?:大厦|写字楼|商圈|步行街)$")


def _name_at(text: str, start: int, occupied: Stretches, people: Sequence[int]) -> CompanyMention | None:
    """The name that begins at `start`, up to a word of grammar, a person or a stretch that is occupied."""
    limit = occupied.next_at(start, min(len(text), start + 14))
    behind = within(people, start, limit)
    person = people[behind[0]] if behind else None
    limit = limit if person is None else person
    stop = _STOP.search(text, start, limit)
    end = stop.start() if stop else limit
    if end - start < 2:
        return None
    name = text[start:end]
    if text.startswith("的", end) and (is_region(name) or _PLACE.search(name)):
        return _name_at(text, end + 1, occupied, people)
    role = _ROLE.search(name)
    if role and role.start() >= 2 and role.group():
        end = start + role.start()
        name = text[start:end]
    by_person = person is not None and _ROLE.fullmatch(text[end:person]) is not None
    suffixed = _SUFFIXED.search(name) is not None and extend_over_trade(text, end) == end
    ended = stop is None or text[end] in ",。;:!?\n 的了聊谈没签见跟和那不"
    if _DEPARTMENT.fullmatch(name) and not name.endswith(("项目部", "经营部", "门市部")):
        return None
    if name.endswith(_LONG_TITLES):
        return None
    if only_trade(name) or made_of_common_words(name):
        return None
    if _COMMON.search(name) or is_region(name) or name in words("trades.txt"):
        return None
    if len(name) < 2 or not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", name):
        return None
    if suffixed or (by_person and end - start <= 8):
        return CompanyMention(start, end, name, (), 0.6 if suffixed else 0.5)
    visit = re.search(r"拜访|走访|回访|第.[家站]|头一|客户|公司:|去了|跑了", text[max(0, start - 7) : start])
    if visit and ended and 3 <= len(name) <= 8 and not _PARK.search(name):
        return CompanyMention(start, end, name, (), 0.4)
    return None


def _name_ending_at(text: str, end: int, occupied: Stretches, people: Stretches) -> CompanyMention | None:
    """The name that a word for an organisation ends, back to a word of grammar."""
    if occupied.touch(end - 1, end) or people.touch(end - 1, end):
        return None
    start, floor = end, max(0, end - 26)
    while floor < end - 1 and (occupied.touch(floor, end) or people.touch(floor, end)):
        floor = 1 + max(occupied.last_at(floor, end), people.last_at(floor, end))
    while start > floor and (text[start - 1].isalnum() or text[start - 1] in "()&/"):
        start -= 1
    anchor = max((match.end() for match in _ANCHOR.finditer(text, start, end - 3)), default=start)
    start = anchor if anchor < end - 3 else start
    name = text[start:end]
    if (
        len(name) < 4
        or _COMMON.search(name)
        or re.search(r"我|他|她|咱|的|了|说|是|这|那|哪|每|各|某|其|该|听|要|问|等|由|请|让|被|把", name)
    ):
        return None
    return CompanyMention(start, end, name, (), 0.6)
