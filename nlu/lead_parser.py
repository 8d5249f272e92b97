"""Leads: a phone number, a company and a stage in any order on one line, in labelled lines or spoken (A1).

«新线索 13912345678 宁波东方精工 初步沟通», «初步沟通 恒瑞医疗科技(上海) 138 0000 1111», «姓名：…\\n电话：…».
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.companies import refused_company
from nlu.drafts import LeadDraft, Value
from nlu.lexicon import DEFAULT, Lexicon
from nlu.linking import Names
from nlu.normalise import FoldedText, fold_message
from nlu.patterns import compiled
from nlu.people import PersonMention, find_people
from nlu.phones import PhoneMention, find_phones
from nlu.regions import is_region, leading_region
from nlu.stages import NEW_LEAD, read_stage
from nlu.wordlists import made_of_common_words, words

if TYPE_CHECKING:
    from nlu.scan import Scan

_RECORD = compiled("lead_parser.txt", "record")
_NOT_RECORD = re.compile(r"记录|录像|录音|登记[处表]|记得|存货|库存|目录|语录|收录机|纪录")
_COMMAND = compiled("lead_parser.txt", "command")
_LABEL = re.compile(
    r"(?P<label>公司(?:名称?|叫)?|企业(?:名称?)?|单位(?:名称?)?|客户(?:名称?|公司)?|姓名|联系人|"
    r"负责人|对接人|联络人|老板|手机号?码?|电话号?码?|座机|联系方式|联系电话|号码|Tel|TEL|tel|"
    r"Mobile|mobile|手机|(?:跟进)?阶段|状态|来源|渠道|地址|邮箱|E-?mail|备注|职位|职务|传真|Fax|"
    r"网址|邮编)\s*(?:是|为|叫|填|:|：)?\s*"
)
_SOURCE = (
    re.compile(r"(?:来源|渠道)(?:是|为|:)?\s*(?P<source>[^,。;!?\n ]{2,20})"),
    re.compile(
        r"(?P<source>[^,。;!?\n :]{0,14}?(?:上来的|进来的|找(?:到|来)(?:的|咱的|我们的)|"
        r"要的名片|留言进来的|刷到(?:咱的|我们的|的)|搜到(?:咱的|我们的|的)|咨询(?:过来)?的))"
    ),
    re.compile(
        r"(?<![这那])(?P<source>[^,。;!?\n :的是这天]{0,8}?(?:展会|展|沙龙|论坛|服务区|聚会|"
        r"群里?|抖音|百度|官网|快手|小红书|美团|阿里|微信群|朋友圈|交易会|广交会|进博会|博览会|"
        r"年会))(?:上|里|那边)?(?:认识|拿|要|加|碰|遇|唠|留|扫|认得|过来|来|收|换|聊)[^,。;!?\n "
        r"]{0,6}"
    ),
    re.compile(
        r"(?P<source>(?:老?客户|朋友|同学|同事|亲戚|熟人|老板|领导|"
        r"[\u4e00-\u9fff]{1,4}总)(?:转?介绍|推荐|推)(?:来)?)(?:的|过来的)?"
    ),
    re.compile(r"(?P<source>转介绍|官网留资|官网表单|展会扫码|广告点击|百度推广|抖音|自己找上门|陌拜|电销|地推)"),
)
_TRIM_NAME = re.compile(
    r"^(?:[:,，、。;\s]|公司(?:名称?)?(?:叫|是|为|:)|公司(?=[\u4e00-\u9fff]{4})|叫做?|是|的|"
    r"客户(?=[\u4e00-\u9fff]{3})|单位|企业名称?|企业|有个|有一个|一个|那个|这个|我们|帮我|录入?|"
    r"新增|登记|他们|在|去了?)+|(?:[:,，、。;\s]|的|了|啊|吧|哈|呢|那边|联系人|电话|手机|座机|"
    r"阶段|负责人|这家|这个)+$"
)
_ORGANISED = re.compile(
    r"(?:公司|集团|厂|店|院|社|中心|学校|大学|中学|小学|酒店|宾馆|合作社|商行|门市部?|工作室|"
    r"事务所|机构|超市|银行|局|站|行|馆|吧|坊|庄|园)$"
)
_STAGE_HINT = re.compile(
    r"(?:阶段|状态)\s*(?:是|为|填|:|标成)?\s*(?P<stage>[\u4e00-\u9fff]{2,6})|(?:标成?|算|填|"
    r"直接放|先放|放到?|写成?)(?P<stage2>[\u4e00-\u9fff]{2,6})"
)
_NAMED = re.compile(
    r"(?:联系人|负责人|姓名|对接人|老板|采购|经理|社长|园长|院长|厂长|大哥|大姐|他|她|人)?(?:叫|"
    r"是|:)\s*(?P<name>[\u4e00-\u9fff]{2,4})(?=[,。;!?\n ]|$|电话|手机|他|在)"
)
_ONLY_SURNAME = re.compile(r"姓(?P<name>[\u4e00-\u9fff])(?![\u4e00-\u9fff]?姓)")
_JUNK_FIELD = re.compile(r"(?:地址|邮编|邮箱|E-?mail|Fax|传真|网址)\s*[:：]?[^\n]*")
_NO_FIELD = compiled("lead_parser.txt", "no field")


def read_lead(text: str, lexicon: Lexicon = DEFAULT) -> LeadDraft:
    """Reads the fields of a lead out of one message; works for a part of them, too. Never raises."""
    folded = fold_message(text[:4000])
    names = Names(())
    phones = find_phones(folded.text)
    people = find_people(folded.text, names)
    return _read(folded, phones, people, lexicon)


def lead_from(found: Scan) -> LeadDraft:
    """The lead told in a message that was scanned before."""
    return _read(found.folded, found.phones, found.people, found.lexicon)


def is_lead(found: Scan, has_visit: bool) -> bool:
    """A phone number, or a verb of recording with a company; a told contact with a known customer wins."""
    record = records(found.text)
    told = (
        has_visit
        and any(m.matches for m in found.companies)
        and any(not e.planned and e.weight >= 2 for e in found.events)
    )
    if found.phones and (record or not told):
        return True
    if not record:
        return False
    draft = lead_from(found)
    return draft.company is not None and (not told or found.text.lstrip().startswith(("新线索", "录", "线索")))


def records(text: str) -> bool:
    """Whether a verb of recording is said («录个线索», «加到线索里»)."""
    for match in _RECORD.finditer(text):
        if not _NOT_RECORD.search(text, max(0, match.start() - 1), match.end() + 1):
            return True
    return False


def _value(folded: FoldedText, start: int, end: int, sure: float) -> Value[str]:
    return Value(folded.text[start:end], folded.span(start, end), sure)


def _read(folded: FoldedText, phones: list[PhoneMention], people: list[PersonMention], lexicon: Lexicon) -> LeadDraft:
    text = folded.text
    phone, problem, virtual = _phone(folded, phones)
    taken = [(p.span.start, p.span.end) for p in phones]
    stage = _stage(folded, lexicon, taken)
    source = _source(folded)
    contact = _contact(folded, people)
    if contact and contact.span:
        pass
    company = _company(folded, phones, people, stage, source, contact)
    if source and company and source.span and company.span and source.span.touches(company.span):
        source = None
    return LeadDraft(phone, problem, virtual, company, stage, contact, source)


def _phone(folded: FoldedText, phones: list[PhoneMention]) -> tuple[Value[str] | None, Value[str] | None, bool]:
    good = [p for p in phones if p.digits and p.kind in ("mobile", "landline")]
    mobiles = [p for p in good if p.kind == "mobile"]
    picked = mobiles or good
    if picked:
        first = picked[0]
        for later in picked[1:]:
            between = folded.text[first.span.end : later.span.start]
            if re.search(r"不对|错了|应该是|不是", between):
                first = later
        span = folded.span(first.span.start, first.span.end)
        return Value(first.digits or "", span, 0.97), None, first.virtual
    wrong = [p for p in phones if p.kind == "invalid"] or phones
    if wrong:
        span = folded.span(wrong[0].span.start, wrong[0].span.end)
        said = "".join(c for c in folded.text[wrong[0].span.start : wrong[0].span.end] if c.isalnum())
        return None, Value(said, span, 0.9), False
    return None, None, False


def _stage(folded: FoldedText, lexicon: Lexicon, taken: list[tuple[int, int]]) -> Value[str] | None:
    text = folded.text
    for match in _STAGE_HINT.finditer(text):
        group = "stage" if match["stage"] else "stage2"
        said = match[group]
        for size in range(len(said), 1, -1):
            stage = NEW_LEAD if said[:size] == NEW_LEAD else read_stage(said[:size], dict(lexicon.stages))
            if stage:
                start = match.start(group)
                return Value(stage, folded.span(start, start + size), 0.95)
    from nlu.stages import STAGES

    alone = re.search(r"(?<=[\s,，。;/|])新线索(?=[\s,，。;/|!]|$)", text)
    if alone:
        return Value(NEW_LEAD, folded.span(*alone.span()), 0.85)
    best: tuple[int, str, int] | None = None
    for word, stage in [*((s, s) for s in STAGES), *lexicon.stages.items()]:
        at = text.rfind(word)
        if at >= 0 and (best is None or at > best[0]):
            best = (at, stage, len(word))
    if best:
        return Value(best[1], folded.span(best[0], best[0] + best[2]), 0.95)
    for match in re.finditer(r"[^\s,，。;:]+", text):
        stage = read_stage(match.group(), dict(lexicon.stages))
        if stage:
            return Value(stage, folded.span(match.start(), match.end()), 0.85)
    return None


def _source(folded: FoldedText) -> Value[str] | None:
    for pattern in _SOURCE:
        match = pattern.search(folded.text)
        if match and len(match["source"]) >= 2:
            return _value(folded, *match.span("source"), 0.7)
    return None


def _contact(folded: FoldedText, people: list[PersonMention]) -> Value[str] | None:
    text = folded.text
    labelled = re.search(
        r"(?:联系人|负责人|姓名|对接人|联络人)(?:是|叫|为|"
        r":)?\s*(?P<name>[\u4e00-\u9fffA-Za-z]{2,6}?)(?=[,。;!?\n \d]|$|电话|手机)",
        text,
    )
    mentions = [
        p
        for p in people
        if not text[max(0, p.start - 3) : p.start].endswith(("领导", "跟"))
        and not re.match(r"(?:的)?(?:推荐|介绍|转介绍|推的|给的)", text[p.end : p.end + 4])
    ]
    if labelled:
        for person in mentions:
            if person.start == labelled.start("name"):
                return _value(folded, person.start, person.end, 0.95)
        return _value(folded, *labelled.span("name"), 0.9)
    if mentions:
        return _value(folded, mentions[0].start, mentions[0].end, 0.9)
    surname = _ONLY_SURNAME.search(text)
    named = re.search(r"(?<!公司)(?<!店)叫\s*(?P<name>[\u4e00-\u9fff]{2,4})(?=[,。;!?\n ]|$|电话|手机|在)", text)
    surnames = words("surnames.txt")
    if named and _is_full_name(named["name"]):
        return _value(folded, *named.span("name"), 0.7)
    if surname and surname["name"] in surnames:
        return _value(folded, *surname.span("name"), 0.7)
    return _bare_name(folded)


def _is_full_name(word: str) -> bool:
    """Whether a word looks like a surname with one or two characters, and like nothing else."""
    surnames = words("surnames.txt")
    if not ((word[0] in surnames and len(word) <= 3) or (word[:2] in surnames and 3 <= len(word) <= 4)):
        return False
    if read_stage(word) or _NO_FIELD.search(word) or word in words("trades.txt") or is_region(word):
        return False
    return not (_ORGANISED.search(word) or word.endswith("的"))


def _bare_name(folded: FoldedText) -> Value[str] | None:
    """A field of its own that looks like a full name."""
    for match in re.finditer(r"(?<![^\s,，。;:】])[\u4e00-\u9fff]{2,4}(?![^\s,，。;])", folded.text):
        if _is_full_name(match.group()):
            return _value(folded, match.start(), match.end(), 0.6)
    return None


def _company(folded, phones, people, stage, source, contact) -> Value[str] | None:  # type: ignore[no-untyped-def]
    text = list(folded.text)
    original = folded.text

    def blank(start: int, end: int) -> None:
        for i in range(start, end):
            text[i] = "\x00"

    for match in _JUNK_FIELD.finditer(original):
        blank(*match.span())
    for phone in phones:
        blank(phone.span.start, phone.span.end)
    for person in people:
        inside = original[person.start - 1 : person.start].isalnum() and original[person.end : person.end + 1].isalnum()
        if person.title or person.full_name or not inside:
            blank(person.start, person.end)
    labelled = re.search(
        r"(?:公司(?:名称?)?|店名?(?:字)?|企业(?:名称?)?|单位(?:名称?)?|客户(?:名称?|"
        r"公司)?)\s*(?:叫|是|为|:)\s*(?:呃?,?叫?\s*)[\"'「]?(?P<name>[^,。;!?\n\x00 "
        r"\"'」]{2,40})",
        "".join(text),
    )
    best: tuple[float, int, int] | None = None
    prose = len(re.findall(r"[,。!?]", original)) >= 3
    for match in re.finditer(
        r"[^\s,，。;；!?\x00|'\"]+(?: (?:公司|集团|有限公司|Inc|Ltd|LLC|Co)[^\s,，。;"
        r"；!?\x00]*)*",
        "".join(text),
    ):
        start, end = match.span()
        start, end = _trim(original, start, end, stage, source, contact, folded)
        if end - start < 2:
            continue
        score = _company_score(original[start:end])
        if labelled and start <= labelled.start("name") < end:
            start, score = labelled.start("name"), score + 3
            end = min(end, labelled.end("name"))
        if score > (1.4 if prose else 0) and (best is None or score > best[0]):
            best = (score, start, end)
    if best is None:
        return None
    return _value(folded, best[1], best[2], min(0.95, 0.5 + best[0] / 10))


_LEADING_WORDS = re.compile(
    r"^(?:.*?(?:自称是|说是|公司(?:名称?)?(?:叫|是|为|:)|店名?(?:字)?叫|名字叫|叫做|叫(?!什么)|"
    r"做[\u4e00-\u9fff]{1,6}的|开了?个|客户(?:叫|是|:)|线索[: ]?|客户[: "
    r"]?(?=[\u4e00-\u9fff]{4})|单位(?:是|:)?|在[\u4e00-\u9fff]{2,6}开了?个|"
    r"是(?=[\u4e00-\u9fff]{4})))+"
)


def _trim(original, start, end, stage, source, contact, folded) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    piece = original[start:end]
    command = _COMMAND.match(piece)
    if command and command.end():
        start += command.end()
        piece = original[start:end]
    label = _LABEL.match(piece)
    if label and label.end() < len(piece) and label["label"].startswith(("公司", "企业", "单位", "客户")):
        start += label.end()
        piece = original[start:end]
    lead = _LEADING_WORDS.match(piece)
    if lead and lead.end() < len(piece):
        start += lead.end()
        piece = original[start:end]
    head = re.match(r"^(?:[:、\s【】\-]|的|那个|一个|名片|入库一条)+", piece)
    if head:
        start += head.end()
        piece = original[start:end]
    colon = piece.rfind(":")
    if 0 <= colon < len(piece) - 2:
        start += colon + 1
        piece = original[start:end]
    of = re.match(r"^(?P<region>[\u4e00-\u9fff]{2,4})的(?=[\u4e00-\u9fff]{4})", piece)
    if of and is_region(of["region"]):
        start += of.end()
        piece = original[start:end]
    tail = re.search(
        r"(?:[:、\s【】]|的|了|啊|吧|哈|呢|那边|联系人|电话|手机|座机|阶段|负责人|采购|老板|"
        r"社长|园长|院长|厂长|人力|找)+$",
        piece,
    )
    if tail:
        end = start + tail.start()
    of = re.search(r"的(?:总机|电话|座机|手机|号码|联系人?|负责人|老板|采购)", original[start:end])
    if of and of.start() >= 2:
        end = start + of.start()
    into = re.search(r"(?:加|放|存|录|记)(?:到|进|入)", original[start:end])
    if into and into.start() >= 3:
        end = start + into.start()
        start += 1 if original[start] == "把" else 0
    return start, end


def _company_score(name: str) -> float:
    """How much a field looks like a company's name; 0 when it can't be one."""
    if refused_company(name) or read_stage(name) or name == NEW_LEAD:
        return 0.0
    label = _LABEL.match(name)
    if _COMMAND.fullmatch(name) or (label and not label["label"].startswith(("公司", "企业", "单位", "客户"))):
        return 0.0
    if name.isascii() and (name.islower() or len(name) < 3):
        return 0.0
    score = 0.0
    if re.search(r"有限公司|有限责任公司|集团|股份", name):
        score += 4
    if _ORGANISED.search(name):
        score += 2
    from nlu.companies import name_parts, normal_name

    parts = name_parts(normal_name(name))
    if parts.trade:
        score += 1.5
    if leading_region(name)[1]:
        score += 1
    if re.search(r"[&/]|[A-Za-z]{2}", name):
        score += 0.5
    if re.search(
        r"[@:]|\d{5}|号$|路\d|岁$|有个人|打电话|咨询过|(?:采购|销售|财务|行政|人事|技术|市场|"
        r"生产|质量|工程|设备|研发|物资|信息)(?:部|科|处|室|中心)?$",
        name,
    ):
        return 0.0
    if made_of_common_words(name) and score < 2:
        score -= 1
    if score == 0.0 and _NO_FIELD.search(name):
        return 0.0
    if re.search(r"[他她我你咱说了]|想要|准备|一下|这个|那个|认识|介绍|找到|搜到|刷到|进来|上来", name):
        score -= 3
    if 2 <= len(name) <= 25:
        score += 0.5
    return score if len(name) <= 45 else 0.0
