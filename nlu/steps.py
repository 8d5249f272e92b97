"""Next steps: what was agreed, who acts, by when (CONTRACT `next_steps`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nlu.clauses import Clause
from nlu.drafts import Party
from nlu.patterns import compiled
from nlu.times import TimeMention

_US = r"(?:我[们方司]?|咱们?|俺们?)"
_THEM = r"(?:他们?|她们?|对方|客户|人家|您|那边|他那边|她那边|他这边)"
_ASKED = re.compile(
    rf"(?<![他她户司方])(?:要求|请|责成)(?=(?:尽快|于|在|抓紧|重新|再)?(?:提供|出具|提交|发送|"
    rf"派人|派工程师|安排|补充|补齐|补交|修改|完善|重报|更换|退货|寄送|寄|发|给出|出))|(?:让|"
    rf"要求?|叫|催|喊|请|希望|约|盼着|嘱咐|通知|等着|想让|想请|想约){_US}(?:这边|公司|厂里|师傅|"
    rf"技术)?|(?:让|叫|请)(?:工程师|技术|研发|同事|师傅)"
)
_PROMISED = re.compile(r"(?:答应|承诺|同意|保证|应下|说好|定好|定的是|约好|约定|约了|敲定|商定|负责)(?:了)?")
_SOON = re.compile(
    rf"(?P<us>{_US})?(?:这边|那|就|先|说|那我){{0,3}}(?P<soon>尽快|回头|抓紧|马上|随后|改天|稍后|"
    rf"晚点|晚些时候|抽空|尽早|这就|回去(?:就|以后)?)(?P<us2>{_US})?"
)
_WILL = re.compile(rf"(?P<us>{_US})(?:这边|那边)?(?:会|来|负责|再|去|给)(?=[\u4e00-\u9fff])")
_SUBJECT = re.compile(rf"^(?:{_US}|{_THEM}|双方|大家)(?:这边|那边|自己|俩|仨|一起|公司|厂里|单位|院里|领导|老板)*")
_ADVERB = re.compile(
    r"^(?:(?:拟|将|计划|预计|于|在此|届时|就|会|要|得|必须|一定|还|也|都|能|可以|应该|想|需要|"
    r"打算|准备|计划|争取|务必|直接|亲自|自己|那边|这边|那|呢|嘛|啊|,| |的|时候|左右|前后|之前|"
    r"以前|之内|把那个|预计|大概|才能|给我们个话儿|就能|再说|人家)(?=.)|到(?=我们|咱|他|她|"
    r"时候)|时候)+"
)
_KEEP_WILL = ("要求", "会议", "要点", "得知", "还款", "还给", "会签", "都市", "想法", "能源", "准备好", "会面")
_END = re.compile(
    r"[,。;!?\n]|(?:我|他|她|你)(?:应了|答应了|同意了|说行|说好|乐了|就)|(?:吧|了吧|"
    r"呗)?(?:行先这样|就这样|先这样|其他的没|别的没|没别的|完了|对了)"
)
_PARTICLES = re.compile(
    r"(?:吧|啊|呢|哈|哦|嘛|呀|啦|咯|哟|的话|看看行不行|,|\s|就行|即可|为止|的|来着|一下子|呗|"
    r"了吧|这样|再说)+$"
)
_VAGUE = compiled("steps.txt", "vague")
_ACTION = compiled("steps.txt", "action")
_PAST = re.compile(r"[报给发说讲聊谈]的(?!时候)|了(?!一)(?![^,。]{0,6}(?:给|让))|过了|的时候|来着|刚|已经|当时|当场")
_VERBS_OF_THEM = re.compile(
    r"^(?:再|先)?(?:付|打款|打(?=[^,。]{0,6}(?:款|首付|定金|预付|万|钱))|支付|汇|下单|下订单|"
    r"签字|盖章|回复|答复|反馈|给(?:我们?|咱们?|个?)?(?:答复|回复|反馈|准信|准话|结果|消息|话|"
    r"回话|准数|结论|信)|定(?:下|供应商|标)|招标|开标|立项|审批|拍板|过会|上会|组织招标|启动|"
    r"评审|回话|订|采购|验收|转(?:账|款)?|先?付|出结果|开会(?:讨论|研究|定))"
)
_BY_US = re.compile(r"(?:给|发|交|寄|送|带|报|回复|答复|演示|讲|装|修|换)(?:给)?(?:他|她|对方|客户|人家)")
_TO_US = re.compile(
    r"(?:给|发给?|寄给?|告诉|通知|联系|找|来|回|答复|回复|俾|报)(?:我|咱)|到(?:我|咱)|来(?:我|"
    r"咱)|带.{0,6}来"
)
_SAID = re.compile(r"(?:说|答应|表示|承诺|同意|提出|反馈|讲|回)")


@dataclass(frozen=True, slots=True)
class Step:
    """A step found: offsets of its words, who acts, and the mention of time that limits it."""

    start: int
    end: int
    who: Party
    time: TimeMention | None


def future_bounds(mention: TimeMention, now: datetime) -> tuple[date | datetime | None, date | datetime] | None:
    """The interval of a mention as something to come; None when it has passed or is no due time."""
    interval = mention.resolve("future")
    if interval is None or interval.end is None:
        return None
    end = interval.end
    last = end if isinstance(end, datetime) else datetime(end.year, end.month, end.day, 23, 59)
    if last.replace(tzinfo=None) < now.replace(tzinfo=None):
        return None
    return interval.start, end


def find_steps(
    text: str,
    clauses: Sequence[Clause],
    times: Sequence[TimeMention],
    people: Sequence[tuple[int, int]],
    companies: Sequence[tuple[int, int]],
    is_due: dict[int, bool],
) -> list[Step]:
    """The steps told in some clauses of one visit. `is_due` tells, by the start of a mention of time, whether
    it speaks of something to come."""
    steps: list[Step] = []
    for index, clause in enumerate(clauses):
        inside = [m for m in times if clause.start <= m.span.start < clause.end and is_due.get(m.span.start, False)]
        following = clauses[index + 1] if index + 1 < len(clauses) else None
        step = _step_in(text, clause, inside, people, companies, following)
        if step and not any(s.start < step.end and step.start < s.end for s in steps):
            if steps and _taken_back(text, steps[-1], step):
                steps.pop()
            steps.append(step)
    return steps


def _taken_back(text: str, first: Step, second: Step) -> bool:
    """Whether the same act is said again with another day: «下周给答复，不对，是下下周给答复»."""
    between = text[first.end : second.start]
    return len(between) < 20 and re.search(r"不对|不是|说错|错了", between) is not None


def _subject(text: str, start: int, end: int, people, companies) -> Party | None:  # type: ignore[no-untyped-def]
    """The party of the last subject named in a stretch."""
    best = -1
    who: Party | None = None
    for match in re.finditer(rf"(?<![给跟找向对把和帮替]){_US}", text[start:end]):
        if match.start() > best:
            best, who = match.start(), "us"
    for match in re.finditer(rf"(?<![给跟找向对把和帮替复诉应问催知约请让]){_THEM}", text[start:end]):
        if match.start() > best:
            best, who = match.start(), "them"
    for first, last in [*people, *companies]:
        if (
            start <= first
            and last <= end
            and first - start > best
            and text[first - 1 : first] not in "给跟找向对和帮替让"
        ):
            best, who = first - start, "them"
    return who


def _strip_front(text: str, start: int, end: int, people) -> tuple[int, Party | None]:  # type: ignore[no-untyped-def]
    """Moves over subjects, adverbs and particles before the verb."""
    who: Party | None = None
    while start < end:
        person = next((p for p in people if p[0] == start), None)
        subject = _SUBJECT.match(text[start:end])
        if person and person[1] < end:
            start, who = person[1], "them"
            continue
        if subject and start + subject.end() < end:
            who = "us" if text[start] in "我咱俺双大" else "them"
            start += subject.end()
            continue
        if text[start:end].startswith(_KEEP_WILL):
            break
        adverb = _ADVERB.match(text[start:end])
        if adverb and adverb.end() and start + adverb.end() < end:
            start += adverb.end()
            continue
        break
    return start, who


def _strip_end(text: str, start: int, end: int) -> int:
    match = _END.search(text, start, end)
    if match:
        end = match.start()
    tail = _PARTICLES.search(text[start:end])
    if tail:
        end = start + tail.start()
    return end


def _step_in(text, clause, times, people, companies, following):  # type: ignore[no-untyped-def]
    start, end = clause.start, clause.end
    asked = None
    for asked in _ASKED.finditer(text, start, end):
        pass
    promised = _PROMISED.search(text, start, end)
    soon = _SOON.search(text, start, end)
    time = times[-1] if times else None
    if time and len(times) > 1 and times[0].span.end >= times[1].span.start:
        time = times[0]
    if time:
        return _dated(text, clause, time, asked, promised, people, companies, following)
    if asked:
        first, _ = _strip_front(text, asked.end(), end, people)
        last = _strip_end(text, first, end)
        if _is_action(text[first:last]) and not _PAST.search(text[first:last]):
            return Step(first, last, "us", None)
        return None
    if promised and text[promised.start() : promised.end()].startswith(("答应", "承诺", "同意", "保证", "负责")):
        first, told = _strip_front(text, promised.end(), end, people)
        last = _strip_end(text, first, end)
        if _is_action(text[first:last]):
            who = told or _subject(text, start, promised.start(), people, companies) or "them"
            return Step(first, last, who, None)
        return None
    if soon:
        first, told = _strip_front(text, soon.end(), end, people)
        last = _strip_end(text, first, end)
        if _is_action(text[first:last]) and not _PAST.search(text, first, last):
            who = "us" if soon["us"] or soon["us2"] else told
            who = who or _subject(text, start, soon.start(), people, companies) or "us"
            return Step(first, last, who, None)
        return None
    ours = re.match(
        rf"(?:那|所以)?{_US}(?:(?:这边|那边)(?:会|来|负责|再|去|给|先)?|(?=(?:先|再|就|"
        rf"这就)?(?:给[他她]|把[^,。]{2, 14}(?:发|给|寄|传|报|送)(?:给)?(?:他|她|对方|过去|"
        rf"客户))))",
        text[start:end],
    )
    theirs = re.match(rf"{_THEM}(?=把[^,。]{{2,14}}(?:发|给|寄|传|报|交|送|拿)(?:给)?(?:我|过来|来))", text[start:end])
    if theirs and not _PAST.search(text, start, end):
        first, last = start + theirs.end(), _strip_end(text, start, end)
        return Step(first, last, "them", None)
    if ours and not _PAST.search(text, start, end):
        first, _ = _strip_front(text, start, end, people)
        last = _strip_end(text, first, end)
        if _is_action(text[first:last]):
            return Step(first, last, "us", None)
    return None


def _is_action(what: str) -> bool:
    return len(what) >= 2 and not _VAGUE.search(what) and _ACTION.search(what) is not None


def _dated(text, clause, time, asked, promised, people, companies, following):  # type: ignore[no-untyped-def]
    """A step with a day: the verb phrase after the time, else the one before it, else the next clause."""
    start, end = clause.start, clause.end
    if text[start : time.span.start].endswith("等"):
        return None
    first = time.span.end
    if asked and asked.start() > first and _strip_front(text, first, asked.start(), people)[0] < asked.start() - 1:
        asked = None
    if asked and asked.end() > first:
        first = asked.end()
    if promised and promised.end() > first:
        first = promised.end()
    first, told = _strip_front(text, first, end, people)
    if asked and first <= asked.start() < end:
        first, told = _strip_front(text, asked.end(), end, people)
    last = _strip_end(text, first, end)
    if not _is_action(text[first:last]):
        before, told_before = _strip_front(
            text, asked.end() if asked and asked.end() <= time.span.start else start, time.span.start, people
        )
        stop = time.span.start
        tail = re.search(
            r"(?:定在|约在|放在|安排在|改到|推到|是在|在|到|定的是|定的|于|得|约的是|,| )+$", text[before:stop]
        )
        if tail:
            stop = before + tail.start()
        if (
            stop - before >= 2
            and _is_action(text[before:stop])
            and not _PROMISED.fullmatch(text[before:stop])
            and not (first < last and len(text[first:last]) > 4)
            and not re.search(r"说|[他她]|嫌|觉得|了$", text[before:stop])
        ):
            first, last, told = before, stop, told_before
        elif following and ((last - first) < 2 or re.match(r"(?:找|抽|挑|选|约)(?:一|个)", text[first:last])):
            first, told = _strip_front(text, following.start, following.end, people)
            last = _strip_end(text, first, following.end)
            if not _is_action(text[first:last]):
                return None
        else:
            return None
    what = text[first:last]
    who = _who(text, start, first, what, asked, promised, told, people, companies)
    return Step(first, last, who, time)


def _who(text, start, first, what, asked, promised, told, people, companies) -> Party:  # type: ignore[no-untyped-def]
    if asked and asked.start() < first:
        return "us"
    if told:
        return told
    subject = _subject(text, start, first, people, companies)
    if subject:
        return subject
    if _BY_US.search(what):
        return "us"
    if _VERBS_OF_THEM.match(what) or _TO_US.search(what):
        return "them"
    return "us"
