"""Who was met on a visit: of those named, not the colleague, the one sought in vain or the one to be met later
(CONTRACT `contact`)."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import lazy_re as re
from nlu.binding import is_contact
from nlu.mentions import CompanyMention
from nlu.people import PersonMention
from nlu.scan import Scan

_ABSENT = re.compile(
    r"^[ ,]?(?:[\u4e00-\u9fff]{0,3})?(?:(?:没|未)(?!问题|意见|说|有意见|怎么|过来|变)|不在|出差|因公外出|外出|出国|"
    r"下乡|出去了|出门了|休假|休产假|产假|请假|病了|生病|住院|离职|调走|调离|退休|辞职|开会呢|在?开会(?:去|哩|没|走不开)|"
    r"[^\W我带陪领拉请跟]{2,3}去了(?![\u4e00-\u9fff]{0,3}(?:趟|现场|车间|工地))|有事|没空|走不开|不得空|抽不开身|电话没|也没|不接|停机|关机)(?!回来)"
)
# «本来要寻折处长», «原约李总».
_SOUGHT = re.compile(
    r"(?:没|未)(?:有|能)?(?:去)?(?:见到?|见着|找到?|碰到|联系上|见上|约)(?![过了])[\u4e00-\u9fff]{0,8}$"
    r"|(?:想[见找约]|原[约定]|(?:本来|原本|本想|本打算|原打算)[\u4e00-\u9fff]{0,4}[见找约寻访会等])[^,。 ]{0,8}$"
)
# «等佟经理等了一上午，他抢修去了没等着», «彭总监到外地开会»: said farther behind the name.
_MISSED = re.compile(
    r"[^。;!?\n]{0,24}?(?:(?:未|没)能?(?:会面|见面|晤面|面谈|到场|出席|赴约|谈成)|约[谈见](?:未成|没成)|没(?:等着|等到|见着|见到|见上|碰着|碰到|找着|找到|露面|回来)|(?:人|他|她)不在|白等)"
    r"|[ ,]?(?:[今昨前][天日]|上午|下午|刚好|正好|正|又)?"
    r"(?:到|去|在|上(?!午))[^,。;聊谈说]{0,6}?(?:开会|出差|学习|培训|考察|开标|休假|办事)"
)
# «由技术员才让接待»: who stands in for somebody else was met.
_RECEIVED = re.compile(
    r"[^,。;!? ]{0,4}(?:接待|出面|作陪|陪同|代为|接的?(?:我|咱)|招呼|跟我们?[聊谈对]|与我们?[聊谈洽商])"
)
_STANDING_IN = re.compile(r"(?:由|换(?:了|成)?|派(?:了|出)?|让)[\u4e00-\u9fff]{0,7}$")
# Who received us was met, whoever was named before («苟副总有会,妥主任出面接待»).
_WAS_HOST = re.compile(r"[ ,]?(?:临时)?(?:出面(?:接待|会见)?|代为|代表?[他她]|接待)(?!时?室|处|区|台)")
# «冉董的儿子冉总», «王总的助理小李»: the second is the one.
_RELATED = (
    r"(?:儿子|女儿|老婆|爱人|太太|夫人|媳妇|老公|先生|弟弟|哥哥|妹妹|姐姐|父亲|爸爸|妈妈|侄子|外甥|女婿|助理|秘书|手下的?|手底下的?|"
    r"徒弟|同事|下属|司机|搭档|副手|合伙人|接班人|接替者|继任|兄弟)"
)
_KIN = re.compile(rf"(?:的|他|她)?{_RELATED}(?:是|叫)?[,、 ]?$")
# «于队长在车底下修车 跟他媳妇儿邢敏唠了唠»
_WITH_KIN = re.compile(rf"[跟和与同][他她]的?{_RELATED}儿?$")
# «他不姓简，是姓菅».
_NOT_CALLED = re.compile(r"不姓([\u4e00-\u9fff])")


def met_in(found: Scan, start: int, end: int, people: list[PersonMention]) -> PersonMention | None:
    """The first of the people of a visit who was met; one sought in vain when nobody else was met."""
    told = [p for p in people if not _in_plan(found, p) and not _came_along(found, p)]
    wrong = {match[1] for match in _NOT_CALLED.finditer(found.text, start, end)}
    told = [p for p in told if p.surname not in wrong] or told
    told = [p for index, p in enumerate(told) if not _only_related(found.text, told[index : index + 2])]
    if not told:
        return None
    host = next((p for p in told[1:] if _WAS_HOST.match(found.text, p.end) or _stands_in(found, p)), None)
    if host is not None:
        return host
    missed = [p for p in told if _was_missed(found, p)]
    met = [p for p in told if p not in missed and p.text not in {m.text for m in missed}]
    return met[0] if met else told[0]


# «王总介绍我去见了陈副总裁»: the second was met.
_INTRODUCES = re.compile(
    r"(?:又|还|主动)?(?:介绍|引荐|推荐|带|领|安排)(?:着|了)?(?:我们?|咱们?)(?:去|来)?(?:认识|见|找|拜访)"
)


def _only_related(text: str, pair: list[PersonMention]) -> bool:
    """Whether a person only says whose relative or assistant the next one is, or brought us together."""
    if len(pair) < 2:
        return False
    if _INTRODUCES.match(text, pair[0].end):
        return pair[1].start - pair[0].end <= 20
    if pair[1].start - pair[0].end > 8:
        return False
    return _KIN.fullmatch(text[pair[0].end : pair[1].start]) is not None


# «小王今天陪我去的恒瑞», «跟小刘一块去的恒瑞», «张哥让我去一趟恒瑞»: a colleague, before the company is named.
_ALONG = re.compile(
    r"(?:(?:和|跟|与)我)?(?:[今昨前][天日晚早]|[上下中]午|早上)?(?:陪|带|跟|和|开车?[带送]|拉)?(?:着|了)?(?:我|我们|咱们?)?"
    r"(?:一起|一块儿?|一道|一同|陪我)(?:[今昨前][天日晚早]|[上下中]午|早上)?(?:去|跑|到|拜访|走访|见|过去|赶)"
    r"|(?:[今昨前][天日晚早]|[上下中]午|早上)?(?:陪|带|开车?[带送]|拉)(?:着|了)?(?:我们?|咱们?)(?:去|跑|到|拜访|走访|见|过去|赶)(?![看转逛])"
    r"|(?:[今昨前][天日晚早]|[上下中]午|早上)?(?:让|叫|派|安排)(?:我们?|咱们?)(?:[今昨前][天日晚早]|[上下中]午|早上)?(?:去|跑|到|拜访|走访|见|过去)"
)


# «给张哥汇报 今天…»: who is told of the day, before anything is told.
_HEAD = 6
_REPORTING = re.compile(r"(?:嗯|呃|喂|那个|我|先|来|[, ])*[给跟向](?:我们|咱们?)?")
_ADDRESSED = re.compile(
    r"(?:汇报|报告|报备|交代|说|报|讲)(?:一?[下声哈嘴]|个)?(?:情况|工作|行程|日报)?(?:[,。:;!? 哈啊呀]|今天|昨天)"
)


# «随杨总到化工学院»: our own superior.
_WENT = re.compile(r"(?:一起|一同|一道)?(?:到|去|赴|前往|拜访|走访|拜会|考察)")


def is_ours(text: str, person: PersonMention, companies: Sequence[CompanyMention] = ()) -> bool:
    """Whether a person is the sender or a colleague who came along («陪研发老张去»)."""
    before = text[max(0, person.start - 8) : person.start]
    if person.start <= _HEAD and _ADDRESSED.match(text, person.end) and _REPORTING.fullmatch(text, 0, person.start):
        return True
    along = _ALONG.match(text, person.end)
    if text[: person.start].endswith(("随", "随同")) and _WENT.match(text, person.end):
        return True
    if along and any(along.end() <= company.start <= along.end() + 4 for company in companies):
        return not any(company.end <= person.start for company in companies)
    return bool(
        re.search(
            r"(?:^(?:致|呈|to|TO|To|cc|CC|@) ?|我(?:是|叫)|受|我们?(?:和|跟|与)(?:我们)?"
            r"(?:售后|售前|销售|研发|安装|交付|商务|实施)的?)$",
            before,
        )
        or re.search(
            r"(?:陪同?|带着|带上|(?<!他)(?<!她)(?<!的)同事|跟着|喊上|叫上|拉上|我们(?:的|公司)?)(?:研发|技术|售后|售前|销售|"
            r"部门|公司|我[司方]|本公司)?(?:的)?$",
            before,
        )
    )


def _came_along(found: Scan, person: PersonMention) -> bool:
    """Whether a person is of ours; whom we keep company at a customer's is known there («陪孔场长摘茶»)."""
    if not is_ours(found.text, person, found.companies):
        return False
    known = found.names.surnames.get(person.surname[:1], ()) if person.surname else ()
    kept = found.text.startswith("陪", person.start - 1)
    return not (kept and any(is_contact(contact, person, True) for _, contact in known))


def _was_missed(found: Scan, person: PersonMention) -> bool:
    after = found.text[person.end : person.end + 10]
    before = _before(found, person)
    others = [p.start for p in found.people if p.start >= person.end]
    missed = _MISSED.match(found.text, person.end, min(others, default=len(found.text)))
    return bool(missed or _ABSENT.search(after) or _SOUGHT.search(before))


def _before(found: Scan, person: PersonMention) -> str:
    """The words of the clause before a person."""
    return re.split(r"[,。;!?]", found.text[max(0, person.start - 14) : person.start])[-1]


def _stands_in(found: Scan, person: PersonMention) -> bool:
    """Whether somebody received us in another's place («由技术员才让接待»)."""
    received = _RECEIVED.match(found.text, person.end)
    before = _before(found, person)
    return (received is not None and _STANDING_IN.search(before) is not None) or _WITH_KIN.search(before) is not None


def _in_plan(found: Scan, person: PersonMention) -> bool:
    clause = found.clauses.at(person.start)
    before = found.text[clause.start : person.start]
    if re.search(r"(?:让|叫|喊|请|派|安排|介绍给|带|找|约|跟|和|联系)$", before):
        due = any(found.due[t.span.start] for t in found.times if clause.start <= t.span.start < clause.end)
        if due or re.search(r"让我|要我|叫我|安排|答应", before):
            return True
    return False
