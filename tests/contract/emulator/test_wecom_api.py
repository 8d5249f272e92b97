"""Tokens, media, sign-in, tickets, directory, customers and menu of WeCom's stand-in."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from tests.contract.emulator.wecom_emulation import Emulation, emulation

SECRET = "emulator-wecom-secret"
CORP = "ww0crm0emulator1"


async def get(running: Emulation, path: str, **query: str) -> dict[str, Any]:
    async with running.http.get(f"{running.base}/cgi-bin/{path}", params=query) as response:
        assert response.status == 200
        return dict(await response.json())


async def test_a_token_is_the_same_while_it_is_valid() -> None:
    async with emulation() as running:
        first = await get(running, "gettoken", corpid=CORP, corpsecret=SECRET)
        assert (first["errcode"], first["expires_in"]) == (0, 7200)
        running.machine.advance(hours=1)
        second = await get(running, "gettoken", corpid=CORP, corpsecret=SECRET)
        assert second["access_token"] == first["access_token"]
        assert second["expires_in"] == 3600
        running.machine.advance(hours=1, seconds=1)
        third = await get(running, "gettoken", corpid=CORP, corpsecret=SECRET)
        assert third["access_token"] != first["access_token"]
        old = await get(running, "user/get", access_token=first["access_token"], userid="lisi")
        assert old["errcode"] == 42001


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"corpid": CORP, "corpsecret": "wrong"}, 40001),
        ({"corpid": "wwother", "corpsecret": SECRET}, 40013),
        ({"corpid": CORP}, 41004),
        ({"corpsecret": SECRET}, 41002),
    ],
)
async def test_wrong_credentials(query: dict[str, str], code: int) -> None:
    async with emulation() as running:
        assert (await get(running, "gettoken", **query))["errcode"] == code


async def test_revoked_missing_and_expired_tokens() -> None:
    async with emulation() as running:
        token = await running.token()
        assert (await get(running, "user/get", userid="lisi"))["errcode"] == 41001
        await running.control("wecom/revoke")
        assert (await get(running, "user/get", access_token=token, userid="lisi"))["errcode"] == 40014
        assert (await running.call("user/get", userid="lisi"))["errcode"] == 0
        token = await running.token()
        running.machine.advance(hours=3)
        assert (await get(running, "user/get", access_token=token, userid="lisi"))["errcode"] == 42001


async def upload(running: Emulation, kind: str, content: bytes, filename: str = "客户.xlsx") -> dict[str, Any]:
    data = aiohttp.FormData(quote_fields=False)
    data.add_field("media", content, filename=filename, content_type="application/octet-stream")
    query = {"access_token": await running.token(), "type": kind}
    async with running.http.post(f"{running.base}/cgi-bin/media/upload", params=query, data=data) as response:
        assert response.status == 200
        return dict(await response.json())


async def test_a_file_is_uploaded_sent_and_fetched() -> None:
    """I14: the export arrives as a file that the person can open."""
    async with emulation() as running:
        stored = await upload(running, "file", b"watermarked rows")
        assert isinstance(stored["created_at"], str)
        await running.send("file", {"media_id": stored["media_id"]})
        message = (await running.messages())[-1]
        assert message["text"] == "客户.xlsx"
        async with running.http.get(running.base + message["card"][0]["url"]) as response:
            assert await response.read() == b"watermarked rows"
        query = {"access_token": await running.token(), "media_id": stored["media_id"]}
        url = f"{running.base}/cgi-bin/media/get"
        async with running.http.get(url, params=query, headers={"Range": "bytes=0-3"}) as response:
            assert (response.status, await response.read()) == (206, b"wate")
            assert response.headers["Content-Range"] == "bytes 0-3/16"
        running.machine.advance(days=3, seconds=1)
        assert (await running.send("file", {"media_id": stored["media_id"]}))["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("hologram", b"0123456789", 40005),
        ("file", b"", 44001),
        ("file", b"12345", 40006),
        ("image", b"GIF89a....", 40005),
        ("image", b"\x89PNG\r\n\x1a\n" + bytes(10 * 1024 * 1024), 45001),
        ("voice", b"RIFF....WAVE", 301017),
        ("voice", b"#!AMR\n" + (b"\x3c" + bytes(31)) * 3001, 45007),
        ("file", bytes(20 * 1024 * 1024 + 1), 45001),
        ("file", b"PK\x03\x04 rows", 0),
        ("image", b"\x89PNG\r\n\x1a\n....", 0),
        ("voice", b"#!AMR\n" + (b"\x3c" + bytes(31)) * 3000, 0),
    ],
)
async def test_uploads_are_checked(kind: str, content: bytes, code: int) -> None:
    async with emulation() as running:
        assert (await upload(running, kind, content))["errcode"] == code


async def authorize(running: Emulation, user: str = "zhangsan", **changes: str) -> tuple[int, str, str]:
    """Open the product's sign-in in a person's client (nobody's when empty): status, where it leads, and the page."""
    query = {
        "appid": CORP,
        "redirect_uri": running.callback.replace("/callback/wecom", "/sidebar?platform=wecom"),
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc123",
        "agentid": "1000002",
        **changes,
    }
    cookies = {"emulated_wecom_user": user} if user else {}
    async with aiohttp.ClientSession(cookies=cookies) as browser:
        url = f"{running.base}/connect/oauth2/authorize"
        async with browser.get(url, params=query, allow_redirects=False) as response:
            return response.status, response.headers.get("Location", ""), await response.text()


async def test_sign_in_leads_back_with_a_code_for_this_person() -> None:
    async with emulation() as running:
        status, location, _ = await authorize(running, "chenjingli")
        assert status == 302
        query = parse_qs(urlsplit(location).query)
        assert (query["platform"], query["state"]) == (["wecom"], ["abc123"])
        code = query["code"][0]
        assert (await running.call("auth/getuserinfo", code=code))["userid"] == "chenjingli"
        assert (await running.call("auth/getuserinfo", code=code))["errcode"] == 40029


async def test_codes_end_after_five_minutes() -> None:
    async with emulation() as running:
        _, location, _ = await authorize(running)
        running.machine.advance(minutes=5, seconds=1)
        code = parse_qs(urlsplit(location).query)["code"][0]
        assert (await running.call("auth/getuserinfo", code=code))["errcode"] == 40029


async def test_private_details_need_the_scope_and_the_agent() -> None:
    async with emulation() as running:
        _, location, _ = await authorize(running, scope="snsapi_privateinfo")
        info = await running.call("auth/getuserinfo", code=parse_qs(urlsplit(location).query)["code"][0])
        detail = await running.call("auth/getuserdetail", {"user_ticket": info["user_ticket"]})
        assert len(detail["mobile"]) == 11
        assert (await running.call("auth/getuserdetail", {"user_ticket": "x"}))["errcode"] == 84015
        _, location, _ = await authorize(running, scope="snsapi_privateinfo", agentid="")
        info = await running.call("auth/getuserinfo", code=parse_qs(urlsplit(location).query)["code"][0])
        assert "user_ticket" not in info


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"redirect_uri": "http://evil.example.com/"}, "50001"),
        ({"redirect_uri": "http://127.0.0.1:1/"}, "50001"),
        ({"state": "with-dash"}, "state"),
        ({"appid": "wwother"}, "appid"),
        ({"scope": "everything"}, "scope"),
    ],
)
async def test_bad_sign_in_addresses_lead_nowhere(changes: dict[str, str], word: str) -> None:
    async with emulation() as running:
        status, location, page = await authorize(running, **changes)
        assert (status, location) == (200, "")
        assert word in page


async def test_outside_the_client_nobody_signs_in() -> None:
    async with emulation() as running:
        assert (await authorize(running, user=""))[1] == ""


async def test_the_sidebar_opens_in_a_persons_client() -> None:
    """M2: the browser carries who it is from then on."""
    async with emulation() as running:
        target = running.callback.replace("/callback/wecom", "/sidebar")
        opened = await running.control("wecom/sidebar", user="张三", url=target)
        async with running.http.get(running.base + opened["url"], allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (302, target)
            assert response.cookies["emulated_wecom_user"].value == "zhangsan"


async def test_tickets_sign_pages_and_are_told_apart() -> None:
    async with emulation() as running:
        corp = await running.call("get_jsapi_ticket")
        agent = await running.call("ticket/get", type="agent_config")
        assert corp["ticket"] != agent["ticket"]
        assert (await running.call("get_jsapi_ticket"))["ticket"] == corp["ticket"]
        page = "https://crm.example.cn/sidebar?platform=wecom"
        raw = f"jsapi_ticket={agent['ticket']}&noncestr=n1&timestamp=1&url={page}"
        query = {
            "noncestr": "n1",
            "timestamp": "1",
            "url": page,
            "signature": hashlib.sha1(raw.encode()).hexdigest(),
        }
        url = f"{running.base}/_client/wecom/check_js"
        async with running.http.get(url, params={**query, "kind": "agent"}) as response:
            assert (await response.json())["errcode"] == 0
        async with running.http.get(url, params={**query, "kind": "corp"}) as response:
            assert (await response.json())["errcode"] == 40093


async def test_tickets_may_be_asked_for_a_hundred_times_an_hour() -> None:
    async with emulation() as running:
        token = await running.token()
        answers = [await get(running, "get_jsapi_ticket", access_token=token) for _ in range(101)]
        assert [each["errcode"] for each in answers] == [0] * 100 + [45009]


async def test_the_directory_shows_the_team_without_mobiles() -> None:
    """H1: departments become teams, leaders managers; no mobile for newer apps."""
    async with emulation() as running:
        listed = (await running.call("department/list"))["department"]
        sales = next(each for each in listed if each["name"] == "销售部")
        assert (sales["parentid"], sales["department_leader"]) == (1, ["chenjingli"])
        ids = (await running.call("department/simplelist"))["department_id"]
        assert {each["id"] for each in ids} == {each["id"] for each in listed}
        one = await running.call("department/get", id=str(sales["id"]))
        assert one["department"]["name"] == "销售部"
        people = (await running.call("user/list", department_id=str(sales["id"])))["userlist"]
        assert {each["userid"] for each in people} == {"zhangsan", "lisi", "chenjingli"}
        rep = next(each for each in people if each["userid"] == "zhangsan")
        assert (rep["name"], rep["direct_leader"], rep["status"]) == ("张三", ["chenjingli"], 1)
        assert "mobile" not in rep
        assert (await running.call("user/get", userid="ZhangSan"))["userid"] == "zhangsan"
        assert (await running.call("user/list", department_id="99"))["errcode"] == 60123
        assert (await running.call("user/list_id", {}))["errcode"] == 48002


async def test_customers_are_those_of_the_scenarios() -> None:
    async with emulation() as running:
        ids = (await running.call("externalcontact/list", userid="zhangsan"))["external_userid"]
        found = [await running.call("externalcontact/get", external_userid=each) for each in ids]
        lizong = next(each for each in found if each["external_contact"]["name"] == "李总")
        assert "corp_name" not in lizong["external_contact"]
        assert lizong["follow_user"][0]["remark_corp_name"] == "上海恒瑞医疗科技有限公司"
        assert lizong["follow_user"][0]["remark_mobiles"] == ["13800001111"]
        assert (await running.call("externalcontact/list", userid="lisi"))["errcode"] == 84061
        assert (await running.call("externalcontact/get", external_userid="wmx"))["errcode"] == 40096
        page = {"userid_list": ["zhangsan"], "limit": 2}
        first = await running.call("externalcontact/batch/get_by_user", page)
        assert len(first["external_contact_list"]) == 2
        page["cursor"] = first["next_cursor"]
        rest = await running.call("externalcontact/batch/get_by_user", page)
        assert (len(rest["external_contact_list"]), rest["next_cursor"]) == (1, "")
        note = {"userid": "zhangsan", "external_userid": ids[0], "remark_mobiles": [""]}
        assert (await running.call("externalcontact/remark", note))["errcode"] == 0
        again = await running.call("externalcontact/get", external_userid=ids[0])
        assert again["follow_user"][0]["remark_mobiles"] == []


async def test_the_menu_is_set_and_pressed() -> None:
    async with emulation() as running:
        entries = [
            {"type": "click", "name": "录线索", "key": "lead:new"},
            {"name": "更多", "sub_button": [{"type": "view", "name": "工作台", "url": "https://crm.example.cn"}]},
        ]
        assert (await running.call("menu/create", {"button": entries}, agentid="1000002"))["errcode"] == 0
        assert (await running.call("menu/get", agentid="1000002"))["button"] == entries
        await running.control("wecom/press", user="zhangsan", message_id="menu", button="录线索")
        assert (running.product.heard[0]["Event"], running.product.heard[0]["EventKey"]) == ("click", "lead:new")
        told = await running.control("wecom/press", user="zhangsan", message_id="menu", button="工作台")
        assert told["url"] == "https://crm.example.cn"
        assert running.product.heard[1]["Event"] == "view"
        long = {"button": [{"type": "click", "name": "很长很长的名字", "key": "k"}]}
        assert (await running.call("menu/create", long, agentid="1000002"))["errcode"] == 40018
