"""What sounds like a complaint and is none (CONTRACT `pains`)."""

import pytest

from nlu.complaints import find_pains


def pains(words: str) -> list[str]:
    text = f"今天拜访了A公司王总,{words}"
    return [pain for pain, _, _ in find_pains(text, 0, len(text))]


@pytest.mark.parametrize(
    "words",
    [
        "嫌首付比例高了",
        "没说贵也没说便宜",
        "我这几天记性差得很",
        "找材料员老邰",
        "说贵宾室在二楼",
        "对价格没有异议",
        "反馈认可节能效果",
        "老板今年不批了",
        "法务还在看条款",
        "下次提交一份比价说明",
        "我去晚了",
        "没啥说的 这回预算八万",
        "不是轴承厂的姚总 不对 么总",
        "今年遭霜灾 花死了三成",
        "聊了质量体系认证",
        "聊了售后服务方案",
        "谈了交货期和付款方式",
        "他对价格没意见",
        "说质量挺好,没出过问题",
        "交期满意",
        "说售后一直不错",
        "他说预算充足",
        "老板当场就定了",
        "问了维修价格",
        "聊了比价平台的功能",
        "介绍了防漏水的新工艺",
        "他说不贵",
        "他说别家质量太差",
        "说原来那家老是断货",
        "他没说贵",
        "预算他没有讲",
        "昨天太晚了",
        "聊了退货流程",
        "给他打电话没人接",
    ],
)
def test_no_complaint(words: str) -> None:
    """What was talked about, what others lack and what is well are no complaints."""
    assert pains(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "周五双方开会定稿",
        "她没表态",
        "度假村月底组织比价",
        "他不太满意现在的供应商",
        "他们现在用的那款老出故障",
        "我说得总部批",
        "报修的问题已经解决了",
        "聊了裂纹探伤",
    ],
)
def test_no_complaint_about_us(words: str) -> None:
    """A13: plans, other vendors' faults and what we ourselves have to ask for are no complaints."""
    assert pains(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "对价格没意见",
        "价格可以接受",
        "交期没问题",
        "对上批货很满意",
        "售后做得不错",
        "自己就能拍板",
        "预算充足",
        "领导已经批了",
        "他们现在用的那家老是断货",
        "嫌原来的供应商服务差,想换",
        ",介绍了缺陷检测系统",
        "预算大概三十万",
        "想了解一下比色卡",
        "对比了一下觉得我们更好",
        "不用比价,就用我们的",
        "今天过生日,没空聊",
        "路上堵车晚到了半小时",
        "他们厂最近订单少",
        "老板下周回来当面谈",
        ",谈了降价方案",
        "质量过硬,继续合作",
        "我们交货很及时,没拖过",
        "系统很稳定,没出过故障",
        "价格不贵",
        "钱不是问题",
        "周五前给答复",
    ],
)
def test_contentment(words: str) -> None:
    """Praise, other vendors' faults and the customer's own affairs are no complaints."""
    assert pains(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "讲了怎么解决交付慢的问题",
        "质量没得说",
        "他们老板很爽快",
        "总部下周派人来看",
        "货收到了",
        "设备用得挺好",
        "最近生意不好做",
        "孩子发烧,没空",
        "售后响应快",
        "问交期多久",
        "不着急发货",
        "不用等总部,他就能签",
        "以前那家质量差才找的我们",
        "原料涨价了他们也难",
        "现在的系统太老了想换",
        "人工太贵想上自动化",
    ],
)
def test_other_matters(words: str) -> None:
    """What is well, what he asks, what is old or dear with himself is no complaint about us."""
    assert pains(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "考虑考虑,过完年再说",
        "老板已经点头了",
        "服务没话说",
        "这次不比价,直接签",
        "他家孩子成绩不好",
        "他们给客户的交期很紧,要我们配合",
        "机器好用,想再添一台",
        "项目下个月上会",
        "首批质量不错,可以放量",
        "想看看同行案例",
        "打电话也不接",
    ],
)
def test_going_well(words: str) -> None:
    """What goes on or goes well, and his own worries, are no complaints."""
    assert pains(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "他说下班太晚了改天再聊",
        "他让我们再等两天",
        "约了三次都没见到人",
        "他没空,让找采购",
        "他们要上ERP",
        "他说要先看样品再定",
        "他要对比一下两个型号的参数",
        "聊了漏电保护器",
        "聊了快速换模",
        "他说我们报的价合理",
        "他说太好了",
        "他说他们人手不够",
        "他说资料不全,让我补",
        "他说没意见",
        "他说等项目立项再谈",
        "他说领导要来参观",
        "他说三天才能出检测结果",
        "他说我们修得快",
        "他说水电费高",
        "他说产品卖断货了要加单",
        "他说货放得下",
        "他说没有别的要求",
        "他说尾款晚几天付",
        "他说订单减少了一半",
        "我说我得问问领导",
        "路上车坏了",
        "他感冒嗓子不好",
        "他问质量怎么保证",
        "演示的时候网络卡了一下",
        "他问和竞品比有什么优势",
    ],
)
def test_near_misses(words: str) -> None:
    """The same words about the day, his own trade, our attempts or terms of paper are no complaints."""
    assert pains(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "现有设备为卓远,滤芯太贵",
        "此前采购的是卓远教具,边角毛刺较多",
        "路上堵车两个小时才到",
        "同事都在隔壁健身房办了卡",
        "现在流程走到需求确认了",
        "还有五十套没下单",
        "他们的安保换人了",
        "我方人手不够,答应月底前补上",
        "今年预算用于更新设备,有两百万",
        "对新款提出了疑问",
    ],
)
def test_of_others_and_of_the_day(words: str) -> None:
    """A13: what they have from somebody else, how the day went and what is merely told complains of nothing."""
    assert pains(words) == []
