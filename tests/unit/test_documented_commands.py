"""Every command of the READMEs and the guide is run: in a temporary folder, against emulated platforms.

A command in a ```sh block that no rule here knows fails its test: whoever documents one teaches this file how to try
it. `make` targets are asked with `-n`, because the suite is what `make test` runs. What administers a machine
(systemctl, useradd …) is compared with deploy/ceji.service, which systemd itself judges where it is installed.
"""

from __future__ import annotations

import configparser
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.emulator import speech
from adapters.emulator.server import stand_ins
from adapters.emulator.world import default_world
from bot.secret_key import fingerprint
from bot.settings import Settings
from crm_core.database.backup import back_up
from tests.databases import fresh_database

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "deploy/guide").glob("*.md")))
CEJI = Path(sys.executable).with_name("ceji")
UNIT = ROOT / "deploy/ceji.service"
KEY = "a key of at least thirty-two characters"
PATIENCE_SECONDS = 90
"""How long a process may take to start on a busy machine."""

_AS_INSTALLED = re.compile(r"^(?:\.venv/bin/|sudo -u ceji /opt/ceji/\.venv/bin/)ceji ")
"""Where `make install` puts the command, and how the guide runs it as the service's account."""

_FENCE = re.compile(r"^( *)```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def documented() -> dict[str, str]:
    """Each command of the documents once, with the first document that has it; comments and paths to ceji left out."""
    found: dict[str, str] = {}
    for document in DOCUMENTS:
        for fence in _FENCE.finditer(document.read_text(encoding="utf-8")):
            for line in fence[2].replace("\\\n", " ").splitlines():
                command = _AS_INSTALLED.sub("ceji ", shlex.join(shlex.split(line, comments=True)))
                if command:
                    found.setdefault(command, document.name)
    return found


@dataclass(frozen=True)
class Installation:
    """A product that serves from a folder with its `.env`, as the guide has it."""

    folder: Path
    address: str


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Emulated platforms, and the product serving them on SQLite."""
    folder = tmp_path_factory.mktemp("installation")
    emulator, product = _free_port(), _free_port()
    address = f"http://127.0.0.1:{product}"
    write_settings(folder, f"http://127.0.0.1:{emulator}", CEJI_PUBLIC_URL=address)
    with (
        _process(folder, "emulate", "--port", str(emulator)) as platforms,
        _process(folder, "serve", "--host", "127.0.0.1", "--port", str(product)) as serving,
    ):
        _wait(f"http://127.0.0.1:{emulator}/_control/clock", platforms)
        _wait(f"{address}/readyz", serving)
        yield Installation(folder, address)


def write_settings(folder: Path, emulator: str = "http://127.0.0.1:9", **more: str) -> None:
    """A `.env` with the three platforms of an emulator; where nothing answers there, the product still runs."""
    settings = speech.settings(emulator)
    for platform in stand_ins(default_world()):
        settings |= platform.settings(emulator)
    lines = [f"{name}={value}" for name, value in (settings | more).items()]
    (folder / ".env").write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("command", [pytest.param(one, id=one) for one in documented()])
def test_a_documented_command_does_what_it_says(command: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """README, deploy/guide: what the reader types works as it stands, but for addresses and file names."""
    for pattern, attempt in RULES:
        if match := re.fullmatch(pattern, command):
            attempt(match, request, tmp_path)
            return
    pytest.fail(f"{documented()[command]} documents «{command}», and no rule here tries it")


def test_the_unit_is_one_that_systemd_accepts(tmp_path: Path) -> None:
    """deploy/ceji.service: systemd has nothing to say against it, and it runs a command that ceji knows."""
    start = _unit()["Service"]["ExecStart"]
    assert _ceji(tmp_path, *shlex.split(start)[1:], "--help").returncode == 0
    if analyse := shutil.which("systemd-analyze"):
        here = tmp_path / UNIT.name
        here.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/ceji/.venv/bin/ceji", str(CEJI)), "utf-8")
        judged = subprocess.run([analyse, "verify", str(here)], capture_output=True, text=True, check=False)
        assert (judged.returncode, judged.stderr) == (0, "")


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_a_reverse_proxy_leads_to_the_unit_and_keeps_its_state_inside(name: str) -> None:
    """deploy/Caddyfile, deploy/nginx.conf: to the port of the unit; /metrics and /readyz are not for the internet."""
    words = shlex.split(_unit()["Service"]["ExecStart"])
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    assert f"{words[words.index('--host') + 1]}:{words[words.index('--port') + 1]}" in text
    assert all(re.search(rf"{address}\b.*", text) for address in ("/metrics", "/readyz"))
    assert "404" in text


# ── how each kind of command is tried ───────────────────────────────────────────────────────────────────────────

Attempt = Callable[["re.Match[str]", pytest.FixtureRequest, Path], None]


def _running(request: pytest.FixtureRequest) -> Installation:
    """The running product; started for the first command that needs one."""
    found: Installation = request.getfixturevalue("installation")
    return found


def _make(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    planned = subprocess.run(["make", "-n", *match[1].split()], cwd=ROOT, capture_output=True, text=True, check=False)
    assert planned.returncode == 0, planned.stderr


def _copy_example(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    shutil.copy(ROOT / ".env.example", folder)
    subprocess.run(match[0].split(), cwd=folder, check=True)
    settings = Settings(_env_file=folder / ".env")
    assert not any(one.any_set() for one in settings.platforms.values()), (
        "an example that is not filled in sets nothing"
    )


def _doctor(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    done = _ceji(_running(request).folder, "doctor")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "没有发现问题"), done.stdout


def _serve(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    arguments = shlex.split(match[1])
    port = str(_free_port())
    if "--port" in arguments:
        arguments[arguments.index("--port") + 1] = port
    with contextlib.ExitStack() as until:
        shared = {}
        if "--role" in arguments:
            shared["CEJI_DATABASE_URL"] = until.enter_context(fresh_database("postgresql", folder))
            shared["CEJI_SECRET_KEY"] = KEY
        write_settings(folder, **shared)
        process = until.enter_context(_process(folder, "serve", *arguments))
        _wait_for_words(folder, '"event": "started"', process)
        if "--port" in arguments:
            _wait(f"http://127.0.0.1:{port}/readyz", process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0


def _console(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    done = _ceji(folder, "console", said="今日\n")
    assert (done.returncode, "侧记 → 张三：" in done.stdout) == (0, True), done.stderr


def _upgrade(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    done = _ceji(folder, "database", "upgrade")
    assert (done.returncode, "数据库已升级到" in done.stdout) == (0, True), done.stderr


def _backup(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    file = folder / Path(match[1]).name
    done = _ceji(_running(request).folder, "database", "backup", str(file))
    assert (done.returncode, "已备份到" in done.stdout, file.exists()) == (0, True, True), done.stderr


def _restore(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    file = folder / Path(match[1]).name
    (folder / "ceji.key").write_text(KEY, encoding="ascii")
    with fresh_database("sqlite", folder) as url:
        back_up(url, file, fingerprint(KEY.encode()), datetime.now(UTC), lambda _name, _count: None)
    done = _ceji(folder, "database", "restore", str(file))
    assert (done.returncode, "已恢复到" in done.stdout) == (0, True), done.stderr


def _copy(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    with fresh_database("sqlite", folder) as source, fresh_database("postgresql", folder) as target:
        write_settings(folder, CEJI_DATABASE_URL=source)
        done = _ceji(folder, "database", "copy", target)
    assert (done.returncode, "行数和校验和一致" in done.stdout) == (0, True), done.stderr


def _look(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    assert json.loads(_get(f"{_running(request).address}{match[1]}"))["status"] in ("alive", "ready")


def _go_to(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    assert match[1] in (_unit()["Service"]["WorkingDirectory"], _code_folder())


def _account(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    service = _unit()["Service"]
    assert (match[1], match[2]) == (service["WorkingDirectory"], service["User"])


def _place_file(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    service = _unit()["Service"]
    assert (match[1], match[2]) == (service["User"], service["Group"])
    assert Path(match[3]).is_relative_to(service["WorkingDirectory"])


def _copy_unit(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    assert (ROOT / match[1]).is_file()


def _service(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    assert match[1] == UNIT.stem


def _nothing_to_try(match: re.Match[str], request: pytest.FixtureRequest, folder: Path) -> None:
    """systemd reads its units again: it names nothing of ours."""


RULES: tuple[tuple[str, Attempt], ...] = (
    (r"make ((?:demo|install|test)(?: ARGS=\S+)?)", _make),
    (r"cp \.env\.example \.env", _copy_example),
    ("ceji console", _console),
    ("ceji doctor", _doctor),
    (r"ceji serve((?: --(?:port|host|role) \S+)*)", _serve),
    ("ceji database upgrade", _upgrade),
    (r"ceji database backup (\S+)", _backup),
    (r"ceji database restore (\S+)", _restore),
    (r"ceji database copy postgresql://\S+", _copy),
    (r"curl -s http://127\.0\.0\.1:8080(/\S+)", _look),
    (r"cd (/\S+)", _go_to),
    (r"sudo useradd --system --home-dir (\S+) --shell /usr/sbin/nologin (\S+)", _account),
    (r"sudo install (?:-d )?-o (\S+) -g (\S+) -m [0-7]{3}(?: \.env)? (\S+)", _place_file),
    (r"sudo cp (\S+) /etc/systemd/system/", _copy_unit),
    (r"sudo systemctl daemon-reload", _nothing_to_try),
    (r"sudo systemctl (?:enable --now|start|stop) (\S+)", _service),
    (r"journalctl -u (\S+) -f", _service),
)


# ── processes ───────────────────────────────────────────────────────────────────────────────────────────────────


def _unit() -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT, encoding="utf-8")
    return unit


def _code_folder() -> str:
    return str(Path(shlex.split(_unit()["Service"]["ExecStart"])[0]).parents[2])


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CEJI_")}


def _ceji(folder: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CEJI, *arguments],
        input=said,
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@contextlib.contextmanager
def _process(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """ceji in the folder, its output in `output` there; stopped in the end."""
    with (folder / "output").open("ab") as output:
        process = subprocess.Popen([CEJI, *arguments], cwd=folder, env=_environment(), stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"it ended with {process.returncode}"
        with contextlib.suppress(OSError):
            _get(url)
            return
        time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")


def _wait_for_words(folder: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while words not in (folder / "output").read_text(encoding="utf-8", errors="replace"):
        assert process.poll() is None, f"it ended with {process.returncode}"
        assert time.monotonic() < until, f"«{words}» was not said"
        time.sleep(0.1)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        content: bytes = answer.read()
        return content


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
