"""The emulated Feishu against a plain client: tokens, messages, delivery, contacts and sign-in."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters.emulator.clock import Clock
from adapters.emulator.feishu import crypto
from adapters.emulator.feishu.app import App, Credentials
from adapters.emulator.feishu.frames import CONTROL, DATA, Frame, FrameError, decode, encode
from adapters.emulator.feishu.stand_in import Feishu
from adapters.emulator.server import build_app
from adapters.emulator.stand_in import Unreachable
from adapters.emulator.world import World, default_world
from tests.contract.emulator.feishu_product import HttpProduct, Product


@pytest.fixture
def world() -> World:
    return default_world()


@pytest.fixture
def feishu(world: World) -> Feishu:
    return Feishu(world, retry_seconds=(0.05, 0.05, 0.05, 0.05), answer_seconds=0.5)


@pytest.fixture
async def server(world: World, feishu: Feishu) -> AsyncIterator[TestServer]:
    server = TestServer(build_app(world, [feishu]))
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def product(server: TestServer) -> AsyncIterator[Product]:
    product = Product(server)
    await product.sign_in()
    yield product
    await product.close()


@pytest.fixture
async def http_product() -> AsyncIterator[tuple[HttpProduct, str]]:
    receiver = HttpProduct()
    server = TestServer(receiver.application())
    await server.start_server()
    yield receiver, str(server.make_url("/callback/feishu"))
    await server.close()


def test_encryption_and_signature_match_the_documented_vectors() -> None:
    assert crypto.decrypt("test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=") == b"hello world"
    plain = b'{"challenge":"c-1","token":"vt-demo","type":"url_verification"}'
    sealed = crypto.encrypt("ek-demo", plain, bytes(range(16)))
    assert sealed == (
        "AAECAwQFBgcICQoLDA0OD5y47TY8ryBEq/Os+Qd3TVzRJQ6/Lgc01OZO0Sz5a4jnYv/XZpeNWIUU1VZwcvxZtLeZZkosQeis8Gn+e1L54GI="
    )
    body = f'{{"encrypt":"{sealed}"}}'.encode()
    assert crypto.signature("1700000000", "n0nce", "ek-demo", body) == (
        "242e7fef50fc3cee349e07cba9f714dc2b09afcc3326acceeb025b0a5dae9374"
    )


@pytest.mark.parametrize(
    "frame",
    [
        Frame(0, 0, 33554678, CONTROL, (("type", "ping"),)),
        Frame(2**63, 2**48, 1, DATA, (("type", "event"), ("sum", "1")), "utf-8", "json", "内容".encode(), "id"),
        Frame(1, 2, 3, DATA, (), payload=b""),
    ],
)
def test_frames_survive_the_wire(frame: Frame) -> None:
    assert decode(encode(frame)) == frame


@pytest.mark.parametrize("raw", [b"", b"\x08", b"\x08\x01", b"\x2a\x7f\x00", b"\x0d\x00\x00\x00\x00"])
def test_what_is_no_frame_is_refused(raw: bytes) -> None:
    with pytest.raises(FrameError):
        decode(raw)


def test_a_tenant_token_is_the_same_until_thirty_minutes_are_left() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    moment = [now]
    credentials = Credentials(App(), Clock(machine=lambda: moment[0]))
    app = App()
    first, left = credentials.tenant_token(app.app_id, app.app_secret)
    assert left == 7200
    moment[0] = now + timedelta(minutes=89)
    assert credentials.tenant_token(app.app_id, app.app_secret) == (first, 31 * 60)
    moment[0] = now + timedelta(minutes=91)
    second, left = credentials.tenant_token(app.app_id, app.app_secret)
    assert second != first
    assert left == 7200
    credentials.check_tenant(f"Bearer {first}")
    credentials.check_tenant(f"Bearer {second}")


async def test_tokens_are_demanded_and_refused(feishu: Feishu, product: Product) -> None:
    good = product.token
    for token, code in (("", 99991661), ("x-1", 99991671), ("t-unknown", 99991663)):
        product.token = token
        status, answer = await product.send("text", {"text": "你好"})
        assert (status, answer["code"]) == (400, code)
    product.token = good
    await feishu.revoke()
    assert (await product.send("text", {"text": "你好"}))[1]["code"] == 99991663
    status, answer = await product.call(
        "POST",
        "/open-apis/auth/v3/tenant_access_token/internal",
        {"app_id": product.app.app_id, "app_secret": "wrong"},
    )
    assert answer["code"] == 10014


async def test_a_text_is_seen_with_its_mentions(feishu: Feishu, product: Product) -> None:
    status, answer = await product.send(
        "text", {"text": '<at user_id="ou_lisi">李四</at> **你好** [看](https://a.b/c)'}
    )
    assert (status, answer["code"]) == (200, 0)
    (seen,) = feishu.seen("ou_zhangsan")
    assert seen.message_id == answer["data"]["message_id"]
    assert seen.text == "@李四 你好 看"
    assert [button.url for button in seen.buttons] == ["https://a.b/c"]


async def test_the_same_uuid_sends_once(feishu: Feishu, product: Product) -> None:
    """C4: the platform's own idempotency key."""
    first = await product.send("text", {"text": "一次"}, uuid="u-1")
    second = await product.send("text", {"text": "一次"}, uuid="u-1")
    assert first[1]["data"]["message_id"] == second[1]["data"]["message_id"]
    assert len(feishu.seen("ou_zhangsan")) == 1


@pytest.mark.parametrize(
    ("kind", "content", "to", "code"),
    [
        ("text", {"text": " "}, "ou_zhangsan", 230001),
        ("text", "no json", "ou_zhangsan", 230001),
        ("hologram", {"text": "x"}, "ou_zhangsan", 230001),
        ("text", {"text": "x"}, "ou_nobody", 99992351),
        ("text", {"text": "x"}, "oc_nowhere", 230002),
        ("text", {"text": "长" * 60_000}, "ou_zhangsan", 230025),
        ("post", {"zh_cn": {"title": "长" * 11_000, "content": []}}, "ou_zhangsan", 230025),
        ("image", {"image_key": "img_unknown"}, "ou_zhangsan", 230055),
        ("interactive", {"schema": "2.0"}, "ou_zhangsan", 230099),
    ],
)
async def test_messages_are_refused_as_on_the_platform(
    product: Product, kind: str, content: Any, to: str, code: int
) -> None:
    status, answer = await product.send(kind, content, to)
    assert (status, answer["code"]) == (400, code)


async def test_six_messages_a_second_to_one_person_are_one_too_many(product: Product) -> None:
    answers = await asyncio.gather(*(product.send("text", {"text": str(n)}) for n in range(6)))
    assert [answer["code"] for _, answer in answers].count(230020) == 1


async def test_the_tenants_audit_refuses_phone_numbers(feishu: Feishu, product: Product) -> None:
    feishu.state.forbids_phones = True
    assert (await product.send("text", {"text": "电话 13912345678"}))[1]["code"] == 230028
    assert (await product.send("text", {"text": "电话 139****5678"}))[1]["code"] == 0


async def test_replies_recall_and_reading_back(feishu: Feishu, product: Product) -> None:
    await product.connect()
    said = await feishu.say("ou_zhangsan", "今日")
    path = f"/open-apis/im/v1/messages/{said['message_id']}/reply"
    _, answer = await product.call("POST", path, {"msg_type": "text", "content": json.dumps({"text": "三条"})})
    assert answer["data"]["parent_id"] == said["message_id"]
    sent = answer["data"]["message_id"]
    _, read = await product.call("GET", f"/open-apis/im/v1/messages/{sent}")
    assert json.loads(read["data"]["items"][0]["body"]["content"]) == {"text": "三条"}
    assert (await product.call("DELETE", f"/open-apis/im/v1/messages/{sent}"))[1]["code"] == 0
    assert feishu.seen("ou_zhangsan")[-1].state == "recalled"
    assert (await product.call("DELETE", f"/open-apis/im/v1/messages/{sent}"))[1]["code"] == 230011


async def test_uploads_can_be_sent(feishu: Feishu, product: Product) -> None:
    form = aiohttp.FormData()
    form.add_field("image_type", "message")
    form.add_field("image", b"\x89PNG...", filename="a.png")
    async with product.session.post(
        f"{product.base}/open-apis/im/v1/images", data=form, headers={"Authorization": f"Bearer {product.token}"}
    ) as response:
        key = (await response.json())["data"]["image_key"]
    assert (await product.send("image", {"image_key": key}))[1]["code"] == 0
    assert feishu.seen("ou_zhangsan")[0].kind == "image"


async def test_without_a_connection_or_an_address_nothing_can_be_said(feishu: Feishu, product: Product) -> None:
    with pytest.raises(Unreachable):
        await feishu.say("ou_zhangsan", "今日")


async def test_what_a_person_says_arrives_as_the_platform_sends_it(feishu: Feishu, product: Product) -> None:
    await product.connect()
    said = await feishu.say("ou_zhangsan", "今天拜访了A公司王总")
    assert said["delivered"]
    event = product.events[0]
    assert event["schema"] == "2.0"
    assert event["header"]["event_type"] == "im.message.receive_v1"
    assert event["event"]["sender"]["sender_id"]["open_id"] == "ou_zhangsan"
    message = event["event"]["message"]
    assert message["message_id"] == said["message_id"]
    assert message["chat_type"] == "p2p"
    assert json.loads(message["content"]) == {"text": "今天拜访了A公司王总"}


async def test_a_long_text_comes_in_several_frames(feishu: Feishu, product: Product) -> None:
    await product.connect()
    words = "拜访了A公司王总，聊了新产品。" * 300
    assert (await feishu.say("ou_zhangsan", words))["delivered"]
    assert product.parts[0] > 1
    assert json.loads(product.events[0]["event"]["message"]["content"])["text"] == words


async def test_the_same_message_id_arrives_again_unchanged(feishu: Feishu, product: Product) -> None:
    """C4: the platform's repeated message is the same message."""
    await product.connect()
    await feishu.say("ou_zhangsan", "今日", message_id="om_1")
    await feishu.say("ou_zhangsan", "今日", message_id="om_1")
    assert product.events[0] == product.events[1]
    assert len(feishu.seen("ou_zhangsan")) == 1


@pytest.mark.parametrize("first_answer", [None, 500])
async def test_an_unanswered_or_failed_event_comes_again(
    feishu: Feishu, product: Product, first_answer: int | None
) -> None:
    await product.connect()
    product.answers = lambda event: first_answer if len(product.events) == 1 else 200
    assert not (await feishu.say("ou_zhangsan", "今日"))["delivered"]
    await until(lambda: len(product.events) == 2)
    assert product.events[0] == product.events[1]


async def test_a_jump_of_the_clock_brings_the_repetition(world: World, http_product: tuple[HttpProduct, str]) -> None:
    receiver, address = http_product
    feishu = Feishu(world)
    await feishu.set_callback(address)
    receiver.status = 500
    assert not (await feishu.say("ou_zhangsan", "今日"))["delivered"]
    receiver.status = 200
    world.clock.advance(16)
    await until(lambda: len(receiver.bodies) == 3)
    assert receiver.bodies[1] == receiver.bodies[2]
    await feishu.close()


async def test_connections_that_are_dropped_or_too_many(feishu: Feishu, product: Product) -> None:
    for _ in range(50):
        await product.connect()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await product.connect()
    assert refused.value.headers is not None
    assert refused.value.headers["Handshake-Status"] == "514"
    assert refused.value.headers["Handshake-Autherrcode"] == "1000040350"
    assert await feishu.connections.drop() == 50
    with pytest.raises(Unreachable):
        await feishu.say("ou_zhangsan", "今日")


async def test_a_wrong_secret_opens_no_connection(product: Product) -> None:
    _, answer = await product.call("POST", "/callback/ws/endpoint", {"AppID": product.app.app_id, "AppSecret": "wrong"})
    assert answer["code"] == 514


async def test_speech_is_an_ogg_file_that_the_product_downloads(feishu: Feishu, product: Product, world: World) -> None:
    await product.connect()
    await feishu.speak("ou_zhangsan", "今天拜访了A公司王总")
    message = product.events[0]["event"]["message"]
    assert message["message_type"] == "audio"
    key = json.loads(message["content"])["file_key"]
    path = f"{product.base}/open-apis/im/v1/messages/{message['message_id']}/resources"
    headers = {"Authorization": f"Bearer {product.token}"}
    async with product.session.get(f"{path}/{key}", params={"type": "file"}, headers=headers) as response:
        audio = await response.read()
    assert audio.startswith(b"OggS")
    assert world.recordings.recognise(audio) == "今天拜访了A公司王总"
    async with product.session.get(f"{path}/file_x", params={"type": "file"}, headers=headers) as response:
        assert (await response.json())["code"] == 234003


async def test_groups_mention_the_bot(feishu: Feishu, product: Product) -> None:
    await product.connect()
    await feishu.say("ou_zhangsan", "逾期", group="销售一组")
    message = product.events[0]["event"]["message"]
    assert message["chat_type"] == "group"
    assert json.loads(message["content"])["text"] == "@_user_1 逾期"
    assert message["mentions"][0]["id"]["open_id"] == App().bot_open_id
    await product.send("text", {"text": "三条"}, to=message["chat_id"])
    assert feishu.seen("ou_lisi")[-1].chat == "销售一组"


async def test_the_bots_menu_is_an_event(feishu: Feishu, product: Product) -> None:
    await product.connect()
    assert (await feishu.press("ou_zhangsan", "menu", "今日"))["delivered"]
    event = product.events[0]
    assert event["header"]["event_type"] == "application.bot.menu_v6"
    assert event["event"]["event_key"] == "今日"
    assert event["event"]["operator"]["operator_id"]["open_id"] == "ou_zhangsan"


async def test_over_http_everything_is_encrypted_and_signed(
    feishu: Feishu, product: Product, http_product: tuple[HttpProduct, str]
) -> None:
    receiver, address = http_product
    assert (await feishu.set_callback(address))["verified"]
    assert (await feishu.say("ou_lisi", "待办"))["delivered"]
    assert receiver.bodies[-1]["header"]["token"] == App().verification_token
    await feishu.enter("ou_lisi")
    assert receiver.bodies[-1]["header"]["event_type"] == "im.chat.access_event.bot_p2p_chat_entered_v1"


async def test_a_leaver_is_announced(feishu: Feishu, product: Product, world: World) -> None:
    """I15: the directory tells that someone left."""
    await product.connect()
    await feishu.directory_event("left", world.leave("zhangsan"))
    event = product.events[0]
    assert event["header"]["event_type"] == "contact.user.deleted_v3"
    assert event["event"]["object"]["open_id"] == "ou_zhangsan"
    assert event["event"]["old_object"]["department_ids"]
    assert (await product.send("text", {"text": "x"}))[1]["code"] == 230013


async def test_the_directory_page_by_page(product: Product) -> None:
    v3 = "/open-apis/contact/v3"
    assert (await product.call("GET", f"{v3}/scopes"))[1]["data"]["department_ids"] == ["0"]
    departments: list[dict[str, Any]] = []
    token = ""
    while True:
        query = {"fetch_child": "true", "page_size": "2", **({"page_token": token} if token else {})}
        data = (await product.call("GET", f"{v3}/departments/0/children", **query))[1]["data"]
        departments += data["items"]
        if not data["has_more"]:
            break
        token = data["page_token"]
    sales = next(each for each in departments if each["name"] == "销售部")
    assert sales["leader_user_id"] == "ou_chenjingli"
    _, page = await product.call(
        "GET", f"{v3}/users/find_by_department", department_id=sales["open_department_id"], page_size="50"
    )
    people = {each["name"]: each for each in page["data"]["items"]}
    assert set(people) == {"陈经理", "张三", "李四"}
    assert people["张三"]["leader_user_id"] == "ou_chenjingli"
    assert "mobile" not in people["张三"]
    assert (await product.call("GET", f"{v3}/users/ou_lisi"))[1]["data"]["user"]["name"] == "李四"
    for query, code in (({"page_size": "51"}, 40011), ({"page_token": "x"}, 40012)):
        _, refused = await product.call("GET", f"{v3}/departments/0/children", **query)
        assert refused["code"] == code
    assert (await product.call("GET", f"{v3}/departments/od-9/children"))[0] == 403


async def test_signing_in_from_the_client(feishu: Feishu, product: Product) -> None:
    redirect = "http://127.0.0.1:1/oauth?x=1"
    verifier = "v" * 43
    challenge = hashlib.sha256(verifier.encode()).digest()
    query = {
        "client_id": product.app.app_id,
        "response_type": "code",
        "redirect_uri": redirect,
        "state": "s1",
        "code_challenge": _base64url(challenge),
        "code_challenge_method": "S256",
    }
    authorize = f"{product.base}/open-apis/authen/v1/authorize"
    async with product.session.get(authorize, params=query, allow_redirects=False) as response:
        assert response.status == 200
    opening = await feishu.open_sidebar("ou_zhangsan", f"{product.base}/sidebar")
    async with product.session.get(product.base + opening, allow_redirects=False) as response:
        assert response.headers["Location"] == f"{product.base}/sidebar"
    async with product.session.get(authorize, params=query, allow_redirects=False) as response:
        back = urlsplit(response.headers["Location"])
    answer = parse_qs(back.query)
    assert answer["state"] == ["s1"]
    assert answer["x"] == ["1"]
    body = {
        "grant_type": "authorization_code",
        "client_id": product.app.app_id,
        "client_secret": product.app.app_secret,
        "code": answer["code"][0],
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    _, token = await product.call("POST", "/open-apis/authen/v2/oauth/token", body)
    assert token["token_type"] == "Bearer"
    product.token = token["access_token"]
    _, who = await product.call("GET", "/open-apis/authen/v1/user_info")
    assert (who["data"]["open_id"], who["data"]["tenant_key"]) == ("ou_zhangsan", App().tenant_key)
    status, again = await product.call("POST", "/open-apis/authen/v2/oauth/token", body)
    assert (status, again["code"]) == (400, 20065)
    assert (await product.call("POST", "/open-apis/authen/v2/oauth/token", {**body, "client_secret": "x"}))[1][
        "code"
    ] == 20002


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def until(condition: Any) -> None:
    """Wait for something that happens in the background."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.02)
