"""Reads one clause for what is to be done: the verb phrase, who acts, which time limits it (CONTRACT `next_steps`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlu import lazy_re as re
from nlu.actors import SERVES_HIM, THEM, TOGETHER, US, VERBS_OF_THEM, Span, actor_of, last_match, subject_in
from nlu.acts import LAPSES, PAST, is_act, is_any_act
from nlu.clauses import Clause
from nlu.drafts import Party
from nlu.patterns import compiled
from nlu.tense import HEADING
from nlu.times import TimeMention

_ASKED = re.compile(
    rf"(?<![他她户司方])(?:要求|请|责成)(?=(?:尽快|于|在|抓紧|重新|再|将[^,。]{{2,14}})?(?:提供|出具|提交|发送|"
    rf"派人|派工程师|安排|补充|补齐|补交|修改|完善|重报|更换|寄送|寄|发|给出|出))|(?:让|"
    rf"要求?|叫|催|喊|请|希望|约|盼着|嘱咐|通知|等着|想让|想请|想约){US}(?:这边|公司|厂里|师傅|"
    rf"技术)?(?!们?[吃喝])|(?:让|叫|喊)(?=(?:尽快|赶紧|先|再)?(?:给[他她]|把))|(?:让|叫)(?=(?:尽快|赶紧|马上|再)?(?:派人|派师傅|派工程师|补发|补货|送样|重做|重新|返工))"
    rf"|(?<!已)(?<!已经)(?:让|叫|请)(?:工程师|技术|研发|同事|师傅)(?:[员部组]|部门|那边)?"
)
_PROMISED = re.compile(
    r"(?:答应|应承|允诺|承诺(?![书函])|(?<!合)同意(?![见书])|保证(?![金书期])|"
    r"应下|说好|定好|定的是|约好|约定|约了|敲定(?![,。;!? ]|$)|"
    r"商定|(?<=[我他她咱们方总工长任理姐哥])负责(?!人|的))(?:了)?"
)
_SOON = re.compile(
    rf"(?P<us>{US})?(?:这边|那|就|先|说|那我){{0,3}}(?P<soon>尽快|回头|抓紧|马上|改天|稍后|"
    rf"晚点|晚些时候|抽空(?!接待|见)|(?<![了过])[一待等]会儿?|等下(?!半年|个?月|周|个?星期|礼拜|[次批一])|回来就|回公司就?|尽早|这就|回去(?:就|以后)?)(?P<us2>{US})?"
)
_SUBJECT = re.compile(
    rf"^(?:{US}|{THEM}|双方|大家|其(?![他它中实]))(?:这边|那边|自己|俩|仨|一起|公司|厂里|单位|院里|领导|老板|财务|法务|"
    r"呢|技术员|工程师|师傅|售后|总部|集团|采购(?=[下发给出签走来会]))*"
    r"|^(?i:we|i|he|she|they)(?:'ll| will| to|'d| agreed to| promised to)? ",
    re.ASCII,
)
# «将报告发至其邮箱»: 将 stands for 把, and belongs to the phrase.
_HANDED_OVER = (
    r"(?![于在会由派向给安组])[^,。]{2,14}?(?:发|寄|送|交|报|传真?|汇|打|补|改|换|退)"
    r"(?:[至给到往过去来我他她其齐好完回]|[^,。]{2}(?:至|给|到))"
)
_ADVERB = re.compile(
    rf"^(?:(?:[1-9][.、)]|拟|将(?!{_HANDED_OVER})|计划|预计|于|在此|届时|到时(?!候)|就|会|要|得|必须|一定|还|也|都|能|可以|应该|想|需要|"
    r"打算|准备(?=[去来给把在先再于和跟签发寄送上开做派安拜提])|有望|可能|估计|争取|务必|"
    r"直接|亲自|自己|那边|这边|那|呢|嘛|啊|,| |的|时候|左右|前后|之前|"
    r"以前|之内|把那个|预计|大概|才能|给我们个话儿|就能|再说|人家|抽空|抽时间|正式|统一)(?=.)"
    r"|由(?=我|咱|他|她|双方)|到时候|时候|(?i:will|to|then|please) )+"
)
_KEEP_WILL = ("要求", "会议", "要点", "得知", "还款", "还给", "会签", "都市", "想法", "能源", "准备好", "会面")
_END = re.compile(
    r"[,。;!?\n]|(?<=[\u4e00-\u9fff])(?<![做报出批改编定审给按列])(?=预算(?![表书方报]))|(?:我|他|她|你)(?:应了|答应了|同意了|说行|说好|乐了|就)|(?:吧|了吧|"
    r"呗)?(?:行先这样|就这样|先这样|其他的没|别的没|没别的|完了|对了)"
)
_PARTICLES = re.compile(
    r"(?:吧|啊|呢|哈|哦|嘛|呀|啦|咯|哟|的话|看看行不行|,|\s|就行|即可|为止|的|来着|一下子|呗|"
    r"了吧|这样|再说)+$"
)
# «我把报告发她», «他把尺寸发我»: without a day, but an act that is to be done.
_OURS = re.compile(
    rf"(?:那|所以|我[说讲](?=[我咱俺]))?(?P<us>{US})(?:(?:这边|那边)(?:会|来|负责|再|去|给|先)?"
    rf"|(?=(?:先|再|就|这就)?(?:给[他她]|[找拿][^,。;了]{{2,8}}给[他她]|把[^,。]{{2,14}}(?:发|给|寄|传|报|送)(?:给)?(?:他|她|对方|过去|客户))))"
)
_THEIRS = re.compile(
    rf"(?:{US}?[让叫请催])?{THEM}(?:则|会)*(?=把[^,。]{{2,14}}(?:发|给|寄|传|报|交|送|拿)(?:给)?(?:我|过来|来))"
)
# «程处长则把验收办法发给我们参考»
_HANDED_TO_US = re.compile(
    r"(?:则|会|负责|也)*(?P<what>把[^,。;!?]{2,14}(?:发|给|寄|传|报|交|送|拿)(?:给)?(?:我|过来|来))"
)
_SET_FOR = re.compile(r"(?:定在|约在|放在|安排在|改到|推到|是在|在|到|定的是|定的|于|得|约的是|(?i:by|before)|,| )+$")
_RESET = re.compile(
    r"(?:后来|现在|又|就|那就|最后|临时|具体)*(?:时间|日期|日子|具体时间)?(?:暂|初步|也|就|又|给)?"
    r"(?:改|推|推迟|提前|延|延期|挪|调整|顺延|定|约|排|安排|放|敲定|暂定)(?:成|到|在|至|为|于|的是)?"
    r"|(?:时间|日期|期限|交期|截止(?:时间|日期)?)(?:就|要求|给的|定的)?是?"
)
# «让我出个对比表,周五之前给他»
_HANDED = re.compile(
    r"(?:就|再|先|一起|统一)?(?:交|送|发|寄|拿|报|传)?(?:给|到|过去)?(?:[他她]|对方|客户|人家)们?(?:手[上里]|那边|那儿|一份)?"
)
# «我要一份样册,周末能到就行»
_IN_TIME = re.compile(r"(?:能|可以)?(?:到|给|交|送到|寄到|发|搞定|弄好)?(?:就(?:行|可以|好|成)|即可|都行)")
# «让我报个价,我报了一把165»
_DONE_AT_ONCE = re.compile(r"[,。; ]*(?:我们?|咱|俺)?(?:就|也|当场|马上|立马|直接|随手)*")
_ONLY_WHEN = re.compile(
    r"(?:那|就|我们?|咱们?|[他她]们?|答应|承诺|保证|应承|说|"
    r"时间|日期|大概|差不多|反正|约好?(?:了|的是|在)?|定(?:了|的是|在)?|最晚|最迟|,| )*"
)
# «说可以先送样», «想见见我们老总»: what is wished for, before its day is told.
_WISHED = re.compile(r"(?:可以|能不能|想|要|得|需要|让(?:我们?|咱们?)|别急,?|先)(?=先|再|[\u4e00-\u9fff])")
_TOLD = re.compile(r"说|聊|[他她]|嫌|觉得|了$|[签买订定采装发]的")
# «他要求月底前把排产表给他»: what they want for themselves is ours to do.
_DEMANDED = re.compile(r"(?:要求|希望|催|让|叫)$")
_WANTS = re.compile(r"(?:[他她们方户总]|经理|主任)要$")
# «把茶歇砍了重新做一份» is asked for, not done.
_HANDLED = re.compile(r"^(?:先|再|赶紧|尽快)?把[^,。]{1,12}?了")
_DEMANDED_OF_US = compiled("steps.txt", "demanded of us")
# «我方未作承诺,国庆前给回复»: who put it off goes on to act.
_PUT_OFF_BY_US = re.compile(
    rf"(?:{US}|总经理)[^,。;!?\n]{{0,3}}(?:未|没有?|不)(?:敢|予|作|做|能|当场|立即|马上)*(?:答|应|承诺|同意|表态|松口|接)"
)
_THREAT = compiled("steps.txt", "threat")
_FOR_THEM = re.compile(r"(?<![们])给[他她]$")
# «合同下周三签», «尾款月底付»
_PAPER = re.compile(
    r"(?:合同|协议|尾款|首付款?|定金|预付款|质保金|保证金|押金|货款|余款|款|货|样[品件机册本]?|报价单?|方案|图纸?|资料|发票|设备|机器|标书|报告|"
    r"授权书|清单|证书?|配件|函)(?:[\d.一二三四五六七八九十百千]+[万wW]?元?(?! ))?"
    r"(?:在|于|就|,| |[定约放排]在|安排在|定于)?(?:我们?|咱们?|他们?|她们?|对方|人家)?$"
)
_CLOSING = re.compile(r"[签付打发送寄交出装到提给开退]")
# «他月底定», «我周五去», «他要样册,明天寄»
_CLOSING_WITH_SUBJECT = re.compile(r"[签付打发送寄交装定批来去报]")
_ENDS_IN_SUBJECT = re.compile(rf"(?:(?:{US}|{THEM})(?:这边|那边)?|说)(?:会|就|,| )?$")
_WANTED = re.compile(r"(?<![不只需主重])(?:要(?!是|求|不)|催|索要|缺|问)")
# «下次再联系他» without a day is no promise.
_IN_TOUCH = re.compile(r"(?:再|多|常|保持)*联系")
# «招标延期到11月»: nothing that anybody does.
_PUT_OFF = ("延期到", "推迟到", "顺延到", "延后到")
# «法务审中 10.15前签», in dictated or typed shorthand.
_PAUSE = re.compile(r"[\u4e00-\u9fff] $")
# «送端午粽子»: a feast may say which thing.
_FEAST = re.compile(r"(?:元旦|春节|元宵|清明|五一|劳动|端午|中秋|国庆|圣诞|六一|三八|重阳)节?")
# «等了一小时后离开»: how long it took.
_LASTED = re.compile(r"(?:等|等候|等待|坐|聊|谈|停留|交流|沟通|历时|持续)了?(?:约|近|大约|差不多|将近|快)?$")
# «租期到6月底»: how long something holds.
_UNTIL = re.compile(r"(?:期|合同|协议|有效|保到|用到|假)(?:到|至|截止)$")
_SOME_DAY = re.compile(r"(?:找|抽|挑|选|约)(?:一|个)")


@dataclass(frozen=True, slots=True)
class Step:
    """A step found: offsets of its words, who acts, and the mention of time that limits it. `needs_day`: consent
    («同意先试点») is a step only when a clause behind tells its day."""

    start: int
    end: int
    who: Party
    time: TimeMention | None
    needs_day: bool = False


@dataclass(frozen=True, slots=True)
class StepReader:
    """Reads steps out of the clauses of one text."""

    text: str
    people: Sequence[Span]
    companies: Sequence[Span]

    @property
    def _named(self) -> list[Span]:
        return [*self.people, *self.companies]

    def undated(self, clause: Clause, previous: Clause | None) -> Step | None:
        """A promise or a request without a day, or what stands under a heading («next: 寄样»)."""
        start, end = clause.start, clause.end
        if previous and HEADING.fullmatch(self.text, previous.start, previous.end):
            return self._phrase(
                start,
                end,
                actor_of(self.text, start, self._strip_front(start, end)[0], end, self._named),
                told_wins=True,
            )
        asked = last_match(_ASKED, self.text, start, end)
        if asked:
            step = self._phrase(asked.end(), end, "us")
            return None if step and self._is_done_at_once(step) else step
        promised = _PROMISED.search(self.text, start, end)
        if promised and promised.group().startswith(("答应", "承诺", "同意", "保证", "负责")):
            ours = SERVES_HIM.search(self.text, promised.end(), end)
            who = "us" if ours else subject_in(self.text, start, promised.start(), self._named) or "them"
            step = self._phrase(promised.end(), end, who, told_wins=True)
            return replace(step, needs_day=promised.group().startswith("同意")) if step else None
        soon = _SOON.search(self.text, start, end)
        if soon:
            if soon["us"] or soon["us2"]:
                return self._phrase(soon.end(), end, "us")
            return self._phrase(
                soon.end(), end, subject_in(self.text, start, soon.start(), self._named) or "us", told_wins=True
            )
        if PAST.search(self.text, start, end):
            return None
        named = next((p[1] for p in self.people if p[0] == start and p[1] < end), None)
        handed = _HANDED_TO_US.match(self.text, named, end) if named else None
        theirs = _THEIRS.match(self.text[start:end])
        if handed or theirs:
            first = handed.start("what") if handed else start + theirs.end() if theirs else start
            return Step(first, self._strip_end(start, end), "them", None)
        ours = _OURS.match(self.text[start:end])
        return self._phrase(start + ours.start("us"), end, "us") if ours else None

    def dated(self, clause: Clause, due: TimeMention, previous: Clause | None, following: Clause | None) -> Step | None:
        """A step with a day: the verb phrase after the time, else the one before it, else in a clause beside it."""
        start, end = clause.start, clause.end
        if (
            _UNTIL.search(self.text, start, due.span.start)
            or _LASTED.search(self.text, start, due.span.start)
            or LAPSES.match(self.text, due.span.end)
        ):
            return None
        asked = last_match(_ASKED, self.text, start, end)
        first = due.span.end
        if asked and asked.start() > first and self._strip_front(first, asked.start())[0] < asked.start() - 1:
            asked = None
        promised = _PROMISED.search(self.text, start, end)
        first = max(first, asked.end() if asked else 0, promised.end() if promised else 0)
        first, told = self._strip_front(first, end)
        last = self._strip_end(first, end)
        settled = asked or promised or told or subject_in(self.text, start, first, self._named)
        if _FEAST.fullmatch(self.text, due.span.start, due.span.end) and not is_act(self.text[first:last]):
            return None
        if not (is_any_act if settled else is_act)(self.text[first:last]) and not self._closes(
            start, due, first, last, previous
        ):
            if self.text[start : due.span.start].endswith(_PUT_OFF):
                return None
            elsewhere = (
                self._before(start, due, asked, last - first)
                or self._earlier(start, due, last - first, previous)
                or self._after(first, last, following)
            )
            if elsewhere is None:
                return None
            first, last, told = elsewhere
        if _THREAT.search(self.text, start, due.span.start):
            return None
        demanded = (
            _DEMANDED.search(self.text, start, due.span.start)
            or _FOR_THEM.search(self.text, first, last)
            or _DEMANDED_OF_US.match(self.text[due.span.end : last])
        )
        wants = _WANTS.search(self.text, start, due.span.start)
        if wants and not VERBS_OF_THEM.match(self.text[first:last]):
            demanded = wants
        asked_of_us = (asked and asked.start() < first) or (demanded and told != "us")
        who = "us" if asked_of_us else told or self._actor(start, first, last, promised, previous)
        return Step(first, last, who, due)

    def likely(self, start: int, end: int, due: TimeMention | None) -> Step | None:
        """What is to be done in a clause that holds a step in whatever words: behind its day, request or promise."""
        asked = last_match(_ASKED, self.text, start, end)
        promised = _PROMISED.search(self.text, start, end)
        heads = [match.end() for match in (asked, promised) if match]
        if due and due.span.end < end - 1:
            heads.append(due.span.end)
        first, told = self._strip_front(max(heads, default=start), end)
        last = self._strip_end(first, end)
        if due and first <= due.span.start < last:
            last = due.span.start
        if not is_any_act(self.text[first:last]):
            return None
        who = "us" if asked else told or self._actor(start, first, last, promised, None)
        return Step(first, last, who, due)

    def _actor(
        self, start: int, first: int, last: int, promised: re.Match[str] | None, previous: Clause | None
    ) -> Party:
        """Who does what stands from `first` to `last`, where no subject stands right before it."""
        subject = subject_in(self.text, start, first, self._named)
        if promised and TOGETHER.match(self.text, first):
            return "us"
        if subject is None and previous and _PUT_OFF_BY_US.match(self.text, previous.start):
            return "us"
        if subject is None and promised and promised.group().startswith("同意"):
            return "them"
        return actor_of(self.text, start, first, last, self._named)

    def sets_time_of(self, clause: Clause, due: TimeMention, previous: Clause | None, last: Step) -> bool:
        """Whether a clause only tells when the step before it is to happen («…,时间定在下周», «…,这周六之前»)."""
        rest = self.text[due.span.end : clause.end].strip(" 了吧要得就")
        if (
            last.time is None
            and (_HANDED.fullmatch(rest) or _IN_TIME.fullmatch(rest))
            and _ONLY_WHEN.fullmatch(self.text, clause.start, due.span.start)
        ):
            return True
        if is_act(rest):
            return False
        if _RESET.fullmatch(self.text, clause.start, due.span.start):
            return True
        beside = previous is not None and previous.start <= last.start
        return (
            last.time is None
            and beside
            and len(rest) < 2
            and _ONLY_WHEN.fullmatch(self.text, clause.start, due.span.start) is not None
        )

    def _phrase(self, start: int, end: int, who: Party, told_wins: bool = False) -> Step | None:
        first, told = self._strip_front(start, end)
        last = self._strip_end(first, end)
        what = self.text[first:last]
        if not is_act(what) or PAST.search(_HANDLED.sub("", what)) or _IN_TOUCH.match(what):
            return None
        return Step(first, last, told if told and told_wins else who, None)

    def _is_done_at_once(self, step: Step) -> bool:
        """Whether what was asked for is told as done right behind («让我报个价,我报了165»)."""
        subject = _DONE_AT_ONCE.match(self.text, step.end)
        done = self.text[subject.end() : subject.end() + 2] if subject and subject.end() > step.end else ""
        return done == f"{self.text[step.start]}了"

    def _before(
        self, start: int, due: TimeMention, asked: re.Match[str] | None, rest: int
    ) -> tuple[int, int, Party | None] | None:
        """The phrase before a time that ends its clause («方案演示定在周五»)."""
        stop = due.span.start
        first, told = self._strip_front(asked.end() if asked and asked.end() <= stop else start, stop)
        tail = _SET_FOR.search(self.text[first:stop])
        if tail:
            stop = first + tail.start()
        what = self.text[first:stop]
        if rest > 4 or not is_act(what) or _PROMISED.fullmatch(what) or _TOLD.search(what):
            return None
        return first, stop, told

    def _earlier(
        self, start: int, due: TimeMention, rest: int, previous: Clause | None
    ) -> tuple[int, int, Party | None] | None:
        """The phrase of the clause before, when this one tells nothing but when («可以先送样,这个月底之前»)."""
        if previous is None or rest > 2 or not _ONLY_WHEN.fullmatch(self.text, start, due.span.start):
            return None
        wish = _WISHED.search(self.text, previous.start, previous.end)
        if wish is None:
            return None
        first, told = self._strip_front(wish.end(), previous.end)
        last = self._strip_end(first, previous.end)
        what = self.text[first:last]
        return (first, last, told) if is_act(what) and not PAST.search(what) else None

    def _closes(self, start: int, due: TimeMention, first: int, last: int, previous: Clause | None) -> bool:
        """«合同下周三签», «答应周五寄», «他月底定»: a single verb behind the day, its object, a promise or its subject
        before it, or what is wanted in the clause before («他要样册,明天寄»)."""
        before = (self.text, start, due.span.start)
        paused = _PAUSE.search(*before)
        if _CLOSING.fullmatch(self.text, first, last) and (
            paused or _PAPER.search(*before) or _PROMISED.search(*before)
        ):
            return True
        if not _CLOSING_WITH_SUBJECT.fullmatch(self.text, first, last):
            return False
        if start == due.span.start:
            return previous is not None and _WANTED.search(self.text, previous.start, previous.end) is not None
        return bool(_ENDS_IN_SUBJECT.search(*before)) or any(end == due.span.start for _, end in self.people)

    def _after(self, first: int, last: int, following: Clause | None) -> tuple[int, int, Party | None] | None:
        """The phrase of the next clause, when nothing but the time was said («定好11月3号 我们装一台»)."""
        if following is None or (last - first >= 2 and not _SOME_DAY.match(self.text[first:last])):
            return None
        first, told = self._strip_front(following.start, following.end)
        last = self._strip_end(first, following.end)
        return (first, last, told) if is_act(self.text[first:last]) else None

    def _strip_front(self, start: int, end: int) -> tuple[int, Party | None]:
        """Moves over subjects, adverbs and particles before the verb."""
        who: Party | None = None
        while start < end:
            person = next((p for p in self.people if p[0] == start), None)
            rest = self.text[start:end]
            subject = _SUBJECT.match(rest)
            if person and person[1] < end:
                start, who = person[1], "them"
                continue
            if subject and start + subject.end() < end:
                who = "us" if rest[0] in "我咱俺双大wWiI" else "them"
                start += subject.end()
                continue
            adverb = None if rest.startswith(_KEEP_WILL) else _ADVERB.match(rest)
            if not adverb or start + adverb.end() >= end:
                break
            start += adverb.end()
        return start, who

    def _strip_end(self, start: int, end: int) -> int:
        match = _END.search(self.text, start, end)
        if match:
            end = match.start()
        tail = _PARTICLES.search(self.text[start:end])
        return start + tail.start() if tail else end
