"""What a sum is: ours, the customer's, a rival's, agreed or paid (CONTRACT `amounts`)."""

from datetime import UTC, datetime

import pytest

from nlu.linking import KnownCustomer, Names
from nlu.report_parser import understand

NAMES = Names([KnownCustomer(1, "A公司", ())])
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


def kinds(words: str) -> list[tuple[int, str]]:
    (draft,) = understand(f"今天拜访了A公司王总,{words}", NOW, NAMES).follow_ups
    return [(amount.yuan.value, amount.kind) for amount in draft.amounts]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("合同总价一百二十万,首付三成三十六万下周到账", [(1200000, "contract"), (360000, "payment")]),
        ("老板批下来的额度是八十万", [(800000, "budget")]),
        ("我们的方案总价六十八万,他只肯给六十万", [(680000, "quote"), (600000, "other")]),
        ("财务下午把剩下的十二万转过来了", [(120000, "payment")]),
        ("收到预付款5万", [(50000, "payment")]),
        ("他们今年投入大概三百万做信息化", [(3000000, "budget")]),
        ("续费一年三万六,他想砍到三万", [(36000, "quote"), (30000, "other")]),
        ("签了,两年九万八", [(98000, "contract")]),
        ("签了32万的单子", [(320000, "contract")]),
        ("迟到一天罚两千", [(2000, "other")]),
        ("一年流水八千万", [(80000000, "other")]),
        ("我方报价15.6万元,对方希望降至14万元", [(156000, "quote"), (140000, "other")]),
        ("每平米报480元,对方还价450元", [(480, "quote"), (450, "other")]),
        ("单价从120降到108", [(120, "quote"), (108, "quote")]),
        ("欠款四万七答应月底结清", [(47000, "payment")]),
        ("尾款还差十万没付", [(100000, "payment")]),
        ("他手上能动用的钱也就五十万", [(500000, "budget")]),
        ("预计采购金额200万元", [(2000000, "budget")]),
        ("项目总投资1.2亿元", [(120000000, "budget")]),
        ("控制价380万", [(3800000, "budget")]),
        ("中标价365万元", [(3650000, "contract")]),
        ("押金两万已经交了", [(20000, "payment")]),
        ("试洗一台预算给到八万", [(80000, "budget")]),
        ("签了 一共三十六万五 首款下周到账", [(365000, "contract")]),
        ("年框480w", [(4800000, "contract")]),
        ("亩均预算一百二", [(120, "budget")]),
        ("一年要用一百五十万左右的料", [(1500000, "other")]),
        ("7800一套", [(7800, "quote")]),
        ("280一平方", [(280, "quote")]),
        ("打完折7800", [(7800, "quote")]),
        ("运费要800", [(800, "quote")]),
        ("电费一年省20万", [(200000, "other")]),
        ("补贴每辆5000元", [(5000, "other")]),
        ("招标限价300万", [(3000000, "budget")]),
        ("当场刷卡一万二", [(12000, "payment")]),
        ("他转了我五千定金", [(5000, "payment")]),
        ("他能接受的价格是15万", [(150000, "other")]),
        ("一个喷头我们卖一千二,网上三百", [(1200, "quote"), (300, "other")]),
        ("我报的一块一千八,有个叫恒盛的才报一千四", [(1800, "quote"), (1400, "other")]),
        ("上回故障让他们损失了二十多万", [(200000, "other")]),
        ("人均三百五,一共两百人", [(350, "quote")]),
        ("他嫌一台八万八贵", [(88000, "quote")]),
        ("最低给他们做到七万九", [(79000, "quote")]),
        ("底价给到26万", [(260000, "quote")]),
        ("原来的供应商一吨才卖四千二", [(4200, "other")]),
        ("市场价也就两百", [(200, "other")]),
        ("他们预算卡在45万以内", [(450000, "budget")]),
        ("先打30%定金9.6万", [(96000, "payment")]),
        ("分三期付,每期20万", [(200000, "payment")]),
        ("订单金额56万,等盖章", [(560000, "quote")]),
        ("运费另算,一车一千二", [(1200, "quote")]),
        ("老价格是260一箱", [(260, "quote")]),
        ("他说卓远的业务员刚来过,报的五十八万", [(580000, "other")]),
        ("他上个月从卓远拿的货,四百二一吨;卓远才报三万", [(420, "other"), (30000, "other")]),
        ("12.5w/台,能谈", [(125000, "quote")]),
        ("把6.4w当场结了", [(64000, "payment")]),
        ("二期 180w 预算批了", [(1800000, "budget")]),
        ("我方52万元,他没表态", [(520000, "quote")]),
        ("上周的运费三万四他说月底给打过来", [(34000, "payment")]),
        ("承诺6月10日支付检测费4.6万元", [(46000, "payment")]),
        ("他转了六万 剩下的九万年底前转", [(60000, "payment"), (90000, "payment")]),
        ("合同签好了 一年二十二万 月底打款", [(220000, "contract")]),
        ("签的两年物业合同 一共六十万 首年三十万礼拜五付", [(600000, "contract"), (300000, "payment")]),
        ("他问质保能不能加一年 我说可以 加八千", [(8000, "quote")]),
        ("现每月3000付给捷印通 / 我方报 2800", [(3000, "other"), (2800, "quote")]),
        ("国庆前付6w、11 月底付4w", [(60000, "payment"), (40000, "payment")]),
        ("老板说一百万以内都行", [(1000000, "budget")]),
        ("我按三万报的", [(30000, "quote")]),
        ("给了他九五折 下来四万七", [(47000, "quote")]),
        ("续约一年十二万 合同签了", [(120000, "contract")]),
        ("还差十万没批", [(100000, "budget")]),
        ("每台380,总 7600", [(380, "quote"), (7600, "quote")]),
        ("一箱三百一太离谱", [(310, "quote")]),
        ("合同签了 三十六万 十五号付头一笔五万", [(360000, "contract"), (50000, "payment")]),
    ],
)
def test_kind(words: str, expected: list[tuple[int, str]]) -> None:
    assert kinds(words) == expected


@pytest.mark.parametrize(
    "words",
    ["冷柜坏了三块 得换", "上次发的瓷砖碎了五块 他很不高兴", "聊了配电和照明两块 他满意", "屏一共12块", "一年六百来柜"],
)
def test_pieces_are_no_sum(words: str) -> None:
    assert kinds(words) == []


def test_days_against_days_are_no_sum() -> None:
    assert kinds("他要账期九十天 我最多给六十") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("预算不是60是80", [(800000, "budget")]),
        ("预算不是60万是80万", [(800000, "budget")]),
        ("我报三千二,哦不是。三千五", [(3500, "quote")]),
        ("预算150万元,更正为130万元", [(1300000, "budget")]),
        ("预算90w(更正:70w)", [(700000, "budget")]),
        ("合同额86万,应该是68万", [(680000, "contract")]),
    ],
)
def test_corrected(words: str, expected: list[tuple[int, str]]) -> None:
    """A11: the correction wins, also where it drops the unit."""
    assert kinds(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("月费1.8w,她说可以", [(18000, "quote")]),
        ("单只9元,他觉得合理", [(9, "quote")]),
        ("budget 30w以内", [(300000, "budget")]),
        ("嫌66w贵", [(660000, "quote")]),
        ("一盏报五百二,他嫌高,说五百就签", [(520, "quote"), (500, "other")]),
        ("他嫌贵,我讲给他做一千一", [(1100, "quote")]),
        ("每人每月 90,他嫌高,卓远 75", [(90, "quote"), (75, "other")]),
        ("首付款10万周五到账", [(100000, "payment")]),
        ("尾款 18w 年底付", [(180000, "payment")]),
        ("投标保证金两万", [(20000, "payment")]),
        ("年租金48万", [(480000, "quote")]),
        ("打完折19.8万", [(198000, "quote")]),
        ("差价2万", [(20000, "other")]),
        ("他要抹掉七千,二十六万三成交", [(7000, "other"), (263000, "contract")]),
        ("报的冷柜48万,他说卓远只要42,我申请到45", [(480000, "quote"), (420000, "other"), (450000, "quote")]),
        ("9.6w/年 10.1 起", [(96000, "quote")]),
        ("每人预算120", [(120, "budget")]),
    ],
)
def test_more_kinds(words: str, expected: list[tuple[int, str]]) -> None:
    """A11: fees and rents are ours, what the customer would sign at is his, a day behind a sum is no measure."""
    assert kinds(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("海川的一台一年四千八 咱报五千六", [(4800, "other"), (5600, "quote")]),
        ("他们现在用的一公斤18,我们22", [(18, "other"), (22, "quote")]),
        ("去年那家广告公司只收3.8w,我们4.5w", [(38000, "other"), (45000, "quote")]),
        ("预算三万封顶 我们报三万四", [(30000, "budget"), (34000, "quote")]),
        ("报价28万,他还到26万,我们最低27万", [(280000, "quote"), (260000, "other"), (270000, "quote")]),
        ("他给的目标价一套二十六 我们报三十一", [(26, "other"), (31, "quote")]),
        ("他问培训费能不能按五万", [(50000, "other")]),
        ("他们去年给另一家付了十五万 今年预算砍到十万", [(150000, "other"), (100000, "budget")]),
        ("终于松口按三十六万八走", [(368000, "quote")]),
        ("说太贵了 一台二十八万 别人家二十二万", [(280000, "quote"), (220000, "other")]),
        ("报18500/吨,嫌贵,还17800", [(18500, "quote"), (17800, "other")]),
        ("一季6800,他嫌贵但没拒绝", [(6800, "quote")]),
        ("我们只收八百", [(800, "quote")]),
        ("我给他按四万五算的", [(45000, "quote")]),
        ("问我十二万能不能做", [(120000, "other")]),
        ("我报六万五,他讲有人四万八就给开", [(65000, "quote"), (48000, "other")]),
        ("还问了海川制衣 一套咱报二百六 海川二百三", [(260, "quote"), (230, "other")]),
        ("千字 180 我报,她说卓远 150", [(180, "quote"), (150, "other")]),
        ("一年我报180万,卓远要价 170 个", [(1800000, "quote"), (1700000, "other")]),
    ],
)
def test_whose_price(words: str, expected: list[tuple[int, str]]) -> None:
    """A11: what ours is held against is another's, what the customer would pay is no quote, what he finds dear is."""
    assert kinds(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("国庆后打八万给我们", [(80000, "payment")]),
        ("下月十号打头款二十万", [(200000, "payment")]),
        ("当面给我一张支票,六万", [(60000, "payment")]),
        ("应收还有22万没回来", [(220000, "payment")]),
        ("一年最多6w", [(60000, "budget")]),
        ("我们最多做到6w", [(60000, "quote")]),
        ("人均五百以内", [(500, "budget")]),
        ("今年能用的钱就20万", [(200000, "budget")]),
        ("领导只给了15万的盘子", [(150000, "budget")]),
        ("预算从80万砍到60万", [(600000, "budget")]),
        ("合计 1.74w,她元旦前付全款", [(17400, "quote")]),
        ("报6块8…打错,报8块一个", [(8, "quote")]),
    ],
)
def test_what_is_paid_and_what_there_is(words: str, expected: list[tuple[int, str]]) -> None:
    """A11: instalments by their names, a limit is a budget, and of a changed budget the new one counts."""
    assert kinds(words) == expected


@pytest.mark.parametrize(
    "words",
    ["主要聊两块:设备和维保", "业务分三块,他管两块", "讨论了仓储、运输两块", "要求功率 2200 以上", "用四十尺柜装"],
)
def test_parts_and_measures_are_no_sum(words: str) -> None:
    """A11: what is talked of falls into parts, which are no money."""
    assert kinds(words) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("端架一个月收我们六千", [(6000, "other")]),
        ("上架一个品她要收八百", [(800, "other")]),
        ("他说要是能到九万六今天就定", [(96000, "other")]),
        ("现在华岭给他们做着一箱三百二咱报二百九", [(320, "other"), (290, "quote")]),
        ("他们一年纸箱要用掉四十万", [(400000, "other")]),
        ("上周直播卖了九万多", [(90000, "other")]),
        ("咱的年费涨到三万二了他嫌贵", [(32000, "quote")]),
        ("我们报的一套五千,他嫌贵 说最多四千二", [(5000, "quote"), (4200, "other")]),
        ("对门卖二十八,我们三十三", [(28, "other"), (33, "quote")]),
        ("要求赔付六千元", [(6000, "other")]),
        ("概算900万元", [(9000000, "budget")]),
        ("一套控制在五百以内,我报四百六", [(500, "budget"), (460, "quote")]),
        ("十八万包干", [(180000, "quote")]),
        ("签了,他下月 5 号打 12w 首款", [(120000, "payment")]),
        ("确认收到设备款 4.5w", [(45000, "payment")]),
        ("要三千个网兜 我报的一千个一百六", [(160, "quote")]),
        ("概算420万元", [(4200000, "budget")]),
        ("我报一把86,她说别的园买的才71", [(86, "quote"), (71, "other")]),
        ("海川一套九百一你们一千二", [(910, "other"), (1200, "quote")]),
    ],
)
def test_who_takes_and_who_gives(words: str, expected: list[tuple[int, str]]) -> None:
    """A11: what a customer charges us, uses up or would pay is no price of ours, however fast it is dictated."""
    assert kinds(words) == expected


@pytest.mark.parametrize(
    "words",
    ["说我们凭啥多三千", "比对方高出近五万", "他说不差这五十块钱", "先要二十把椅子,再加八块黑板", "我一路开六十码过来"],
)
def test_differences_and_counts_are_no_sum(words: str) -> None:
    """A11: how far two prices are apart, and how many things there are, is no sum."""
    assert kinds(words) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("说一共就想花八千", [(8000, "budget")]),
        ("预算五十万出头 啊不 六十万", [(600000, "budget")]),
        ("预算说是二十五万 万总下周给准信", [(250000, "budget")]),
        ("打电话聊了聊滤芯 一个四百六 他觉得行", [(460, "quote")]),
        ("我们报九百,就差二十块", [(900, "quote")]),
        ("就差三万尾款没付", [(30000, "payment")]),
        ("说屏有坏点 两块都花了", []),
        ("打咱四百电话没人接", []),
        ("退回来二十块坏了的卡", []),
    ],
)
def test_a_sum_is_said_or_only_looks_like_one(words: str, expected: list[tuple[int, str]]) -> None:
    assert kinds(words) == expected
