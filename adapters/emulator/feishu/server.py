"""The REST paths of open.feishu.cn."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import BodyPartReader, web

from adapters.emulator.feishu.app import granted_scopes
from adapters.emulator.feishu.card_entities import CardEntities
from adapters.emulator.feishu.chats import Chat, Message
from adapters.emulator.feishu.clicks import Clicks
from adapters.emulator.feishu.codes import Refusal, field_required, ok, too_frequent
from adapters.emulator.feishu.contacts import Contacts
from adapters.emulator.feishu.message_checks import check_card, check_content, is_shared, mentions_unknown
from adapters.emulator.feishu.pace import OncePerHour, PerSecond
from adapters.emulator.feishu.speech import as_wav, speech_of
from adapters.emulator.feishu.state import FeishuState
from adapters.emulator.files import KeptFile

Fields = Mapping[str, Any]
Answer = Mapping[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SENDS_PER_SECOND = 50
SENDS_PER_RECEIVER = 5
MAX_CARD_AGE_DAYS = 14
RECALL_DAYS = 1.0
"""A company's admin sets it."""
_IMAGE_BYTES = 10 * 1024 * 1024
_FILE_BYTES = 30 * 1024 * 1024
_IMAGE_KEY, _FILE_KEY = "img_v3_", "file_v3_"
_FILE_TYPES = ("opus", "mp4", "pdf", "doc", "xls", "ppt", "stream")


class Server:
    """Turns requests into changes of the state, with the platform's checks and refusals."""

    def __init__(self, state: FeishuState, contacts: Contacts, clicks: Clicks, entities: CardEntities) -> None:
        self._state = state
        self._entities = entities
        self._contacts = contacts
        self._clicks = clicks
        self._sends = PerSecond(SENDS_PER_SECOND)
        self._per_receiver = PerSecond(SENDS_PER_RECEIVER)
        self._per_message = PerSecond(SENDS_PER_RECEIVER)
        self._sent: OncePerHour[Message] = OncePerHour()

    def routes(self) -> list[web.RouteDef]:
        """Every path but the browser's and the long connection's."""
        call, contacts, tabs = self._call, self._contacts, self._state.tabs
        v3, im = "/open-apis/contact/v3", "/open-apis/im/v1"
        return [
            web.post("/open-apis/auth/v3/tenant_access_token/internal", self._tenant_token),
            web.get("/open-apis/bot/v3/info", self._bot_info),
            web.get("/open-apis/application/v6/scopes", call(lambda request, body: {"scopes": granted_scopes()})),
            web.post("/open-apis/jssdk/ticket/get", call(self._jssdk_ticket)),
            web.get("/open-apis/event/v1/outbound_ip", call(lambda request, body: {"ip_list": ["127.0.0.1"]})),
            web.post(f"{im}/messages", call(self._send)),
            web.post(f"{im}/messages/{{message_id}}/reply", call(self._reply)),
            web.patch(f"{im}/messages/{{message_id}}", call(self._update_card)),
            web.get(f"{im}/messages/{{message_id}}", call(self._get)),
            web.delete(f"{im}/messages/{{message_id}}", call(self._delete)),
            web.get(f"{im}/messages/{{message_id}}/resources/{{file_key}}", self._resource),
            web.post(f"{im}/images", self._upload_image),
            web.post(f"{im}/files", self._upload_file),
            web.post("/open-apis/speech_to_text/v1/speech/file_recognize", self._recognise),
            web.post("/open-apis/interactive/v1/card/update", call(self._update_by_token)),
            *self._entities.routes(call),
            web.post(
                f"{im}/chats/{{id}}/chat_tabs",
                call(lambda request, body: tabs.create(request.match_info["id"], body)),
            ),
            web.get(
                f"{im}/chats/{{id}}/chat_tabs/list_tabs",
                call(lambda request, body: tabs.shown(request.match_info["id"])),
            ),
            web.delete(
                f"{im}/chats/{{id}}/chat_tabs/delete_tabs",
                call(lambda request, body: tabs.delete(request.match_info["id"], body)),
            ),
            web.get(f"{v3}/scopes", call(lambda request, body: contacts.scopes(request.query))),
            web.get(
                f"{v3}/departments/{{id}}/children",
                call(lambda request, body: contacts.children(request.match_info["id"], request.query)),
            ),
            web.get(
                f"{v3}/departments/{{id}}",
                call(lambda request, body: contacts.department(request.match_info["id"], request.query)),
            ),
            web.get(f"{v3}/users/find_by_department", call(lambda request, body: contacts.members(request.query))),
            web.post(f"{v3}/users/batch_get_id", call(lambda request, body: contacts.ids_of(body, request.query))),
            web.get(
                f"{v3}/users/{{id}}",
                call(lambda request, body: contacts.user(request.match_info["id"], request.query)),
            ),
        ]

    def _call(self, act: Callable[[web.Request, Fields], Answer]) -> Handler:
        """A call with a tenant token: the envelope, the refusals, the log id."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                self._state.credentials.check_tenant(request.headers.get("Authorization"))
                return _answered(ok(act(request, await _body(request))))
            except Refusal as refusal:
                return refused(refusal)

        return handle

    # Tokens and the app itself

    async def _tenant_token(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await _body(request)
            token, left = self._state.credentials.tenant_token(body.get("app_id"), body.get("app_secret"))
        except Refusal as refusal:
            return _answered({"code": refusal.code, "msg": refusal.body["msg"]}, refusal.status)
        return _answered({"code": 0, "msg": "ok", "tenant_access_token": token, "expire": left})

    async def _bot_info(self, request: web.Request) -> web.StreamResponse:
        try:
            self._state.credentials.check_tenant(request.headers.get("Authorization"))
        except Refusal as refusal:
            return refused(refusal)
        app = self._state.app
        bot = {"activate_status": 2, "app_name": app.name, "avatar_url": "", "ip_white_list": []}
        return _answered({"code": 0, "msg": "ok", "bot": {**bot, "open_id": app.bot_open_id}})

    def _jssdk_ticket(self, request: web.Request, body: Fields) -> Answer:
        ticket, left = self._state.credentials.jssdk_ticket()
        return {"ticket": ticket, "expire_in": left}

    # Messages

    def _send(self, request: web.Request, body: Fields) -> Answer:
        id_type = request.query.get("receive_id_type")
        if not id_type:
            raise field_required("receive_id_type")
        if not body.get("receive_id"):
            raise field_required("receive_id")
        chat = self._state.chats.receiver(id_type, str(body["receive_id"]))
        return self._post(chat, body, {})

    def _reply(self, request: web.Request, body: Fields) -> Answer:
        target = self._state.chats.required(request.match_info["message_id"])
        root = target.root_id or target.id
        return self._post(target.chat, body, {"root_id": root, "parent_id": target.id})

    def _post(self, chat: Chat, body: Fields, relation: dict[str, str]) -> Answer:
        uuid = body.get("uuid")
        if uuid is not None and (not isinstance(uuid, str) or len(uuid) > 50):
            raise Refusal(230001, "Your request contains an invalid request parameter, uuid is longer than 50.")
        kind, content, parsed = check_content(body.get("msg_type"), body.get("content"), self._state.forbids_phones)
        self._check_references(kind, parsed)
        if uuid and (sent := self._sent.get(uuid)) is not None:
            return self._state.chats.as_json(sent)
        if not self._sends.allows("app"):
            raise too_frequent()
        if not self._per_receiver.allows(chat.id):
            raise Refusal(230020, "This operation triggers the frequency limit, ext=chat rate limited.")
        entity = self._entities.to_send(parsed) if kind == "interactive" and parsed.get("type") == "card" else None
        parsed = entity.card if entity is not None else parsed
        card = parsed if kind == "interactive" else None
        message = self._state.chats.add(chat, kind, content, self._state.app.app_id, card=card, **relation)
        if entity is not None:
            entity.message = message
        if uuid:
            self._sent.keep(uuid, message)
        self._state.show(message, parsed)
        return self._state.chats.as_json(message)

    def _check_references(self, kind: str, parsed: Fields) -> None:
        name, prefix = ("image_key", _IMAGE_KEY) if kind == "image" else ("file_key", _FILE_KEY)
        key = str(parsed.get(name))
        is_upload = key in self._state.uploads and key.startswith(prefix)
        if kind in ("image", "file", "audio", "media") and not is_upload:
            raise Refusal(230055, "The type or key of the uploaded resource does not match.")
        is_person = self._state.person
        if kind == "interactive" and mentions_unknown(parsed, lambda user: is_person(user) is not None):
            raise Refusal(230099, "Failed to create card content, ext=ErrCode: 100290; ErrMsg: invalid user id; ")

    def _update_card(self, request: web.Request, body: Fields) -> Answer:
        message = self._state.chats.required(request.match_info["message_id"])
        if not isinstance(body.get("content"), str) or not body["content"]:
            raise field_required("content")
        if message.sender != self._state.app.app_id:
            raise Refusal(230027, "Lack of necessary permissions, ext=not the sender of the message.")
        if message.card is None:
            raise Refusal(230001, "Your request contains an invalid request parameter, ext=This message is NOT a card.")
        if self._entities.is_entity(message):
            # No page says that this works: a product must not rely on it.
            raise Refusal(230001, "Your request contains an invalid request parameter, ext=change the card entity.")
        if not self._per_message.allows(message.id):
            raise Refusal(230020, "This operation triggers the frequency limit, ext=message rate limited.")
        if self._state.chats.age_days(message) > MAX_CARD_AGE_DAYS:
            raise Refusal(230031, "The message was sent more than 14 days ago.")
        _, _, card = check_content("interactive", body["content"], self._state.forbids_phones)
        if not is_shared(message.card) or not is_shared(check_card(card)):
            raise Refusal(230001, "Your request contains an invalid request parameter, ext=update_multi must be true.")
        self._clicks.replace_card(message, card)
        return {}

    def _get(self, request: web.Request, body: Fields) -> Answer:
        message = self._state.chats.get(request.match_info["message_id"])
        if message is None:
            raise Refusal(230001, "Your request contains an invalid request parameter, message_id not found.")
        return {"items": [self._state.chats.as_json(message)]}

    def _delete(self, request: web.Request, body: Fields) -> Answer:
        message = self._state.chats.required(request.match_info["message_id"])
        if message.sender != self._state.app.app_id:
            raise Refusal(230026, "No permission to recall this message.")
        if self._state.chats.age_days(message) > RECALL_DAYS:
            raise Refusal(
                230009, "The message is beyond the time within which the company's admin lets it be recalled."
            )
        self._state.recall(message)
        return {}

    def _update_by_token(self, request: web.Request, body: Fields) -> Answer:
        self._clicks.update_by_token(body)
        return {}

    # Files

    async def _resource(self, request: web.Request) -> web.StreamResponse:
        try:
            self._state.credentials.check_tenant(request.headers.get("Authorization"))
            if request.query.get("type") not in ("image", "file"):
                raise Refusal(234001, "Invalid request param: type")
            message = self._state.chats.get(request.match_info["message_id"])
            if message is None or request.match_info["file_key"] not in message.files:
                raise Refusal(234003, "File not in msg.")
        except Refusal as refusal:
            return refused(refusal)
        content = message.files[request.match_info["file_key"]]
        kind = "audio/ogg" if message.kind == "audio" else "application/octet-stream"
        return web.Response(body=content, content_type=kind, headers=_log_id())

    async def _recognise(self, request: web.Request) -> web.StreamResponse:
        """Raw PCM at 16 kHz, at most a minute of it; the words of one of the emulator's own recordings."""
        try:
            self._state.credentials.check_tenant(request.headers.get("Authorization"))
            pcm = speech_of(await _body(request))
        except Refusal as refusal:
            return refused(refusal)
        words = await asyncio.to_thread(self._state.world.recordings.recognise, as_wav(pcm))
        return _answered(ok({"recognition_text": words or ""}))

    async def _upload_image(self, request: web.Request) -> web.StreamResponse:
        return await self._upload(request, "image", ("image_type", ("message", "avatar")), _IMAGE_BYTES, _IMAGE_KEY)

    async def _upload_file(self, request: web.Request) -> web.StreamResponse:
        return await self._upload(request, "file", ("file_type", _FILE_TYPES), _FILE_BYTES, _FILE_KEY)

    async def _upload(
        self, request: web.Request, part_name: str, kind: tuple[str, tuple[str, ...]], largest: int, prefix: str
    ) -> web.StreamResponse:
        try:
            self._state.credentials.check_tenant(request.headers.get("Authorization"))
            if not request.content_type.startswith("multipart/"):
                raise Refusal(234001, "Invalid request param.")
            parts: dict[str, bytes] = {}
            async for part in await request.multipart():
                if isinstance(part, BodyPartReader) and part.name:
                    parts[part.name] = bytes(await part.read(decode=True))
            if parts.get(kind[0], b"").decode() not in kind[1]:
                raise Refusal(234001, f"Invalid request param: {kind[0]}")
            if part_name == "file" and not parts.get("file_name"):
                raise Refusal(234001, "Invalid request param: file_name")
            if not parts.get(part_name):
                raise Refusal(234010, "File's size can't be 0.")
            if len(parts[part_name]) > largest:
                raise Refusal(234006, "The file size exceeds the limit.")
        except Refusal as refusal:
            return refused(refusal)
        key = f"{prefix}{secrets.token_hex(16)}"
        name = parts.get("file_name", b"").decode(errors="replace")
        self._state.uploads[key] = KeptFile(name, parts[part_name])
        return _answered(ok({f"{part_name}_key": key}))


def refused(refusal: Refusal) -> web.Response:
    """A refusal as the platform sends it."""
    response = web.json_response(refusal.body, status=refusal.status, headers=_log_id())
    response.headers.update(refusal.headers)
    return response


def _answered(body: Mapping[str, Any], status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers=_log_id())


def _log_id() -> dict[str, str]:
    return {"X-Tt-Logid": secrets.token_hex(16)}


async def _body(request: web.Request) -> dict[str, Any]:
    if request.method == "GET":
        return {}
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError as error:
        raise Refusal(9499, "Bad Request: the body is not JSON") from error
    if not isinstance(body, dict):
        raise Refusal(9499, "Bad Request: the body is no JSON object")
    return body
