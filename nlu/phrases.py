"""The phrase that leads to a name: «完了下午去肥城，阿斯德化工…» begins at 完了."""

from __future__ import annotations

from nlu import lazy_re as re
from nlu.regions import is_region
from nlu.scan import Scan

_LEAD_IN = re.compile(
    r"(?:(?:然后|完了|后来|另外|还有|接着|最后|再就是|今天|昨天|前天|上午|中午|下午|晚上|早上|"
    r"头晌|后晌|今早|又|还|再|先|就|才|我|我们|咱|俺|跟|给|和|请|约|找|去|去了|去的|到|到了|"
    r"到的|上|上门|拜访|拜访了|见|见了|跑|跑了|在|与|往|赶到|打|打了|联系|联系了|回访|碰到|碰见|"
    r"碰着|遇到|第[一二三四五六七八九]家|第[一二三四五六七八九]站|那个|这个|是|呢|嘛|嗯|的|了|"
    r"一趟|趟|那边|隔壁|附近|旁边|回来|路上|在车里|顺道|拐去|[\u4e00-\u9fff]{2,3}的)[, ]?)+$"
)
_BRIDGE = re.compile(
    r"[^,。]{0,6}?(?:上午|下午|中午|晚上|早上|今天|昨天|前天|然后|完了|另外|还有|最后|"
    r"第.[家站个]|对了|后来|接着|[会饭席散]后|散会后)[呢嘛啊嗯就]{0,2}"
)
_ONE_MORE = re.compile(r"(?:第.{1,2}|最后一?|另外?一|还有一)(?:通|个|家|站|拨)")
_AT_AN_EVENT = re.compile(
    r"[^,。]{0,8}?(?:去|到|在|上|同一个|那个)[^,。]{0,10}(?:展会|展|论坛|沙龙|峰会|年会|会议|"
    r"博览会|活动)(?:上|里|现场)?"
)
_ON_THE_WAY = re.compile(
    r"[^,。]{0,8}?(?:去|到|在|上|拐去|奔|杀到|赶到|回到)(?:了|"
    r"的)?(?P<place>[\u4e00-\u9fff]{2,8}?)(?:那边|这边|那个)?"
)
# «下午去了环球中心»: where many firms sit.
_BUILDING = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:大厦|大楼|写字楼|广场|中心|园区|产业园|科技园|工业园|创业园|工业区|开发区|高新区|市场|商圈|村|镇|路|街)"
)


# «- 周四», «2. 3月4日», «二、下午»
BULLET = re.compile(r"(?:[-•·*①-⑳]|\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[.、)]| (?=[\u4e00-\u9fff])))[ ]*")


def _leads_on(words: str) -> bool:
    """Whether a clause only leads to the next one: «下午», «完了下午去肥城»."""
    if _BRIDGE.fullmatch(words) or _ONE_MORE.match(words):
        return True
    if _AT_AN_EVENT.fullmatch(words):
        return True
    way = _ON_THE_WAY.fullmatch(words)
    return way is not None and (is_region(way["place"]) or _BUILDING.fullmatch(way["place"]) is not None)


def phrase_start(scan: Scan, position: int, floor: int) -> int:
    """Where the phrase that leads to a mention begins: its clause, or, in speech without punctuation, the run
    of prepositions, verbs and words of time right before it; never before `floor`."""
    line = _line_start(scan, position, floor)
    if line is not None:
        return line
    clause = scan.clauses.at(position)
    crowded = position - clause.start > 12 and any(clause.start <= p.start < position - 8 for p in scan.people)
    if clause.start >= floor and not crowded:
        return _over_bridges(scan, scan.clauses.index(position), floor)
    return _over_words(scan, position, max(floor, clause.start))


_LONGEST_LINE_HEAD = 16


def _line_start(scan: Scan, position: int, floor: int) -> int | None:
    """Where the line of a list begins, when nobody is named between («周三 上门 恒瑞 李总,没在»)."""
    start = scan.text.rfind("\n", 0, position) + 1
    if not floor <= start or position - start > _LONGEST_LINE_HEAD or "\n" not in scan.text:
        return None
    named = [m.start for m in scan.companies] + [p.start for p in scan.people]
    return None if any(start <= at < position for at in named) else start


_LONGEST_CIRCUMSTANCE = 6


def _only_sets_the_time(scan: Scan, start: int, end: int) -> bool:
    """Whether nothing but a short circumstance stands behind a time («昨儿个酒醒了,…»)."""
    named = [m.start for m in scan.companies] + [p.start for p in scan.people]
    return end - start <= 1 or (
        end - start <= _LONGEST_CIRCUMSTANCE
        and scan.text.startswith("了", end - 1)
        and not scan.events_in(start, end)
        and not any(start <= at < end for at in named)
    )


def _over_bridges(scan: Scan, index: int, floor: int) -> int:
    """Moves back over the clauses that only lead on to this one."""
    items = scan.clauses.items
    while index > 0:
        previous = items[index - 1]
        bullet = BULLET.match(scan.text, previous.start, previous.end)
        start = bullet.end() if bullet else previous.start
        timed = any(t.span.start == start and _only_sets_the_time(scan, t.span.end, previous.end) for t in scan.times)
        heads = bullet is not None and scan.text.startswith(":", previous.end)
        words = scan.text[start : previous.end]
        if previous.start < floor or not (timed or heads or not words or _leads_on(words)):
            break
        index -= 1
    return items[index].start


def _over_words(scan: Scan, start: int, floor: int) -> int:
    """Moves back over times and the words of _LEAD_IN."""
    while True:
        earlier = [t.span.start for t in scan.times if t.span.end == start and t.span.start >= floor]
        match = _LEAD_IN.search(scan.text[max(floor, start - 40) : start])
        if earlier:
            start = earlier[0]
        elif match and match.end() > match.start():
            start = max(floor, start - 40) + match.start()
        else:
            return start
