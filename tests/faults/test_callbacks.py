"""What comes to the callback addresses and is not from the platform, or not fit to be read (PERFORMANCE §6, 12–16)."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from adapters.emulator.dingtalk.crypto import robot_signature
from adapters.emulator.faults import Fault
from adapters.emulator.feishu.crypto import signature as feishu_signature
from crm_core.database.inbox import InboxEvent
from tests.databases import fresh_database
from tests.scenarios.company import Company, running_company
from tests.scenarios.test_lead import LINE

BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml>&b;</xml>"""
ENTITY = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>"""
DEEP_XML = b"<a>" * 20_000 + b"</a>" * 20_000
DEEP_JSON = b"[" * 20_000 + b"]" * 20_000
HUGE = b"x" * (2 * 1024 * 1024)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A migrated SQLite file."""
    with fresh_database("sqlite", tmp_path) as address:
        yield address


@pytest.fixture
async def wecom(url: str) -> AsyncIterator[Company]:
    """A product on WeCom."""
    async with running_company("wecom", url) as company:
        yield company


async def post(company: Company, path: str, body: bytes, headers: dict[str, str] | None = None) -> int:
    """Posts something of one's own to the product; the status of its answer, 0 when it hung up."""
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.post(company.base + path, data=body, headers=headers) as answer,
        ):
            await answer.read()
            return answer.status
    except aiohttp.ClientError:
        return 0


async def nothing_came_of_it(company: Company) -> None:
    """Nothing was stored, and the product still answers."""
    assert await company.count(InboxEvent) == 0
    zhangsan = company["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存：宁波东方精工")


@pytest.mark.parametrize("fault", ["callback/bad-signature", "callback/stale", "callback/bad-receiveid"])
async def test_wecom_callbacks_that_are_not_wecoms(wecom: Company, fault: str) -> None:
    """I26, PERFORMANCE §6 rows 13, 14: a wrong signature, an old one, another company's: refused, not stored."""
    wecom.stand_in.faults.order(Fault(fault, 4))
    told = await wecom.stand_in.say("zhangsan", LINE)
    assert not told["delivered"]
    assert told["status"] in (400, 401, 403)
    await wecom.settles()
    await nothing_came_of_it(wecom)


@pytest.mark.parametrize(
    "body",
    [BOMB, ENTITY, DEEP_XML, HUGE, b"", b"\x00\xff", b"<xml>", b"<xml><Encrypt>!!</Encrypt></xml>"],
    ids=["entity bomb", "external entity", "deep XML", "2 MB", "empty", "no text", "cut off", "no cipher text"],
)
async def test_wecom_bodies_that_are_not_read(wecom: Company, body: bytes) -> None:
    """PERFORMANCE §6 rows 12, 15: refused quickly, whatever is in them."""
    query = urlencode({"msg_signature": "0" * 40, "timestamp": str(int(time.time())), "nonce": "1"})
    started = time.process_time()
    assert await post(wecom, f"/callback/wecom?{query}", body) in (0, 400, 401, 403, 413)
    assert time.process_time() - started < 2
    await nothing_came_of_it(wecom)


@pytest.mark.parametrize("query", ["", "?msg_signature=&timestamp=&nonce=", "?timestamp=abc&nonce=1&msg_signature=x"])
async def test_wecom_queries_that_lack_something(wecom: Company, query: str) -> None:
    """PERFORMANCE §6 row 13: no signature, no entry."""
    assert await post(wecom, f"/callback/wecom{query}", b"<xml><Encrypt>QQ==</Encrypt></xml>") in (400, 401, 403)
    await nothing_came_of_it(wecom)


def feishu_headers(company: Company, body: bytes, age: int = 0) -> dict[str, str]:
    """Headers as Feishu signs them, some seconds old."""
    app: Any = company.stand_in.state.app  # type: ignore[attr-defined]
    stamp, nonce = str(int(time.time()) - age), "n1"
    return {
        "X-Lark-Request-Timestamp": stamp,
        "X-Lark-Request-Nonce": nonce,
        "X-Lark-Signature": feishu_signature(stamp, nonce, app.encrypt_key, body),
    }


@pytest.mark.parametrize(
    "body",
    [
        DEEP_JSON,
        b"{",
        b"[]",
        b'{"encrypt": 1}',
        b'{"encrypt": "QQ=="}',
        b'{"challenge": "x", "type": "url_verification"}',
    ],
    ids=["deep JSON", "cut off", "a list", "a number", "no cipher text", "a challenge in clear"],
)
async def test_feishu_bodies_that_are_not_read(url: str, body: bytes) -> None:
    """PERFORMANCE §6 row 12: also with a right signature nothing but an encrypted event is taken."""
    async with running_company("feishu-http", url) as company:
        assert await post(company, "/callback/feishu", body, feishu_headers(company, body)) in (400, 401, 403)
        await nothing_came_of_it(company)


@pytest.mark.parametrize("kind", ["wrong", "stale", "missing"])
async def test_feishu_signatures(url: str, kind: str) -> None:
    """PERFORMANCE §6 row 13: wrong, ten minutes old, or absent."""
    async with running_company("feishu-http", url) as company:
        body = json.dumps({"encrypt": "QQ=="}).encode()
        headers = {
            "wrong": {**feishu_headers(company, body), "X-Lark-Signature": "0" * 64},
            "stale": feishu_headers(company, body, age=600),
            "missing": {},
        }[kind]
        assert await post(company, "/callback/feishu", body, headers) in (401, 403)
        await nothing_came_of_it(company)


@pytest.mark.parametrize("kind", ["wrong", "stale", "missing"])
async def test_dingtalk_robot_signatures(url: str, kind: str) -> None:
    """PERFORMANCE §6 row 13: wrong, two hours old, or absent."""
    async with running_company("dingtalk-http", url) as company:
        secret: str = company.stand_in.state.app.client_secret  # type: ignore[attr-defined]
        now, old = str(int(time.time() * 1000)), str(int((time.time() - 7200) * 1000))
        headers = {
            "wrong": {"timestamp": now, "sign": "QUJD"},
            "stale": {"timestamp": old, "sign": robot_signature(secret, old)},
            "missing": {},
        }[kind]
        body = json.dumps({"msgtype": "text", "text": {"content": LINE}, "msgId": "m1"}).encode()
        assert await post(company, "/callback/dingtalk/robot", body, headers) in (400, 401, 403)
        await nothing_came_of_it(company)


async def test_dingtalk_deep_json_with_a_right_signature(url: str) -> None:
    """PERFORMANCE §6 row 12: refused, and nothing is stored."""
    async with running_company("dingtalk-http", url) as company:
        secret: str = company.stand_in.state.app.client_secret  # type: ignore[attr-defined]
        now = str(int(time.time() * 1000))
        headers = {"timestamp": now, "sign": robot_signature(secret, now)}
        assert await post(company, "/callback/dingtalk/robot", DEEP_JSON, headers) in (400, 401, 403)
        await nothing_came_of_it(company)


@pytest.mark.parametrize("path", ["/callback/feishu", "/callback/nobody", "/callback/dingtalk/robot"])
async def test_platforms_that_are_off_have_no_address(wecom: Company, path: str) -> None:
    """Fail closed: a platform that is not configured answers nothing."""
    assert await post(wecom, path, b"{}") == 404
