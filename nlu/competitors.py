"""Other vendors named: in use at the customer, compared with us, quoting against us (CONTRACT `competitors`)."""

from __future__ import annotations

import re

from nlu.coined_names import coined_names
from nlu.lexicon import Lexicon
from nlu.patterns import compiled
from nlu.sieve import Sieve
from nlu.stretches import Stretch
from nlu.vendors import CUSTOMER_BEHIND, find_coined_vendors, find_vendors, is_vendor
from nlu.wordlists import made_of_common_words, words

Found = tuple[str, int, int]

_NAME = r"(?P<name>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9、/]{1,15}?)"
_REST = r"(?P<rest>[A-Z][A-Za-z]+ [A-Z][A-Za-z]+|[\u4e00-\u9fffA-Za-z0-9、/]{2,20})"
# What follows a vendor's name: its goods, punctuation, grammar, a verb of bidding.
_GOODS = (
    r"(?:家|那家|公司)?(?:的(?:货|料)|(?:的)?(?:设备|产品|系统|软件|机器|机型|方案|品牌|牌子|板子|单子|"
    r"报价|价格|服务|那套|那台|那款|东西|平台|模块|系列|型号))"
)
_STOP = compiled("competitors.txt", "stop")
_WEAK_STOP = compiled("competitors.txt", "weak stop")
_US = r"(?:我们?|咱们?|俺们?|我[方司])"


# The context tells a vendor so clearly that even a name made of everyday words is one (南方测绘).
_CERTAIN = (
    rf"(?:在用(?:着)?|现用|现用的是?|用着|采的(?:是)?|装的(?:是)?|上的是|用的(?:就是|都是|还是|"
    rf"是)?|正在使用(?:的是)?|使用的是|合作的?是|供应商(?:是|为|叫))(?:那个|那家)?{_REST}",
    rf"(?:拿|在拿|正拿){_US}?(?:跟|和)?{_NAME}(?:家)?(?:的)?(?:跟|和|与){_US}(?:做|在)?(?:一起)?(?:比|对比|比价|比较|比着)",
    rf"(?:拿|正拿){_US}(?:跟|和|与){_NAME}(?:做|在)?(?:比|对比|比价|比较|比着)",
    rf"(?:正在|正|在|也在|同时|同时也在|还在)(?:跟|和|与|同)?{_NAME}(?:做|在|那边|的)?(?:对比|"
    rf"比价|比较(?=[,。;! ]|$|着|呢)|比着|比(?=[,。;! ]|$|呢))",
    rf"(?:跟|和|与|(?<!合)同|被){_NAME}(?:的合同)?(?:都|已经|也)?(?:签了|签的|签完|签约|签订|"
    rf"签署|抢|撬|截|签走|拿走|拿下|中标)",
    rf"(?:在|正|也在|同时也在|还在)比{_NAME}(?=[,。;! ]|$|的)",
    rf"(?:竞争对手|对手|竞品|友商|同行)(?:主要)?(?:是|有|为|包括)?{_NAME}(?=给|的|报|才|要|在|也|就|已|[,。;]|$)",
    rf"(?:换成了?|改用|转向|转投|选用|选了|定了|采用了?|引进了?|换了)(?!新|个|一|人|地|老|下|别|"
    rf"其|我|咱|[张台套条次回批位名种把部辆几两三]){_REST}(?P<weak>)",
)
_LIKELY = (
    rf"(?:还在|也在|在|同时在|同时也在|另外在|正在)(?:看|接触|谈|考察|评估|试用|了解|"
    rf"对接){_NAME}(?=[,。;! ]|$|的|家|那边|和我|跟我|两家)",
    rf"(?:但是|但|[,。;! ]|说|讲|而且|听说|另外|目前|^){_NAME}(?:也|已经|已|同样)(?:找|来|联系|"
    rf"报|在跟|在谈|介入|参与|投|接触|盯|给)",
    rf"(?:看见|碰见|碰到|遇见|遇到|撞见|刚才|还有|说|听说|[,。 ]){_NAME}的(?:业务员|销售|人|代表|"
    rf"业务|团队)(?:也|刚|了|在|来|正|天天)",
    r"(?:已经|就|都)?(?:找了|选了|定了|签了|用了|买了|订了|转投|改用)(?!别|其|我|咱|他|她|一|两|"
    r"三|几|半|新|个|合同|字|多|好)(?P<name>[\u4e00-\u9fff]{2,6}|"
    r"[A-Za-z][A-Za-z0-9]{1,12})(?:的)?(?=[,。;! ]|$|这单|了)",
    rf"(?:买着|能买着|能买到|买得到){_NAME}的",
    rf"(?:说|嫌|而且|[, 。]|可是|但|人家){_NAME}(?:才|只要|只|报(?:的|了|价)?|给(?:他|她|"
    rf"的)?(?:报)?(?:的)?)(?:人均|一吨|一台|一车|一个|每)?(?=[\d一二两三四五六七八九十])",
    rf"(?:说|讲|[, 。]){_NAME}的(?:才|只要|更|便宜|贵)",
    rf"(?:说|讲|[,。; ]){_NAME}的[^,。; ]{{1,6}}(?:更|好用|稳|便宜|快|强|成熟|省|耐用|准)",
    rf"(?:说|讲|话|听说){_NAME}(?:给|报)(?=的|了|他|她|到|价|出)",
    rf"(?:[,。; ]|而|但){_NAME}(?:给|报)的(?=价|账期|是|条件|政策|\d)",
    rf"(?:说|讲|[,。; ]){_NAME}(?=(?:均|都)?(?:已|有)?(?:参与|投标|报名|入围|介入|报价))",
    rf"(?:不如|比不上|比不了|没有)(?!我|咱|他|她|这|那|什|人|问|别|上|去|以|其){_NAME}(?:好|便宜|稳|快|强|的|那么)",
    rf"比{_NAME}(?:贵|高|慢|差|便宜|低|的(?:贵|高|价))",
    rf"(?:现在|目前|那边|他那|这边|眼下)(?:是)?{_NAME}(?:在)?(?:拉着|供着|供货|做着|服务|承运|供应)",
    rf"(?:隔壁|别的|对面)[^,。 ]{{1,4}}用的是{_NAME}(?=[,。; ]|$|的)",
    rf"就(?:上|找|去){_NAME}(?:买|拿|订|进)",
    rf"(?:找|选|请)(?!我|咱|他|她|个|人|了){_NAME}(?:干|做|装|弄|搞|施工|供货)(?:了|的)",
    rf"(?:上一家|之前那家|原来那家|隔壁|另一家|别的一家|老东家|原供应商|老供应商){_NAME}(?=给|的|"
    rf"做|才|报|就|也|便宜|[,。;]|$)",
    rf"(?:都|已经|就|是|还)?在{_NAME}(?:办|买|订|采购|充|做|存|拿)的(?!时候)",
    rf"(?:定了|决定|改成|改|换|换成|选择|选|一直|长期|以前|之前|原来|目前|现在|主要|继续|只能|还在|还|都|"
    rf"[,。;]|^)(?:都|就|在)?(?:用|使用|采用){_REST}(?P<weak>)",
    rf"(?:[,。; ]|说|而|但){_NAME}(?:那间|那边|那家|那儿|他们)(?:是|月租|报|给|每|只要|才|"
    rf"一)?(?=[^,。]{{0,4}}[\d一二两三四五六七八九十])",
    rf"(?:还不如|不如)(?:他们|她们|人家)?(?:现在|原来|以前)?(?:用的|在用的)?{_NAME}(?=那台|那个|的|那款|[,。]|$)",
    rf"(?:在|正在)比(?:价|较)?[,、。 ]?(?:有){_NAME}(?:[,、 ]|还有|和|$)",
    rf"(?:这台|那台|这套|那套|这批|老的|原来的){_NAME}的(?=用了|已经|机器|设备|[,。]|还)",
    rf"(?:\"|“|「){_NAME} ?(?=\d+(?:\.\d+)? ?[万wk块元])",
    rf"(?:说|[,。;]|对方|人家|觉得){_NAME}(?=(?:给|跟)(?:他|她)们?(?:报|给)的)",
    rf"(?:目前|现在|[,。;]|是){_NAME}(?:和|跟|与){_US}(?:在)?(?:争|竞争|抢|pk|PK|比|竞标|两家)",
    rf"(?:考虑|倾向|倾向于|更看好|看好|想用|想换|打算用|打算换|准备换|在意)(?!到|一|把|让|先|"
    rf"是否|下|再){_REST}(?P<weak>)",
    rf"(?:与|和|跟|同){_NAME}(?:相比|比起来|对比|比较起来|的合作|合作(?:多年|很|了|着|愉快|得|到期))",
    rf"(?:相比|比起|对标|参考|较){_NAME}(?=[,。;]|$|的|我|咱)",
    rf"{_NAME}(?=(?:的)?(?:报价|价格)(?:比{_US}|更|要|才|只|低|便宜))",
)
_CUES = (
    rf"(?:再|就|要|会|想|可能|干脆|直接|这样)换(?:成|到|用)?(?!新|个|一|人|地|老|下|别|其|我|咱|"
    rf"[张台套条次回批位名种把部辆几两三]){_REST}(?P<weak>)",
    rf"(?:他|她|对方|人家|客户|[,。;(（ ])(?:说|讲){_NAME} ?(?=\d+(?:\.\d+)?(?:[万wk块元]|[,。;]|$))",
    rf"(?:[,。;(（ ]|说|但){_NAME}给(?:别人|人家|外面|同行|客户)(?:的|报)?价?"
    r"是? ?(?=[\d一二两三四五六七八九十])",
    rf"(?:同类|同款|同样的?|同档次的?|类似的?)(?:产品|设备|机器|机型|东西|货|配置)?,?{_NAME}(?=(?:的)?(?:报|给|才|只|卖|要))",
    rf"(?:做|供|修|装|管|干|供货|服务|配套|维护|维保|承运|配送)"
    rf"[^,。;! ]{{0,8}}的(?:还|就|一直)?是(?!我|咱|他|她|谁|老|一){_NAME}(?=[,。; ]|$)",
    rf"(?:^|[,。;! ]|这次|目前|说|讲|是|听说|还有){_NAME}(?:均|都|也|已经|已|同样)"
    r"(?:报|来|去|在|参与|参加|投|给|找|谈|做|送|入围|答应|介入|联系|接触)",
    rf"(?:有|上了|装了|配了|上过){_NAME}(?=的(?:设备|机器|系统|产品|货|软件|生产线)|[ ,。]?咱)",
    rf"用{_NAME}的(?=多|少|比较|设备|机器|系统|软件|产品|[,。;!]|$)",
    rf"(?:说|讲|听说|觉得|人家){_NAME} ?(?=便宜|更|贵|快|稳|在(?:搞|做|推|打)|降价|涨价|能做|只要|价格|服务|售后|质量)",
    rf"比 ?{_NAME} ?(?:原来的?|以前的?|现在的?|家)?(?:还要?|要|都|更)?(?:贵|高|慢|差|便宜|低|快|强|好用)",
    rf"(?:这台|那台|那套|这套|这批|那批|老的|原来的|之前的?|以前的?|上次)(?:买的|用的|装的)?{_NAME}"
    r"(?=老|总|经常|坏|用|的|已经|也)",
    rf"(?:^|[,。;! ]|一家|和|跟|与|碰上){_NAME}的(?:业务员|业务|销售|人|代表|团队|老板|经理)"
    r"(?=刚|也|在|来|天天|走|熟|[,。;!]|$)",
    rf"(?:^|[,。;! ]|但是?|而|说){_NAME}(?:那边|那家|家|他们)?(?:给了?(?=[他她客对院厂])|送了|报了|答应|承诺|要价|"
    r"已?入围|降价|便宜|能做到|[一二三两几\d]+天就?|当天|免费|有现货|账期|服务好|交期短)",
    rf"(?:就|去|转头|改|准备|打算|要|会)找{_NAME}(?=[,。;!]|$)",
    rf"(?:指定(?:用|要)?|换掉|替换|替掉|淘汰|[还又也]问了|咨询了|约了|联系了|写死了?){_NAME}(?=[,。;!]|$|麻烦|的|成本|太|很)",
    rf"(?:单子|项目|订单|业务|合同|这单)(?:都|也|已经)?(?:给了|归了|落到|签给|让给){_NAME}(?=[,。;!]|$|做|那)",
    rf"(?:设备|系统|软件|平台|机器|品牌|供应商|产品|服务商|厂家)(?:现在|目前)?(?:是|为|叫|用的?){_NAME}(?=的?(?:[,。;!]|$)|品牌|牌)",
    rf"(?:与|和|跟){_NAME}的(?:合同|协议|框架|合作)",
    rf"(?:还有|另有|有){_NAME}在(?:跟|谈|报|接触|投|抢|盯)",
    rf"(?:用惯了|习惯用|认准了?|只认|一直是|一直由|是由|由)(?!我|咱|他|她){_NAME}(?=(?:在)?(?:做|"
    rf"供|服务|配送|提供|供货|承建|承接|维护|维保|承运|负责)|的|[,。;]|$)",
    rf"(?:老|总|老是|一直|又|就)?拿{_NAME}(?:来|的价格|的报价|的价|出来)?(?:来)?(?:压|说事|举例|当参照|对比)",
    rf"(?:有|还有|包括|另有){_NAME}(?:在)?(?:报价|竞争|参与|投标|竞标|接触|跟进|介入)",
    rf"(?:[,。; ]|说|听说|因为|^){_NAME}(?:参与|参加|中)(?:了|的)?(?:投标|竞标|报价|标)",
    rf"(?:中标的?是|定的是?|选的是?|最后是|给的是){_NAME}(?=[,。; ]|$|的)",
    rf"(?:让|给|被){_NAME}(?:抢|拿|截|撬|做|挖|签)(?:走|了|去|胡)",
    rf"(?:跟|和|与)(?!我|咱|他|她|你){_NAME}(?:续|合作|走得近|关系(?:好|不错|铁|近)|有合同|有协议|还有|那边还)",
    rf"(?:从|找|跟|在)(?!我|咱|他|她|你){_NAME}(?:那边|那儿|那里|家)?(?:买|拿货|进货|进的|采|"
    rf"订货|拿的|订的|采购|做的)",
    rf"(?:[,。; ]|说|听说|嫌我们比|觉得|人家|^){_NAME}(?=(?:便宜|给的|送的|的账期|账期|服务好|"
    rf"做活动|降价|更便宜|价格低|的价格|报价低|那边便宜|家便宜))",
    rf"(?:是|算)(?!我|咱|他|她|你){_NAME}的(?:老客户|忠实|老用户|大客户)",
    rf"(?:跟|和|与|同)(?!我|咱|他|她|你){_NAME}(?:比(?!较)|比起来)",
)
_COMMON = words("common_words.txt")
_TRADE_WORDS = words("trade_words.txt")
_LISTED = re.compile(
    r"(?:、|和|跟|还有|,|及|与|以及| ?[+&/] ?)(?P<name>[A-Za-z][A-Za-z0-9]{1,12}|[\u4e00-\u9fff]{2,5}?)(?=[,。;"
    r" 、)]|$|的|比|对比|也|等|两家|三家|都)"
)
_NOT_START = re.compile(
    r"^(?:我|咱|他|她|这|那|它|你|您|别的|别家|别人|其他|其实|对方|客户|人家|自己|哪|谁|什么|啥|"
    r"老板|领导|国产|进口|同行|竞品|对手|供应商|友商|厂家|价格|报价|现在|目前|以前|之前|公司|"
    r"方案|合同|产品|系统|设备|机器|数据|东西|样品|电话|微信|效果|大家|其中|已经|可能|主要|今天|"
    r"明天|昨天|后天|上午|下午|晚上|因为|所以|但是|如果|而且|内部|可以|应该|觉得|学校|医院|单位|"
    r"定金|押金|首付|尾款|单价|总价|预算|含税|年卡|已付|答应|试点|项目|外号|原来|没|不|很|挺|还|"
    r"就|都|也|又|再|才|是|的|了|着|过|把|被|让|给|跟|与|于|或|且|若|每|某|此|该|说|问|想|嫌|因|老是|总是|"
    r"对|将|需|应|须|请|并|则|在|比|谈|聊|签|付|剩|较|按|返点|账期|交货|交期|货期|代加工|代工)"
)
# A part of the customer's own house (省公司, 机电部, 集团采委会), a day, a count.
_IN_HOUSE = re.compile(
    r"^(?:[省市县总分母]公司|集团|上级|总部|采购|财务|技术|行政|门卫|前台|仓库|保安|车间|生产部|质检|监理|甲方|业主|设计院)|[部处委办]$|(?:董事|委员|采委|评委)会|裁定"
    r"|^[一二两三四五六七八九十几\d]+[月号日回次台套批位名张条]|^[张回]"
)
# Characters that begin words of grammar and names alike: 用友, 有赞, 三菱, 新松, but 用方案, 三家, 新设备.
_EITHER_START = frozenset(
    "用有三一两几多好老新要年月上下去来起得整第总最更选定换做买从到由对为以能会和看找正拿家院厂科报"
)
_VERB_START = frozenset("发打上补有点要寄送回写开见约带没太前")
_COUNTED = frozenset("家台个套批种次天年月周方位点成类样款层步起些块吨车件条份人边")


def _is_grammar(name: str) -> bool:
    """Whether a name is rather a word of grammar with something behind it."""
    if _NOT_START.search(name) or (name[0] in _VERB_START and name[1:] in _COMMON):
        return True
    return name[0] in _EITHER_START and (
        name[1] in _COUNTED or name in _COMMON or (len(name) > 2 and made_of_common_words(name[1:]))
    )


# Frames so tight that even an everyday word in them is a name: «在比遥望和无忧», «那家叫金海的», «长城的才九百八».
_PLAIN = (
    r"(?:在|正|还)比(?P<name>[\u4e00-\u9fffA-Za-z]{2,5}(?:和|跟|与|、|/)[\u4e00-\u9fffA-Za-z]{2,5})(?=[,。;| ]|$)",
    rf"(?:那家|一家|换了家|找了家|供应商|厂家|服务商)(?:是)?叫(?:做)?{_NAME}(?=的|[,。; ]|$)",
    rf"(?:说|讲|[, 。]){_NAME}的才 ?(?=[\d一二两三四五六七八九十])",
    rf"(?:说|讲|[, 。]){_NAME}的报价比{_US}",
    rf"(?:隔壁|别的|对面|旁边|楼上|楼下)[^,。;! ]{{0,3}}(?:用|买|装|找|上|租)的(?:是)?{_NAME}(?=才|也|就|,|。|;| |$)",
    rf"(?:跟|和|与){_NAME}(?=达成(?:协议|合作|一致)|谈妥|签了[一二两三四五六七八九\d]年)",
)
# With each pattern, from how many characters on an everyday word is a name there; 0 where it has to look like one.
_FRAMES = Sieve(
    (certain, pattern)
    for patterns, certain in ((_PLAIN, 2), (_CERTAIN, 4), (_LIKELY, 0), (_CUES, 0))
    for pattern in patterns
)
# Goods, qualities and conditions that stand in the place of a name.
_NO_NAME = re.compile(
    r"^(?:新|旧|老|国产|进口|二手|智能|普通|便宜|人工|原装|盯|参数|质量|性能|账期|配置|品牌|功能|服务|交期|样品|材料|精度|"
    r"费率|之|尚|某|国外|国内|别处|本地|环保材|法务|财务|技术部|实验室)|某|^得|^[高低中顶标]配|得[紧快多好]|管理$|的$|[版货款型]$|^[\u4e00-\u9fff]{1,2}(?:国|洲)$"
)
_NOT_END = re.compile(
    r"(?:他|她|我|了|的|说|吗|呢|吧|是|在|就|都|也|还|没|不|着|过|得|地|们|和|跟|与|给|把|被|让|"
    r"对|上|下|里|中|时|后|前|低|高|贵|慢)$"
)
_NOT_WITHIN = re.compile(
    r"[,。; ]|电话|微信|客户|东西|同样|同类|别人|时候|我们|咱们|他们|什么|怎么|多少|哪|吗|呢|"
    r"已经|可以|自己|一起|吃过|一个|车间|[要再找]|目前|处于|我方|我司|不|了|的|说|太[短长多少大小高低贵慢]|没[有法用人]|要是|上门|补报|咱|前面|孩子"
)
_TRIM_FRONT = re.compile(
    r"^(?:[^,。]{0,5}(?:反馈|表示|提到|介绍说|透露|强调|经理说|总说|主任说|[他她]说)|的是|是|了|"
    r"着|讲|那个|这个|那家|个|叫|隔壁|上一家|一家|一个|一直|家叫|说|用|找|选|定|有个|刚才|事儿|听说|"
    r"现在的|目前的|但是|但|而且|还有|主要是|主要|竞争对手|对手|友商|竞品|同行|(?:同类|同款|类似的?)(?:产品|设备|机器|机型)?)+"
)
_TRIM_BACK = re.compile(
    rf"(?:均|都|已|确实|实在|那边|那家|这边|他们|呢|啊|吧|给|也|才|等|一并|一起|一块|进行|中标|入围|两家|三家|{_GOODS})+$"
)


_TRADE_END = re.compile(r"(?:科技|智能|机械|物流|保险|重工|股份|电子|电气|化工|材料|仪器|软件|医疗|环保|水务|装备)$")


def find_competitors(text: str, taken: list[tuple[int, int]], lexicon: Lexicon) -> list[Found]:
    """The other vendors named in a text, as spoken, in the order told; none overlaps a stretch `taken` (times,
    sums, people, known companies)."""
    flat = text.replace("\n", "。")
    start, end = 0, len(text)
    blocked = {offset for first, last in taken for offset in range(first, last)}
    found: dict[str, tuple[int, int]] = {}
    for first, last in find_vendors(flat):
        if not blocked.isdisjoint(range(first, last)):
            continue
        found.setdefault(flat[first:last], (first, last))
        _take_list(flat, last, end, found)
    for first, last in find_coined_vendors(flat):
        if blocked.isdisjoint(range(first, last)):
            _take(flat, first, last, 4, found)
            _take_list(flat, last, end, found)
    for certain, pattern in _FRAMES.possible(flat):
        position = start
        while match := pattern.search(flat, position, end):
            position = match.start() + 1
            first, last = _span(flat, match)
            if not blocked.isdisjoint(range(first, last)):
                continue
            pieces = _take_each(flat, _each(flat, first, last), certain, found)
            if any(pieces):
                position = last
                _take_list(flat, last, end, found)
    for word in lexicon.competitors:
        at = flat.find(word, start, end)
        if at >= 0 and at not in blocked and not any(first <= at < last for first, last in found.values()):
            found[word] = (at, at + len(word))
    return sorted(((name, *span) for name, span in found.items()), key=lambda item: item[1])


def _span(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the name of a match lies; an open end stops before goods, punctuation or grammar."""
    groups = match.groupdict()
    if "rest" not in groups:
        return match.span("name")
    first, last = match.span("rest")
    stop = _WEAK_STOP if "weak" in groups else _STOP
    end = stop.search(text, first + 2, last + 1)
    while end and stop is _WEAK_STOP and end.start() > last:
        end = None
    return first, end.start() if end else last


def _take_list(text: str, position: int, end: int, found: dict[str, tuple[int, int]]) -> None:
    """Further names of a list that begins with one just found."""
    following = _LISTED.match(text, position, end)
    while following and _take(text, *following.span("name"), 0, found, listed=text[following.start()] != ","):
        following = _LISTED.match(text, following.end("name"), end)


def _take(
    text: str, first: int, last: int, certain: int, found: dict[str, tuple[int, int]], *, listed: bool = False
) -> bool:
    """Keeps a name, trimmed, when it can be one.

    `certain`: from how many characters on an everyday word is a name there, 0 where it has to look like one;
    `listed`: it stands beside another rival's.
    """
    lead = _TRIM_FRONT.match(text[first:last])
    if lead and last - first - lead.end() >= 2:
        first += lead.end()
    tail = _TRIM_BACK.search(text[first:last])
    if tail and tail.start() >= 2:
        last = first + tail.start()
    name = text[first:last]
    if (
        not 2 <= len(name) <= (15 if name.isascii() else 8)
        or (name.isascii() and name.islower() and not is_vendor(name))
        or _is_grammar(name)
        or _NO_NAME.search(name)
        or _NOT_END.search(name)
        or _NOT_WITHIN.search(name if not name.isascii() else "")
        or _IN_HOUSE.search(name)
        or name in _TRADE_WORDS
        or (not certain and CUSTOMER_BEHIND.match(text, last))
    ):
        return False
    if made_of_common_words(name) and not (
        (certain and len(name) >= certain) or is_vendor(name) or (len(name) >= 4 and _TRADE_END.search(name))
    ):
        return False
    if not (certain or listed) and not (
        name.isascii() or is_vendor(name) or _TRADE_END.search(name) or _is_coined(name)
    ):
        return False
    if any(first < b and a < last for a, b in found.values()):
        return False
    found.setdefault(name, (first, last))
    return True


def _is_coined(name: str) -> bool:
    return any(True for _ in coined_names(name))


def _take_each(text: str, pieces: list[Stretch], certain: int, found: dict[str, tuple[int, int]]) -> list[bool]:
    taken: list[bool] = []
    for piece in pieces:
        taken.append(_take(text, *piece, certain, found, listed=any(taken)))
    return taken


_BETWEEN = re.compile(r"[、/]|(?<=[\u4e00-\u9fff]{2})[和与及跟](?=[\u4e00-\u9fff]{2})")


def _each(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """The names of a list («有赞、客如云», «太平和阳光»)."""
    pieces = []
    position = first
    for match in _BETWEEN.finditer(text, first + 1, last):
        pieces.append((position, match.start()))
        position = match.end()
    return [*pieces, (position, last)]
