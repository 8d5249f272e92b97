"""The platforms on the wire: what it costs to open a message, and how much of their limits sending makes use of.

Opening: verified, decrypted and parsed to the neutral event, in µs of CPU, beside each platform's official or best
known client with the very same bytes. Sending: 10,000 messages to a stand-in that counts every window exactly, in
virtual time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from typing import Any

from tests.bench.platform_sending import PLANS, send_all
from tests.bench.processes import ROOT
from tests.bench.report import Report, Table

PEERS = {"wecom": "wechatpy", "feishu": "lark-oapi", "dingtalk": "dingtalk-stream"}
WAYS = (
    ("wecom", "callback: signature, AES, XML"),
    ("feishu", "callback: signature, AES, JSON"),
    ("dingtalk", "Stream frame: JSON in JSON"),
)


def run() -> Report:
    """Measures; a minute and a half, most of it the import of one peer."""
    costs, ratios = [], {}
    for platform, way in WAYS:
        ours, theirs = _measured(platform, "ceji"), _measured(platform, PEERS[platform])
        ratios[f"{platform}: of the peer's CPU"] = ours["median_us"] / theirs["median_us"]
        for name, one in (("ceji", ours), (f"{PEERS[platform]} {version(PEERS[platform])}", theirs)):
            costs.append((platform, way, name, one["median_us"], one["p99_us"]))
    sent = [send_all(plan) for plan in PLANS]
    tables = [
        Table("CPU µs to open a message of 60 characters", ("platform", "way", "reader", "median", "p99"), costs),
        Table(
            "Sending, answers after 5–35 ms",
            ("platform", "limits", "messages", "seconds", "share of what is allowed", "limits broken"),
            [(one.plan.name, one.plan.limits, one.messages, one.seconds, one.share, one.broken) for one in sent],
        ),
    ]
    notes = (
        "the peers hand over their own objects, Ceji its checked neutral event. Left out by wechatpy: freshness, "
        "messages of another app, comparison in constant time. By lark-oapi: freshness, comparison in constant time, "
        "senders of another company, reading what was said. By dingtalk-stream: whether robot and company are ours, "
        "who is outside the company, a missing id or time, NUL in a text; a Stream frame has nothing to verify",
        "virtual time: what was allowed in the seconds that passed; twenty at a time, as the outbox sends",
    )
    return Report("platforms", tables, ratios, notes)


def _measured(platform: str, reader: str) -> dict[str, Any]:
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.bench.platform_opening", platform, reader],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    measured: dict[str, Any] = json.loads(answer.stdout.decode().splitlines()[-1])
    return measured
