"""A load client in its own process: keep-alive connections on bare sockets, one request after another on each.

`python -m tests.bench.load JOB.json` reads a job and prints what it saw as JSON. With a rate the requests are due at
fixed times and are timed from then on, so that a server that stalls can't hide it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.processes import ROOT
from tests.bench.report import percentile

HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Job:
    """`requests` is a file of whole requests, each behind its length in four bytes; used in order, then again.

    `seconds` 0 sends every request once and ends.
    """

    port: int
    requests: str
    connections: int
    seconds: float
    rate: float = 0.0
    skip: int = 0


@dataclass(frozen=True)
class Seen:
    """What the client saw; milliseconds."""

    done: int
    failed: int
    per_second: float
    p50_ms: float
    p99_ms: float


def write_requests(file: Path, requests: list[bytes]) -> None:
    """Stores requests for `Job.requests`."""
    file.write_bytes(b"".join(len(one).to_bytes(4, "big") + one for one in requests))


def run(job: Job, folder: Path, on: set[int]) -> Seen:
    """Runs the client in a process of its own, pinned to these cores."""
    described = folder / f"job-{time.monotonic_ns()}.json"
    described.write_text(json.dumps(asdict(job)), encoding="utf-8")
    command = ["taskset", "-c", ",".join(map(str, on)), sys.executable, "-m", "tests.bench.load", str(described)]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return Seen(**json.loads(answer.stdout))


class _Load:
    """Shared by all connections: what is still to be sent, and what was seen."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.queue = self._unsent()
        self.times: list[float] = []
        self.failed = 0
        self.started = time.perf_counter()
        self._sent = 0

    def _unsent(self) -> Iterator[bytes]:
        content = Path(self.job.requests).read_bytes()
        requests, at = [], 0
        while at < len(content):
            length = int.from_bytes(content[at : at + 4], "big")
            requests.append(content[at + 4 : at + 4 + length])
            at += 4 + length
        yield from requests[self.job.skip :]
        while self.job.seconds:
            yield from requests

    async def run(self) -> Seen:
        loop = asyncio.get_running_loop()
        connections = [_Connection(self) for _ in range(self.job.connections)]
        self.started = time.perf_counter()
        for each in connections:
            await loop.create_connection(lambda made=each: made, "127.0.0.1", self.job.port)  # type: ignore[misc]
        await asyncio.gather(*(each.ended for each in connections))
        took = time.perf_counter() - self.started
        if not self.times:
            raise RuntimeError("no request was answered")
        p50, p99 = percentile(self.times, 0.5), percentile(self.times, 0.99)
        return Seen(len(self.times), self.failed, len(self.times) / took, p50 * 1000, p99 * 1000)

    def next_due(self, now: float) -> float | None:
        """When the next request is due; None when the time is over."""
        due = self.started + self._sent / self.job.rate if self.job.rate else now
        if self.job.seconds and max(now, due) - self.started >= self.job.seconds:
            return None
        self._sent += 1
        return due


class _Connection(asyncio.Protocol):
    """One keep-alive connection; bare, so that the client costs little beside the server."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._due = 0.0
        self._received = b""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The first request."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        """Counts an answer when it is complete, then goes on with the next request."""
        self._received += data
        end = self._received.find(HEAD_END)
        if end < 0:
            return
        at = self._received.lower().find(b"content-length:", 0, end)
        length = int(self._received[at + 15 : self._received.index(b"\r\n", at)]) if at >= 0 else 0
        if len(self._received) < end + len(HEAD_END) + length:
            return
        self._load.times.append(time.perf_counter() - self._due)
        self._load.failed += not self._received.startswith(b"HTTP/1.1 2")
        self._received = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """The server hung up, or all is done."""
        if not self.ended.done():
            self.ended.set_result(None)

    def _next(self) -> None:
        now = time.perf_counter()
        due = self._load.next_due(now)
        request = None if due is None else next(self._load.queue, None)
        if due is None or request is None:
            self._transport.close()
            return
        self._due = due
        if due > now:
            asyncio.get_running_loop().call_later(due - now, self._transport.write, request)
        else:
            self._transport.write(request)


def main(described: Path) -> None:
    """Runs a job and prints what was seen."""
    job: dict[str, Any] = json.loads(described.read_text(encoding="utf-8"))
    print(json.dumps(asdict(asyncio.run(_Load(Job(**job)).run()))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
