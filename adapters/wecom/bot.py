"""The intelligent bot (智能机器人) beside the self-built app: a chat of its own, also in groups.

What came over the bot is answered over it. What it can't say (its windows are over, the chat may not be written to,
there is no connection) the app says.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog

from adapters.bodies import JsonObject
from adapters.contract import CardReference, EventSink, Lease, Outgoing
from adapters.errors import (
    CallbackRejected,
    CardClosed,
    Misconfigured,
    OutsideError,
    RateLimited,
    RecipientGone,
    Refused,
    Unavailable,
)
from adapters.events import InboundEvent, TextSaid, VoiceSaid
from adapters.http import HttpClient
from adapters.pace import Pace
from adapters.recent import Recent
from adapters.wecom.bot_connection import BotConnection, BotFrame
from adapters.wecom.bot_inbound import CONNECTION, read_bot_event, sender_of
from adapters.wecom.bot_progress import Progress, stream
from adapters.wecom.client import WeComClient
from adapters.wecom.codes import TASK_USED, WindowClosed
from adapters.wecom.limits import PER_CHAT, BotTiming
from adapters.wecom.open_ids import OpenIds
from adapters.wecom.settings import WeComSettings
from cards.model import Card, CardState, Text
from cards.render import wecom as render

REMEMBERED = 4_096
"""Messages and people of whom the newest are kept in mind."""

AGAIN = "刚才没记下来，请再发一次。"

log = structlog.get_logger(__name__)


class Bot:
    """One bot of the company, live in the process that holds the lease."""

    def __init__(
        self,
        settings: WeComSettings,
        http: HttpClient,
        client: WeComClient,
        sink: EventSink,
        lease: Lease,
        *,
        machine_time: Callable[[], float],
        timing: BotTiming,
    ) -> None:
        self._sink = sink
        self._machine_time = machine_time
        self._timing = timing
        self._open_ids = OpenIds(client)
        self._per_chat = Pace(*PER_CHAT)
        self._taken = Recent[datetime](REMEMBERED)  # Keys of what was stored: WeCom may deliver it again.
        self._chats = Recent[str](REMEMBERED)  # Who wrote to the bot last, and where.
        self._progress = Recent[Progress](REMEMBERED)  # By the req_id of the message.
        self._lost = Recent[datetime](REMEMBERED)  # Outbox keys whose sending got no answer.
        self._connection = BotConnection(
            session=lambda: http.session,
            address=settings.bot_ws_url,
            bot_id=settings.bot_id,
            secret=settings.bot_secret.get_secret_value(),
            lease=lease,
            handle=self._take,
            tell=sink.tell,
            timing=timing,
        )

    def start(self) -> None:
        """Begins to connect, in the background."""
        self._connection.start()

    async def stop(self) -> None:
        """Closes the connection."""
        await self._connection.stop()
        for progress in self._progress.values():
            await progress.take_over()

    def left(self, user_id: str) -> None:
        """The person wrote to the app: what is pushed to him goes there again."""
        self._chats.pop(user_id)

    async def send(self, outgoing: Outgoing, task_id: str) -> bool:
        """Says it in the bot's chat; False where the app must. Raises `Unavailable` when it is to be tried again."""
        reply = outgoing.reply_to
        chat = reply["chat"] if _is_from_bot(reply) else self._chats.get(outgoing.user_id) or ""
        if not chat or (outgoing.group and not _is_from_bot(reply)):
            return False
        if not self._connection.is_open and not outgoing.group:
            return False
        try:
            await self._say(outgoing, chat, task_id)
        except RateLimited:
            raise
        except Unavailable:
            self._lost[outgoing.key] = self._now()
            raise
        except (Refused, RecipientGone, Misconfigured) as error:
            if outgoing.group:
                raise
            log.info("wecom.bot_may_not_say", key=outgoing.key, error=str(error))
            return False
        self._lost.pop(outgoing.key)
        return True

    async def update(self, reference: CardReference, outgoing: Outgoing) -> CardReference:
        """Changes the card that was pressed. Raises `CardClosed` when the five seconds are over.

        What a late answer says of a closed card is said in a line: whoever pressed must see what came of it.
        """
        card = outgoing.message
        if not isinstance(card, Card):
            raise CardClosed("only a card can take a card's place")
        changed = {**render.draw_update(card)["template_card"], "task_id": reference["task_id"]}
        body: JsonObject = {"response_type": "update_template_card", "template_card": changed}
        try:
            await self._request(reference["chat"], "aibot_respond_update_msg", body, reference["click"])
        except RateLimited:
            raise
        except (Refused, Unavailable, Misconfigured) as error:
            if card.state in (CardState.OPEN, CardState.UNDONE):
                raise CardClosed("the click can't be answered any more", reason=str(error)) from None
            await self._push(reference["chat"], card)
        return {}

    async def _say(self, outgoing: Outgoing, chat: str, task_id: str) -> None:
        """As an answer while that is open, else as a push into the same chat."""
        card = render.draw_bot_card(outgoing.message, task_id=task_id)
        try:
            if not await self._answer(outgoing, chat, card):
                await self._push(chat, outgoing.message, card)
        except Refused as error:
            is_used = error.facts.get("code") == TASK_USED
            if not is_used and not isinstance(error, WindowClosed):
                raise
            if outgoing.key in self._lost:
                return  # It was said, and only the acknowledgement was lost.
            log.info("wecom.bot_said_anew", key=outgoing.key, error=str(error))
            if is_used and card:
                card = {**card, "task_id": f"{task_id}-{secrets.token_hex(4)}"}
            await self._push(chat, outgoing.message, card)

    async def _answer(self, outgoing: Outgoing, chat: str, card: JsonObject | None) -> bool:
        """Whether there was something to answer."""
        if request := outgoing.reply_to.get("request", ""):
            await self._respond(chat, request, outgoing, card)
            return True
        if welcome := outgoing.reply_to.get("welcome", ""):
            text: JsonObject = {"msgtype": "text", "text": {"content": render.bot_text(outgoing.message)}}
            await self._request(chat, "aibot_respond_welcome_msg", _shown(card) if card else text, welcome)
            return True
        return False

    async def _respond(self, chat: str, request: str, outgoing: Outgoing, card: JsonObject | None) -> None:
        """Answers a message; a stream that says 「正在整理」 becomes the answer."""
        progress = self._progress.get(request)
        opened = await progress.take_over() if progress else ""
        words = render.bot_text(outgoing.message)
        if card is None:
            body = stream(opened or outgoing.key, words, finish=True)
        elif opened:
            # The card says it all: the stream keeps its first line.
            body = {**stream(opened, words.split("\n")[0], finish=True), "msgtype": "stream_with_template_card"}
            body["template_card"] = card
        else:
            body = _shown(card)
        await self._request(chat, "aibot_respond_msg", body, request)
        self._progress.pop(request)

    async def _push(self, chat: str, message: Card | Text, card: JsonObject | None = None) -> None:
        said: JsonObject = {"msgtype": "markdown", "markdown": {"content": render.bot_text(message)}}
        await self._request(chat, "aibot_send_msg", {"chatid": chat, **(_shown(card) if card else said)})

    async def _request(self, chat: str, command: str, body: JsonObject, req_id: str = "") -> None:
        async with self._per_chat.turn(chat):
            await self._connection.request(command, body, req_id=req_id)

    async def _take(self, frame: BotFrame) -> None:
        """Stores what was said. WeCom hears nothing of it: what could not be stored must be said again."""
        try:
            sender = await self._open_ids.plain(sender_of(frame.body))
            event = read_bot_event(frame.body, req_id=frame.req_id, sender=sender, now=self._now())
            if event is None or event.key in self._taken:
                return
            self._work_on(event, frame.req_id)
            await self._sink.accept(event)
        except CallbackRejected as error:
            log.warning("wecom.bot_callback_rejected", reason=str(error))
        except Unavailable as error:
            log.warning("wecom.bot_event_not_stored", error=str(error))
            await self._ask_again(frame)
        else:
            self._taken[event.key] = event.sent_at

    def _work_on(self, event: InboundEvent, req_id: str) -> None:
        """Remembers where the person is, and says so when his answer takes a while."""
        if event.group:
            return
        chat = event.reply_to["chat"]
        self._chats[event.user_id] = chat
        if isinstance(event.happening, TextSaid | VoiceSaid):
            self._progress[req_id] = Progress(
                f"working-{req_id}",
                lambda body: self._request(chat, "aibot_respond_msg", body, req_id),
                self._timing,
            )

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._machine_time(), UTC)

    async def _ask_again(self, frame: BotFrame) -> None:
        if progress := self._progress.pop(frame.req_id):
            await progress.take_over()
        if frame.command != "aibot_msg_callback":
            return
        try:
            await self._request(
                sender_of(frame.body),
                "aibot_respond_msg",
                stream(f"again-{frame.req_id}", AGAIN, finish=True),
                frame.req_id,
            )
        except OutsideError as error:
            log.warning("wecom.bot_not_asked_again", error=str(error))


def _is_from_bot(reply: Mapping[str, str]) -> bool:
    return reply.get("connection") == CONNECTION


def _shown(card: JsonObject) -> JsonObject:
    return {"msgtype": "template_card", "template_card": card}
