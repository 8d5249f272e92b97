"""Files on their way out: what each platform is told of them, and what becomes of those it has forgotten (A17)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters import registry
from adapters.console.platform import ConsolePlatform
from adapters.contract import ChatPlatform, DirectoryPerson, OutgoingFile
from adapters.errors import Misconfigured, Refused, TooLarge, Unavailable, UploadGone
from adapters.feishu.codes import error_of
from adapters.uploads import Uploads
from tests.contract.adapters.product import Stage, connect, emulated, settings_of


@pytest.fixture(params=["wecom", "dingtalk", "feishu"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def stage(name: str, aiohttp_server) -> AsyncIterator[Stage]:  # type: ignore[no-untyped-def]
    async with emulated(name, aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def platform(name: str, stage: Stage, aiohttp_server) -> AsyncIterator[ChatPlatform]:  # type: ignore[no-untyped-def]
    platform = registry.create(name, settings_of(name, stage.environment))
    await connect(stage, platform, aiohttp_server, over_http=name == "wecom")
    yield platform
    await platform.stop()


def file(stage: Stage, name: str = "问题行.xlsx", content: bytes = b"PK\x03\x04 rows") -> OutgoingFile:
    return OutgoingFile("o-1", stage.user("zhangsan"), name, content)


@pytest.mark.parametrize("name", ["wecom"], indirect=True)
@pytest.mark.parametrize("code", [40007, 40145])
async def test_what_wecom_has_forgotten_is_uploaded_again_once(stage: Stage, platform: ChatPlatform, code: int) -> None:
    """J9: media ids live three days; a message that waited longer names one that is gone."""
    refusal = {"errcode": code, "errmsg": "invalid media_id"}
    await stage.act("fail", path="/cgi-bin/message/send", times=1, status=502)
    with pytest.raises(Unavailable):
        await platform.send_file(file(stage))
    await stage.act("fail", path="/cgi-bin/message/send", times=1, answer=refusal)
    await platform.send_file(file(stage))
    assert [seen["text"] for seen in await stage.seen()] == ["问题行.xlsx"]
    await stage.act("fail", path="/cgi-bin/message/send", times=2, answer=refusal)
    with pytest.raises(UploadGone):
        await platform.send_file(file(stage, "另一个.xlsx"))


@pytest.mark.parametrize("name", ["wecom", "dingtalk", "feishu"], indirect=True)
async def test_what_no_platform_takes_is_refused_before_it_is_uploaded(stage: Stage, platform: ChatPlatform) -> None:
    """A17: empty files; and kinds that DingTalk's robot does not send."""
    with pytest.raises(Refused):
        await platform.send_file(file(stage, content=b""))
    if stage.name == "dingtalk":
        with pytest.raises(Refused):
            await platform.send_file(file(stage, "名单.csv"))
    traffic = await stage.control(f"{stage.name}/traffic")
    assert not [entry for entry in traffic if "upload" in entry["url"] or entry["url"].endswith("/im/v1/files")]


@pytest.mark.parametrize("name", ["feishu"], indirect=True)
@pytest.mark.parametrize("named", ["a.pdf", "a.docx", "a.xlsx", "a.csv", "README"])
async def test_feishu_takes_files_of_any_kind(stage: Stage, platform: ChatPlatform, named: str) -> None:
    """A17: under its own name for the kind, or as a stream of bytes."""
    await platform.send_file(file(stage, named))
    assert (await stage.seen())[-1]["text"] == named


def test_a_missing_permission_for_files_is_named() -> None:
    """A17: what the admin must open stands in the alarm."""
    body = {"code": 99991672, "msg": "Access denied. scopes required: [im:resource:upload, im:resource]"}
    error = error_of(body, place="POST /open-apis/im/v1/files")
    assert isinstance(error, Misconfigured)
    assert "im:resource" in error.remedy


async def test_an_upload_is_not_kept_when_it_failed() -> None:
    uploads, tried = Uploads(), []

    async def upload() -> str:
        tried.append(1)
        if len(tried) == 1:
            raise TooLarge("no")
        return "m1"

    async def name_it(media: str) -> str:
        return media

    with pytest.raises(TooLarge):
        await uploads.send("k", upload, name_it)
    assert [await uploads.send("k", upload, name_it) for _ in range(2)] == ["m1", "m1"]
    assert len(tried) == 2


async def test_the_console_writes_files_beside_what_is_there(tmp_path: Path) -> None:
    """A17: nothing is overwritten, and the place is said."""
    person = DirectoryPerson("zhangsan", "张三")
    shown: list[str] = []
    console = ConsolePlatform([person], lambda _, words: shown.append(words), tmp_path)
    for content in (b"one", b"two"):
        await console.send_file(OutgoingFile("o-1", "zhangsan", "问题行.xlsx", content))
    assert (tmp_path / "问题行.xlsx").read_bytes() == b"one"
    assert (tmp_path / "问题行 (2).xlsx").read_bytes() == b"two"
    assert shown == [f"[文件] {tmp_path / '问题行.xlsx'}", f"[文件] {tmp_path / '问题行 (2).xlsx'}"]
    with pytest.raises(Unavailable):
        await ConsolePlatform([person], print, tmp_path / "nowhere").send_file(
            OutgoingFile("o-1", "zhangsan", "a.xlsx", b"one")
        )
