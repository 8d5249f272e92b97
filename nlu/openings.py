"""Where visits begin: at each company that is contacted, or at a person of another customer.

A company named only in a plan, in passing or in what somebody said opens none (CONTRACT «Corrections,
negation, plans»).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nlu import lazy_re as re
from nlu.binding import bind
from nlu.events import Event, tells_talk, unreached
from nlu.mentions import CompanyMention
from nlu.outcomes import acted
from nlu.people import PersonMention
from nlu.phrases import phrase_start
from nlu.same_company import behind, one_company, says_more
from nlu.scan import Scan
from nlu.sieve import SIEVE
from nlu.strangers import contacted, customers_of, of_another_branch, strange_to


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a visit begins, and its company (None when only a person is named). `resumes`: it goes on with the
    visit of a company told of before another one («拜访了A和B。A那边说…»)."""

    start: int
    company: CompanyMention | None
    resumes: bool = False


_PASSED_BY = re.compile(r"(?:经过|路过|途经)(?:了)?$")
# «春和的钮总说来也没来»
_NEVER_CAME = re.compile(r"[^,。;!?\n ]{0,8}说[好要会]?来[^,。;!?\n]{0,2}没来")
_PLAN = re.compile(r"准备|打算|计划|想去|要去|得去|本来")
_SPEECH = re.compile(r"(?:说|提到|提起|介绍|反馈|透露|讲|听说|据说|得知|表示|强调|问)(?!了?[聊谈])")
_ITEM = re.compile(
    r"第.(?:家|站|个|通|样|拨)[^,。;]{0,10}$|(?:[\n①-⑳]|下一[个家站](?:是)?|[\d一二三四五六七八九][.、)]|还有|另外|再一个(?:是)?|最后)"
    r"[^,。]{0,5}$"
)
_NEW_SENTENCE = re.compile(
    r"[。;!?\n]|第.{1,2}$|再一个|另外|还有|然后|最后|接着|后来|又|下一[个家站]|后面去|随后|之后[去到]"
    r"|(?<![说讲])[ ,](?:[上下中]午|晚上|早上|傍晚)(?:又|就|再|才|还)*(?:我|俺|咱)?(?:给|去|到|跑|找|跟|打|见|约|拜访)"
)


@dataclass(frozen=True, slots=True)
class _Ordinal:
    """«前者» or «后者»: one of the two companies told of last."""

    start: int
    latter: bool


_COMES_FIRST = 7
"""The weight from which on an event tells that they came, called or wrote to us."""


_FORMER_LATTER = SIEVE.pattern(r"[前后]者")


class _Openings:
    """Walks over the companies and people of a message in their order."""

    def __init__(self, scan: Scan, rivals: list[tuple[int, int]]) -> None:
        self.scan = scan
        self.rivals = rivals
        self.found: list[Opening] = []
        self._seen: list[CompanyMention] = []
        self._current: CompanyMention | None = None
        self._here: set[int] = set()
        self._floor = 0
        self._planned: list[CompanyMention] = []
        # Named before their people, who only then are told to have been contacted («B的李总 … 李总打来»).
        self._in_passing: list[CompanyMention] = []

    def person(self, mark: PersonMention) -> None:
        """Opens a visit at a person of another known customer («第二通给肃宁的齐老板»)."""
        start = phrase_start(self.scan, mark.start, self._floor)
        if not self.found:
            if (there := customers_of(self.scan, mark, True)) and contacted(self.scan, mark, 1, 2):
                self.found.append(Opening(start, None))
                self._here, self._floor = there, mark.end
        elif there := strange_to(self.scan, mark, self._at_hand(mark), by_title=self._current is None):
            told = next((m for m in [*self._seen, *self._in_passing[::-1]] if there & self._meant(m)), None)
            anew = self.scan.told(start, mark.start, 2) or self._comes_first(mark)
            again = told in self._seen and not anew
            self.found.append(Opening(start, told, resumes=again))
            self._current, self._here, self._floor = told, there, mark.end
        elif self._current and of_another_branch(self.scan, mark, self._current, self._floor):
            self.found.append(Opening(start, self._current))
            self._floor = mark.end

    def _comes_first(self, mark: PersonMention) -> bool:
        """Whether a person told of before came, called or wrote to us later («晚上李总又发微信来问»)."""
        return self.scan.told(mark.end, self.scan.clauses.at(mark.start).end, _COMES_FIRST)

    def named(self) -> bool:
        """Whether any visit so far has a company."""
        return any(opening.company for opening in self.found)

    def of_the_planned(self) -> list[Opening]:
        """Where companies are named only in plans («下周去恒瑞,今天先跟李经理通了电话»): that of the one contacted."""
        for mark in self._planned:
            people = [p for p in self.scan.people if customers_of(self.scan, p, True) & mark.fitting]
            if len(self._planned) == 1 and people:
                first = self.found[0].start if self.found else 0
                return [Opening(first, mark), *self.found[1:]]
        return self.found

    def _at_hand(self, mark: PersonMention) -> set[int]:
        """The customers that a person may belong to without being a stranger; at the head of a line
        the one meant."""
        if self._current is not None and self.scan.text.startswith("\n", mark.start - 1):
            return self._meant(self._current)
        return self._here

    def one_of_two(self, mark: _Ordinal) -> None:
        """Goes on with the first or the second of the two companies told of last."""
        told = [opening.company for opening in self.found if opening.company and not opening.resumes][-2:]
        if len(told) == 2 and (company := told[mark.latter]):
            self.found.append(Opening(mark.start, company, resumes=True))
            self._go_on_at(company, mark.start)

    def _meant(self, mark: CompanyMention) -> set[int]:
        """The customer that a company with the person behind it is, or all that fit."""
        settled = bind(mark, behind(self.scan, mark), self.scan.names)[0]
        return mark.fitting if settled is None else {settled}

    def company(self, mark: CompanyMention) -> None:
        """Opens a visit at a company, or goes on with the one at hand."""
        if self._is_aside(mark):
            passed_by = _PASSED_BY.search(self.scan.text, max(0, mark.start - 6), mark.start)
            if mark.matches:
                planned = not passed_by and _only_planned(self.scan, mark)
                (self._planned if planned else self._in_passing).append(mark)
            return
        if self._current is not None and one_company(self.scan, self._current, mark):
            self._again(mark)
            return
        known = next((m for m in self._seen if one_company(self.scan, m, mark)), None)
        if known is None and self._current is not None and not _opens(self.scan, mark):
            self._in_passing.append(mark)
            return
        if known is not None and not _reopens(self.scan, mark):
            if self._current is not None and _heads_clause(self.scan, mark):
                self.found.append(Opening(mark.start, known, resumes=True))
                self._go_on_at(known, mark.end)
            return
        self._open(mark, known or self._branch(mark))

    def _branch(self, mark: CompanyMention) -> CompanyMention:
        """The company as first named, where only the branch is said now («B校区» after «A大学两个校区»)."""
        if not mark.matches or mark.matches[0].from_head:
            return mark
        named = next((m for m in self._seen if mark.matches[0].customer in m.fitting and len(m.fitting) > 1), None)
        return replace(named, matches=mark.matches) if named else mark

    def _is_aside(self, mark: CompanyMention) -> bool:
        text = self.scan.text
        if any(first < mark.end and mark.start < last for first, last in self.rivals):
            return True
        if text.startswith("是", mark.start - 1) and text.startswith("的人", mark.end):
            return True
        if _NEVER_CAME.match(text, mark.end) or self._is_department(mark):
            return True
        passed_by = _PASSED_BY.search(text, max(0, mark.start - 6), mark.start) is not None
        # «路过恒瑞,李店长说…»
        passed_by = passed_by and not any(p.start == mark.end + 1 for p in self.scan.people)
        if passed_by or _only_planned(self.scan, mark):
            return True
        return self._current is not None and _only_spoken_of(self.scan, mark, self._floor)

    def _is_department(self, mark: CompanyMention) -> bool:
        """Whether what reads like a further company is where a contact of the one at hand works («科协的孟老师»)."""
        if mark.matches or self._current is None:
            return False
        here = self._meant(self._current)
        return any(customers_of(self.scan, person, True) & here for person in behind(self.scan, mark))

    def _again(self, mark: CompanyMention) -> None:
        last = self.found[-1]
        if self._current and says_more(self.scan.text, self._current, mark) and last.company is self._current:
            self.found[-1] = Opening(last.start, mark)
            self._seen.append(mark)
            self._go_on_at(mark, mark.end)
        self._floor = mark.end

    def _open(self, mark: CompanyMention, company: CompanyMention) -> None:
        start = phrase_start(self.scan, mark.start, self._floor)
        if self._is_of_the_person(mark, start):
            self.found[-1] = Opening(self.found[-1].start, company)
        else:
            self.found.append(Opening(start, company))
        self._seen.append(company)
        self._go_on_at(company, mark.end)

    def _is_of_the_person(self, mark: CompanyMention, start: int) -> bool:
        """Whether a company only says where the person belongs at whom the visit was opened."""
        if not self.found or self.found[-1].company is not None:
            return False
        if mark.matches:
            return bool(mark.fitting & self._here)
        return len(self.found) == 1 and not self.scan.told(self.found[0].start, start, 1)

    def _go_on_at(self, company: CompanyMention, floor: int) -> None:
        self._current, self._floor = company, floor
        self._here = {m.customer for m in company.matches}


def find_openings(scan: Scan, rivals: list[tuple[int, int]]) -> list[Opening]:
    """Where each visit begins, in order."""
    walk = _Openings(scan, rivals)
    ordinals = [_Ordinal(m.start(), m.group() == "后者") for m in _FORMER_LATTER.finditer(scan.text)]
    marks: list[CompanyMention | PersonMention | _Ordinal] = [*scan.companies, *scan.people, *ordinals]
    starts = {m.start for m in scan.companies}
    for mark in sorted(marks, key=lambda m: m.start):
        if isinstance(mark, _Ordinal):
            walk.one_of_two(mark)
        elif isinstance(mark, PersonMention):
            walk.person(mark)
        elif not _is_place_of(scan.text, mark, starts):
            walk.company(mark)
    return _without_place(scan, walk.found) if walk.named() else walk.of_the_planned()


_LIST = re.compile(r"、|和|跟|与|还有|以及|\n|[;。]|[上下中]午|早上|晚上")


def _without_place(scan: Scan, found: list[Opening]) -> list[Opening]:
    """Drops a first company of which nothing is told, when the next one follows without a contact of its own:
    it only says where («去了趟产业园那边，恒远机电…»)."""
    if len(found) < 2:
        return found
    start, first, second = found[0].start, found[0].company, found[1].company
    if (
        first is None
        or second is None
        or second.start <= first.start
        or any(start <= p.start < second.start for p in scan.people)
    ):
        return found
    between = scan.text[first.end : second.start]
    if _LIST.search(between) or scan.told(first.end, second.start, 1):
        return found
    if tells_talk(scan.text, first.end, second.start) or unreached(scan.text, first.end, second.start):
        return found
    return [Opening(start, second), *found[2:]]


_NEIGHBOUR = re.compile(
    r"(?:的|家)?(?:供应商|经销商|代理商|下游|上游)(?!大会|会议|年会|培训)|(?:旁边|隔壁|对面|附近)(?:的|那|有|新|一)|之行"
)


# «在恒瑞碰上明远的赵主任»
_MET_THERE = re.compile(
    r"(?:里|那边|那儿|门口|楼下|现场)?(?:正好|刚好|居然|还|又)?(?:偶遇|巧遇|(?:碰|遇|撞)(?:到|上|见|着))了?"
)


def _is_place_of(text: str, mark: CompanyMention, starts: set[int]) -> bool:
    """Whether a name only says where the next one is («望京的京东方健康»), or whose supplier or neighbour."""
    met = _MET_THERE.match(text, mark.end)
    if _NEIGHBOUR.match(text, mark.end) or (met and met.end() in starts):
        return True
    return any(
        text.startswith(word, mark.end) and mark.end + len(word) in starts for word in ("的", "那边的", "这边的")
    )


def _reopens(scan: Scan, mark: CompanyMention) -> bool:
    """Whether a company told of before is contacted again: a contact verb stands in its clause or the next."""
    clause, end = scan.clauses.following(mark.start, 1)
    return scan.told(clause.start, end, 2)


# «…;恒瑞烧烤,老板说最近没钱»
_SPOKEN_THERE = re.compile(r"[, :](?:老板娘?|店长|前台|采购|负责人|门卫|保安|财务)[^,。;]{0,3}(?:说|讲|嫌|不在|问|让)")


def _opens(scan: Scan, mark: CompanyMention) -> bool:
    """Whether a further company opens another visit: a contact is told beside it, a person is named right
    behind it, or it heads a line or an item. An unknown one needs that in its own clause."""
    clause, end = scan.clauses.following(mark.start, 2 if mark.matches else 0)
    start = phrase_start(scan, mark.start, 0)
    return (
        bool(behind(scan, mark))
        or scan.told(min(start, clause.start), end, 0 if mark.matches else 1.5)
        or tells_talk(scan.text, mark.end, end)
        or unreached(scan.text, min(start, clause.start), end)
        or (bool(mark.matches) and _SPOKEN_THERE.match(scan.text, mark.end) is not None)
        or _ITEM.search(scan.text[max(0, mark.start - 13) : mark.start]) is not None
    )


_TO_US = re.compile(r"[^,。;!?\n ]{0,4}(?:让|叫|要|约|问|催|答应|跟|给|找)(?:了)?(?:我|咱|俺)")


def _spoke_to_us(scan: Scan, mark: CompanyMention) -> bool:
    """Whether the person behind a company has asked or told us something («…说再等等,明远赵主任让我带样品»)."""
    return any(
        customers_of(scan, person, False) & mark.fitting and _TO_US.match(scan.text, person.end)
        for person in behind(scan, mark)
    )


def _only_spoken_of(scan: Scan, mark: CompanyMention, floor: int) -> bool:
    """Whether a further company occurs only in what someone said («他说恒远机电也在用»)."""
    index = scan.clauses.index(mark.start)
    clause = scan.clauses.items[index]
    start = max(floor, scan.clauses.items[max(0, index - 1)].start)
    before = scan.text[start : mark.start]
    if _NEW_SENTENCE.search(before):
        return False
    said = max((match.end() for match in _SPEECH.finditer(before)), default=-1)
    if said < 0 or clause.start > start + said + 6 or _spoke_to_us(scan, mark):
        return False
    return not scan.told(start + said, clause.end, 1.5)


def _only_planned(scan: Scan, mark: CompanyMention) -> bool:
    """Whether a company is named only in a plan («明天准备去顺通冷运»)."""
    clause = scan.clauses.at(mark.start)
    events: list[Event] = scan.events_in(clause.start, clause.end)
    if any(not e.planned and e.weight >= 2 for e in events) or unreached(scan.text, clause.start, clause.end):
        return False
    off = _ORIGINALLY.search(scan.text, clause.start, mark.start) or _NOT_GONE.search(scan.text, mark.end, clause.end)
    if off and _went_otherwise(scan, mark):
        return False
    plans = [e.start for e in events if e.planned]
    if plans and acted(scan, mark.start, plans[0]):
        return False
    return bool(plans) or _PLAN.search(scan.text, clause.start, mark.start) is not None


_ORIGINALLY = re.compile(r"约[我的好]|本来|原本|原定|原约|原计划|本想")
_NOT_GONE = re.compile(r"没(?:有)?(?:去成|去|成行|见成|约成)")
_INSTEAD = re.compile(r"改|换|结果|后来|只好|就|由|最后|只")


def _went_otherwise(scan: Scan, mark: CompanyMention) -> bool:
    """Whether the contact planned at a company took place in another way («本来约了王总,改见了小韩»)."""
    _, end = scan.clauses.following(mark.end, 3)
    following = [m.start for m in scan.companies if mark.end <= m.start < end]
    end = min(following, default=end)
    if scan.told(mark.end, end, 4):
        return True
    told = scan.told(mark.end, end, 2) or tells_talk(scan.text, mark.end, end)
    return told and _INSTEAD.search(scan.text, mark.end, end) is not None


_HEAD = re.compile(r"(?:而|至于|其中|那|另外|还有|再说|对于)*")
_HEADED = re.compile(r"那边|这边|那儿|的(?:[\u4e00-\u9fff]{0,4})?(?:总|经理|主任)|方面|:|,")


def _heads_clause(scan: Scan, mark: CompanyMention) -> bool:
    """Whether a company told of before is taken up again at the head of a clause («A那边预算20万»)."""
    clause = scan.clauses.at(mark.start)
    if not _HEAD.fullmatch(scan.text, clause.start, mark.start):
        return False
    return bool(behind(scan, mark)) or _HEADED.match(scan.text, mark.end) is not None
