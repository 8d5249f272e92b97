"""Companies that no known customer stands for, found by where they stand («拜访了X», «给X的李总打电话») or by
the kind of organisation that ends their name («…有限公司», «…医院»)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.companies import only_trade
from nlu.linking import CompanyMention, extend_over_trade
from nlu.regions import is_region
from nlu.wordlists import made_of_common_words, words

_SUFFIX = re.compile(
    r"有限责任公司|股份有限公司|有限公司|集团公司|公司|集团|医院|学校|中学|小学|大学|学院|幼儿园|研究院|研究所|设计院|事务所|合作社|酒店|宾馆|饭店|超市|商场|大厦|工厂|厂|银行|律所|药店|药房|诊所|门诊部|卫生院|养老院|养殖场|种畜场|农场|物流园|产业园|项目部|科技|电子|机械|物流|建材|商贸|实业|药业|食品|化工|软件|股份|置业|地产|传媒|教育|医疗|制造|重工|纺织|服饰|家具|印刷|包装|材料|餐饮|农业|汽修|环保|能源|智能|精密|五金|塑料|钢铁|水泥|建设|装饰|园林|物业|口腔|制药|生物|畜牧|饲料|种业|渔业|米业|酒业|茶业|乳业|酒庄|旅行社|旅游|模具|电器|光电|半导体|仪器|设备|门窗|陶瓷|家居|影视|广告|文化|商贸行|商行|贸易|航运|货运|快递|检测|咨询|律师|财务|保险|证券"
)
_STOP = re.compile(
    r"头一|第[一二三四五六七八]|那个|这个|[,。;:!?\n \"()、]|的|了|跟|和(?!平|谐|丰|泰|顺|信|美|润|兴|合|盛)|聊|谈|说|讲|见(?!山)|他|她|我|咱|俺|们|那边|那里|那儿|这边|没|不(?!锈)|签|打电话|打了|开了|开会|吃|喝|把|让|嫌|觉得|主动|今天|昨天|明天|上午|下午|晚上|是|在(?!线)|给|问|又|还|都|就|也|拜访|上门|送|做|发(?!那|展|动|电)|介绍|演示|沟通|交流|讨论|电话|微信|邮件|店门|门口|保安|前台|老板|采购|里|上(?!海|饶|虞|汽|实|药|工|电|饮|元|善|品|林|杭|蔡|高|栗|犹)|下(?!沙|关|花)|看|要|想|能|会(?!计|展|昌|泽|宁|理|同|东|友|德)|对|比|约|去|来|接|回|拿|有(?!限|色|研|机|容)"
)
_COMMON = re.compile(
    r"^(?:[是有整一每]|(?:CTO|CEO|COO|CFO|CIO|HR|IT|VP|KP|PM|GM)(?![a-z])|记录|客户|展会|论坛|沙龙|公司|电话|微信|现场|工厂|厂里|单位|家|那|这|哪|外地|办公室|会议室|高铁|车上|路上|网上|楼下|饭店|酒店|机场|火车站|车站|车间|仓库|门店|店里|学校|医院|项目|项目部|对方|人家|领导|老板|大家|朋友|同事|同学|自己|别人|他们|一家|两家|三家|几家|四家|五家|一个|两个|老客户|新客户|东西|事情|时候|地方|今天|昨天|附近|隔壁|旁边|外面|里面|这边|那边|出差|开会|吃饭|喝茶|汇报|报告|总部|分公司|展厅|集团|采购|财务|前台|门口|安排|年底|月底|春节|中午|下午|合同|方案|报价|样品|产品|设备|系统|培训|一下|一趟|结果|反馈|答复|什么|怎么|如何|多少|可能|应该|位|家里|老家|茶馆|餐厅|镇上|村里|县里|市里|省里|区里|城里|国外|海外|线上|线下|群里|本地|当地|全国|中国|周边|开发区|工业园|园区|高新区|第|老(?:板|师)|主要|咨询|之前|以前|上次|下次|上回|客户那|设计院$|研发|技术部|采购部|工程部|财务部|生产部|质量部|市场部|销售部|人事部|行政部|物资部|设备科|信息科|成本部)"
    r"|^[\d一二两三四五六七八九十]+(?:家|个|位|号|点|条|遍|次)|(?:客户|公司的|部门|科室|时候|路上|附近)$|^[A-Za-z]$"
)


def unknown_mentions(
    text: str, taken: Sequence[tuple[int, int]], people: Sequence[tuple[int, int]]
) -> list[CompanyMention]:
    """Companies outside the stretches already `taken` (known companies, times, amounts); linear in length."""
    blocked = sorted([*taken])
    found: list[CompanyMention] = []
    for match in _ANCHOR.finditer(text):
        start = match.end()
        mention = _name_at(text, start, blocked, people)
        if mention and not any(mention.start < m.end and m.start < mention.end for m in found):
            found.append(mention)
    for match in _LINE.finditer(text):
        first, last = match.span("name")
        if any(a < last and first < b for a, b in blocked) or _COMMON.search(match["name"]):
            continue
        if _STOP.search(match["name"]) or made_of_common_words(match["name"]) or _FIELD.search(match["name"]):
            continue
        if any(first == a or last == b for a, b in people):
            continue
        found.append(CompanyMention(first, last, match["name"], (), 0.5))
    for match in _ALONE.finditer(text):
        first, last = match.span("name")
        if any(a < last and first < b for a, b in [*blocked, *people]) or _COMMON.search(match["name"]):
            continue
        if _DEPARTMENT.fullmatch(match["name"]) or match["name"] in words("trades.txt"):
            continue
        if _STOP.search(match["name"]) or made_of_common_words(match["name"]):
            continue
        if any(match["name"].endswith(trade) for trade in _TRADES) and not any(
            first < m.end and m.start < last for m in found
        ):
            found.append(CompanyMention(first, last, match["name"], (), 0.5))
    for match in _LEGAL.finditer(text):
        mention = _name_ending_at(text, match.end(), blocked, people)
        if mention and not any(mention.start < m.end and m.start < mention.end for m in found):
            found.append(mention)
    return sorted(found, key=lambda m: m.start)


_DEPARTMENT = re.compile(
    r"(?:[\u4e00-\u9fff]{1,5}(?:部|科|处|室|办|组|课|线|岗)|[\u4e00-\u9fff]{1,4}(?:中心|委员会))(?:门)?|(?:采购|质量|技术|行政|人事|财务|生产|销售|工程|设备|研发|物资|后勤|信息|市场|运营|安环|材料|招采|人力|劳保|基建|政教|总务|品质|工艺|供应|仓库|物流|计划|动力|维修|保障|安全)(?:员|部|科|处|专员|主管)?|[\u4e00-\u9fff]{1,5}(?:论坛|展会|展|沙龙|峰会|培训|会议|大会|活动)"
)
_ANCHOR = re.compile(
    r"(?:拜访|走访|回访|上门|(?<![上下过回出进])去|跑|(?<![说提谈想感看遇碰见收接达拿找轮])到|赶到|头一(?:家|站|个|样)|第[一二三四五六七八九十](?:家|站|个|场|通|拨|样)|一(?:家|个|通)(?:是|给)|再一个|还有|另外|再就是|(?<![说随如])跟|(?<![总暖饱平])和|(?<![交送发带让留还])给|请|(?<!合)约|联系|见|找|客户(?:名称?|登记)?:?|公司(?:名称?)?:|(?<![现实存正])在|与|碰[到见着]|遇[到见]|(?<![自])从|刚从|单位:|上(?=[\u4e00-\u9fff]{3,10}(?:找|见|跟)))"
    r"(?:了|的是|的|过|着|到)?(?:一)?(?:趟|下|家)?(?:呢)?(?:就)?(?:是|去的|去了?|到了?)?(?:给)?(?:老客户|新客户|客户|附近的?|旁边的?|隔壁的?|做[\u4e00-\u9fff]{1,5}的|那个|这个)?[ :]?"
)
_LEGAL = re.compile(r"(?:股份|有限责任|有限)公司(?:[\u4e00-\u9fff]{2,4}分公司)?|集团(?!的|军|化)|[\u4e00-\u9fff](?:公司|医院|中学|小学|大学|合作社|律所)")
# A clause that is nothing but a name («北辰热力，跟郝总谈了…»).
_ALONE = re.compile(r"(?:(?<=[,。;:!?\n ])|^)(?P<name>[\u4e00-\u9fffA-Za-z]{4,8})(?=[,。;:\n ])")
# A line that begins with a name and a colon («瑞安牙科：上门，老板不在»).
_LINE = re.compile(r"(?:^|\n)[ \-•\d.)、]*(?P<name>[\u4e00-\u9fffA-Za-z]{3,10})(?= ?[:])")
_FIELD = re.compile(r"方式|时间|内容|情况|下一步|联系人|客户|公司|阶段|备注|计划|小结|日报|汇报|预算|结论|问题|主题|地点|人员|需求|电话|姓名|来源|反馈|竞品|痛点|报价|金额|进展|目的|结果|周[一二三四五六日]|今天|昨天|上午|下午|晚上")
_TRADES = tuple(word for word in words("trades.txt") if len(word) >= 2)
_ROLE = re.compile(
    r"(?:的|那边|那里|那儿|这边|里)?(?:的)?(?:[\u4e00-\u9fff]{0,4}(?:部|科|处|室|办|中心)(?:门)?的?)?(?:采购|质量|技术|行政|人事|财务|负责人|老板|生产|销售|工程|设备|研发|物资|后勤|信息|市场|运营|安环|材料|招采|人力)?$"
)


def _name_at(
    text: str, start: int, blocked: Sequence[tuple[int, int]], people: Sequence[tuple[int, int]]
) -> CompanyMention | None:
    """The name that begins at `start`, up to a word of grammar, a person or a stretch that is taken."""
    limit = min(len(text), start + 14)
    for first, last in blocked:
        if first <= start < last:
            return None
        if start < first < limit:
            limit = first
    person = next((p for p in people if start <= p[0] < limit), None)
    if person:
        limit = person[0]
    stop = _STOP.search(text, start, limit)
    end = stop.start() if stop else limit
    if end - start < 2:
        return None
    name = text[start:end]
    role = _ROLE.search(name)
    if role and role.start() >= 2 and role.group():
        end = start + role.start()
        name = text[start:end]
    by_person = person is not None and _ROLE.fullmatch(text[end : person[0]]) is not None
    suffixed = _SUFFIX.search(name) is not None and extend_over_trade(text, end) == end
    ended = stop is None or text[end] in ",。;:!?\n 的了聊谈没签见跟和那不"
    if _DEPARTMENT.fullmatch(name) and not name.endswith(("项目部", "经营部", "门市部")):
        return None
    if only_trade(name) or made_of_common_words(name):
        return None
    if _COMMON.search(name) or is_region(name) or name in words("trades.txt"):
        return None
    if len(name) < 2 or not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", name):
        return None
    if suffixed or (by_person and end - start <= 8):
        return CompanyMention(start, end, name, (), 0.6 if suffixed else 0.5)
    visit = re.search(r"拜访|走访|回访|第.[家站]|头一|客户|公司:|去了|跑了", text[max(0, start - 7) : start])
    if visit and ended and 3 <= len(name) <= 8:
        return CompanyMention(start, end, name, (), 0.4)
    return None


def _name_ending_at(
    text: str, end: int, blocked: Sequence[tuple[int, int]], people: Sequence[tuple[int, int]]
) -> CompanyMention | None:
    """The name that a word for an organisation ends, back to a word of grammar."""
    start = end
    floor = max(0, end - 26)
    for first, last in [*blocked, *people]:
        if first < end and last > floor and last <= end:
            floor = max(floor, last)
        if first < end < last or first <= end - 1 < last:
            return None
    while start > floor and (text[start - 1].isalnum() or text[start - 1] in "()&/"):
        start -= 1
    cut = None
    for cut in _ANCHOR.finditer(text, start, end - 3):
        pass
    if cut and cut.end() < end - 3:
        start = cut.end()
    name = text[start:end]
    if len(name) < 4 or _COMMON.search(name) or re.search(r"我|他|她|咱|的|了|说|是|这|那|哪|每|各|某|听|要|问|等|由|由|请|让|被|把", name):
        return None
    return CompanyMention(start, end, name, (), 0.6)
