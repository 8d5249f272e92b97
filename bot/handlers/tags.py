"""给恒瑞打标签 重点: a customer's tags, here and in WeChat (J29)."""

from __future__ import annotations

import re

from bot.customer_notes import tell_of_tags
from bot.routing import HelpLine, Router
from bot.turn import Turn
from cards.templates import tags as said
from crm_core.customers.queries import search_own
from crm_core.errors import Invalid, NotVisible
from crm_core.tags.queries import tags_of
from crm_core.tags.service import LONGEST, MOST, change_tags

_FOR = r"(?:给|帮|把)?\s*"
_OFF = r"(?:去掉|取消|移除|撕掉|拿掉)"
_TAGS = r"\s*[:：]?\s*(?P<tags>\S.*)"
_BETWEEN = re.compile(r"[、,，;；\s]+|和(?=.)")
SEVERAL = 3


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        rf"{_FOR}(?P<name>\S.{{0,40}}?)\s*(?:打上?|加上?|贴上?)(?:个|一个)?标签{_TAGS}",
        lambda turn, match: change(turn, match["name"], match["tags"], taken_off=False),
        HelpLine("打标签", "给恒瑞打标签 重点", "客户的标签，微信里也同步", first_screen=False),
    )
    router.command(
        rf"(?:{_FOR}(?P<name>\S.{{0,40}}?)的?\s*{_OFF}标签|{_OFF}\s*(?P<whose>\S.{{0,40}}?)的标签){_TAGS}",
        lambda turn, match: change(turn, match["name"] or match["whose"], match["tags"], taken_off=True),
        HelpLine("去标签", "恒瑞去掉标签 重点", "拿掉客户的标签，微信里也同步", first_screen=False),
    )


def change(turn: Turn, name: str, tags: str, *, taken_off: bool) -> None:
    """One customer of the person's own; a name that fits several is asked for in full."""
    own = search_own(turn.session, turn.viewer, name, SEVERAL)
    if not own:
        raise NotVisible(subject="customer")
    if len(own) > 1:
        turn.say(said.which(said=name, companies=[one.name for one in own]))
        return
    names = [tag for tag in dict.fromkeys(_BETWEEN.split(tags.strip("。.！!"))) if tag]
    add, remove = ([], names) if taken_off else (names, [])
    try:
        change_tags(turn.session, turn.viewer, own[0].id, add, remove, turn.now)
    except Invalid:
        turn.say(said.refused(longest=LONGEST, most=MOST))
        return
    in_chat = tell_of_tags(turn, own[0].id, add, remove)
    now = [tag for tag in tags_of(turn.session, turn.viewer, own[0].id) if tag not in remove]
    turn.say(said.changed(company=own[0].name, tags=now, in_chat=in_chat))
