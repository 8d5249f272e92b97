"""From Feishu's event envelopes to neutral events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from adapters.bodies import JsonObject, flag, instant, part, word, words
from adapters.errors import CallbackRejected
from adapters.events import (
    ActionTaken,
    ChatOpened,
    DirectoryChange,
    DirectoryChanged,
    GroupJoined,
    InboundEvent,
    MenuChosen,
    MessageRecalled,
)
from adapters.feishu.content import mentions_bot, read_content

PLATFORM = "feishu"

MESSAGE = "im.message.receive_v1"
CARD_ACTION = "card.action.trigger"
LINK_PREVIEW = "url.preview.get"
_MENU = "application.bot.menu_v6"
_OPENED = ("im.chat.access_event.bot_p2p_chat_entered_v1", "p2p_chat_create")
_RECALLED = "im.message.recalled_v1"
_GROUP_JOINED = "im.chat.member.bot.added_v1"
_DIRECTORY: dict[str, DirectoryChange] = {
    "contact.user.created_v3": "joined",
    "contact.user.updated_v3": "changed",
    "contact.user.deleted_v3": "left",
    "contact.department.created_v3": "changed",
    "contact.department.updated_v3": "changed",
    "contact.department.deleted_v3": "changed",
    "contact.scope.updated_v3": "changed",
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The outside of an event, the same for the 1.0 and 2.0 forms."""

    event_type: str
    event_id: str
    token: str
    app_id: str
    tenant_key: str
    sent_at: datetime
    event: JsonObject

    @property
    def is_callback(self) -> bool:
        """Whether Feishu shows our answer to a person, and so never delivers it again."""
        return self.event_type in (CARD_ACTION, LINK_PREVIEW)


def read_envelope(body: JsonObject) -> Envelope:
    """The envelope of a decrypted body; `CallbackRejected` 400 where its type, id or time is missing."""
    event = part(body, "event")
    if "schema" in body:
        header = part(body, "header")
        envelope = Envelope(
            event_type=word(header, "event_type"),
            event_id=word(header, "event_id"),
            token=word(header, "token"),
            app_id=word(header, "app_id"),
            tenant_key=word(header, "tenant_key"),
            sent_at=_created_at(word(header, "create_time")),
            event=event,
        )
    else:
        envelope = Envelope(
            event_type=word(event, "type"),
            event_id=word(body, "uuid"),
            token=word(body, "token"),
            app_id=word(event, "app_id"),
            tenant_key=word(event, "tenant_key"),
            sent_at=instant(word(body, "ts"), per_second=1),
            event=event,
        )
    if not envelope.event_type or not envelope.event_id:
        raise CallbackRejected("the event has no type or no id", status=400)
    return envelope


def read_preview_request(envelope: Envelope) -> tuple[str, str] | None:
    """Who looks at which link; None for somebody of another company. Raises `CallbackRejected` 400."""
    operator, url = part(envelope.event, "operator"), word(part(envelope.event, "context"), "url")
    tenant = word(operator, "tenant_key")
    if not url or (tenant and envelope.tenant_key and tenant != envelope.tenant_key):
        return None
    return _user_id(envelope.event, "operator"), url


def read_event(envelope: Envelope) -> InboundEvent | None:
    """The neutral event of an envelope; None for what has no effect here."""
    kind = envelope.event_type
    if kind == MESSAGE:
        return _message(envelope)
    if kind == CARD_ACTION:
        return _action(envelope)
    if kind == _MENU:
        return _menu(envelope)
    if kind in _OPENED:
        return _opened(envelope)
    if kind in _DIRECTORY:
        return _directory_change(envelope)
    if kind == _RECALLED:
        return _recalled(envelope)
    if kind == _GROUP_JOINED:
        return _group_joined(envelope)
    log.info("feishu.event_without_effect", event_type=kind, event_id=envelope.event_id)
    return None


def _message(envelope: Envelope) -> InboundEvent | None:
    message, sender = part(envelope.event, "message"), part(envelope.event, "sender")
    if word(sender, "sender_type") not in ("", "user") or word(message, "message_type") == "system":
        return None
    tenant = word(sender, "tenant_key")
    if tenant and envelope.tenant_key and tenant != envelope.tenant_key:
        log.info("feishu.outside_sender_ignored", event_id=envelope.event_id)
        return None
    message_id, chat_id = word(message, "message_id"), word(message, "chat_id")
    is_group = word(message, "chat_type") not in ("p2p", "")
    if not message_id or (is_group and not chat_id):
        raise CallbackRejected("the message has no id or no chat", status=400)
    if is_group and not mentions_bot(message):
        return None
    return InboundEvent(
        platform=PLATFORM,
        # Feishu's page on this event says to recognise repeats by message_id, not by event_id.
        key=message_id,
        user_id=_user_id(sender, "sender_id"),
        group=chat_id if is_group else "",
        sent_at=_created_at(word(message, "create_time")),
        happening=read_content(message),
        reply_to={"message_id": message_id, "chat_id": chat_id},
    )


def _action(envelope: Envelope) -> InboundEvent | None:
    event = envelope.event
    action, context, operator = part(event, "action"), part(event, "context"), part(event, "operator")
    name = word(part(action, "value"), "action")
    tenant = word(operator, "tenant_key")
    if not name or (tenant and envelope.tenant_key and tenant != envelope.tenant_key):
        log.info("feishu.action_ignored", event_id=envelope.event_id, tag=word(action, "tag"))
        return None
    chat_id = word(context, "open_chat_id")
    # A card drawn in place of a link stands in somebody else's message, which only the click's token may change.
    message_id = "" if word(event, "delivery_type") == "url_preview" else word(context, "open_message_id")
    card = {"message_id": message_id, "token": word(event, "token")}
    return InboundEvent(
        platform=PLATFORM,
        key=envelope.event_id,
        user_id=_user_id(event, "operator"),
        sent_at=envelope.sent_at,
        happening=ActionTaken(
            action=name, values=_values(action), card={part: value for part, value in card.items() if value}
        ),
        reply_to={"chat_id": chat_id} if chat_id else {},
    )


def _values(action: JsonObject) -> dict[str, tuple[str, ...]]:
    """What was chosen and written: the form's fields, and the component itself under its name."""
    values = {name: words(part(action, "form_value"), name) for name in part(action, "form_value")}
    own = words(action, "options") or words(action, "option") or words(action, "input_value")
    if not own and isinstance(action.get("checked"), bool):
        own = ("true" if action["checked"] else "false",)
    if own:
        values[word(action, "name") or word(action, "tag")] = own
    return values


def _menu(envelope: Envelope) -> InboundEvent:
    key = word(envelope.event, "event_key")
    user_id = _user_id(part(envelope.event, "operator"), "operator_id")
    return _plain(envelope, MenuChosen(key=key), user_id)


def _opened(envelope: Envelope) -> InboundEvent:
    # The 2.0 event names who opened it in operator_id, the 1.0 event in user.
    holder = "operator_id" if "operator_id" in envelope.event else "user"
    return _plain(envelope, ChatOpened(), _user_id(envelope.event, holder))


def _directory_change(envelope: Envelope) -> InboundEvent:
    person = word(part(envelope.event, "object"), "open_id") or word(part(envelope.event, "old_object"), "open_id")
    is_person = envelope.event_type.startswith("contact.user.")
    change = DirectoryChanged(
        change=_DIRECTORY[envelope.event_type], user_ids=(person,) if is_person and person else ()
    )
    return _plain(envelope, change, "")


def _recalled(envelope: Envelope) -> InboundEvent:
    message_id = word(envelope.event, "message_id")
    if not message_id:
        raise CallbackRejected("the recall does not say of what", status=400)
    return _plain(envelope, MessageRecalled(message=message_id), "")


def _group_joined(envelope: Envelope) -> InboundEvent | None:
    chat_id = word(envelope.event, "chat_id")
    if not chat_id or flag(envelope.event, "external", default=False):
        log.info("feishu.group_outside_ignored", event_id=envelope.event_id)
        return None
    joined = _plain(envelope, GroupJoined(), _user_id(envelope.event, "operator_id"))
    return replace(joined, group=chat_id, reply_to={"chat_id": chat_id})


def _plain(
    envelope: Envelope,
    happening: MenuChosen | ChatOpened | DirectoryChanged | MessageRecalled | GroupJoined,
    user_id: str,
) -> InboundEvent:
    return InboundEvent(
        platform=PLATFORM,
        key=envelope.event_id,
        user_id=user_id,
        sent_at=envelope.sent_at,
        happening=happening,
    )


def _user_id(of: JsonObject, holder: str) -> str:
    found = word(part(of, holder), "open_id")
    if not found:
        raise CallbackRejected("the event does not say who acted", status=400)
    return found


def _created_at(value: str) -> datetime:
    # Events count milliseconds, card actions microseconds (16 digits).
    return instant(value, per_second=1_000_000 if len(value) >= 16 else 1000)
