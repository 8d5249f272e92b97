"""What was talked about, also after a pause, and what is no topic (CONTRACT `topics`)."""

from datetime import UTC, datetime

import pytest

from nlu.linking import KnownCustomer, Names
from nlu.report_parser import understand

NAMES = Names([KnownCustomer(1, "A公司", ())])
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


def topics(text: str) -> list[str]:
    (draft,) = understand(text, NOW, NAMES).follow_ups
    return [topic.value for topic in draft.topics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天拜访了A公司王总,聊的,冷库改造+托盘租赁", ["冷库改造", "托盘租赁"]),
        ("今天拜访了A公司王总 聊的什么呢 冷库改造 他挺感兴趣", ["冷库改造"]),
        ("今天拜访了A公司王总,聊了 冷库改造,他挺感兴趣", ["冷库改造"]),
        ("今天拜访了A公司王总,议题为冷库改造和托盘租赁", ["冷库改造", "托盘租赁"]),
        ("今天拜访了A公司王总,沟通了三次", []),
        ("今天拜访了A公司王总,交谈约四十分钟", []),
    ],
)
def test_topics(text: str, expected: list[str]) -> None:
    assert topics(text) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("聊天然气改造", ["天然气改造"]),
        ("聊了聊不锈钢管件", ["不锈钢管件"]),
        ("聊了下半年的纸箱用量", ["下半年的纸箱用量"]),
        ("询问2027年度设备险的免赔条款", ["2027年度设备险的免赔条款"]),
        ("谈及明年的框架协议", ["明年的框架协议"]),
        ("交流了客户关系管理系统的权限设计", ["客户关系管理系统的权限设计"]),
        ("聊接口二开&权限设计", ["接口二开", "权限设计"]),
        ("谝了一阵子保温管", ["保温管"]),
        ("讲哒一下茶油的包装", ["茶油的包装"]),
        ("聊了差不多一个钟,主要是模具的保养 还有备件", ["模具的保养", "备件"]),
        ("聊了俩小时,讲新出的防爆灯", ["新出的防爆灯"]),
        ("顺便提了一嘴续约", ["续约"]),
        ("飞书会议40min:系统迁移、题库导入", ["系统迁移", "题库导入"]),
    ],
)
def test_heads_and_dialects(told: str, expected: list[str]) -> None:
    """A8: a topic keeps its head, whatever word it begins with; the verb may be of any region."""
    assert topics(f"今天拜访了A公司王总,{told}") == expected


def test_what_was_talked_about_in_a_formal_sentence() -> None:
    """A8: «就…,与…进行了沟通»."""
    assert topics("今天就泳池改造事宜,与A公司王总召开了视频会议") == ["泳池改造"]


@pytest.mark.parametrize(
    "told",
    [
        "本想聊返点,他没空",
        "聊了俩钟头",
        "他问我们有没有现货",
        "说今年资金没下来",
        "现在就是初步沟通",
        "了解到他们在扩产",
    ],
)
def test_no_topic(told: str) -> None:
    """A8: what was only meant to be talked of, how long it took and what was said are no topics."""
    assert topics(f"今天拜访了A公司王总,{told}") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上午去A公司见王总，过了一遍实施方案", ["实施方案"]),
        ("A公司王总打电话，对了一下三月份的发货计划", ["三月份的发货计划"]),
        ("跟A公司王总碰了一下，主要是说样板间的事", ["样板间"]),
        ("和A公司王总吃饭，谈到了代理权的问题", ["代理权"]),
        ("拜访A公司王总，重点沟通了质保条款和验收标准", ["质保条款", "验收标准"]),
        ("拜访A公司王总，双方就续约条件交换了意见", ["续约条件"]),
        ("到A公司跟王总唠了半个点儿的化肥行情", ["化肥行情"]),
        ("跟A公司王总扯了会儿装修的事又说了说物业收费系统", ["装修", "物业收费系统"]),
        ("拜访A公司王总，提到了种子包衣技术", ["种子包衣技术"]),
        ("拜访A公司王总，科普了一下碳排放核查", ["碳排放核查"]),
        ("A公司王总电话，聊了差不多一刻钟的窖藏酒定制", ["窖藏酒定制"]),
        ("上午去A公司，跟王总谈妥了年度检修，他很爽快", ["年度检修"]),
        ("上午去A公司见王总，他问我吃饭没", []),
        ("上午去A公司见王总，他说了一堆困难", []),
        ("上午去A公司见王总，他介绍了厂里的情况", []),
        ("跟A公司王总反馈了滤芯的质检结果", ["滤芯的质检结果"]),
        ("跟A公司王总聊培训、聊驻场、聊二次开发", ["培训", "驻场", "二次开发"]),
        ("和A公司王总就包装印刷、交货批次、付款方式三方面谈了谈", ["包装印刷", "交货批次", "付款方式"]),
        ("拜访A公司王总，聊了三件事：冷链运输、城配、回程车", ["冷链运输", "城配", "回程车"]),
        ("拜访A公司王总聊了绿化养护让我周五前出方案", ["绿化养护"]),
        ("今天拜访了A公司王总,沟通事项:1、年度框架;2、库存寄售", ["年度框架", "库存寄售"]),
        ("今天拜访了A公司王总,跟他解释了半天,嗓子都冒烟了", []),
    ],
)
def test_what_was_gone_through(text: str, expected: list[str]) -> None:
    """Verbs of going through, explaining and agreeing; lists; what was asked of us behind it is none."""
    assert topics(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天拜访了A公司王总,聊了两件事,一个是渠道保护,一个是窜货", ["渠道保护", "窜货"]),
        ("今天拜访了A公司王总,从选型聊到了安装维护", ["选型", "安装维护"]),
        ("今天拜访了A公司王总,讨论的焦点是违约条款", ["违约条款"]),
        ("今天上门A公司王总;沟通:集采、寄售", ["集采", "寄售"]),
        ("今天拜访了A公司王总,沟通顺畅", []),
        ("今天拜访了A公司王总,跟他说了声新年好", []),
        ("今天拜访了A公司王总,问了一下合同走到哪了", []),
    ],
)
def test_what_the_talk_was_about(text: str, expected: list[str]) -> None:
    """Points told one by one, the way of a talk, its heart; how it went is none."""
    assert topics(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "今天拜访了A公司王总,他聊起自己创业的经历",
        "今天拜访了A公司王总,讲好了价格",
        "今天拜访了A公司王总,他讲话很直",
        "今天拜访了A公司王总,说说笑笑气氛不错",
        "今天拜访了A公司王总,他介绍说厂里有三百人",
        "今天拜访了A公司王总,他问路怎么走",
        "今天拜访了A公司王总,他问我喝什么茶",
        "今天拜访了A公司王总,谈成了",
        "今天拜访了A公司王总,谈下来了,周五签合同",
        "今天拜访了A公司王总,聊到五点才走",
        "今天拜访了A公司王总,聊到很晚",
        "今天拜访了A公司王总,对了,他换手机号了",
        "今天拜访了A公司王总,过了一下安检才进去",
        "今天拜访了A公司王总,提了一箱水果",
        "今天拜访了A公司王总,提了两点要求",
        "今天拜访了A公司王总,商量好下周二进场",
        "今天拜访了A公司王总,确认收到样品",
        "今天拜访了A公司王总,确认了订单",
        "今天拜访了A公司王总,演示很顺利",
        "今天拜访了A公司王总,讨论很热烈",
        "今天拜访了A公司王总,交流很充分",
        "今天拜访了A公司王总,沟通没有障碍",
        "今天拜访了A公司王总,问题不大",
        "今天拜访了A公司王总,谈笑风生",
        "今天拜访了A公司王总,介绍信带了",
        "今天拜访了A公司王总,他说不了解这个产品",
        "今天拜访了A公司王总,他还不了解我们公司",
        "今天拜访了A公司王总,一直在讲他的难处",
        "今天拜访了A公司王总,说是下月招标",
    ],
)
def test_no_object_of_talk(text: str) -> None:
    """How long, how and with what end one talked, and what only sounds like talk, are no topics."""
    assert topics(text) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("zoom demo了工单系统 + 知识库", ["工单系统", "知识库"]),
        ("碰了碰明年的广告投放", ["明年的广告投放"]),
        ("谈得最多的是排污许可", ["排污许可"]),
        ("说来说去就是账期", ["账期"]),
        ("问了他一下二期扩建", ["二期扩建"]),
        ("交流了喷涂与烘干的衔接、网络分区", ["喷涂与烘干的衔接", "网络分区"]),
        ("聊了5年质保和服务网点", ["5年质保", "服务网点"]),
        ("谈返点、180天账期", ["返点", "180天账期"]),
        ("谈了联合开发与排他条款", ["联合开发", "排他条款"]),
        ("聊堆高车续租", ["堆高车续租"]),
        ("汇报了上月的巡检结果", ["上月的巡检结果"]),
        ("就分期付款和本地化部署提问", ["分期付款", "本地化部署"]),
        ("议题:一是车险报价引擎,二是理赔影像留存", ["车险报价引擎", "理赔影像留存"]),
        ("主要交流了两个,一个是灾备机房一个是运维外包", ["灾备机房", "运维外包"]),
        ("交流:1、数据迁移;2、权限划分", ["数据迁移", "权限划分"]),
        ("内容:沟通热收缩膜机租赁", ["热收缩膜机租赁"]),
        ("电话15min:1) 备件清单 2) 年检时间", ["备件清单", "年检时间"]),
        ("主要议题包括设备升级、人员培训两项", ["设备升级", "人员培训"]),
        ("聊了一路智慧食堂", ["智慧食堂"]),
        ("就弱电改造、机房搬迁进行商谈", ["弱电改造", "机房搬迁"]),
        ("就墨水的替换进行第二轮交流", ["墨水的替换"]),
        ("就备件寄售进行了两轮磋商", ["备件寄售"]),
        ("围绕冷库扩建这事聊了一下午", ["冷库扩建"]),
        ("聊了大概一个钟头吧主要就是那个上料机还有后面的维保", ["上料机", "维保"]),
        ("讨论一次性耗材的管理", ["一次性耗材的管理"]),
        ("讨论了声压检测和合规标签", ["声压检测", "合规标签"]),
        ("落实了仓储托管方案", ["仓储托管方案"]),
        ("核对了上半年备件清单", ["上半年备件清单"]),
        ("他问了椰浆的保质期跟清真认证", ["椰浆的保质期", "清真认证"]),
        ("交流内容涉及MES对接和数据采集", ["MES对接", "数据采集"]),
        ("聊备件寄售、还聊了下返点", ["备件寄售", "返点"]),
        ("聊了备件库存怎么管", ["备件库存"]),
        ("问鸡肉粉 Q1 用量", ["鸡肉粉 Q1 用量"]),
        ("聊:滤芯选型、交期", ["滤芯选型", "交期"]),
    ],
)
def test_the_whole_object_of_talk(told: str, expected: list[str]) -> None:
    """A5: verbs of any kind, who is asked before what is asked, lists in any form, no cut within a noun phrase."""
    assert topics(f"今天见了A公司王总,{told}") == expected


@pytest.mark.parametrize(
    "told",
    [
        "聊了几句说回头约",
        "他确认先要600盒",
        "他谈到园区普遍在用YKK和伟星",
        "一上来就问我顾问费能打几折",
        "她定不了要问股东",
        "找的是对接染整的颜工",
        "未谈具体需求",
        "他说讲义错页十几处",
        "他说咱演示的时候卡了两回",
        "确认了两点",
        "有拜访沟通记录",
        "没聊合同",
    ],
)
def test_what_is_no_object_of_talk(told: str) -> None:
    """A5: what was not talked of, and nouns made of verbs of talk."""
    assert topics(f"今天见了A公司王总,{told}") == []


@pytest.mark.parametrize(
    "text",
    [
        "A公司王总 / 视频 / 滤芯、备件 / 嫌贵",
        "A公司王总,上门,滤芯、备件",
        "A公司王总:\n· 方式 上门\n· 聊:滤芯、备件\n· next:周五寄样",
    ],
)
def test_a_list_alone_is_what_was_talked_of(text: str) -> None:
    """A5: in shorthand the list behind the medium, or behind «聊:», is the topics."""
    assert topics(text) == ["滤芯", "备件"]


def test_an_object_that_begins_with_a_word_of_a_customers_name() -> None:
    """A5: «减速机» is what was talked of here, though a customer makes them; and who is asked is no object."""
    names = Names([KnownCustomer(1, "北方起重", ()), KnownCustomer(2, "邢台冀南减速机有限公司", ())])
    (draft,) = understand("去了北方起重,聊减速机备库", NOW, names).follow_ups
    assert [topic.value for topic in draft.topics] == ["减速机备库"]
    (draft,) = understand("微信问北方起重编织袋的规格,她发我了", NOW, names).follow_ups
    assert [topic.value for topic in draft.topics] == ["编织袋的规格"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("摆的主要是冷库改造 还有那个托盘租赁", ["冷库改造", "托盘租赁"]),
        ("聊的是冷库改造 跟托盘租赁 他挺感兴趣", ["冷库改造", "托盘租赁"]),
        ("倾左下冷库改造同埋托盘租赁", ["冷库改造", "托盘租赁"]),
        ("扯了下冷库改造", ["冷库改造"]),
        ("掰扯冷库改造", ["冷库改造"]),
        ("研究了冷库改造", ["冷库改造"]),
        ("盘了一下冷库改造", ["冷库改造"]),
        ("主要围绕冷库改造", ["冷库改造"]),
        ("顺嘴问了句冷库改造", ["冷库改造"]),
        ("对冷库改造进行了沟通", ["冷库改造"]),
        ("聊了下冷库改造那个事儿", ["冷库改造"]),
        ("他打听托盘的租期", ["托盘的租期"]),
        ("聊冷库改造加托盘租赁", ["冷库改造", "托盘租赁"]),
        ("聊添加剂的用量", ["添加剂的用量"]),
        ("聊了仓储系统跟财务系统打通", ["仓储系统跟财务系统打通"]),
        ("谈平板车 不是 谈叉车 叉车换电瓶", ["叉车"]),
        ("不谈工作的话", []),
        ("说起来都头疼", []),
    ],
)
def test_objects_of_talk_in_dialect_and_corrected(told: str, expected: list[str]) -> None:
    """A5: verbs of talk of several regions, lists by spoken words, and what was taken back."""
    assert topics(f"今天见了A公司王总 {told}") == expected


def test_a_long_clause_is_not_doubted() -> None:
    """A5: in speech without pauses the rest of the clause says nothing against the topic in it."""
    said = "今天一大早就堵在高架上动都动不了后来总算到了A公司跟他们王总聊了聊托盘租赁他那边人多嘴杂的"
    assert topics(said) == ["托盘租赁"]


def test_what_is_talked_of_though_a_customer_is_called_after_it() -> None:
    """A5: «聊的是核桃的礼盒» tells of walnuts, not of the customer 云岭核桃合作社."""
    names = Names([KnownCustomer(1, "云岭核桃合作社", ())])
    found = understand("早上去了云岭核桃合作社 聊的是核桃的礼盒", NOW, names).follow_ups
    assert [topic.value for draft in found for topic in draft.topics] == ["核桃的礼盒"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("发了邮件讲托盘租赁", ["托盘租赁"]),
        ("来电,问220V的电机", ["220V的电机"]),
        ("视频会议,研究冷库的系统对接", ["冷库的系统对接"]),
        ("回来还得研究研究", []),
        ("吃饭,聊城际快线的广告", ["城际快线的广告"]),
        ("就冷库改造作了面谈", ["冷库改造"]),
        ("谈豆粕点价", ["豆粕点价"]),
        ("问了端午礼盒的包装", ["端午礼盒的包装"]),
        ("问中药柜 / 扫码枪账期;我们下周回复", ["中药柜", "扫码枪账期"]),
        ("说了一下那个污水站 哦不对 是那个冷库的改造 他说行", ["冷库的改造"]),
        ("聊了冷库改造,会谈持续四十分钟", ["冷库改造"]),
        ("聊了冷库改造,我说得问店长", ["冷库改造"]),
    ],
)
def test_objects_behind_further_verbs_and_times(told: str, expected: list[str]) -> None:
    """A5: verbs behind a medium, objects that begin with a figure, a town or a feast, and what is no object."""
    assert topics(f"今天见了A公司王总 {told}") == expected
