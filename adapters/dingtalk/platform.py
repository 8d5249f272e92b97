"""DingTalk as a chat platform."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog

from adapters.bodies import JsonObject, instant, json_object, word
from adapters.clicked_cards import ClickedCards
from adapters.contract import (
    FILE_LIMIT,
    ActionAnswer,
    CallbackAnswer,
    CallbackRequest,
    Capabilities,
    CardReference,
    Check,
    Directory,
    DirectoryPerson,
    EventSink,
    GroupTabs,
    Login,
    Meter,
    Outgoing,
    OutgoingFile,
    Progress,
    Recording,
    Transcriber,
    Unmetered,
)
from adapters.customer_contacts import CustomerContacts
from adapters.dingtalk import directory, login
from adapters.dingtalk.callback import CallbackGate, json_answer
from adapters.dingtalk.checks import check_app
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.inbound import PLATFORM, Owner, read_change, read_click, read_message
from adapters.dingtalk.limits import (
    CLICK_SECONDS,
    EDITIONS,
    VOICE_LIMIT,
    Paces,
    is_free_event,
)
from adapters.dingtalk.sending import BY_KEY, Sender
from adapters.dingtalk.settings import DingTalkSettings
from adapters.dingtalk.stream import BOT_TOPIC, CARD_TOPIC, SUBSCRIPTIONS, Frame, Reply, StreamConnection
from adapters.errors import CallbackRejected, Misconfigured, Refused, Unavailable
from adapters.events import FileSent, InboundEvent, VoiceSaid
from adapters.http import HttpClient
from adapters.in_flight import InFlight
from adapters.message_shortcut import MessageShortcut
from cards.render.dingtalk_card import draw_card

log = structlog.get_logger(__name__)


class DingTalkPlatform:
    """One internal app with its robot, over Stream or HTTP callbacks.

    `public_url` is where DingTalk reaches us: cards over HTTP need it, because their callback address is registered
    by a call. `meter` counts what DingTalk charges for. Raises `Misconfigured` when a setting is malformed.
    """

    name = PLATFORM
    label = "钉钉"
    editions = EDITIONS
    customer_contacts: CustomerContacts | None = None
    group_tabs: GroupTabs | None = None
    message_shortcut: MessageShortcut | None = None
    progress: Progress | None = None
    speech: Transcriber | None = None

    def __init__(
        self,
        settings: DingTalkSettings,
        *,
        public_url: str = "",
        meter: Meter | None = None,
        machine_time: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._owner = Owner(settings.robot_code, settings.corp_id)
        self._machine_time = machine_time
        self._http = HttpClient()
        self._paces = Paces()
        self._meter: Meter = meter or Unmetered()
        self._client = DingTalkClient(settings, self._http, self._paces, self._meter)
        self._gate = CallbackGate(settings, machine_time=machine_time)
        self._in_flight = InFlight()
        self._clicked_cards = ClickedCards()
        self._sink: EventSink | None = None
        self._public_url = public_url.rstrip("/")
        self._sender = Sender(
            settings,
            self._client,
            self._clicked_cards,
            card_address=f"{self._public_url}/callback/dingtalk/card" if public_url else "",
            machine_time=machine_time,
        )
        has_cards = self._sender.has_cards
        self.capabilities = Capabilities(
            card_updates=has_cards,
            card_inputs=has_cards,
            answers_clicks=has_cards,
            click_budget=CLICK_SECONDS if has_cards else 0.0,
        )
        self._connection = StreamConnection(
            session=lambda: self._http.session,
            bootstrap=lambda: self._client.open_stream(SUBSCRIPTIONS),
            handle=self._delivered,
            tell=self._tell,
        )

    async def start(self, sink: EventSink) -> None:
        """Begins to receive; the Stream link opens in the background."""
        self._sink = sink
        if self._settings.transport == "stream":
            self._connection.start()

    async def stop(self) -> None:
        """Ends the Stream link after its frames are acknowledged, and closes the session."""
        await self._connection.stop()
        await self._in_flight.drain(CLICK_SECONDS)
        self._sink = None
        await self._client.close()
        await self._http.close()

    async def receive(self, request: CallbackRequest) -> CallbackAnswer:
        """An HTTP callback at `robot`, `event` or `card`."""
        try:
            if request.endpoint == "robot":
                message = self._gate.robot(request)
                self._meter.count("message")
                await self._accept(read_message(message, self._owner))
                return json_answer({"msgtype": "empty"})
            if request.endpoint == "event":
                await self._accept(self._pushed_change(self._gate.event(request)))
                return self._gate.acknowledgement()
            if request.endpoint == "card":
                callback = self._gate.card(request)
                self._meter.count("message")
                stamp = request.headers.get("x-ddpaas-signature-timestamp", "")
                delivery = hashlib.sha256(stamp.encode() + request.body).hexdigest()
                return json_answer(await self._clicked(callback, delivery=delivery, sent_at=instant(stamp)))
        except Unavailable as error:
            log.warning("dingtalk.event_not_stored", endpoint=request.endpoint, error=str(error))
            return CallbackAnswer(status=503)
        raise CallbackRejected("there is no such address", status=404)

    async def send(self, outgoing: Outgoing) -> CardReference:
        """Sends a card of our template where one is configured, Markdown otherwise, or as the last resort a notice."""
        return await self._sender.send(outgoing)

    async def send_file(self, outgoing: OutgoingFile) -> CardReference:
        """Sends a file from the robot; it takes Excel, Word and PDF files and archives, up to 20 MB."""
        return await self._sender.send_file(outgoing)

    async def update(self, reference: CardReference, outgoing: Outgoing) -> CardReference:
        """Draws a card anew; what was sent as Markdown can't be changed."""
        return await self._sender.update(reference, outgoing)

    async def recall(self, reference: CardReference) -> None:
        """Takes a Markdown message back, for 24 hours after it was sent; a card of our template can only be changed."""
        await self._sender.recall(reference)

    async def download(self, event: InboundEvent, voice: VoiceSaid) -> Recording:
        """The voice message, AMR or Ogg; DingTalk names its files without saying which."""
        content = await self._fetch(voice.media, VOICE_LIMIT)
        return Recording(content, "ogg" if content.startswith(b"OggS") else "amr")

    async def fetch(self, event: InboundEvent, file: FileSent) -> bytes:
        """The file that was sent."""
        return await self._fetch(file.media, FILE_LIMIT)

    async def _fetch(self, media: Mapping[str, str], limit: int) -> bytes:
        code = media.get("download_code", "")
        if not code:
            raise Refused("the message does not say where its file lies")
        payload = {"downloadCode": code, "robotCode": self._settings.robot_code}
        answer = await self._client.api("POST", "/v1.0/robot/messageFiles/download", payload)
        return await self._client.fetch_file(word(answer, "downloadUrl"), limit=limit)

    async def read_directory(self) -> Directory:
        """All departments and people that the app may see."""
        return await directory.read_directory(self._client, self._paces)

    async def find_person(self, user_id: str) -> DirectoryPerson | None:
        """One person by user id."""
        return await directory.find_person(self._client, user_id)

    def login(self, *, redirect_uri: str, state: str) -> Login:
        """A script in the client asks for a code; there is no page to be sent to."""
        return login.login(self._settings)

    async def identify(self, code: str) -> str:
        """The user id that a login code stands for."""
        return await login.identify(self._client, code)

    async def check(self) -> list[Check]:
        """Secret, directory, how messages arrive, login and cards."""
        return await check_app(
            self._settings,
            self._client,
            read_directory=self.read_directory,
            is_connected=lambda: self._connection.is_open,
            public_url=self._public_url,
        )

    async def _delivered(self, frame: Frame) -> Reply | None:
        """A frame of the Stream link; raises `Unavailable` where it must come again."""
        content = json_object(frame.text)
        if frame.kind == "EVENT":
            return await self._event_frame(frame, content)
        self._meter.count("message")
        if frame.topic == BOT_TOPIC:
            await self._accept(read_message(content, self._owner))
            return Reply({"response": None})
        if frame.topic == CARD_TOPIC:
            stamp = word(frame.headers, "time")
            sent_at = instant(stamp) if stamp else datetime.fromtimestamp(self._machine_time(), UTC)
            answer = await self._clicked(content, delivery=frame.message_id, sent_at=sent_at)
            return Reply({"response": answer})
        return Reply({}, code=404)

    async def _event_frame(self, frame: Frame, content: JsonObject) -> Reply:
        corp_id = word(frame.headers, "eventCorpId")
        if self._owner.corp_id and corp_id and corp_id != self._owner.corp_id:
            return Reply({"status": "SUCCESS"})
        kind, key = word(frame.headers, "eventType"), word(frame.headers, "eventId")
        self._count_event(kind)
        try:
            await self._accept(read_change(kind, content, key=key, born_at=word(frame.headers, "eventBornTime")))
        except Unavailable as error:
            log.warning("dingtalk.event_not_stored", error=str(error))
            return Reply({"status": "LATER"})
        return Reply({"status": "SUCCESS"})

    def _pushed_change(self, fields: JsonObject) -> InboundEvent | None:
        """The event of an HTTP push, whose fields lie flat; None for the check of our address."""
        corp_id = word(fields, "CorpId")
        if self._owner.corp_id and corp_id and corp_id != self._owner.corp_id:
            raise CallbackRejected("the event is from another company", status=403)
        kind = word(fields, "EventType")
        if kind == "check_url":
            return None
        self._count_event(kind)
        return read_change(kind, fields, key=word(fields, "eventId"), born_at=word(fields, "EventTime"))

    def _count_event(self, kind: str) -> None:
        if not is_free_event(kind):
            self._meter.count("message")

    async def _accept(self, event: InboundEvent | None) -> None:
        if event is not None:
            await self._started().accept(event)

    async def _clicked(self, callback: JsonObject, *, delivery: str, sent_at: datetime) -> JsonObject:
        """What the card is answered with after a click."""
        event = read_click(callback, self._owner, delivery=delivery, sent_at=sent_at)
        if event is None:
            return {}
        with self._clicked_cards.answering(word(callback, "outTrackId")):
            return _click_answer(await self._in_flight.within(CLICK_SECONDS, self._started().accept(event)))

    async def _tell(self, trouble: Misconfigured) -> None:
        await self._started().tell(trouble)

    def _started(self) -> EventSink:
        if self._sink is None:
            raise Unavailable("the platform has not been started")
        return self._sink


def _click_answer(answer: ActionAnswer | None) -> JsonObject:
    """The changed card, by key; DingTalk has no toast."""
    if answer is None or answer.card is None:
        return {}
    return {"cardData": {"cardParamMap": draw_card(answer.card)}, "cardUpdateOptions": BY_KEY}
