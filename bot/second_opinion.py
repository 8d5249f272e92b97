"""The optional second reading of reports: asked after the answer, where the parser is unsure, and only proposed.

Off unless a language model is configured. Whatever it answers, and whether it answers, the draft's values stay as
they are until the person presses: a failure is one line in the log, without content (RESEARCH §6).
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial

import structlog
from sqlalchemy.orm import Session

from adapters.contract import ChatPlatform
from adapters.errors import Misconfigured, OutsideError, QuotaExhausted
from adapters.events import InboundEvent, TextSaid, VoiceSaid
from adapters.services.language_model import LanguageModel, Resting
from bot.clock import Clock, machine_now
from bot.company import Company
from bot.dialogs import Dialog
from bot.heard import Proposals
from bot.report_cards import draw, items_of
from bot.report_items import PROPOSED, ReportItem, item_from
from bot.turn import Turn
from cards.model import stored
from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.audit.queries import count_since
from crm_core.audit.service import record
from crm_core.contacts.queries import with_contacts
from crm_core.customers.mentioned import may_be_named
from crm_core.database import outbox
from crm_core.database.engine import Database
from crm_core.errors import StorageUnavailable
from crm_core.follow_ups import drafts
from crm_core.follow_ups.views import Draft
from crm_core.lexicon.queries import lexicon
from crm_core.organisation.queries import active_employees, employee_by_account
from crm_core.organisation.views import Employee
from nlu.drafts import FollowUpDraft
from nlu.language_model import read_answer, request
from nlu.lexicon import Lexicon
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.masking import Masked, mask
from nlu.merging import Proposal, compare, missed, to_ask
from nlu.report_parser import understand

log = structlog.get_logger(__name__)

ASKED_BELOW = 0.85
"""How sure the parser must be for nobody else to be asked.

Its confidence is that of the companies named: 0.9 for a known one spoken as written, 0.7 for one that only sounds
like it, 0.5 for an unknown one or none. Of the 356 labelled reports of the development sets 19 % lie below, with
49 % right in every slot (54 % above) and a mean F1 of 0.90 (0.92).
"""

AT_ONCE = 2
MOST_WAITING = 20
"""Reports that wait for the model; beyond that one is not asked about: a late opinion is worth nothing."""

ASKED = "language_model_asked"
"""The act in the audit: that a masked message left the company, for whom, never what it said."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A draft as it was first shown, and all that reading its words again needs."""

    event: InboundEvent
    event_id: int
    employee: Employee
    draft: Draft
    names: Names
    lexicon: Lexicon
    now: datetime


class SecondOpinions:
    """Takes what was said, after its turn, and asks the model about those drafts of which the parser is unsure."""

    def __init__(
        self,
        database: Database,
        company: Company,
        platforms: Mapping[str, ChatPlatform],
        model: LanguageModel,
        calls_per_day: int,
        clock: Clock,
        delivery_work: asyncio.Event,
    ) -> None:
        self._database = database
        self._company = company
        self._platforms = platforms
        self._model = model
        self._calls_per_day = calls_per_day
        self._clock = clock
        self._delivery_work = delivery_work
        self._waiting: asyncio.Queue[tuple[InboundEvent, int]] = asyncio.Queue(MOST_WAITING)

    def consider(self, event: InboundEvent, event_id: int) -> None:
        """An event whose turn is done: its answer is in the outbox. Returns at once."""
        if not event.group and _words(event):
            try:
                self._waiting.put_nowait((event, event_id))
            except asyncio.QueueFull:
                log.info("second_opinion_left_out", waiting=MOST_WAITING)

    async def run(self) -> None:
        """Runs until it is cancelled."""
        await asyncio.gather(*(self._work() for _ in range(AT_ONCE)))

    async def _work(self) -> None:
        while True:
            event, event_id = await self._waiting.get()
            try:
                await self._ask_about(event, event_id)
            except Resting:
                continue
            except QuotaExhausted:
                log.info("second_opinion_left_out", calls_per_day=self._calls_per_day)
            except OutsideError as error:
                remedy = {"remedy": error.remedy} if isinstance(error, Misconfigured) else {}
                log.warning("language_model_failed", error=type(error).__name__, **error.facts, **remedy)
            except StorageUnavailable as error:
                log.error("second_opinion_not_kept", error=type(error).__name__)
            except Exception as error:
                # Its message might quote what was said.
                place = traceback.extract_tb(error.__traceback__)[-1]
                log.error("second_opinion_failed", error=type(error).__name__, at=f"{place.filename}:{place.lineno}")

    async def _ask_about(self, event: InboundEvent, event_id: int) -> None:
        fresh = await self._database.read(partial(_fresh_draft, event=event))
        if fresh is None:
            return
        # The names that a person may speak of are kept by the thread that writes.
        case = await self._database.write(lambda session: self._case(session, event, event_id, *fresh))
        visits = await asyncio.to_thread(_unsure_of, case)
        if not visits:
            return
        masked = await self._masked(case)
        if masked is None:
            log.info("second_opinion_left_out", reason="too many customers may be named")
            return
        answer = await self._model.ask(request(masked), partial(self._is_allowed, case))
        opinions = await asyncio.to_thread(read_answer, answer, masked, case.now, case.names)
        more = missed(visits, opinions)
        proposals = to_ask(compare(visits, [one for one in opinions if one not in more]))
        if any(one.replaces for one in proposals):
            more = ()  # One question at a time.
        if proposals or more:
            await self._database.write(lambda session: self._propose(session, case, proposals, more))
            self._delivery_work.set()

    def _case(self, session: Session, event: InboundEvent, event_id: int, employee: Employee, draft: Draft) -> _Case:
        names = self._company.books.names_for(session, viewer_for(session, employee))
        now = event.words_at.astimezone(self._company.zone_of(employee))
        return _Case(event, event_id, employee, draft, names, lexicon(session), now)

    async def _masked(self, case: _Case) -> Masked | None:
        """The text as it may leave the company; None when nobody can tell which names are in it."""
        text = case.draft.said
        others = await self._database.read(lambda session: _others(session, text))
        if others is None:
            return None
        colleagues = await self._database.read(active_employees)
        named = tuple(someone.name for someone in colleagues)
        return await asyncio.to_thread(lambda: mask(text, case.now, case.names, Names(others), named, case.lexicon))

    async def _is_allowed(self, case: _Case) -> bool:
        """Whether the day's budget has room for one request more, which is noted before it is made."""
        allowed: bool = await self._database.write(lambda session: self._spend(session, case))
        return allowed

    def _spend(self, session: Session, case: _Case) -> bool:
        now = self._clock.now()
        midnight = self._company.at(now.astimezone(self._company.zone).date(), time(0, 0))
        if count_since(session, ASKED, midnight) >= self._calls_per_day:
            return False
        record(session, None, ASKED, "draft", case.draft.id, now, employee=case.employee.id)
        return True

    def _propose(
        self, session: Session, case: _Case, proposals: tuple[Proposal, ...], more: tuple[FollowUpDraft, ...]
    ) -> None:
        """Keeps the proposals, and the visits that were missed, with the draft and shows it again, if it is still as
        it was."""
        turn = self._turn(session, case)
        if turn is None:
            return
        reader = Proposals(case.draft.said, turn.reader, self._company.calendar.is_workday)
        items = with_proposals(items_of(case.draft), proposals, reader)
        items += [replace(item_from(one, case.draft.said), state=PROPOSED) for one in more]
        if not any(item.heard or item.state == PROPOSED for item in items):
            return
        proposed = [item.store() for item in items]
        if not drafts.note_proposals(session, case.draft.id, case.draft.version, proposed):
            return
        if any(item.waits_for_answer for item in items):
            # One question at a time: the card shows the proposal when that one has its answer.
            return
        card = draw(turn, drafts.draft(session, turn.viewer, case.draft.id))
        changes = turn.capabilities.card_updates
        outbox.put(
            session,
            outbox.NewMessage(
                key=f"in{case.event_id}.second",
                platform=case.event.platform,
                user_id=case.event.user_id,
                message=stored(card),
                kind="update" if changes else "send",
                card_key=card.key,
                reply_to={} if changes else case.event.reply_to,
            ),
            machine_now(),
        )

    def _turn(self, session: Session, case: _Case) -> Turn | None:
        """The turn of the event once more, to draw with the person's present rights; None for a leaver."""
        employee = employee_by_account(session, case.event.platform, case.event.user_id)
        if employee is None or employee.id != case.employee.id:
            return None
        return Turn(
            session=session,
            company=self._company,
            event=case.event,
            event_id=case.event_id,
            employee=employee,
            viewer=viewer_for(session, employee),
            capabilities=self._platforms[case.event.platform].capabilities,
            dialog=Dialog(),
            now=case.event.sent_at,
            machine_now=machine_now(),
        )


def _words(event: InboundEvent) -> str:
    """What was typed, or heard."""
    happening = event.happening
    if isinstance(happening, TextSaid):
        return happening.text.strip()
    return happening.recognition.strip() if isinstance(happening, VoiceSaid) else ""


def _fresh_draft(session: Session, event: InboundEvent) -> tuple[Employee, Draft] | None:
    """The draft that came of these words, if it is still untouched."""
    employee = employee_by_account(session, event.platform, event.user_id)
    if employee is None:
        return None
    viewer: Viewer = viewer_for(session, employee)
    draft = drafts.newest_open(session, viewer, event.conversation)
    if draft is None or draft.said != _words(event) or draft.said_at != event.sent_at or draft.version != 1:
        return None
    return employee, draft


def _others(session: Session, text: str) -> tuple[KnownCustomer, ...] | None:
    """Anybody's customers of whom the text may speak, and the people there; None: too many to tell."""
    found = may_be_named(session, text)
    if found is None:
        return None
    return tuple(
        KnownCustomer(one.id, one.name, tuple(KnownContact(*contact) for contact in one.contacts), one.aliases)
        for one in with_contacts(session, found)
    )


def _unsure_of(case: _Case) -> tuple[FollowUpDraft, ...]:
    """The parser's reading once more; none where it is sure, or where the draft holds another reading."""
    text = case.draft.said
    understood = understand(text, case.now, case.names, case.lexicon)
    if understood.confidence >= ASKED_BELOW:
        return ()
    kept = [_told(item) for item in items_of(case.draft)]
    same = kept == [_told(item_from(visit, text)) for visit in understood.follow_ups]
    return understood.follow_ups if same else ()


def _told(item: ReportItem) -> tuple[object, ...]:
    return item.company, item.contact, item.channel, item.on, item.topics, item.steps, item.amounts, item.stage


def with_proposals(items: Sequence[ReportItem], proposals: Sequence[Proposal], reader: Proposals) -> list[ReportItem]:
    """The visits with what was heard of each; of two proposals about the same fields the first counts."""
    items = list(items)
    for proposal in proposals:
        item = items[proposal.item]
        heard = reader.heard(item, proposal)
        if heard is not None and all(not set(heard.before) & set(one.before) for one in item.heard):
            items[proposal.item] = replace(item, heard=(*item.heard, heard))
    return items
