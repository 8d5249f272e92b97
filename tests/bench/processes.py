"""The processes of a benchmark: what each runs, what CPU and memory it has used."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CEJI = ("-m", "bot")
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def cores() -> tuple[set[int], set[int]]:
    """A core for the server and one for the rest; the same set twice where there is only one."""
    available = sorted(os.sched_getaffinity(0))
    return {available[0]}, {available[-1]}


@contextlib.contextmanager
def running(
    arguments: tuple[str, ...], folder: Path, on: set[int], environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process of this interpreter, pinned to cores, ended with SIGTERM; its output goes to a file."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CEJI_")}
    log = folder / f"process-{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            (sys.executable, *arguments),
            cwd=folder,
            env={**clean, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdout=output,
            stderr=output,
        )
        os.sched_setaffinity(process.pid, on)
        try:
            yield process
        finally:
            if process.poll() is not None:
                sys.stderr.write(log.read_text(encoding="utf-8", errors="replace")[-2000:])
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_ready(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Waits for a 200. Raises RuntimeError when the process ends or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{url} did not answer")


def ask(url: str, body: Any = None) -> Any:
    """JSON in, JSON out."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=30) as answer:
        return json.load(answer)


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """User and system time of all its threads."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mib(process: subprocess.Popen[bytes]) -> float:
    """Memory that it holds now."""
    return int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1024 / 1024


def peak_mib(process: subprocess.Popen[bytes]) -> float:
    """The most memory that it has held."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
