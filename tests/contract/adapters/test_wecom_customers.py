"""Customers in WeChat: what WeCom's adapter reads, writes and hears, against WeCom's stand-in."""

from __future__ import annotations

import pytest

from adapters import registry
from adapters.customer_contacts import CustomerTag
from adapters.errors import Misconfigured, RecipientGone, Refused
from adapters.events import CustomerLinked, CustomerTagsChanged
from tests.contract.adapters.product import Stage, connect, emulated, settings_of

LI_ZONG = "wmLiZongHengrui0000001"
COMPANY = "上海恒瑞医疗科技有限公司"


@pytest.fixture
async def stage(aiohttp_server):
    async with emulated("wecom", aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def platform(stage, aiohttp_server):
    platform = registry.create("wecom", settings_of("wecom", stage.environment))
    await connect(stage, platform, aiohttp_server)
    yield platform
    await platform.stop()


@pytest.fixture
def customers(platform):
    return platform.customer_contacts


async def added(stage: Stage, **how) -> CustomerLinked:
    """张三 adds a customer; what is heard of it."""
    await stage.act("customers/add", user="zhangsan", name="赵总", **how)
    event = await stage.sink.next()
    assert event.user_id == "zhangsan"
    return event.happening


async def received(stage: Stage, external_id: str) -> list[str]:
    """What the app has sent to a customer."""
    listed = await stage.control("wecom/customers")
    return next(one["received"] for one in listed if one["external_id"] == external_id)


async def test_platforms_without_customers_say_so():
    """Customers in the platform's own chat are WeCom's alone."""
    feishu = registry.create("feishu", settings_of("feishu", {}, app_id="cli_a", app_secret="s"))
    assert feishu.customer_contacts is None
    await feishu.stop()


# What is heard


@pytest.mark.parametrize(
    ("act", "more", "change", "reason"),
    [
        ("edit", {"remark": "李总 重要"}, "edited", ""),
        ("remove", {}, "removed", ""),
        ("leave", {}, "left", ""),
        ("fail_transfer", {"reason": "customer_limit_exceed"}, "transfer_failed", "full"),
    ],
)
async def test_what_people_do_with_a_customer_is_heard(stage, platform, act, more, change, reason):
    await stage.act(f"customers/{act}", user="zhangsan", external_id=LI_ZONG, **more)
    event = await stage.sink.next()
    assert event.user_id == "zhangsan"
    assert event.happening == CustomerLinked(change=change, external_id=LI_ZONG, reason=reason)


async def test_an_added_customer_comes_with_a_welcome_code_and_his_way(stage, platform):
    heard = await added(stage, state="展会2026")
    assert (heard.change, heard.state) == ("added", "展会2026")
    assert heard.welcome_code
    assert (await added(stage, half=True)).change == "half_added"
    assert not (await added(stage, welcome=False)).welcome_code


async def test_renamed_tags_are_heard(stage, platform):
    """J29."""
    await stage.act("customers/rename_tag", tag="重点", name="战略")
    assert (await stage.sink.next()).happening == CustomerTagsChanged()


async def test_what_the_app_does_is_not_heard(stage, platform, customers):
    """J29: nothing echoes, so no loop can begin."""
    tag = await customers.add_tag("侧记", "华东")
    await customers.mark("zhangsan", LI_ZONG, add=[tag.tag_id], remove=[])
    await customers.remark("zhangsan", LI_ZONG, company="恒瑞", phones=["13800001111"])
    await stage.act("say", user="zhangsan", text="今日")
    assert (await stage.sink.next()).happening.kind == "text"


# What is read


async def test_a_customer_is_read_with_what_the_rep_has_noted(customers):
    """The number is never WeChat's own, only what the rep typed."""
    found = await customers.read(LI_ZONG)
    (follow,) = found.follows
    assert (found.external_id, found.name, found.company) == (LI_ZONG, "李总", "")
    assert (follow.user_id, follow.company, follow.phones) == ("zhangsan", COMPANY[:20], ("13800001111",))


@pytest.mark.parametrize("external_id", ["wmUnknown", "wmLeft"])
async def test_nobodys_customer_is_gone(stage, customers, external_id):
    if external_id == "wmLeft":
        await added(stage, external_id=external_id)
        await stage.act("customers/leave", user="zhangsan", external_id=external_id)
    with pytest.raises(RecipientGone):
        await customers.read(external_id)


async def test_who_has_not_the_customer_cannot_tag_him(stage, customers):
    """84061."""
    with pytest.raises(RecipientGone):
        await customers.mark("lisi", LI_ZONG, add=["et1"], remove=[])


async def test_all_customers_come_in_pages(stage, customers):
    """More than a page of customers, and the reps are told as complete only with the last one."""
    for number in range(120):
        await stage.act("customers/add", user="lisi", name=f"客户{number}", external_id=f"wmMany{number:04d}")
    pages = [page async for page in customers.read_all()]
    assert [len(found) for _, found in pages] == [100, 23]
    assert (pages[0][0], set(pages[1][0]) >= {"zhangsan", "lisi"}) == ((), True)


async def test_tags_are_read_by_name_everywhere(stage, customers):
    """J29: a list gives ids only, a customer gives names, and a rep's own tags have no id."""
    await stage.act("customers/edit", user="zhangsan", external_id=LI_ZONG, tags=["重点"], own_tags=["爱喝茶"])
    (follow,) = (await customers.read(LI_ZONG)).follows
    assert [(tag.name, tag.group, bool(tag.tag_id)) for tag in follow.tags] == [
        ("重点", "客户等级", True),
        ("爱喝茶", "", False),
    ]
    listed = [one for _, page in [each async for each in customers.read_all()] for one in page]
    assert [tag.name for one in listed if one.external_id == LI_ZONG for tag in one.follows[0].tags] == ["重点"]


# What is written


async def test_a_welcome_is_sent_once(stage, customers):
    """Within 20 seconds, one use."""
    code = (await added(stage, external_id="wmZhao")).welcome_code
    assert await customers.welcome(code, "你好，我是张三")
    assert not await customers.welcome(code, "你好，我是张三")
    assert await received(stage, "wmZhao") == ["你好，我是张三"]


async def test_a_half_added_and_then_added_customer_is_welcomed_once(stage, customers):
    """Both events carry a code; only one of them works."""
    first = (await added(stage, external_id="wmZhao", half=True)).welcome_code
    second = (await added(stage, external_id="wmZhao")).welcome_code
    assert await customers.welcome(first, "你好")
    assert not await customers.welcome(second, "你好")


async def test_a_welcome_into_a_conversation_is_left_out(stage, customers):
    code = (await added(stage, external_id="wmZhao")).welcome_code
    await stage.act("customers/start_chat", external_id="wmZhao")
    assert not await customers.welcome(code, "你好")


async def test_a_welcome_that_another_app_is_sending_is_tried_again(stage, customers):
    """41096 may be repeated."""
    code = (await added(stage, external_id="wmZhao")).welcome_code
    busy = {"errcode": 41096, "errmsg": "the welcome msg is being distributed"}
    await stage.act("fail", path="/cgi-bin/externalcontact/send_welcome_msg", times=1, answer=busy)
    assert await customers.welcome(code, "你好")


async def test_a_long_welcome_is_cut_between_characters(stage, customers):
    code = (await added(stage, external_id="wmZhao")).welcome_code
    assert await customers.welcome(code, "你" * 2_000)
    assert await received(stage, "wmZhao") == ["你" * 1_333]


async def test_a_note_changes_only_what_is_given(stage, customers):
    await customers.remark("zhangsan", LI_ZONG, company="恒瑞", phones=[])
    (follow,) = (await customers.read(LI_ZONG)).follows
    assert (follow.company, follow.phones) == ("恒瑞", ("13800001111",))


async def test_tags_are_put_on_and_taken_off(stage, customers):
    """J29."""
    tag = await customers.add_tag("侧记", "华东")
    assert tag in await customers.tags()
    await customers.mark("zhangsan", LI_ZONG, add=[tag.tag_id], remove=[])
    (follow,) = (await customers.read(LI_ZONG)).follows
    assert follow.tags == (CustomerTag(tag.tag_id, "华东", "侧记"),)
    await customers.mark("zhangsan", LI_ZONG, add=[], remove=[tag.tag_id])
    (follow,) = (await customers.read(LI_ZONG)).follows
    assert follow.tags == ()


async def test_a_tag_that_is_there_already_is_refused(customers):
    await customers.add_tag("侧记", "华东")
    with pytest.raises(Refused):
        await customers.add_tag("侧记", "华东")


@pytest.mark.parametrize("code", [48002, 48006, 48011])
async def test_a_missing_permission_says_what_to_do(stage, customers, code):
    """48002 is set in the console; an idle app has lost its access to customers."""
    await stage.act("fail", path="/cgi-bin/externalcontact/get", times=1, answer={"errcode": code, "errmsg": "no"})
    with pytest.raises(Misconfigured) as caught:
        await customers.read(LI_ZONG)
    assert caught.value.remedy


async def test_doctor_says_whether_customers_may_be_read(stage, platform):
    """A company that does not use 客户联系 has nothing broken; doctor says what it would take."""
    lines = {check.name: check for check in await platform.check()}
    assert lines["客户联系"].ok
    assert "位成员的微信客户看得到" in lines["客户联系"].detail
    assert lines["侧边栏"].ok
    answer = {"errcode": 48002, "errmsg": "api forbidden"}
    await stage.act("fail", path="/cgi-bin/externalcontact/get_follow_user_list", times=1, answer=answer)
    lines = {check.name: check for check in await platform.check()}
    assert lines["客户联系"].ok
    assert "可调用接口的应用" in lines["客户联系"].detail


# The page beside a chat


async def test_a_page_is_signed_as_the_client_checks_it(stage, customers):
    """B1: agentConfig with the ticket of this app, over the address without what follows #."""
    page = "https://crm.example.cn/sidebar?platform=wecom"
    options = await customers.sign_page(f"{page}#somewhere")
    assert customers.scripts == (f"{stage.emulator}/_client/wecom/js_sdk.js",)
    assert (options["corpid"], options["agentid"]) == ("ww0crm0emulator1", "1000002")
    assert "getCurExternalContact" in options["jsApiList"]
    checked = {
        "kind": "agent",
        "noncestr": str(options["nonceStr"]),
        "timestamp": str(options["timestamp"]),
        "signature": str(options["signature"]),
    }
    assert (await stage.client("check_js", url=page, **checked))["errcode"] == 0
    assert (await stage.client("check_js", url=f"{page}&x=1", **checked))["errcode"] == 40093
    assert (await stage.client("check_js", url=page, **{**checked, "kind": "corp"}))["errcode"] == 40093


async def test_a_ticket_is_asked_for_once(stage, customers):
    """An app may ask for a hundred an hour."""
    for _ in range(120):
        await customers.sign_page("https://crm.example.cn/sidebar")
    asked = [one for one in await stage.control("wecom/traffic") if "ticket/get" in one["url"]]
    assert len(asked) == 1
