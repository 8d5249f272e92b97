"""The tab 「客户」 of a group that is about a customer, through the outbox (B1; CONVERSATION §4.9).

Its address names the group only: whose page it opens, and for whom, is decided when it is opened.
"""

from __future__ import annotations

from typing import Any, Literal

import structlog

from adapters.contract import ChatPlatform
from adapters.errors import Misconfigured, Refused
from bot import texts
from bot.alarms import Alarms
from bot.turn import Turn
from bot.web.links import group_link
from crm_core.database import outbox

TAB: Literal["tab"] = "tab"
"""The kind of the outbox row."""

log = structlog.get_logger(__name__)


def show_tab(turn: Turn) -> None:
    """The group is about a customer now."""
    _put(turn, is_shown=True)


def hide_tab(turn: Turn) -> None:
    """The group is about nobody any more."""
    _put(turn, is_shown=False)


def _put(turn: Turn, *, is_shown: bool) -> None:
    if not turn.capabilities.group_tabs or not turn.company.public_url:
        return
    group = turn.event.group
    row = outbox.NewMessage(
        key=f"tab:{turn.event_id}",
        platform=turn.event.platform,
        user_id="",
        group_id=group,
        message={"url": group_link(turn.company.public_url, turn.event.platform, group), "is_shown": is_shown},
        kind=TAB,
    )
    outbox.put(turn.session, row, turn.machine_now)


async def set_tab(platform: ChatPlatform, alarms: Alarms, group: str, change: dict[str, Any]) -> None:
    """Puts the tab up or takes it off. Without the permission the group does without, and an admin is told once."""
    tabs = platform.group_tabs
    if tabs is None:
        return
    try:
        if change["is_shown"]:
            await tabs.put(group, texts.CUSTOMER_TAB, change["url"])
        else:
            await tabs.remove(group, change["url"])
    except Misconfigured as error:
        await alarms.extra_refused(platform, "tabs", f"群里的「{texts.CUSTOMER_TAB}」标签页", error)
    except Refused as error:
        # The group has as many tabs as it may have.
        log.info("group_tab_refused", platform=platform.name, **error.facts)
