"""Feishu's progress cards against the stand-in's cardkit: shown at once, taken over by the answer (C1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters import registry
from adapters.contract import ChatPlatform, Outgoing, Progress
from adapters.errors import CardClosed, Misconfigured
from adapters.events import InboundEvent, VoiceSaid
from cards.model import Button, Card, MessageKind, Text
from tests.contract.adapters.product import Stage, connect, emulated, settings_of

SPOKEN = InboundEvent(
    platform="feishu",
    key="om_1",
    user_id="ou_zhangsan",
    sent_at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    happening=VoiceSaid(media={"message_id": "om_1", "file_key": "file_1"}),
    reply_to={"message_id": "om_1", "chat_id": "oc_p2p_zhangsan"},
)
ENTITY_GONE = {"code": 200740, "msg": "The card entity does not exist"}


@pytest.fixture
async def stage(aiohttp_server) -> AsyncIterator[Stage]:
    async with emulated("feishu", aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def platform(stage: Stage, aiohttp_server) -> AsyncIterator[ChatPlatform]:
    platform = registry.create("feishu", settings_of("feishu", stage.environment, transport="stream"))
    await connect(stage, platform, aiohttp_server, over_http=False)
    yield platform
    await platform.stop()


@pytest.fixture
def progress(platform: ChatPlatform) -> Progress:
    assert platform.progress is not None
    return platform.progress


def draft(**changes: object) -> Card:
    """A card to confirm."""
    drawn = Card(
        kind=MessageKind.CONFIRM,
        summary="日报草稿待确认",
        title="日报草稿",
        buttons=(Button(label="确认", action="draft:confirm:88@1", style="primary"),),
    )
    return drawn.model_copy(update=changes)


def answer(message: Card | Text, shown: dict[str, str], key: str = "k1") -> Outgoing:
    """An answer that takes over what was shown."""
    return Outgoing(key=key, user_id="ou_zhangsan", message=message, reply_to={**SPOKEN.reply_to, **shown})


async def test_the_words_become_the_draft(stage: Stage, platform: ChatPlatform, progress: Progress) -> None:
    """C1: one message; the draft's button changes it at once, and it changes again later."""
    shown = await progress.begin(SPOKEN, "正在听…")
    assert [seen["text"] for seen in await stage.seen()] == ["正在听…"]
    await progress.go_on(shown, "正在听…录音长，还要几秒")
    assert (await stage.seen())[0]["text"].endswith("正在听…录音长，还要几秒")
    reference = await platform.send(answer(draft(), shown))
    await progress.go_on(shown, "正在听…晚到的")
    (seen,) = await stage.seen()
    assert "日报草稿" in seen["text"]
    assert seen["message_id"] == reference["message_id"]
    pressed = await stage.act("press", user="zhangsan", message_id=seen["message_id"], button="确认")
    assert pressed["delivered"]
    for n in range(3):
        changed = Outgoing(key=f"u{n}", user_id="ou_zhangsan", message=draft(title=f"日报 {n}"))
        reference = await platform.update(reference, changed)
        assert f"日报 {n}" in (await stage.seen())[-1]["text"]
    assert len(await stage.seen()) == 1


async def test_a_plain_answer_takes_the_card_too(stage: Stage, platform: ChatPlatform, progress: Progress) -> None:
    """C1: 「没听出来」 stands where 「正在听…」 stood, word for word."""
    shown = await progress.begin(SPOKEN, "正在听…")
    await platform.send(answer(Text(text="这条语音没听出来。\n再说 <一遍>，或打字"), shown))
    assert [seen["text"] for seen in await stage.seen()] == ["这条语音没听出来。\n再说 <一遍>，或打字"]


async def test_sent_twice_it_is_drawn_once(stage: Stage, platform: ChatPlatform, progress: Progress) -> None:
    """Who died between sending and noting it sends again."""
    shown = await progress.begin(SPOKEN, "正在听…")
    first = await platform.send(answer(draft(), shown))
    assert await platform.send(answer(draft(), shown)) == first
    changed = Outgoing(key="u1", user_id="ou_zhangsan", message=draft(title="改过"))
    assert await platform.update(first, changed) == await platform.update(first, changed)
    again = Outgoing(key="u2", user_id="ou_zhangsan", message=draft(title="又改过"))
    assert int((await platform.update(first, again))["sequence"]) > int(first["sequence"]) + 1
    (seen,) = await stage.seen()
    assert "又改过" in seen["text"]


async def test_a_card_that_is_gone_leaves_the_answer(stage: Stage, platform: ChatPlatform, progress: Progress) -> None:
    """The answer comes as a message of its own; a change of it is told as closed."""
    shown = await progress.begin(SPOKEN, "正在听…")
    await stage.act("fail", path="*/settings", times=1, status=400, answer=ENTITY_GONE)
    reference = await platform.send(answer(draft(), shown))
    assert len(await stage.seen()) == 2
    assert "card_id" not in reference
    other = await platform.send(answer(draft(), await progress.begin(SPOKEN, "正在听…"), key="k2"))
    await stage.act("fail", path="/open-apis/cardkit/*", times=1, status=400, answer=ENTITY_GONE)
    with pytest.raises(CardClosed):
        await platform.update(other, Outgoing(key="u1", user_id="ou_zhangsan", message=draft(title="改过")))


async def test_a_missing_permission_is_learnt(stage: Stage, platform: ChatPlatform, progress: Progress) -> None:
    """Answers come as ever; for an hour nothing is tried."""
    refusal = {"code": 99991672, "msg": "Access denied. One of the following scopes is required: [cardkit:card:write]"}
    await stage.act("fail", path="/open-apis/cardkit/v1/cards", times=1, status=400, answer=refusal)
    with pytest.raises(Misconfigured) as refused:
        await progress.begin(SPOKEN, "正在听…")
    assert "cardkit:card:write" in refused.value.remedy
    assert platform.progress is None
    assert await stage.seen() == []
