"""Every card with sample content of one small company: for tests, and for people who want to look at them.

The clock stands at Monday 2026-03-02 09:00 in Shanghai.
"""

from __future__ import annotations

import json
from typing import Any

from cards.gallery import administration, external_contacts, imports, leads, lists, management, reports, steps
from cards.gallery.company import Entry
from cards.model import Card, Text
from cards.render import dingtalk, dingtalk_card, feishu, plain_text, wecom

_PARTS = (
    leads.leads,
    leads.incomplete_leads,
    leads.lead_forms,
    leads.duplicates,
    external_contacts.external_contacts,
    external_contacts.welcomes,
    external_contacts.tagged,
    reports.reports,
    reports.second_opinions,
    reports.written_reports,
    steps.steps,
    lists.searches,
    lists.ledger,
    lists.weeks,
    lists.previews,
    lists.notices,
    management.digests,
    management.nudges,
    management.transfers,
    management.leavers,
    management.figures,
    administration.rules,
    administration.groups,
    administration.people,
    administration.one_person,
    administration.approvals,
    administration.words,
    imports.imports,
    administration.meetings,
    administration.alarms,
)


def gallery() -> list[Entry]:
    """All of them: (name, message), the name being `<template>.<function>` and what is special about it."""
    return [entry for part in _PARTS for entry in part()]


def drawn() -> list[dict[str, Any]]:
    """Each as every platform is sent it, and as words: `name`, `wecom`, `dingtalk`, `dingtalk_card`, `feishu`, `text`.

    `dingtalk_card` is what the card of our template holds; None for a text, which DingTalk is sent as Markdown anyway.
    """
    return [_drawn(name, message) for name, message in gallery()]


def _drawn(name: str, message: Card | Text) -> dict[str, Any]:
    title, words = dingtalk.draw_markdown(message, links=True)
    kind, content = feishu.draw(message)
    return {
        "name": name,
        "wecom": wecom.draw(message, task_id="sample@1"),
        "dingtalk": {
            "msgKey": "sampleMarkdown",
            "msgParam": json.dumps({"title": title, "text": words}, ensure_ascii=False),
        },
        "dingtalk_card": {"cardData": {"cardParamMap": dingtalk_card.draw_card(message)}}
        if isinstance(message, Card)
        else None,
        "feishu": {"msg_type": kind, "content": content},
        "text": plain_text.draw(message),
    }
