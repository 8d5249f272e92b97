"""From the intelligent bot's callbacks to neutral events (developer.work.weixin.qq.com, paths 100719, 101463)."""

from __future__ import annotations

import re
from datetime import datetime

import structlog

from adapters.bodies import JsonObject, instant, part, parts, word, words
from adapters.errors import CallbackRejected
from adapters.events import (
    ActionTaken,
    ChatOpened,
    FileSent,
    Happening,
    InboundEvent,
    TextSaid,
    Unreadable,
    VoiceSaid,
)
from adapters.wecom.inbound import PLATFORM

log = structlog.get_logger(__name__)

CONNECTION = "bot"
"""What `connection` says in the `reply_to` and card of whatever came over the bot."""

_MENTION = re.compile(r"^\s*@\S+\s*")
_UNREADABLE = frozenset({"image", "video"})


def sender_of(body: JsonObject) -> str:
    """The sender as WeCom names him: a user id, or an encrypted one."""
    return word(part(body, "from"), "userid")


def read_bot_event(body: JsonObject, *, req_id: str, sender: str, now: datetime) -> InboundEvent | None:
    """The neutral event, None for what has no effect (it is logged). `now` dates what carries no time of its own.

    Raises `CallbackRejected` for what is no callback of WeCom's.
    """
    message_id, kind = word(body, "msgid"), word(body, "msgtype")
    if not message_id or not kind or not sender:
        raise CallbackRejected("the bot's callback has no id, type or sender", status=400)
    is_group = word(body, "chattype") == "group"
    chat = word(body, "chatid") if is_group else sender_of(body)
    happening = _happening(body, kind, chat, req_id, is_group=is_group)
    if happening is None:
        log.info("wecom.bot_event_ignored", what=word(part(body, "event"), "eventtype") or kind)
        return None
    created = word(body, "create_time")
    return InboundEvent(
        platform=PLATFORM,
        key=f"bot-{message_id}",
        user_id=sender,
        group=chat if is_group else "",
        sent_at=instant(created, per_second=1) if created else now,
        happening=happening,
        reply_to={"connection": CONNECTION, "chat": chat, **_answerable(happening, req_id)},
    )


def _answerable(happening: Happening, req_id: str) -> dict[str, str]:
    """How it is answered: a click only by changing its card, and what follows from it is a new message."""
    if isinstance(happening, ChatOpened):
        return {"welcome": req_id}
    return {} if isinstance(happening, ActionTaken) else {"request": req_id}


def _happening(body: JsonObject, kind: str, chat: str, req_id: str, *, is_group: bool) -> Happening | None:
    if kind == "text":
        return _text(word(part(body, "text"), "content"), is_group=is_group)
    if kind == "voice":
        return VoiceSaid(recognition=word(part(body, "voice"), "content"))
    if kind == "file":
        sent = part(body, "file")
        return FileSent(media={"url": word(sent, "url"), "aeskey": word(sent, "aeskey")})
    if kind == "mixed":
        items = parts(part(body, "mixed"), "msg_item")
        said = "\n".join(filter(None, (word(part(item, "text"), "content") for item in items)))
        return _text(said, is_group=is_group) if said else Unreadable(what="image")
    if kind != "event":
        return Unreadable(what=kind if kind in _UNREADABLE else "other")
    event = part(body, "event")
    if word(event, "eventtype") == "enter_chat":
        return ChatOpened()
    return _action(part(event, "template_card_event"), chat, req_id)


def _text(content: str, *, is_group: bool) -> TextSaid:
    """In a group the text begins with the mention of the bot."""
    return TextSaid(text=(_MENTION.sub("", content, count=1) if is_group else content).strip())


def _action(press: JsonObject, chat: str, req_id: str) -> Happening | None:
    """A press on a card; within five seconds `click` changes it."""
    action = word(press, "event_key")
    if not action:
        return None
    values = {
        question: words(part(item, "option_ids"), "option_id")
        for item in parts(part(press, "selected_items"), "selected_item")
        if (question := word(item, "question_key"))
    }
    card = {"connection": CONNECTION, "chat": chat, "click": req_id, "task_id": word(press, "task_id")}
    return ActionTaken(action=action, values=values, card=card)
