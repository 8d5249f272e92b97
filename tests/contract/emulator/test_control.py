"""The control address: people, clock, faults, what is seen (INTERFACES, «The emulator's control address»)."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta

import aiohttp
import pytest

from adapters.emulator.clock import Clock
from tests.contract.emulator.wecom_emulation import NINE_OCLOCK, emulation


def test_the_clock_jumps_and_runs_on() -> None:
    """O4: business time is set, machine time is not."""
    machine = datetime.fromisoformat("2030-01-01T00:00:00+00:00")
    clock = Clock(NINE_OCLOCK, lambda: machine)
    assert clock.now() == NINE_OCLOCK
    machine += timedelta(seconds=5)
    assert clock.now() == NINE_OCLOCK + timedelta(seconds=5)
    clock.advance(72 * 3600)
    assert clock.now() == NINE_OCLOCK + timedelta(seconds=5, hours=72)
    assert clock.real() == machine
    with pytest.raises(ValueError, match="offset"):
        clock.set(datetime(2026, 3, 2, 9))


async def test_the_clock_is_shown_and_set() -> None:
    async with emulation() as running:
        shown = await running.look("clock")
        assert datetime.fromisoformat(shown["now"]) - NINE_OCLOCK < timedelta(minutes=1)
        moved = await running.control("clock", advance=3600)
        assert datetime.fromisoformat(moved["now"]) >= NINE_OCLOCK + timedelta(hours=1)
        again = await running.control("clock", now="2026-03-05T08:00:00+08:00")
        assert again["now"].startswith("2026-03-05T08:00:00")
        assert (await running.refused("clock", now="gestern"))[0] == 400
        assert (await running.refused("clock"))[0] == 400


async def test_settings_name_everything_a_product_needs() -> None:
    async with emulation() as running:
        shown = (await running.look("settings"))["wecom"]
        settings = shown["settings"]
        assert settings["CEJI_WECOM__API_BASE"] == running.base
        assert settings["CEJI_CLOCK_URL"] == f"{running.base}/_control/clock"
        assert settings["CEJI_ALLOW_TEST_CLOCK"] == "1"
        assert settings["CEJI_ADMINS"] == "wecom:laowu"
        assert settings["CEJI_SPEECH__URL"].startswith(running.base)
        people = {each["name"]: each for each in shown["people"]}
        assert set(people) == {"张三", "李四", "陈经理", "周总", "老吴", "小林"}
        assert people["张三"]["user"] == "zhangsan"
        assert people["张三"]["manager"] == "chenjingli"
        assert people["陈经理"]["leader"]


async def test_the_range_of_the_app_is_narrowed() -> None:
    """I23: a department by its name, without one everybody again."""
    async with emulation() as running:
        assert (await running.control("wecom/scope", departments=["销售部"])) == {"departments": ["销售部"]}
        assert {person.name for person in running.wecom.directory.people()} == {"陈经理", "张三", "李四"}
        assert (await running.refused("wecom/scope", departments=["财务部"]))[0] == 404
        await running.control("wecom/scope")
        assert len(running.wecom.directory.people()) == 6


async def test_people_join_and_leave() -> None:
    """H1, I15: someone new is in the directory, someone gone is not; the platform tells the product."""
    async with emulation() as running:
        await running.control("people", id="88721", name="王五", title="销售", manager="陈经理", active=False)
        listed = await running.call("user/list", department_id="2", fetch_child="1")
        wangwu = next(user for user in listed["userlist"] if user["userid"] == "88721")
        assert wangwu["status"] == 4
        assert wangwu["direct_leader"] == ["chenjingli"]
        assert (await running.refused("people", id="88721", name="王五", title="销售"))[0] == 400
        await running.control("people/leave", id="lisi")
        assert (await running.refused("wecom/say", user="lisi", text="在吗"))[0] == 404
        assert (await running.call("user/get", userid="lisi"))["errcode"] == 60111
        events = [(each["FromUserName"], each["Event"]) for each in running.product.heard]
        assert events == [("88721", "subscribe"), ("lisi", "unsubscribe")]


async def test_people_leave_although_the_product_is_down() -> None:
    async with emulation(connected=False) as running:
        answer = await running.control("wecom/callback", url="http://127.0.0.1:1/callback/wecom")
        assert not answer["verified"]
        await running.control("people/leave", id="lisi")
        assert "lisi" not in [each["id"] for each in (await running.look("people"))["people"]]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("nowhere/say", {"user": "zhangsan", "text": "在"}, 404),
        ("wecom/say", {"user": "nobody", "text": "在"}, 404),
        ("wecom/say", {"user": "zhangsan"}, 400),
        ("wecom/say", {"user": "zhangsan", "text": "在", "group": "g1"}, 400),
        ("wecom/press", {"user": "zhangsan", "message_id": "none", "button": "确认"}, 404),
        ("wecom/fail", {"path": "/cgi-bin/message/send", "times": 0}, 400),
        ("wecom/callback", {"url": "nonsense"}, 400),
    ],
)
async def test_bad_requests_are_answered_with_a_sentence(path: str, body: dict[str, str], status: int) -> None:
    async with emulation() as running:
        answered, sentence = await running.refused(path, **body)
        assert answered == status
        assert len(sentence) > 10


async def test_a_body_that_is_no_json_is_refused() -> None:
    async with (
        emulation() as running,
        running.http.post(f"{running.base}/_control/wecom/say", data="{") as response,
    ):
        assert response.status == 400


async def test_without_a_callback_address_nobody_can_speak() -> None:
    async with emulation(connected=False) as running:
        status, sentence = await running.refused("wecom/say", user="zhangsan", text="在吗")
        assert status == 409
        assert "/_control/wecom/callback" in sentence


async def test_paths_fail_as_often_as_ordered() -> None:
    async with emulation() as running:
        await running.control("wecom/fail", path="/cgi-bin/message/send", times=2)
        answers = [(await running.send("text", {"content": "好"}))["errcode"] for _ in range(3)]
        assert answers == [-1, -1, 0]
        await running.control("wecom/fail", path="/cgi-bin/user/*", times=1, answer={"errcode": 45009})
        assert (await running.call("user/get", userid="lisi"))["errcode"] == 45009
        await running.control("wecom/fail", path="/cgi-bin/user/get", times=1, status=502)
        query = {"access_token": await running.token(), "userid": "lisi"}
        async with running.http.get(f"{running.base}/cgi-bin/user/get", params=query) as response:
            assert response.status == 502
        await running.control("wecom/fail", path="user/get", times=1, delay=0.01)
        assert (await running.call("user/get", userid="lisi"))["name"] == "李四"


async def test_callers_outside_the_allow_list_are_refused() -> None:
    async with emulation() as running:
        await running.control("wecom/allow", addresses=["203.0.113.9"])
        query = {"corpid": running.wecom.account.corp_id, "corpsecret": "x"}
        async with running.http.get(f"{running.base}/cgi-bin/gettoken", params=query) as response:
            assert (await response.json())["errcode"] == 60020
        await running.control("wecom/allow", addresses=None)
        assert (await running.call("user/get", userid="lisi"))["errcode"] == 0


async def test_traffic_shows_the_wire_without_secrets() -> None:
    async with emulation() as running:
        await running.send("text", {"content": "已保存"})
        await running.control("wecom/say", user="zhangsan", text="新线索 13912345678")
        traffic = await running.look("wecom/traffic")
        text = json.dumps(traffic, ensure_ascii=False)
        assert running.wecom.account.app.secret not in text
        assert await running.token() not in text
        pushed = next(each for each in traffic if "新线索" in each["plain"])
        assert pushed["direction"] == "to_product"
        assert "<Encrypt>" in pushed["body"]
        sent = next(each for each in traffic if "/message/send" in each["url"])
        assert json.loads(sent["body"])["text"] == {"content": "已保存"}
        assert json.loads(sent["answer"])["errcode"] == 0


async def test_watchers_hear_of_every_change() -> None:
    async with emulation() as running:
        async with running.http.get(
            f"{running.base}/_control/events", timeout=aiohttp.ClientTimeout(total=10)
        ) as stream:
            assert await stream.content.readline() == b": connected\n"
            await running.send("text", {"content": "好"}, touser="lisi")
            await running.control("clock", advance=60)
            found: list[tuple[str, str | None]] = []
            while ("clock", None) not in found:
                line = await asyncio.wait_for(stream.content.readline(), 5)
                if line.startswith(b"data: "):
                    event = json.loads(line[6:])
                    found.append((event["type"], event.get("user")))
        assert ("message", "lisi") in found


async def test_own_words_are_shown_on_request_only() -> None:
    async with emulation() as running:
        await running.control("wecom/say", user="zhangsan", text="在吗")
        await running.send("text", {"content": "在"})
        assert [each["text"] for each in await running.messages()] == ["在"]
        both = await running.look("wecom/messages", user="zhangsan", own="1")
        assert [(each["author"], each["text"]) for each in both] == [("self", "在吗"), ("bot", "在")]
