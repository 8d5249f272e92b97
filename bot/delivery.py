"""Sends what the outbox holds: leased, in order for each person, backed off, put aside with an alarm when hopeless."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Literal

import structlog
from sqlalchemy.orm import Session

from adapters.contract import ChatPlatform, Outgoing, OutgoingFile
from adapters.errors import (
    CardClosed,
    ContentBlocked,
    Misconfigured,
    OutsideError,
    QuotaExhausted,
    RateLimited,
    RecipientGone,
    Refused,
    Unavailable,
)
from bot import texts
from bot.actions import ActionSigner
from bot.alarms import Alarms
from bot.clock import Clock, machine_now
from bot.customer_notes import NOTE, write_note
from bot.group_pushes import GroupKeys, is_by_webhook
from bot.group_tabs import TAB, set_tab
from bot.leases import DatabaseLease, SoleLease
from bot.metrics import Metrics
from bot.nudge_recalls import take_back
from cards.masking import masked
from cards.model import MESSAGE, Card, CardState, File
from crm_core.access.service import viewer_for
from crm_core.attachments.queries import attachment
from crm_core.attachments.views import Attachment
from crm_core.database import outbox
from crm_core.database.engine import Database
from crm_core.database.sent_cards import card_reference
from crm_core.errors import Gone, StorageUnavailable
from crm_core.organisation.queries import employee_by_account

log = structlog.get_logger(__name__)

AT_ONCE = 20
POLL_SECONDS = 0.5
WHEN_MISCONFIGURED = timedelta(minutes=5)


class Delivery:
    """One loop for each platform, so that a slow one holds nobody else up.

    `lease` is that of the platform's connection, where only one process may open it: the others leave it to the
    holder to answer what came over it. `groups` knows the keys of groups that are reached by a webhook.
    """

    def __init__(
        self,
        database: Database,
        platform: ChatPlatform,
        signer: ActionSigner,
        alarms: Alarms,
        clock: Clock,
        metrics: Metrics,
        work: asyncio.Event,
        groups: GroupKeys,
        lease: SoleLease | DatabaseLease | None = None,
    ) -> None:
        self._database = database
        self._platform = platform
        self._signer = signer
        self._alarms = alarms
        self._clock = clock
        self._metrics = metrics
        self._work = work
        self._groups = groups
        self._lease = lease

    async def run(self) -> None:
        """Runs until it is cancelled."""
        while True:
            self._work.clear()
            try:
                sent = await self.send_due()
            except StorageUnavailable as error:
                log.error("outbox_not_claimed", error=str(error))
                sent = 0
            if sent == 0:
                try:
                    await asyncio.wait_for(self._work.wait(), POLL_SECONDS)
                except TimeoutError:
                    continue

    async def send_due(self) -> int:
        """Sends one batch; returns how many messages it held."""
        name = self._platform.name
        elsewhere = self._lease is not None and not self._lease.is_held
        messages = await self._database.write(
            lambda session: outbox.claim(
                session, name, machine_now(), self._clock.now(), AT_ONCE, leaves_connection=elsewhere
            ),
            urgent=True,
        )
        await asyncio.gather(*(self._send(message) for message in messages))
        return len(messages)

    async def _send(self, message: outbox.ClaimedMessage) -> None:
        if message.expires_at is not None and message.expires_at < self._clock.now():
            await self._set_aside(message, "expired")
            return
        try:
            reference = await self._hand_over(message)
        except CardClosed:
            await self._set_aside(message, "closed")
        except Gone:
            await self._set_aside(message, "expired")
        except RecipientGone as error:
            log.info("recipient_gone", platform=message.platform, **error.facts)
            if message.fallbacks:
                await self._elsewhere(message, error)
                return
            await self._set_aside(message, "gone")
            if not message.group_id:
                await self._alarms.person_unreachable(self._platform, message.user_id)
        except RateLimited as error:
            await self._later(message, error, timedelta(seconds=error.retry_after))
        except ContentBlocked as error:
            await self._without_content(message, error)
        except (Misconfigured, QuotaExhausted) as error:
            if isinstance(error, Misconfigured) and is_by_webhook(message.group_id):
                await self._alarms.group_refuses(self._platform, message.group_id, error)
                await self._set_aside(message, "gone")
                return
            await self._alarms.platform_refuses(self._platform, error)
            if message.fallbacks and isinstance(error, QuotaExhausted):
                await self._elsewhere(message, error)
            else:
                await self._later(message, error, WHEN_MISCONFIGURED)
        except Unavailable as error:
            await self._later(message, error, None)
        except Refused as error:
            log.error("message_refused", platform=message.platform, key=message.key, error=str(error), **error.facts)
            await self._set_aside(message, "dead")
            await self._alarms.message_dead(self._platform)
        except Exception as error:
            log.error("message_failed", platform=message.platform, key=message.key, exc_info=error)
            await self._later(message, error, None)
        else:
            await self._mark(message, "sent", partial(_sent, message=message, reference=reference))

    async def _hand_over(self, message: outbox.ClaimedMessage) -> dict[str, str]:
        """Gives the message to the platform; an open card that can't be changed goes out as a new message."""
        if message.kind == NOTE:
            now = self._clock.now()
            await write_note(self._database, self._platform, message.user_id, message.message, now)
            return {}
        if message.kind == TAB:
            await set_tab(self._platform, self._alarms, message.group_id, message.message)
            return {}
        group_key = await self._groups.key_of(message.group_id)
        if is_by_webhook(message.group_id) and not group_key:
            raise RecipientGone("the group is not sent anything any more", group=message.group_id)
        content = MESSAGE.validate_python(message.message)
        if isinstance(content, File):
            return await self._hand_over_file(message, content)
        outgoing = Outgoing(
            key=message.key,
            user_id=message.user_id,
            message=self._signer.sign(masked(content), f"{message.platform}:{message.user_id}"),
            group=message.group_id,
            reply_to=message.reply_to if message.kind == "send" else {},
            waited=(machine_now() - message.created_at).total_seconds(),
            group_key=group_key,
        )
        if message.kind == "send":
            return await self._platform.send(outgoing)
        stored = await self._database.read(
            lambda session: card_reference(
                session, message.card_key, message.platform, message.user_id, message.group_id
            )
        )
        if message.kind == "recall":
            await take_back(self._database, self._platform, stored, outgoing, message.card_key, self._clock.now())
            return {}
        try:
            return await self._platform.update({**stored, **message.reply_to}, outgoing)
        except CardClosed:
            if isinstance(content, Card) and content.state in (CardState.OPEN, CardState.UNDONE):
                return await self._platform.send(outgoing)
            raise

    async def _hand_over_file(self, message: outbox.ClaimedMessage, file: File) -> dict[str, str]:
        """Sends a file, or a sentence in its place where the platform refuses it. Raises Gone when it was forgotten."""

        def find(session: Session) -> Attachment | None:
            receiver = employee_by_account(session, message.platform, message.user_id)
            if receiver is None:
                return None
            return attachment(session, viewer_for(session, receiver), file.attachment, self._clock.now())

        found = await self._database.read(find)
        if found is None:
            raise Gone(subject="attachment")
        try:
            return await self._platform.send_file(OutgoingFile(message.key, message.user_id, file.name, found.content))
        except Refused as error:
            log.warning("file_refused", platform=message.platform, key=message.key, error=str(error), **error.facts)
            instead = texts.file_not_taken(file.name)
            return await self._platform.send(Outgoing(message.key, message.user_id, instead, reply_to=message.reply_to))

    async def _without_content(self, message: outbox.ClaimedMessage, error: ContentBlocked) -> None:
        """The company's audit keeps the message back: the person hears that there is one; a changed card stays."""
        await self._alarms.content_blocked(self._platform, error)
        if message.kind == "send":
            bare = Outgoing(message.key, message.user_id, texts.kept_back(), message.group_id, message.reply_to)
            try:
                await self._platform.send(bare)
            except OutsideError as again:
                log.warning("message_blocked_whole", platform=message.platform, error=type(again).__name__)
        await self._set_aside(message, "blocked")

    async def _later(self, message: outbox.ClaimedMessage, error: Exception, after: timedelta | None) -> None:
        def back(session: Session) -> bool:
            return outbox.postpone(session, message, f"{type(error).__name__}: {error}", machine_now(), after)

        try:
            dead = await self._database.write(back)
        except StorageUnavailable:
            return
        self._metrics.messages.labels(message.platform, "dead" if dead else "later").inc()
        facts = error.facts if isinstance(error, OutsideError) else {}
        log.warning(
            "message_postponed", platform=message.platform, key=message.key, error=type(error).__name__, **facts
        )
        if dead:
            log.error("message_dead", platform=message.platform, key=message.key, attempts=message.attempts + 1)
            await self._alarms.message_dead(self._platform)

    async def _elsewhere(self, message: outbox.ClaimedMessage, error: OutsideError) -> None:
        """The person is written to on another platform of his; only what was not an answer names others."""
        await self._mark(message, "elsewhere", partial(_readdressed, message=message, reason=type(error).__name__))
        self._work.set()

    async def _set_aside(self, message: outbox.ClaimedMessage, outcome: Outcome) -> None:
        await self._mark(message, outcome, partial(_given_up, message=message, outcome=outcome))

    async def _mark(self, message: outbox.ClaimedMessage, outcome: str, mark: Callable[[Session], None]) -> None:
        self._metrics.messages.labels(message.platform, outcome).inc()
        try:
            await self._database.write(mark, urgent=True)
        except StorageUnavailable:
            # The lease runs out and the message goes out once more: at most one duplicate.
            log.error("message_not_marked", platform=message.platform, key=message.key, outcome=outcome)


Outcome = Literal["expired", "closed", "gone", "blocked", "dead"]


def _sent(session: Session, message: outbox.ClaimedMessage, reference: dict[str, str]) -> None:
    outbox.sent(session, message, reference, machine_now())


def _readdressed(session: Session, message: outbox.ClaimedMessage, reason: str) -> None:
    outbox.send_elsewhere(session, message, reason, machine_now())


def _given_up(session: Session, message: outbox.ClaimedMessage, outcome: Outcome) -> None:
    outbox.give_up(session, message, outcome, state="dead" if outcome == "dead" else "dropped")
