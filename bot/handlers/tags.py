"""给恒瑞打标签 重点: a customer's tags, here and in WeChat (J29)."""

from __future__ import annotations

import re

from bot.customer_notes import tell_of_tags
from bot.routing import HelpLine, Router
from bot.turn import Turn
from cards.templates import tags as said
from crm_core.customers.queries import search
from crm_core.errors import Invalid, NotVisible
from crm_core.tags.queries import tags_of
from crm_core.tags.service import LONGEST, MOST, change_tags

_NAME = r"(?P<name>\S.{0,40}?)"
_TAGS = r"\s*[:：]?\s*(?P<tags>\S.*)"
_BETWEEN = re.compile(r"[、,，;；\s]+|和(?=.)")
SEVERAL = 3


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        rf"(?:给|帮|把)?\s*{_NAME}\s*(?:打上?|加上?|贴上?)(?:个|一个)?标签{_TAGS}",
        lambda turn, match: change(turn, match, taken_off=False),
        HelpLine("打标签", "给恒瑞打标签 重点", "客户的标签，微信里也同步", first_screen=False),
    )
    router.command(
        rf"(?:给|帮|把)?\s*{_NAME}的?\s*(?:去掉|取消|移除|撕掉|拿掉)标签{_TAGS}",
        lambda turn, match: change(turn, match, taken_off=True),
    )
    router.command(
        rf"(?:去掉|取消|移除|撕掉|拿掉)\s*{_NAME}的标签{_TAGS}", lambda turn, match: change(turn, match, taken_off=True)
    )


def change(turn: Turn, match: re.Match[str], *, taken_off: bool) -> None:
    """One customer of the person's own; a name that fits several is asked for in full."""
    hits = search(turn.session, turn.viewer, match["name"], SEVERAL)
    own = [one for one in hits if one.owner_id in turn.viewer.owners]
    if not own:
        raise NotVisible(subject="customer")
    if len(own) > 1:
        turn.say(said.which(said=match["name"], companies=[one.name for one in own]))
        return
    names = [name for name in dict.fromkeys(_BETWEEN.split(match["tags"].strip("。.！!"))) if name]
    add, remove = ([], names) if taken_off else (names, [])
    try:
        change_tags(turn.session, turn.viewer, own[0].id, add, remove, turn.now)
    except Invalid:
        turn.say(said.refused(longest=LONGEST, most=MOST))
        return
    in_chat = tell_of_tags(turn, own[0].id, add, remove)
    now = [name for name in tags_of(turn.session, turn.viewer, own[0].id) if name not in remove]
    turn.say(said.changed(company=own[0].name, tags=now, in_chat=in_chat))
