"""One class of tests for every chat platform and transport, each against its stand-in's real wire format."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from adapters import registry
from adapters.contract import FILE_LIMIT, ActionAnswer, Login, Outgoing, OutgoingFile
from adapters.errors import CardClosed, Misconfigured, RecipientGone, Refused, TooLarge, Unavailable
from adapters.events import ActionTaken, ChatOpened, DirectoryChanged, FileSent, InboundEvent, TextSaid, VoiceSaid
from adapters.http import HttpClient
from adapters.services.speech import OpenAITranscriber, SpeechSettings
from cards.model import Button, Card, CardState, Fact, MessageKind, Option, Select, Text, Tone
from tests.contract.adapters.product import Stage, connect, emulated, settings_of


@dataclass(frozen=True)
class Variant:
    """A platform as it can be configured."""

    name: str
    changes: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "-".join([self.name, *self.changes.values()])


VARIANTS = [
    Variant("wecom"),
    Variant("dingtalk", {"transport": "stream"}),
    Variant("dingtalk", {"transport": "http"}),
    Variant("dingtalk", {"transport": "stream", "card_template_id": "ceji.schema"}),
    Variant("dingtalk", {"transport": "http", "card_template_id": "ceji.schema"}),
    Variant("feishu", {"transport": "stream"}),
    Variant("feishu", {"transport": "http"}),
]

TABLE = b"PK\x03\x04" + bytes(range(256)) * 100

UPLOAD_PATHS = {"wecom": "/cgi-bin/media/upload", "dingtalk": "/media/upload", "feishu": "/open-apis/im/v1/files"}
MESSAGE_PATHS = {
    "wecom": "/cgi-bin/message/send",
    "dingtalk": "/v1.0/robot/oToMessages/batchSend",
    "feishu": "/open-apis/im/v1/messages",
}
TOKEN_PATHS = {
    "wecom": "/cgi-bin/gettoken",
    "dingtalk": "/v1.0/oauth2/accessToken",
    "feishu": "/open-apis/auth/v3/tenant_access_token/internal",
}


@pytest.fixture(params=VARIANTS, ids=str)
def variant(request) -> Variant:
    return request.param


@pytest.fixture
async def stage(variant, aiohttp_server):
    async with emulated(variant.name, aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def platform(variant, stage, aiohttp_server):
    port = unused_port()
    settings = settings_of(variant.name, stage.environment, **variant.changes)
    platform = registry.create(variant.name, settings, public_url=f"http://127.0.0.1:{port}")
    over_http = variant.changes.get("transport") != "stream"
    await connect(stage, platform, aiohttp_server, over_http=over_http, port=port)
    yield platform
    await platform.stop()


def card(**changes: Any) -> Card:
    drawn = Card(
        kind=MessageKind.CONFIRM,
        summary="等王总给反馈 · 3月13日",
        title="等王总给反馈",
        key="step:5",
        status="待确认",
        tone=Tone.WAITING,
        facts=(Fact(label="客户", value="恒瑞医疗"),),
        selects=(
            Select(
                name="until",
                label="推迟到",
                options=(Option(value="d1", label="明天"), Option(value="d7", label="下周")),
                selected="d1",
            ),
        ),
        buttons=(
            Button(label="推迟", action="step:snooze:5@1", style="primary"),
            Button(label="已完成", action="step:done:5@1"),
        ),
    )
    return drawn.model_copy(update=changes)


DONE = card(
    summary="已完成：等王总给反馈",
    status="已完成",
    tone=Tone.CLOSED,
    state=CardState.DONE,
    selects=(),
    buttons=(),
)


def outgoing(stage: Stage, message: Card | Text, key: str = "o-1", **where: Any) -> Outgoing:
    return Outgoing(key=key, user_id=where.pop("user_id", stage.user("zhangsan")), message=message, **where)


def speech_settings(stage: Stage) -> SpeechSettings:
    names = ("url", "api_key", "model")
    return SpeechSettings.model_validate({name: stage.environment[f"CEJI_SPEECH__{name.upper()}"] for name in names})


async def fetched_tokens(stage: Stage) -> int:
    traffic = await stage.control(f"{stage.name}/traffic")
    return sum(TOKEN_PATHS[stage.name] in str(entry) for entry in traffic)


async def login_code(stage: Stage, login: Login, redirect: str) -> str:
    """Opens the page (or runs the script) as 张三's client would; the code that comes back."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        if login.client_script:
            page = (await stage.act("sidebar", user="zhangsan", url=redirect))["url"]
            mark = urlsplit(page).fragment.partition("=")[2]
            query = {"client": mark, **login.script_options}
            async with client.get(f"{stage.emulator}/dingtalk/auth_code", params=query) as answer:
                return str((await answer.json())["code"])
        address = (await stage.act("sidebar", user="zhangsan", url=login.url))["url"]
        address = urljoin(f"{stage.emulator}/", address)
        for _ in range(5):
            async with client.get(address, allow_redirects=False) as answer:
                address = urljoin(address, answer.headers.get("Location", ""))
            if address.startswith(redirect):
                query = parse_qs(urlsplit(address).query)
                assert query["state"] == ["ab12"]
                return query["code"][0]
    raise AssertionError(f"no way back from {address}")


class TestEveryPlatform:
    """What the application may rely on, whichever platform it is."""

    async def test_what_a_person_writes_arrives(self, stage, platform):
        """A1: text, sender and the platform's time."""
        await stage.act("say", user="zhangsan", text="新线索 13912345678 宁波东方精工 初步沟通")
        event = await stage.sink.next()
        assert event.happening == TextSaid(text="新线索 13912345678 宁波东方精工 初步沟通")
        assert (event.platform, event.user_id, event.group) == (stage.name, stage.user("zhangsan"), "")
        assert abs((event.sent_at - await stage.now()).total_seconds()) < 60

    async def test_a_message_delivered_again_has_the_same_key(self, stage, platform):
        """C4: a burst of queued messages makes no duplicates."""
        for _ in range(2):
            await stage.act("say", user="zhangsan", text="今日", message_id="77001")
        await stage.act("say", user="zhangsan", text="今日")
        first, again, other = [await stage.sink.next() for _ in range(3)]
        assert first == again
        assert other.key != first.key

    async def test_what_a_person_says_in_a_group_arrives_without_the_mention(self, stage, platform):
        """Answers go into the same group. A self-built app of WeCom can't sit in one."""
        if stage.name == "wecom":
            with pytest.raises(AssertionError, match="can't sit in an ordinary WeCom group"):
                await stage.act("say", user="zhangsan", text="今日", group="华东销售")
            return
        await stage.act("say", user="zhangsan", text="今日", group="华东销售")
        event = await stage.sink.next()
        assert event.happening.text == "今日"
        assert event.group
        reply = outgoing(stage, Text(text="今天 2 件"), group=event.group, reply_to=event.reply_to)
        await platform.send(reply)
        assert (await stage.seen())[-1]["text"] == "今天 2 件"

    async def test_what_a_person_speaks_becomes_words(self, stage, platform):
        """A6, C1: recognised by the platform, or downloaded and recognised by the speech service."""
        await stage.act("speak", user="zhangsan", words="今天拜访了恒瑞王总")
        event = await stage.sink.next()
        voice = event.happening
        assert isinstance(voice, VoiceSaid)
        words = voice.recognition
        if not words:
            recording = await platform.download(event, voice)
            http = HttpClient()
            settings = speech_settings(stage)
            words = await OpenAITranscriber(settings, http).transcribe(recording)
            await http.close()
        assert words == "今天拜访了恒瑞王总"

    async def test_opening_the_chat_is_told_where_the_platform_tells_it(self, stage, platform):
        told = await stage.act("enter", user="zhangsan")
        if not told["delivered"]:
            assert stage.name == "dingtalk"
            return
        event = await stage.sink.next()
        assert event.happening == ChatOpened()
        assert event.user_id == stage.user("zhangsan")

    async def test_a_text_is_seen(self, stage, platform):
        await platform.send(outgoing(stage, Text(text="已保存：恒瑞医疗")))
        seen = (await stage.seen())[-1]
        assert "已保存：恒瑞医疗" in seen["text"]
        assert await stage.seen("lisi") == []

    async def test_a_file_is_seen_by_its_name(self, stage, platform):
        """A17: the rows that could not be imported come back as a file; a second try sends it once."""
        file = OutgoingFile("o-1", stage.user("zhangsan"), "问题行 3月.xlsx", b"PK\x03\x04 rows")
        await platform.send_file(file)
        seen = (await stage.seen())[-1]
        assert seen["text"] == "问题行 3月.xlsx"
        assert await stage.opened(seen["card"][0]["url"]) == file.content
        assert await stage.seen("lisi") == []

    async def test_a_file_that_a_person_sends_is_fetched(self, stage, platform):
        """A17: whole, by the name that he gave it. A self-built app of WeCom is handed none."""
        sent = {"user": "zhangsan", "name": "客户 3月.xlsx", "content": base64.b64encode(TABLE).decode()}
        if stage.name == "wecom":
            with pytest.raises(AssertionError, match="发给智能机器人"):
                await stage.act("attach", **sent)
            return
        await stage.act("attach", **sent)
        event = await stage.sink.next()
        assert (event.user_id, event.happening.name) == (stage.user("zhangsan"), "客户 3月.xlsx")
        assert await platform.fetch(event, event.happening) == TABLE
        own = (await stage.control(f"{stage.name}/messages?user=zhangsan&own=1"))[-1]
        assert await stage.opened(own["card"][0]["url"]) == TABLE

    async def test_a_file_that_is_not_there_is_refused(self, stage, platform):
        """A17: made up, or gone."""
        nowhere = {"download_code": "x", "message_id": "om_x", "file_key": "file_x", "url": "", "aeskey": "x"}
        event = InboundEvent(
            platform=stage.name,
            key="m1",
            user_id=stage.user("zhangsan"),
            sent_at=await stage.now(),
            happening=FileSent(media=nowhere),
        )
        with pytest.raises(Refused):
            await platform.fetch(event, event.happening)
        with pytest.raises(Refused):
            await platform.fetch(event, FileSent())

    async def test_a_larger_file_than_we_take_is_not_read(self, stage, platform):
        """I2: 20 MB, whatever the platform would carry."""
        if stage.name == "wecom":
            return
        content = base64.b64encode(bytes(FILE_LIMIT + 1)).decode()
        await stage.act("attach", user="zhangsan", name="大.xlsx", content=content)
        event = await stage.sink.next()
        with pytest.raises(TooLarge):
            await platform.fetch(event, event.happening)

    async def test_an_upload_is_named_again_when_its_message_is_tried_again(self, stage, platform):
        """A17: the platform must be able to tell that it is the same message."""
        await stage.act("fail", path=MESSAGE_PATHS[stage.name], times=1, status=502)
        file = OutgoingFile("o-1", stage.user("zhangsan"), "问题行.xlsx", TABLE)
        with pytest.raises(Unavailable):
            await platform.send_file(file)
        await platform.send_file(file)
        assert [seen["text"] for seen in await stage.seen()] == ["问题行.xlsx"]
        traffic = await stage.control(f"{stage.name}/traffic")
        assert sum(UPLOAD_PATHS[stage.name] in entry["url"] for entry in traffic) == 1

    async def test_a_file_that_is_not_taken_is_refused(self, stage, platform):
        """A17: before anything is uploaded."""
        with pytest.raises(Refused):
            await platform.send_file(OutgoingFile("o-1", stage.user("zhangsan"), "表.xlsx", bytes(31 * 1024 * 1024)))
        assert await stage.seen() == []

    async def test_a_card_is_seen_with_its_buttons(self, stage, platform):
        """M2: what it is about, its status, and each act."""
        await platform.send(outgoing(stage, card()))
        seen = (await stage.seen())[-1]
        for words in ("等王总给反馈", "恒瑞医疗", "待确认"):
            assert words in seen["text"]
        labels = [button["label"] for button in seen["buttons"]]
        assert "已完成" in labels
        # Where a message has no select, its options are links themselves.
        assert "推迟" in labels or {"① 明天", "② 下周"} <= set(labels)

    async def test_a_press_arrives_and_changes_the_card(self, stage, platform):
        """D2: the act of the pressed button; then the card is grey and offers nothing."""
        reference = await platform.send(outgoing(stage, card()))
        stage.sink.answer = lambda event: (
            ActionAnswer(card=DONE, toast="好了") if isinstance(event.happening, ActionTaken) else None
        )
        shown = (await stage.seen())[-1]
        await stage.act("press", user="zhangsan", message_id=shown["message_id"], button="已完成")
        event = await stage.sink.next()
        assert event.user_id == stage.user("zhangsan")
        if not platform.capabilities.card_updates:
            assert event.happening == TextSaid(text="已完成")
            return
        assert isinstance(event.happening, ActionTaken)
        assert event.happening.action == "step:done:5@1"
        if not platform.capabilities.answers_clicks:
            await platform.update({**reference, **event.happening.card}, outgoing(stage, DONE, key="o-2"))
        messages = await stage.until_seen(lambda seen: "已完成：" in seen[-1]["text"])
        assert len(messages) == 1
        assert not [button for button in messages[-1]["buttons"] if not button["disabled"]]

    async def test_a_choice_travels_with_the_button(self, stage, platform):
        """D2: 推迟到下周."""
        await platform.send(outgoing(stage, card()))
        shown = (await stage.seen())[-1]
        if not any(field["name"] == "until" for field in shown["inputs"]):
            assert not platform.capabilities.card_updates
            return
        await stage.act("press", user="zhangsan", message_id=shown["message_id"], button="推迟", form={"until": "d7"})
        happening = (await stage.sink.next()).happening
        assert (happening.action, happening.values["until"]) == ("step:snooze:5@1", ("d7",))

    async def test_a_card_changes_without_a_press(self, stage, platform):
        """Someone else has dealt with it; the word was typed."""
        reference = await platform.send(outgoing(stage, card()))
        if not platform.capabilities.card_updates:
            with pytest.raises(CardClosed):
                await platform.update(reference, outgoing(stage, DONE, key="o-2"))
            return
        await platform.update(reference, outgoing(stage, DONE, key="o-2"))
        messages = await stage.until_seen(lambda seen: "已完成：" in seen[-1]["text"])
        assert len(messages) == 1

    async def test_a_message_is_recalled_for_a_day(self, stage, platform):
        """§4.5: it is gone from this person's chat and nobody else's; a card of DingTalk's template stays."""
        references = [
            await platform.send(outgoing(stage, card(), key=f"o-{n}", user_id=stage.user(who)))
            for n, who in enumerate(("zhangsan", "zhangsan", "lisi"))
        ]
        if stage.name == "dingtalk" and platform.capabilities.card_updates:
            with pytest.raises(CardClosed):
                await platform.recall(references[0])
            return
        await platform.recall(references[0])
        assert [message["state"] == "recalled" for message in await stage.seen()] == [True, False]
        assert (await stage.seen())[0]["text"] == ""
        assert (await stage.seen("lisi"))[0]["state"] != "recalled"
        await platform.recall(references[0])
        await stage.control("clock", {"advance": 25 * 3600})
        with pytest.raises(CardClosed):
            await platform.recall(references[1])
        with pytest.raises(CardClosed):
            await platform.recall({})

    async def test_a_refused_token_is_fetched_once_for_all(self, stage, platform):
        """J1: the platform revokes it early while several messages are under way."""
        await platform.send(outgoing(stage, Text(text="先")))
        before = await fetched_tokens(stage)
        await stage.act("revoke")
        people = ("zhangsan", "lisi", "chenjingli")
        await asyncio.gather(
            *(
                platform.send(outgoing(stage, Text(text="后"), key=f"k-{who}", user_id=stage.user(who)))
                for who in people
            )
        )
        assert await fetched_tokens(stage) == before + 1
        for who in people:
            assert "后" in (await stage.seen(who))[-1]["text"]

    async def test_a_message_to_nobody_is_dropped(self, stage, platform):
        with pytest.raises(RecipientGone):
            await platform.send(outgoing(stage, Text(text="在吗"), user_id="ou_nobody"))

    async def test_a_platform_that_is_down_means_try_later(self, stage, platform):
        await platform.send(outgoing(stage, Text(text="一")))
        await stage.act("fail", path="*", times=1, status=502)
        with pytest.raises(Unavailable):
            await platform.send(outgoing(stage, Text(text="二"), key="o-2"))
        await platform.send(outgoing(stage, Text(text="二"), key="o-2"))
        assert [message["text"] for message in await stage.seen()] == ["一", "二"]

    async def test_the_directory_says_who_leads_whom(self, stage, platform):
        directory = await platform.read_directory()
        people = {person.name: person for person in directory.people}
        assert set(people) == {"张三", "李四", "陈经理", "周总", "老吴", "小林"}
        assert people["张三"].user_id == stage.user("zhangsan")
        assert people["张三"].manager_user_id == stage.user("chenjingli")
        assert people["陈经理"].manager_user_id == stage.user("zhouzong")
        assert people["周总"].manager_user_id == ""
        names = {department.department_id: department.name for department in directory.departments}
        assert "销售部" in {names[department_id] for department_id in people["张三"].department_ids}
        assert all(person.active for person in directory.people)

    async def test_one_person_is_found_and_a_stranger_is_not(self, stage, platform):
        person = await platform.find_person(stage.user("zhangsan"))
        assert person is not None
        assert (person.name, person.manager_user_id) == ("张三", stage.user("chenjingli"))
        assert await platform.find_person("ou_stranger") is None

    async def test_who_leaves_is_told_to_the_directory(self, stage, platform):
        await stage.control("people/leave", {"id": "lisi"})
        event = await stage.sink.next()
        assert isinstance(event.happening, DirectoryChanged)
        assert event.happening.user_ids == (stage.user("lisi"),)
        assert event.user_id == ""

    async def test_the_sidebar_finds_out_who_opened_it(self, stage, platform):
        """B1: the platform's own sign-in; a code is good once."""
        redirect = stage.callback.replace("/callback/", "/sidebar/")
        code = await login_code(stage, platform.login(redirect_uri=redirect, state="ab12"), redirect)
        assert await platform.identify(code) == stage.user("zhangsan")
        for bad in (code, "made-up", ""):
            with pytest.raises(Refused):
                await platform.identify(bad)

    async def test_the_doctor_is_content(self, stage, platform):
        checks = await platform.check()
        assert len(checks) >= 3
        assert [check for check in checks if not check.ok] == []

    async def test_the_doctor_names_what_is_wrong_and_never_a_secret(self, variant, stage):
        settings = settings_of(variant.name, stage.environment, **variant.changes)
        secret = {"wecom": "secret", "dingtalk": "client_secret", "feishu": "app_secret"}[variant.name]
        platform = registry.create(
            variant.name,
            settings_of(variant.name, stage.environment, **{**variant.changes, secret: "WRONG-SECRET"}),
        )
        checks = await platform.check()
        failed = [check for check in checks if not check.ok]
        with pytest.raises(Misconfigured):
            await platform.read_directory()
        await platform.stop()
        assert failed
        assert all(check.remedy for check in failed)
        assert "WRONG-SECRET" not in f"{checks}{settings!r}"


def test_only_what_is_required_decides_whether_a_platform_is_on():
    """INTERFACES, «Settings»: on when all that it requires is set, off when none is, and what is missing has a name."""
    for name in registry.NAMES:
        empty = registry.SETTINGS[name]()
        assert not empty.any_set()
        assert empty.missing() == list(empty.required())
        first = empty.required()[0]
        partly = registry.SETTINGS[name].model_validate({first: "x"})
        assert partly.any_set()
        assert first not in partly.missing()
        assert all(each.description for each in registry.SETTINGS[name].model_fields.values())


@pytest.mark.parametrize("name", registry.NAMES)
def test_a_platform_without_its_secrets_is_not_built(name):
    """Fail closed: without them nobody could tell who is calling."""
    with pytest.raises(Misconfigured) as caught:
        registry.create(name, registry.SETTINGS[name]())
    assert f"CEJI_{name.upper()}__" in caught.value.remedy
