"""Rival vendors in the ways they are named (CONTRACT `competitors`, A12)."""

import pytest

from nlu.coined_names import coined_names
from nlu.competitors import cannot_name_a_firm, find_competitors
from nlu.lexicon import DEFAULT


def names(text: str) -> list[str]:
    return [name for name, _, _ in find_competitors(text, list(coined_names(text)), [], DEFAULT)]


@pytest.mark.parametrize(
    "text",
    [
        "他们现在用的是威图",
        "目前供应商是威图,合同到年底",
        "在拿威图跟我们比",
        "已经跟威图签了",
        "我们报价比威图高两成",
        "他说威图在搞活动",
        "威图给的价低",
        "打算换威图。",
        "威图的业务员天天来",
        "如果我们不降他就找威图",
        "上一批是从威图拿的货",
        "担心换掉威图麻烦",
        "被威图抢走了",
    ],
)
def test_named(text: str) -> None:
    assert names(text) == ["威图"]


def test_lists() -> None:
    assert names("在拿有赞、客如云跟我们比") == ["有赞", "客如云"]
    assert names("正在跟太平和阳光的比") == ["太平", "阳光"]


@pytest.mark.parametrize(
    "text",
    [
        "他说价格有点高",
        "我们的方案比较好",
        "用了两年了",
        "换了个对接人",
        "聊了新产品",
        "合同正式签了",
        "他们在看方案",
        "找了三家在比",
    ],
)
def test_nobody(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("王工说施耐德和欧姆龙都来谈过,他要慎重对比", ["施耐德", "欧姆龙"]),
        ("他吐槽我们太贵,库卡报二十三万", ["库卡"]),
        ("隔壁厂用顺丰 德邦,比我们便宜", ["顺丰", "德邦"]),
        ("目前的是岛津,用了五年", ["岛津"]),
        ("单子丢给安川了", ["安川"]),
        ("那边也在看阳光电源,费率低", ["阳光电源"]),
    ],
)
def test_well_known_vendors(text: str, rivals: list[str]) -> None:
    """A12: a well-known vendor counts where the talk is of price, use or choice, also without a telling verb."""
    assert names(text) == rivals


@pytest.mark.parametrize(
    "text",
    [
        "今天去了施耐德,聊了报价",
        "拜访西门子的王经理,他说价格高",
        "跟他聊ABB变频器,报价三万",
        "腾讯会议上演示了方案",
        "客户是华为的供应商,嫌价格贵",
        "给顺丰报了价",
    ],
)
def test_a_well_known_name_is_no_rival_by_itself(text: str) -> None:
    """A12: visited, sold or supplied by the customer, a well-known name is none."""
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("给他们做保养的一直是宏拓", ["宏拓"]),
        ("不行就换宏拓。", ["宏拓"]),
        ("今天聊得不错,同款机型宏拓的报价低两万", ["宏拓"]),
        ("他说宏拓 38,太贵", ["宏拓"]),
        ("最后定由宏拓智能中标", ["宏拓智能"]),
        ("她讲盖章要走三天流程", []),
        ("软件是十年前自己找人写的", []),
        ("去了青川幼儿园,之前吃过宏拓的亏", ["宏拓"]),
        ("去了青川幼儿园,竞品情况:宏拓 报价12万", ["宏拓"]),
        ("最终由集团招采委员会负责", []),
        ("维修由市公司负责", []),
        ("换了两台电机", []),
        ("比我方最初报价低", []),
    ],
)
def test_more_frames(text: str, rivals: list[str]) -> None:
    assert names(text) == rivals


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("今天拜访了王总,食堂现在由康膳承做,明年到期", ["康膳"]),
        ("王总说床单目前由苏州洁园清洗,还算满意", ["苏州洁园"]),
        ("目前合作的是君诚律所", ["君诚律所"]),
        ("他正将我方与明辰翻译、柏岳翻译一并比较", ["明辰翻译", "柏岳翻译"]),
        ("在用 Lindner,觉得可以", ["Lindner"]),
        ("王总说太慢,Lindner 才 12 天", ["Lindner"]),
        ("今天谈了铰链,现供 Hafner + 东岳", ["Hafner", "东岳"]),
        ("他说嫌高,辰达人力才 60", ["辰达人力"]),
        ("她在比长青和无忧,下周定", ["长青", "无忧"]),
        ("他讲太贵,前进的才八百", ["前进"]),
        ("他说去年用的那家叫金桥的,没修好", ["金桥"]),
        ("王总说飞科贵了一倍,比飞科贵", ["飞科"]),
        ("今天聊了窗帘,之前一直是欣雅供的", ["欣雅"]),
        ("王总说瑞邦上周来送过样", ["瑞邦"]),
        ("他嫌贵,隔壁厂用的开山才十九万", ["开山"]),
        ("阳光花苑孟主任,现供通力,到12月底", ["通力"]),
    ],
)
def test_by_whom_it_is_done_today(text: str, rivals: list[str]) -> None:
    """A12: who does the work today, a trade behind an everyday word, Latin names, everyday words in tight frames."""
    assert names(text) == rivals


@pytest.mark.parametrize(
    "text",
    [
        "换成了新模具,效果不错",
        "装的是智能门锁,用着没问题",
        "王总说对手盯得紧,要我们快点",
        "他说由财务部审批",
        "正在比参数,暂时没定",
        "他说人工便宜,机器贵",
        "他说拿样品跟标准比了一下",
        "在用 ERP,想换新的",
        "听说已与国外某品牌签了三年",
        "今天微信联系了味之轩的陶老板",
    ],
)
def test_what_stands_in_the_place_of_a_name(text: str) -> None:
    """A12: goods, qualities, departments and acronyms of the trade are no vendors."""
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("王总说蓝泽报得比我们低两成", ["蓝泽"]),
        ("王总说电话里说准备换成科瑞达", ["科瑞达"]),
        ("王总说同时有蓝泽、东昊、科瑞达三家在报", ["蓝泽", "东昊", "科瑞达"]),
        ("王总说他们食堂食材现在是绿鲜源在配送", ["绿鲜源"]),
        ("王总说嫌我们贵,说蓝泽才八千", ["蓝泽"]),
        ("王总说东昊的人昨天刚走", ["东昊"]),
        ("王总说科瑞达演示效果更好", ["科瑞达"]),
        ("王总说我们跟明德差不多,就看谁价低", ["明德"]),
        ("王总说 电话 竞品金蝶,报价18w", ["金蝶"]),
        ("王总说获悉天和印务、华彩包装亦参与本次投标", ["天和印务", "华彩包装"]),
        ("王总说华彩包装的方案在成本上更具优势", ["华彩包装"]),
        ("王总说我们不如华彩灵活", ["华彩"]),
        ("王总说华彩账期给90天", ["华彩"]),
        ("王总说要是再不发货就转给华彩做", ["华彩"]),
        ("王总说华彩占了他们七成的量", ["华彩"]),
        ("王总说旁边那家厂用的安泰的,反应不错", ["安泰"]),
        ("王总说抱怨安泰售后差", ["安泰"]),
        ("王总说安泰的货不行", ["安泰"]),
        ("王总说集团指定用安泰", ["安泰"]),
        ("王总说安泰是老供应商了", ["安泰"]),
        ("王总说安泰已经打样了", ["安泰"]),
        ("王总说要等安泰的报价出来再定", ["安泰"]),
        ("王总说我们的比安泰好用", ["安泰"]),
        ("王总说别的品牌像安泰、博远都有这个功能", ["安泰", "博远"]),
        ("王总说博远和安泰打价格战", ["博远", "安泰"]),
        ("王总说我们PK博远没优势", ["博远"]),
        ("王总说已经定了博远", ["博远"]),
        ("王总说博远的系统卡,他们受够了", ["博远"]),
        ("王总说博远倒闭了", ["博远"]),
        ("王总说数据要从博远迁过来", ["博远"]),
        ("王总说下个月跟博远续签", ["博远"]),
    ],
)
def test_what_a_firm_does(text: str, rivals: list[str]) -> None:
    """A12: a coined name that does what only a firm does, or to which the customer turns, leaves or compares us."""
    assert names(text) == rivals


@pytest.mark.parametrize(
    "text",
    [
        "王总说找了一家小厂在供,比我们便宜",
        "王总说他说竞争对手报价低",
        "王总说他说现在用的设备太老了",
        "王总说客户给他们压力大",
        "王总说换成不锈钢的",
        "王总说定了下周三开会",
        "王总说找了三家在比价",
        "王总说同行都在降价",
        "王总说德国货质量好",
        "王总说隔壁老李家用的挺好",
        "王总说主要从广东进货",
        "王总说由生产部负责验收",
        "王总说他们给宁德时代供货",
        "王总说介绍我去找明远的李倩",
        "王总说正在对比两个型号",
        "王总说去年采购的是旧款设备",
        "王总说要等环评批下来再定",
        "王总说倾向分期付款",
        "王总说比去年贵",
        "王总说现有供应商不稳定",
        "王总说目前由他爱人负责采购",
        "王总说质量跟样品一样",
        "王总说合同给了法务",
        "王总说有朋友在华为",
        "王总说被领导批评了",
        "王总说工人都在加班",
        "王总说改用环保材料",
        "王总说岩棉缺货,豆粕涨价了",
        "王总说节拍太慢",
        "去了安踏旁边的那家,嫌价格贵",
    ],
)
def test_no_firm_does_it(text: str) -> None:
    """A12: goods, departments, customers of the customer and places are no vendors."""
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("聊了冷柜,他们门店现在清一色用的都是星崎,嫌我们的压缩机吵", ["星崎"]),
        ("他说雕刻机看中了济南星辉,价格一台便宜一万二", ["济南星辉"]),
        ("他对比完我们和杜克普的封边机,觉得杜克普精度更高", ["杜克普"]),
        ("物资部称脚手架现租自恒鑫租赁,月租低我司5%", ["恒鑫租赁"]),
        ("物业费谈不拢,有业主提议换成绿城服务", ["绿城服务"]),
        ("闫工说防污漆佐敦和海虹老人两家入围了,我们没进短名单", ["佐敦", "海虹老人"]),
        ("车间主任反映喷气织机用的丰田,配件贵", ["丰田"]),
        ("他们short list里还有Acutech和Norvane", ["Acutech", "Norvane"]),
        ("总包那边推荐的是捷思,我们还有机会", ["捷思"]),
        ("耐磨件由凤形供货", ["凤形"]),
    ],
)
def test_where_it_comes_from(text: str, rivals: list[str]) -> None:
    """A12: from whom goods come today, what is used throughout, who is on the list."""
    assert names(text) == rivals


@pytest.mark.parametrize(
    "text",
    [
        "他说他们老板跟卓泰的老板是亲家,没法换",
        "拜访宏济药房,孟经理介绍他们刚并购了康佰家",
        "永昌矿业机电科说高压柜要用国产的,进口的不考虑",
        "凯旋门酒店的蓝经理说要跟集团汇报,等张总批",
        "裕丰养殖的禹老板说饲料涨价他压力大",
        "同济口腔器械科说用惯了老型号,新的要培训",
        "鼎盛建设物资部说租赁比买划算",
        "拜访中恒纺织,车间主任说纱线从新疆进货",
        "金桥幼儿园贾园长说校车换了新司机",
        "锦绣花园二期,总包那边推荐我们报名入库",
    ],
)
def test_customers_of_the_customer(text: str) -> None:
    """A12: whom the customer supplies or bought, places and goods are no vendors."""
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "后续由张伟负责对接",
        "正在跟陈晨对接接口",
        "对周敏印象不错",
        "从库房拿货比较慢",
        "用的是镀锌板",
        "都用扫码枪",
        "想换电动的",
        "对比亚迪的标准很熟",
        "由门卫代签收",
        "采购的是散装的",
        "他说毛坯报了三千",
        "换了批号",
        "他说环评的人来了",
        "名单里有赵琳",
        "他说监理的人天天来",
        "他说业委会已经同意",
        "他说质检也来看过",
        "他说碳酸锂便宜了",
        "他说丰田的项目要两班倒",
        "他说春耕前要货",
        "把阀芯换了",
        "跟阿里谈了合作",
    ],
)
def test_people_and_words_of_trades(text: str) -> None:
    """A12: people, parts, finishes and offices in the place of a name are no vendors."""
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("在拿 校易通 跟我们比", ["校易通"]),
        ("正拿咱跟博远 海川搁一块儿比呢", ["博远", "海川"]),
        ("除了咱还有一个叫明眸科技 还有个叫睿鹿", ["明眸科技", "睿鹿"]),
        ("竞争对手一个是冷运通还有一家叫链云", ["冷运通", "链云"]),
        ("说铁岭有个辽铸修才二十万", ["辽铸修"]),
        ("她说众合财险七块,要咱也做到七块", ["众合财险"]),
        ("我们 215/件,盐山恒发 198/件,他在比", ["盐山恒发"]),
        ("嫌贵,北方视讯 才 1.9w", ["北方视讯"]),
        ("他说咱贵 通化重机便宜两成", ["通化重机"]),
        ("他现使鲁源砂布的,一捆八十", ["鲁源砂布"]),
        ("前期用过金盾门禁的设备", ["金盾门禁"]),
        ("上个月找的橙子传播,效果一般", ["橙子传播"]),
        ("饲料用大北丰的,兽药用瑞康", ["大北丰", "瑞康"]),
        ("目前由苏南制罐配套", ["苏南制罐"]),
        ("对方目前从嘉兴博力采,每件38", ["嘉兴博力"]),
        ("保洁外包给洁万家了", ["洁万家"]),
        ("单子给了华彩喷绘 咱们没戏了", ["华彩喷绘"]),
        ("现在在渝州农商行办的代发", ["渝州农商行"]),
        ("不然就用恒泰的", ["恒泰"]),
        ("卡贝通 已经进场试用了", ["卡贝通"]),
        ("称影达承诺四周", ["影达"]),
        ("说区里统一上了慧云学 我们进不去", ["慧云学"]),
        ("他直接讲封罐机买了汕头轻机的 定金都付了", ["汕头轻机"]),
        ("再拖他就喊华川来做", ["华川"]),
        ("之前一直用文印之家的机器", ["文印之家"]),
        ("现在拿货的是 Blum", ["Blum"]),
        ("设备一直是三力在供", ["三力"]),
        ("另外两家是腾达和鑫源", ["腾达", "鑫源"]),
        ("shortlist:我们、智汇、云途", ["智汇", "云途"]),
        ("已经试用了讯捷两个月", ["讯捷"]),
        ("招标参数是照着西图写的", ["西图"]),
        ("货都走中联了", ["中联"]),
        ("聊了价格,现在的系统是洁好佳的", ["洁好佳"]),
        ("聊了价格,从影动力那边切过来", ["影动力"]),
        ("聊了价格,一期是鑫万家做的", ["鑫万家"]),
        ("聊了价格,七成给博创 三成给我们", ["博创"]),
        ("聊了价格,博创涨价了 所以找我们", ["博创"]),
        ("同时在与明盾科技、安桥软件两家比选", ["明盾科技", "安桥软件"]),
    ],
)
def test_said_in_passing(text: str, rivals: list[str]) -> None:
    """A12: who is compared, who charges so much, who serves today, who is threatened with."""
    assert names(text) == rivals


@pytest.mark.parametrize(
    "text",
    [
        "肯定了制造水平",
        "说要换成大号的",
        "他说含税的八千六",
        "她说运费七块一件",
        "我们 215/件,运费 20/件",
        "样品给了实验室",
        "由总经理审批",
        "目前由采购部负责",
        "现在在总部办手续",
        "除了咱们就是本地几家小厂",
        "他说有频闪,效果不行",
        "嫌软件老闪退",
        "之前一直用手工台账",
        "公司是其弟所办",
        "同意先试用直饮水机两台",
        "叫老总打个招呼再来",
        "聊商用跑台保修期",
        "货都发走了",
        "客户最终选择分期",
        "更看好我们的方案",
        "一路跑到奎屯 开了三百公里",
    ],
)
def test_nobody_is_said_in_passing(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("正拿威图、合力跟我们比", ["威图", "合力"]),
        ("他问了威图、客如云在比。", ["威图", "客如云"]),
        ("这次中标单位为远航通,比我们低两成", ["远航通"]),
        ("没续上,采购跟鲁威定了", ["鲁威"]),
        ("嫌贵,说隔壁鲁威只要3200", ["鲁威"]),
        ("冷库去年鲁威给他们装的", ["鲁威"]),
        ("那个鲁威给他打八折", ["鲁威"]),
        ("店里现在主要卖鲁威,我们只占一格", ["鲁威"]),
        ("园长说上一家鲁威总换人", ["鲁威"]),
        ("去他们店里看,货架上全是鲁威", ["鲁威"]),
        ("合同没续,签给鲁威了", ["鲁威"]),
    ],
)
def test_who_is_chosen_shown_or_cheaper(text: str, rivals: list[str]) -> None:
    """A12: these were said of rivals and heard of none."""
    assert names(text) == rivals


@pytest.mark.parametrize(
    "words", ["三台压机", "八十克", "另一家中标", "贵司", "采购部", "家具城", "滤芯报修", "什么海宁", "十七"]
)
def test_what_names_no_firm(words: str) -> None:
    """Counted things, one of several without a name, the house itself, a market, what is told of goods."""
    assert cannot_name_a_firm(words)


@pytest.mark.parametrize("name", ["三一重工", "美的", "四季沐歌", "九阳", "凤城", "长城"])
def test_what_may_name_a_firm(name: str) -> None:
    """Names hold numbers, grammar and towns, too."""
    assert not cannot_name_a_firm(name)
