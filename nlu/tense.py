"""Whether a time, and a contact, is told as done or as still to come (CONTRACT «Times», «Corrections, negation,
plans»)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from nlu import lazy_re as re
from nlu.clauses import Clause, Clauses
from nlu.events import Event, never_tried, plan_before
from nlu.patterns import compiled
from nlu.stretches import within
from nlu.times import TimeMention

# Farther than this from a time nothing decides about its tense.
_REACH = 60
# Days within which a day named is meant to come, not the same day of the next year.
_SOON = 60
_DONE = re.compile(
    r"了(?!解)(?!一?[遍])|(?<!再)过(?!来|去|两|几|会|年|节|完|方案|合同|一遍|一下)|[去见找约聊谈说讲吃打开]的|来着|"
    r"没(?!问题|准)|碰[到见]|白跑"
)
_LIMIT = re.compile(r"(?:之?前|以前|之?内|以内)$")
_WITHIN = re.compile(r"内$")
_END_OF = re.compile(r"[前内初中末底]")
_SET = re.compile(
    r"(?:(?i:by|before) ?|约了?|约好|约定|定?约[在到]|定[在到]|(?:改|推|延|挪|推迟|延期|延后)[到至]|改[成在约]?|"
    r"(?:承诺|答应|应承|保证|允诺|约好|商定)[^,。;]{0,6})$"
)
# «周五再过一轮»
_AGAIN = re.compile(r"再(?!次|三)[^了]{1,12}$")
_TALKED = re.compile(r"(?:聊|谈|沟通|讨论|介绍|核对|交流|咨询)(?:了|的是|了?一?下)?(?:聊|谈)?$")
_ARRANGED = re.compile(r"(?:约(?:了|好|定)|定(?:在|于|了|的是)|说好|改(?:到|成))[^,。]{0,6}$|^(?:不对|不是)$")
_SAYS = re.compile(
    r"说|让|要我|要咱|叫我|约我|答应|我们?|咱|俺|他们?|她们?|对方|定|回头|下一步|争取|计划|准备|"
    r"打算|安排|得|再|给"
)
# «本来今天要拜访恒瑞的，下大雨取消了»: no contact, and no attempt either.
_ORIGINALLY = re.compile(r"本来|原本|原定|原计划|说好的?")
_CALLED_OFF = re.compile(r"取消|推了|推掉|泡汤|改期|改天|没成行|作罢|没去|去不了|推迟|延期")
# «去年冬天半夜爆管»: a time within a former one.
_NEXT_YEAR = 300
"""Days from which on a day is meant that has been."""
_NUMBERED = re.compile(r"\d[./-]\d|[\d一二三四五六七八九十]月")
_FORMERLY = re.compile(r"(?:去年|前年|上次|上回|往年)[^,。;]{0,8}$")
# «补录6月23日工作», «补节前最后一天(4/3)的»: what is written down later was done.
_MADE_UP_FOR = re.compile(
    r"(?:我|再|先|现|把)?补(?:录|记|报|登|写|一?[条个下]|[ :])?(?!充|货|交|发|齐|差|签|款)[^,。;]{0,8}$"
)
# «年前最后一次走访», «节前走访两家:», «圣诞前跑完最后一家»: a round that is over.
_LAST_ONE = re.compile(
    r"[^,。;:]{0,4}?(?:最后一?[次家趟站轮个天]|首[访次]|最后一[访面见单]|[^,。;:]{0,4}(?:[两三四五六七八九十\d]+家(?:企业|客户|单位|公司)?$|(?:跑|走|访|见)完(?![^,。;]{0,6}(?:流程|审批|手续|程序))))"
)
# «直接去找李总,谈完了我再回公司»: what comes before something else still to be done.
_AND_THEN = re.compile(
    r"[^。;!?\n了过]{0,16}[, ](?:谈|聊|见|拜访|办|忙|开)完了?(?:我|咱|俺)?们?再"
    r"(?=[回去到找跟给联])(?![^,。;!?]{0,8}[的了])"
)
_IF_THEN = re.compile(
    r"(?:要是|如果|万一|假如|倘若)[^。;!?\n了]{2,40}[, ](?:那|我|咱|俺)们?"
    r"[^,。;!?\n当]{0,6}(?:就|便|再|只好|得|直接)[^,。;!?\n了]{0,10}$"
)
# «周六我去他办公室细谈», said after a contact: without 了 it is what I am going to do.
_I_SHALL = re.compile(r"(?:我们?|咱们?|俺们?)(?:再)?(?:去|过去|上门|到)[^,。;!?了过着的]{1,14}")
# «她催发票,我今天改好发她»: what I hand over today, without 了, is still to be done.
_TODAY = re.compile(r"今[天日晚]|下班前")
_MY_TURN = re.compile(r"(?:^|[,。; 那])(?:我|咱|俺)(?:们|这边|争取)?$")
_I_SEND = re.compile(
    r"(?:就|会|先|再|下班前)*(?:把[^,。;!?了过着]{2,14}|(?:改好|补|发|寄|快递|回|交|传|给[他她]|整理|重做|出)[^,。;!?了过着的]{0,12})"
)
# «那笔货款月底打过来»
_MONEY = re.compile(r"[款钱账]$")
_PAID = re.compile(r"(?:一定|会|就|能|可以)?(?:打|付|转|汇)(?:过来|给|到)(?!了)")
# «国庆前那批货»: the day only tells which batch.
# «就夜间施工进行交流»
_TALKED_OVER = re.compile(r"[^,。;]{0,20}进行了?[^,。;]{0,4}(?:交流|沟通|讨论|洽谈|探讨|磋商|会谈)")
_ATTRIBUTE = re.compile(r"那[批次场台套单笔个](?!时候)")
# «周五我去她那儿过合同», told after a contact: a person and a bare verb right behind the day are a plan.
_AGREED = re.compile(r"(?:由|就|,| )*(?:我们?|咱们?|俺们?|我[方司]|他们?|她们?|对方|双方)")
_HE = re.compile(r"(?:^|说|那|就|,| )(?:我们?|咱们?|俺们?|他们?|她们?|对方)$")
_BARE = compiled("steps.txt", "action")
HEADING = compiled("steps.txt", "heading")
# «本周拟安排三项拜访:周二…;周四…»: what a plan counts up.
_INTENDED = re.compile(r"(?:拟(?!定了)|计划|打算|准备)(?:安排|走访|拜访|联系|去|跑|开展)[^,。;:了过]{0,10}$")
_ITEM = re.compile(r"[2-9][.、)]")
_SAID = re.compile(r"[他她方们总经理工姐哥]说|反馈|觉得|表示|嫌")
# «他约我在茶楼谈了返利».
_TOOK_PLACE = re.compile(r"(?:聊|谈|吃|喝|沟通|交流|讨论|商量)(?:了|过)(?!再|之?后|以后|才)")
_AFTER_VERB = re.compile(r"[了过着]|(?<=[了过着的])")


def still_to_do(text: str) -> bool:
    """Whether the sender tells what comes after a contact that is still to take place."""
    return _AND_THEN.search(text) is not None


class Tense:
    """Decides for the times and the events of one text."""

    def __init__(self, text: str, clauses: Clauses, times: Sequence[TimeMention], now: datetime) -> None:
        self._text = text
        self._clauses = clauses
        self._times = times
        self._starts = [t.span.start for t in times]
        self._now = now
        self._spoken: list[int] = []
        self.due: dict[int, bool] = {}

    def judge(self, events: Sequence[Event]) -> list[Event]:
        """Fills `due` (by the start of each time: whether it is still to come) and marks the planned events."""
        self._spoken = [e.start for e in events]
        told = [e.start for e in events if e.weight >= 2]
        for mention in self._times:
            self.due[mention.span.start] = self._to_come(mention, told)
        return [replace(event, planned=True) if self._planned(event) else event for event in events]

    def _to_come(self, mention: TimeMention, told: Sequence[int]) -> bool:
        """By the words of the time itself, else by what stands around it in its clause."""
        text, start, end = self._text, mention.span.start, mention.span.end
        if mention.grain in ("quarter", "year") and not _END_OF.search(text, start, end):
            return False
        if self._explains(start):
            return self.due[self._starts[bisect_left(self._starts, start) - 1]]
        if mention.role != "either":
            return mention.role == "future" and not text.startswith("的", end)
        clause = self._clauses.at(start)
        if self._is_headed(self._clauses.index(start)) or self._goes_on(mention):
            return True
        before = text[max(clause.start, start - _REACH) : start]
        after = text[end : min(clause.end, end + _REACH)]
        if (
            _ATTRIBUTE.match(after)
            or (_TALKED_OVER.match(after) and not _SET.search(before))
            or self._just_past(mention)
        ):
            return False
        if self._is_next(mention, clause, before, after):
            return True
        if _WITHIN.search(text[start:end]) and not _DONE.search(after):
            return True
        if _MADE_UP_FOR.match(before) or _LAST_ONE.match(after):
            return False
        if (after.startswith("的") and not after.startswith("的时候")) or _TALKED.search(before):
            return False
        if _TODAY.fullmatch(text, start, end) and _MY_TURN.search(before) and _I_SEND.fullmatch(after):
            return bool(within(self._spoken, 0, clause.start))
        if _I_SHALL.fullmatch(after) and within(self._spoken, 0, clause.start) and self._is_ahead(mention):
            return True
        if _LIMIT.search(text[start:end]) and _PAID.match(after):
            return True
        if not before.strip() and within(told, end, clause.end) and self._told_after(end):
            return False
        if _LIMIT.search(text[start:end]) or _SET.search(before):
            return True
        if (mention.grain == "month" and self._recent(mention)) or _FORMERLY.search(before):
            return False
        if plan_before(before, 0, len(before)) or plan_before(after[:8], 0, len(after[:8])):
            return True
        return self._by_day(mention, before, after, told)

    def _is_ahead(self, mention: TimeMention) -> bool:
        """Whether a day of the week comes sooner than it was last, so that it is meant."""
        future = mention.resolve("future")
        first = future.start if future else None
        return first is not None and _as_day(first) > self._now.date() and self._sooner(first, mention)

    def _goes_on(self, mention: TimeMention) -> bool:
        """Whether a part of the day belongs to a day to come told before it («明天上午去恒瑞,下午送样»)."""
        index = bisect_left(self._starts, mention.span.start)
        if mention.names_a_day or not index:
            return False
        before = self._times[index - 1]
        parted = re.search(r"[。!?\n]", self._text[before.span.end : mention.span.start])
        heads = self._clauses.at(before.span.start).start == before.span.start
        return heads and not parted and self.due[before.span.start] and not self._told_after(mention.span.end)

    def _just_past(self, mention: TimeMention) -> bool:
        """Whether a day told by its number has just been and comes again only next year («9/30», said in October)."""
        if mention.grain == "month" or not _NUMBERED.search(self._text, mention.span.start, mention.span.end):
            return False
        future, past = mention.resolve("future"), mention.resolve("past")
        ahead, behind = (interval and (interval.start or interval.end) for interval in (future, past))
        if ahead is None or behind is None:
            return False
        today = self._now.date()
        return (_as_day(ahead) - today).days > _NEXT_YEAR and 0 < (today - _as_day(behind)).days <= _SOON

    def _is_next(self, mention: TimeMention, clause: Clause, before: str, after: str) -> bool:
        """Whether, behind what was told, somebody is to do something on a day that comes sooner than it last was
        («周六我去他办公室细谈»)."""
        future = mention.resolve("future")
        follows = bool(within(self._spoken, 0, clause.start)) and not before.strip()
        subject = _AGREED.match(after)
        rest = self._text[mention.span.end : clause.end]
        if not follows or subject is None or not subject.group() or re.search(r"[了过着的]", rest):
            return False
        return future is not None and self._sooner(future.start, mention)

    def _depends(self, event: Event) -> bool:
        """Whether we shall do something only if something else happens («要是他不回,我就上门»)."""
        return _IF_THEN.search(self._text, max(0, event.start - _REACH), event.start) is not None

    def _explains(self, start: int) -> bool:
        """Whether a day in brackets says which one was meant before it («五一期间(5月3日)»)."""
        index = bisect_left(self._starts, start)
        return index > 0 and self._text[self._times[index - 1].span.end : start] == "("

    def _by_day(self, mention: TimeMention, before: str, after: str, told: Sequence[int]) -> bool:
        """By where the day lies, and by the verbs of the clause."""
        future = mention.resolve("future")
        first = future.start if future and future.start else None
        if _MONEY.search(before) and _PAID.match(after):
            return True
        if first is not None and self._nearer(first, mention):
            return True
        soon = first is not None and 0 < (_as_day(first) - self._now.date()).days <= _SOON
        if soon and _AGAIN.match(after):
            return True
        if _DONE.search(after):
            return False
        if isinstance(first, datetime) and self._later_today(first) and not self._told_after(mention.span.end):
            return True
        if before.endswith("说") and first is not None and _as_day(first) > self._now.date():
            return True
        index = self._clauses.index(mention.span.start)
        clause = self._clauses.items[index]
        if index and not before.strip() and _ARRANGED.search(self._before(index)):
            return True
        follows = bool(within(self._spoken, 0, clause.start))
        ahead = first is not None and _as_day(first) > self._now.date()
        ahead = ahead and (self._sooner(first, mention) or not within(told, mention.span.end, clause.end))
        rest = self._text[mention.span.end : clause.end]
        if follows and soon and not re.search(r"[了过着的]", rest) and (_AGREED.match(after) or _HE.search(before)):
            return True
        if follows and ahead and (_AGREED.match(after) or _HE.search(before)):
            return True
        if follows and ahead and self._sooner(first, mention) and not self._told_after(mention.span.end):
            return True
        if within(told, mention.span.end, clause.end):
            return False
        if first is not None and self._is_today(first, mention):
            return False
        if mention.span.start > clause.start or _SAYS.search(before) or _SAYS.search(after[:6]):
            return bool(after.strip())
        return follows and _BARE.match(after.lstrip()) is not None

    def _is_headed(self, index: int) -> bool:
        """Whether a heading («next:», «下周计划:») stands right before a clause, or at the head of its sentence."""
        if not index:
            return False
        while index > 1 and _ITEM.match(self._text, self._clauses.items[index].start):
            index -= 1
        heading = self._clauses.items[index - 1]
        if HEADING.fullmatch(self._text, heading.start, heading.end):
            return True
        start = max(self._text.rfind(stop, 0, self._clauses.items[index].start) for stop in "。!?\n") + 1
        colon = self._text.find(":", start, self._clauses.items[index].start)
        if colon < 0:
            return False
        return bool(HEADING.fullmatch(self._text, start, colon) or _INTENDED.search(self._text, start, colon))

    def _before(self, index: int) -> str:
        """The end of the clause before the one at `index`."""
        start = self._clauses.items[index - 1].start
        end = self._clauses.items[index].start
        return self._text[max(start, end - _REACH) : end].strip(" ,:")

    def _is_today(self, first: date | datetime, mention: TimeMention) -> bool:
        """Whether it is the day of the message itself, and no hour of it that is still ahead."""
        if isinstance(first, datetime):
            return first.date() == self._now.date() and not self._later_today(first)
        said = self._text[mention.span.start : mention.span.end]
        return first == self._now.date() and said.startswith(("今", "当"))

    def _later_today(self, first: datetime) -> bool:
        """Whether an hour of today is still ahead («下午去恒瑞», said in the morning)."""
        return first.date() == self._now.date() and first.replace(tzinfo=None) > self._now.replace(tzinfo=None)

    def _told_after(self, end: int) -> bool:
        """Whether what follows tells what was done or said there («晚上和王总吃饭,他说价格偏高»)."""
        after = self._text[end : end + _REACH].split("\n")[0]
        return bool(_DONE.search(after) or _SAID.search(after))

    def _recent(self, mention: TimeMention) -> bool:
        """Whether a month named without a year lies far nearer behind than ahead («3月更换的枪机», said in April)."""
        future, past = mention.resolve("future"), mention.resolve("past")
        if future is None or future.start is None or past is None or past.start is None:
            return False
        ahead = (_as_day(future.start) - self._now.date()).days
        return ahead > 180 and (self._now.date() - _as_day(past.start)).days < 150

    def _nearer(self, start: date | datetime, mention: TimeMention) -> bool:
        """Whether a day named without a year lies far nearer ahead than behind («九月二十二号» in early
        September)."""
        past = mention.resolve("past")
        if past is None or past.start is None:
            return False
        ahead = (_as_day(start) - self._now.date()).days
        behind = (self._now.date() - _as_day(past.start)).days
        return 0 < ahead <= 60 and behind > 120

    def _sooner(self, start: date | datetime | None, mention: TimeMention) -> bool:
        """Whether a day of the week comes sooner than it was last («周五», said on a Wednesday)."""
        past = mention.resolve("past")
        if start is None or past is None or past.start is None:
            return False
        return _as_day(start) - self._now.date() < self._now.date() - _as_day(past.start)

    def _planned(self, event: Event) -> bool:
        text = self._text
        clause = self._clauses.at(event.start)
        if never_tried(text, max(clause.start, event.start - 6), min(clause.end, event.end + 1)):
            return True
        if _ORIGINALLY.search(text, clause.start, event.start) and _CALLED_OFF.search(text, event.end, event.end + 40):
            return True
        if self._is_headed(self._clauses.index(event.start)) or self._depends(event):
            return True
        if _AND_THEN.match(text, event.end):
            return True
        said = text[event.start : event.end]
        if said in ("约了", "约") and within(self._starts, event.end, event.end + 3):
            return True
        told = within(self._starts, clause.start, event.start)
        if told and self.due[self._starts[told[-1]]]:
            return True
        done = said[-1:] in "了过着" or _AFTER_VERB.match(text, event.end)
        start = max(clause.start, event.start - _REACH)
        done = done or _TOOK_PLACE.search(text, event.end, clause.end)
        return not done and plan_before(text, start, min(event.start + 1, clause.end))


def _as_day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
