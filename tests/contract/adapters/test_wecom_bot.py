"""The intelligent bot over its long connection: what is said to it arrives, what answers it goes back (path 101463)."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from adapters.contract import FILE_LIMIT, Outgoing, OutgoingFile
from adapters.emulator.faults import Fault
from adapters.emulator.records import Seen
from adapters.emulator.server import build_app
from adapters.emulator.stand_in import Unreachable
from adapters.emulator.wecom.stand_in import WeCom
from adapters.emulator.world import default_world
from adapters.errors import CardClosed, RateLimited, Refused, TooLarge, Unavailable
from adapters.events import ActionTaken, ChatOpened, FileSent, InboundEvent, TextSaid, Unreadable, VoiceSaid
from adapters.registry import WeComSettings
from adapters.wecom import bot_progress
from adapters.wecom.limits import BotTiming
from adapters.wecom.platform import WeComPlatform
from cards.model import Button, Card, CardState, Fact, MessageKind, Text
from tests.contract.adapters.product import PATIENCE, Sink, callback_app, settings_of
from tests.contract.emulator.wecom_emulation import NINE_OCLOCK, Machine

TABLE = b"PK\x03\x04" + bytes(range(256)) * 100
CARD = Card(
    kind=MessageKind.CONFIRM,
    summary="日报草稿 · 待确认",
    title="日报草稿",
    key="draft:1",
    status="待确认",
    facts=(Fact(label="客户", value="恒瑞医疗"),),
    buttons=(Button(label="全部确认", action="draft:confirm:1@1"), Button(label="全部不记", action="draft:drop:1@1")),
)
DONE = CARD.model_copy(update={"state": CardState.DONE, "status": "已确认", "summary": "已记 1 条", "buttons": ()})


class Lease:
    """A lease that a test gives and takes."""

    def __init__(self) -> None:
        self.given, self.taken = asyncio.Event(), asyncio.Event()

    async def held(self) -> None:
        await self.given.wait()

    async def lost(self) -> None:
        await self.taken.wait()

    def give(self) -> None:
        self.taken.clear()
        self.given.set()

    def take(self) -> None:
        self.given.clear()
        self.taken.set()


@dataclass
class Scene:
    """An emulated company with its bot, and processes of the product that serve it."""

    wecom: WeCom
    base: str
    machine: Machine
    sink: Sink = field(default_factory=Sink)
    processes: list[tuple[WeComPlatform, Lease]] = field(default_factory=list)

    @property
    def bot(self) -> Any:
        return self.wecom.bot

    async def process(
        self, sink: Sink | None = None, *, holds: bool = True, timing: BotTiming | None = None, **changes: str
    ) -> WeComPlatform:
        """Another process of the product; one that `holds` has the lease."""
        environment = self.wecom.settings(self.base) | self.bot.settings(self.base)
        lease = Lease()
        settings = WeComSettings.model_validate(settings_of("wecom", environment, **changes).model_dump())
        platform = WeComPlatform(settings, lease=lease, bot_timing=timing)
        self.processes.append((platform, lease))
        await platform.start(sink or self.sink)
        if holds:
            lease.give()
            await self.until(lambda: self.bot.connection.is_open)
        return platform

    async def until(self, holds: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.01)

    async def heard(self, user: str = "zhangsan", text: str = "今日", group: str | None = None) -> InboundEvent:
        """Somebody says something, and it arrives."""
        await self.bot.say(user, text, group)
        return await self.sink.next()

    def seen(self, user: str = "zhangsan") -> list[Seen]:
        return [seen for seen in self.bot.seen(user) if seen.author == "bot"]

    def in_app(self, user: str = "zhangsan") -> list[str]:
        return [seen.text for seen in self.wecom.seen(user) if seen.author == "bot"]

    def sent(self) -> list[Any]:
        """The commands of the product, pings and subscriptions apart."""
        frames = [each.body for each in self.bot.traffic.all() if each.direction == "from_product"]
        return [frame for frame in frames if '"cmd": "aibot_' in frame and "aibot_subscribe" not in frame]


@pytest.fixture
async def scene(aiohttp_server):
    machine = Machine()
    world = default_world(NINE_OCLOCK, machine)
    wecom = WeCom(world)
    server = await aiohttp_server(build_app(world, [wecom, wecom.bot]))
    scene = Scene(wecom, str(server.make_url("")).rstrip("/"), machine)
    yield scene
    for platform, _ in scene.processes:
        await platform.stop()


@pytest.fixture
async def platform(scene):
    return await scene.process()


def answer(event: InboundEvent, message: Card | Text, key: str = "o-1") -> Outgoing:
    return Outgoing(key=key, user_id=event.user_id, message=message, group=event.group, reply_to=event.reply_to)


def push(message: Card | Text, key: str = "p-1", user: str = "zhangsan") -> Outgoing:
    return Outgoing(key=key, user_id=user, message=message)


async def test_what_is_said_arrives_and_is_answered_in_the_same_chat(scene, platform):
    """A1: no public address, no app chat: the answer stands where the question was."""
    event = await scene.heard(text="新线索 13912345678 东方精工 初步沟通")
    assert (event.user_id, event.group) == ("zhangsan", "")
    assert event.happening == TextSaid(text="新线索 13912345678 东方精工 初步沟通")
    await platform.send(answer(event, Text(text="已保存：东方精工 · 139****5678")))
    assert [(one.kind, one.text, one.state) for one in scene.seen()] == [
        ("markdown", "已保存：东方精工 · 139****5678", "shown")
    ]
    assert scene.in_app() == []


async def test_a_spoken_report_arrives_as_words_without_a_recording(scene, platform):
    """C1: the platform has transcribed it; nothing is downloaded."""
    await scene.bot.speak("zhangsan", "今天拜访了A公司王总")
    event = await scene.sink.next()
    assert event.happening == VoiceSaid(recognition="今天拜访了A公司王总", media={})


async def test_a_card_is_answered_and_changes_in_place_when_it_is_pressed(scene, platform):
    """B: within five seconds the pressed card itself becomes the result."""
    event = await scene.heard()
    await platform.send(answer(event, CARD))
    (card,) = scene.seen()
    await scene.bot.press("zhangsan", card.message_id, "全部确认")
    pressed = await scene.sink.next()
    assert isinstance(pressed.happening, ActionTaken)
    assert pressed.happening.action == "draft:confirm:1@1"
    await platform.update(pressed.happening.card, Outgoing(key="o-2", user_id="zhangsan", message=DONE))
    (changed,) = scene.seen()
    assert (changed.state, changed.message_id) == ("updated", card.message_id)
    assert "已确认" in changed.text


async def test_a_click_answered_too_late_is_still_told(scene, platform):
    """Whoever pressed must see what came of it: after five seconds as a new message."""
    event = await scene.heard()
    await platform.send(answer(event, CARD))
    await scene.bot.press("zhangsan", scene.seen()[0].message_id, "全部确认")
    pressed = await scene.sink.next()
    scene.machine.advance(seconds=6)
    with pytest.raises(CardClosed):
        await platform.update(pressed.happening.card, Outgoing(key="o-2", user_id="zhangsan", message=CARD))
    await platform.update(pressed.happening.card, Outgoing(key="o-3", user_id="zhangsan", message=DONE))
    assert [one.kind for one in scene.seen()] == ["template_card", "markdown"]
    assert "已记 1 条" in scene.seen()[-1].text


async def test_what_follows_from_a_click_is_a_new_message(scene, platform):
    """A click can't be answered with a reply (846605): it is pushed into the chat."""
    event = await scene.heard()
    await platform.send(answer(event, CARD))
    await scene.bot.press("zhangsan", scene.seen()[0].message_id, "全部不记")
    pressed = await scene.sink.next()
    await platform.send(answer(pressed, Text(text="改什么？"), "o-2"))
    assert scene.seen()[-1].text == "改什么？"


async def test_several_answers_to_one_message_all_arrive(scene, platform):
    """Two leads in one message: the second card can't be a reply, and comes as a push."""
    event = await scene.heard()
    await platform.send(answer(event, CARD, "o-1"))
    await platform.send(answer(event, CARD, "o-2"))
    await platform.send(answer(event, Text(text="还有一句"), "o-3"))
    assert [one.kind for one in scene.seen()] == ["template_card", "template_card", "markdown"]


async def test_a_greeting_is_a_welcome_within_five_seconds(scene, platform):
    """3.22: the first word when the chat is opened, although nothing was said."""
    await scene.bot.enter("zhangsan")
    opened = await scene.sink.next()
    assert opened.happening == ChatOpened()
    await platform.send(answer(opened, Text(text="张三，你好，我是侧记。")))
    assert [one.text for one in scene.seen()] == ["张三，你好，我是侧记。"]


async def test_a_late_greeting_comes_from_the_app(scene, platform):
    """After five seconds, into a chat where nobody has written: only the app may speak."""
    await scene.bot.enter("zhangsan")
    opened = await scene.sink.next()
    scene.machine.advance(seconds=6)
    await platform.send(answer(opened, Text(text="张三，你好。")))
    assert (scene.seen(), scene.in_app()) == ([], ["张三，你好。"])


async def test_in_a_group_the_mention_is_no_part_of_what_was_said(scene, platform):
    """4.9: a group's message carries the group, and the answer goes there."""
    event = await scene.heard(text="今日", group="wrGroup1")
    assert (event.group, event.happening) == ("wrGroup1", TextSaid(text="今日"))
    await platform.send(answer(event, Text(text="私聊发你了。")))
    assert [(one.chat, one.text) for one in scene.seen()] == [("wrGroup1", "私聊发你了。")]
    assert scene.in_app() == []


async def test_pushes_come_from_the_app_until_somebody_writes_to_the_bot(scene, platform, aiohttp_server):
    """Where he wrote last, there he is told; writing to the app again moves him back."""
    await platform.send(push(Text(text="第一条"), "p-1"))
    await scene.heard()
    await platform.send(push(Text(text="第二条"), "p-2"))
    assert (scene.in_app(), [one.text for one in scene.seen()]) == (["第一条"], ["第二条"])
    server = await aiohttp_server(callback_app(platform))
    await scene.wecom.set_callback(str(server.make_url("/callback/wecom")))
    await scene.wecom.say("zhangsan", "今日")
    await platform.send(push(Text(text="第三条"), "p-3"))
    assert scene.in_app() == ["第一条", "第三条"]


async def test_a_push_that_the_chat_refuses_comes_from_the_app(scene, platform):
    await scene.heard()
    scene.bot.faults.order(Fault("aibot/aibot_send_msg", 1, answer={"errcode": 93006, "errmsg": "not allowed"}))
    await platform.send(push(Text(text="该跟进了")))
    assert (scene.in_app(), scene.seen()) == (["该跟进了"], [])


async def test_a_reply_after_a_day_is_a_push(scene, platform):
    """846604: the window of the message is over, the chat is not."""
    event = await scene.heard()
    scene.machine.advance(hours=25)
    await platform.send(answer(event, Text(text="昨天的答复")))
    assert [one.text for one in scene.seen()] == ["昨天的答复"]
    assert '"cmd": "aibot_send_msg"' in scene.sent()[-1]


async def test_an_answer_that_takes_a_while_is_announced_and_then_takes_its_place(scene):
    """「收到，正在整理…」 at once; the draft then ends the same stream, so that one message remains."""
    platform = await scene.process(timing=BotTiming(working_after=0.05))
    event = await scene.heard(text="上午见了恒瑞的李总……")
    await scene.until(scene.seen)
    assert [(one.text, one.state) for one in scene.seen()] == [(bot_progress.WORKING, "streaming")]
    await platform.send(answer(event, CARD))
    assert [(one.kind, one.state) for one in scene.seen()] == [("markdown", "shown"), ("template_card", "shown")]
    assert scene.seen()[0].text == CARD.summary


async def test_an_announcement_is_ended_before_the_platform_ends_it(scene):
    platform = await scene.process(timing=BotTiming(working_after=0.02, working_until=0.1))
    event = await scene.heard()
    await scene.until(lambda: [one.text for one in scene.seen()] == [bot_progress.NOT_YET])
    await platform.send(answer(event, Text(text="好了")))
    assert [(one.text, one.state) for one in scene.seen()] == [(bot_progress.NOT_YET, "shown"), ("好了", "shown")]


async def test_a_repeated_message_is_taken_once(scene, platform):
    """Delivered again after a broken connection: the same msgid has no second effect."""
    await scene.bot.say("zhangsan", "今日", message_id="m-1")
    first = await scene.sink.next()
    await scene.bot.say("zhangsan", "今日", message_id="m-1")
    second = await scene.heard(text="别的")
    assert (first.key, second.happening) == ("bot-m-1", TextSaid(text="别的"))


async def test_what_could_not_be_stored_is_asked_for_again(scene, platform):
    """WeCom hears nothing of a full disk and does not deliver again: the person must be told."""
    scene.sink.is_down = True
    await scene.bot.say("zhangsan", "新线索 13912345678")
    await scene.until(scene.seen)
    assert [one.text for one in scene.seen()] == ["刚才没记下来，请再发一次。"]


async def test_a_hidden_sender_is_told_apart_by_the_app(scene, platform):
    """A bot whose maker is no super-admin is told encrypted ids: each is asked for once."""
    scene.bot.encrypts_users = True
    events = [await scene.heard(text="今日"), await scene.heard(text="今日"), await scene.heard("lisi")]
    assert [event.user_id for event in events] == ["zhangsan", "zhangsan", "lisi"]
    asked = [each for each in scene.wecom.traffic.all() if "openuserid_to_userid" in each.url]
    assert len(asked) == 2
    await platform.send(answer(events[0], Text(text="在的。")))
    await platform.send(push(Text(text="该跟进了")))
    assert [one.text for one in scene.seen()] == ["在的。", "该跟进了"]


@pytest.mark.parametrize(
    ("body", "happening"),
    [
        ({"msgtype": "image", "image": {"url": "https://x/1", "aeskey": "k"}}, Unreadable(what="image")),
        ({"msgtype": "video", "video": {"url": "https://x/1", "aeskey": "k"}}, Unreadable(what="video")),
        ({"msgtype": "hologram"}, Unreadable(what="other")),
    ],
    ids=["image", "video", "unknown"],
)
async def test_what_we_cannot_read_is_told_as_such(scene, platform, body, happening):
    await scene.bot.send("zhangsan", body, "（一张图）")
    assert (await scene.sink.next()).happening == happening


async def test_a_file_is_fetched_within_five_minutes(scene, platform):
    """A17: encrypted with a key of its own; the platform tells no name."""
    await scene.bot.attach("zhangsan", "客户.xlsx", TABLE)
    event = await scene.sink.next()
    assert event.happening.name == ""
    assert await platform.fetch(event, event.happening) == TABLE
    scene.machine.advance(minutes=5, seconds=1)
    with pytest.raises(Refused):
        await platform.fetch(event, event.happening)


@pytest.mark.parametrize(
    "changes",
    [
        {"aeskey": base64.b64encode(bytes(32)).decode()},
        {"aeskey": "short"},
        {"aeskey": "不是 Base64"},
        {"url": "http://10.0.0.1/secret"},
        {"url": "http://127.0.0.1:1/secret"},
        {"url": "file:///etc/passwd"},
        {"url": ""},
    ],
    ids=["another key", "short key", "no key", "inside", "this machine", "a path", "nowhere"],
)
async def test_a_file_that_is_not_what_it_says_is_refused(scene, platform, changes):
    """I2: the address comes from outside; it leads to no neighbour of ours, and nothing unreadable is handed on."""
    await scene.bot.attach("zhangsan", "客户.xlsx", TABLE)
    event = await scene.sink.next()
    with pytest.raises(Refused):
        await platform.fetch(event, FileSent(media={**event.happening.media, **changes}))


async def test_a_larger_file_than_we_take_is_not_decrypted(scene, platform):
    await scene.bot.attach("zhangsan", "大.xlsx", bytes(FILE_LIMIT + 1))
    event = await scene.sink.next()
    with pytest.raises(TooLarge):
        await platform.fetch(event, event.happening)


async def test_who_speaks_with_the_bot_gets_a_file_from_the_app(scene, platform):
    """A17: the bot's window may be over by then; the app's chat is always open."""
    event = await scene.heard()
    await platform.send_file(OutgoingFile("o-1", event.user_id, "问题行.xlsx", TABLE))
    assert scene.in_app() == ["问题行.xlsx"]
    assert scene.seen() == []


async def test_an_opinion_of_an_answer_has_no_effect(scene, platform):
    await scene.bot.rate("zhangsan", "f-1", 2)
    assert (await scene.heard(text="今日")).happening == TextSaid(text="今日")


async def test_thirty_a_minute_in_one_chat_and_no_more(scene, platform):
    """Replies and pushes together: the thirty-first waits, before WeCom refuses it."""
    event = await scene.heard()
    for n in range(30):
        await platform.send(answer(event, Text(text=f"{n}"), f"o-{n}"))
    with pytest.raises(RateLimited):
        await platform.send(answer(event, Text(text="太多"), "o-30"))
    assert len(scene.seen()) == 30


async def test_an_answer_whose_acknowledgement_was_lost_is_said_once(scene):
    """The outbox repeats it; the stream that it ended tells that it was said."""
    platform = await scene.process(timing=BotTiming(answer=0.3))
    event = await scene.heard()
    scene.bot.faults.order(Fault("aibot/silent", 1, answer={}))
    with pytest.raises(Unavailable):
        await platform.send(answer(event, Text(text="已保存")))
    await platform.send(answer(event, Text(text="已保存")))
    assert [one.text for one in scene.seen()] == ["已保存"]


async def test_a_push_whose_acknowledgement_was_lost_is_said_once(scene):
    """The card's task_id tells that it was said; the app does not say it again."""
    platform = await scene.process(timing=BotTiming(answer=0.3))
    await scene.heard()
    scene.bot.faults.order(Fault("aibot/silent", 1, answer={}))
    with pytest.raises(Unavailable):
        await platform.send(push(CARD))
    await platform.send(push(CARD))
    assert [one.kind for one in scene.seen()] == ["template_card"]
    assert scene.in_app() == []


async def test_without_a_connection_the_app_answers(scene):
    """The connection is down or another process's: nobody waits for it in vain."""
    platform = await scene.process(holds=False)
    with pytest.raises(Unreachable):
        await scene.bot.say("zhangsan", "今日")
    reply = {"connection": "bot", "chat": "zhangsan", "request": "r-1"}
    await platform.send(Outgoing(key="o-1", user_id="zhangsan", message=Text(text="在的。"), reply_to=reply))
    assert scene.in_app() == ["在的。"]


async def test_a_torn_connection_is_opened_again(scene, platform):
    await scene.bot.connection.drop()
    await scene.until(lambda: scene.bot.connection.subscriptions == 2)
    event = await scene.heard()
    await platform.send(answer(event, Text(text="在的。")))
    assert [one.text for one in scene.seen()] == ["在的。"]


async def test_who_is_displaced_stays_away_and_says_so(scene):
    """Somebody else uses the same BotID: no war, and the admin hears what to do."""
    await scene.process(timing=BotTiming(handing_over=0.1))
    other = Sink()
    await scene.process(other)
    await scene.until(lambda: scene.sink.troubles)
    assert "别处用同一个 BotID" in scene.sink.troubles[0].remedy
    await asyncio.sleep(1.3)
    assert scene.bot.connection.subscriptions == 2
    await scene.bot.say("zhangsan", "今日")
    assert (await other.next()).happening == TextSaid(text="今日")


async def test_the_lease_decides_who_listens(scene, platform):
    """Two processes, one connection: when the lease moves, the other one serves."""
    await scene.process(holds=False)
    (_, first), (_, second) = scene.processes
    first.take()
    await scene.until(lambda: not scene.bot.connection.is_open)
    second.give()
    await scene.until(lambda: scene.bot.connection.is_open)
    assert (await scene.heard()).happening == TextSaid(text="今日")
    assert scene.sink.troubles == []


async def test_a_holder_that_stood_still_is_no_trouble(scene):
    """The next holder of the lease connects before the last one knows: both are ours, nobody is alarmed."""
    await scene.process()
    await scene.process()
    await scene.until(lambda: scene.bot.connection.subscriptions == 2)
    scene.processes[0][1].take()
    assert (await scene.heard()).happening == TextSaid(text="今日")
    scene.processes[1][1].take()
    scene.processes[0][1].give()
    await scene.until(lambda: scene.bot.connection.subscriptions == 3)
    assert scene.sink.troubles == []


async def test_a_wrong_secret_is_told_to_the_admin(scene):
    await scene.process(holds=False, bot_secret="wrong")
    scene.processes[0][1].give()
    await scene.until(lambda: scene.sink.troubles)
    assert "CEJI_WECOM__BOT_SECRET" in scene.sink.troubles[0].remedy
    assert not scene.bot.connection.is_open


async def test_a_silent_connection_is_given_up(scene):
    """Two pings without an answer: the peer is gone although the socket stands."""
    await scene.process(timing=BotTiming(ping=0.1, answer=0.2))
    await scene.until(lambda: scene.bot.connection.pings >= 2)
    scene.bot.faults.order(Fault("aibot/silent", 2, answer={}))
    await scene.until(lambda: scene.bot.connection.subscriptions == 2)
