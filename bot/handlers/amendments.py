"""Words that go with what was just shown or written: 「见的是钱工」「昨天聊的」「没提预算」 (CONVERSATION §4.6).

Nothing but the values of the words is taken over; what tells of another contact is a report of its own.
"""

from __future__ import annotations

import re
from datetime import timedelta

from bot import report_texts, texts
from bot.amended_item import Amended, amend, is_named, is_of
from bot.amended_record import changes_between, item_of, only_of_record
from bot.handlers.record_corrections import ask_to_write, of_one_report
from bot.report_cards import items_of
from bot.report_drafts import known_facts, show, store
from bot.report_items import OPEN, ReportItem
from bot.turn import Turn
from crm_core.follow_ups import drafts
from crm_core.follow_ups.queries import recent_of
from crm_core.follow_ups.views import Draft, FollowUp
from nlu.amendments import is_question, read_amendment
from nlu.drafts import FollowUpDraft, Understanding
from nlu.intents import small_number

FRESH = timedelta(minutes=30)
"""How long after a draft, or what was written, a few words are taken as said of it."""

LONGEST = 60

_LEAD_IN = re.compile(
    r"^(?:(?:不对|不是|错了|说错了|哦|噢|嗯|啊|哎|对了|等等|等一下|更正(?:一下)?|补充(?:一下|一点)?|其实|那个)[,，。:：\s]*)+"
)
_ITEM = re.compile(
    r"^(?:第\s*(?P<number>\d{1,2}|[一二两三四五六七八九十])\s*[条个家]|(?P<mark>[①-⑳]))[,，:：\s]*(?:的|里)?"
)
# 「见的是钱工」「电话聊的」 say how something known was; 「见了钱工」 tells something new.
_CLEFT = re.compile(r"[见聊谈说打找约去访](?:的是|的(?:电话|微信)|的$)|(?:^|[,，])(?:应该)?是")


def amend_newest(turn: Turn, words: str, *, number: int | None = None) -> bool:
    """Takes the words over into what was said last; False when they are about something else.

    A draft of this conversation changes at once, a record that was written after it only after 写入.
    """
    if len(words) > LONGEST:
        return False
    body = _LEAD_IN.sub("", words.strip())
    if match := _ITEM.match(body):
        number, body = small_number(match["number"] or match["mark"]), body[match.end() :]
    if not body or is_question(body):
        return False
    draft = drafts.newest_open(turn.session, turn.viewer, turn.conversation)
    if draft is not None and turn.now - draft.said_at > FRESH:
        draft = None
    records = _written_after(turn, draft)
    if records:
        return _amend_record(turn, records, body, number)
    return draft is not None and _amend_draft(turn, draft, words, body, number)


def _amend_draft(turn: Turn, draft: Draft, words: str, body: str, number: int | None) -> bool:
    items = items_of(draft)
    waiting = [n for n, item in enumerate(items, start=1) if item.state == OPEN]
    if number is not None and number not in waiting:
        return False
    said = read_amendment(body, turn.local_now, turn.names, turn.lexicon)
    if _is_news(turn, body, said, [items[n - 1] for n in waiting]):
        return False
    amended = {n: amend(turn, items[n - 1], said, body) for n in ([number] if number else waiting)}
    fitting = [n for n in _meant(said, items, list(amended)) if amended[n].changes]
    if not fitting:
        return False
    if len(fitting) > 1:
        asks = report_texts.which_item(fitting)
        turn.ask("draft_item", asks, draft_id=draft.id, words=words)
        turn.say(texts.plain(asks))
        return True
    _keep(turn, draft, items, fitting[0], amended[fitting[0]])
    return True


def _written_after(turn: Turn, draft: Draft | None) -> list[FollowUp]:
    """What the person wrote last, if that was in the last half hour and after the draft that still waits."""
    recent = recent_of(turn.session, turn.viewer, turn.now - FRESH)
    if not recent or (draft is not None and (recent[0].draft_id == draft.id or recent[0].created_at <= draft.said_at)):
        return []
    return of_one_report(recent)


def _amend_record(turn: Turn, records: list[FollowUp], body: str, number: int | None) -> bool:
    items = [item_of(turn, record) for record in records]
    said = read_amendment(body, turn.local_now, turn.names, turn.lexicon)
    if _is_news(turn, body, said, items):
        return False
    meant = [(n, item) for n, item in enumerate(items, start=1) if number in (None, n)]
    amended = {n: amend(turn, item, said, body).item for n, item in meant}
    fitting = [n for n in _meant(said, items, list(amended)) if amended[n] != items[n - 1]]
    if not fitting or any(not only_of_record(items[n - 1], amended[n]) for n in fitting):
        return False
    if len(fitting) > 1:
        turn.say(texts.plain(report_texts.which_record(items[fitting[0] - 1].name)))
        return True
    place = fitting[0] - 1
    ask_to_write(turn, records[place], changes_between(turn, items[place], amended[place + 1]))
    return True


def _keep(turn: Turn, draft: Draft, items: list[ReportItem], number: int, amended: Amended) -> None:
    items[number - 1] = known_facts(turn, amended.item)
    for label, old, new in amended.changes:
        drafts.learn(turn.session, turn.viewer, draft, label, old, new, turn.now)
    draft = store(turn, draft, items)
    show(turn, draft, remark=report_texts.all_corrected(amended.changes))


def _is_news(turn: Turn, body: str, said: FollowUpDraft, items: list[ReportItem]) -> bool:
    """Whether the words tell a contact of their own, or a lead, or speak of another customer."""
    understood: Understanding = turn.understand(body)
    lead = understood.lead
    if lead is not None and (lead.phone or lead.phone_problem or lead.company):
        return True
    if (
        said.company is not None
        and not is_named(body, said.company.value)
        and not any(is_of(said, item) for item in items)
    ):
        return True
    if understood.kind != "report" or _CLEFT.search(body):
        return False
    (first, *others) = understood.follow_ups
    tells_contact = first.channel.span is not None or first.on.span is not None
    same_person = first.contact is None or any(item.contact == first.contact.value for item in items)
    return bool(others) or tells_contact or not same_person


def _meant(said: FollowUpDraft, items: list[ReportItem], numbers: list[int]) -> list[int]:
    """The visits that the words name, else all that they could be about."""
    company = [n for n in numbers if said.company and is_of(said, items[n - 1])]
    person = [n for n in numbers if said.contact and items[n - 1].contact == said.contact.value]
    return company or person or numbers
