"""What the visits of one round take from its heading and from one another: the channel, the day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from nlu import lazy_re as re
from nlu.drafts import Channel
from nlu.events import Event, tells_talk
from nlu.one_visit import Visit, day_of
from nlu.phrases import BULLET
from nlu.scan import Scan
from nlu.spans import Span

_HEADER = re.compile(r"[一二两三四五六七八九十几俩仨\d]+(?:家|个|位|拨|场|通|趟|件|样|处|站|客户)")
_JUST_NOW = re.compile(r"刚(?:才|刚|打|通|聊|挂|见|谈|散|开|从)")


_ORDINAL = re.compile(r"第[二三四五六七八九](?:家|站|个|场|拨)|最后一(?:家|站|个)|还有一(?:家|个)")
_NEXT = re.compile(
    r"[,。;、 \n]*(?:又|还|再|也|然后|接着|之后|随后|下午|中午|晚上|最后|另外|隔壁|旁边|第[二三四五六七])"
)


# «下午在B公司，李总…»: who is there has gone there.
_AT = re.compile(r"(?:(?<![现正存实就都还不])在|前往|赴|抵达?)$")
_EXHIBITION = re.compile(r"展(?:会|览会|销会)?(?=[ ,上里现])|博览会|论坛|沙龙|峰会|年会")


# «会上另遇东际的乐经理», «会后未能见到綦总».
_SAME_EVENT = re.compile(
    r"[,。;!?\n ]*(?:另外|同时|还|又)?(?:在)?(?:会上|会后|会间|会议期间|展会上|展位上|会场|现场|席间|茶歇|同场|论坛上)"
)
# «上午恒瑞,下午明远,都没见到人»
_EACH_ITS_TIME = re.compile(r"[,、;](?:[上下中]午|早上|晚上|[今昨前]天)")
_ALSO_THERE = re.compile(r"[^,。;!?\n]{0,24}也在(?:场|现场)?(?=[,。;!? ]|$)")
_AND = re.compile(r"(?:和|与|及|以及|、|还有)[\u4e00-\u9fff]{0,4}$")


def _named(scan: Scan, visit: Visit) -> Span | None:
    """Where the company of a visit is named, or the person at whom it begins."""
    if visit.company:
        return visit.company.span
    return next((p.span for p in scan.people if visit.start <= p.start < visit.end), None)


def _jointly(scan: Scan, previous: Visit, visit: Visit) -> bool:
    """Whether one verb says of both companies that they were contacted («宴请了A的李总和B的王总», «A和B都去了»)."""
    first, second = _named(scan, previous), _named(scan, visit)
    if first is None or second is None or visit.resumes:
        return False
    between = scan.text[first.end : second.start]
    if _EACH_ITS_TIME.fullmatch(between):
        return "都" in scan.text[second.end : second.end + 6]
    return len(between) <= 16 and not re.search(r"[,。;!?\n]", between) and _AND.search(between) is not None


def _goes_on(text: str, visit: Visit, previous: Visit) -> bool:
    """Whether a visit without a verb of its own is one more of the round: «上午去了A；B那边聊了…»."""
    return previous.channel == "visit" or _NEXT.match(text, visit.start) is not None


def _heads_all(scan: Scan, visits: list[Visit]) -> bool:
    """Whether the day told first is that of a heading; in a list where each line tells its own, it is that of the
    first line only («5/6 A…\\n5/7 B…\\nC…»)."""
    first = visits[0].company if visits else None
    if first is None or "\n" in scan.text[: first.start]:
        return True
    return not any(visit.on and "\n" in scan.text[first.end : visit.start] for visit in visits[1:])


def _header_of(heads: list[Event]) -> Channel:
    """The channel that a heading gives to all: their initiative wins («接了两个电话,全是人家打来的:…»)."""
    return "inbound" if any(e.channel == "inbound" for e in heads) else heads[0].channel


def inherit(scan: Scan, visits: list[Visit]) -> None:
    """A header («今天打了四个电话：…») gives its channel and day to all; a day told stays in force."""
    header: Channel | None = None
    day: date | None = None
    if visits and visits[0].company:
        end = visits[0].company.start
        colon = scan.text.find(":", 0, end)
        heads = [e for e in scan.events if e.start < (colon if colon >= 0 else end) and not e.planned]
        counted = _HEADER.search(scan.text, 0, end)
        if not heads and counted and counted.group().endswith("家"):
            header = "visit"
        elif heads and (counted or re.search(r"[:\n]", scan.text[heads[0].end : end])):
            header = "event" if _EXHIBITION.search(scan.text, 0, end) else _header_of(heads)
        found = day_of(scan, 0, end)
        day = found[0] if found else None
    for first, second in reversed(list(pairwise(visits))):
        contacted = second.channel is not None or tells_talk(scan.text, second.start, second.end)
        if first.channel is None and contacted and _jointly(scan, first, second):
            first.channel, first.inherited = second.channel, True
    told = day if _heads_all(scan, visits) else None
    previous: Visit | None = None
    for visit in visits:
        if previous and ("\n" in scan.text[previous.start : visit.start] or BULLET.match(scan.text, visit.start)):
            day = told
        if visit.on is None and not _JUST_NOW.search(scan.text, visit.start, visit.end):
            visit.on = day
        day = visit.on
        if header == "event" and visit.channel in ("other", None):
            visit.channel = None
        if visit.channel is None and previous and _jointly(scan, previous, visit):
            visit.channel, visit.inherited = previous.channel, True
        elif visit.channel is None and header:
            visit.channel, visit.inherited = header, True
        elif (
            visit.channel is None
            and visit.company
            and (at := _AT.search(scan.text, max(0, visit.company.start - 3), visit.company.start))
        ):
            visit.channel, visit.channel_span = "visit", at.span()
        elif visit.channel is None and previous and _goes_on(scan.text, visit, previous):
            visit.channel = previous.channel
            visit.inherited = _ORDINAL.search(scan.text[visit.start : visit.start + 12]) is not None
        if previous and previous.channel == "event" and visit.channel in ("other", "visit", None):
            chance = visit.channel == "other" and visit.on == previous.on and visit.channel_span is not None
            there = _SAME_EVENT.match(scan.text, visit.start) or _ALSO_THERE.match(scan.text, visit.start)
            visit.channel = "event" if chance or there else visit.channel
        previous = visit
