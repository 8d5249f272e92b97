"""The small company of the samples: its clock, its reader, its journey."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cards.model import Card, Text
from cards.wording import Reader

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
READER = Reader(now=NOW, zone=ZoneInfo("Asia/Shanghai"))
STAGES = ("初步沟通", "需求确认", "方案演示", "报价谈判", "已签约")

Entry = tuple[str, Card | Text]
