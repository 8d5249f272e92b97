"""Takes events out of the inbox, one conversation at a time and in order, and has them handled."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy.orm import Session

from adapters.contract import ChatPlatform, Transcriber
from adapters.errors import OutsideError
from adapters.events import (
    EVENT,
    AppIdle,
    CustomerLinked,
    CustomerTagsChanged,
    DirectoryChanged,
    FileSent,
    InboundEvent,
    OutsiderSpoke,
    TextSaid,
    Unreadable,
    VoiceSaid,
)
from bot import report_texts, texts
from bot.alarms import Alarms
from bot.clock import Clock, machine_now
from bot.company import Company
from bot.conversation import Conversations
from bot.customer_lists import LookedThrough
from bot.customers_in_chat import CustomersInChat
from bot.dialogs import Dialog
from bot.handovers import ask_admins, ask_managers
from bot.intake import Intake
from bot.logs import number_to_quote
from bot.metrics import Metrics
from bot.people import read_platform_directory, resolve
from bot.second_opinion import SecondOpinions
from bot.sent_files import look_into
from bot.turn import ClickOutcome, Turn
from bot.under_way import listening
from cards.model import Text, stored
from crm_core.access.service import viewer_for
from crm_core.database import inbox, outbox
from crm_core.database.engine import Database
from crm_core.errors import StorageUnavailable
from crm_core.external_contacts.views import SeenContact
from crm_core.organisation.leaving import leave
from crm_core.organisation.queries import sender_behind
from crm_core.organisation.service import note_seen

log = structlog.get_logger(__name__)

AT_ONCE = 40
HANDFUL = 10
"""Events are claimed when there is room for so many: one at a time would cost a look into the inbox each."""

POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An event with what had to be fetched from outside before its turn."""

    event: InboundEvent
    apology: Text | None = None
    under_way: dict[str, str] = field(default_factory=dict)
    seen_contact: SeenContact | None = None
    customer_list: LookedThrough | None = None
    is_looked_up: bool = False
    """Whether an unknown sender was looked for on his platform: he is a stranger then."""


class Worker:
    """One loop that claims events and handles them side by side, each conversation by itself."""

    def __init__(
        self,
        database: Database,
        company: Company,
        conversations: Conversations,
        intake: Intake,
        platforms: Mapping[str, ChatPlatform],
        transcriber: Transcriber | None,
        second_opinions: SecondOpinions | None,
        admins: list[tuple[str, str]],
        alarms: Alarms,
        clock: Clock,
        metrics: Metrics,
        delivery_work: asyncio.Event,
    ) -> None:
        self._database = database
        self._company = company
        self._conversations = conversations
        self._intake = intake
        self._platforms = platforms
        self._transcriber = transcriber
        self._second_opinions = second_opinions
        self._admins = admins
        self._alarms = alarms
        self._clock = clock
        self._metrics = metrics
        self._delivery_work = delivery_work
        self._customers = CustomersInChat(database, platforms, alarms)
        self._name = secrets.token_hex(8)

    async def run(self) -> None:
        """Runs until it is cancelled; an event in hand is finished or given back by its lease."""
        free = asyncio.Semaphore(AT_ONCE)
        running: set[asyncio.Task[None]] = set()
        while True:
            self._intake.work.clear()
            claimed = await self._claim(AT_ONCE - len(running))
            for event in claimed:
                await free.acquire()
                task = asyncio.create_task(self._handle(event, free), name=f"event-{event.id}")
                running.add(task)
                task.add_done_callback(running.discard)
            if len(claimed) == 0 or len(running) >= AT_ONCE:
                try:
                    await asyncio.wait_for(self._intake.work.wait(), POLL_SECONDS)
                except TimeoutError:
                    continue

    async def _claim(self, most: int) -> list[inbox.ClaimedEvent]:
        if most < HANDFUL:
            return []
        try:
            return await self._database.write(lambda session: inbox.claim(session, self._name, machine_now(), most))
        except StorageUnavailable as error:
            log.error("inbox_not_claimed", error=str(error))
            await asyncio.sleep(POLL_SECONDS)
            return []

    async def _handle(self, claimed: inbox.ClaimedEvent, free: asyncio.Semaphore) -> None:
        started = time.monotonic()
        event = EVENT.validate_json(claimed.payload)
        prepared = _Prepared(event)
        try:
            prepared = await self._prepare(event)
            outcome = await self._take_turn(claimed, prepared)
        except Exception as error:
            await self._failed(claimed, prepared, error)
            self._intake.click_handled(event, None)
        else:
            self._metrics.turns.labels("done").inc()
            self._intake.click_handled(event, outcome)
            self._delivery_work.set()
            if self._second_opinions is not None:
                self._second_opinions.consider(prepared.event, claimed.id)
        finally:
            self._metrics.turn_seconds.observe(time.monotonic() - started)
            free.release()
            self._intake.work.set()

    async def _prepare(self, event: InboundEvent) -> _Prepared:
        """Fetches what the turn needs from outside: a changed directory, a customer, the words of a voice message."""
        if isinstance(event.happening, DirectoryChanged):
            await self._directory_changed(event, event.happening)
        elif isinstance(event.happening, CustomerTagsChanged):
            await self._customers.read_tags(event.platform, event.sent_at)
        elif isinstance(event.happening, AppIdle):
            await self._alarms.app_idle(self._platforms[event.platform], event.happening)
        elif isinstance(event.happening, CustomerLinked):
            return _Prepared(event, seen_contact=await self._customers.look(event, event.happening))
        elif isinstance(event.happening, Unreadable) and event.happening.what == "quota":
            await self._alarms.messages_arrive_empty(self._platforms[event.platform])
        elif isinstance(event.happening, VoiceSaid) and not event.happening.recognition:
            # A stranger's recording is not listened to.
            employee = await resolve(self._database, self._platforms, event.platform, event.user_id, event.sent_at)
            if employee is not None:
                work = self._transcribe(event, event.happening)
                heard, under_way = await listening(self._platforms[event.platform], self._alarms, event, work)
                return replace(heard, under_way=under_way)
        elif isinstance(event.happening, FileSent) and not event.group:
            return await self._look_into(event, event.happening)
        return _Prepared(event)

    async def _take_turn(self, claimed: inbox.ClaimedEvent, prepared: _Prepared) -> ClickOutcome | None:
        """Takes the turn; when the sender is not known yet, once more after he was looked up on his platform."""
        try:
            return await self._database.write(lambda session: self._turn(session, claimed, prepared))
        except UnknownSender:
            event = prepared.event
            await resolve(self._database, self._platforms, event.platform, event.user_id, event.sent_at)
            looked_up = replace(prepared, is_looked_up=True)
            return await self._database.write(lambda session: self._turn(session, claimed, looked_up))

    async def _transcribe(self, event: InboundEvent, voice: VoiceSaid) -> _Prepared:
        """The words by the configured service, else by the platform's own where it has one."""
        platform = self._platforms[event.platform]
        transcriber = self._transcriber or platform.speech
        if transcriber is None:
            return _Prepared(event, report_texts.no_speech(voice.seconds))
        try:
            recording = await platform.download(event, voice)
            words = await transcriber.transcribe(recording)
        except OutsideError as error:
            log.warning("speech_not_transcribed", platform=event.platform, error=type(error).__name__, **error.facts)
            is_refused = self._transcriber is None and platform.speech is None
            return _Prepared(event, report_texts.no_speech(voice.seconds) if is_refused else report_texts.not_heard())
        heard = replace(voice, recognition=words)
        return _Prepared(replace(event, happening=heard))

    async def _look_into(self, event: InboundEvent, file: FileSent) -> _Prepared:
        """What a file would bring; a stranger's is not fetched."""
        sender = await resolve(self._database, self._platforms, event.platform, event.user_id, event.sent_at)
        if sender is None:
            return _Prepared(event)
        platform = self._platforms[event.platform]
        found = await look_into(platform, self._database, self._company, sender, event, file)
        return _Prepared(event, found) if isinstance(found, Text) else _Prepared(event, customer_list=found)

    async def _directory_changed(self, event: InboundEvent, change: DirectoryChanged) -> None:
        """Leavers lose access at once (I23); for anything else the directory is read again."""
        if change.change == "left" and change.user_ids:

            def close(session: Session) -> None:
                for user_id in change.user_ids:
                    leave(session, event.platform, user_id, event.sent_at)
                ask_managers(session, self._company, event.sent_at)
                ask_admins(session, self._company, event.sent_at)

            await self._database.write(close)
            return
        try:
            await read_platform_directory(
                self._database, self._company, self._platforms[event.platform], self._admins, event.sent_at
            )
        except OutsideError as error:
            log.warning("directory_not_read", platform=event.platform, error=type(error).__name__, **error.facts)

    def _turn(self, session: Session, claimed: inbox.ClaimedEvent, prepared: _Prepared) -> ClickOutcome | None:
        """The whole turn in one transaction: records, what follows from them, the answer, the inbox (§3.5)."""
        now = machine_now()
        dialog = inbox.held_dialog(session, claimed.conversation, self._name)
        if dialog is None:
            raise LostConversation(claimed.conversation)
        event = prepared.event
        if isinstance(event.happening, (DirectoryChanged, CustomerTagsChanged, AppIdle)):
            inbox.finish(session, claimed, now)
            return None
        sender = sender_behind(session, event.platform, event.user_id)
        if sender is None:
            if event.user_id and not prepared.is_looked_up:
                raise UnknownSender
            _answer_stranger(session, claimed, event)
            inbox.finish(session, claimed, now)
            return None
        turn = Turn(
            session=session,
            company=self._company,
            event=event,
            event_id=claimed.id,
            employee=sender.employee,
            viewer=viewer_for(session, sender.employee),
            capabilities=self._platforms[event.platform].capabilities,
            dialog=Dialog.load(dialog),
            now=event.sent_at,
            machine_now=now,
            under_way=prepared.under_way,
            seen_contact=prepared.seen_contact,
            customer_list=prepared.customer_list,
        )
        before = turn.dialog.store()
        if prepared.apology is not None:
            turn.say(prepared.apology)
        else:
            self._conversations.handle(turn)
        if not sender.is_seen_at(turn.now) and not isinstance(event.happening, CustomerLinked):
            note_seen(session, event.platform, event.user_id, turn.now)
        after = turn.dialog.store()
        if after != before:
            inbox.keep_dialog(session, claimed.conversation, after, now)
        inbox.finish(session, claimed, now)
        return turn.send_answers()

    async def _failed(self, claimed: inbox.ClaimedEvent, prepared: _Prepared, error: Exception) -> None:
        """Our fault: logged once with a number, told to the person once, tried again with back-off, then put aside."""
        if isinstance(error, LostConversation):
            return
        event = prepared.event
        number = number_to_quote()
        log.error(
            "turn_failed",
            number=number,
            event_id=claimed.id,
            platform=event.platform,
            kind=event.happening.kind,
            attempt=claimed.attempts + 1,
            exc_info=error,
        )
        self._metrics.turns.labels("failed").inc()

        def put_back(session: Session) -> None:
            dead = inbox.fail(session, claimed, f"{number} {type(error).__name__}", machine_now())
            if event.user_id and not event.group and not isinstance(event.happening, CustomerLinked):
                message = texts.given_up(number) if dead else texts.ours_failed(number)
                new = outbox.NewMessage(
                    key=f"in{claimed.id}.{'dead' if dead else 'failed'}",
                    platform=event.platform,
                    user_id=event.user_id,
                    message=stored(message),
                    reply_to=event.reply_to | prepared.under_way,
                )
                outbox.put(session, new, machine_now())

        try:
            await self._database.write(put_back)
        except StorageUnavailable:
            # The lease runs out by itself, then the event is claimed again.
            log.error("event_not_given_back", event_id=claimed.id)
        self._delivery_work.set()


def _answer_stranger(session: Session, claimed: inbox.ClaimedEvent, event: InboundEvent) -> None:
    """One polite sentence and nothing else; silence where nobody spoke to us.

    Who is outside the company hears it once in each group: the answer's key is the same each time (§4.9).
    """
    is_outsider = isinstance(event.happening, OutsiderSpoke)
    if not is_outsider and not (isinstance(event.happening, (TextSaid, VoiceSaid)) and event.user_id):
        return
    outbox.put(
        session,
        outbox.NewMessage(
            key=event.key if is_outsider else f"in{claimed.id}.1",
            platform=event.platform,
            user_id=event.user_id,
            group_id=event.group,
            message=stored(texts.outsider() if is_outsider else texts.stranger()),
            reply_to=event.reply_to,
        ),
        machine_now(),
    )


class UnknownSender(Exception):
    """The account is not known yet: the platform is asked, outside the transaction."""


class LostConversation(Exception):
    """The lease ran out while the event was being prepared; another worker has it now."""
