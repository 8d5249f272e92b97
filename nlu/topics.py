"""Topics: the objects of talking («聊了新产品», «把智能黑板演示了一遍», CONTRACT `topics`)."""

from __future__ import annotations

from typing import Literal

from nlu import lazy_re as re
from nlu.patterns import compiled
from nlu.sieve import SIEVE, Section
from nlu.stretches import Stretch

# A verb of talk with what may stand between it and its object: «聊了十分钟的», «问了一下».
_VERB = compiled("topics.txt", "talk")
_ASKS = ("问", "询问", "咨询", "请教")
# Who is asked stands before what is asked for: «问了她速冻托盘».
_ASKED_PERSON = re.compile(
    r"(?:他|她|对方|人家|客户)(?:们|那边|这边)?(?:一下|一嘴)?(?![的说们]|老[公婆板总]|领导|财务|上级|爱人|家)"
)
_ABOUT = (
    r"(?:就(?![是跟和同向]|管(?![网道线理材片件路廊])|要|会|等|给|让|说|能|有|把|不|没|行|在|去|来)|围绕|针对|关于)(?P<what>[^,。;!?]{2,26}?)(?:进行|做|作|展开|开展|交换|深入|再次|"
    r"充分|初步|简单|又)?(?:了|过)?(?:第?[一二两三四五六七八九十几\d]*[次番轮个])?(?:深入|充分|详细|初步|友好|技术|"
    r"坦诚|微信|电话|视频|邮件)?(?:的)?(?:(?<!着)(?:一直|又)?[聊谈]了(?!聊|谈)|交流|沟通|讨论|洽谈|探讨|交换|磋商|协商|汇报|介绍|对接|谈了谈|聊了聊|商谈|座谈|(?<!方)面谈|会谈|研讨|接洽|交换(?:了)?意见|说明|提问|咨询|答疑|达成(?:一致|共识|初步)|展开(?=[,。;!?]|$))"
)
# «对仓储系统的接口进行了讨论»
_DISCUSSED = (
    r"对(?![账接方他她我面比])(?P<what>[^,。;!?]{2,22}?)(?:进行|做|作|展开)了?[^,。;!?]{0,4}"
    r"(?:沟通|交流|讨论|洽谈|探讨|磋商|研讨|介绍|讲解|演示|说明)"
)
# «就泳池改造事宜,我方同符总监召开视频会议»
_ABOUT_WITH = (
    r"(?:就|围绕|针对|关于)(?P<what>[^,。;!?]{2,26}?)(?:事宜|问题|一事|事项)?,[^,。;!?]{0,12}?(?:与|同|和|跟|向)[^,。;!?]{2,14}?"
    r"(?:进行|做|作|召开|开|展开)了?[^,。;!?]{0,8}(?:交流|沟通|讨论|洽谈|会议|会谈|磋商|会)"
)
# A noun phrase alone behind the verb: «讲分梳机的备件包», «主要是换热器的结垢», but not «讲等老板回来».
_BARE = (
    r"(?:(?:(?<![\u4e00-\u9fffA-Za-z0-9])|(?<=邮件)|(?<=微信)|(?<=电话)|(?<=视频)|(?<=语音))"
    r"(?:(?:才|又|还|再|接着|后来|完了才|主要|重点)?讲(?:到|起)? ?|(?:又|还|也)?提(?:到|起)了?)"
    r"|(?<![\u4e00-\u9fffA-Za-z0-9])(?:(?:才|又|还|接着|后来|完了才|主要|重点)说(?:到|起)?|(?:主要|重点)(?:就)?(?:是|关于)(?:说|聊|谈)?|(?:基本|主要|一直|全程)?(?:都是|就是|一直)?在说))"
    r"(?P<what>(?:(?![我他她你您咱俺要能可想等再就都还没不太很了吧吗呢啊有是在给让把被得过着嫌叫来去才已尚达顶好\d]|会(?![议展员所的计场])|隔壁|预算|上回)"
    r"[\u4e00-\u9fffA-Za-z、]|(?<=[A-Za-z0-9])[ \d](?=[ \dA-Za-z\u4e00-\u9fff])){3,22})(?=[,。;! ]|$)"
)
# «飞书会议 40min:系统迁移、题库导入», «恒瑞,电话,年框续签+备件»: a list behind the medium is what was talked of.
_BEHIND_MEDIUM = (
    r"(?:(?i:会议?|视频|语音|电话|tel|call|visit|上门|拜访|zoom|teams|min|分钟|小时|微信|企微) ?: ?"
    r"|(?<=[,/: )】])(?i:视频|语音|电话|tel|call|visit|上门|拜访|zoom|teams|微信|企微|线上会)(?:,| / ))"
    r"(?P<what>(?![聊谈讲说讨沟交介演问在跟和与从把被让他她我你要带送拿催报答嫌怨])[^,。;!?:、了不付]{2,14}(?:[、+][^,。;!?:、了不付]{2,14})+)"
)
_NEXT_CLAUSE = 40
# «谈反应釜 不是 谈的换热器»: what comes behind was meant instead.
_TAKEN_BACK = re.compile(
    r"[ ,。]+[哦噢啊唉呃]?(?:不是|不对|说错了?|错了)(?=[ ,。是]|[聊谈讲说])"
    r"(?P<meant>[ ,。]*(?:应该)?是(?:那个|这个|聊的|谈的)?(?=[\u4e00-\u9fffA-Za-z]{2}))?"
)
# What was to be talked of and was not.
_NOT_DONE = re.compile(
    r"(?:原|本|未|没(?!多久|一会)|打算|准备|计划|想|拟|欲|尽快|抓紧|回头|没来得及|没能|未能|未及|来不及)[^,。;!?]{0,3}$|不(?:再|想|肯|愿)?$"
)
# What we let the customer know: «跟王总反馈了质检结果»; what he lets us know is no talk of ours.
_TOLD = r"(?:跟|向|给|和)(?![我咱])[^,。;!? ]{1,10}?(?:反馈|交代|交待|普及|传达)了(?:一下)?(?P<what>[^,。;!? ]{2,16})"
_TAKEN = r"把(?P<what>[^,。;!? ]{2,16}?)(?:给)?(?:[他她]们?)?(?:演示|介绍|讲解|讲|聊|过|展示|沟通)了"
_LABEL = re.compile(
    r"(?:[-·•*] ?|[(]?[1-9一二三四五六][)、.] ?)?(?:(?:沟通|交流|洽谈|讨论|聊|谈|咨询|介绍|演示)\s*:\s*|"
    r"(?:沟通|交流|洽谈|会谈|拜访|跟进|主要)?(?:内容|主题|议题|事项|话题|主要内容)\s*(?:[:是为]|包括|涵盖|涉及)\s*)"
)
# The object comes after a pause: «聊的,账期», «聊的是什么呢 巡检», «聊了 报表».
_PAUSED = re.compile(
    r"(?:聊|谈|沟通|交流)(?:的|了)?(?:是)?(?:什么|啥)?(?:呢|嘛|啊)?"
    r"(?:(?<=[的了么啥呢嘛啊])[,:]? ?| )(?![谈聊讲说问叫])(?=[\u4e00-\u9fffA-Za-z])"
)
# The objects of a list come after a colon: «聊了三件事:冷链、城配», «沟通事项:1、框架 2、寄售».
_COUNTED = re.compile(
    r"(?:聊|谈|沟通|交流|讨论|说|讲|问)(?:了|的)?(?:一?下)?(?:以下|如下)?(?:"
    r"[一两二三四五六七八几\d]+(?:件|个|点|块|项|方面)(?:的)?(?:事情?|内容|问题|方面|话题)?[:,]"
    r"|(?<=[了的下聊谈])(?:内容|事项|问题)?:|:(?=\s?[(]?[1-9一][、.)]))\s?"
    r"|(?i:min|分钟|会议?|电话|tel|call|zoom|上门|拜访):(?=\s?[(]?1[、.)])\s?"
)
_ITEM = re.compile(r"[;,。\n ]*(?:[(]?[1-9一二三四五六][)、.]|[一二三四五六]是) ?")
_FROM = r"从(?P<what>[^,。;!? ]{2,10}?)(?:一直|又|就)?(?:聊|谈|讲|说)到"
# «聊了三点,一个是渠道保护,还有一个是窜货»
_ONE_BY_ONE = (
    r"(?:一个|第[一二三四五]个?|其[一二三四五]|再一个|另一个)(?:就)?是"
    r"(?P<what>[^,。;!? ]{2,14}?)(?=[,。;! ]|还有|[另再]?一个|$)"
)
_SEVERAL = re.compile(r"(?:聊|谈|沟通|交流|讨论)[^。;!?]*?[两三四五几](?:件|个|点|方面|块|样|项)[^。;!?]*$")
_ALL = r"(?P<what>[^,。;!? ]{2,20}?)(?:都|也)(?:聊|谈|讲|演示|沟通|介绍|问)(?:了|到)"
# What is talked of stands in a frame of words: within the clause, as one of several, bare, or over the next comma.
_FRAMES: Section[Literal["within", "counted", "bare", "across"]] = SIEVE.section(
    [
        *(("within", frame) for frame in (_TAKEN, _TOLD, _FROM, _ALL, _ABOUT, _DISCUSSED)),
        ("counted", _ONE_BY_ONE),
        ("bare", _BARE),
        *(("across", frame) for frame in (_ABOUT_WITH, _BEHIND_MEDIUM)),
    ]
)
_MORE = re.compile(
    r"(?:哦?对?)?(?:还有|以及|另外还有|顺带|顺便|再就是|包括)(?:还)?(?:聊了?|谈了?|问了?|"
    r"讲了?)?(?:聊|谈|问|讲)?|(?<= )[/+&] ?(?=[^,。;:/+&!?他她我]{2,18}[,。;])"
    r"|(?:和|与|加|及) |(?<= )[和跟与](?=[^,。;!? 了他她我]{2,10}(?:[,。;!? ]|$))"
)
_END = compiled("topics.txt", "end")
_HEAD = re.compile(
    r"^(?:一下|聊(?=..)|谈(?!判|成|价)(?=..)|下(?![半周月个季学游一旬属料水单])|了|关于|有关|是|的|那个|这个|些|一些|点|就是|就|我们(?:公司)?的?(?=..)|"
    r"咱们?(?:家|公司)?的?(?=..)|他们(?:家|公司)?的?(?=..)|她们的?(?=..)|俺们?的?(?=..)|(?:我|本|贵)(?:公司|[司方厂])的?(?=..)|"
    r"最近的|后面的|后边的|其(?![他它中实])(?=..)|(?:一个|第[一二三]个?)(?:就)?是(?=..)|(?:焦点|重点|核心|主题|内容|主要内容)(?:就)?是)+"
)
_TAIL = re.compile(
    r"(?:的)?(?:[两三四五六几](?:个?方面|项|点|块|部分)|事宜|事项|事情?儿?|问题|情况|话题|内容|相关内容|这块儿?|那块儿?|方面|[这那][个件]?事儿?|的|了|呢|啊|"
    r"哈|吧|嘛|呀|哦|啦|什么|啥|等等|等|一下|之类|那些)$"
)
_SPLIT = re.compile(
    r"、| ?[+/&] ?"
    r"|和(?!谐|平(?![衡台板均移面行])|解(?!决|析|码|除|读|锁|冻)|田|面(?![板料试积单])|县|合(?!规|同|作|格|金|成)|服(?!务)|林|顺|泰)"
    r"|(?<=[\u4e00-\u9fff]{3})(?<![添附增参追叠施外累强更])加(?!工|盟|班|热|密|固|装|气|油|氢|湿|药|急|速|压|氟|料|注|收|价|强|大|快|入|长|宽|厚|权|持|件|重|香|温|仓|剂|成|减|拿|征|以|上|了)(?=[\u4e00-\u9fff]{3})"
    r"|以及|还有|同埋|跟(?!踪|进|单|班)|与(?!会(?![员计]))|及(?!时|格)"
)
# «检验系统与医保接口的联调»: what lies between the two is one topic.
_BETWEEN = re.compile(
    r"[和与跟及][^、]{2,12}的(?:接口|对接|联调|联动|衔接|关系|区别|差异|差别|对比|比较|整合|集成|打通|配合|兼容|匹配|协同)"
    r"|[和与跟][^、的]{2,10}(?:打通|联动|联调|并网)(?=$|[,。;! ])"
)
_PRICE = re.compile(
    r"(?<!续)(?:(?<![锁控保评点])价|价格|报价|单价|总价|底价|费用|(?<!计)费|运费|尾款|余款|欠款|余额|货款|回款|往来账|账[目款]|钱|价位|折扣价)$"
)
# Documents asked for.
_PAPER = re.compile(r"(?:报告|证书|(?<!认)证|资料|样册|样本|目录|清单|发票|说明书|彩页|画册|合同)(?=$|[,。;!? ])")
_NOT_TOPIC = compiled("topics.txt", "not topic")
# What they have of others: «谈到园区企业普遍在用YKK和伟星».
_USED = re.compile(r"在用|用的是")
_REACH = 48
_NOT_WITHIN = re.compile(
    r"什么时候|啥时候|怎么|能不能|有没[有得]|是不是|行不行|什么|才[走去来进到回行]|多少|好多$|更[快好贵省稳久慢强]$|多久|几时|哪|吃饭|没$|说|嫌|没有|觉得|不满|不了|答应|能打|几折|(?<![其排吉])他|[她我]|咱|吧$|拜访|见了|打电话|主动|(.)不\1"
)


def end_of_phrase(text: str, start: int, end: int, stops: list[Stretch]) -> int:
    """Where the noun phrase that begins at `start` ends; `stops` are stretches that it may not enter."""
    head = _HEAD.match(text[start:end])
    match = _END.search(text, start + (head.end() if head else 0), end)
    stop = match.start() if match else end
    for first, last in stops:
        if start < last and first < stop:
            if first <= start:
                continue
            stop = min(stop, first)
    return stop


def _clean(text: str, start: int, end: int) -> tuple[int, int]:
    head = _HEAD.match(text[start:end])
    if head:
        start += head.end()
    while start < end:
        piece = text[start:end]
        stripped = _TAIL.sub("", piece.rstrip())
        if stripped == piece or not stripped:
            break
        end = start + len(stripped)
    while start < end and text[start] in " ,、":
        start += 1
    while start < end and text[end - 1] in " ,、":
        end -= 1
    return start, end


def _pieces(text: str, start: int, end: int) -> list[Stretch]:
    pieces = []
    position = start
    for match in _SPLIT.finditer(text, start, end):
        if not _BETWEEN.match(text, match.start(), end):
            pieces.append((position, match.start()))
            position = match.end()
    pieces.append((position, end))
    cleaned = [_clean(text, first, last) for first, last in pieces]
    if len(cleaned) > 1 and any(last - first < 2 for first, last in cleaned):
        return [_clean(text, start, end)]
    return cleaned


def accepted(phrase: str) -> bool:
    """Whether a phrase can be a topic: no price, fee or balance, no sentence, 2 to 22 characters."""
    return (
        2 <= len(phrase) <= 22
        and not _PRICE.search(phrase)
        and not _NOT_TOPIC.match(phrase)
        and not _NOT_WITHIN.search(phrase)
    )


class TopicReader:
    """Finds the topics of the clauses of one visit.

    What is added after a clause («…，还有操作培训») may reach to `limit`. `stops`: stretches where a phrase ends
    (times, amounts). `names`: companies and people, which are no topics.
    """

    def __init__(self, text: str, limit: int, stops: list[Stretch], names: list[Stretch]) -> None:
        self.text, self.limit = text, limit
        self.stops, self.names = stops, names
        self._frames = _FRAMES.possible(text)
        self.start = self.end = 0
        self.found: list[Stretch] = []

    def told_in(self, start: int, end: int) -> list[Stretch]:
        """The topics told in a clause, as offsets."""
        self.start, self.end, self.found = start, end, []
        self._behind_verbs()
        self._behind_pauses_and_labels()
        self._in_frames()
        return sorted(self.found)

    def _behind_verbs(self) -> None:
        """The objects of verbs of talk."""
        position = self.start
        while match := _VERB.search(self.text, position, self.end):
            first = _behind_asked(self.text, match, self.names)
            last = end_of_phrase(self.text, first, self.end, self.stops + [n for n in self.names if n[0] > first])
            if self._is_no_talk(match, first, last):
                position = match.end() + 1
                continue
            before = len(self.found)
            if not (match[0].startswith(_ASKS) and _PAPER.search(self.text, first, last)):
                self._add(first, last)
            position = match.end()
            if len(self.found) > before:
                position = self._more(max(last, position))

    def _behind_pauses_and_labels(self) -> None:
        """The object behind a pause, and the items of a list behind a label or a count."""
        text, end, limit = self.text, self.end, self.limit
        paused = _PAUSED.search(text, max(self.start, end - 8), min(end + 2, limit))
        if paused and paused.start() < end <= paused.end():
            self._add(paused.end(), end_of_phrase(text, paused.end(), limit, [*self.stops, *self.names]))
        counted = _COUNTED.search(text, max(self.start, end - 12), min(end + 5, limit))
        labelled = _LABEL.match(text, self.start, limit) or (counted if counted and end <= counted.end() else None)
        if labelled:
            self._items(labelled.end())

    def _in_frames(self) -> None:
        """What a frame holds («就X进行了交流», «把X演示了一遍»)."""
        text, start, end = self.text, self.start, self.end
        head = start - text.startswith("就", max(0, start - 1))
        for kind, pattern in self._frames:
            if kind == "across":
                across = pattern.search(text, head, self.limit)
                if across and across.start() < end:
                    self._add(*across.span("what"))
                continue
            for match in pattern.finditer(text, head if kind == "within" else start, end):
                if kind == "counted" and not _SEVERAL.search(text, max(0, match.start() - _REACH), match.start()):
                    continue
                self._add(*match.span("what"))
                if kind == "bare":
                    self._more(match.end())

    def _add(self, first: int, last: int) -> None:
        text = self.text
        # «海棠幼儿园的户外教具»
        first = next((d + 1 for c, d in self.names if c == first and d < last - 2 and text[d] == "的"), first)
        if _USED.search(text, first, last):
            return
        for a, b in _pieces(text, first, last):
            if taken_back := _TAKEN_BACK.match(text, b):
                if taken_back["meant"] and accepted(text[a:b]):
                    self._add(taken_back.end(), end_of_phrase(text, taken_back.end(), self.limit, self.stops))
                continue
            taken = any(a < d and c < b for c, d in [*self.found, *self.names])
            if accepted(text[a:b]) and (a, b) not in self.stops and not taken:
                self.found.append((a, b))

    def _items(self, first: int) -> None:
        item = _ITEM.match(self.text, first, self.limit)
        while True:
            first = item.end() if item else first
            verb = _VERB.match(self.text, first, self.limit)
            first = verb.end() if verb else first
            last = end_of_phrase(self.text, first, self.limit, [])
            self._add(first, last)
            item = _ITEM.match(self.text, last, self.limit) if item else None
            if item is None:
                return

    def _is_no_talk(self, verb: re.Match[str], first: int, last: int) -> bool:
        """Whether the verb was not done, or its object is a name or whose person it is («对接染整的颜工»)."""
        of_a_person = self.text.startswith("的", last - 1) and any(last == c for c, _ in self.names)
        not_done = _NOT_DONE.search(self.text, max(self.start, verb.start() - 8), verb.start())
        return of_a_person or not_done is not None or any(c <= first < d for c, d in self.names)

    def _more(self, position: int) -> int:
        """«…，还有操作培训»: further objects after the first, without a verb of their own; where they end."""
        text, end = self.text, self.limit
        while True:
            gap = position
            while gap < end and text[gap] in " ,、":
                gap += 1
            match = _MORE.match(text, gap, end)
            if not match or _VERB.match(text, match.end(), end):
                return position
            first = match.end()
            first, last = _clean(text, first, end_of_phrase(text, first, end, [*self.stops, *self.names]))
            if not accepted(text[first:last]) or any(first < d and c < last for c, d in self.names):
                return position
            self._add(first, last)
            position = max(last, position + 1)


def _behind_asked(text: str, verb: re.Match[str], names: list[Stretch]) -> int:
    """Where the object of a verb of talk begins: behind the person asked, who comes first («问了王总编织袋的规格»)."""
    first = verb.end()
    if not verb[0].startswith(_ASKS):
        return first
    while name := next((name for name in names if name[0] == first), None):
        first = name[1]
    person = _ASKED_PERSON.match(text, first)
    return person.end() if person else first
