"""Feishu as the control address knows it: people who write, speak and press."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from aiohttp import web

from adapters.emulator.clock import unix
from adapters.emulator.faults import Faults
from adapters.emulator.feishu.acts import Acts
from adapters.emulator.feishu.app import App
from adapters.emulator.feishu.card_drawing import INPUT_KINDS, Control, DrawnCard
from adapters.emulator.feishu.card_entities import CardEntities
from adapters.emulator.feishu.chats import NAME, Message, person_ids
from adapters.emulator.feishu.clicks import Clicks, button_action, input_action, on_wire
from adapters.emulator.feishu.codes import Refusal
from adapters.emulator.feishu.contacts import Contacts, open_department_id
from adapters.emulator.feishu.delivery import ANSWER_SECONDS, RETRY_SECONDS, Delivery, Outcome
from adapters.emulator.feishu.login import Login
from adapters.emulator.feishu.long_connection import ClientConfig, LongConnections
from adapters.emulator.feishu.markdown import opened
from adapters.emulator.feishu.server import Server, refused
from adapters.emulator.feishu.shortcut import Shortcut
from adapters.emulator.feishu.state import FeishuState
from adapters.emulator.files import KeptFile, saved
from adapters.emulator.pressing import filled_in, find_button, find_message
from adapters.emulator.records import Seen
from adapters.emulator.stand_in import ControlError, Unknown, Unreachable
from adapters.emulator.world import Person, World

_EVENTS = {
    "joined": "contact.user.created_v3",
    "changed": "contact.user.updated_v3",
    "left": "contact.user.deleted_v3",
}


class Feishu:
    """One tenant with one self-built app, over the long connection where one is open, over HTTP otherwise."""

    name = NAME

    def __init__(
        self,
        world: World,
        app: App | None = None,
        *,
        retry_seconds: tuple[float, ...] = RETRY_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        config: ClientConfig | None = None,
    ) -> None:
        self.state = FeishuState(world, app or App())
        self.screens = self.state.screens
        self.traffic = self.state.traffic
        self.faults = Faults()
        state = self.state
        self.connections = LongConnections(state.app, state.credentials, world.clock, state.traffic, config)
        self.delivery = Delivery(state.app, world.clock, state.traffic, self.connections, retry_seconds, answer_seconds)
        self.acts = Acts(state, self.delivery)
        self._contacts = Contacts(world)
        entities = CardEntities(state)
        self._clicks = Clicks(state, self.delivery, entities)
        self._server = Server(state, self._contacts, self._clicks, entities)
        self._login = Login(state)
        self._shortcut = Shortcut(state, self._login)
        self._sent: dict[str, bytes] = {}

    def routes(self) -> list[web.RouteDef]:
        """REST, OAuth and the long connection."""
        opened_by_client = (
            web.get("/_client/feishu/messages/{message_id}", self._sent_by_person),
            web.get("/_client/feishu/files/{file_key}", self._sent_by_bot),
        )
        return [
            *self._server.routes(),
            *self._login.routes(),
            *self.connections.routes(),
            *self.acts.routes(),
            *self._shortcut.routes(),
            *opened_by_client,
        ]

    def control_routes(self) -> list[web.RouteDef]:
        """The tabs of a group."""
        return [web.get("/_control/feishu/tabs", self.state.tabs.look)]

    def busy(self) -> web.Response:
        """A server error in the platform's envelope."""
        return refused(Refusal(2200, "Internal Error", status=500))

    def refused_address(self, address: str) -> web.Response:
        """99991401: the caller's address is not on the app's list."""
        return refused(Refusal(99991401, f"denied by app ip whitelist, ip: {address}"))

    def settings(self, base_url: str) -> dict[str, str]:
        """The long connection by default; what HTTP needs is listed as well."""
        app = self.state.app
        return {
            "CEJI_FEISHU__APP_ID": app.app_id,
            "CEJI_FEISHU__APP_SECRET": app.app_secret,
            "CEJI_FEISHU__TRANSPORT": "stream",
            "CEJI_FEISHU__ENCRYPT_KEY": app.encrypt_key,
            "CEJI_FEISHU__VERIFICATION_TOKEN": app.verification_token,
            "CEJI_FEISHU__JS_SDK": f"{base_url}/_client/feishu/h5_sdk.js",
            "CEJI_FEISHU__API_BASE": base_url,
            "CEJI_FEISHU__ACCOUNTS_BASE": base_url,
        }

    async def set_callback(self, url: str) -> dict[str, Any]:
        """Keep the address for events and card actions, after the url_verification."""
        problem = await self.delivery.set_url(url)
        return {"url": url, "verified": not problem, "problem": problem}

    async def say(
        self, user: str, text: str, group: str | None = None, message_id: str | None = None
    ) -> dict[str, Any]:
        """A text; in a group the bot is mentioned in front of it."""
        content = {"text": f"@_user_1 {text}" if group else text}
        return await self._write(user, "text", content, text, group, message_id)

    async def speak(self, user: str, words: str) -> dict[str, Any]:
        """A voice message: real Ogg-Opus, which the product downloads."""
        await self.delivery.ready()
        recording = await asyncio.to_thread(self.state.world.recordings.record, words, "opus")
        file_key = f"file_v3_{secrets.token_hex(16)}"
        content = {"file_key": file_key, "duration": recording.duration_ms}
        return await self._write(user, "audio", content, words, None, None, {file_key: recording.audio})

    async def attach(self, user: str, name: str, content: bytes) -> dict[str, Any]:
        """A file in the chat with the bot; one in a group can't mention the bot, so it would not hear of it."""
        await self.delivery.ready()
        file_key = f"file_v3_{secrets.token_hex(16)}"
        told = {"file_key": file_key, "file_name": name}
        return await self._write(user, "file", told, name, None, None, {file_key: content})

    async def press(
        self, user: str, message_id: str, button: str, form: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """A button of a card or a form, an entry of its menu, a clickable row; or an input outside a form, by its
        name. Values given for such inputs are sent first, one action each, as the client does. With "menu" for the
        message it is an entry of the bot's menu, by its event key."""
        if message_id == "menu":
            return await self._press_menu(self._person(user), button)
        seen = find_message(self.screens, user, message_id)
        message = self.state.chats.get(message_id)
        person = self.state.person(user)
        if message is None or person is None:
            raise Unknown(f"{user} has no message 「{message_id}」")
        if message.card is not None:
            drawn = self.state.drawn(message)
            if button in drawn.inputs:
                return await self._press_input(person, message, drawn, button, form or {})
        chosen = find_button(seen, button)
        if chosen.url is not None:
            return {"status": "opened", "url": opened(chosen.url), "delivered": False, "card_updated": False}
        if message.card is None:
            raise ControlError("this message has nothing that calls back")
        return await self._press_button(person, message, drawn, chosen.id, form or {})

    def seen(self, user: str) -> list[Seen]:
        """What a person sees, newest last."""
        return self.screens.of(user)

    async def enter(self, user: str) -> dict[str, Any]:
        """Opening the chat with the bot: im.chat.access_event.bot_p2p_chat_entered_v1."""
        chat = self.state.chats.with_person(user)
        event = {"chat_id": chat.id, "operator_id": dict(person_ids(self._person(user)))}
        bot_said = [seen for seen in self.seen(user) if not seen.chat]
        if bot_said:
            event["last_message_id"] = bot_said[-1].message_id
            event["last_message_create_time"] = str(int(bot_said[-1].sent_at.timestamp() * 1000))
        payload = self.state.envelope("im.chat.access_event.bot_p2p_chat_entered_v1", event)
        return _told(None, await self.delivery.event(payload))

    async def open_sidebar(self, user: str, url: str) -> str:
        """A path of this server that opens the page in the person's client."""
        return self._login.opening(user, url)

    def narrow(self, departments: frozenset[int]) -> None:
        """权限管理 → 通讯录权限范围."""
        self._contacts.scope = departments

    async def revoke(self) -> None:
        """Refuse every token given out so far."""
        self.state.credentials.revoke()

    async def directory_event(self, kind: str, person: Person) -> None:
        """contact.user.created_v3, updated_v3 or deleted_v3."""
        department = open_department_id(self.state.world.departments[person.department])
        event: dict[str, Any] = {"object": self._contacts.person_json(person)}
        # The page on updated_v3 says that `object.department_ids` is not returned; `old_object` has them.
        if kind != "joined":
            event["object"].pop("department_ids")
            event["old_object"] = {"department_ids": [department], "open_id": person.account(NAME)}
        try:
            await self.delivery.event(self.state.envelope(_EVENTS[kind], event))
        except Unreachable:
            return

    async def close(self) -> None:
        """Close connections and stop re-pushing."""
        await self.delivery.close()
        await self.connections.drop()

    async def _sent_by_person(self, request: web.Request) -> web.StreamResponse:
        """A voice message for the client to play, a file for it to save."""
        message = self.state.chats.get(request.match_info["message_id"])
        if message is None or not message.files:
            return saved(None)
        content = next(iter(message.files.values()))
        if message.kind == "audio":
            return web.Response(body=content, content_type="audio/ogg")
        return saved(KeptFile(str(json.loads(message.content)["file_name"]), content))

    async def _sent_by_bot(self, request: web.Request) -> web.StreamResponse:
        """A file that the bot sent."""
        return saved(self.state.uploads.get(request.match_info["file_key"]))

    async def _write(
        self,
        user: str,
        kind: str,
        content: dict[str, Any],
        words: str,
        group: str | None,
        message_id: str | None,
        files: dict[str, bytes] | None = None,
    ) -> dict[str, Any]:
        await self.delivery.ready()
        person = self._person(user)
        if not person.is_active:
            raise ControlError(f"{user} has not activated the account yet")
        message_id = message_id or f"om_{secrets.token_hex(16)}"
        if message_id not in self._sent:
            chat = self.state.chat_of(user, group)
            raw = json.dumps(content, ensure_ascii=False)
            message = self.state.chats.add(chat, kind, raw, user, id=message_id, files=files or {})
            self._sent[message_id] = self.state.envelope("im.message.receive_v1", self._received(person, message))
            address = f"/_client/feishu/messages/{message_id}" if files else None
            self.state.show_own(user, message, words, address)
        return _told(message_id, await self.delivery.event(self._sent[message_id]))

    def _received(self, person: Person, message: Message) -> dict[str, Any]:
        app = self.state.app
        shown: dict[str, Any] = {
            "message_id": message.id,
            "create_time": str(message.created_ms),
            "update_time": str(message.updated_ms),
            "chat_id": message.chat.id,
            "chat_type": message.chat.type,
            "message_type": message.kind,
            "content": message.content,
        }
        if message.chat.type == "group":
            bot_id = {"union_id": "on_cejibot", "user_id": "", "open_id": app.bot_open_id}
            mention = {"key": "@_user_1", "id": bot_id, "mentioned_type": "bot"}
            shown["mentions"] = [{**mention, "name": app.name, "tenant_key": app.tenant_key}]
        sender = {"sender_id": dict(person_ids(person)), "sender_type": "user", "tenant_key": app.tenant_key}
        return {"sender": sender, "message": shown}

    async def _press_menu(self, person: Person, event_key: str) -> dict[str, Any]:
        operator = {"operator_name": person.name, "operator_id": dict(person_ids(person))}
        event = {"operator": operator, "event_key": event_key, "timestamp": unix(self.state.world.clock.now())}
        outcome = await self.delivery.event(self.state.envelope("application.bot.menu_v6", event))
        return {**_told("menu", outcome), "card_updated": False}

    async def _press_button(
        self, person: Person, message: Message, drawn: DrawnCard, button_id: str, form: dict[str, Any]
    ) -> dict[str, Any]:
        control = drawn.buttons[button_id]
        if not control.calls_back:
            raise ControlError("this button calls nothing back")
        if unknown := set(form) - set(drawn.inputs):
            raise ControlError(f"the card has no input 「{'、'.join(sorted(unknown))}」")
        outside = {name: value for name, value in form.items() if drawn.inputs[name].form is None}
        values = self._form_values(drawn, control, form) if control.submits else None
        for name, value in outside.items():
            await self._press_input(person, message, drawn, name, {name: value})
        return await self._clicks.act(person, message, button_action(control, values))

    def _form_values(self, drawn: DrawnCard, control: Control, form: dict[str, Any]) -> dict[str, Any]:
        inputs = [each for each in drawn.sketch.inputs if drawn.inputs[each.name].form == control.form]
        given = {name: value for name, value in form.items() if drawn.inputs[name].form == control.form}
        kinds = {each.name: each.kind for each in inputs}
        return {name: on_wire(kinds[name], value) for name, value in filled_in(inputs, given).items()}

    async def _press_input(
        self, person: Person, message: Message, drawn: DrawnCard, name: str, form: dict[str, Any]
    ) -> dict[str, Any]:
        control = drawn.inputs[name]
        if control.form is not None or control.value is None:
            raise ControlError(f"「{name}」 sends nothing by itself; press the button that goes with it")
        asked = [each for each in drawn.sketch.inputs if each.name == name]
        value = filled_in(asked, form)[name]
        kind = INPUT_KINDS[str(control.element.get("tag"))]
        if value in (None, "") and kind != "text":
            raise ControlError(f'choose something for 「{name}」: "form": {{"{name}": …}}')
        return await self._clicks.act(person, message, input_action(control, name, value))

    def _person(self, user: str) -> Person:
        person = self.state.person(user)
        if person is None:
            raise Unknown(f"nobody here is 「{user}」")
        return person


def _told(message_id: str | None, outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {
        "message_id": message_id,
        "delivered": outcome.delivered,
        "attempts": 1,
        "status": outcome.status,
    }
    return {**told, "problem": outcome.problem} if outcome.problem else told
