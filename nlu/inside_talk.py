"""Talk among colleagues, desk work and hearsay: a customer is spoken of, but nobody there was met (CONTRACT `kind`)."""

from __future__ import annotations

from nlu import lazy_re as re
from nlu.scan import Scan
from nlu.strangers import customers_of

_WHEN = r"(?:刚刚?才?|今[天早晚]|昨[天晚]|前天|上午|下午|中午|晚上|早上|方才|[,， ]){0,4}+"
_OURS = (
    r"(?:新人|新同事|新来的|实习生|主管|领导|老板|老大|总监|组长|同事们?|财务|法务|仓库|仓管|技术|研发|行政|人事|内勤|市场|生产|售后|客服|项目组|团队)"
    r"(?:部门?|那边|的?同事)?"
)
# «和主管一起见了恒瑞李总» is a visit in company.
_TOGETHER = re.compile(r"一起|一块|一同|一道|陪|带[我着]|拜访|[去见]了")
_WITH_OURS = re.compile(
    rf"^{_WHEN}(?:我们?|咱们?)?{_WHEN}(?:跟|和|给|向|找|问了?|让|叫|请|催)(?:我们|咱们?)?的?{_OURS}"
)
_OURS_DO = re.compile(rf"^{_WHEN}(?:我们|咱们?)?的?{_OURS}(?:正?在|已经|刚|说|把|还没)")
_DESK = re.compile(
    rf"^{_WHEN}(?:加班[^,。]{{0,8}},?(?:写|做|改|赶|整理|准备)"
    r"|(?:公司|部门|组里?|团队|我们)?(?:内部|例会|[晨早周月]会|复盘会)[^。]{0,4}?(?:讨论|开会|碰|过了|复盘|商量))"
)
# A further sentence that tells of somebody met.
_HAPPENED = re.compile(r"。[^。]*[去见聊谈打到](?:了|过|的)")
_HEARSAY = re.compile(
    rf"^{_WHEN}(?:听(?:我们|咱们|公司|隔壁|圈子?里|几个)?的?(?:人|同行|别人|朋友|同事|司机|前台|熟人|老乡|同学|家里人)?们?(?:说|讲|提起)"
    r"|据说|传言|传闻|(?:群里|公司里?|圈子?里|外面|业内|行业里)(?:都|又|有)?(?:人)?(?:在|都)?(?:说|讲|传)"
    r"|我?(?:老婆|媳妇|老公|朋友|同学|同事|同行)[^,。;我]{0,3}?(?:说|讲|告诉我))"
)
# «听小李说…», unless a customer knows the one who says it.
_HEARD_FROM = re.compile(rf"^{_WHEN}听(?:小|老|阿)[一-鿿](?:说|讲|提起)")
_TELLS = re.compile(r"(?:刚才?|今天|昨天)?(?:说|讲|告诉我|跟我说|提到|听说)(?:了|是)?,?")
_MEETING_VERB = "聊|谈|说|讨论|商量|开|碰|对|沟通|交接|打|汇报|请教|了解|确认"
_WITH_NAMED = re.compile(
    rf"^{_WHEN}(?:我们?|咱们?)?{_WHEN}(?:跟|和|给|向|找|问了?)(?P<who>[一-鿿]{{2,4}}?)(?=又|再|也|{_MEETING_VERB})"
)
_NAMED_TELLS = re.compile(rf"^{_WHEN}(?P<who>[一-鿿]{{2,4}}?)(?=跟|和|说|把)(?![^。]*[我咱])")


def among_ourselves(found: Scan) -> bool:
    """Whether one of our own departments was spoken with, or does something, about a customer's matter.

    The customer is then what was spoken of («和技术部讨论了恒瑞的方案»); a person there who is named, or a company
    before the department, makes it a contact after all.
    """
    text = found.text
    if _HEARSAY.match(text) or _DESK.match(text) or _heard_from_us(found) or _told_by_another(found):
        return all(event.planned or event.weight < 2 for event in found.events)
    inside = _WITH_OURS.match(text) or _OURS_DO.match(text)
    if found.people or _TOGETHER.search(text) or (inside and _HAPPENED.search(text, inside.end())):
        return False
    return inside is not None and all(
        one.start >= inside.end() and text[one.end : one.end + 1] == "的" for one in found.companies
    )


def _heard_from_us(found: Scan) -> bool:
    return bool(_HEARD_FROM.match(found.text) and found.people) and not customers_of(found, found.people[0], False)


def _told_by_another(found: Scan) -> bool:
    """Whether somebody who isn't of the company tells of it («小赵说恒瑞那边换采购了»)."""
    if not (found.people and found.companies):
        return False
    person, company = found.people[0], found.companies[0]
    if person.start > 4 or not _TELLS.fullmatch(found.text, person.end, company.start):
        return False
    return bool(company.matches) and not customers_of(found, person, False) & company.fitting


def who_was_spoken_with(text: str) -> str:
    """The name that a message gives as the partner or the teller, who may be a colleague; empty where it gives none."""
    match = _WITH_NAMED.match(text) or _NAMED_TELLS.match(text)
    return match["who"] if match is not None and not _TOGETHER.search(text) else ""
