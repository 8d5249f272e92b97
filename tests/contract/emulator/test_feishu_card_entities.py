"""The emulated cardkit: what it takes, and what it refuses with which code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.emulator.feishu.stand_in import Feishu
from adapters.emulator.server import build_app
from adapters.emulator.world import World, default_world
from tests.contract.emulator.feishu_product import Product
from tests.contract.emulator.test_feishu_cards import DRAFT

CARDS = "/open-apis/cardkit/v1/cards"


def of_words(words: str, **config: Any) -> dict[str, Any]:
    """A card with one element that text can be typed into."""
    element = {"tag": "markdown", "element_id": "words", "content": words}
    return {"schema": "2.0", "config": config, "body": {"elements": [element]}}


TYPING = of_words("正在听…", streaming_mode=True)


@pytest.fixture
def world() -> World:
    return default_world()


@pytest.fixture
def feishu(world: World) -> Feishu:
    return Feishu(world, answer_seconds=0.5)


@pytest.fixture
async def product(world: World, feishu: Feishu) -> AsyncIterator[Product]:
    server = TestServer(build_app(world, [feishu]))
    await server.start_server()
    product = Product(server)
    await product.sign_in()
    await product.connect()
    yield product
    await product.close()
    await server.close()


async def made(product: Product, card: dict[str, Any]) -> str:
    """A new entity's id."""
    _, answer = await product.call("POST", CARDS, {"type": "card_json", "data": json.dumps(card)})
    return str(answer["data"]["card_id"])


async def sent(product: Product, card_id: str) -> int:
    """The code of sending it to 张三."""
    _, answer = await product.send("interactive", {"type": "card", "data": {"card_id": card_id}})
    return int(answer["code"])


async def drawn(product: Product, card_id: str, card: dict[str, Any], sequence: int, **more: Any) -> int:
    """The code of drawing it anew."""
    body = {"card": {"type": "card_json", "data": json.dumps(card)}, "sequence": sequence, **more}
    return int((await product.call("PUT", f"{CARDS}/{card_id}", body))[1]["code"])


async def typed(product: Product, card_id: str, words: str, sequence: int, element: str = "words") -> int:
    """The code of typing into an element."""
    path = f"{CARDS}/{card_id}/elements/{element}/content"
    return int((await product.call("PUT", path, {"content": words, "sequence": sequence}))[1]["code"])


async def test_an_entity_is_sent_once_and_changes_where_it_is_seen(feishu: Feishu, product: Product) -> None:
    card_id = await made(product, TYPING)
    assert feishu.seen("ou_zhangsan") == []
    assert [await sent(product, card_id) for _ in range(2)] == [0, 230099]
    assert await typed(product, card_id, "正在听…还要几秒", 1) == 0
    assert feishu.seen("ou_zhangsan")[0].text == "正在听…还要几秒"
    still = {"settings": json.dumps({"config": {"streaming_mode": False}}), "sequence": 2}
    assert (await product.call("PATCH", f"{CARDS}/{card_id}/settings", still))[1]["code"] == 0
    assert await typed(product, card_id, "晚到的", 3) == 300309
    assert await drawn(product, card_id, DRAFT, 4) == 0
    assert [button.label for button in feishu.seen("ou_zhangsan")[0].buttons][:1] == ["确认"]


async def test_numbers_rise_and_a_repeated_act_is_known(product: Product) -> None:
    card_id = await made(product, TYPING)
    await sent(product, card_id)
    assert await drawn(product, card_id, TYPING, 5, uuid="a") == 0
    assert await drawn(product, card_id, TYPING, 5) == 300317
    assert await drawn(product, card_id, TYPING, 6, uuid="a") == 200770
    assert await drawn(product, card_id, TYPING, 2**31) == 300317
    assert await drawn(product, card_id, TYPING, 6, uuid="b") == 0


async def test_an_entity_lives_for_fourteen_days(world: World, product: Product) -> None:
    card_id, unsent = await made(product, TYPING), await made(product, TYPING)
    await sent(product, card_id)
    world.clock.advance(timedelta(days=14, minutes=1).total_seconds())
    assert await drawn(product, card_id, TYPING, 1) == 200750
    assert await sent(product, unsent) == 230099


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("template", "{}", 10002),
        ("card_json", "", 300307),
        ("card_json", "{", 200220),
        ("card_json", json.dumps({"elements": []}), 300303),
        ("card_json", json.dumps(of_words("x", update_multi=False)), 300302),
        ("card_json", json.dumps(of_words("长" * 11_000)), 200860),
        ("card_json", json.dumps({"schema": "2.0", "body": {"elements": [{"tag": "note"}]}}), 200220),
    ],
)
async def test_what_is_no_card_is_refused(product: Product, kind: str, data: str, code: int) -> None:
    assert (await product.call("POST", CARDS, {"type": kind, "data": data}))[1]["code"] == code


async def test_what_is_not_there_is_refused(product: Product) -> None:
    card_id = await made(product, TYPING)
    assert await sent(product, "7000000000000000000") == 230099
    assert await drawn(product, "7000000000000000000", TYPING, 1) == 200740
    assert await typed(product, card_id, "字", 1, element="other") == 300313


async def test_while_a_press_waits_for_its_answer_the_card_stays(feishu: Feishu, product: Product) -> None:
    card_id = await made(product, DRAFT)
    await sent(product, card_id)
    (seen,) = feishu.seen("ou_zhangsan")
    product.answers = lambda event: None
    unanswered = asyncio.create_task(feishu.press("ou_zhangsan", seen.message_id, "确认"))
    while not product.events:
        await asyncio.sleep(0.01)
    assert await drawn(product, card_id, TYPING, 1) == 200810
    await unanswered
    assert await drawn(product, card_id, TYPING, 1) == 0


async def test_a_press_can_not_change_what_is_being_typed(feishu: Feishu, product: Product) -> None:
    card_id = await made(product, {**DRAFT, "config": {"streaming_mode": True}})
    await sent(product, card_id)
    (seen,) = feishu.seen("ou_zhangsan")
    product.answers = lambda event: {"card": {"type": "raw", "data": of_words("已确认")}}
    assert (await feishu.press("ou_zhangsan", seen.message_id, "确认"))["status"] == 200810
    assert await drawn(product, card_id, DRAFT, 1) == 0
    assert (await feishu.press("ou_zhangsan", seen.message_id, "确认"))["card_updated"]
    patch = {"content": json.dumps(DRAFT)}
    assert (await product.call("PATCH", f"/open-apis/im/v1/messages/{seen.message_id}", patch))[1]["code"] == 230001
