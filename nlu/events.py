"""Contacts told in a text: which verb says that a customer was met, called, written to, and by which channel.

An event is `planned` when its clause speaks of what is still to come («明天准备去», «让我周五过去»), and
`failed` when nobody was reached («没见到», «没打通»). Source: CONTRACT `channel`, «Corrections, negation, plans».
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.drafts import Channel


@dataclass(frozen=True, slots=True)
class Event:
    """One verb phrase of contact. `weight` orders events of one clause: a medium named outweighs a bare 去."""

    start: int
    end: int
    channel: Channel | None
    weight: float
    planned: bool = False


_OUR_PLACE = r"(?:我们?|咱们?|俺们?)(?:这边|这儿|这里|这|公司|厂里?|展厅|展位|办公室|网点|店里?|单位|工厂|车间|总部|院里?|的?展厅)"
_PATTERNS: tuple[tuple[str, Channel | None, float], ...] = (
    # The customer began.
    (r"(?:接到|收到)(?:了)?[^,。;!?]{0,16}(?:电话|来电|微信|邮件|短信|消息|来信|语音)", "inbound", 8),
    (r"主动(?:来|打|发|找|联系|加|约|给|过来|上门|在微信|微信|电话|问|跟我|到|提|登门)|先(?:给我|找我?|联系我|加我|发的|打来|打的|来的|问我|跟我)", "inbound", 9),
    (r"(?:来|到|找上|领着人来|过来)(?:了|过)?" + _OUR_PLACE, "inbound", 7),
    (r"打进来|(?:电话|微信|消息|邮件|短信)(?:打|发)?(?:进来|过来|来)|打(?:过)?来(?:的)?电话|来电(?!视)|来电话|来访|来函|来信|找上门|找过来|寻上门|(?:我们?|公司|上午|下午|今天)?接待了|(?:来|到)(?:了)?(?:我[司方]|我公司|本公司|我厂|司里)|来(?:厂|司|店|馆|公司)(?:里)?(?:参观|考察|看|谈|提货|验货|洽谈)", "inbound", 7),
    (
        r"(?:[他她]们?|对方|客户|人家|[总姐工哥]|经理|主任|小[^ ,。]|老[^ ,。])(?:今天|昨天|上午|下午|中午|早上|晚上|刚才|刚刚|又|还|就|也){0,2}"
        r"(?:找我|找到我|加我|加了我|联系我|联系了我|微信上?找我|微信上?问我|打(?:电话)?(?:给我|来)|给(?:我|咱)们?(?:打|发(?:了|的|来|微信|消息|邮件)|来(?:了|电|个)|留言)|来(?:了)?(?:个|一个)?(?:电话|微信|邮件))",
        "inbound",
        8,
    ),
    (r"(?:打电话|发微信|发邮件|发消息|微信上?|电话里?|发短信)(?:来|过来|进来|找我|问我|给我|给咱)", "inbound", 7),
    # A medium named.
    (r"连线|共享屏幕|屏幕共享|投屏|网上(?:开会|演示|给)|远程(?:演示|会议|沟通|培训|交流|讲解)|线上(?=[^,。 ]{0,3}(?:演示|跟进|沟通|交流|培训|给|跟|和|聊|讲))|视频(?=了|着|过)|视频会议?|线上会议?|腾讯会议|钉钉会议|飞书会议|网络会议|视频会|远程会议|电话会议?|[Zz]oom|ZOOM|[Tt]eams会?|云会议|开(?:了)?(?:个|一个)?(?:线上|视频|云|网络|远程)会|视频(?:通话|沟通|连线|聊|聊了)|线上(?:给|跟|和|沟通|交流|演示)", "meeting", 6),
    (r"(?:邮件|电邮|发函|去函|邮箱|[Ee]-?mail)", "email", 5),
    (r"(?:(?i:(?<![a-z])(?:vx|wx|wechat|wecom)(?![a-z]))|薇信|企业微信|企微|微信|加了?[^,。 ]{0,8}微信|朋友圈)", "wechat", 5),
    (
        r"(?i:(?<![a-z])(?:call|tel|phone)(?![a-z]))|电联|去电|回电|拨通|语音通话|电话(?!号|是多少|多少|费|还没要|没要|簿|本|机|线)|通(?:了|过)?(?:个|一)?话|致电|回访|打(?:了)?[^,。 ]{0,6}[一二两三四五六七八九十几仨俩\d](?:遍|次|回|个|通)?(?=电话|都|也|没|,|。| |仍|还|全|才|就|[^\u4e00-\u9fff]|$)|打(?:了)?(?:个|通|几个)电话|打(?:了)?(?:一)?(?:圈|通)|"
        r"没打通|打不通|打通|未接|没接通|没接(?!待|受|到)|没人接(?!待)|(?<!直)不接(?!受)|接的(?=[,。 聊谈])|接了?电话|打过去|空号|关机|停机|占线|无人接听|拨(?:了|过|打|给)|打给|打过去|电话(?:里|中)|一通(?:打|给)?",
        "call",
        5,
    ),
    (
        r"请的(?=是?[^,。;]{1,14}(?:总|经理|主任|[处科院局部]长?|工|姐|哥|老))|酒量|喝得|吃完饭|吃(?:了|过|的|着)?(?:个|顿|一顿|口)?(?:便|工作|午|晚|早|中)?饭|饭局|饭桌|喝(?:了|的|着|过)?(?:个|杯|顿|点|会儿|一杯)?(?:茶|酒|咖啡|下午茶)|聚餐|宴请|请(?:了)?[^,。 ]{0,12}吃|"
        r"(?:一块儿?|一起)(?:吃|喝)|吃(?:的|了)(?!瘪|亏|惊|力|透|不|住|紧|苦|闭)|宵夜|夜宵|撸串|火锅|涮羊肉|烧烤|午餐|晚餐|早茶|小酌|喝了?(?:两|几)[杯盅]|中饭|下馆子|(?:搓|撮|整)(?:了)?一顿|应酬|做东|茶馆|茶楼",
        "meal",
        5,
    ),
    (
        r"展会|展览会?|博览会|沙龙|论坛|峰会|研讨会|广交会|进博会|年会|推介会|交流会|订货会|招商会|发布会|展上|[^,。 ]展(?:会)?上|展位|展台|展馆|酒会|订货会|[\u4e00-\u9fff]{1,4}博会|行业大会|糖酒会|答谢会|品鉴会|路演|培训会|[\u4e00-\u9fff]{1,5}(?:展|大会|典礼|仪式)(?=上|现场|期间|碰|遇|认识)|交易会|对接会|洽谈会|开放日",
        "event",
        6,
    ),
    (r"(?i:\b(?:sms)\b)|短信|碰(?:到|见|着|上|了)|遇(?:到|见|上)|偶遇|撞(?:见|上)|路过.{0,4}聊|电梯里", "other", 4),
    # A way made.
    (r"店里[^,。]{0,4}来了|自己(?:来|找|溜达|上门|进|寻)[^,。]{0,2}(?:来|了|店)|来(?:了|过)?(?:店里|门店|咱店|我店|店)(?=[^,。]{0,6}(?:看|问|谈|聊|了|咨询|参观|过|坐))|(?:先|主动)?发来(?:了)?(?:一?[条封个])?(?:微信|邮件|消息|短信|语音|信息)|(?:亲自|专门|特意)?(?:给我|给咱)们?打来|打来(?!的|打去)|(?:打|发)(?:电话|微信|邮件|短信|语音|消息)来", "inbound", 8),
    (r"从[^,。;]{2,16}(?:出来|回来)|在[^,。;]{2,14}(?:公司|厂里?|医院|学校|办公室|会议室|现场|工地|项目部|店里?|车间|院里)(?:里|内)?(?=[^,。;]{0,4}(?:跟|和|与|见|同|参加|召开|聊|谈|面|会))|(?i:(?<![a-z])(?:visit|f2f|onsite|on-site)(?![a-z]))|面聊|见面|见了个?面|碰头|会面|面洽|会谈|座谈|晤谈|面商|造访|拜晤|调研|踏勘|勘察|考察|进门|进了门|拜访|拜会|前往|会见|会晤|到访|约见|面见|探访|走访|登门|上门|面谈|面访|当面|实地|见(?:了|着|到|过|的)|没见|[去跑](?:了|过|的|到|一趟|趟)|跑(?=[\u4e00-\u9fff])|赴|(?:赶|杀|摸)(?:到|去|过去)|到(?:了|的|那儿?|人家)|过去(?:了|的)|找(?:的|了|到)|扫楼|扫街|陌拜|驻点|串(?:了)?(?:个)?门|驱车|走(?:了)?一?(?:趟|遭)|[奔蹽扎摸溜达蹿拐绕转颠跑走开](?:到|去)(?:了)?(?!年|月|底|时|处)|蹲了|坐了(?:会|一会|半天|坐)|见了?一?面", "visit", 2),
    (r"外勤|出差|跑客户|跑市场|下市场|跑业务|外出", "visit", 1.5),
    (r"回来|现场|没在|不在|没人(?!接)|锁着?门|门(?:关|锁)着|关着门|白跑|没(?:让|能)进|不让进|跑空|扑(?:了个)?空|坐(?:了|下)|前台|门口|门卫|保安|接待", "visit", 1.5),
    (r"送(?:了)?(?:样|货|样品|合同|资料|标书)(?:了|过去|去|到)|调试|装机|巡检|踩点|量尺|驻场|去|到(?=[\u4e00-\u9fff])|上(?!午|周|个|次|月|回|线|门|面|半|来|去)(?=[\u4e00-\u9fff]{2,8}(?:找|见|跟))|找|约了|陪", "visit", 1),
)
_EVENT = re.compile("|".join(f"(?P<e{i}>{pattern})" for i, (pattern, _, _) in enumerate(_PATTERNS)))
_TALK = re.compile(
    r"(?:聊|谈|沟通|交流|讨论|演示|介绍|唠|对接|洽谈|讲|说|问)(?:了|的|过|到|着|上|得)|(?:聊|谈)(?:聊|谈|了)?|签了|定了|报了"
)

_PLAN = re.compile(
    r"准备|打算|计划|预计|想去|要去|得去|再去|再来|再约|再打|再跟|再拜访|再上门|再聊|再找|约好?(?:了)?(?:下|明|后|周|星期|礼拜)|约我|约他|"
    r"让(?:我|咱|俺)|叫(?:我|咱|俺)|要(?:我|咱|俺)|请(?:我|咱)们|催(?:我|咱)|喊(?:我|咱)|希望(?:我|咱)|回头|改天|下次|过(?:两|几)天|过阵子|"
    r"安排|等(?:他|她|老板|领导)|尽快|争取|将(?=于|会|在)|会(?:给|去|来|把|到|安排|再|尽|先)|到时候?|一律|务必|要是|如果|万一|假如|原计划|想(?:让|要|请|约)|没去成|没去|如果|要是"
)


def find_events(text: str) -> list[Event]:
    """All verb phrases of contact in a text, without regard to tense; linear in its length."""
    events = []
    for match in _EVENT.finditer(text):
        group = match.lastgroup
        if group is None:
            continue
        _, channel, weight = _PATTERNS[int(group[1:])]
        events.append(Event(match.start(), match.end(), channel, weight))
    return events


_NOT_DONE = re.compile(
    r"(?:没有?|未|不曾|没来得及|还没有?|压根没|不用|不要|别)(?:再|去|主动|顾上|敢|贸然)?(?:去|打(?!通)|联系(?!上)|拜访|上门|找(?!到|着)|发|来(?!得及)|外出)"
)


def never_tried(text: str, start: int, end: int) -> bool:
    """Whether the stretch says that no contact was even tried («没有去见», «也没打电话»)."""
    return _NOT_DONE.search(text, start, end) is not None


def plan_before(text: str, start: int, end: int) -> bool:
    """Whether a word of planning stands in the stretch."""
    return _PLAN.search(text, start, end) is not None


def tells_talk(text: str, start: int, end: int) -> bool:
    """Whether a verb of talking stands in the stretch."""
    return _TALK.search(text, start, end) is not None


_SILENT = re.compile(r"没动静|没回|没理|不理|没反应|没音信|不回")


def only_silent(text: str, start: int, end: int) -> bool:
    """Whether the stretch tells no more than that no answer came; without a medium that is no attempt."""
    rest = _SILENT.sub("", text[start:end])
    return not unreached(rest, 0, len(rest))


_UNREACHED = re.compile(
    r"(?:没|未)(?:有|能)?(?:见到|见着|见上|找到|找着|碰到|碰着|打通|接通|接|人接|回|联系上|遇到|在|上线|等到|来得及见|能进|让进|人)"
    r"|(?:不接|未接|无人|不在|没人|空号|停机|关机|占线|白跑|扑空|跑空|不让进|吃了?闭门羹|放(?:我|了我)?鸽子|拉黑|传真机|锁着?门|关着?门|没露面|没等我|打不通|人没了|没回|不回(?!头|来|家|去|避)|直接挂|挂了|语音信箱|没动静|没理|已读不回|不理|没反应|没音信|敲了[一二两三四五几\d]+[次回])"
)


def unreached(text: str, start: int, end: int) -> bool:
    """Whether the stretch says that nobody was reached."""
    return _UNREACHED.search(text, start, end) is not None
