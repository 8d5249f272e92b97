"""By which channel a contact took place (CONTRACT `channel`, A6)."""

from datetime import UTC, datetime

import pytest

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NAMES = Names([KnownCustomer(1, "A公司", (KnownContact("王刚", "总经理"),))])
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("A公司王总上门来考察,聊了样机", "inbound"),
        ("A公司王总在群里@我,问样机", "inbound"),
        ("A公司王总发来询价单", "inbound"),
        ("A公司王总刚打我电话问样机", "inbound"),
        ("到A公司,王总聊了样机", "visit"),
        ("顺路去A公司坐了坐,王总聊了样机", "visit"),
        ("电话拜访A公司王总,聊了样机", "call"),
        ("A公司王总 zoom 30min,聊了样机", "meeting"),
        ("约A公司王总喝茶,聊了样机", "meal"),
        ("行业峰会见到A公司王总,聊了样机", "event"),
        ("陪A公司王总打高尔夫,聊了样机", "other"),
        ("机场偶遇A公司王总,聊了样机", "other"),
        ("节前走访A公司,与王总谈了样机", "visit"),
        ("A公司王总在院内接见我方,介绍了样机", "visit"),
        ("A公司王总一行三人到访我公司,看了样机", "inbound"),
        ("收到A公司王总传真,催样机", "inbound"),
        ("A公司王总来我们苏州工厂了,看了样机", "inbound"),
        ("接待A公司王总一行,看了样机", "inbound"),
        ("A公司王总甩语音过来,急要样机", "inbound"),
        ("跟A公司王总语音聊了样机", "call"),
        ("给A公司王总发了条语音,说了样机", "wechat"),
        ("跟A公司连了个线,王总问样机", "meeting"),
        ("跟A公司王总饮茶,聊了样机", "meal"),
        ("请A公司王总大排档,聊了样机", "meal"),
        ("到A公司,王总泡茶喝得我心慌,聊了样机", "visit"),
        ("商会活动上认识A公司王总,聊了样机", "event"),
        ("A公司设备停机三天,王总骂了我一通", "other"),
        ("A公司王总:尾款13万到账", "other"),
        ("A公司王总 lunch,聊了样机", "meal"),
        ("刚跟A公司王总喝完茶,聊了样机", "meal"),
        ("A公司王总 Webex,讨论样机", "meeting"),
        ("跟A公司王总拉了个会(飞书),讨论样机", "meeting"),
        ("跟A公司王总视频开会,讨论样机", "meeting"),
        ("A公司王总一连发来三条语音,问样机", "inbound"),
        ("A公司王总今天来邮件要样机", "inbound"),
        ("A公司王总致电于我,问样机", "inbound"),
        ("A公司王总昨天微信发我一份清单,问样机", "inbound"),
        ("A公司王总 主动 wechat 问样机", "inbound"),
        ("A公司王总上咱公司来了,聊样机", "inbound"),
        ("守了半天才见上A公司王总,聊样机", "visit"),
        ("A公司王总领着我们在车间转了一圈,谈样机", "visit"),
        ("今天在对方办公楼跟A公司王总签了合同", "visit"),
        ("在行业沙龙上与A公司王总同席,谈及样机", "event"),
        ("A公司王总:合同签回来了", "other"),
        ("A公司王总讲样机没人管,我明天上门处理", "other"),
        ("微信上问了A公司王总样机的事", "wechat"),
        ("A公司王总在微信上发来图纸,让核一下数量", "inbound"),
        ("今天去A公司做季度回访,王总问样机", "visit"),
        ("与A公司王总通电,敲定样机", "call"),
        ("A公司王总昨晚十点给我发语音,说展位尺寸改了", "inbound"),
        ("A公司那边来了俩人,王总带的队,问了问样机", "inbound"),
        ("A公司王总朋友圈看到我们新品,私信来问样机", "inbound"),
        ("A公司王总邮件里问了样机", "inbound"),
        ("跟A公司王总在高铁上碰巧坐一块儿,聊了样机", "other"),
        ("A公司王总 @食堂 边吃边聊 样机", "meal"),
        ("于A公司三楼会议室同王总就样机进行商谈", "visit"),
        ("给A公司王总留言了,没回", "other"),
        ("A公司王总:下午茶聊的,种植活动+联合沙龙", "meal"),
        ("去A公司见了王总,样机的说明他会发邮件过来", "visit"),
        ("A公司王总今天来公司了,带了两个技术,看了样机", "inbound"),
        ("A公司王总拎着旧件来店里,要求换样机", "inbound"),
        ("A公司王总带队来参观,聊了样机", "inbound"),
        ("A公司王总上午在我公司签了样机合同", "inbound"),
        ("A公司王总一大早就在我办公室等着,催样机", "inbound"),
        ("A公司王总连打三个电话催样机", "inbound"),
        ("A公司王总跟我打听样机,微信上", "inbound"),
        ("A公司王总电话里说样机不错", "call"),
        ("A公司王总今天带采购部的人来看样机", "inbound"),
        ("A公司王总在群里问样机", "inbound"),
        ("展会第二天,A公司王总又来咱们展位问样机", "event"),
        ("机械展上A公司王总来我们展台看样机", "event"),
        ("药交会上碰到A公司王总,聊样机", "event"),
        ("A公司的年会搭建,跟王总微信聊了灯光", "wechat"),
        ("去A公司,王总后来也来了,聊样机", "visit"),
        ("去A公司碰了一鼻子灰,王总不见人", "visit"),
        ("A公司车间里跟王总聊了样机", "visit"),
        ("今早在王总办公室,聊样机", "visit"),
        ("线下跟A公司王总碰了一面,聊样机", "visit"),
        ("见了A公司王总,加了微信,聊样机", "visit"),
        ("加了A公司王总微信,聊了几句样机", "wechat"),
        ("中秋给A公司王总送了月饼,聊了两句样机", "visit"),
        ("A公司王总说领导批了", "other"),
        ("A公司王总手机一直无法接通", "call"),
        ("A公司王总:对面响两声就给摁了", "call"),
        ("应A公司王总邀请在酒店用餐,聊样机", "meal"),
        ("陪A公司王总唱K,聊了返点", "other"),
        ("跟A公司王总 conf call,聊样机", "meeting"),
        ("A公司王总说打电话报修也没人理", "other"),
    ],
)
def test_channel(text: str, channel: str) -> None:
    """A6: the initiative wins over the medium, the medium over a bare verb of going."""
    (draft,) = understand(text, NOW, NAMES).follow_ups
    assert draft.channel.value == channel


def test_a_complaint_about_our_line_is_no_call() -> None:
    """A6: «售后电话打不通» says how we serve, not how the two of you spoke."""
    text = "在制冷展上碰到A公司王总,聊了样机,他说咱售后电话打不通,打通了也是推"
    (draft,) = understand(text, NOW, NAMES).follow_ups
    assert draft.channel.value == "event"


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("跟A公司王总是微信聊的,不对,是打电话,聊样机", "call"),
        ("和A公司王总开视频会——更正,是到他厂里当面谈的,聊样机", "visit"),
    ],
)
def test_the_medium_is_the_one_that_corrects_the_first(text: str, channel: str) -> None:
    """A6: «不对,是打电话» takes the first medium back."""
    (draft,) = understand(text, NOW, NAMES).follow_ups
    assert draft.channel.value == channel


def test_each_line_keeps_the_medium_at_its_head() -> None:
    """A6: in a list of days the word before a company says how it was reached."""
    names = Names([KnownCustomer(n, name, ()) for n, name in enumerate(("恒远机电", "顺通冷运", "北辰会展"))])
    text = "周一 电话 恒远机电,谈样机\n周二 上门 顺通冷运,谈冷柜\n周三 线上会 北辰会展,聊展台"
    drafts = understand(text, NOW, names).follow_ups
    assert [draft.channel.value for draft in drafts] == ["call", "visit", "meeting"]


def test_what_was_talked_of_stays_though_a_reply_is_missing() -> None:
    """A5: «还没回她» and «不接受» tell of no attempt in vain."""
    (draft,) = understand("A公司王总发微信来问保温箱租赁,还没回他", NOW, NAMES).follow_ups
    assert [topic.value for topic in draft.topics] == ["保温箱租赁"]
    (draft,) = understand("跟A公司王总线上会,讨论检测算法,他说误判率太高不接受", NOW, NAMES).follow_ups
    assert [topic.value for topic in draft.topics] == ["检测算法"]


def test_a_name_is_not_the_beginning_of_a_time() -> None:
    """A2: «李明晚上打给我» came this evening, from 李明, not tomorrow from 李."""
    names = Names([KnownCustomer(1, "A公司", (KnownContact("李明", "采购经理"),))])
    (draft,) = understand("李明晚上打给我,问样机", NOW.replace(hour=22), names).follow_ups
    assert draft.contact is not None
    assert (draft.contact.value, draft.on.value, draft.channel.value) == ("李明", NOW.date(), "inbound")
