"""Groups that are reached by a webhook (path 99110): Markdown in pieces, twenty a minute, dead addresses."""

from __future__ import annotations

import pytest

from adapters.contract import Outgoing
from adapters.emulator.faults import Fault
from adapters.emulator.server import build_app
from adapters.emulator.wecom.stand_in import WeCom
from adapters.emulator.wecom.webhooks import GROUP, KEY
from adapters.emulator.world import default_world
from adapters.errors import Misconfigured, RateLimited, Unavailable
from adapters.registry import WeComSettings
from adapters.wecom.platform import WeComPlatform
from cards.model import Text
from tests.contract.adapters.product import settings_of


@pytest.fixture
async def wecom():
    return WeCom(default_world())


@pytest.fixture
async def platform(wecom, aiohttp_server):
    server = await aiohttp_server(build_app(default_world(), [wecom]))
    settings = settings_of("wecom", wecom.settings(str(server.make_url("")).rstrip("/")))
    platform = WeComPlatform(WeComSettings.model_validate(settings.model_dump()))
    yield platform
    await platform.stop()


def to_group(text: str, *, key: str = "g-1", group_key: str = KEY) -> Outgoing:
    return Outgoing(key=key, user_id="", message=Text(text=text), group="webhook:1", group_key=group_key)


def seen(wecom: WeCom) -> list[str]:
    """What one of the group's people sees there."""
    return [one.text for one in wecom.seen("zhangsan") if one.chat == GROUP]


async def test_figures_stand_in_the_group_as_they_were_written(platform, wecom):
    """What looks like markup is shown, the first line stands out."""
    await platform.send(to_group("陈经理团队 · 3月2日\n第 1 张*三* 12 分\n没有超 24 小时没跟进的线索"))
    assert seen(wecom) == ["陈经理团队 · 3月2日\n第 1 张＊三＊ 12 分\n没有超 24 小时没跟进的线索"]
    raw = next(one.raw for one in wecom.seen("lisi") if one.chat == GROUP)
    assert raw["msgtype"] == "markdown"
    assert raw["markdown"]["content"].startswith("**陈经理团队 · 3月2日**\n")


async def test_what_is_too_long_for_one_message_comes_in_several_whole_lines(platform, wecom):
    lines = [f"{n}号同事的积分是{n}分" for n in range(300)]
    await platform.send(to_group("\n".join(["榜", *lines])))
    said = seen(wecom)
    assert len(said) > 1
    assert "\n".join(said).split("\n") == ["榜", *lines]


async def test_a_repeat_goes_on_behind_what_is_out(platform, wecom):
    """The second piece was refused: the first is not said twice."""
    lines = [f"第{n}行" + "长" * 200 for n in range(8)]
    wecom.faults.order(Fault("webhook/send", 1, delay=0.01))  # The first piece is taken.
    wecom.faults.order(Fault("webhook/send", 1))
    with pytest.raises(Unavailable):
        await platform.send(to_group("\n".join(lines)))
    await platform.send(to_group("\n".join(lines)))
    assert "\n".join(seen(wecom)).split("\n") == lines


async def test_the_twenty_first_in_a_minute_waits(platform, wecom):
    """Before WeCom refuses it (45009)."""
    for n in range(20):
        await platform.send(to_group(f"{n}", key=f"g-{n}"))
    with pytest.raises(RateLimited):
        await platform.send(to_group("太多", key="g-20"))
    assert len(seen(wecom)) == 20


async def test_a_dead_address_is_for_the_admin_and_is_not_quoted(platform):
    """93000: the group's push was deleted; the key stays out of errors."""
    with pytest.raises(Misconfigured) as caught:
        await platform.send(to_group("在吗", group_key="another-secret-key"))
    assert "重新添加消息推送" in caught.value.remedy
    assert "another-secret-key" not in f"{caught.value} {caught.value.facts} {to_group('x')!r}"
    assert KEY not in repr(to_group("x"))
