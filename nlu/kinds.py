"""What a message is for: a report of contacts that took place, or a question, a command, a plan, news (CONTRACT
`kind`)."""

from __future__ import annotations

from nlu import lazy_re as re
from nlu.events import tells_talk, unreached
from nlu.inside_talk import among_ourselves
from nlu.instructions import instructs
from nlu.lead_parser import records
from nlu.outcomes import tells_outcome
from nlu.scan import Scan
from nlu.sieve import SIEVE
from nlu.tense import still_to_do

_QUESTION = SIEVE.pattern(
    r"(?:[?吗]|(?<![怎这那])么(?!没)|[签定到付回交发收]了没有?(?=[?。 ]*$)|算不算|该不该|用不用|多少啊?|什么时候|"
    r"怎么样|是谁|哪些|几个|哪里|有没有|要不要|是不是|能不能|"
    r"^(?![^,]*[问聊谈讲])[^,。;! ]*(?:[几哪][次回家趟]|几(?:号线|路车)|[周期]几|哪[天个位]|会不会)|"
    r"要多久|多长时间|有多远|可不可以|为啥|为什么|怎么[写做用查办]|咋[^,。]{0,8}不)[^,。;!]{0,6}[?!。 ]*$"
)
# «A公司王总的电话», and nothing else, wants to be told; «上午打的电话» tells.
_LOOKED_UP = re.compile(
    r"[^,。;!?\n]{1,20}(?<![打接回来通发加写留])的(?:电话|手机|号码|微信|邮箱|地址|联系方式)(?:号码?)?"
    r"(?:是|给我|发我)?[?。 ]*"
)
# Behind a denial 什么 asks nothing («没聊什么实质的»).
_NOTHING_MUCH = re.compile(r"没有?[^,。;!?吗]{0,6}(?:什么|啥)(?!时候)[^?吗]*$")
# What somebody wants to be told again («上次拜访恒瑞聊了什么，我忘了»), or done by us.
_RECALLED = SIEVE.pattern(
    r"(?:上次|上回|之前|以前)[^。]{0,24}(?:什么|啥|多少|哪)"
    r"|(?:什么|多少|哪\w?|几\w?)[^,。]{0,8}[,。 ]?(?:我忘了|忘了|来着)[^,。 ]{0,4}[?。 ]*$"
    r"|几[楼号点](?:啊|来着)?$"
    r"|^[^,。]{0,10}?(?<!跟)(?:我|想|先|要)问(?:一)?[声下句][,。: ][^。!]{2,24}?(?:是不是|有没有|能不能|到底|[吗?])"
    r"|(?:到底|究竟|上次|上回|之前)[^。!?]{0,24}还是[^。!?]{1,12}[?]|(?:排|是)?第几(?:名|位)?[?。 ]*$"
    r"|([到付签交开回])没\1[^。!?]{0,2}[?][^。!?]{0,4}(?:财务|帮|谁|急|查)"
)
_REQUEST = SIEVE.pattern(
    r"记[一个条]{1,2}提醒|(?:推|转)给我(?:一?下[呗吧哈嘛]?|[呗吧哈嘛])[。!?]*$|提醒我|帮我(?!们?(?:记|录|加|存|登记|建|补|入))|发我一[份下]|给我导"
)
_COMMAND = re.compile(
    r"^(?:嗯|呃|那个|哎|喂|好|麻烦|请|帮忙|你?帮我|给我|你|再)*(?:把|提醒|查一?下?|导出|删|改|"
    r"修改|更正|统计(?!:)|看一?下|看看|列出?|汇总(?!:)|生成|撤销|取消|转给|推送|设置|打开|显示|告诉我|"
    r"发我|发一份|帮我查|帮我看|帮我导|帮我改|帮我删|帮我把|预约|新建提醒|记得提醒|"
    r"(?:协助|(?:让|叫)?(?:财务|行政|后台|管理员|同事|内勤|法务|人事|商务)部?门?)+[^,。;:]{0,4}(?:查|核|确认|调|改)|"
    r"将[^,。;!?]{0,30}(?:调整|变更|更正|修改|改)|核[实查对]|[日周月]报(?![:\n (]))"
)
_PLAN_HEADER = SIEVE.pattern(
    r"^(?:现|特|我要|我想)?申请(?!人)|以上(?:是|为)?[^,。]{0,6}(?:计划|安排|行程)[。!]*$|"
    r"^(?:[本这今]个?(?:月|周|季度?|年)|[一二三四]季度|\d{1,2}月份?)的?(?:工作|销售|业绩)?(?:目标|指标)[:：\n]|"
    r"^等[^,。了]{1,10}再(?=[去找跟给联打约])[^。]*$|"
    r"^(?:(?:明年|下半年|新年|下个?(?:月|周|季度?)|[Qq]\d|[一二三四]季度|\d{1,2}月份?|的|工作| )+"
    r"(?:目标|指标|重点)[:：\n]|"
    r"[^,。:\n]{0,8}(?i:to-?do(?: ?list)?|plan|待办(?:事项)?|拟办(?:事项)?|备忘|议程)[:：\n ]|"
    r"(?:拟定?|现将?|以下[是为]?|我|的|个人|[今明后][天日]|[本这下]个?[周月]|周[一二三四五六日]|节后|[上下]午|工作|拜访|出差|外勤|客户|走访)*"
    r"(?:计划|安排|日程|行程|排期)(?:如下|汇报|上报|是|为)?[:：\n]|[明后][天日](?:的|要|工作)*(?:计划|安排|日程|行程) |"
    r"各位(?:同事|同仁|伙伴|老师|领导)?[,，][^。]{0,40}(?:要求|通知|请|提醒|务必)|(?:计划|"
    r"安排|日程|行程|排期)[:：]|[Ww]\d+ ?(?:日程|计划|安排|行程)|[^,。:]{0,4}?(?:明日|明天|下周|"
    r"本周|今日|今天|下月|后天|周[一二三四五六日])?[^,。:]{0,4}(?:工作|拜访|出差|行程)(?:计划|"
    r"安排)|(?:明日|明天|下周|后天|下月)(?:计划|安排|行程))"
)

# A question of the customer, told: «他问我们有没有现货», «微信上问我什么时候发货».
_REPORTED = re.compile(
    r"(?:让|叫|要)(?:我|咱|俺)们?[^。!?]{0,12}$|(?:(?<![你您])说|看看?|确认|了解|打听|商量|讨论|纠结|犹豫|不知道|不清楚|不确定)(?:一下)?[^,。!?]{0,6}$"
    r"|(?:[他她总工姐哥]|客户|对方|人家|经理|主任|老板)(?:就|又|还|主要|也)?(?:问|想知道|打听)(?!题)[^。!]{0,16}$"
    r"|(?<!你)(?<!别)问(?:我|咱|俺|了我|起)"
    r"|(?:来电话?|打来|电话里?|微信[上里]?|来信|消息|邮件|短信|群里)[^,。!?]{0,6}(?:问|打听)[^。!]{0,16}$"
)


def asks(text: str) -> bool:
    """Whether a short message asks for an answer or for a service."""
    return bool(_question(text) or _LOOKED_UP.fullmatch(text) or _RECALLED.search(text) or _REQUEST.search(text))


def _question(text: str) -> re.Match[str] | None:
    found = _QUESTION.search(text)
    return None if found is None or _NOTHING_MUCH.search(text) else found


def tells_nothing(found: Scan) -> bool:
    """A question, a command, or words about records: nothing took place."""
    text = found.text.strip()
    if not text or (_commands(found, text) and not records(text)) or _PLAN_HEADER.search(text):
        return True
    if _LOOKED_UP.fullmatch(text) or _instructs(found, text):
        return True
    if any(pattern.search(text) for pattern in (_NEWS, _TO_WRITE, _ADVICE, _TO_COLLEAGUE, _SERVICE)) or among_ourselves(
        found
    ):
        return True
    if _REQUEST.search(text) and not records(text) and not _carried_out(found):
        return True
    short = len(text) < 60 and "。" not in text[:-1]
    question = _question(text)
    asking = question is not None and not _REPORTED.search(text, 0, question.start())
    return short and (asking or _RECALLED.search(text) is not None)


# «把恒瑞那单谈下来了»: what was done begins like a command.
_CARRIED = re.compile(r"把[^,。;!?]{2,16}?(?:做|谈|拿|搞|签|跑|搞定|敲定|啃)(?:成|下来?|定|妥|完)?了")


def _commands(found: Scan, text: str) -> bool:
    """Whether the message begins with a command; 查 and 把 that begin a person's name are none."""
    match = None if _CARRIED.match(text) else _COMMAND.search(text)
    return match is not None and not any(p.start < match.end() <= p.end for p in found.people)


# What was copied from a newspaper, what is to be written for us, and asking for advice on a plan.
_NEWS = SIEVE.pattern(
    r"^转发?:|^转发一[则条篇]|(?:行业|市场)(?:快讯|消息|新闻|动态|资讯)|据《[^》]{2,20}》|【[^】]{0,8}(?:快讯|新闻|资讯)】"
)
_TO_WRITE = SIEVE.pattern(
    r"^(?:帮我)?给[^,。]{2,16}(?:写|拟|编|起草)(?:个|条|封|份|一)"
    r"|^(?:帮我)?给[^,。]{2,16}发[个条封](?:短信|微信|邮件|消息)[吧。]*$"
)
_ADVICE = SIEVE.pattern(
    r"(?:你觉得|你说|您看)[^。]{2,24}(?:还是|合适|行不行|好不好|[中成行可]不[中成行可]|咋样|怎么样|可行吗)"
    r"|(?:你看|你觉得|您觉得)(?:[中成行好可]不[中成行好可]|咋样|怎么样|可以不)"
)

# «恭喜小周», «王哥你上次教我的话术好使».
_TO_COLLEAGUE = SIEVE.pattern(
    r"^(?:恭喜|祝贺|祝|感谢|谢谢|辛苦)(?!了?[,!。 ])[^。]*$"
    r"|^[\u4e00-\u9fff]{1,4}[哥姐总工师]?[, ]?你"
    r"(?:上[次回]|之前|昨天|那天|以前)(?:教|给|推荐|发|分享|传授|讲)(?:我|给我)?的"
)


def _instructs(found: Scan, text: str) -> bool:
    """Whether a colleague is told what to do; who is told to record a lead is this assistant."""
    return instructs(text, _carried_out(found), bool(found.phones) or records(text))


# What the calendar, the owner of a record and the system are asked for.
_SERVICE = SIEVE.pattern(
    r"帮[我忙][^,。;!?]{0,4}(?:日历|闹钟|日程)(?:上|里)?(?:记|加|建|写|标|设)"
    r"|^(?:请|麻烦|帮忙|帮我)?把[^,。;!?]{2,30}(?:改|转|划|挂|调|分)(?:到|给|回|至)[^,。;!?]{1,4}名下"
    r"|^[^,。;!? ]{0,5}谁(?:有空|顺路|方便|能|去过|认识|知道|要去)"
    r"|系统[^,。;!?]{0,4}是不是[^,。;!?]{0,4}(?:挂|崩|卡|坏)"
)


def _carried_out(found: Scan) -> bool:
    """Whether a contact is told with a mark of completion («去了», «聊过», «打的电话»), or as what the customer did."""
    return tells_talk(found.text, 0, len(found.text)) or any(
        not e.planned
        and (e.channel == "inbound" or (e.weight >= 2 and re.search(r"[了过的着]", found.text[e.start : e.end + 1])))
        for e in found.events
    )


_ABOUT_RECORDS = SIEVE.pattern(
    r"(?:记录|日报|周报|系统|CRM|软件里)[^,。;]{0,8}(?:怎么|咋|如何|导不|填不|写不|看不|打不开|"
    r"登不)|怎么(?:写|填|录|记|用|查)|(?:请勿|无需|不必|勿)(?:做|作)?(?:记录|登记|录入|入库)(?![为成按])|(?:别|不要|不用|勿)(?:再)?(?:记|录|写|算)(?:在|到|进)"
    r"|(?:不用|不必|无需|别|不要)(?:帮我|给我|替我)?(?:建|做|写|留|存)(?:个|条)?记录[。!]*$"
    r"|不(?:做|作|计|算|记)(?:作|为|入)?(?:拜访|跟进|走访|客户)?记录(?=[,。;! ]|$)"
    r"|(?:这[件事条个]{1,2}|先|暂时)(?:就|先|都)?(?:不用|不必|无需|不要)(?:登记|入库|录入|记录|记)(?=[,。;!]|$)"
    r"|(?:看|找|查|搜)不到[^,。]{0,8}(?:记录|日报|周报|客户)"
    r"|谁(?:填|写|录|记|做|改|报|登记)的[?]"
    r"|(?:看看?|查查?)[^,。;!?]{0,4}(?:有没有|是不是)[^,。;!?]{0,3}(?:存|记|录|写|报)(?:进去|上去|上|进来|进|成)"
    r"|(?:报销|招待费|差旅费|油费|餐[费补])[^,。;!]{0,10}(?:多少|能报|标准|超标|怎么|几天|流程|打回|退回)|报不了|这(?:事|条|个)[^,。]{0,4}(?:不用|别|不要)(?:记|录)"
)
# «你怎么把我没见着曹科长写成见着了»: about a record.
_MISWRITTEN = SIEVE.pattern(r"(?:写|记|录|填|听|识别|存|点|选|标)(?:成|错|为)[^。]{0,16}?(?:了|改|删|重)")
_AMEND = re.compile(r"改(?:过来|一下|回|掉|正)|更正|删掉?|重[新写记录]|撤|你")
_ASKING = re.compile(r"怎么|如何|咋|[吗么?]|能不能|帮我|帮忙|提醒|记得|别忘|请问|有没有|多少|哪|谁|要是|如果|万一")
_DONE = re.compile(
    r"了|过(?!去|来|两|几)|[去见找聊谈说讲打到约在吃请](?:的|着)|刚|没|不在|没来(?![得及])|空号|停机|关机"
)


def _is_plan(found: Scan) -> bool:
    """Whether a message opens with a day to come, and goes nowhere before («明天先去恒瑞,顺路再去明远»)."""
    opening = next((t for t in found.times if t.span.start <= _OPENS_WITH), None)
    if opening is None or not found.due[opening.span.start]:
        return False
    done = any(e.weight >= 2 and not e.planned for e in found.events) or tells_outcome(found, 0, len(found.text))
    return not done and any(e.planned for e in found.events)


# «今天谁都没联系,就写了一天标书»
_NOBODY = SIEVE.pattern(
    r"(?:谁|哪家|一个(?:客户|人)?|客户)(?:都|也)没(?:有)?(?:联系|见(?!到|着)|跑|去|聊|拜访|走访)"
    r"|没有?(?:跑|见|拜访|联系|走访|安排)(?:任何)?客户|没出(?:门|外勤)(?=[,。;! ])"
)

# «上半年共走访客户四十二家次,签约三单»: a count of contacts tells none of them.
_TALLY = SIEVE.pattern(
    r"^[^。\n]{0,16}(?:[本上下]半?[年月]|[\d一二三四五六七八九十]+月份?|季度|全年|年度|截[至止]|总结|小结)[^。\n]{0,20}"
    r"(?:共|累计|合计|总计|完成)[^,。\n]{0,12}?[\d一二两三四五六七八九十百几]+(?:家|户|份|次|单|人次)"
)

# How far into the message its first day may stand to set the time of all of it.
_OPENS_WITH = 3


def reports(found: Scan) -> bool:
    """Whether anything is told as done at all: a plan, a question or small talk is no report."""
    text = found.text
    if _is_plan(found):
        return False
    if _ABOUT_RECORDS.search(text) or (_MISWRITTEN.search(text) and _AMEND.search(text)):
        return False
    if _NOBODY.search(text) and not found.told(0, len(text), 2):
        return False
    if not found.people and _TALLY.search(text):
        return False
    if found.events and all(e.planned for e in found.events) and still_to_do(text):
        return False
    named = bool(found.people) or bool(found.companies)
    # «等会儿去趟恒瑞,找王总签字»: a bare 找 behind a plan goes on with it.
    bare_counts = named and (
        not found.events or not found.events[0].planned or "。" in text[:-1] or _DONE.search(text) is not None
    )
    if any(not e.planned and (e.weight >= 2 or bare_counts) for e in found.events):
        return True
    if bool(_DONE.search(text)) and (tells_talk(text, 0, len(text)) or unreached(text, 0, len(text))):
        return True
    asking = any(not _REPORTED.search(text, 0, match.start()) for match in _ASKING.finditer(text))
    return named and not asking and tells_outcome(found, 0, len(text))
