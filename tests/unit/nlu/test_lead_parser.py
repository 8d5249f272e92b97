"""Leads in one line (A1, A14, A15, F4, J5)."""

from datetime import UTC, datetime

import pytest

from nlu.lead_parser import read_lead
from nlu.linking import Names
from nlu.report_parser import understand


def fields(text: str) -> tuple[str | None, str | None, str | None]:
    lead = read_lead(text)
    return tuple(value.value if value else None for value in (lead.phone, lead.company, lead.stage))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新线索 13912345678 宁波东方精工 初步沟通", ("13912345678", "宁波东方精工", "初步沟通")),
        ("初步沟通 恒瑞医疗科技(上海) 138 0000 1111", ("13800001111", "恒瑞医疗科技(上海)", "初步沟通")),
        ("新线索 A&B/C 公司 13800002222 需求确认", ("13800002222", "A&B/C 公司", "需求确认")),
        ("新线索 苏州明远 初步沟通", (None, "苏州明远", "初步沟通")),
        ("13912345670", ("13912345670", None, None)),
        ("苏州明远", (None, "苏州明远", None)),
        ("初步沟通", (None, None, "初步沟通")),
        ("+86 139-1234-5678，宁波东方精工，报价谈判", ("13912345678", "宁波东方精工", "报价谈判")),
    ],
)
def test_fields_in_any_order(text: str, expected: tuple[str | None, str | None, str | None]) -> None:
    """A1: three fields in any order, or a part of them."""
    assert fields(text) == expected


def test_wrong_number_is_shown_as_typed() -> None:
    """A15: a number of the wrong length is no number, and is named."""
    lead = read_lead("新线索 1391234567 宏伟门窗 初步沟通")
    assert lead.phone is None
    assert lead.phone_problem is not None
    assert lead.phone_problem.value == "1391234567"


def test_virtual_operator() -> None:
    """A15: 170/171 prefixes are flagged."""
    assert read_lead("新线索 17012345678 宏伟门窗 初步沟通").virtual


def test_values_carry_their_words() -> None:
    text = "新线索 13912345678 宁波东方精工 初步沟通"
    lead = read_lead(text)
    assert lead.company is not None
    assert lead.company.span is not None
    assert text[lead.company.span.start : lead.company.span.end] == "宁波东方精工"


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("帮我把福建海丰食品录进去,林先生,电话还没要", "福建海丰食品"),
        ("把嘉兴恒越纺织录一下 联系人姓钮 阶段初步沟通", "嘉兴恒越纺织"),
        ("把绍兴越城印染公司入库,目前只有客服400-820-8820", "绍兴越城印染公司"),
        ("转介绍:胡理事长推荐的安吉白茶合作社,丁敏,13988901188,建一下", "安吉白茶合作社"),
        ("今天扫街,进了一家叫明德纸塑的,跟老板吴总聊了几句,留了电话 139 3956 1150,先进库", "明德纸塑"),
        ("微信上有人加我:云帆保险经纪,丁小姐,手机13706538827,帮我存下", "云帆保险经纪"),
        ("官网表单|大连金浦冷链设备|王女士|0411 8765 3321|想问 -60℃ 超低温库", "大连金浦冷链设备"),
        ("入库:Shenzhen Kaida Optics,Vivien Ng,+86-159-8670-1123,from LinkedIn", "Shenzhen Kaida Optics"),
        ("小程序留资:家住滨湖,设备部,13905761234", None),
        ("加个客户,就是明珠纺织旁边新开的那家,叫台州康乐洁净技术,电话13905761234", "台州康乐洁净技术"),
        ("登记线索:凉山圣泉制药厂(扎西,0834-6324410),对口介绍", "凉山圣泉制药厂"),
        ("帮录:西湖云谷那边的「知行数据」,商务 应小姐 手机13905761234", "知行数据"),
        ("客服转的工单:号码13905761234,对方自报无锡启航康复器械,想要配件", "无锡启航康复器械"),
        ("存个号13905761234 西安的 做中药烘干的", None),
        ("隔壁摊位老板 卖液压件的 店名鑫发液压 手机13905761234", "鑫发液压"),
        ("饭局上认识的,在徐工物资做采购,姓耿,手机13905761234", "徐工物资"),
        ("百度来的线索 公司没说 13905761234 问不锈钢板价格", None),
        ("恒瑞的李经理推荐我联系一个老板,做注塑的,13905761234", None),
        ("抖音私信来的,说要50箱米粉,13905761234,姓也没留", None),
    ],
)
def test_company_in_prose(text: str, company: str | None) -> None:
    """A1: the name is found in a sentence; what somebody does, or where, is no name."""
    assert fields(text)[1] == company


def test_number_said_again() -> None:
    """A1: a number that is said again replaces the first."""
    assert fields("恒丰机械 手机幺三九零五七六一二三三 哦是 139 0576 1234")[0] == "13905761234"


@pytest.mark.parametrize(
    ("said", "company"),
    [
        ("上海 恒瑞 医疗科技 有限公司  13700003333 初步沟通", "上海 恒瑞 医疗科技 有限公司"),
        ("13700003333 宁波 东方精工 初步沟通", "宁波 东方精工"),
        ("A&B/C 贸易 13700003333 初步沟通", "A&B/C 贸易"),
        ("Siemens China 13700003333 初步沟通", "Siemens China"),
        ("宁波东方精工 展会 13700003333 初步沟通 李工", "宁波东方精工"),
        ("张总 宁波东方精工 13700003333 初步沟通", "宁波东方精工"),
    ],
)
def test_a_company_written_with_spaces(said: str, company: str) -> None:
    """F10, J5: the whole name, so that the duplicate check sees it."""
    draft = read_lead(said)
    assert draft.company is not None
    assert draft.company.value == company
    assert draft.contact is None or draft.contact.value not in company


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("小米 13905761234", "小米"),
        ("新线索 13905761234 苹果 报价谈判", "苹果"),
        ("赵四 常州 明志 机械 13905761234", "常州 明志 机械"),
        ("录一下 佳音琴行 不对 是佳韵琴行 13905761234", "佳韵琴行"),
        ("电话13905761234\n公司:暂无\n姓名:王强", None),
        ("公司:/\n手机:13905761234", None),
        ("名片上写着「沧州宏远弯头 魏」13905761234 建个档", "沧州宏远弯头"),
        ("把宁波港务的洪工录进去 13905761234", "宁波港务"),
        ("地推要到的号码 13905761234 是个水果店老板", None),
        ("抖音来的 想装监控 名字叫好运来 13905761234", "好运来"),
        ("13905761234 王建民", None),
        ("13905761234 王建民 恒源祥", "恒源祥"),
        ("徐州电视台广告部陆主任 13905761234", "徐州电视台"),
    ],
)
def test_company_of_a_line(text: str, company: str | None) -> None:
    """A1: a bare well-known word, a name in pieces, a name taken back; nothing for a placeholder or a trade told."""
    assert fields(text)[1] == company


def test_a_name_is_kept_as_it_was_typed() -> None:
    """A1: full-width brackets and traditional characters stay in the name; only comparing folds them."""
    assert fields("新线索 13905761234 无锡恒晟（集团）有限公司")[1] == "无锡恒晟（集团）有限公司"
    assert fields("新线索 13905761234 大阪三榮工業有限公司")[1] == "大阪三榮工業有限公司"


@pytest.mark.parametrize("between", [",哦不,是 ", ",不,是 ", " 哦不是 ", ",不对,应该是 "])
def test_a_number_taken_back(between: str) -> None:
    """A15: the number said instead is the one."""
    assert fields(f"新客户:宁海橡胶带厂,单经理,186 4160 7725{between}186 4160 7752")[0] == "18641607752"


def test_a_description_or_a_place_is_no_company() -> None:
    """A1: what somebody does or where he sits stands in the place of a name until «叫» tells it."""
    described = read_lead("新客户：常州金坛那边一个做支架的，叫恒昇金属，老板姓邵，电话138 6120 4477")
    assert described.company is not None
    assert described.company.value == "恒昇金属"
    placed = read_lead("打电话来问价 说是镇江句容的 留了个号13775551234 姓贡")
    assert placed.company is None
    assert placed.phone is not None


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("有个大姐要订豆子,手机13905761234,铺子叫早安磨坊", "早安磨坊"),
        ("有个叫小树苗绘本馆的打电话来,138 0576 1234,帮我建一条", "小树苗绘本馆"),
        ("请将东岭矿山设备研究院增加到客户库,联系人单处长,13905761234", "东岭矿山设备研究院"),
        ("把城北卫生学校收入线索,联系人康主任,13905761234", "城北卫生学校"),
        ("记一下:湖南长沙的宏图包装,13905761234", "宏图包装"),
        ("建线索:小雨托育中心,13905761234", "小雨托育中心"),
        ("广州展会上拿的名片,帮忙建一下:佛山恒利机械厂,13905761234", "佛山恒利机械厂"),
        ("今天路过兴城泳装厂 门卫给了老板电话 13905761234", "兴城泳装厂"),
        ("湖州那家安吉竹编 先入库 电话没留", "安吉竹编"),
        ("这是北川羽绒的号 13905761234", "北川羽绒"),
        ("记个线索 叫个涪滨药房 13905761234", "涪滨药房"),
        ("收到咨询,青峰山酒店要换锅炉的循环泵,13905761234", "青峰山酒店"),
        ("请将以下单位录入系统:中原矿业海州公司,综合部窦部长,13905761234", "中原矿业海州公司"),
        ("帮建 建平陶瓷 13905761234", "建平陶瓷"),
        ("恒昌锻造这家录一下吧,崔工,13905761234", "恒昌锻造"),
        ("宏大机械马经理推荐了恒昌锻造 联系人崔工13905761234", "恒昌锻造"),
        ("把139开头那个号 13905761234 存成永州煤机", "永州煤机"),
        ("记个号 安县那边一个开面馆的 13905761234", None),
    ],
)
def test_company_behind_more_words(text: str, company: str | None) -> None:
    """A1: a shop's name, «把…收入线索», a place before the name, where the card came from."""
    assert fields(text)[1] == company


def test_the_tail_of_a_number_said_again() -> None:
    """A15: «不对 尾号…» replaces the last four figures."""
    told = "帮我登一个 邵阳湘味冷冻 号码一三九 零五七六 零零七二 哦不对 尾号七二零零"
    assert fields(told)[0] == "13905767200"
    assert fields("录入 恒利机械 13905761234 等下 后四位是4321")[0] == "13905764321"
    assert fields("录入 恒利机械 13905761234 哦不对 最后四位是4321")[0] == "13905764321"
    assert fields("恒利机械 13905761234 不是 是4321")[0] == "13905764321"
    assert fields("恒利机械 0592 7023185 哎少一位 0592 70231856")[0] == "059270231856"


@pytest.mark.parametrize(
    "text", ["后天约了阮总看样,在日历上记一下", "刚录的两条线索全没了,怎么回事", "明天去恒利机械,记个提醒,带合同"]
)
def test_a_note_or_a_complaint_is_no_lead(text: str) -> None:
    """A1: what goes into the calendar, and what was recorded before."""
    assert understand(text, datetime(2026, 3, 4, 9, tzinfo=UTC), Names(())).kind != "lead"
