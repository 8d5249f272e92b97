"""A further contact with whom was told of last: 「他刚又来电话了，说周三签」「下午又去了一趟」 (C1, CONVERSATION §4.2).

Within one message the parser knows who «he» is; here it is the customer of the message before.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bot.amended_record import item_of
from bot.handlers import daily_report
from bot.report_cards import items_of
from bot.report_items import ReportItem, item_from
from bot.turn import Turn
from crm_core.follow_ups import drafts
from crm_core.follow_ups.queries import recent_of

FRESH = timedelta(minutes=30)
"""How long a customer is the one that was told of last."""

# What tells a contact of its own from a few words more about the one before.
_ANEW = re.compile(r"又|再次|刚|后来|早上|[上中下]午|晚上|今[天早晚]|昨[天晚]|前天")
_PRONOUN = re.compile(r"[他她]们?(?!们|家|的)|对方|那边")
_HOW_IT_WAS = re.compile(r"[见聊谈说打找约去访](?:的是|的$)")


def take(turn: Turn, words: str, *, spoken: bool) -> bool:
    """Keeps the contact as a draft; False when the words name somebody, or tell no contact of their own."""
    if not _ANEW.search(words) or _HOW_IT_WAS.search(words) or turn.understand(words).kind != "other":
        return False
    last = _told_last(turn)
    if last is None:
        return False
    pronoun = _PRONOUN.search(words)
    if pronoun is None and "又" not in words:
        return False
    start, end = pronoun.span() if pronoun else (0, 0)
    who = f"{last.name}{last.contact if pronoun and last.contact != last.name else ''}"
    named = f"{words[:start]}{who}{words[end:]}"
    understood = turn.understand(named)
    if understood.kind != "report" or understood.follow_ups[0].channel.span is None:
        return False
    said = words[start:end]
    items = [item_from(draft, named) for draft in understood.follow_ups]
    if any((one.company or last.name, one.customer_id) != (last.name, last.customer_id) for one in items):
        return False
    daily_report.keep(turn, [_as_said(one, who, said) for one in items], words, spoken=spoken)
    return True


def _as_said(item: ReportItem, who: str, said: str) -> ReportItem:
    """The visit with the words that were really said for the name."""
    evidence = {**item.evidence, "company": said, "contact": said if item.contact in who else item.evidence["contact"]}
    return replace(item, words=item.words.replace(who, said, 1), evidence=evidence)


def _told_last(turn: Turn) -> ReportItem | None:
    """The contact that this person told of last: of the draft that waits, or of what was written since."""
    draft = drafts.newest_open(turn.session, turn.viewer, turn.conversation)
    recent = recent_of(turn.session, turn.viewer, turn.now - FRESH)
    if recent and (draft is None or recent[0].created_at > draft.said_at):
        return item_of(turn, recent[0])
    if draft is None or turn.now - draft.said_at > FRESH:
        return None
    return items_of(draft)[-1]
