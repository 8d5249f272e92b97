"""The intelligent bot of the company: a chat beside the app's, over a long connection (paths 100719, 101027, 101463).

Its chat is a platform of its own for the control address (`wecom-bot`): what is said there is `aibot_msg_callback`.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any, Literal

from aiohttp import web

from adapters.emulator.clock import unix
from adapters.emulator.faults import Faults
from adapters.emulator.files import KeptFile
from adapters.emulator.pressing import find_button, find_message
from adapters.emulator.records import Block, Screens, Seen, Traffic
from adapters.emulator.stand_in import ControlError, Unreachable
from adapters.emulator.wecom import codes
from adapters.emulator.wecom.bot_connection import PATH, BotAccount, BotConnection
from adapters.emulator.wecom.bot_files import SentFiles
from adapters.emulator.wecom.bot_replies import BotReplies
from adapters.emulator.wecom.bot_requests import Callback
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.media import MediaStore
from adapters.emulator.wecom.presses import selections
from adapters.emulator.world import Person, World

Json = dict[str, Any]
MENTION = "@侧记 "
NOT_CONNECTED = "企业微信智能机器人：没有打开的长连接"


class WeComBot:
    """One bot. `encrypts_users` hides who speaks, as for a bot whose maker is no super-admin (path 101521)."""

    name = "wecom-bot"

    def __init__(self, world: World, corp_id: str, media: MediaStore, account: BotAccount | None = None) -> None:
        self.account = account or BotAccount()
        self._world = world
        self._corp_id = corp_id
        self.screens = Screens(self.name, world.feed)
        self.traffic = Traffic(self.name, world.feed)
        self.faults = Faults()
        self.replies = BotReplies(world, self.screens, media, self.members)
        self.connection = BotConnection(self.account, world.clock, self.traffic, self.faults, self.replies.carry)
        self.files = SentFiles(world.clock)
        self.encrypts_users = False
        self.groups: dict[str, list[str]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [*self.connection.routes(), *self.files.routes()]

    def control_routes(self) -> list[web.RouteDef]:
        return [web.get("/_control/wecom-bot/settings", self._settings)]

    async def _settings(self, request: web.Request) -> web.Response:
        """What a product adds to WeCom's settings to listen to the bot."""
        return web.json_response(self.settings(f"{request.scheme}://{request.host}"))

    def busy(self) -> web.Response:
        return web.Response(status=503)

    def refused_address(self, address: str) -> web.Response:
        return web.Response(status=403)

    def settings(self, base_url: str) -> dict[str, str]:
        return {
            "CEJI_WECOM__BOT_ID": self.account.bot_id,
            "CEJI_WECOM__BOT_SECRET": self.account.secret,
            "CEJI_WECOM__BOT_WS_URL": base_url.replace("http", "ws", 1) + PATH,
        }

    async def set_callback(self, url: str) -> dict[str, Any]:
        raise ControlError("the bot has no callback address: the product opens its long connection")

    async def say(
        self, user: str, text: str, group: str | None = None, message_id: str | None = None
    ) -> dict[str, Any]:
        content = MENTION + text if group else text
        return await self._write(user, {"msgtype": "text", "text": {"content": content}}, text, group, message_id)

    async def speak(self, user: str, words: str) -> dict[str, Any]:
        return await self._write(user, {"msgtype": "voice", "voice": {"content": words}}, words)

    async def attach(self, user: str, name: str, content: bytes) -> dict[str, Any]:
        if not self.connection.is_open:
            raise Unreachable(NOT_CONNECTED)
        told, address = self.files.keep(KeptFile(name, content), self.connection.base_url)
        return await self._write(user, {"msgtype": "file", "file": told}, name, address=address)

    async def send(self, user: str, body: Json, shown: str) -> dict[str, Any]:
        """A message of any other type: `body` holds `msgtype` and its part, `shown` what the sender sees."""
        return await self._write(user, body, shown)

    async def press(
        self, user: str, message_id: str, button: str, form: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        seen = find_message(self.screens, user, message_id)
        chosen = find_button(seen, button)
        if chosen.url is not None:
            return {"status": "opened", "url": chosen.url, "delivered": False, "card_updated": False}
        card = self.replies.cards.get((user, message_id))
        if card is None:
            raise ControlError("this message has nothing that calls back")
        given = selections(seen.inputs, form) if chosen.style != "menu" else {}
        event = {
            "card_type": card["card_type"],
            "event_key": chosen.id,
            "task_id": card.get("task_id", ""),
            "selected_items": {
                "selected_item": [
                    {"question_key": key, "option_ids": {"option_id": options}} for key, options in given.items()
                ]
            },
        }
        chat = seen.chat or user
        callback = Callback("click", chat, user, self._world.clock.real(), message_id, str(card.get("task_id", "")))
        told = await self._event(callback, "template_card_event", event, seen.chat)
        return {**told, "message_id": message_id, "card_updated": self.screens.get(user, message_id) != seen}

    def seen(self, user: str) -> list[Seen]:
        return self.screens.of(user)

    async def enter(self, user: str) -> dict[str, Any]:
        return await self._event(Callback("welcome", user, user, self._world.clock.real()), "enter_chat", {})

    async def rate(self, user: str, feedback_id: str, kind: Literal[1, 2, 3]) -> dict[str, Any]:
        """A person says whether an answer was right (1), wrong (2), or takes that back (3)."""
        callback = Callback("welcome", user, user, self._world.clock.real(), is_answered=True)
        return await self._event(callback, "feedback_event", {"id": feedback_id, "type": kind})

    async def open_sidebar(self, user: str, url: str) -> str:
        raise ControlError("the bot's chat has no sidebar")

    def narrow(self, departments: frozenset[int]) -> None:
        """Not here: the app's directory is read."""
        raise ControlError("a bot reads no directory; narrow the app's scope")

    async def revoke(self) -> None:
        """There is no access token here."""

    async def directory_event(self, kind: str, person: Person) -> None:
        """A bot hears nothing of the directory."""

    async def close(self) -> None:
        await self.connection.close()

    def members(self, chat: str) -> list[str]:
        """Who sees what is said in a chat: one person, or a group's members."""
        return self.groups.get(chat, [chat])

    def user_id(self, user: str) -> str:
        """How the bot is told who speaks."""
        return self._encrypted(user) if self.encrypts_users else user

    def plain_ids(self, body: Json) -> Json:
        """`batch/openuserid_to_userid`: ids that are plain already come back as invalid."""
        asked = body.get("open_userid_list")
        if not isinstance(asked, list) or not 1 <= len(asked) <= 1000:
            raise WeComError(codes.BAD_PARAMETER, "invalid open_userid_list")
        known = {self._encrypted(person.key): person.key for person in self._world.people()}
        return {
            "userid_list": [{"open_userid": one, "userid": known[one]} for one in asked if one in known],
            "invalid_open_userid_list": [one for one in asked if one not in known],
        }

    def _encrypted(self, user: str) -> str:
        return "wo" + sha256(f"{self._corp_id}:{user}".encode()).hexdigest()[:30]

    async def _write(
        self,
        user: str,
        body: Json,
        shown: str,
        group: str | None = None,
        message_id: str | None = None,
        address: str | None = None,
    ) -> dict[str, Any]:
        if group is not None and user not in (members := self.groups.setdefault(group, [])):
            members.append(user)
        msgid = message_id or secrets.token_hex(12)
        if self.screens.get(user, msgid) is None:
            now = self._world.clock.now()
            kind = str(body["msgtype"])
            own = Block("file" if kind == "file" else "text", shown, url=address)
            said = Seen(msgid, kind, shown, now, card=(own,), author="self", chat=group or "", raw=body)
            self.screens.show(user, said)
        callback = Callback("message", group or user, user, self._world.clock.real())
        self.replies.wrote.add(callback.chat)
        return await self._push(callback, "aibot_msg_callback", {"msgid": msgid, **body}, group or "")

    async def _event(self, callback: Callback, kind: str, event: Json, group: str = "") -> dict[str, Any]:
        body = {
            "msgid": secrets.token_hex(12),
            "create_time": unix(self._world.clock.now()),
            "msgtype": "event",
            "event": {"eventtype": kind, kind: event} if event else {"eventtype": kind},
        }
        return await self._push(callback, "aibot_event_callback", body, group)

    async def _push(self, callback: Callback, command: str, body: Json, group: str) -> dict[str, Any]:
        if not self.connection.is_open:
            raise Unreachable(NOT_CONNECTED)
        where = {"chatid": group, "chattype": "group"} if group else {"chattype": "single"}
        head = {"aibotid": self.account.bot_id, **where, "from": {"userid": self.user_id(callback.user)}}
        self.replies.names[self.user_id(callback.user)] = callback.user
        req_id = secrets.token_hex(12)
        self.replies.requests.keep(req_id, callback)
        await self.connection.push(command, req_id, {**body, **head})
        return {"message_id": body["msgid"], "delivered": True, "attempts": 1, "status": None}
