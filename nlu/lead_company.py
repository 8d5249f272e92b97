"""The company of a lead: the field of a line, a card or a sentence that looks most like a company's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from nlu import lazy_re as re
from nlu.companies import name_parts, normal_name, refused_company
from nlu.patterns import compiled
from nlu.people import FREQUENT
from nlu.regions import is_place, is_region, leading_region
from nlu.stages import NEW_LEAD, STAGES, read_stage
from nlu.wordlists import made_of_common_words, words

Span = tuple[int, int]

_OF_COMPANIES = ("公司", "企业", "单位", "客户")
_COMMAND = compiled("lead_parser.txt", "command")
_LABEL = re.compile(
    r"(?P<label>公司(?:名[称字]?|叫)?|企业(?:名称?)?|单位(?:名称?)?|客户(?:名称?|公司)?|姓名|联系人|"
    r"负责人|对接人|联络人|老板|手机号?码?|电话号?码?|座机|联系方式|联系电话|号码|Tel|TEL|tel|"
    r"Mobile|mobile|手机|(?:跟进)?阶段|状态|来源|渠道|地址|邮箱|E-?mail|备注|职位|职务|传真|Fax|"
    r"网址|邮编)\s*(?:是|为|叫|填|:|：)?\s*"
)
_NAMED = re.compile(
    r"(?:(?:公司(?:名[称字]?)?|[店厂馆]名?(?:字)?|(?:铺|厂|摊|档)子|档口|店铺|门店|企业(?:名称?)?|单位(?:名称?)?|民宿|客户(?:名称?|公司)?|[Cc]ompany|Co\.)\s*"
    r"(?:叫|是|为|:)|那[家个],叫|一[家个](?:店|厂|公司|单位)?叫|(?:有|来)[个家]叫|自报|自称|(?<=[\s,，。])(?:名字|名)?叫(?:做|个)?(?!什么|我|他|她))\s*(?:,?叫?\s*)(?!什么|啥)[\"'「]?"
    r"(?P<name>[A-Za-z&.]+(?: [A-Za-z&.]+)+(?:, ?(?:Ltd|Inc|LLC)\.?)?|"
    r"[^,。;!?\n\x00 \"'」]{2,40}?(?=的?(?:[,。;!?\n\x00 \"'」]|$)|的(?:打电?话?|来|要|想|问|加|留)))"
)
# «他是盛泰幕墙的采购», «在天成会计师事务所上班».
_BELONGS = re.compile(
    r"(?:是|在|来自|就职于|任职于|供职于)(?P<name>[\u4e00-\u9fffA-Za-z]{3,16}?)"
    r"(?:的(?:采购|老板|经理|负责人|人|员工|店长|厂长|总|工程师|主任|老师|会计|技术|号码?(?![线楼店厂])|电话|手机|座机|微信)|上班|工作|任职|[做当干搞](?:采购|销售|老板|经理|技术|工程师?|会计|行政|后勤|设备))"
)
# «恒瑞李经理转介绍了一个老板»: who told us of the lead.
_REFERRER = re.compile(r"(?<![^\s,，。;:])[^\s,，。;:]{2,14}?(?=(?:转介绍|介绍|推荐)(?:了|给?我|过来))")
_JUNK_FIELD = re.compile(r"(?:地址|邮编|邮箱|E-?mail|Fax|传真|网址)\s*[:：]?[^\n]*")
_FIELD = re.compile(r"[^\s,，。;；!?\x00|'\"]+(?: (?:公司(?!名)|集团|有限公司|Inc|Ltd|LLC|Co)[^\s,，。;；!?\x00]*)*")
_ORGANISED = re.compile(
    r"(?:公司|集团|厂|店|院|社|场|中心|学校|大学|中学|小学|酒店|宾馆|合作社|商行|门市部?|工作室|"
    r"事务所|机构|超市|银行|局|站|行|馆|吧|坊|庄|园)$"
)
_NO_FIELD = compiled("lead_parser.txt", "no field")
_INTO = re.compile(
    r"^(?!.{0,4}(?:以下|下[列面]))(?:请|麻烦|帮我|帮忙|给我|你)*(?:[把将]?(?P<name>.{3,30}?)(?:增?加|放|存|录|登?记|收|纳|建)(?:到|进|入|至)"
    r"|[把将](?P<object>.{3,30}?)(?:录|入库|建|登记|存|归档)(?:一?下|一?个?档|上|了)?[吧哈啊呗]?$)"
)
_LEADING = re.compile(
    r"^(?:.*?(?:(?:拜访|走访|陌拜|路过|碰到|遇到|见)了?(?:一下|个|一家)?(?=[\u4e00-\u9fff]{4})|来自|(?:推荐|介绍)(?:(?:过来|来)?的|了(?:[个家]|一[个家])?(?=[\u4e00-\u9fff]{4}))|自称是|说是|公司(?:名称?)?(?:叫|是|为|:)|店名?(?:字)?叫|[店厂馆]名(?=[\u4e00-\u9fff]{3})|名字叫|叫做|叫(?!什么)|"
    r"做[\u4e00-\u9fff]{1,6}的|开了?个|客户(?:叫|是|:)|线索[: ]?|客户[: ]?(?=[\u4e00-\u9fff]{4})|"
    r"单位(?:是|:)?|在[\u4e00-\u9fff]{2,6}开了?个|是(?=[\u4e00-\u9fff]{4})))+"
)
_HEAD = re.compile(
    r"^(?:[:、\s【】\-]|的|那个|一个|(?:名片|单子?)(?:上)?(?:写|印|是|就)?(?:着|的)?(?:一行|是)?|入库一条|把(?=..)|[^·\s]{1,4}·(?=[\u4e00-\u9fff]{5}))+"
)
_REGION_OF = re.compile(
    r"^(?P<region>[\u4e00-\u9fff]{2,6}?)(?:的|(?P<pointed>[那这](?:[个家]|边的?)))(?=[\u4e00-\u9fff]{4})"
)
_TAIL = re.compile(
    r"(?:\((?:没|未|不)[^)]*\)|[:、\s【】]|的|了|啊|吧|哈|呢|那边|这[家个]|(?:录|登记|存|建)(?:一?下|上|进[来去])|联系人|电话|手机|座机|阶段|负责人|采购|老板|社长|园长|"
    r"院长|厂长|人力|找|的|(?:采购|质量|技术|行政|人事|财务|生产|销售|工程|设备|研发|物资|后勤|信息|市场|运营|安环|安全|综合|运输|供应|检验|材料|招采|广告|品牌|"
    r"法务|基建|总务)(?:部|科|处|室|中心))+$"
)
# «蒙顶山酒店要换循环泵»
_WISH = re.compile(r"(?<=公司|酒店|医院|学校|宾馆|饭店)(?:想|要|需要)(?=[换买装修做订采加改建])[\u4e00-\u9fff]+$")
_POSSESSED = re.compile(
    r"(?<=..)的(?:总机|电话|座机|手机|号码|联系人?|负责人|老板|采购|[\u4e00-\u9fff]{2,3}[部科处室])"
)
_NEXT = re.compile(r" (?P<word>[A-Z][A-Za-z&.]+|[\u4e00-\u9fff]{2,6})(?![^\s,，。;；!?\x00])")
_BEFORE = re.compile(r"(?:^|(?<=[\s,，。;；!?\x00:：]))(?P<word>[A-Z][A-Za-z&.]+|[\u4e00-\u9fff]{2,6}) $")
# How far back a word before a name is looked for: a longer one is no part of it.
_LONGEST_WORD = 32
# Labels of a form whose values are no company.
_OTHER_LABEL = re.compile(r"(?:昵称|网名|微信名?|意向|需求|产品|备注|留言|城市|地区):")
_QUOTED = re.compile(r"[「“\"]([^「」“”\"]{2,30})[」”\"]")
_DEPARTMENT = "(?:采购|销售|财务|行政|人事|技术|市场|生产|质量|工程|设备|研发|物资|信息|综合|安全|运输|供应|检验|后勤)"
_NO_NAME = re.compile(
    r"(?:提醒|通知|留资)$|(?:没人|无人)接|打不通|(?:关|停)机$|^家住|^(?:问|咨询|打听|了解)|有人[打加找来求问要]|上(?:拿|换|要|收|交换)的(?:名片)?$|[名卡]片$|^叫?(?:什么|啥)|^\d+[^\u4e00-\u9fff]*$|^做.{2,10}$|[@:]|\d{5}|号$|路\d|岁$|有个人|打电话|咨询过|^潜客$|^姓.$|^(?:请|麻烦)?[把将]?(?:以下|下[列面])|不(?:肯)?(?:讲|说|告诉)$|^号码?嘛?$|^昵称|(?:来|介绍|推荐)的(?:客户|人|线索)?$|(?:拿|要|加|问|搞|弄|找|留)到|(?:叫|姓)$|^想|^(?:准备|打算|需要|没)|"
    rf"{_DEPARTMENT}(?:部|科|处|室|中心)$|^.{{0,2}}{_DEPARTMENT}$"
)
# What stands for nothing behind a label.
_EMPTY = re.compile(
    r"(?:暂?未填写?|暂?无|没有|不详|未知|不知道|待补充?|待定|空|未提供|未留|没留|没说|没说公司|保密|个人|个体|[-/\\]+|(?i:n/?a|none|null))"
)
# «开奶茶店的», «是个五金店老板»: what somebody does, without a name.
_DESCRIBED = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}[那这]边)?(?:新?来|有)?了?(?:(?:一?个|一家)(?:是|在)?|是?在?)(?:开|做|卖|管(?!桩|业|道|件|材)|负责|搞|弄|经营|干)(?!元|封|利|滦)[^叫]{1,10}的$|(?:[\u4e00-\u9fff]{2,6}[那这]边)?(?:新?来|有|是)?了?(?:一?个|一家)[^叫]{1,10}$"
)
# «新客户:常州那边一个做支架的,叫…»: a description in the place of the name.
_TOLD_OF = re.compile(r"[那这]边|一[个家]|做.+的?$")
_INSTEAD = re.compile(
    r"[,。;\s]*(?:(?:啊|哦|呃|嗯)?(?:不对|错了|说错了?|口误|更正|记错了|写错了|不是)[,。;\s啊哦]*)+(?:应该)?(?:是|叫)?[\s,]*"
)
_BARE = re.compile(r"(?<![^\s,，。;:/\x00])[\u4e00-\u9fff]{2,4}(?![^\s,，。;/\x00])")
# «Shenzhen Kaida Optics»: three words and more are hardly a person.
_LATIN_FIRM = re.compile(r"[A-Z][\w&.-]*(?: [A-Z&][\w&.-]*){2,}$", re.ASCII)
_SENTENCE = re.compile(
    r"[他她我你咱说了]|想要|准备|一下|那家|旁边|隔壁|这个|那个|认识|介绍|找到|搜到|刷到|进来|上来|人家|要装|一家|有个|知道|想做|想买|要买|想装|上班"
)


def find_company(text: str, phones: Iterable[Span], people: Sequence[tuple[Span, bool]]) -> tuple[Span, float] | None:
    """The stretch that names the company, and how sure that is; None when no field can be one.

    `people`: each with whether a title or a known name makes it certain that it is a person.
    """
    others = [match.span() for pattern in (_JUNK_FIELD, _REFERRER) for match in pattern.finditer(text)]
    left = _without(text, [*phones, *others, *_certain(text, people)])
    prose = len(re.findall(r"[,。!?]", text)) >= 3
    found = [one for one in _candidates(text, left) if one[0] > (1.4 if prose else 0)]
    if not any(certain for _, certain in people):
        found = _without_contact(text, found)
    found = [
        one for one, later in zip_longest(found, found[1:]) if not later or not _taken_back(text, one[1], later[1])
    ]
    if found:
        score, span = max(found, key=lambda one: one[0])
        return span, min(0.95, 0.5 + score / 10)
    bare = [] if prose else [match.span() for match in _BARE.finditer(left) if _can_be_name(match.group())]
    return (bare[0], 0.5) if len(bare) == 1 else None


def _candidates(text: str, left: str) -> Iterator[tuple[float, Span]]:
    """The fields with how much each looks like the company, in their order."""
    named = next((m for m in _NAMED.finditer(left) if not _TOLD_OF.search(m["name"])), None) or _BELONGS.search(left)
    for match in _FIELD.finditer(left):
        if _OTHER_LABEL.match(match.group()) or _DESCRIBED.match(match.group()):
            continue
        start, end = _trimmed(text, *match.span())
        if end - start < 2:
            continue
        span = _with_spaces(text, left, (start, end))
        score = _score(text[start:end])
        if span[1] > end or (score and span[0] < start):
            whole = text[slice(*span)]
            score = _score(whole if whole.isascii() else whole.replace(" ", ""))
        if named and start <= named.start("name") < end and not _EMPTY.fullmatch(named["name"]):
            span = _with_spaces(text, left, named.span("name"))
            score += 6
        if score > 0:
            yield score, span


def _without_contact(text: str, found: list[tuple[float, Span]]) -> list[tuple[float, Span]]:
    """The fields without the first that can be a full name: that is the contact, where no other person is named."""
    words_of = [(one, text[slice(*one[1])]) for one in found]
    person = next(
        (
            one
            for one, said in words_of
            if (said[0] in FREQUENT or f"姓{said[0]}" in text) and looks_like_full_name(said)
        ),
        None,
    )
    return [one for one in found if one is not person]


def _taken_back(text: str, first: Span, second: Span) -> bool:
    """Whether the second name replaces the first («佳美口腔 不对 是佳洁口腔»)."""
    return _INSTEAD.fullmatch(text[first[1] : second[0]]) is not None


def _can_be_name(word: str) -> bool:
    """Whether a word of everyday language that stands alone beside a number can name a company (小米)."""
    return not (
        refused_company(word) or read_stage(word) or word == NEW_LEAD or _EMPTY.fullmatch(word)
        or _NO_FIELD.search(word) or _NO_NAME.search(word) or _SENTENCE.search(word) or _COMMAND.fullmatch(word)
        or word.endswith("的") or looks_like_full_name(word)
    )  # fmt: skip


def _with_spaces(text: str, left: str, name: Span) -> Span:
    """The whole of a name that is written with spaces: 「上海 恒瑞 医疗科技 有限公司」, «Siemens China», «A&B 贸易»."""
    start, end = name
    while after := _NEXT.match(left, end):
        word = after["word"]
        joined = (word[0].isascii() and text[end - 1].isascii()) or word in words("trades.txt")
        if not joined or _LABEL.match(word):
            break
        end = after.end()
    while before := _BEFORE.search(left, max(0, start - _LONGEST_WORD), start):
        word = before["word"]
        latin = word[0].isascii() and word[0].isupper() and text[start].isascii()
        # «医疗科技 有限公司» is the end of a name, never a whole one.
        lacks_brand = _is_trade(text[start:end].partition(" ")[0]) and _score(word) > 0
        if not (is_region(word) or latin or lacks_brand) or _LABEL.match(word):
            break
        start = before.start("word")
    return start, end


def _is_trade(word: str) -> bool:
    """Whether nothing but words of trade and organisation make it up."""
    trades = words("trades.txt")
    return any(word[:size] in trades and (size == len(word) or _is_trade(word[size:])) for size in range(1, 9))


def _certain(text: str, people: Iterable[tuple[Span, bool]]) -> list[Span]:
    """The people that are no part of a longer name (小熊 in «小熊烘焙设备»)."""
    spans = []
    for (start, end), certain in people:
        glued = text[start - 1 : start].isalnum() and text[start - 1] not in "的是叫找"
        if certain or not (glued or text[end : end + 1].isalnum()):
            spans.append((start, end))
    return spans


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text with some stretches blanked, so that offsets stay."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = "\x00" * (end - start)
    return "".join(characters)


def _trimmed(text: str, start: int, end: int) -> Span:
    """A field without the words of a command, a label or grammar around the name."""
    into = _INTO.match(text[start:end])
    if into:
        group = "name" if into["name"] else "object"
        start, end = start + into.start(group), start + into.end(group)
    # «建平陶瓷»: a town that begins like a command.
    patterns = (_LABEL, _LEADING, _HEAD) if leading_region(text[start:end])[1] else (_COMMAND, _LABEL, _LEADING, _HEAD)
    for pattern in patterns:
        match = pattern.match(text[start:end])
        if not match or start + match.end() >= end:
            continue
        if pattern is _LABEL and not match["label"].startswith(_OF_COMPANIES):
            continue
        start += match.end()
    colon = text.rfind(":", start, end - 2)
    if colon >= 0:
        start = colon + 1
    region = _REGION_OF.match(text[start:end])
    if region and (is_place(region["region"]) or (region["pointed"] and is_region(region["region"][:2]))):
        start += region.end()
    wish = _WISH.search(text, start, end)
    end = wish.start() if wish else end
    tail = _TAIL.search(text[start:end])
    if tail:
        end = start + tail.start()
    quoted = _QUOTED.search(text, start, min(len(text), end + 30)) if start < end else None
    if quoted and quoted.start() >= end:
        quoted = None
    if quoted:
        # «郑州鼎丰电梯 徐»: the surname of the one who gave the card.
        surname = re.search(r" .$", quoted[1])
        return quoted.start(1), quoted.end(1) - (2 if surname else 0)
    bracket = text.find("(", start, end)
    if bracket - start >= 4 and ")" not in text[bracket:end]:
        end = bracket
    possessed = _POSSESSED.search(text[start:end])
    return start, start + possessed.start() if possessed else end


def _score(name: str) -> float:
    """How much a field looks like a company's name; 0 and less when it can't be one."""
    label = _LABEL.match(name)
    if (
        len(name) > 45
        or _EMPTY.fullmatch(name)
        or refused_company(name)
        or read_stage(name)
        or any(stage in name for stage in STAGES)
        or name == NEW_LEAD
        or _COMMAND.fullmatch(name)
        or _NO_NAME.search(name)
        or is_place(name)
        or (label and (label.end() == len(name) or not label["label"].startswith(_OF_COMPANIES)))
        or (name.isascii() and (name.islower() or len(name) < 3))
    ):
        return 0.0
    score = 4.0 if re.search(r"有限公司|有限责任公司|集团|股份", name) else 0.0
    score += 2.0 if _ORGANISED.search(name) else 0.0
    score += 1.5 if name_parts(normal_name(name)).trade else 0.0
    score += 1.0 if leading_region(name)[1] else 0.0
    score += 0.5 if re.search(r"[&/]|[A-Za-z]{2}", name) else 0.0
    score += 1.0 if _LATIN_FIRM.match(name) else 0.0
    if score < 2 and made_of_common_words(name):
        score -= 1.0
    if score == 0.0 and _NO_FIELD.search(name):
        return 0.0
    if _SENTENCE.search(name):
        score -= 3.0
    return score + (0.5 if len(name) <= 25 else 0.0)


def looks_like_full_name(word: str) -> bool:
    """Whether a word looks like a surname with one or two characters, and like nothing else."""
    surnames = words("surnames.txt")
    if not ((word[0] in surnames and len(word) <= 3) or (word[:2] in surnames and 3 <= len(word) <= 4)):
        return False
    if read_stage(word) or _NO_FIELD.search(word) or word in words("trades.txt") or is_region(word):
        return False
    return not (_ORGANISED.search(word) or word.endswith("的"))
