"""Where adapters put events: stored durably, in batches, before anything is acknowledged (ARCHITECTURE §3)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial

import structlog
from sqlalchemy.orm import Session

from adapters.contract import ActionAnswer, ChatPlatform, LinkPreview
from adapters.errors import Misconfigured, Unavailable
from adapters.events import EVENT, ActionTaken, InboundEvent, MessageRecalled
from bot.actions import ActionSigner
from bot.alarms import Alarms
from bot.clock import Clock, machine_now
from bot.link_previews import LinkPreviews
from bot.metrics import Metrics
from bot.turn import ClickOutcome
from cards.masking import masked
from cards.model import Card
from crm_core.database import inbox, outbox
from crm_core.database.engine import Database
from crm_core.errors import StorageUnavailable

log = structlog.get_logger(__name__)

LARGEST_BATCH = 200


@dataclass(slots=True)
class _Arrived:
    event: inbox.NewEvent
    stored: asyncio.Future[None]


class Intake:
    """The event sink of every platform. Events that arrive together are stored together."""

    def __init__(
        self, database: Database, signer: ActionSigner, clock: Clock, metrics: Metrics, previews: LinkPreviews
    ) -> None:
        self._database = database
        self._signer = signer
        self._clock = clock
        self._metrics = metrics
        self._previews = previews
        self._arrived: list[_Arrived] = []
        self._storing: asyncio.Task[None] | None = None
        self.work = asyncio.Event()
        self._clicks: dict[tuple[str, str], asyncio.Future[ClickOutcome | None]] = {}

    def sink_for(self, platform: ChatPlatform, alarms: Alarms) -> PlatformSink:
        """The sink that one platform is started with."""
        return PlatformSink(self, platform, alarms)

    async def preview(self, platform: str, user_id: str, url: str) -> LinkPreview | None:
        """What a person is shown of a link of ours. Raises Unavailable when it could not be read."""
        try:
            return await self._previews.preview(platform, user_id, url)
        except StorageUnavailable as error:
            raise Unavailable("the preview could not be read") from error

    async def store(self, event: InboundEvent) -> None:
        """Returns when the event is on the disk. Raises Unavailable when it could not be stored."""
        if isinstance(event.happening, MessageRecalled):
            recalled = await self._recalled_message(event.platform, event.happening)
            if recalled is None:
                return
            # It belongs behind the message itself, in the same conversation.
            event = replace(event, user_id=recalled.user_id, group=recalled.group)
        if self._clock.is_set:
            event = replace(event, sent_at=self._clock.now())
        new = inbox.NewEvent(event.platform, event.key, event.conversation, EVENT.dump_json(event).decode())
        arrived = _Arrived(new, asyncio.get_running_loop().create_future())
        self._arrived.append(arrived)
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store_arrived(), name="intake")
        await arrived.stored
        self._metrics.events.labels(event.platform, event.happening.kind).inc()
        self.work.set()

    async def _recalled_message(self, platform: str, happening: MessageRecalled) -> InboundEvent | None:
        """The message that was taken back; None where nobody told us of it."""
        try:
            payload = await self._database.read(lambda session: inbox.payload_of(session, platform, happening.message))
        except StorageUnavailable as error:
            raise Unavailable("the recalled message could not be looked up") from error
        return EVENT.validate_json(payload) if payload is not None else None

    async def _store_arrived(self) -> None:
        """Stores what has arrived; what arrives meanwhile goes with the next batch."""
        while self._arrived:
            batch, self._arrived = self._arrived[:LARGEST_BATCH], self._arrived[LARGEST_BATCH:]
            work = partial(_store, events=[arrived.event for arrived in batch])
            try:
                await self._database.write(work, urgent=True)
            except Exception as error:
                log.error("events_not_stored", events=len(batch), error=type(error).__name__)
                for arrived in batch:
                    if not arrived.stored.done():
                        arrived.stored.set_exception(Unavailable("the event could not be stored"))
                continue
            for arrived in batch:
                if not arrived.stored.done():
                    arrived.stored.set_result(None)

    async def answer_click(self, event: InboundEvent, budget: float) -> ActionAnswer | None:
        """Stores a click and waits for what it changes, within the budget; the answer then carries the card."""
        key = (event.platform, event.key)
        waiting = self._clicks.setdefault(key, asyncio.get_running_loop().create_future())
        try:
            await self.store(event)
            outcome = await asyncio.wait_for(asyncio.shield(waiting), budget)
        except TimeoutError:
            return ActionAnswer(toast="处理中")
        finally:
            self._clicks.pop(key, None)
        if outcome is None:
            return None
        return await self._carry(outcome, f"{event.platform}:{event.user_id}")

    def click_handled(self, event: InboundEvent, outcome: ClickOutcome | None) -> None:
        """A worker of this process has handled a click."""
        waiting = self._clicks.get((event.platform, event.key))
        if waiting is not None and not waiting.done():
            waiting.set_result(outcome)

    async def _carry(self, outcome: ClickOutcome, receiver: str) -> ActionAnswer | None:
        """Takes the changed card out of the outbox into the click's own answer, its buttons signed for the reader."""

        def take(session: Session) -> bool:
            claimed = outbox.claim_one(session, outcome.message_id, machine_now())
            if claimed is not None:
                outbox.sent(session, claimed, None, machine_now())
            return claimed is not None

        try:
            taken = await self._database.write(take)
        except StorageUnavailable:
            return None
        if not taken:
            return None
        card = self._signer.sign(masked(outcome.card), receiver)
        return ActionAnswer(card=card) if isinstance(card, Card) else None


def _store(session: Session, events: list[inbox.NewEvent]) -> None:
    inbox.store(session, events, machine_now())


class PlatformSink:
    """One platform's way into the inbox."""

    def __init__(self, intake: Intake, platform: ChatPlatform, alarms: Alarms) -> None:
        self._intake = intake
        self._platform = platform
        self._alarms = alarms

    async def accept(self, event: InboundEvent) -> ActionAnswer | None:
        """Stores the event; a click is also answered where the platform takes an answer."""
        capabilities = self._platform.capabilities
        if isinstance(event.happening, ActionTaken) and capabilities.answers_clicks:
            return await self._intake.answer_click(event, capabilities.click_budget)
        await self._intake.store(event)
        return None

    async def preview(self, user_id: str, url: str) -> LinkPreview | None:
        """What this person is shown of a link of ours."""
        return await self._intake.preview(self._platform.name, user_id, url)

    async def tell(self, trouble: Misconfigured) -> None:
        """Tells the admins that this platform's long connection needs them."""
        await self._alarms.connection_refused(self._platform, trouble)
