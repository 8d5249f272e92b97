"""Labels of a visit: stage, pains and rival vendors (CONTRACT `stage`, `pains`, `competitors`)."""

from __future__ import annotations

import re

from nlu.drafts import Pain
from nlu.lexicon import Lexicon
from nlu.wordlists import made_of_common_words

Found = tuple[str, int, int]

_STAGE_NAMES = "初步沟通|初步接触|初步接洽|需求确认|需求调研|方案演示|报价谈判|商务谈判|已签约|暂不推进|已流失"
_NAMED_STAGE = re.compile(
    rf"(?P<no>离|距|没到|还没到|没进|未到|不到|谈不上|算不上)?(?P<stage>{_STAGE_NAMES})(?P<after>还早|还远|都没|还不到)?"
)
_NAMED_AS = {
    "初步接触": "初步沟通", "初步接洽": "初步沟通", "需求调研": "需求确认", "商务谈判": "报价谈判",
}  # fmt: skip
_LOST = re.compile(
    r"(?:单子?|项目|客户|这个|这家|生意)[^,。;!? ]{0,4}(?:算是|算|就|又|是)?(?:丢|黄|没戏|凉|飞|吹)了?|丢单|输单|丢标|没戏了?|没中标|落标|黄了|凉凉|被(?:别人|对手|人家?|竞品|[^,。 ]{2,6})(?:抢|撬|截|签)(?:走|了|胡)|流失了?|"
    r"(?:跟|和|与|(?<!合)同)(?!我|咱|他|她|俺)[^,。;!? ]{1,12}签(?:了|的|完|好|过)(?!字)|(?:定|选|找|用|换|签)了(?:别家|别人家?|别的|其他家?|对手|另一家)|已经找了[^,。 ]{2,8}|(?:不跟|不和)(?:我们|咱们?)(?:合作|做|续)|(?:不续|不再续|终止合作|解约)了?"
)
_SIGNED = re.compile(
    r"(?:合同|单子|协议|订单|框架)?[^,。;!? 没未不]{0,6}(?:签了|签好了?|签完了?|签下来?了?|签掉了?|签成了?|签约了|已签|拿下了?|成交了?|签字盖章|敲定签)|(?:签|签订|签署)(?:了|好|完|下)[^,。;!? ]{0,10}(?:合同|协议|单|订单)|(?:合同|单子)[^,。 ]{0,4}(?:下来|到手|盖章)了"
)
_NOT_SIGNED = re.compile(r"单子下来了|没签|未签|不签|别签|等签|签不|要签|再签|才签|想签|准备签|能签|就签|可以签|签了字(?!盖)|签了到|续签的|催签")
_PAUSED = re.compile(
    r"(?:暂时|先|暂)?(?:不推进|不推了|不整了|不做了|不搞了|不上了|不考虑了|不谈了|搁置|搁一搁|搁着|放一放|放放|缓一缓|缓缓|往后放|往后推|暂停|叫停|停一停|停了|暂缓|冻结|延后到明年|推到明年)"
)
_PAUSED_CONTEXT = re.compile(r"暂|先|项目|单子|这事|这个|今年|搁|放一?放|缓|叫停|推进")

_PAINS: tuple[tuple[Pain, re.Pattern[str]], ...] = (
    (
        "price",
        re.compile(
            r"嫌[^,。;!?]{0,10}?(?:贵|价(?:格|钱)?高|报价高|价高|涨价)|(?:价格?|报价|价位|价钱|单价|费用|进货价|运费|总价)[^,。;!?不没]{0,6}?(?:太高|偏高|有点高|高了|高出|贵了|偏贵|太贵|过高|略高|有些高|接受不了|超(?:了|出)?预算|吃不消|下不来|压力)|"
            r"(?<!不)(?:太贵|有点贵|偏贵|贵了|贵得(?!值)|嫌贵|说贵|觉得贵|比[^,。 ]{1,8}贵|他说贵|她说贵|价太高|超预算|便宜点|再便宜|让利|降价|压价|价格没优势|没价格优势|价格优势不|贵不少|贵一截|贵百分之|贵\d|贵[一二三四五六七八九十两]|吃不消)"
        ),
    ),
    (
        "delivery",
        re.compile(
            r"(?:交货|发货|交付|派送|配送|时效|交期|供货|货期|送货|到货|工期|进度|出货|运)[^,。;!?不没]{0,6}?(?:慢|晚|拖|太长|长了|不及时|不准|跟不上|延误|延期|迟|没谱|老变)|(?:总|老|每次都?|又|一直)?(?:晚到|晚了|拖(?:了|期)|延期|误了?(?:农时|工|期)|误工|压了)[^,。 ]{0,4}|(?:等(?:了|一个))[^,。 ]{0,6}(?:月|周|天)(?:才|还没)|催了[^,。]{0,8}(?:没到|还没)|断货|缺货|嫌[^,。]{0,6}(?:慢)(?!半)|嫌(?:周期|交期|时间|工期)?(?:太|有点)?长|每次都晚|\d+(?:周|天|个月)[^,。]{0,4}太慢|要(?:我们?|咱们?)?等(?:太久|好久)"
        ),
    ),
    (
        "service",
        re.compile(
            r"售后[^,。;!?没]{0,10}?(?:差|不行|慢|没人|不管|不及时|跟不上|拉胯|不好|烂|等于零|打不通|找不到|推|踢皮球)|(?:出了?问题|坏了|报修)[^,。;!?]{0,10}(?:没人管|不管|没人来|才来人|没人理|找不到人)|(?:维修|返修|报修|服务|响应|客服|售后)[^,。;!?没]{0,6}?(?:太慢|慢|不行|差|没人管|不到位|不及时|跟不上|推诿|态度)|报修(?:了|仨|三|修)?[^,。 ]{0,8}没人|没人(?:管|来修|处理|搭理)|售后(?:也)?不管|电话(?:都|也)?打不通|赔得磨叽"
        ),
    ),
    (
        "comparing",
        re.compile(
            r"(?:在|正|也|还|拿|和|跟|同时)[^,。;!?]{0,14}?(?:比价|比较(?=[,，。;!?\n ]|着|一下|中|呢|$)|对比|作比|做比|货比三家|(?<!相)(?<!性价)比(?!较|如|例|赛|亚|[^,。 ]{0,6}(?:低|高|贵|便宜|多|少|好|差|快|慢|强|大|小)))|比(?:价|较一下|一比|一下价)|货比三家|几家[^,。 ]{0,4}(?:在)?(?:比|选|对比)|(?:找|约)了[^,。 ]{1,4}家(?:在)?(?:比|对比|报价)|(?:也|还)在(?:看|谈|接触|考察|评估)[^,。;!? ]{1,10}|竞品对比|同时[^,。 ]{0,6}(?:在看|接触|考察)"
        ),
    ),
    (
        "quality",
        re.compile(
            r"(?:质量|品质|做工|精度|性能|稳定性|功能|续航|效果|噪音|界面|速度|手感|材质|颜色|包装|味道|尺寸|精密度|灵敏度|数据|系统|软件|设备|产品|机器|版本)[^,。;!?没]{0,10}?(?:太差|差|不行|不够|不好|不稳|不稳定|不过关|有问题|不满意|太少|太大|太小|太慢|不准|不放心|信不过|不中|出问题|老出错|老死机|掉线|卡|不达标|对不上|不理想|不如|偏差|缺)|"
            r"(?:不满意|很不满|不满|质量信不过|有异物|起球|掉色|褪色|开裂|漏油|漏水|生锈|老坏|坏了[^,。 ]{1,8}个|死机|闪退|老出错|出错|卡顿|不耐[磨用温]|耐[温磨]不够|太硬|磨脚|太短|看不清|没法用|不好用|难用|割台老堵|崩(?:俩|了)|老堵|次品|残次|返工|退货|投诉质量|投诉我们|批间差|虚焊|断过|断了[^,。 ]{0,2}(?:根|次|个)|返工|做得太糙|太糙|异响|噪声大)"
        ),
    ),
    (
        "budget",
        re.compile(
            r"(?:没有?|无|缺|砍(?:了|掉)了?|没批|批不下来|冻结)(?:什么|啥|这个|这笔|多少|那么多|足够的?|相关|专项|设备|采购)?(?:预算|经费|闲钱|钱(?!总)|资金)|预算[^,。;!?\d]{0,4}?(?:没有|没了|没批|没下来|用完|花完|砍了|砍掉|紧张|不足|冻结|取消|停|卡)|(?:把)?(?:设备款|经费|资金)[^,。 ]{0,4}(?:停|不足|紧张|没到|没批)|手里没钱|没钱|资金紧张|手头紧|(?:把)?[^,。 ]{0,6}款[^,。 ]{0,3}停了"
        ),
    ),
    (
        "decision",
        re.compile(
            r"拍不了板|做不了主|定不了|定不下来|当不了家|不敢定|不点头|没点头|决策(?:特别|很|太|比较)?慢|决策(?:流程|链|周期)(?:太|很|比较)?长|流程(?:太|很|特别|比较)?(?:长|慢)|说了不算|拿不定主意|意见不统一|要(?:上会|层层|一级一级)|(?:得|要|还得|需要)(?:等|问|请示|看)[^,。;!? ]{0,8}(?:老板|领导|总部|上面|上级|董事会|集团|股东|院长|大老板)[^,。 ]{0,6}(?:点头|拍板|批|同意|定|决定|回来|回国|签字)?|股东多|(?:啥|什么)时候定[^,。 ]{0,6}(?:不好|不清|说不)|内部(?:还)?没(?:有)?(?:统一|定|达成)|拍板(?:还)?得等|做主的不在|层层审批|审批(?:太|很)?慢"
        ),
    ),
)
# Discontent that names no object: it belongs to the complaint beside it.
_GENERAL = re.compile(r"(?:很|贼|挺|非常)?(?:不满意?|很不满)")
_TERMS = re.compile(r"(?:账期|付款|条款|政策|返点|价格|交期|合同)[^,。;]{0,9}$")
_NEGATED_PAIN = re.compile(r"(?:不(?:算|觉得|嫌|是)|没(?:觉得|说|嫌)|倒是?不|并不|没有|不再|不是嫌)$")
_SUPPOSED = re.compile(r"(?:(?<![主重只])要是|如果|万一|假如|只要|担心别)[^,。]*$")

_ONE = r"(?:[A-Za-z][A-Za-z0-9]{1,14}|[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9]{1,7}?)"
_NAME = rf"(?P<name>{_ONE}(?:[、/]{_ONE}){{0,3}})"
_COMPETITOR = tuple(
    re.compile(pattern)
    for pattern in (
        # 用的是X (的)
        rf"(?:现在|目前|之前|一直|以前|原来|前两年|眼下|他们|家里|那边|主要|手上|单位|厂里|公司)?(?:在用(?:着)?|现用|用着|采的|装的|上的是|用的(?:就是|都是|还是|是)?|用的|拉着|合作的是?)(?:那个|那家)?{_NAME}(?=呢|那台|那个|那款|是|的|,|。|;|!| |$|觉得|感觉|还|也|用|已|挺|就|这|,|拉着|他|她|我|一)",
        # 拿X跟我们比
        rf"(?:拿|在拿|正拿)(?:我们|咱们?)?(?:跟|和)?{_NAME}(?:跟|和|与)(?:我们|咱们?)?(?:做|在)?(?:比|对比|比价|比较|比着)",
        rf"(?:拿|正拿)(?:我们|咱们?)(?:跟|和|与){_NAME}(?:做|在)?(?:比|对比|比价|比较)",
        # 跟X对比 / 在比X / 跟X签了
        rf"(?:正在|正|在|也在|同时|同时也在|还在)(?:跟|和|与|同)?{_NAME}(?:做|在|那边)?(?:对比|比价|比较(?=[,。;! ]|$|着|呢)|比着|比(?=,|。|;| |$|,|呢))",
        rf"(?:跟|和|与|(?<!合)同|被){_NAME}(?:的合同)?(?:都|已经|也)?(?:签了|签的|签完|签约|签了三年|抢|撬|签走)",
        rf"(?:在|正|也在|同时也在|还在)比{_NAME}(?=,|。|;|!| |$|的)",
        rf"(?:,|。|;|^|现在|目前|一直|他们|家里)(?:现在|目前|一直|都|就|在)?用{_NAME}(?=,|。|;|!|$)",
        rf"(?:在|正在)比(?:价|较)?[,、。 ]?(?:有){_NAME}(?:[,、 ]|还有|和|$)",
        rf"(?:这台|那台|这套|那套|这批|老的|原来的){_NAME}的(?=用了|已经|机器|设备|,|还)",
        rf"(?:\"|“|「){_NAME} ?(?=\d+(?:\.\d+)? ?[万wk块元])",
        rf"(?:说|,|。|;|对方|人家|觉得){_NAME}(?=(?:给|跟)(?:他|她)们?(?:报|给)的)",
        rf"(?:还在|也在|在|同时在|同时也在|另外在)(?:看|接触|谈|考察|评估|试用|了解){_NAME}(?=,|。|;|!| |$|的|家|那边)",
        # X也找他了 / X的业务员 / X报的 / X的才
        rf"(?:但是|但|,|。|;| |说|而且|听说|^){_NAME}也(?:找|来|联系|报|在)(?:他|她|了|过|讲|谈|跟|的)",
        rf"(?:看见|碰见|碰到|遇见|遇到|撞见|刚才|还有|说|,|。| ){_NAME}的(?:业务员|销售|人|代表|业务)(?:也|刚|了|在|来|正)",
        rf"(?:已经|就|都)?(?:找了|选了|定了|签了|换了|用了|买了|订了|转投|改用)(?!别|其|我|咱|他|她|一|两|三|几|半|新|个|合同|字|多|好)(?P<name>[\u4e00-\u9fff]{{2,6}}|[A-Za-z][A-Za-z0-9]{{1,12}})(?:的)?(?=,|。|;|!| |$|这单|了)",
        rf"(?:买着|能买着|能买到|买得到){_NAME}的",
        rf"(?:说|嫌|而且|,| |。|可是|但|人家){_NAME}(?:才|只要|只|报(?:的|了|价)?|给(?:他|她|的)?(?:报)?(?:的)?)(?:人均|一吨|一台|一车|一个|每)?(?=[\d一二两三四五六七八九十])",
        rf"(?:说|,| |。){_NAME}的(?:才|只要|更|便宜|贵)",
        rf"(?:不如|比不上|比不了|没有)(?!我|咱|他|她|这|那|什|人|问|别|上|去|以|其){_NAME}(?:好|便宜|稳|快|强|的|那么)",
        rf"(?:现在|目前|那边|他那|这边|眼下)(?:是)?{_NAME}(?:物流|在)?(?:拉着|供着|供货|做着|服务|承运|供应)",
        rf"(?:隔壁|别的|对面)[^,。 ]{{1,4}}用的是{_NAME}(?=,|。|;| |$|的)",
        rf"就(?:上|找|去){_NAME}(?:买|拿|订|进)",
        rf"(?:竞争对手|对手|竞品|友商|同行)(?:是|有)?{_NAME}(?=给|的|报|才|要|在|也|就|,|。|;|$)",
        rf"(?:目前|现在|,|。|;|是){_NAME}(?:和|跟|与)(?:我们|咱们?)(?:在)?(?:争|竞争|抢|pk|PK|比|竞标)",
        rf"(?:找|选|请)(?!我|咱|他|她|个|人|了){_NAME}(?:干|做|装|弄|搞|施工|供货)(?:了|的)",
        rf"(?:上一家|之前那家|原来那家|隔壁|另一家|别的一家){_NAME}(?=给|的|做|才|报|就|也|便宜)",
        rf"(?:都|已经|就|是|还)?在{_NAME}(?:办|买|订|采购|充|做|存|拿)的(?!时候)",
        rf"(?:定了|决定|改成|改|换|换成|选择|选)用{_NAME}(?=的|,|。|;| |$)",
        rf"(?:,|。|;| |说|而|但){_NAME}(?:那间|那边|那家|那儿|他们)(?:是|月租|报|给|每|只要|才|一)?(?=[^,。]{{0,4}}[\d一二两三四五六七八九十])",
        rf"(?:还不如|不如)(?:他们|她们|人家)?(?:现在|原来|以前)?(?:用的|在用的)?{_NAME}(?=那台|那个|的|那款|,|。|$)",
    )
)
_STRONG = frozenset(_COMPETITOR[:6])
_NOT_COMPETITOR = re.compile(
    r"^(?:拿|正|我|咱|他|她|这|那|它|别|其|对方|客户|人家|自己|哪|什么|啥|多|几|一|两|三|好|老|新|不|没|很|挺|还|就|都|有|是|的|了|在|要|比|大概|国产|进口|同行|竞品|对手|供应商|友商|厂家|价格|报价|现在|目前|以前|之前|领导|老板|公司|别家|方案|合同|产品|系统|设备|机器|数据|东西|样品|电话|微信|效果|大家|其中|已经|可能|这边|那边|主要|年|月|上|下|去|来|起|得|着|过|再|又|也|谁|今天|明天|昨天|后天|上午|下午|晚上|因为|所以|但是|如果|而且|院里|厂里|科里|家里|内部|每|全|整|第|总|最|更|可以|应该|觉得|学校|医院|公司|单位|让|定金|押金|首付|尾款|合同|一[台个年月]|单价|总价|预算|含税|贵|大概|年卡|已付|答应|试点|项目|付|报|外号|一[^,。]{0,2}[吨台个套年月]|剩|还剩|原来|主要)"
    r"|(?:他|她|我|了|的|说|吗|呢|吧|是|在|就|都|也|还|没|不)$|^\w$|[,。 ]|^[的了]|电话|微信|客户|东西|同样|同类|别人|时候"
)
_LISTED = re.compile(r"(?:、|和|跟|还有|,)(?P<name>[A-Za-z][A-Za-z0-9]{1,12}|[\u4e00-\u9fff]{2,5})(?=,|。|;| |$|、|的|比|对比|也)")
_TRIM = re.compile(r"^(?:的是|是|了|着|那个|这个|那家|个|叫|隔壁|上一家|一家|一个|一直|说|用|找|选|定|有个|刚才|事儿|听说|现在的|目前的)+|(?:那边|那家|这边|他们|家|的东西|东西|的|报价|呢|啊|吧|给|也|的人)+$")


def find_stage(text: str, start: int, end: int, lexicon: Lexicon, own: bool) -> Found | None:
    """The stage named, or the outcome told, in a stretch; the last named one wins. `own` is set when another
    vendor signed there, so «签了» is a loss."""
    lost = _LOST.search(text, start, end)
    if lost or own:
        first, last = lost.span() if lost else (start, start)
        return "已流失", first, last
    named: Found | None = None
    for match in _NAMED_STAGE.finditer(text, start, end):
        if match["no"] or match["after"]:
            continue
        stage = match["stage"]
        named = (_NAMED_AS.get(stage, stage), *match.span("stage"))
    for word, stage in lexicon.stages.items():
        at = text.find(word, start, end)
        if at >= 0:
            named = (stage, at, at + len(word))
    signed = _SIGNED.search(text, start, end)
    if signed and not _NOT_SIGNED.search(text, max(start, signed.start() - 2), signed.end() + 2):
        return "已签约", *signed.span()
    if named:
        return named
    paused = _PAUSED.search(text, start, end)
    if paused and _PAUSED_CONTEXT.search(text, max(start, paused.start() - 8), paused.end()):
        return "暂不推进", *paused.span()
    return None


def find_pains(text: str, start: int, end: int) -> list[tuple[Pain, int, int]]:
    """What the customer complains of in a stretch, each kind once, in the order told."""
    found: list[tuple[Pain, int, int]] = []
    for pain, pattern in _PAINS:
        for match in pattern.finditer(text, start, end):
            if _NEGATED_PAIN.search(text, max(start, match.start() - 5), match.start()):
                continue
            if _SUPPOSED.search(text[max(start, match.start() - 14) : match.start()]):
                continue
            if pain == "quality" and (_TERMS.search(text[max(start, match.start() - 12) : match.start()])):
                continue
            if pain == "quality" and found and (
                _GENERAL.fullmatch(match.group()) or any(a < match.end() and match.start() < b for _, a, b in found)
            ):
                continue
            if pain == "decision" and re.search(r"我们?(?:也|自己|这边)?$", text[start : match.start()]) and not re.search(
                r"说[^,。]{0,6}$", text[start : match.start()]
            ):
                continue
            found.append((pain, *match.span()))
            break
    return sorted(found, key=lambda item: item[1])


def _each(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """The names of a list («有赞、客如云», «太平和阳光»)."""
    pieces = []
    position = first
    for match in re.finditer(r"[、/]|(?<=[\u4e00-\u9fff]{2})和(?=[\u4e00-\u9fff]{2})", text[:last]):
        if match.start() > first:
            pieces.append((position, match.start()))
            position = match.end()
    return [*pieces, (position, last)]


def find_competitors(text: str, start: int, end: int, lexicon: Lexicon) -> list[Found]:
    """The other vendors named in a stretch, as spoken, in the order told."""
    found: dict[str, tuple[int, int]] = {}

    def add(first: int, last: int, weak: bool) -> bool:
        piece = text[first:last]
        lead = _TRIM.match(piece)
        if lead and lead.end() and last - first - lead.end() >= 2:
            first += lead.end()
        piece = text[first:last]
        tail = re.search(r"(?:那边|那家|这边|他们|的东西|东西|的|报价|呢|啊|吧|给|也)+$", piece)
        if tail and tail.start() >= 2:
            last = first + tail.start()
        name = text[first:last]
        if len(name) < 2 or _NOT_COMPETITOR.search(name) or (weak and made_of_common_words(name)):
            return False
        if any(first < b and a < last for a, b in found.values()):
            return False
        found.setdefault(name, (first, last))
        return True

    flat = text.replace("\n", "。")
    for pattern in _COMPETITOR:
        position = start
        while match := pattern.search(flat, position, end):
            position = match.start() + 1
            first, last = match.span("name")
            if any(add(*piece, pattern not in _STRONG) for piece in _each(flat, first, last)):
                position = last
                following = _LISTED.match(flat, last, end)
                while following and add(*following.span("name"), True):
                    following = _LISTED.match(flat, following.end("name"), end)
    for word in lexicon.competitors:
        at = text.find(word, start, end)
        if at >= 0 and word not in found:
            add(at, at + len(word), False)
    return sorted(((name, *span) for name, span in found.items()), key=lambda item: item[1])
