"""`ceji serve` and `ceji emulate` as processes: signals, the lock, logs (INTERFACES «ceji»; N-rows of operation)."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.contract.services.model_server import model_server
from tests.databases import fresh_database

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60


class Process:
    """A `ceji` process whose output is read as it comes."""

    def __init__(self, folder: Path, settings: dict[str, str], *words: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CEJI_")}
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=folder,
            env={**clean, "PYTHONPATH": str(ROOT), **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._watch = threading.Timer(PATIENCE, self.popen.kill)
        self._watch.start()
        self.lines: list[str] = []

    def read_until(self, word: str) -> str:
        """The first line that holds the word."""
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            self.lines.append(line)
            if word in line:
                return line
        raise AssertionError(f"ended with {self.popen.wait()} before «{word}»: {''.join(self.lines)}")

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Sends the signal, reads to the end, gives the exit status."""
        self.popen.send_signal(by)
        return self.wait()

    def wait(self) -> int:
        """Reads to the end; the exit status."""
        assert self.popen.stdout is not None
        self.lines += self.popen.stdout.readlines()
        status = self.popen.wait(PATIENCE)
        self._watch.cancel()
        self.popen.stdout.close()
        return status


@contextmanager
def emulator(folder: Path) -> Iterator[dict[str, str]]:
    """`ceji emulate` on a free port; the settings of a product that uses all three platforms."""
    process = Process(folder, {}, "emulate", "--port", "0")
    try:
        base = process.read_until("http://").strip().rsplit("：", 1)[1]
        described: dict[str, Any] = json.loads(_get(f"{base}/_control/settings")[1])
        merged: dict[str, str] = {}
        for platform in described.values():
            merged |= platform["settings"]
        yield merged
    finally:
        assert process.end() == 0


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _serve(folder: Path, settings: dict[str, str], *more: str) -> tuple[Process, int]:
    process = Process(folder, settings, "serve", "--host", "127.0.0.1", "--port", "0", *more)
    return process, int(json.loads(process.read_until('"listening"'))["port"])


def test_one_process_serves_a_database_and_stops_when_told(tmp_path: Path) -> None:
    """The lock: a second process exits 1 with a sentence; SIGTERM ends the first with 0; then another may start."""
    with emulator(tmp_path) as settings:
        first, port = _serve(tmp_path, settings)
        assert _get(f"http://127.0.0.1:{port}/readyz")[0] == 200
        second = Process(tmp_path, settings, "serve", "--port", "0")
        assert second.wait() == 1
        assert "另一个 ceji" in second.lines[-1]
        assert first.end() == 0
        third, _ = _serve(tmp_path, settings)
        assert third.end(signal.SIGINT) == 0


def test_the_lock_frees_itself_when_the_process_dies(tmp_path: Path) -> None:
    """SIGKILL: no file has to be removed by hand."""
    with emulator(tmp_path) as settings:
        first, _ = _serve(tmp_path, settings)
        assert first.end(signal.SIGKILL) == -signal.SIGKILL
        again, _ = _serve(tmp_path, settings)
        assert again.end() == 0


def test_logs_into_a_pipe_are_json_without_secrets(tmp_path: Path) -> None:
    """Every line an object with its event; what is secret among the settings is nowhere."""
    with emulator(tmp_path) as settings:
        process, _ = _serve(tmp_path, settings)
        assert process.end() == 0
    events = [json.loads(line)["event"] for line in process.lines]
    assert {"started", "listening", "stopped"} <= set(events)
    secrets = [value for name, value in settings.items() if "SECRET" in name or name.endswith(("_KEY", "TOKEN"))]
    assert secrets
    assert not [secret for secret in secrets if any(secret in line for line in process.lines)]


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    """One sentence that names the option; no database is made."""
    with emulator(tmp_path) as settings:
        port = settings["CEJI_WECOM__API_BASE"].rsplit(":", 1)[1]
        process = Process(tmp_path, settings, "serve", "--host", "127.0.0.1", "--port", port)
        assert process.wait() == 1
        assert "--port" in process.lines[-1]
        assert not (tmp_path / "ceji.db").exists()


def test_the_doctor_finds_nothing_wrong_with_a_running_product(tmp_path: Path) -> None:
    """All three platforms, the clock, the public address and speech, each asked for real: exit status 0."""
    with emulator(tmp_path) as settings:
        process, port = _serve(tmp_path, settings)
        examined = Process(tmp_path, {**settings, "CEJI_PUBLIC_URL": f"http://127.0.0.1:{port}"}, "doctor")
        assert examined.wait() == 0, "".join(examined.lines)
        assert process.end() == 0
    for name in (
        "数据库",
        "密钥",
        "时钟",
        "公网地址",
        "企业微信 · 通讯录",
        "钉钉 · 通讯录",
        "飞书 · 通讯录",
        "语音识别",
    ):
        assert any(line.startswith(f"√ {name}") for line in examined.lines)


async def test_the_doctor_asks_the_language_model(tmp_path: Path) -> None:
    """One question without anything of the company in it, with the key and the model that are set."""
    async with model_server() as server:
        settings = {
            "CEJI_LANGUAGE_MODEL__URL": server.url,
            "CEJI_LANGUAGE_MODEL__MODEL": "small",
            "CEJI_LANGUAGE_MODEL__API_KEY": "key-of-the-model",
        }
        examined = Process(tmp_path, settings, "doctor")
        await asyncio.to_thread(examined.wait)
        assert any(line.startswith("√ 语言模型") for line in examined.lines), "".join(examined.lines)
        assert (server.calls, server.keys, server.requests[0]["model"]) == (1, ["Bearer key-of-the-model"], "small")


def test_a_worker_tells_how_it_is(tmp_path: Path) -> None:
    """N8: health, readiness and figures on the worker's own port, and nothing else there."""
    with fresh_database("postgresql", tmp_path) as url, emulator(tmp_path) as settings:
        own = {**settings, "CEJI_DATABASE_URL": url, "CEJI_SECRET_KEY": "0123456789abcdef0123456789abcdef"}
        process, port = _serve(tmp_path, own, "--role", "worker")
        base = f"http://127.0.0.1:{port}"
        assert _get(f"{base}/healthz") == (200, '{"status": "alive"}')
        assert _get(f"{base}/readyz")[0] == 200
        assert "ceji_waiting" in _get(f"{base}/metrics")[1]
        assert _get(f"{base}/sidebar?platform=wecom")[0] == 404
        assert process.end() == 0


@pytest.mark.parametrize("bad", ["not json", '{"id": "2"}'])
def test_a_malformed_line_is_answered_in_its_place(bad: str, tmp_path: Path) -> None:
    """CONTRACT «The command»: an error in the line's place, the rest goes on, exit status 1."""
    good = json.dumps({"id": "1", "now": "2026-03-02T09:00:00+08:00", "text": "今天拜访了A公司王总，聊了新产品"})
    command = [sys.executable, "-m", "bot", "nlu", "parse", "--jsonl"]
    done = subprocess.run(
        command, input=f"{good}\n{bad}\n{good}\n".encode(), cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False
    )
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 1
    assert [("error" in answer) for answer in answers] == [False, True, False]
    assert answers[0]["follow_ups"][0]["company"] == "A公司"


def test_lines_of_any_bytes_are_answered_one_by_one(tmp_path: Path) -> None:
    """nlu/CONTRACT «The command»: a byte order mark, lone surrogates and bytes that are no UTF-8 stop nothing."""
    message = r'{"id": "m", "now": "2026-03-02T09:00:00+08:00", "text": "今天\ud800拜访了王总\udfff"}'.encode()
    run = subprocess.run(
        [sys.executable, "-m", "bot", "nlu", "parse", "--jsonl"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=b"\xef\xbb\xbf" + message + b'\n{"id": "\xff\xfe"}\n' + message.replace(b'"m"', rb'"\ud800"') + b"\n",
        capture_output=True,
        timeout=PATIENCE,
    )
    answers = [json.loads(line) for line in run.stdout.decode().splitlines()]
    assert [answer["id"] for answer in answers] == ["m", None, "\ud800"]
    assert [answer.get("kind") for answer in answers] == ["report", None, "report"]
    assert run.returncode == 1
