"""/额度: what a platform charges for and how much of it is left this month, and which edition the company has."""

from __future__ import annotations

import re

from bot import usage_texts
from bot.company import MeteredPlatform
from bot.routing import HelpLine, Router
from bot.turn import Turn
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.allowances import service
from crm_core.allowances.queries import allowances

LARGEST = 1_000_000_000
_AMOUNT = re.compile(r"(?P<kind>接口|消息)\D{0,3}?(?P<amount>\d[\d,，]*)\s*(?P<times>万)?")
_KINDS = {"接口": "call", "消息": "message"}


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"额度(?:\s*(?P<said>\S.*))?",
        lambda turn, match: change(turn, match["said"]) if match["said"] else show(turn),
        HelpLine("看额度", "/额度", "钉钉本月用了多少", Operation.CONFIGURE, first_screen=False),
    )


def lines(turn: Turn) -> list[str]:
    """This month's use, a line for each platform that charges."""
    return [_line(turn, platform) for platform in turn.company.metered]


def show(turn: Turn) -> None:
    """/额度."""
    require(turn.viewer, Operation.CONFIGURE)
    turn.say(usage_texts.overview(lines(turn)) if turn.company.metered else usage_texts.nothing_metered())


def change(turn: Turn, said: str) -> None:
    """「钉钉 专业版」, 「钉钉 接口 400000 消息 100000」: in force at once, because it only moves the marks."""
    require(turn.viewer, Operation.CONFIGURE)
    metered = turn.company.metered
    platform = next((one for one in metered if one.label in said), metered[0] if len(metered) == 1 else None)
    if platform is None:
        turn.say(usage_texts.how_to_change() if metered else usage_texts.nothing_metered())
        return
    most = _wanted(platform, said)
    if not most:
        turn.say(usage_texts.how_to_change())
        return
    service.allow(turn.session, turn.viewer, platform.name, most, turn.now)
    turn.say(usage_texts.changed(_line(turn, platform)))


def _wanted(platform: MeteredPlatform, said: str) -> dict[str, int]:
    """The amounts in the words: an edition's, or each by itself; empty when there are none."""
    edition = next((one for one in platform.editions if one.name in said), None)
    if edition is not None:
        return dict(edition.allows)
    most: dict[str, int] = {}
    for found in _AMOUNT.finditer(said):
        amount = int(re.sub(r"[,，]", "", found["amount"])) * (10_000 if found["times"] else 1)
        if 0 < amount <= LARGEST:
            most[_KINDS[found["kind"]]] = amount
    return most


def _line(turn: Turn, platform: MeteredPlatform) -> str:
    month = turn.company.month(turn.now)
    return usage_texts.line(platform.label, allowances(turn.session, platform.name, month, platform.editions[0].allows))
