"""Which stages there are: pure."""

from __future__ import annotations

JOURNEY = ("初步沟通", "需求确认", "方案演示", "报价谈判", "已签约")
OUTSIDE = ("暂不推进", "已流失")
STAGES = (*JOURNEY, *OUTSIDE)
PURSUED = JOURNEY[:-1]
"""Stages whose leads are looked after by the clock (D1)."""
OPPORTUNITY = JOURNEY[1:]
"""From here on a lead counts as a 商机."""
WON = "已签约"
