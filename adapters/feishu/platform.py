"""Feishu as a chat platform."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import structlog

from adapters.bodies import JsonObject, json_object, part, word
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
    Edition,
    EventSink,
    GroupTabs,
    Login,
    Outgoing,
    OutgoingFile,
    Progress,
    Recording,
    Transcriber,
)
from adapters.customer_contacts import CustomerContacts
from adapters.errors import CallbackRejected, CardClosed, Misconfigured, Refused, TooLarge, Unavailable
from adapters.events import ActionTaken, FileSent, InboundEvent, VoiceSaid
from adapters.feishu import directory, login
from adapters.feishu.callback import CallbackGate, json_answer
from adapters.feishu.card_entities import CardEntities
from adapters.feishu.checks import check_app
from adapters.feishu.client import FeishuClient
from adapters.feishu.codes import ALREADY_RECALLED
from adapters.feishu.inbound import (
    LINK_PREVIEW,
    PLATFORM,
    Envelope,
    read_envelope,
    read_event,
    read_preview_request,
)
from adapters.feishu.limits import CLICK_SECONDS, FILE_LARGEST, VOICE_LIMIT, Paces
from adapters.feishu.settings import FeishuSettings
from adapters.feishu.shortcut import FeishuShortcut
from adapters.feishu.speech import FeishuSpeech
from adapters.feishu.stream import LongConnection
from adapters.feishu.tabs import FeishuTabs
from adapters.http import HttpClient
from adapters.in_flight import InFlight
from adapters.message_shortcut import MessageShortcut
from adapters.uploads import Uploads
from cards.file_names import ending_of
from cards.model import Card, Text
from cards.render import feishu as render

UUID_CHARACTERS = 50
_FILE_TYPES = {
    "pdf": "pdf",
    "mp4": "mp4",
    "opus": "opus",
    **dict.fromkeys(("doc", "docx"), "doc"),
    **dict.fromkeys(("xls", "xlsx"), "xls"),
    **dict.fromkeys(("ppt", "pptx"), "ppt"),
}
"""Ending → what Feishu calls the type; any other is a stream of bytes (protocols: 上传文件)."""

NOT_STORED = ActionAnswer(toast="没存下来，请再点一次", toast_kind="error")

log = structlog.get_logger(__name__)


class FeishuPlatform:
    """One self-built app with its bot, over the long connection or HTTP callbacks."""

    name = PLATFORM
    label = "飞书"
    editions: tuple[Edition, ...] = ()
    customer_contacts: CustomerContacts | None = None
    capabilities = Capabilities(
        card_updates=True, card_inputs=True, answers_clicks=True, click_budget=CLICK_SECONDS, group_tabs=True
    )

    def __init__(self, settings: FeishuSettings, *, machine_time: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._http = HttpClient()
        self._client = FeishuClient(settings, self._http)
        self._gate = CallbackGate(settings, machine_time=machine_time)
        self._paces = Paces()
        self._speech = FeishuSpeech(self._client, self._paces)
        self.group_tabs: GroupTabs | None = FeishuTabs(self._client, self._paces)
        self._entities = CardEntities(self._client, self._paces)
        self._uploads = Uploads()
        self._shortcut = FeishuShortcut(settings, self._client, machine_time=machine_time)
        self.message_shortcut: MessageShortcut | None = self._shortcut
        self._in_flight = InFlight()
        self._clicked_cards = ClickedCards()
        self._sink: EventSink | None = None
        self._tenant_key = ""
        self._connection = LongConnection(
            session=lambda: self._http.session,
            bootstrap=self._client.open_connection,
            handle=self._delivered,
            tell=self._refused,
        )

    @property
    def speech(self) -> Transcriber | None:
        """Feishu's own recognition, unless it has been refused lately."""
        return self._speech if self._speech.is_offered else None

    @property
    def progress(self) -> Progress | None:
        """Cards that say that we are at work, unless they have been refused lately."""
        return self._entities if self._entities.is_offered else None

    async def start(self, sink: EventSink) -> None:
        """Begins to receive; the long connection opens in the background."""
        self._sink = sink
        if self._settings.transport == "stream":
            self._connection.start()

    async def stop(self) -> None:
        """Ends the long connection after its deliveries are acknowledged, and closes the session."""
        await self._connection.stop()
        await self._in_flight.drain(CLICK_SECONDS)
        self._sink = None
        await self._http.close()

    async def receive(self, request: CallbackRequest) -> CallbackAnswer:
        """An HTTP callback; `/callback/feishu` is the only address."""
        opened = self._gate.open(request)
        if isinstance(opened, CallbackAnswer):
            return opened
        try:
            return json_answer(await self._take(read_envelope(opened)) or {})
        except Unavailable as error:
            log.warning("feishu.event_not_stored", error=str(error))
            return CallbackAnswer(status=503)

    async def send(self, outgoing: Outgoing) -> CardReference:
        """Sends to the person, or into the group as an answer to what was said there; in place of a card that says
        that we are at work, where there is one."""
        if "card_id" in outgoing.reply_to:
            try:
                content = render.draw_card(outgoing.message)
                return await self._entities.take_over(outgoing.reply_to, content, outgoing.key)
            except CardClosed as error:
                log.info("feishu.progress_gone", **error.facts)
        receiver = outgoing.group or outgoing.user_id
        kind, content = render.draw(outgoing.message)
        payload = {
            "msg_type": kind,
            "content": json.dumps(content, ensure_ascii=False),
            "uuid": _uuid(outgoing.key),
        }
        answered = outgoing.reply_to.get("message_id", "") if outgoing.group else ""
        if answered:
            try:
                path = f"/open-apis/im/v1/messages/{quote(answered, safe='')}/reply"
                return await self._post(path, payload, receiver)
            except CardClosed:
                # What is answered was recalled meanwhile; the answer still belongs into the group.
                log.info("feishu.answered_message_gone")
        query = {"receive_id_type": "chat_id" if outgoing.group else "open_id"}
        return await self._post("/open-apis/im/v1/messages", {**payload, "receive_id": receiver}, receiver, query)

    async def send_file(self, outgoing: OutgoingFile) -> CardReference:
        """Sends a file to one person, of any kind up to 30 MB."""
        size = len(outgoing.content)
        if not 0 < size <= FILE_LARGEST:
            raise TooLarge("Feishu takes files up to 30 MB, and no empty ones", bytes=size)

        async def upload() -> str:
            kind = _FILE_TYPES.get(ending_of(outgoing.name), "stream")
            return await self._client.upload(kind, outgoing.name, outgoing.content)

        async def say(file_key: str) -> CardReference:
            content = json.dumps({"file_key": file_key})
            payload = {"receive_id": outgoing.user_id, "msg_type": "file", "content": content}
            query = {"receive_id_type": "open_id"}
            keyed = {**payload, "uuid": _uuid(outgoing.key)}
            return await self._post("/open-apis/im/v1/messages", keyed, outgoing.user_id, query)

        return await self._uploads.send(outgoing.key, upload, say)

    async def update(self, reference: CardReference, outgoing: Outgoing) -> CardReference:
        """Draws a card anew: by the token of the click that changed it, else in the message, up to 14 days after it."""
        message_id, token = reference.get("message_id", ""), reference.get("token", "")
        kind, content = render.draw(outgoing.message)
        if not (message_id or token) or kind != "interactive":
            raise CardClosed("this message can't be changed", kind=kind)
        await self._clicked_cards.settled(message_id or token)
        if "card_id" in reference:
            return await self._entities.update(reference, content, outgoing.key)
        if token and await self._updated_by_token(token, content, or_else=bool(message_id)):
            return {"message_id": message_id} if message_id else {}
        payload = {"content": json.dumps(content, ensure_ascii=False)}
        async with self._paces.change(message_id):
            await self._client.call("PATCH", f"/open-apis/im/v1/messages/{quote(message_id, safe='')}", payload=payload)
        return {"message_id": message_id}

    async def _updated_by_token(self, token: str, content: JsonObject, *, or_else: bool) -> bool:
        """The delayed update (延时更新消息卡片): twice within 30 minutes of a click, after the click was answered.

        False where that is over and there is another way; without one raises `CardClosed`.
        """
        try:
            async with self._paces.app.turn():
                await self._client.call(
                    "POST", "/open-apis/interactive/v1/card/update", payload={"token": token, "card": content}
                )
        except CardClosed as error:
            if not or_else:
                raise
            log.info("feishu.click_token_over", **error.facts)
            return False
        return True

    async def recall(self, reference: CardReference) -> None:
        """Takes a message of the bot back, for as long as the company's admin lets messages be recalled."""
        message_id = reference.get("message_id", "")
        if not message_id:
            raise CardClosed("this message can't be recalled")
        try:
            async with self._paces.app.turn():
                await self._client.call("DELETE", f"/open-apis/im/v1/messages/{quote(message_id, safe='')}")
        except CardClosed as error:
            if error.facts.get("code") not in ALREADY_RECALLED:
                raise

    async def download(self, event: InboundEvent, voice: VoiceSaid) -> Recording:
        """The voice message, Opus in an Ogg file."""
        return Recording(await self._fetch(voice.media, VOICE_LIMIT), "ogg")

    async def fetch(self, event: InboundEvent, file: FileSent) -> bytes:
        """The file that was sent."""
        return await self._fetch(file.media, FILE_LIMIT)

    async def _fetch(self, media: Mapping[str, str], limit: int) -> bytes:
        message_id, file_key = media.get("message_id", ""), media.get("file_key", "")
        if not message_id or not file_key:
            raise Refused("the message does not say where its file lies")
        path = f"/open-apis/im/v1/messages/{quote(message_id, safe='')}/resources/{quote(file_key, safe='')}"
        return (await self._client.download(path, query={"type": "file"}, limit=limit)).body

    async def read_directory(self) -> Directory:
        """All departments and people that the app may see."""
        return await directory.read_directory(self._client, self._paces)

    async def find_person(self, user_id: str) -> DirectoryPerson | None:
        """One person by open_id."""
        return await directory.find_person(self._client, user_id)

    def login(self, *, redirect_uri: str, state: str) -> Login:
        """Feishu's OAuth page."""
        return login.login(self._settings, redirect_uri=redirect_uri, state=state)

    async def identify(self, code: str) -> str:
        """The open_id that a login code stands for."""
        return await login.identify(self._client, code, tenant_key=self._tenant_key)

    async def check(self) -> list[Check]:
        """Secret, bot, directory and how events arrive."""
        return await check_app(
            self._settings,
            self._client,
            self._speech,
            self._shortcut,
            read_directory=self.read_directory,
            is_connected=lambda: self._connection.is_open,
        )

    async def _delivered(self, payload: bytes) -> JsonObject | None:
        """An event from the long connection, which has no signature: the connection itself was authorised."""
        return await self._take(read_envelope(json_object(payload)))

    async def _refused(self, error: Misconfigured) -> None:
        """The long connection is refused: what people say doesn't arrive, and nobody else would notice."""
        if self._sink is not None:
            await self._sink.tell(error)

    async def _take(self, envelope: Envelope) -> JsonObject | None:
        """Hands an event on; returns what a callback is answered with, None for plain events."""
        if envelope.app_id and envelope.app_id != self._settings.app_id:
            raise CallbackRejected("the event is for another app", status=403)
        self._tenant_key = self._tenant_key or envelope.tenant_key
        if envelope.event_type == LINK_PREVIEW:
            return await self._preview(envelope)
        event = read_event(envelope)
        if event is None:
            return {} if envelope.is_callback else None
        if self._sink is None:
            raise Unavailable("the platform has not been started")
        if not isinstance(event.happening, ActionTaken):
            await self._sink.accept(event)
            return None
        try:
            card = event.happening.card
            with self._clicked_cards.answering(card.get("message_id", "") or card.get("token", "")):
                return _callback_answer(await self._in_flight.within(CLICK_SECONDS, self._sink.accept(event)))
        except Unavailable as error:
            # Feishu never repeats a click, so the person is asked to.
            log.warning("feishu.click_not_stored", error=str(error))
            return _callback_answer(NOT_STORED)

    async def _preview(self, envelope: Envelope) -> JsonObject:
        """A link of ours as this viewer may see it; empty leaves the link as it is."""
        asked = read_preview_request(envelope)
        if asked is None or self._sink is None:
            return {}
        try:
            preview = await asyncio.wait_for(self._sink.preview(*asked), CLICK_SECONDS)
        except (Unavailable, TimeoutError) as error:
            log.warning("feishu.preview_not_told", error=type(error).__name__)
            return {}
        if preview is None:
            return {}
        shown: JsonObject = {"inline": {"title": preview.title}}
        if preview.card is not None:
            shown["card"] = {"type": "raw", "data": _drawn(preview.card)}
        return shown

    async def _post(self, path: str, payload: Any, receiver: str, query: dict[str, str] | None = None) -> CardReference:
        async with self._paces.message(receiver):
            answer = await self._client.call("POST", path, query=query, payload=payload)
        message_id = word(part(answer, "data"), "message_id")
        return {"message_id": message_id} if message_id else {}


def _uuid(key: str) -> str:
    """Feishu's idempotency key: the same for the same key of ours, at most 50 characters."""
    return key if len(key) <= UUID_CHARACTERS else hashlib.sha256(key.encode()).hexdigest()[:UUID_CHARACTERS]


def _callback_answer(answer: ActionAnswer | None) -> JsonObject:
    """What Feishu shows after a click: a toast, the changed card, both or neither."""
    said: JsonObject = {}
    if answer is None:
        return said
    if answer.toast:
        said["toast"] = {"type": answer.toast_kind, "content": answer.toast}
    drawn = _drawn(answer.card) if answer.card else None
    if drawn is not None:
        said["card"] = {"type": "raw", "data": drawn}
    return said


def _drawn(message: Card | Text) -> JsonObject | None:
    kind, content = render.draw(message)
    return content if kind == "interactive" else None
