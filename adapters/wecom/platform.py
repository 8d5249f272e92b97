"""WeCom as a chat platform: the self-built app, with the intelligent bot beside it where one is set up."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from typing import Any
from zlib import crc32

import structlog

from adapters.bodies import capped
from adapters.contract import (
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
    Lease,
    Login,
    Outgoing,
    OutgoingFile,
    Progress,
    Recording,
    Transcriber,
)
from adapters.customer_contacts import CustomerContacts
from adapters.errors import (
    CallbackRejected,
    CardClosed,
    Misconfigured,
    RateLimited,
    RecipientGone,
    Refused,
    Unavailable,
)
from adapters.events import FileSent, InboundEvent, VoiceSaid
from adapters.http import HttpClient
from adapters.message_shortcut import MessageShortcut
from adapters.pace import Pace
from adapters.uploads import Uploads
from adapters.wecom import directory, login
from adapters.wecom.bot import Bot
from adapters.wecom.checks import check_app
from adapters.wecom.client import WeComClient
from adapters.wecom.codes import REMEDIES, TASK_USED
from adapters.wecom.crypto import CallbackCrypto
from adapters.wecom.customers import WeComCustomers
from adapters.wecom.files import BotFiles, check_size
from adapters.wecom.inbound import PLATFORM, read_envelope, read_event
from adapters.wecom.limits import CALLBACK_LIMIT, DUPLICATE_SECONDS, PER_MEMBER, BotTiming
from adapters.wecom.settings import WeComSettings
from adapters.wecom.webhook import GroupWebhooks
from cards.model import Card, Text
from cards.render import plain_text
from cards.render import wecom as render

log = structlog.get_logger(__name__)

_NOT_IN_TASK_ID = re.compile(r"[^0-9A-Za-z_\-@]")


class WeComPlatform:
    """The self-built app of one company. Raises `Misconfigured` when a setting is malformed.

    `lease` lets this process open the bot's connection; without one the bot is another process's.
    """

    name = PLATFORM
    label = "企业微信"
    editions: tuple[Edition, ...] = ()
    group_tabs: GroupTabs | None = None
    message_shortcut: MessageShortcut | None = None
    progress: Progress | None = None
    speech: Transcriber | None = None
    capabilities = Capabilities(
        card_updates=True, card_inputs=False, answers_clicks=False, click_budget=0.0, files_go_to="智能机器人"
    )

    def __init__(
        self,
        settings: WeComSettings,
        *,
        lease: Lease | None = None,
        machine_time: Callable[[], float] = time.time,
        bot_timing: BotTiming | None = None,
    ) -> None:
        if not settings.agent_id.isascii() or not settings.agent_id.isdigit():
            raise Misconfigured("the AgentId is no number", remedy=REMEDIES[40056])
        self._settings = settings
        self._agent_id = int(settings.agent_id)
        self._crypto = CallbackCrypto(
            token=settings.token.get_secret_value(),
            encoding_aes_key=settings.encoding_aes_key.get_secret_value(),
            corp_id=settings.corp_id,
            machine_time=machine_time,
        )
        self._http = HttpClient()
        self._client = WeComClient(settings, self._http)
        self.customer_contacts: CustomerContacts | None = WeComCustomers(
            settings, self._client, machine_time=machine_time
        )
        self._bot_files = BotFiles(self._http, settings.api_base)
        self._uploads = Uploads()
        self._webhooks = GroupWebhooks(settings.api_base, self._http)
        self._lease = lease
        self._machine_time = machine_time
        self._bot_timing = bot_timing or BotTiming()
        self._bot: Bot | None = None
        self._per_member = Pace(*PER_MEMBER)
        self._sink: EventSink | None = None
        self._lost: set[str] = set()  # Outbox keys whose sending got no answer; the outbox soon asks for them again.

    async def start(self, sink: EventSink) -> None:
        """From now on callbacks are taken, and the bot's connection is opened in the background."""
        self._sink = sink
        if self._settings.has_bot and self._lease is not None:
            self._bot = Bot(
                self._settings,
                self._http,
                self._client,
                sink,
                self._lease,
                machine_time=self._machine_time,
                timing=self._bot_timing,
            )
            self._bot.start()

    async def stop(self) -> None:
        """Closes the connections; callbacks are told to come again."""
        if self._bot is not None:
            await self._bot.stop()
        self._sink = None
        await self._bot_files.close()
        await self._http.close()

    async def receive(self, request: CallbackRequest) -> CallbackAnswer:
        """Address check (GET) and messages (POST); an empty 200 acknowledges, 503 asks for another delivery."""
        if request.endpoint:
            raise CallbackRejected("there is no such callback", status=404)
        if request.method == "GET":
            # A raw «+» of the Base64 text arrives as a space.
            echo = request.query.get("echostr", "").replace(" ", "+")
            return CallbackAnswer(body=self._crypto.open(echo, request.query).encode())
        if request.method != "POST":
            raise CallbackRejected("only GET and POST are known", status=405)
        encrypted = read_envelope(capped(request.body, CALLBACK_LIMIT))
        plaintext = self._crypto.open(encrypted, request.query)
        event = read_event(plaintext, agent_id=str(self._agent_id))
        if event is not None:
            try:
                await self._accept(event)
            except Unavailable:
                log.warning("wecom.event_not_stored", key=event.key)
                return CallbackAnswer(status=503)
        return CallbackAnswer()

    async def _accept(self, event: InboundEvent) -> None:
        if self._sink is None:
            raise Unavailable("not started")
        await self._sink.accept(event)
        if self._bot is not None and event.user_id:
            self._bot.left(event.user_id)

    async def send(self, outgoing: Outgoing) -> CardReference:
        """Sends to one member, or as text into a group that an app made (those take no cards).

        What answers the bot, and what is pushed to somebody who wrote to the bot last, goes over the bot; what is for
        a group with a webhook goes there.
        """
        if outgoing.group_key:
            await self._webhooks.send(outgoing)
            return {}
        if self._bot is not None and await self._bot.send(outgoing, task_id_of(outgoing.key)):
            return {}
        if outgoing.group:
            return await self._send_to_group(outgoing)
        _check_recipient(outgoing.user_id)
        try:
            answer = await self._deliver(outgoing.user_id, self._payload(outgoing, task_id_of(outgoing.key)))
        except RateLimited:
            raise
        except Unavailable as error:
            if "code" not in error.facts:
                self._lost.add(outgoing.key)
            raise
        except Refused as error:
            if error.facts.get("code") != TASK_USED:
                raise
            if outgoing.key in self._lost:
                log.info("wecom.already_sent", key=outgoing.key)
                return {}
            # Nobody here remembers sending it: another installation's task, or ours before a restart. One message
            # too many is better than one that never comes.
            fresh = f"{task_id_of(outgoing.key)}-{secrets.token_hex(4)}"
            answer = await self._deliver(outgoing.user_id, self._payload(outgoing, fresh))
        self._lost.discard(outgoing.key)
        return _reference(answer, outgoing.user_id)

    async def send_file(self, outgoing: OutgoingFile) -> CardReference:
        """Sends a file to one member; the app does that also for somebody who speaks with the bot."""
        _check_recipient(outgoing.user_id)
        check_size(outgoing)

        async def say(media_id: str) -> dict[str, Any]:
            said = {"msgtype": "file", "file": {"media_id": media_id}, **_duplicate_check(outgoing.key)}
            to = {"touser": outgoing.user_id, "agentid": self._agent_id}
            return await self._deliver(outgoing.user_id, {**to, **said})

        answer = await self._uploads.send(
            outgoing.key, lambda: self._client.upload(outgoing.name, outgoing.content), say
        )
        return _reference(answer, outgoing.user_id)

    async def _deliver(self, user_id: str, payload: dict[str, Any]) -> dict[str, Any]:
        async with self._per_member.turn(user_id.lower()):
            try:
                return await self._client.post("message/send", payload)
            except RateLimited as error:
                self._per_member.hold(error.retry_after)
                raise

    def _payload(self, outgoing: Outgoing, task_id: str) -> dict[str, Any]:
        payload = {
            "touser": outgoing.user_id,
            "agentid": self._agent_id,
            **render.draw(outgoing.message, task_id=task_id),
        }
        return payload if outgoing.reply_to else {**payload, **_duplicate_check(outgoing.key)}

    async def _send_to_group(self, outgoing: Outgoing) -> CardReference:
        text = Text(text=plain_text.draw(outgoing.message))
        payload = {"chatid": outgoing.group, "safe": 0, **render.draw(text, task_id=task_id_of(outgoing.key))}
        await self._client.post("appchat/send", payload)
        return {}

    async def update(self, reference: CardReference, outgoing: Outgoing) -> CardReference:
        """Draws the changed card, with the click's code or else the one of the sending: each can be used once."""
        if not isinstance(outgoing.message, Card):
            raise CardClosed("only a card can take a card's place")
        if "click" in reference:
            if self._bot is None:
                raise CardClosed("the bot's card can only be changed by who holds its connection")
            return await self._bot.update(reference, outgoing)
        _check_recipient(outgoing.user_id)
        payload = {
            "userids": [outgoing.user_id],
            "agentid": self._agent_id,
            **render.draw_update(outgoing.message),
        }
        left = dict(reference)
        for name in ("click_code", "response_code"):
            code = left.pop(name, "")
            if not code:
                continue
            try:
                answer = await self._client.post("message/update_template_card", {**payload, "response_code": code})
            except CardClosed:
                continue
            if answer.get("invaliduser"):
                raise CardClosed("WeCom does not change the card of this member", user_id=outgoing.user_id)
            return left
        raise CardClosed("no response code is left for this card")

    async def recall(self, reference: CardReference) -> None:
        """Takes a message of the app back, for 24 hours after it was sent; a copy in 微信 stays.

        What went over the bot or into a group has no msgid, so it stays (path/94867).
        """
        msgid = reference.get("msgid", "")
        if not msgid:
            raise CardClosed("WeCom recalls only what the app has sent to a member")
        await self._client.post("message/recall", {"msgid": msgid})

    async def download(self, event: InboundEvent, voice: VoiceSaid) -> Recording:
        """The voice message, AMR as a rule; WeCom keeps it for three days."""
        media_id = voice.media.get("media_id", "")
        if not media_id:
            raise Refused("the voice message has no recording", key=event.key)
        return Recording(await self._client.download(media_id), voice.media.get("format", "amr"))

    async def fetch(self, event: InboundEvent, file: FileSent) -> bytes:
        """A file that was sent to the bot; the app itself is sent none."""
        return await self._bot_files.fetch(file)

    async def read_directory(self) -> Directory:
        """Everyone in the app's visible scope."""
        return await directory.read_directory(self._client)

    async def find_person(self, user_id: str) -> DirectoryPerson | None:
        """One member, None when unknown or outside the scope."""
        return await directory.find_person(self._client, user_id)

    def login(self, *, redirect_uri: str, state: str) -> Login:
        """WeCom's OAuth page."""
        return login.login_page(self._settings, redirect_uri=redirect_uri, state=state)

    async def identify(self, code: str) -> str:
        """The member behind a sign-in code."""
        return await login.identify(self._client, code)

    async def check(self) -> list[Check]:
        """Token, app, directory, callback, customers, sidebar, domain."""
        return await check_app(self._settings, self._client, self.read_directory)


def task_id_of(key: str) -> str:
    """A card's task_id (letters, digits, `_`, `-`, `@`; at most 128) from an outbox key of at most 50 characters.

    The same key always gives the same id, different keys different ones.
    """
    plain = _NOT_IN_TASK_ID.sub("-", key)
    if plain != key:
        plain = f"{plain}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:12]}"
    return plain


def _reference(answer: dict[str, Any], user_id: str) -> CardReference:
    if user_id.lower() in str(answer.get("invaliduser", "")).lower().split("|"):
        raise RecipientGone("WeCom does not deliver to this member", user_id=user_id)
    return {name: str(answer[name]) for name in ("msgid", "response_code") if answer.get(name)}


def _duplicate_check(key: str) -> dict[str, int]:
    """For pushes: one that is repeated after a lost answer is shown once.

    WeCom compares the JSON of messages. The window's length is taken from the outbox key, so that two rows that say
    the same differ. Answers go without the check: who asks the same twice must hear twice.
    """
    shortest, longest = DUPLICATE_SECONDS
    return {
        "enable_duplicate_check": 1,
        "duplicate_check_interval": shortest + crc32(key.encode("utf-8", "replace")) % (longest - shortest),
    }


def _check_recipient(user_id: str) -> None:
    """One member, never a list and never everybody."""
    if not user_id or "|" in user_id or user_id.lower() == "@all":
        raise RecipientGone("this is not one member", user_id=user_id)
