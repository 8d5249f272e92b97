"""What a product does over the bot's connection: replies, streams, cards, files, pushes (paths 101031, 101138)."""

from __future__ import annotations

import secrets
from collections.abc import Callable as Function
from typing import Any

from adapters.emulator.records import Screens, Seen
from adapters.emulator.wecom import cards, codes, drawing, messages
from adapters.emulator.wecom.bot_requests import UPLOADS, BotRequests
from adapters.emulator.wecom.bot_uploads import BotUploads
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.drawing import Drawing
from adapters.emulator.wecom.media import MediaStore
from adapters.emulator.world import World

Json = dict[str, Any]
_LONGEST_STREAM = 20_480
_MEDIA = ("file", "image", "voice", "video")
UNFINISHED = "streaming"


class BotReplies:
    """Checks a command and shows what it says to those who are in the chat."""

    def __init__(self, world: World, screens: Screens, media: MediaStore, members: Function[[str], list[str]]) -> None:
        self._world = world
        self._screens = screens
        self._media = media
        self._members = members
        self._uploads = BotUploads(media)
        self.requests = BotRequests(world.clock)
        self.cards: dict[tuple[str, str], Json] = {}
        self.wrote: set[str] = set()
        self.names: dict[str, str] = {}
        self._task_ids: set[str] = set()
        self._commands: dict[str, Function[[str, Json], Json | None]] = {
            "aibot_respond_msg": self._respond,
            "aibot_respond_welcome_msg": self._welcome,
            "aibot_respond_update_msg": self._update,
            "aibot_send_msg": self._push,
            "aibot_upload_media_init": self._begin_upload,
            "aibot_upload_media_chunk": lambda _, body: self._uploads.add(body),
            "aibot_upload_media_finish": lambda _, body: self._uploads.finish(body),
        }

    def carry(self, command: str, req_id: str, body: Json) -> Json | None:
        """One command of the product, and what its acknowledgement tells; raises `WeComError`."""
        obey = self._commands.get(command)
        if obey is None:
            raise WeComError(codes.BAD_PARAMETER, f"unknown cmd {command}")
        return obey(req_id, body)

    def _begin_upload(self, _: str, body: Json) -> Json:
        self.requests.count(UPLOADS)
        return self._uploads.begin(body)

    def _respond(self, req_id: str, body: Json) -> None:
        callback = self.requests.message(req_id)
        kind = body.get("msgtype")
        if kind not in ("stream", "stream_with_template_card", "template_card", "markdown", *_MEDIA):
            raise WeComError(codes.BAD_MSGTYPE, "invalid message type")
        card = body.get("template_card")
        if card is not None and callback.has_card:
            raise WeComError(codes.BAD_REQ_ID, "one message takes one card")
        if kind == "markdown":
            self._show(callback.chat, drawing.markdown(_content(body, "markdown")), body)
        if kind in _MEDIA:
            self._show(callback.chat, messages.draw(body, self._media), body)
        if kind in ("stream", "stream_with_template_card"):
            self._stream(req_id, callback.chat, body)
        if card is not None:
            self._show_card(callback.chat, card)
            callback.has_card = True

    def _stream(self, req_id: str, chat: str, body: Json) -> None:
        stream = body.get("stream")
        if not isinstance(stream, dict) or not isinstance(stream.get("id"), str) or not stream["id"]:
            raise WeComError(codes.BAD_PARAMETER, "invalid stream.id")
        shown = drawing.markdown(_content(body, "stream"))
        begun = self.requests.stream(req_id, stream["id"])
        state = "shown" if stream.get("finish") else UNFINISHED
        said = {"msgtype": "stream", "stream": stream}
        if begun is None:
            message_id = self._show(chat, shown, said, state=state)
            begun = self.requests.begin(req_id, stream["id"], message_id)
        else:
            self.requests.count(chat)
            for user in self._members(chat):
                changed = {"text": shown.text, "card": shown.blocks, "state": state, "raw": said}
                self._screens.change(user, begun.message_id, **changed)
        begun.is_finished = bool(stream.get("finish"))

    def _welcome(self, req_id: str, body: Json) -> None:
        callback = self.requests.once(req_id, "welcome")
        if body.get("msgtype") == "text":
            self._show(callback.chat, drawing.text(_content(body, "text")), body)
        elif body.get("msgtype") == "template_card":
            self._show_card(callback.chat, body.get("template_card"))
        else:
            raise WeComError(codes.BAD_MSGTYPE, "a welcome is text or template_card")

    def _update(self, req_id: str, body: Json) -> None:
        card = body.get("template_card")
        if body.get("response_type") != "update_template_card" or not isinstance(card, dict):
            raise WeComError(93050, "invalid response_type")
        callback = self.requests.once(req_id, "click")
        if card.get("task_id") != callback.task_id:
            raise WeComError(codes.BAD_TASK_ID, "task_id is not the one of the card")
        checked = cards.check(card, is_update=True)
        shown = drawing.template_card(checked)
        wanted = [self.names.get(one, one) for one in body.get("userids") or []]
        for user in wanted or self._members(callback.chat):
            self.cards[user, callback.message_id] = checked
            self._screens.change(
                user,
                callback.message_id,
                text=shown.text,
                buttons=shown.buttons,
                inputs=shown.inputs,
                card=shown.blocks,
                state="updated",
                raw={"msgtype": "template_card", "template_card": checked},
            )

    def _push(self, req_id: str, body: Json) -> None:
        chat = self.names.get(str(body.get("chatid")), str(body.get("chatid")))
        if chat not in self.wrote:
            raise WeComError(codes.BAD_CHAT, "the chat has not written to the bot")
        if body.get("msgtype") == "markdown":
            self._show(chat, drawing.markdown(_content(body, "markdown")), body)
        elif body.get("msgtype") == "template_card":
            self._show_card(chat, body.get("template_card"))
        elif body.get("msgtype") in _MEDIA:
            self._show(chat, messages.draw(body, self._media), body)
        else:
            raise WeComError(codes.BAD_MSGTYPE, "invalid message type")

    def _show_card(self, chat: str, card: Any) -> None:
        checked = cards.check(card)
        if task_id := checked.get("task_id"):
            cards.check_task_id(task_id)
            if task_id in self._task_ids:
                raise WeComError(codes.BAD_TASK_ID, "invalid task_id: used before")
            self._task_ids.add(task_id)
        message_id = self._show(
            chat, drawing.template_card(checked), {"msgtype": "template_card", "template_card": checked}
        )
        for user in self._members(chat):
            self.cards[user, message_id] = checked

    def _show(self, chat: str, shown: Drawing, raw: Json, *, state: str = "shown") -> str:
        self.requests.count(chat)
        message_id = secrets.token_urlsafe(24)
        members = self._members(chat)
        group = "" if members == [chat] else chat
        for user in members:
            self._screens.show(
                user,
                Seen(
                    message_id,
                    shown.kind,
                    shown.text,
                    self._world.clock.now(),
                    shown.buttons,
                    shown.inputs,
                    shown.blocks,
                    state=state,
                    chat=group,
                    raw=raw,
                ),
            )
        return message_id


def _content(body: Json, kind: str) -> str:
    content = (body.get(kind) or {}).get("content")
    if not isinstance(content, str) or not content:
        raise WeComError(codes.EMPTY_CONTENT, "empty content")
    if len(content.encode()) > _LONGEST_STREAM:
        raise WeComError(codes.CONTENT_TOO_LARGE, "content size out of limit")
    return content
