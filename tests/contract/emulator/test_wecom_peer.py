"""wechatpy, unmodified but for its base address, as an independent client of the emulated WeCom."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from wechatpy.enterprise import WeChatClient, parse_message
from wechatpy.exceptions import WeChatClientException

from tests.contract.emulator.wecom_emulation import Emulation, emulation


def client_of(running: Emulation) -> WeChatClient:
    """wechatpy asks a fixed address for tokens (and for media): both are pointed here, the rest is its own."""

    class Client(WeChatClient):  # type: ignore[misc]  # wechatpy has no types.
        API_BASE_URL = f"{running.base}/cgi-bin/"

        def fetch_access_token(self) -> dict[str, Any]:
            return dict(
                self._fetch_access_token(
                    url=f"{running.base}/cgi-bin/gettoken",
                    params={"corpid": self.corp_id, "corpsecret": self.secret},
                )
            )

    account = running.wecom.account
    return Client(account.corp_id, account.app.secret, timeout=5)


async def test_its_messages_are_accepted_and_seen() -> None:
    async with emulation() as running:
        client = client_of(running)
        answer = await asyncio.to_thread(client.message.send_text, 1000002, "zhangsan", "已保存：宁波东方精工")
        assert answer["errcode"] == 0
        await asyncio.to_thread(client.message.send_markdown, 1000002, "zhangsan", "**加粗** 好")
        await asyncio.to_thread(
            client.message.send_text_card, 1000002, "zhangsan", "周报", "<div>三条</div>", "https://a.cn", "看"
        )
        assert [each["text"] for each in await running.messages()] == [
            "已保存：宁波东方精工",
            "加粗 好",
            "周报\n三条\n看",
        ]
        with pytest.raises(WeChatClientException) as refused:
            await asyncio.to_thread(client.message.send_text, 1000002, "nobody", "x")
        assert refused.value.errcode == 81013


async def test_it_fetches_a_new_token_when_refused() -> None:
    async with emulation() as running:
        client = client_of(running)
        assert (await asyncio.to_thread(client.user.get, "lisi"))["name"] == "李四"
        await running.control("wecom/revoke")
        assert (await asyncio.to_thread(client.user.get, "lisi"))["name"] == "李四"


async def test_it_reads_the_directory_customers_and_tickets() -> None:
    async with emulation() as running:
        client = client_of(running)
        departments = await asyncio.to_thread(client.department.get)
        assert {each["name"] for each in departments} >= {"销售部", "客服部"}
        people = await asyncio.to_thread(client.user.list, 2)
        assert {each["userid"] for each in people} == {"zhangsan", "lisi", "chenjingli"}
        customers = await asyncio.to_thread(client.external_contact.list, "zhangsan")
        assert len(customers["external_userid"]) == 3
        assert await asyncio.to_thread(client.jsapi.get_jsapi_ticket)


async def test_it_downloads_and_uploads_media() -> None:
    async with emulation() as running:
        client = client_of(running)
        await running.control("wecom/speak", user="zhangsan", words="今天拜访了A公司")
        media_id = running.product.heard[0]["MediaId"]
        voice = await asyncio.to_thread(client.get, "media/get", params={"media_id": media_id})
        assert running.world.recordings.recognise(voice.content) == "今天拜访了A公司"
        stored = await asyncio.to_thread(client.media.upload, "voice", ("a.amr", voice.content))
        assert (await running.send("voice", {"media_id": stored["media_id"]}))["errcode"] == 0
        table = await asyncio.to_thread(client.media.upload, "file", ("list.xlsx", b"PK\x03\x04 rows"))
        await asyncio.to_thread(client.message.send_file, 1000002, "zhangsan", table["media_id"])
        assert (await running.messages())[-1]["text"] == "list.xlsx"
        running.machine.advance(days=3, seconds=1)
        assert (await running.send("file", {"media_id": table["media_id"]}))["errcode"] == 40007


async def test_its_parser_knows_what_is_pushed() -> None:
    """The product of these tests decrypts with wechatpy; its parser must know the message too."""
    async with emulation() as running:
        await running.control("wecom/say", user="zhangsan", text="在吗")
        pushed = (await running.look("wecom/traffic"))[-1]
        message = parse_message(pushed["plain"])
        assert (message.type, message.source, message.content) == ("text", "zhangsan", "在吗")
        assert int(message.agent) == 1000002
