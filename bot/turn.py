"""One turn of a conversation: who it is, what was asked, and what is answered (ARCHITECTURE §3).

A turn is handled by plain synchronous functions inside one transaction. What it says is written to the outbox in
the same transaction; nothing is sent here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from adapters.contract import Capabilities
from adapters.events import ActionTaken, InboundEvent
from bot.company import Company
from bot.customer_lists import LookedThrough
from bot.dialogs import Dialog, Question
from bot.usage import is_nearly_spent
from cards import limits
from cards.file_names import safe_file_name
from cards.model import Card, File, Text, stored
from cards.wording import Reader
from crm_core.access.views import Viewer
from crm_core.attachments.service import keep
from crm_core.database import outbox
from crm_core.database.sent_cards import card_reference
from crm_core.external_contacts.views import SeenContact
from crm_core.lexicon.queries import lexicon
from crm_core.organisation.queries import employee as find_employee
from crm_core.organisation.queries import reachable_accounts
from crm_core.organisation.views import Employee
from crm_core.rules.queries import rules_in_force
from crm_core.rules.views import CompanyRules
from nlu.drafts import Understanding
from nlu.lexicon import Lexicon
from nlu.linking import Names
from nlu.report_parser import understand

CLICK_GRACE = timedelta(seconds=3)
"""How long the click's own answer may take before the outbox sends the changed card (Feishu 3 s)."""

ENDING = 200
"""Bytes of a long text that are left for how much is missing, and for the line that may end an answer."""


@dataclass(frozen=True, slots=True)
class ClickOutcome:
    """What a click changed: the outbox row of the changed card, for the click's own answer to carry."""

    message_id: int
    card: Card


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that the turn says or changes; written to the outbox when the turn is done."""

    kind: Literal["send", "update"]
    message: Card | Text | File
    group: str
    reply_to: dict[str, str]
    delay: timedelta | None = None
    is_click: bool = False


@dataclass
class Turn:
    """Everything a handler may use. `now` is business time; `machine_now` dates the outbox."""

    session: Session
    company: Company
    event: InboundEvent
    event_id: int
    employee: Employee
    viewer: Viewer
    capabilities: Capabilities
    dialog: Dialog
    now: datetime
    machine_now: datetime
    answers: list[Answer] = field(default_factory=list)
    under_way: dict[str, str] = field(default_factory=dict)
    """The message that says that we are at work: the first answer takes its place."""

    seen_contact: SeenContact | None = None  # what the platform told of the customer whom the event is about
    customer_list: LookedThrough | None = None  # what a file that was sent would bring

    @property
    def conversation(self) -> str:
        """The key of the conversation."""
        return self.event.conversation

    @property
    def zone(self) -> ZoneInfo:
        """The person's zone."""
        return self.company.zone_of(self.employee)

    @property
    def reader(self) -> Reader:
        """How instants are said to the person."""
        return Reader(self.now, self.zone)

    @property
    def local_now(self) -> datetime:
        """Now on the person's clock."""
        return self.now.astimezone(self.zone)

    @property
    def words_at(self) -> datetime:
        """From when days in the words are counted, on the person's clock: now, or when they were written elsewhere."""
        return self.event.words_at.astimezone(self.zone)

    @property
    def end_of_next_workday(self) -> datetime:
        """Until when a draft made now is kept (CONVERSATION §4.7)."""
        day = self.company.next_workday(self.local_now.date())
        return datetime.combine(day + timedelta(days=1), time(0, 0), self.zone)

    @property
    def rules(self) -> CompanyRules:
        """The company's rules in force."""
        return rules_in_force(self.session, self.now)

    @property
    def names(self) -> Names:
        """The customers of whom the person may speak."""
        return self.company.books.names_for(self.session, self.viewer)

    @property
    def lexicon(self) -> Lexicon:
        """The company's own words."""
        return lexicon(self.session)

    def understand(self, words: str) -> Understanding:
        """What these words of the event tell, said by this person."""
        return understand(words, self.words_at, self.names, self.lexicon)

    @property
    def is_click(self) -> bool:
        """Whether a card was pressed."""
        return isinstance(self.event.happening, ActionTaken)

    def say(self, message: Card | Text) -> None:
        """Answers into the chat; in a group, what may concern a customer goes to the person alone (§4.9)."""
        if self.event.group:
            self._answer("send", message, "", {})
            self._answer("send", Text(text="私聊发你了。"), self.event.group, self.event.reply_to)
            return
        self._answer("send", self._beginning(message), "", self.event.reply_to)

    def say_in_group(self, message: Text) -> None:
        """Answers into the group itself: nothing of a customer."""
        self._answer("send", message, self.event.group, self.event.reply_to)

    def hand_over(self, name: str, content: bytes) -> None:
        """Gives the person a file, in the chat with him alone. Raises Invalid for an empty or too large one."""
        file = kept_file(self.session, self.viewer, name, content, self.now)
        self._answer("send", file, "", {} if self.event.group else self.event.reply_to)

    def show(self, card: Card) -> None:
        """Shows what an act has changed: the pressed card itself changes where the platform can, else a new message."""
        happening = self.event.happening
        if not isinstance(happening, ActionTaken) or not self.capabilities.card_updates or not card.key:
            self.say(card)
            return
        delay = CLICK_GRACE if self.capabilities.answers_clicks else None
        self._answer("update", card, self.event.group, dict(happening.card), delay, is_click=True)

    def retire(self, card: Card) -> None:
        """Closes the person's open copy of a card that was answered by words, where the platform can."""
        if self.is_click or not self.capabilities.card_updates:
            return
        reference = card_reference(self.session, card.key, self.event.platform, self.event.user_id, "")
        if reference:
            self._answer("update", card, "", {})

    def push(self, employee_id: int, message: Card | Text | File, key: str) -> bool:
        """Sends something to somebody else, where he answered last; `key` makes it one. False: he has no account."""
        someone = find_employee(self.session, employee_id)
        if someone is None or not someone.active:
            return False
        return push(self.session, self.company, someone, message, key, self.now, self.machine_now)

    def ask(self, kind: str, asks: str, **facts: Any) -> None:
        """Makes a question the pending one of this conversation."""
        self.dialog.ask(Question(kind, asks, self.now, facts))

    def add_line(self, line: str) -> None:
        """Ends the first answer with one more line: what is still open (CONVERSATION §4.2)."""
        for n, answer in enumerate(self.answers):
            if answer.kind == "send" and not isinstance(answer.message, File):
                self.answers[n] = replace(answer, message=_with_line(answer.message, line))
                return

    def send_answers(self) -> ClickOutcome | None:
        """Writes the answers to the outbox; returns the changed card of a click, for its own answer to carry."""
        outcome: ClickOutcome | None = None
        under_way = self.under_way
        for n, answer in enumerate(self.answers, start=1):
            row = self._row(answer, n)
            if answer.kind == "send":
                row, under_way = replace(row, reply_to=row.reply_to | under_way), {}
            message_id = outbox.put(self.session, row, self.machine_now)
            if answer.is_click and message_id is not None and isinstance(answer.message, Card):
                outcome = ClickOutcome(message_id, answer.message)
        return outcome

    def _beginning(self, message: Card | Text) -> Card | Text:
        """As many lines of a long text as arrive on every platform; the rest waits for 「更多」 (CONVERSATION §2.3)."""
        if not isinstance(message, Text) or limits.byte_length(message.text) <= limits.TEXT_BYTES:
            return message
        first, rest = limits.part(message.text, limits.TEXT_BYTES - ENDING)
        if not rest:
            return message
        self.dialog.keep_rest(rest, self.now)
        return Text(text=f"{first}\n{limits.more(rest.count(chr(10)) + 1)}")

    def _answer(
        self,
        kind: Literal["send", "update"],
        message: Card | Text | File,
        group: str,
        reply_to: dict[str, str],
        delay: timedelta | None = None,
        *,
        is_click: bool = False,
    ) -> None:
        self.answers.append(Answer(kind, message, group, reply_to, delay, is_click))

    def _row(self, answer: Answer, number: int) -> outbox.NewMessage:
        return outbox.NewMessage(
            key=f"in{self.event_id}.{number}",
            platform=self.event.platform,
            user_id=self.event.user_id,
            group_id=answer.group,
            message=stored(answer.message),
            kind=answer.kind,
            card_key=answer.message.key if isinstance(answer.message, Card) else "",
            reply_to=answer.reply_to,
            delay=answer.delay,
        )


def _with_line(message: Card | Text, line: str) -> Card | Text:
    if isinstance(message, Text):
        return Text(text=f"{message.text}\n{line}")
    return message.model_copy(update={"footer": (*message.footer, line)})


def kept_file(session: Session, receiver: Viewer, name: str, content: bytes, now: datetime) -> File:
    """A file that can be sent to this person and nobody else. Raises Invalid for an empty or too large one."""
    named = safe_file_name(name)
    return File(name=named, attachment=keep(session, receiver, named, content, now))


def push(
    session: Session,
    company: Company,
    receiver: Employee,
    message: Card | Text | File,
    key: str,
    now: datetime,
    machine_now: datetime,
    *,
    urgent: bool = False,
    expires_at: datetime | None = None,
    spread: timedelta = timedelta(0),
    is_spare: bool = False,
) -> bool:
    """Sends something unasked to a person, outside his quiet hours unless it is urgent: on the platform where he
    answered last, and on another of his where that one can't reach him.

    `spread` holds it back for a moment, where many are sent something at the same time (CONVERSATION §4.11).
    `key` makes it one (≤ 50 characters). What is spare is not sent where the last of a platform's monthly allowance
    is kept for answers and lists. Returns False when he has no account to send to.
    """
    accounts = reachable_accounts(session, receiver.id, company.labels)
    if is_spare:
        accounts = [one for one in accounts if not is_nearly_spent(session, company, one.platform, now)]
    if not accounts:
        return False
    account, *others = accounts
    outbox.put(
        session,
        outbox.NewMessage(
            key=key,
            platform=account.platform,
            user_id=account.user_id,
            message=stored(message),
            fallbacks=[(one.platform, one.user_id) for one in others],
            card_key=message.key if isinstance(message, Card) else "",
            not_before=None if urgent else company.not_before(receiver, now) or (now + spread if spread else None),
            expires_at=expires_at,
        ),
        machine_now,
    )
    return True
