"""What the customer complains of (CONTRACT `pains`)."""

import pytest

from nlu.complaints import find_pains


def pains(words: str) -> list[str]:
    text = f"今天拜访了A公司王总,{words}"
    return [pain for pain, _, _ in find_pains(text, 0, len(text))]


@pytest.mark.parametrize(
    ("words", "pain"),
    [
        ("他抱怨上批货迟了十天", "delivery"),
        ("说我们老是不按时发货", "delivery"),
        ("嫌等货等得太久", "delivery"),
        ("供货老断档", "delivery"),
        ("他说我们的价位下不来就没法谈", "price"),
        ("觉得单价虚高", "price"),
        ("说超他们心理预期了", "price"),
        ("要我们再让三个点", "price"),
        ("说这个价他回去没法交代", "price"),
        ("说买不起这么好的", "price"),
        ("压价压得厉害", "price"),
        ("他想让我们打个九折", "price"),
        ("她说客服半天不理人", "service"),
        ("打了几次售后都没有回音", "service"),
        ("说安装师傅态度差", "service"),
        ("吐槽维护人员换得太勤", "service"),
        ("说装完就没人管了", "service"),
        ("培训没人来做,很有意见", "service"),
        ("他还约了另外两家来讲标", "comparing"),
        ("说手上有三份方案要挑", "comparing"),
        ("想多看几家", "comparing"),
        ("他们准备搞个比选", "comparing"),
        ("样机跑了两天就死机", "quality"),
        ("反映门板翘曲变形", "quality"),
        ("说系统卡得要命", "quality"),
        ("抱怨漏水", "quality"),
        ("客诉率比以前高", "quality"),
        ("说软件老闪退", "quality"),
        ("良品率上不来", "quality"),
        ("说掉漆", "quality"),
        ("焊点有虚焊", "quality"),
        ("觉得界面不好用", "quality"),
        ("说功能不全", "quality"),
        ("她说尺寸偏了两毫米", "quality"),
        ("今年没这个预算", "budget"),
        ("财务说账上没钱", "budget"),
        ("要等明年拨款", "budget"),
        ("钱被砍了一半", "budget"),
        ("他讲资金链紧", "budget"),
        ("他们的费用指标用光了", "budget"),
        ("这个要报总经理批", "decision"),
        ("他自己定不下来", "decision"),
        ("还得老板点头", "decision"),
        ("说要上董事会", "decision"),
        ("两个股东意见不合", "decision"),
        ("他说他只是个经办,说了不算", "decision"),
        ("班子还没碰过这个事", "decision"),
        ("老板出国了,没人拍板", "decision"),
        ("要走集团流程,至少两个月", "decision"),
        ("修个泵拖了半个月", "service"),
        ("嫌换模慢", "quality"),
        ("嫌发货慢", "delivery"),
        ("嫌清洗费高", "price"),
    ],
)
def test_complaint(words: str, pain: str) -> None:
    assert pains(words) == [pain]


@pytest.mark.parametrize(
    ("words", "pain"),
    [
        ("我方报价5200元,处长认为偏高", "price"),
        ("报12万,他说太高了", "price"),
        ("他说这个价老板那边过不去", "price"),
        ("他说别家便宜多了", "price"),
        ("交期我们45天,她说太慢", "delivery"),
        ("嫌打样慢,等了7天", "delivery"),
        ("报修热线打不通", "service"),
        ("装完机就找不着人了", "service"),
        ("骂我们机器质量孬", "quality"),
        ("他说我们的豆子有石子", "quality"),
        ("阀门漏气,他很恼火", "quality"),
        ("上次那台电机烧了", "quality"),
        ("功能太简单,不够用", "quality"),
        ("他称公司今年没有翻新的预算", "budget"),
        ("要上总经理办公会", "decision"),
        ("此事须由集团研究", "decision"),
        ("正将我司与明辰翻译、柏岳翻译一并比较", "comparing"),
        ("在看另外两家", "comparing"),
    ],
)
def test_complaint_apart_from_its_object(words: str, pain: str) -> None:
    """A13: the price or the day may stand in the clause before; defects come in many words."""
    assert pains(words) == [pain]


@pytest.mark.parametrize(
    ("words", "pain"),
    [
        (",他说我们的报价在三家里最高", "price"),
        ("我们比别家高出一大截", "price"),
        ("价格没商量就不用谈了", "price"),
        (",他反复还价,说最多给到18万", "price"),
        ("运费让他们出不合理 太高了", "price"),
        ("不接受涨价", "price"),
        ("价钱谈不拢", "price"),
        ("太贵他们小厂用不起", "price"),
        ("别人一吨便宜八十", "price"),
        ("问能不能再便宜点", "price"),
        ("催货催得急,说生产线都停了", "delivery"),
        ("工期比合同晚了二十天,很恼火", "delivery"),
        ("我们供货断断续续", "delivery"),
        ("上线时间一推再推", "delivery"),
        ("担心年底前交不了货", "delivery"),
        ("每次下单都要等半个月", "delivery"),
        ("排期排到下个月太晚了", "delivery"),
        ("配件等了三个礼拜都没到货", "delivery"),
        ("客服电话打了十几遍没人接", "service"),
        ("对售后很有意见", "service"),
        ("我们卖完就不管了", "service"),
        ("培训做得太敷衍", "service"),
        ("微信发消息半天才回", "service"),
        ("发火了,说报修一个星期没动静", "service"),
        ("退换货太麻烦,扯皮", "service"),
        ("他还要再看两家", "comparing"),
        ("还在犹豫选我们还是选别家", "comparing"),
        ("拿着别家的报价单跟我们谈", "comparing"),
        ("还有两家供应商在接触", "comparing"),
        ("也问了另外一家", "comparing"),
        ("样品有色差", "quality"),
        ("软件不好使", "quality"),
        ("试用下来效果不明显", "quality"),
        ("报表导不出来", "quality"),
        ("我们的肉不新鲜", "quality"),
        ("出芽率不到六成", "quality"),
        ("瓷砖有破损", "quality"),
        ("我们的系统没有移动端", "quality"),
        ("样机跑了没几天就坏了", "quality"),
        ("质疑我们的产品稳定性", "quality"),
        ("刹车片有异响", "quality"),
        ("有几台开不了机", "quality"),
        ("预算被总部砍掉了", "budget"),
        ("手头没钱", "budget"),
        ("现在没有采购预算,明年再报", "budget"),
        ("年度预算里没列这项", "budget"),
        ("预算没报上去", "budget"),
        ("还得集团批", "decision"),
        ("这事他说了不算", "decision"),
        ("总公司一直没批", "decision"),
        ("几个股东意见不统一", "decision"),
        ("没法当场拍板", "decision"),
        ("采购权收到总部了", "decision"),
        ("要跟合伙人商量", "decision"),
        ("迟迟定不下来", "decision"),
    ],
)
def test_what_is_blamed_and_how(words: str, pain: str) -> None:
    """A thing blamed and the way it is found wanting, in the words of many trades."""
    assert pains(words) == [pain]


@pytest.mark.parametrize(
    ("words", "pain"),
    [
        ("说老板看了报价直摇头", "price"),
        ("回复邮件,认为报价缺乏吸引力", "price"),
        ("里说预算只有8万你们报12万没法做", "price"),
        ("上门 觉得服务费不合理", "price"),
        ("一车煤加了八十块钱他受不了", "price"),
        ("货款没谈拢,他说前面那批货晚了八天", "delivery"),
        ("问货走到哪了,说比说好的晚了三天", "delivery"),
        ("指出项目较计划滞后一个月", "delivery"),
        ("他说订个货要等俩月,黄花菜都凉了", "delivery"),
        ("嫌教材到得晚,都开学了", "delivery"),
        ("他说发货量老是凑不齐", "delivery"),
        ("他说打你们400从来没人接", "service"),
        ("他说你们换销售跟换衣服一样", "service"),
        ("反映我司对投诉处置不力", "service"),
        ("发飙了,说售后就是摆设", "service"),
        ("tel,吐槽after-sales差", "service"),
        ("培训老师讲一半就走了", "service"),
        ("会把几家拉到一块儿比比", "comparing"),
        ("除了我们还联系了两家", "comparing"),
        ("拟邀请三家单位竞争性磋商", "comparing"),
        ("布料洗两水就褪色", "quality"),
        ("门老关不严", "quality"),
        ("刀头不到两天就崩刃", "quality"),
        ("牛奶喝坏了肚子", "quality"),
        ("焊口裂了三道", "quality"),
        ("统计口径对不上", "quality"),
        ("发来的货型号不对", "quality"),
        ("翻译错误百出", "quality"),
        ("排放超标,怪我们的设备", "quality"),
        ("来的人都不合适,简历质量差", "quality"),
        ("反映近两批产品存在色差", "quality"),
        ("tel,demo有bug", "quality"),
        ("钱没批下来,今年悬了", "budget"),
        ("经费要等到下半年", "budget"),
        ("尚未列入年度预算", "budget"),
        ("工资都快发不出了哪有钱换系统", "budget"),
        ("这事得他爸定", "decision"),
        ("须报集团审批后方可采购", "decision"),
        ("领导班子刚换,没人敢签", "decision"),
        ("家里老爷子不同意", "decision"),
        ("要开董事会才能定", "decision"),
        ("股东之间没谈拢", "decision"),
        ("投诉包装袋上的字印反了", "quality"),
        ("抱怨交付的资料里目录全乱", "quality"),
    ],
)
def test_idioms(words: str, pain: str) -> None:
    """Idioms, shorthand, and whoever complains in words that name no other kind: of the goods."""
    assert pains(words) == [pain]


@pytest.mark.parametrize(
    ("words", "pain"),
    [
        ("打电话聊续费,他说涨了两千块不能接受", "price"),
        ("微信回了一句 太贵了 再便宜点", "price"),
        ("来电,说我们的保养费比4S店还贵", "price"),
        ("挺恼火,货晚了两周,工地等着用", "delivery"),
        ("反馈到港延误,影响他们上架", "delivery"),
        ("对交货期有顾虑,怕赶不上双十一", "delivery"),
        ("去年培训完就再没见过你们的人", "service"),
        ("售后换来换去没个固定的人", "service"),
        ("他坦言还在跟两家同行谈", "comparing"),
        ("货比三家嘛,让我们别急", "comparing"),
        ("他们采购要求至少三家询价", "comparing"),
        ("新到的螺丝滑丝", "quality"),
        ("净菜里吃出虫子", "quality"),
        ("我们的胶粘不牢", "quality"),
        ("导航老是定位不准", "quality"),
        ("护栏才装半年就锈了", "quality"),
        ("种子出苗不齐", "quality"),
        ("界面太老土,客户看着掉价", "quality"),
        ("钱要等财政下拨", "budget"),
        ("预算没批,得拖到明年", "budget"),
        ("没申请到经费", "budget"),
        ("申请交上去石沉大海", "decision"),
        ("总经办还没排上会", "decision"),
        ("院里要上会讨论", "decision"),
        ("大老板一直没空听汇报", "decision"),
    ],
)
def test_what_he_goes_through(words: str, pain: str) -> None:
    """What the customer goes through with us, told without a word of complaint."""
    assert pains(words) == [pain]


@pytest.mark.parametrize(
    ("words", "pain"),
    [
        ("她讲贵", "price"),
        ("嫌咱高", "price"),
        ("说三万八太离谱", "price"),
        ("说你们比卓远高出一大截", "price"),
        ("说咱交得太慢", "delivery"),
        ("订了半个月还没到", "delivery"),
        ("怕我们产能不够", "delivery"),
        ("出图太慢", "delivery"),
        ("说系统反应慢", "quality"),
        ("客户反馈涂层起皮", "quality"),
        ("接口老超时", "quality"),
        ("饲料适口性差", "quality"),
        ("嫌功能少", "quality"),
        ("师傅装完就走,啥也没教", "service"),
        ("说问了好几次没人回", "service"),
        ("排产排到下个月去了", "delivery"),
        ("说我们报得比同行高", "price"),
        ("已经约了另外两家来讲", "comparing"),
        ("说上次的灯老闪", "quality"),
        ("反映那批螺丝断了好几根", "quality"),
        ("咱的软件用着不顺手", "quality"),
        ("说咱那批布色差大得很", "quality"),
        ("说打印机卡得厉害", "quality"),
        ("打电话来报空调漏水", "quality"),
        ("说坏了报修三天才来人", "service"),
        ("售后人员迟迟不到", "service"),
        ("老板一分钱不批", "budget"),
        ("他一个人讲了不算", "decision"),
    ],
)
def test_ours_that_fails(words: str, pain: str) -> None:
    """How our goods fail, in whatever trade, and what a customer says of them in passing."""
    assert pains(words) == [pain]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("现在那家叫卓远 老掉色", []),
        ("他现用卓远,报修没人理", []),
        ("在跟卓远比 嫌我们交货太慢", ["comparing", "delivery"]),
        ("嫌我们比卓远慢,质量不行", ["quality"]),
    ],
)
def test_what_a_rival_did_is_no_complaint(words: str, expected: list[str]) -> None:
    at = words.index("卓远")
    assert [pain for pain, _, _ in find_pains(words, 0, len(words), [("卓远", at, at + 2)])] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("他认为我们的锁芯耐磨度不足", ["quality"]),
        ("对零点漂移提出异议", ["quality"]),
        ("用了咱一个季度,水垢还是厉害", ["quality"]),
        ("提到咱去年那批洗两水就掉色", ["quality"]),
        ("嫌界面土", ["quality"]),
        ("上个月订的到现在还差六十套没交", ["delivery"]),
        ("投诉我方代理的货柜滞港八天", ["delivery"]),
        ("担心夜间抢修跟不上", ["service"]),
        ("饮水机漏水,三天没人来修", ["service"]),
        ("设备老坏叫了三次才来人", ["quality", "service"]),
        ("上回停电咱俩钟头才到", ["service"]),
        ("我方25元偏高", ["price"]),
        ("他觉得高了点儿", ["price"]),
        ("经费已全部用于新门诊楼", ["budget"]),
        ("说公司冻结开支", ["budget"]),
        ("在跟海川和我们同时谈,看谁条件好", ["comparing"]),
        ("说要家长代表投票", ["decision"]),
        ("现在用的卓远,嫌我们贵", ["price"]),
        ("现在用的卓远,院里没预算", ["budget"]),
    ],
)
def test_told_in_other_words(words: str, expected: list[str]) -> None:
    """A13: what lacks, comes late, waits for help or costs too much, without the usual words of a complaint."""
    assert pains(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("怕我们送不及时", ["delivery"]),
        ("上个月断了三次料", ["delivery"]),
        ("说安装师傅三天才来", ["service"]),
        ("讲导得特别慢", ["quality"]),
        ("嫌清洗麻烦", ["quality"]),
        ("嫌客户端太占内存", ["quality"]),
        ("调了两回还是漏", ["quality"]),
        ("说比 Altria 贵", ["price"]),
        ("说还差院长签字", ["decision"]),
        ("这事得他闺女点头", ["decision"]),
        ("嫌咱那个软件出单出得慢", ["quality"]),
    ],
)
def test_told_by_what_happens(words: str, expected: list[str]) -> None:
    """A13: what comes too slowly, breaks again, asks too much of a machine or waits for one word more."""
    assert pains(words) == expected
