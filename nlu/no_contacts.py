"""Verbs of contact that tell of none: what is private, complained of, or only spoken of."""

from __future__ import annotations

from nlu import lazy_re as re
from nlu.events import Event, plan_before, tells_talk
from nlu.scan import Scan

# «晚上跟老同学喝酒» is no contact with the customer.
_PRIVATE = re.compile(
    r"(?:跟|和|与|同|陪|带)[^,。;我他她]{0,6}(?:姐夫|妹夫|朋友|同学|战友|老乡|亲戚|家里|家人|老婆|媳妇|老公|对象|爸妈|孩子|哥们|发小|闺蜜|同事)"
    r"[^,。;的]{0,4}$"
)


# «打电话过去半天才来人»: how long we took to come.
_SLOWLY = re.compile(r"[^,。;我咱]{0,12}才(?:来人|派人|有人|到场|过来|来修|上门)")
# «打电话报修也没人理»: they called us in vain.
_CALLED_US = re.compile(
    r"[^,。;!? ]{0,4}(?:报修|投诉|求助|催修|找(?:我们|你们|咱))[^,。;我]{0,6}(?:没人|无人|不理|不接|打不通)"
)
# «聊了短信网关», «邮件系统»: what is sold or used, no way of contact.
_A_PRODUCT = re.compile(
    r"(?:网关|系统|平台|软件|服务器|接口|通道|营销|群发|小程序|商城|支付|机器人|验证码|归档|监控|监测|模组|套餐|专线|号码池)"
)
# «把清单打给他»: a thing is sent.
_HANDED = re.compile(r"[把将][^,。;!?]{1,12}$")
# «售后电话打不通» complains of us; «上次展会» only tells which.
_OUR_LINE = re.compile(r"(?:售后|客服|服务|报修|投诉|维修|热线|400)[^,。;我他她]{0,6}$")
_FORMER = re.compile(
    r"(?:上次|上回|上一次|去年|前年|以前|之前|往年|前几年|那次|那回)(?:的|那[个次场])?[^,。;跟和在去见]{0,2}$"
)

# «她上个月找的别家»: what they did, not with us.
_THEY_WENT = re.compile(
    r"(?<![\u4e00-\u9fff])(?:他们?|她们?|对方|人家|客户)(?:家)?(?:之前|原来|以前|上个?月|去年|前年|一直|都是|自己)[^,。;我咱]{0,4}$"
    r"|(?:的人|业务员?|销售|对手|厂家|供应商)(?:已经|也|又|都|还|[今昨前][天日晚]|上个?(?:周|月|礼拜|星期))*$"
)


_SUBJECT = 16
"""How far before a verb its subject may stand, also where words of time cut the clause."""

# «中午没吃饭就赶去了».
_WITHOUT = re.compile(r"(?:没|未|不)(?:有|顾上|来得及|能)?$")
_ALONE = re.compile(
    r"自己(?:随便|在[^,。;]{0,6})?(?:吃|喝|扒)|随便(?:吃|喝|扒拉?|对付)|多(?:吃|喝)了|自行用餐|一个人(?:吃|喝)"
)
# «留我吃饭,我没吃»
_DECLINED = re.compile(r"[^。;!?\n]{0,6}(?:没(?:吃|喝|去|留)|谢绝|婉拒|推了|推辞)")
# «聊种植季活动+联合沙龙», «差一点误了展会»: an event talked of.
_TALKED_OF = re.compile(r"(?:聊|谈|讲|讨论|沟通|介绍|[+、])[^,。;在到去]{0,10}$|(?:误|耽误|错过|赶不上|备战|筹备)了?$")
# «下午的视频会取消了»: what was called off took no place.
_CALLED_OFF = re.compile(r"(?:的|又|也|就|被|临时|给|都|最后|全)*(?:取消|改期|延期|推迟|没开成|没约成|黄|泡汤)了")
# «电话里约好的十点»: what had been arranged before.
_ARRANGED = re.compile(r"(?:里|上|中)?(?:都|就|已经|早就|事先|提前)?约(?:好|定|妥)了?的")
# «老板正在打麻将»: what they were busy with.
_BUSY = re.compile(r"(?:(?<![现实])在|正|忙着)$")
# «她说那笔货款月底打过来»: money comes, nobody calls.
_MONEY = re.compile(r"(?:款|钱|[\d一二两三四五六七八九十百千半几][万块元]|定金|押金|订金|首付)[^,。;!?]{0,6}$")
# «那个年会旅游黄了», «发布会的搭建»: what is sold for an event.
_FOR_AN_EVENT = re.compile(
    r"的?(?:用品|礼[物品]?|[酒茶]水|奖品|服装|展台|门票|资料|宣传|采购|旅游|项目|方案|策划|搭建|布置|场地|预算|报价|筹备|执行|主持|用[车餐]|订餐|物料|舞美|直播|翻译|速记|摄[影像]|合同|"
    r"订单|单子|需求|服务|设计|承办|接待|保障|安保|租赁|设备|音响|灯光|(?:单|订单|项目|事儿?)?(?:黄了|推迟|取消|延期|改期|不办|停办))"
)
_THERE = re.compile(r"[上里中]|现场|期间")
# «在去明远的高铁上»: on the way, not there. «朋友圈看到明远搬了新厂»: what they show to all.
_UNDER_WAY = re.compile(r"[^,。;!?了]{1,12}的?(?:路|高铁|动车|火车|车|飞机|地铁)上")
_SHOWN_TO_ALL = re.compile(r"[里上]?(?:又|刚|都|也)?(?:看|刷|发|晒|宣布)")


def is_no_contact(scan: Scan, event: Event) -> bool:
    """Whether what looks like a contact is private, a complaint about our own line, or only spoken of."""
    start = scan.clauses.at(event.start).start
    if event.channel == "meal":
        if _WITHOUT.search(scan.text, start, event.start):
            return True
        end = scan.clauses.at(event.start).end
        if _DECLINED.match(scan.text, event.end) or _eaten_alone(scan, event):
            return True
        return bool(_PRIVATE.search(scan.text, start, event.start) or _ALONE.search(scan.text, start, end))
    if _A_PRODUCT.match(scan.text, event.end) or _CALLED_OFF.match(scan.text, event.end):
        return True
    if event.channel == "inbound":
        paid = scan.text.startswith(("打", "汇", "转"), event.start)
        return paid and _MONEY.search(scan.text, max(0, event.start - _SUBJECT), event.start) is not None
    if event.channel == "other":
        return _BUSY.search(scan.text, start, event.start) is not None
    if event.channel in ("call", "wechat", "email") and _ARRANGED.match(scan.text, event.end):
        return True
    if event.channel == "call":
        by_them = _SLOWLY.match(scan.text, event.end) or _CALLED_US.match(scan.text, event.end)
        handed = scan.text.startswith("打给", event.start) and _HANDED.search(scan.text, start, event.start)
        return bool(by_them or handed or _OUR_LINE.search(scan.text, start, event.start))
    if event.channel == "wechat" and scan.text.startswith("朋友圈", event.start):
        return _SHOWN_TO_ALL.match(scan.text, event.end) is not None
    if event.channel == "visit" and event.weight <= 2:
        if scan.text[max(0, event.start - 1) : event.end] == "在去" and _UNDER_WAY.match(scan.text, event.end):
            return True
        return _THEY_WENT.search(scan.text, max(0, event.start - _SUBJECT), event.start) is not None
    if event.channel != "event":
        return False
    if _FOR_AN_EVENT.match(scan.text, event.end) or _FORMER.search(scan.text, start, event.start):
        return True
    return bool(_TALKED_OF.search(scan.text, start, event.start)) and not _THERE.match(scan.text, event.end)


# «请他食堂吃的早饭», «边吃边聊»
_IN_COMPANY = re.compile(
    r"[请陪跟和与同约边聚宴席桌局留]|[他她](?!们?(?:家|厂|公司|单位)?(?:门口|楼下|附近|旁边|对面))|一起|一块|应酬"
)


def _eaten_alone(scan: Scan, event: Event) -> bool:
    """Whether nobody is told to have eaten with the sender («中午在县里吃的牛肉面»), or to have talked over it."""
    clause, end = scan.clauses.following(event.start, 1)
    if _IN_COMPANY.search(scan.text, clause.start, clause.end) or any(
        clause.start <= p.start < end for p in scan.people
    ):
        return False
    if any(clause.start <= company.start < clause.end for company in scan.companies):
        return False
    return not tells_talk(scan.text, event.end, end) and not plan_before(scan.text, clause.start, event.start)
