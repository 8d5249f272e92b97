"""DingTalk as the control address knows it: people who write, speak and press."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from aiohttp import web

from adapters.emulator.dingtalk import markdown, messages
from adapters.emulator.dingtalk.app import App
from adapters.emulator.dingtalk.callbacks import EVENT_RETRY_SECONDS
from adapters.emulator.dingtalk.card_template import FORM, draw_card
from adapters.emulator.dingtalk.cards import CardInstance
from adapters.emulator.dingtalk.client import Client
from adapters.emulator.dingtalk.codes import ApiRefusal, OapiRefusal, ip_refused
from adapters.emulator.dingtalk.conversations import Conversation
from adapters.emulator.dingtalk.server import Server
from adapters.emulator.dingtalk.state import NAME, DingTalkState
from adapters.emulator.dingtalk.stream import BOT_TOPIC, CALLBACK, CARD_TOPIC, EVENT, Push, acknowledged
from adapters.emulator.faults import Faults
from adapters.emulator.files import KeptFile
from adapters.emulator.pressing import filled_in, find_button, find_message
from adapters.emulator.records import Seen
from adapters.emulator.stand_in import ControlError, Unreachable
from adapters.emulator.world import Person, World

ACK_WAIT_SECONDS = 8.0
CARD_SECONDS = 2.0
_EVENTS = {"joined": "user_add_org", "changed": "user_modify_org", "left": "user_leave_org"}
_NOT_REACHABLE = "钉钉：没有 Stream 连接，也没有设置 HTTP 回调地址（POST /_control/dingtalk/callback）"


class DingTalk:
    """One organisation with one internal app, over Stream where the product is connected, over HTTP otherwise."""

    name = NAME

    def __init__(
        self,
        world: World,
        app: App | None = None,
        *,
        repush_seconds: float = 60.0,
        event_retry_seconds: tuple[float, ...] = EVENT_RETRY_SECONDS,
        ack_wait_seconds: float = ACK_WAIT_SECONDS,
    ) -> None:
        self.state = DingTalkState(world, app or App(), repush_seconds, event_retry_seconds)
        self.screens = self.state.screens
        self.traffic = self.state.traffic
        self.faults = Faults()
        self._ack_wait = ack_wait_seconds
        self._server = Server(self.state)
        self._client = Client(self.state)
        self._sent: dict[str, tuple[str, Conversation]] = {}
        self.is_over_quota = False
        """The organisation's messages of this month are used up: they still arrive, without their content."""

    def routes(self) -> list[web.RouteDef]:
        """The paths of both hosts, of the gateway and of the client's script."""
        return [*self._server.routes(), *self._client.routes()]

    def control_routes(self) -> list[web.RouteDef]:
        """Nothing beside what every platform has."""
        return []

    def busy(self) -> web.Response:
        """A busy system, in the new host's shape (the old host's adapters must bear it too)."""
        refusal = ApiRefusal("system.busy", "系统繁忙", status=500)
        return web.json_response({**refusal.body, "errcode": -1, "errmsg": "系统繁忙"}, status=500)

    def refused_address(self, address: str) -> web.Response:
        """403 IpNotInWhiteList, with the old host's 60020 in the same body."""
        refusal = ip_refused(address)
        return web.json_response(
            {**refusal.body, "errcode": 60020, "errmsg": "访问ip不在白名单之中"}, status=refusal.status
        )

    def settings(self, base_url: str) -> dict[str, str]:
        """Stream by default; what HTTP needs is listed as well."""
        self.state.base_url = base_url
        app = self.state.app
        return {
            "CEJI_DINGTALK__CLIENT_ID": app.client_id,
            "CEJI_DINGTALK__CLIENT_SECRET": app.client_secret,
            "CEJI_DINGTALK__ROBOT_CODE": app.robot_code,
            "CEJI_DINGTALK__CORP_ID": app.corp_id,
            "CEJI_DINGTALK__AGENT_ID": app.agent_id,
            "CEJI_DINGTALK__TRANSPORT": "stream",
            "CEJI_DINGTALK__TOKEN": app.token,
            "CEJI_DINGTALK__AES_KEY": app.aes_key,
            "CEJI_DINGTALK__API_BASE": base_url,
            "CEJI_DINGTALK__OAPI_BASE": base_url,
        }

    async def set_callback(self, url: str) -> dict[str, Any]:
        """`…/callback/dingtalk` stands for its /robot, /event and /card; the event address is checked as in the
        console."""
        base = url.rstrip("/").removesuffix("/robot").removesuffix("/event").removesuffix("/card")
        problem = await self.state.callbacks.set_base(base)
        return {"url": base, "verified": not problem, "problem": problem}

    async def say(
        self, user: str, text: str, group: str | None = None, message_id: str | None = None
    ) -> dict[str, Any]:
        """A text; in a group the bot was mentioned and its name already taken out, a leading space remains."""
        content = {"msgtype": "text", "text": {"content": f" {text}" if group else text}}
        return await self._send(user, text, content, group, message_id)

    async def say_from_outside(self, sender: str, text: str, group: str) -> dict[str, Any]:
        """A text in a group by somebody who is in it without being in the company: the robot is told no staff id."""
        conversation = self.state.conversations.group(group)
        content = {"msgtype": "text", "text": {"content": f" {text}"}}
        body = self._message(sender, conversation, f"msg{secrets.token_urlsafe(18)}", content)
        del body["senderStaffId"]
        body["senderCorpId"] = ""
        return await self._deliver(json.dumps(body, ensure_ascii=False), conversation)

    async def speak(self, user: str, words: str) -> dict[str, Any]:
        """A voice message of the single chat, with the platform's own recognition."""
        recording = await asyncio.to_thread(self.state.world.recordings.record, words, "amr")
        code = self.state.keep_file(KeptFile("voice.amr", recording.audio))
        content = {"downloadCode": code, "recognition": words, "duration": recording.duration_ms}
        address = f"/dingtalk/files/{self.state.downloads[code]}"
        return await self._send(user, words, {"msgtype": "audio", "content": content}, address=address)

    async def attach(self, user: str, name: str, content: bytes) -> dict[str, Any]:
        """A file of the single chat: from a group DingTalk hands none over."""
        code = self.state.keep_file(KeptFile(name, content))
        told = {"downloadCode": code, "fileName": name, "spaceId": "25800000001", "fileId": secrets.token_hex(8)}
        address = f"/_client/dingtalk/files/{self.state.downloads[code]}"
        return await self._send(user, name, {"msgtype": "file", "content": told}, address=address)

    async def press(
        self, user: str, message_id: str, button: str, form: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """A `dtmd:` link speaks for the person, other links open, a card's button calls back."""
        seen = find_message(self.screens, user, message_id)
        card = self.state.cards.find(message_id)
        drawn = draw_card(card, user) if card is not None else None
        asked = {each.name for each in seen.inputs}
        if card is not None and drawn is not None and (button in asked or find_button(seen, button).id == FORM):
            # Choosing an option and pressing the form's button is one act for whoever plays a person.
            values = drawn.form_values(filled_in(seen.inputs, form))
            return await self._card_action(user, card, FORM, {FORM: values})
        pressed = find_button(seen, button)
        if (words := markdown.spoken(pressed.url)) is not None:
            said = await self.say(user, words, group=seen.chat or None)
            return {"said": words, "card_updated": False, **said}
        if pressed.url is not None:
            return {"status": "opened", "url": markdown.opened(pressed.url), "delivered": False, "card_updated": False}
        if card is None or drawn is None or pressed.id not in drawn.button_actions:
            raise ControlError("this button calls nothing back")
        return await self._card_action(user, card, drawn.button_actions[pressed.id], {})

    def seen(self, user: str) -> list[Seen]:
        """What a person sees, newest last."""
        return self.screens.of(user)

    async def enter(self, user: str) -> dict[str, Any]:
        """Opening the chat: DingTalk tells nobody."""
        return {"delivered": False, "attempts": 0, "status": "钉钉没有打开会话的事件"}

    async def open_sidebar(self, user: str, url: str) -> str:
        """The page in the client's side panel; its script then answers requestAuthCode for this person."""
        return self._client.open(user, url)

    def narrow(self, departments: frozenset[int]) -> None:
        """权限管理 → 通讯录接口权限范围."""
        self.state.directory.scope = departments

    async def revoke(self) -> None:
        """Refuse every access token given out so far."""
        self.state.credentials.revoke()

    async def directory_event(self, kind: str, person: Person) -> None:
        """user_add_org, user_modify_org or user_leave_org."""
        event_type = _EVENTS[kind]
        now_ms = str(int(self.state.world.clock.now().timestamp() * 1000))
        fields: dict[str, Any] = {"timeStamp": now_ms, "userId": [person.account(NAME)]}
        gateway = self.state.gateway
        event_id = secrets.token_hex(16)
        if gateway.subscribed(EVENT, "*"):
            headers = {
                "eventType": event_type,
                "eventId": event_id,
                "eventCorpId": self.state.app.corp_id,
                "eventBornTime": now_ms,
                "eventUnifiedAppId": self.state.app.agent_id,
            }
            push = Push(EVENT, "*", json.dumps(fields, ensure_ascii=False), headers)
            if not acknowledged(push, await gateway.push(push, self._ack_wait)):
                gateway.push_again_later(push, attempts_made=1)
        else:
            flat = {
                "EventType": event_type,
                "EventTime": int(now_ms),
                "CorpId": self.state.app.corp_id,
                "BizId": person.account(NAME),
                "eventId": event_id,
                "TimeStamp": now_ms,
                "UserId": fields["userId"],
                **fields,
            }
            await self.state.callbacks.event(flat)

    async def close(self) -> None:
        """Close connections and stop re-pushing."""
        await self.state.gateway.close()
        await self.state.callbacks.close()

    async def _send(
        self,
        user: str,
        words: str,
        content: dict[str, Any],
        group: str | None = None,
        message_id: str | None = None,
        address: str | None = None,
    ) -> dict[str, Any]:
        if not self.state.gateway.subscribed(CALLBACK, BOT_TOPIC) and self.state.callbacks.robot_url is None:
            raise Unreachable(_NOT_REACHABLE)
        person = self.state.world.find(NAME, user)
        if person is None or not person.is_active:
            raise ControlError(f"{user} has not activated the account yet")
        message_id = message_id or f"msg{secrets.token_urlsafe(18)}"
        if message_id not in self._sent:
            chats = self.state.conversations
            conversation = chats.group(group) if group else chats.with_person(user)
            body = self._message(user, conversation, message_id, content)
            self._sent[message_id] = (json.dumps(body, ensure_ascii=False), conversation)
            self.state.show_own(user, conversation, body, words, address)
        data, conversation = self._sent[message_id]
        outcome = await self._deliver(data, conversation)
        return {"message_id": message_id, "conversation_id": conversation.id, "attempts": 1, **outcome}

    async def _deliver(self, data: str, conversation: Conversation) -> dict[str, Any]:
        """Over Stream where the product is connected, over HTTP otherwise."""
        self.state.charged["message"] += 1
        over_stream = self.state.gateway.subscribed(CALLBACK, BOT_TOPIC)
        return await (self._over_stream(data) if over_stream else self._over_http(data, conversation))

    def _message(
        self, user: str, conversation: Conversation, message_id: str, content: dict[str, Any]
    ) -> dict[str, Any]:
        app = self.state.app
        session, until_ms = self.state.conversations.open_session(conversation)
        body = {
            "conversationId": conversation.id,
            "conversationType": "2" if conversation.is_group else "1",
            "chatbotCorpId": app.corp_id,
            "chatbotUserId": "$:LWCP_v1:$cejibot",
            "msgId": message_id,
            "senderNick": self.state.name_of(user),
            "isAdmin": False,
            "senderStaffId": user,
            "senderCorpId": app.corp_id,
            "senderId": f"$:LWCP_v1:${user}",
            "senderPlatform": "Mac",
            "createAt": int(self.state.world.clock.now().timestamp() * 1000),
            "sessionWebhook": f"{self.state.base_url}/robot/sendBySession?session={session}",
            "sessionWebhookExpiredTime": until_ms,
            "robotCode": app.robot_code,
            **content,
        }
        if self.is_over_quota:
            del body["text" if "text" in content else "content"]
            body |= {"errorCode": 20001, "errorMessage": "企业本月消息推送量已用完"}
        if conversation.is_group:
            body |= {
                "conversationTitle": conversation.title,
                "isInAtList": True,
                "atUsers": [{"dingtalkId": "$:LWCP_v1:$cejibot"}],
            }
        return body

    async def _over_stream(self, data: str) -> dict[str, Any]:
        push = Push(CALLBACK, BOT_TOPIC, data)
        answer = await self.state.gateway.push(push, self._ack_wait)
        if acknowledged(push, answer):
            return {"delivered": True, "status": 200}
        self.state.gateway.push_again_later(push, attempts_made=1)
        return {"delivered": False, "status": answer.get("code") if answer else "no acknowledgement"}

    async def _over_http(self, data: str, conversation: Conversation) -> dict[str, Any]:
        answer = await self.state.callbacks.robot_message(data.encode())
        if answer.status != 200:
            return {"delivered": False, "status": answer.status or answer.reason}
        problem = self._answered_at_once(answer.body, conversation)
        return {"delivered": True, "status": 200, **({"problem": problem} if problem else {})}

    def _answered_at_once(self, body: bytes, conversation: Conversation) -> str:
        """The answer to a robot callback may be empty or hold a message in the shape of a webhook's; what is wrong
        with it, or nothing."""
        if not body.strip():
            return ""
        try:
            message = json.loads(body)
            if not isinstance(message, dict):
                return "应答不是 JSON 对象"
            messages.check_webhook_body(message)
        except ValueError:
            return "应答不是 JSON"
        except OapiRefusal as refusal:
            return str(refusal)
        if message["msgtype"] != "empty":
            self.state.post(conversation, messages.draw_webhook_body(message), f"ans{secrets.token_hex(10)}", message)
        return ""

    async def _card_action(self, user: str, card: CardInstance, action: str, params: dict[str, Any]) -> dict[str, Any]:
        private = {"cardPrivateData": {"actionIds": [action], "params": params}}
        kind, space = next((place for place in card.places if place in (("IM_ROBOT", user), place)), card.places[0])
        data = {
            "type": "actionCallback",
            "outTrackId": card.out_track_id,
            "corpId": self.state.app.corp_id,
            "userId": user,
            "userIdType": card.user_id_type,
            "spaceType": kind,
            "spaceId": space,
            "extension": "{}",
            "content": json.dumps(private, ensure_ascii=False),
        }
        self.state.charged["message"] += 1
        status, answer = await (
            self._action_over_http(card, data) if card.callback_type == "HTTP" else self._action_over_stream(data)
        )
        updated = False
        if answer is not None:
            try:
                updated = self.state.cards.apply_answer(card, user, answer)
            except ApiRefusal as refusal:
                status = str(refusal)
        if updated:
            self.state.redraw(card)
        return {
            "message_id": card.out_track_id,
            "delivered": answer is not None,
            "attempts": 1,
            "status": status,
            "card_updated": updated,
        }

    async def _action_over_stream(self, data: dict[str, Any]) -> tuple[Any, dict[str, Any] | None]:
        if not self.state.gateway.subscribed(CALLBACK, CARD_TOPIC):
            raise Unreachable(f"钉钉：没有订阅 {CARD_TOPIC} 的 Stream 连接")
        push = Push(CALLBACK, CARD_TOPIC, json.dumps(data, ensure_ascii=False))
        answer = await self.state.gateway.push(push, CARD_SECONDS)
        if answer is None or answer.get("code") != 200:
            return (answer or {}).get("code", f"{CARD_SECONDS:g} 秒内没有应答"), None
        try:
            wrapped = json.loads(answer.get("data") or "{}")
        except (TypeError, ValueError):
            return "data 不是 JSON 字符串", None
        response = wrapped.get("response") if isinstance(wrapped, dict) else None
        return 200, response if isinstance(response, dict) else {}

    async def _action_over_http(self, card: CardInstance, data: dict[str, Any]) -> tuple[Any, dict[str, Any] | None]:
        route = self.state.callbacks.card_routes.get(card.route_key)
        if route is None:
            raise Unreachable(f"钉钉：callbackRouteKey {card.route_key} 没有注册")
        answer = await self.state.callbacks.card_action(route, data)
        if answer.status != 200:
            return answer.status or answer.reason, None
        try:
            body = json.loads(answer.body or b"{}")
        except ValueError:
            return "应答不是 JSON", None
        return 200, body if isinstance(body, dict) else {}
