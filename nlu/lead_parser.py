"""Leads: a phone number, a company and a stage in any order on one line, in labelled lines or spoken (A1).

«新线索 13912345678 宁波东方精工 初步沟通», «初步沟通 恒瑞医疗科技(上海) 138 0000 1111», «姓名：…\\n电话：…».
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu import lazy_re as re
from nlu.drafts import LeadDraft, Value
from nlu.events import Event, tells_talk
from nlu.lead_company import find_company, looks_like_full_name
from nlu.lexicon import DEFAULT, Lexicon
from nlu.linking import Names
from nlu.normalise import FoldedText, fold_message
from nlu.patterns import compiled
from nlu.people import PersonMention, find_people
from nlu.phones import PhoneMention, find_phones
from nlu.stages import NEW_LEAD, STAGES, read_stage

if TYPE_CHECKING:
    from nlu.scan import Scan

_RECORD = compiled("lead_parser.txt", "record")
_NOT_RECORD = re.compile(
    r"(?:勿|别|不要|不用|无需|不必)[^,。;]{0,2}(?:登记|录|记|建|入库|[入进]系统)|入库(?:资料|单|流程|手续|申请|检|标准)|记录|录像|录音|登录|登记在|录的(?:[一二两三四五六七八九几\d]|那)|(?:日历|日程|备忘录?|提醒)[^,。;]{0,3}记|记[一个条下]{0,2}(?:提醒|备忘|日程|待办)|录播|录错|(?:昨天|前天|上次|之前|刚才?)录的|录制|录屏|录课|录取|录用|刻录|误录|登记[处表]|登记了(?![一个条])|记得|存货|库存|目录|语录|收录机|纪录"
)
# «留了张名片», «互换名片» tells of a meeting.
_CARD_HANDED = re.compile(r"(?:留|给|递|换|发|塞|要|收|交换)(?:了|下|过)?(?:他|她|对方)?(?:一?张)?名片")
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
_STAGE_HINT = re.compile(
    r"(?:阶段|状态)\s*(?:是|为|填|:|=|标成)?\s*(?P<stage>[\u4e00-\u9fff]{2,6})|(?:标成?|算|填|"
    r"直接放|先放|放到?|写成?)(?P<stage2>[\u4e00-\u9fff]{2,6})"
)
_ONLY_SURNAME = re.compile(r"姓(?P<name>(?![也都就没不名什啥氏我他她])[\u4e00-\u9fff])(?![\u4e00-\u9fff]?姓)")
_LABELLED = re.compile(
    r"(?:联系人|负责人|姓名|对接人|联络人)(?:是|叫|为|:)?\s*(?P<name>[\u4e00-\u9fffA-Za-z]{2,6}?)"
    r"(?=[,。;!?\n \d]|$|电话|手机)"
)
_CALLED = re.compile(r"(?<!公司)(?<!店)叫\s*(?P<name>[\u4e00-\u9fff]{2,4})(?=[,。;!?\n ]|$|电话|手机|在)")
_WORD = re.compile(r"(?<![^\s,，。;:】])[\u4e00-\u9fff]{2,4}(?![^\s,，。;])")
_ALONE = re.compile(r"(?<=[\s,，。;/|])新线索(?=[\s,，。;/|!]|$)")
# «小满月子会所»: the name of a house begins like a person's.
_OF_A_NAME = re.compile(r"[^\s,。;!?的我了是在去来]{1,6}(?:公司|厂|店|会所|工作室|中心|馆|坊|诊所)(?=[\s,。;!?]|$)")
_RECOMMENDED = re.compile(r"(?:的)?(?:推荐|介绍|转介绍|推的|给的)")


def read_lead(text: str, lexicon: Lexicon = DEFAULT) -> LeadDraft:
    """Reads the fields of a lead out of one message; works for a part of them, too. Never raises."""
    folded = fold_message(text[:4000])
    people = find_people(folded.text, Names(()))
    return _read(folded, find_phones(folded.text), people, lexicon)


def lead_from(found: Scan) -> LeadDraft:
    """The lead told in a message that was scanned before."""
    return _read(found.folded, found.phones, found.people, found.lexicon)


# «帮我记一下恒瑞的地址»: a note about somebody, no lead.
_NOTE = re.compile(
    r"(?:记|存|加|登记|录)(?:一?下|个)?[^,。;!?]{2,14}的(?:地址|生日|爱好|车牌号?|税号|开票信息|邮箱|尺[码寸]|口味|作息|忌口|习惯|上班时间|收货地址|喜好)"
)


# «老客户王总介绍的 众诚模具 施总 138… 还没联系»: who told us of the lead was spoken to, the lead was not.
_NOT_YET = re.compile(r"(?:还没|尚未)(?:来得及|有)?(?:联系(?!上)|打(?!通)|加|聊)|没联系过|待联系")


def is_lead(found: Scan, has_visit: bool) -> bool:
    """A phone number, or a verb of recording with a company; a told contact with a known customer wins."""
    record = records(found.text)
    told = (
        has_visit
        and any(m.matches for m in found.companies)
        and (any(_is_contact(found, event) for event in found.events) or tells_talk(found.text, 0, len(found.text)))
    )
    if found.phones and (record or not told or _NOT_YET.search(found.text)):
        return True
    if not record or _NOTE.search(found.text):
        return False
    draft = lead_from(found)
    return draft.company is not None and (not told or found.text.lstrip().startswith(("新线索", "录", "线索")))


def _is_contact(found: Scan, event: Event) -> bool:
    """Whether an event tells a contact; the word before a number (电话是138…) is only its label."""
    label = any(event.end <= phone.span.start <= event.end + 3 for phone in found.phones)
    return not event.planned and event.weight >= 2 and not label


def records(text: str) -> bool:
    """Whether a verb of recording is said («录个线索», «加到线索里»)."""
    for match in _RECORD.finditer(text):
        other = _NOT_RECORD.search(text, max(0, match.start() - 4), match.end() + 2)
        if not other and not _CARD_HANDED.search(text, max(0, match.start() - 6), match.end()):
            return True
    return False


def _value(folded: FoldedText, start: int, end: int, sure: float) -> Value[str]:
    return Value(folded.typed(start, end), folded.span(start, end), sure)


def _read(folded: FoldedText, phones: list[PhoneMention], people: list[PersonMention], lexicon: Lexicon) -> LeadDraft:
    phone, problem, virtual = _phone(folded, phones)
    stage = _stage(folded, lexicon, {p.start for p in people})
    source = _source(folded)
    person = _contact(folded.text, people)
    contact = _value(folded, *person) if person else None
    numbers = [(p.span.start, p.span.end) for p in phones]
    told = [((p.start, p.end), bool(p.title or p.full_name)) for p in people]
    found = find_company(folded.text, [*numbers, *([person[:2]] if person and person[2] >= 0.9 else [])], told)
    company = _value(folded, *found[0], found[1]) if found else None
    if source and company and source.span and company.span and source.span.touches(company.span):
        source = None
    if contact and contact.confidence < 0.9 and company and contact.span and company.span:
        contact = None if contact.span.touches(company.span) else contact
    return LeadDraft(phone, problem, virtual, company, stage, contact, source)


def _phone(folded: FoldedText, phones: list[PhoneMention]) -> tuple[Value[str] | None, Value[str] | None, bool]:
    good = [p for p in phones if p.digits and p.kind in ("mobile", "landline")]
    mobiles = [p for p in good if p.kind == "mobile"]
    picked = mobiles or good
    if picked:
        first = picked[0]
        for later in picked[1:]:
            between = folded.text[first.span.end : later.span.start]
            if re.search(r"不对|错了|应该是|不是|[哦不],?是|[少多]了?一?位", between):
                first = later
        span = folded.span(first.span.start, first.span.end)
        return Value(first.digits or "", span, 0.97), None, first.virtual
    wrong = [p for p in phones if p.kind == "invalid"] or phones
    if wrong:
        span = folded.span(wrong[0].span.start, wrong[0].span.end)
        said = "".join(c for c in folded.text[wrong[0].span.start : wrong[0].span.end] if c.isalnum())
        return None, Value(said, span, 0.9), False
    return None, None, False


def _stage(folded: FoldedText, lexicon: Lexicon, people: set[int]) -> Value[str] | None:
    """The stage given: after its label, as a field of its own, or a stage's name anywhere. A field before one of
    the `people` is their role («商务 应小姐»)."""
    text, own = folded.text, dict(lexicon.stages)
    for match in _STAGE_HINT.finditer(text):
        group = "stage" if match["stage"] else "stage2"
        said = match[group]
        for size in range(len(said), 1, -1):
            stage = NEW_LEAD if said[:size] == NEW_LEAD else read_stage(said[:size], own)
            if stage:
                start = match.start(group)
                return Value(stage, folded.span(start, start + size), 0.95)
    alone = _ALONE.search(text)
    if alone:
        return Value(NEW_LEAD, folded.span(*alone.span()), 0.85)
    named = {stage: stage for stage in STAGES} | own
    last = max(named, key=text.rfind)
    if last in text:
        start = text.rfind(last)
        return Value(named[last], folded.span(start, start + len(last)), 0.95)
    for match in re.finditer(r"[^\s,，。;:]+", text):
        if match.end() + 1 in people:
            continue
        stage = read_stage(match.group(), own)
        if stage:
            return Value(stage, folded.span(match.start(), match.end()), 0.85)
    return None


def _source(folded: FoldedText) -> Value[str] | None:
    for pattern in _SOURCE:
        match = pattern.search(folded.text)
        if match and len(match["source"]) >= 2:
            return _value(folded, *match.span("source"), 0.7)
    return None


def _contact(text: str, people: list[PersonMention]) -> tuple[int, int, float] | None:
    """The person: after a label, with a title, by «叫…» or «姓…», or a field that is a full name."""
    mentions = [
        p
        for p in people
        if not text[max(0, p.start - 3) : p.start].endswith(("领导", "跟"))
        and not (not p.title and _OF_A_NAME.match(text, p.end))
        and not _RECOMMENDED.match(text, p.end)
    ]
    labelled = _LABELLED.search(text)
    if labelled and labelled["name"] not in ("电话", "手机", "座机"):
        start, end = labelled.span("name")
        return start, next((p.end for p in mentions if p.start == start), end), 0.95
    if mentions:
        return mentions[0].start, mentions[0].end, 0.9
    called = _CALLED.search(text)
    if called and looks_like_full_name(called["name"]):
        return *called.span("name"), 0.7
    surname = _ONLY_SURNAME.search(text)
    if surname:
        return *surname.span("name"), 0.7
    word = next((w for w in _WORD.finditer(text) if looks_like_full_name(w.group())), None)
    return (*word.span(), 0.6) if word else None
