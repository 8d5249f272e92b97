"""The stand-in's 客户联系: what people do fires events, what the app does fires none, and WeCom's own rules hold."""

from __future__ import annotations

from tests.contract.emulator.wecom_emulation import Emulation, emulation

LI_ZONG = "wmLiZongHengrui0000001"


async def added(running: Emulation, **how: object) -> str:
    """张三 adds a customer; the welcome code that the product is told."""
    await running.control("wecom/customers/add", **{"user": "zhangsan", "name": "赵总", "external_id": "wmZhao", **how})
    return str(running.product.heard[-1]["WelcomeCode"])


async def greets(running: Emulation, code: str) -> int:
    """The app greets with this code; the errcode."""
    body = {"welcome_code": code, "text": {"content": "你好"}}
    return int((await running.call("externalcontact/send_welcome_msg", body))["errcode"])


async def test_an_event_of_a_customer_is_the_companys_and_no_apps() -> None:
    """Path 92130: it comes from `sys` and carries no AgentID."""
    async with emulation() as running:
        await added(running, state="展会")
        heard = running.product.heard[-1]
        assert (heard["FromUserName"], heard["Event"], heard["State"]) == ("sys", "change_external_contact", "展会")
        assert "AgentID" not in heard


async def test_a_welcome_code_is_good_for_twenty_seconds_and_once() -> None:
    async with emulation() as running:
        code = await added(running)
        assert [await greets(running, code), await greets(running, code)] == [0, 41050]
        late = await added(running, external_id="wmLate")
        running.machine.advance(seconds=21)
        assert await greets(running, late) == 41050


async def test_no_welcome_into_a_conversation() -> None:
    async with emulation() as running:
        code = await added(running)
        await running.control("wecom/customers/start_chat", external_id="wmZhao")
        assert await greets(running, code) == 41051


async def test_what_the_app_does_fires_nothing() -> None:
    async with emulation() as running:
        made = await running.call("externalcontact/add_corp_tag", {"group_name": "侧记", "tag": [{"name": "华东"}]})
        (tag,) = made["tag_group"]["tag"]
        mark = {"userid": "zhangsan", "external_userid": LI_ZONG, "add_tag": [tag["id"]]}
        assert (await running.call("externalcontact/mark_tag", mark))["errcode"] == 0
        note = {"userid": "zhangsan", "external_userid": LI_ZONG, "remark": "李总"}
        assert (await running.call("externalcontact/remark", note))["errcode"] == 0
        assert running.product.heard == []


async def test_an_app_may_rename_its_own_tags_only() -> None:
    async with emulation() as running:
        groups = (await running.call("externalcontact/get_corp_tag_list", {}))["tag_group"]
        console = groups[0]["tag"][0]["id"]
        made = await running.call("externalcontact/add_corp_tag", {"group_name": "侧记", "tag": [{"name": "华东"}]})
        own = made["tag_group"]["tag"][0]["id"]
        again = await running.call("externalcontact/add_corp_tag", {"group_name": "侧记", "tag": [{"name": "华东"}]})
        renamed = [
            (await running.call("externalcontact/edit_corp_tag", {"id": one, "name": "华南"}))["errcode"]
            for one in (console, own)
        ]
        assert (again["errcode"], renamed) == (40071, [48002, 0])
        unknown = {"userid": "zhangsan", "external_userid": LI_ZONG, "add_tag": ["et0"]}
        assert (await running.call("externalcontact/mark_tag", unknown))["errcode"] == 40068


async def test_customers_of_reps_outside_the_scope_are_nobodys() -> None:
    """Path 92114: 84061 for whom no visible member has."""
    async with emulation() as running:
        assert (await running.call("externalcontact/get", external_userid=LI_ZONG))["errcode"] == 0
        service = next(each for each in running.world.departments.values() if each.name == "客服部")
        running.wecom.directory.scope = frozenset({service.id})
        assert (await running.call("externalcontact/get", external_userid=LI_ZONG))["errcode"] == 84061


async def test_a_ticket_may_be_asked_for_a_hundred_times_an_hour() -> None:
    """Path 90506: the same ticket while it is good, 45009 for the hundred and first."""
    async with emulation() as running:
        told = [await running.call("ticket/get", type="agent_config") for _ in range(101)]
        assert len({one["ticket"] for one in told[:100]}) == 1
        assert told[100]["errcode"] == 45009
        assert (await running.call("get_jsapi_ticket"))["ticket"] != told[0]["ticket"]


async def test_nobody_edits_a_customer_he_has_not() -> None:
    async with emulation() as running:
        status, sentence = await running.refused("wecom/customers/edit", user="lisi", external_id=LI_ZONG)
        assert status == 404
        assert "lisi has no customer" in sentence
