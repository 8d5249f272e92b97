"""What a few words say about a contact that is known already: 「见的是钱工」「方案周五发」 (CONVERSATION §4.6).

The same stages as for a whole report, but nothing has to have taken place: the words are about one visit.
"""

from __future__ import annotations

from datetime import datetime

from nlu.contacts import met_in
from nlu.drafts import FollowUpDraft
from nlu.kinds import asks
from nlu.lexicon import DEFAULT, Lexicon
from nlu.linking import Names
from nlu.normalise import fold_message
from nlu.one_visit import Visit
from nlu.report_parser import rivals_of
from nlu.scan import scan
from nlu.visit_slots import draft_of
from nlu.visits import by_contact


def is_question(text: str) -> bool:
    """Whether somebody wants to be told something, or have it done, instead of telling it."""
    return asks(fold_message(text).text.strip())


def read_amendment(text: str, now: datetime, names: Names, lexicon: Lexicon = DEFAULT) -> FollowUpDraft:
    """The values that these words hold; channel and day are told only where they carry a span."""
    found = scan(text, now, names, lexicon)
    company = found.companies[0] if found.companies else None
    end = len(found.text)
    visit = by_contact(found, Visit(company, 0, end))[0]
    visit.end = end
    visit.met = True
    return draft_of(found, visit, rivals_of(found), met_in(found, 0, end, found.people))
