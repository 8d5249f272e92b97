"""「把苏州明远转给李四」, 「催一下苏州明远」: a manager's acts by name, without the card (D1, D2; 3.9)."""

from __future__ import annotations

import re

from bot.handlers.leavers import ask_for_all
from bot.handlers.nudges import nudge_about
from bot.handlers.transfers import transfer_preview
from bot.turn import Turn
from bot.typed_words import row_act
from crm_core.access.rules import may
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.queries import leads_of
from crm_core.leads.views import Lead
from crm_core.organisation.queries import employees, employees_named
from nlu.mentions import known_mentions

LONGEST = 40
_GIVE = re.compile(
    r"(?:把|将)?(?P<what>.{2,24}?)(?:转给|转交给|交给|分给|给到)(?P<to>[^\s，。]{2,8}?)(?:吧|跟进|来跟|负责)*[。！!]?"
)
_GIVE_ALL = re.compile(
    r"(?:把|将)?(?P<who>[^\s，。]{2,6}?)(?:名下)?的?(?:所有|全部)?客户(?:都|全部|全)?(?:转给|转交给|交给|分给|给)(?P<to>[^\s，。]{2,8}?)[。！!]?"
)
_GIVE_ROW = re.compile(
    r"(?:把|将)?(?P<row>第?\s*(?:[①-⑳]|\d{1,2}|[一二三四五六七八九十])\s*(?:条|个)?)\s*(?:转给|转交给|交给|分给|给)\s*"
    r"(?P<to>[^\s，。]{2,8}?)(?:吧|跟进|来跟|负责)*[。！!]?"
)
_NUDGE = re.compile(r"(?:帮我|去)?(?:催一下|催一催|催催|催办|催)(?P<what>.{2,30})")


def take(turn: Turn, words: str) -> bool:
    """Does what the words ask for, if they name a customer of the team and, to give it away, a colleague."""
    if len(words) > LONGEST:
        return False
    if _give_all(turn, words.strip()) or _give_row(turn, words.strip()):
        return True
    give = _GIVE.fullmatch(words.strip())
    if give is not None:
        receivers = employees_named(turn.session, give["to"])
        leads = _leads_named(turn, give["what"])
        if len(receivers) != 1 or not leads:
            return False
        require(turn.viewer, Operation.LEAD_TEAM)
        if receivers[0].id not in turn.viewer.team or all(lead.owner_id == receivers[0].id for lead in leads):
            return False
        turn.say(transfer_preview(turn, [lead.customer_id for lead in leads], receivers[0]))
        return True
    asked = _NUDGE.match(words.strip()) if may(turn.viewer, Operation.LEAD_TEAM) else None
    leads = _leads_named(turn, asked["what"]) if asked is not None else []
    if leads:
        nudge_about(turn, leads)
    return bool(leads)


def _give_row(turn: Turn, words: str) -> bool:
    """「①转给李四」 under a list: that line's customer, to him."""
    said = _GIVE_ROW.fullmatch(words)
    action = row_act(turn, f"{said['row']}转给") if said is not None else None
    if said is None or action is None or action.act != "transfer" or not action.id.isdigit():
        return False
    require(turn.viewer, Operation.LEAD_TEAM)
    receivers = [one for one in employees_named(turn.session, said["to"]) if one.id in turn.viewer.team]
    if len(receivers) != 1:
        return False
    number = int(action.id)
    customer_id = number if action.subject == "leaver" else read_lead(turn.session, turn.viewer, number).customer_id
    turn.say(transfer_preview(turn, [customer_id], receivers[0]))
    return True


def _give_all(turn: Turn, words: str) -> bool:
    """「把张三的客户都转给李四」, also of somebody who has left."""
    said = _GIVE_ALL.fullmatch(words)
    if said is None:
        return False
    receivers = [one for one in employees_named(turn.session, said["to"]) if one.id in turn.viewer.team]
    team = employees(turn.session, turn.viewer.team).values()
    givers = [one for one in team if one.name == said["who"]]
    if len(receivers) != 1 or len(givers) != 1 or receivers[0].id == givers[0].id:
        return False
    require(turn.viewer, Operation.LEAD_TEAM)
    return ask_for_all(turn, givers[0], receivers[0])


def _leads_named(turn: Turn, words: str) -> list[Lead]:
    """The newest lead of each customer that the words name, as far as each name means just one."""
    mentions = [mention.matches for mention in known_mentions(words, turn.names)]
    if not mentions or any(len({match.customer for match in matches}) != 1 for matches in mentions):
        return []
    ids = dict.fromkeys(matches[0].customer for matches in mentions)
    return [found[0] for one in ids if (found := leads_of(turn.session, one))]
