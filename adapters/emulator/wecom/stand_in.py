"""WeCom's stand-in as a whole: what people do in the client becomes callbacks, what the app sends is shown to them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from adapters.emulator.clock import unix
from adapters.emulator.control_requests import Body, answering, json_answer
from adapters.emulator.faults import Faults
from adapters.emulator.pressing import find_button, find_message
from adapters.emulator.records import Block, Screens, Seen, Traffic
from adapters.emulator.stand_in import ControlError, Unknown, Unreachable
from adapters.emulator.wecom import codes, menu, replies
from adapters.emulator.wecom.bot import WeComBot
from adapters.emulator.wecom.callbacks import Callbacks, Delivery, Pace, Packet
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.contacts import Contacts
from adapters.emulator.wecom.crypto import Envelope
from adapters.emulator.wecom.customer_acts import CustomerActs
from adapters.emulator.wecom.directory import Directory
from adapters.emulator.wecom.login import Login
from adapters.emulator.wecom.markup import Value
from adapters.emulator.wecom.media import MediaStore
from adapters.emulator.wecom.messages import client_address
from adapters.emulator.wecom.presses import Press, selections
from adapters.emulator.wecom.sending import Sending
from adapters.emulator.wecom.server import Api
from adapters.emulator.wecom.tokens import AccessTokens, App, Codes, Tickets
from adapters.emulator.wecom.webhooks import Webhooks
from adapters.emulator.world import Person, World

log = structlog.get_logger(__name__)

_BIGGEST_MSGID = 2**63 - 1


@dataclass(frozen=True)
class Account:
    """The company's credentials, as an admin would copy them from the console."""

    corp_id: str = "ww0crm0emulator1"
    app: App = App(1000002, "emulator-wecom-secret")  # noqa: RUF009  App is frozen.
    token: str = "CrmTok2026"  # noqa: S105  A made-up token of the emulator.
    encoding_aes_key: str = "Q0rmU2lkZWJhclRlc3RLZXkwMTIzNDU2Nzg5YWJjZGU"
    verify_file: str = "emulator0domain0check"


class WeCom:
    """A company on WeCom with one self-built app; `bot` is its intelligent bot, a stand-in beside this one."""

    name = "wecom"

    def __init__(self, world: World, account: Account | None = None, pace: Pace | None = None) -> None:
        self.account = account or Account()
        self._world = world
        self.screens = Screens(self.name, world.feed)
        self.traffic = Traffic(self.name, world.feed)
        self.faults = Faults()
        clock, app = world.clock, self.account.app
        envelope = Envelope(self.account.token, self.account.encoding_aes_key, self.account.corp_id)
        self.callbacks = Callbacks(envelope, app.agent_id, clock, self.traffic, self.faults, pace or Pace())
        self.tokens = AccessTokens(clock, self.account.corp_id, [app])
        self.media = MediaStore(clock)
        self.directory = Directory(world)
        self.contacts = Contacts(world, self.directory)
        self.bot = WeComBot(world, self.account.corp_id, self.media)
        self.webhooks = Webhooks(world, self.screens)
        self.sending = Sending(world, self.directory, self.screens, self.media, lambda: self.callbacks.url is not None)
        grants, tickets = Codes(clock), Tickets(clock)
        self.login = Login(world, self.account.corp_id, app, grants, tickets, self.media)
        self.api = Api(
            clock,
            self.tokens,
            tickets,
            grants,
            self.directory,
            self.contacts,
            self.media,
            self.sending,
            lambda user: world.staff[user].mobile,
            self.bot.plain_ids,
        )
        self.customers = CustomerActs(world, self.contacts, self._tell)
        self._packets: dict[tuple[str, str], Packet] = {}
        self._last_number = 0

    def routes(self) -> list[web.RouteDef]:
        return [*self.api.routes(), *self.webhooks.routes(), *self.login.routes()]

    def control_routes(self) -> list[web.RouteDef]:
        """What people do with customers in WeChat, and what the platform thinks of the app."""
        return [*self.customers.routes(), web.post("/_control/wecom/app_idle", answering(self._app_idle))]

    def busy(self) -> web.Response:
        return self.api.refusal(WeComError(codes.BUSY, "system busy"), None)

    def refused_address(self, address: str) -> web.Response:
        return self.api.refusal(WeComError(codes.BAD_ADDRESS, "not allow to access from your ip"), address)

    def settings(self, base_url: str) -> dict[str, str]:
        return {
            "CEJI_WECOM__CORP_ID": self.account.corp_id,
            "CEJI_WECOM__AGENT_ID": str(self.account.app.agent_id),
            "CEJI_WECOM__SECRET": self.account.app.secret,
            "CEJI_WECOM__TOKEN": self.account.token,
            "CEJI_WECOM__ENCODING_AES_KEY": self.account.encoding_aes_key,
            "CEJI_WECOM__API_BASE": base_url,
            "CEJI_WECOM__OAUTH_BASE": base_url,
            "CEJI_WECOM__JS_SDK": f"{base_url}/_client/wecom/js_sdk.js",
            "CEJI_WECOM__VERIFY_FILE": self.account.verify_file,
        }

    async def set_callback(self, url: str) -> dict[str, Any]:
        """Keep the address, check it, and trust its domain for sign-in."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ControlError("「url」 is an http(s) address, e.g. http://127.0.0.1:8080/callback/wecom")
        self.login.trusted_domain = parts.netloc
        problem = await self.callbacks.set(url)
        return {"url": url, "verified": not problem, "problem": problem}

    async def say(
        self, user: str, text: str, group: str | None = None, message_id: str | None = None
    ) -> dict[str, Any]:
        if group is not None:
            raise ControlError("a self-built app can't sit in an ordinary WeCom group")
        return await self._write(user, {"MsgType": "text", "Content": text}, text, "text", message_id)

    async def speak(self, user: str, words: str) -> dict[str, Any]:
        await self.callbacks.ready()
        recording = self._world.recordings.record(words, "amr")
        medium = self.media.add("voice", "voice.amr", recording.content_type, recording.audio)
        fields: dict[str, Value] = {"MsgType": "voice", "MediaId": medium.media_id, "Format": "amr"}
        return await self._write(user, fields, words, "voice", None, client_address(medium.media_id))

    async def attach(self, user: str, name: str, content: bytes) -> dict[str, Any]:
        raise ControlError("企业微信不把文件交给自建应用，发给智能机器人")

    async def press(
        self, user: str, message_id: str, button: str, form: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        if message_id == "menu":
            return await self._press_menu(user, button)
        seen = find_message(self.screens, user, message_id)
        chosen = find_button(seen, button)
        if chosen.url is not None:
            return {"status": "opened", "url": chosen.url, "delivered": False, "card_updated": False}
        card = self.sending.cards.get(user, message_id)
        if card is None:
            raise ControlError("this message has nothing that calls back")
        given = selections(seen.inputs, form) if chosen.style != "menu" else {}
        await self.callbacks.ready()
        code = self.sending.cards.issue(self.account.app.agent_id, message_id)
        pressed = Press(chosen, str(card.get("task_id") or ""), card["card_type"], code, given)
        delivery = await self._push(self._event(user, pressed.fields()))
        problem = self._apply(user, message_id, delivery)
        return {
            **_told(message_id, delivery, problem),
            "card_updated": self.screens.get(user, message_id) != seen,
        }

    def seen(self, user: str) -> list[Seen]:
        return self.screens.of(user)

    async def enter(self, user: str) -> dict[str, Any]:
        delivery = await self._push(self._event(user, {"Event": "enter_agent", "EventKey": ""}))
        return _told(None, delivery, self._apply(user, None, delivery))

    async def open_sidebar(self, user: str, url: str) -> str:
        return self.login.opening(user, url)

    def narrow(self, departments: frozenset[int]) -> None:
        """应用管理 → 可见范围."""
        self.directory.scope = departments

    async def revoke(self) -> None:
        self.tokens.revoke()

    async def directory_event(self, kind: str, person: Person) -> None:
        """Who enters or leaves the app's scope subscribes or unsubscribes; a plain app hears no more (path 90240)."""
        event = {"joined": "subscribe", "left": "unsubscribe"}.get(kind)
        if event is None or self.callbacks.url is None:
            return
        try:
            await self._push(self._event(person.key, {"Event": event, "EventKey": ""}))
        except Unreachable as error:
            log.warning("emulator.wecom.event_lost", event_type=event, user=person.key, reason=str(error))

    async def close(self) -> None:
        await self.callbacks.close()

    async def _write(
        self,
        user: str,
        fields: dict[str, Value],
        words: str,
        kind: str,
        message_id: str | None,
        address: str | None = None,
    ) -> dict[str, Any]:
        await self.callbacks.ready()
        if not self._world.staff[user].is_active:
            raise ControlError(f"{user} has not activated the account yet")
        number = self._number(message_id)
        packet = self._packets.get((user, number))
        if packet is None:
            packet = self.callbacks.pack(
                {**self._head(user), **fields, "MsgId": int(number), "AgentID": self.account.app.agent_id}
            )
            self._packets[user, number] = packet
            own = Block("text", words, url=address)
            self.screens.show(
                user,
                Seen(
                    message_id or number,
                    kind,
                    words,
                    self._world.clock.now(),
                    card=(own,),
                    author="self",
                    raw=packet.plain,
                ),
            )
        delivery = await self.callbacks.deliver(packet)
        return _told(message_id or number, delivery, self._apply(user, None, delivery))

    async def _press_menu(self, user: str, button: str) -> dict[str, Any]:
        entry = menu.find(self.api.menu, button)
        if entry is None:
            raise Unknown(f"the menu has no 「{button}」")
        is_view = entry["type"] == "view"
        event = "view" if is_view else entry["type"]
        fields = {"Event": event, "EventKey": entry["url"] if is_view else entry.get("key", "")}
        delivery = await self._push(self._event(user, fields))
        told = _told("menu", delivery, self._apply(user, None, delivery))
        return {**told, "card_updated": False, **({"url": entry["url"]} if is_view else {})}

    async def _app_idle(self, request: web.Request) -> web.StreamResponse:
        """`{"event": "inactive_alert", "effect_at"?: unix}` and its like: the app is used too little (path 90240)."""
        body = await Body.of(request)
        effect = int(body.number("effect_at", 0))
        fields: dict[str, Value] = {"Event": body.text("event"), **({"EffectTime": effect} if effect else {})}
        await self.callbacks.ready()
        return json_answer(_told(None, await self._push(self._event("sys", fields)), ""))

    async def _tell(self, fields: dict[str, Value]) -> dict[str, Any]:
        """An event of the company's own: nobody's, and no app's (path 92130)."""
        await self.callbacks.ready()
        return _told(None, await self._push({**self._head("sys"), "MsgType": "event", **fields}), "")

    async def _push(self, fields: dict[str, Value]) -> Delivery:
        await self.callbacks.ready()
        return await self.callbacks.deliver(self.callbacks.pack(fields))

    def _head(self, user: str) -> dict[str, Value]:
        return {
            "ToUserName": self.account.corp_id,
            "FromUserName": user,
            "CreateTime": unix(self._world.clock.now()),
        }

    def _event(self, user: str, fields: dict[str, Value]) -> dict[str, Value]:
        agent = {"AgentID": self.account.app.agent_id}
        return {**self._head(user), "MsgType": "event", **fields, **agent}

    def _apply(self, user: str, msgid: str | None, delivery: Delivery) -> str:
        if delivery.reply is None:
            return delivery.problem
        try:
            return replies.apply(self.sending, user, msgid, delivery.reply)
        except WeComError as error:
            return f"{error.code} {error.message}"

    def _number(self, message_id: str | None) -> str:
        """A 64-bit MsgId: the caller's own where it is one, else one that stands for it."""
        if message_id is None:
            self._last_number = max(self._last_number + 1, int(self._world.clock.real().timestamp() * 1e6))
            return str(self._last_number)
        if message_id.isascii() and message_id.isdigit() and 0 < int(message_id) <= _BIGGEST_MSGID:
            return message_id
        return str(int.from_bytes(sha256(message_id.encode()).digest()[:8], "big") >> 1 or 1)


def _told(message_id: str | None, delivery: Delivery, problem: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "message_id": message_id,
        "delivered": delivery.delivered,
        "attempts": delivery.attempts,
        "status": delivery.status,
    }
    return {**told, "problem": problem} if problem else told
