"""From WeCom's decrypted XML to neutral events (developer.work.weixin.qq.com, paths 90239, 90240, 90970).

Events of customers and of the app itself are read in `company_events`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import structlog

from adapters.bodies import instant
from adapters.errors import CallbackRejected
from adapters.events import (
    ActionTaken,
    ChatOpened,
    CustomerLinked,
    DirectoryChange,
    DirectoryChanged,
    Happening,
    InboundEvent,
    MenuChosen,
    TextSaid,
    Unreadable,
    VoiceSaid,
)
from adapters.wecom import company_events
from adapters.wecom.xml import Element, parse

log = structlog.get_logger(__name__)

PLATFORM = "wecom"

SYSTEM = "sys"
"""The sender of what nobody said: changes of contacts and customers."""

_UNREADABLE = frozenset({"image", "video", "location", "link", "file", "emotion"})

_CHANGES: dict[str, DirectoryChange] = {"create_user": "joined", "update_user": "changed", "delete_user": "left"}

_PARTY_CHANGES = frozenset({"create_party", "update_party", "delete_party"})


def read_envelope(body: bytes) -> str:
    """The `Encrypt` value of a callback's body. Raises `CallbackRejected` (400)."""
    try:
        envelope = parse(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise CallbackRejected("the body is not UTF-8", status=400) from error
    encrypted = envelope.value("Encrypt")
    if envelope.name != "xml" or not encrypted:
        raise CallbackRejected("the body is no envelope", status=400)
    return encrypted


def read_event(plaintext: str, *, agent_id: str) -> InboundEvent | None:
    """The neutral event, None for what has no effect (it is acknowledged and logged).

    The key is the `MsgId` of a message; events have none, so theirs is a hash over the whole plaintext, which is the
    same when WeCom delivers again. Raises `CallbackRejected` (400) for what is no message of WeCom's.
    """
    message = parse(plaintext)
    kind = message.value("MsgType")
    if message.name != "xml" or not kind:
        raise CallbackRejected("the message has no type", status=400)
    addressed = message.value("AgentID")
    if addressed and addressed != agent_id:
        log.info("wecom.other_agent", agent_id=addressed)
        return None
    happening = _read_happening(message, kind)
    if happening is None:
        log.info("wecom.event_ignored", what=message.value("Event"), change=message.value("ChangeType"))
        return None
    sender = message.value("FromUserName")
    if not sender:
        raise CallbackRejected("the message has no sender", status=400)
    said_by_person = sender != SYSTEM and not isinstance(happening, DirectoryChanged)
    concerned = message.value("UserID") if isinstance(happening, CustomerLinked) else ""
    key = message.value("MsgId") if kind != "event" else ""
    key = key or f"event-{hashlib.sha256(plaintext.encode('utf-8', 'replace')).hexdigest()[:40]}"
    return InboundEvent(
        platform=PLATFORM,
        key=key,
        user_id=sender if said_by_person else concerned,
        sent_at=instant(message.value("CreateTime"), per_second=1),
        happening=happening,
        reply_to={"answers": key} if said_by_person else {},
    )


def _read_happening(message: Element, kind: str) -> Happening | None:
    if kind == "text":
        return TextSaid(text=message.value("Content"))
    if kind == "voice":
        media = {"media_id": message.value("MediaId"), "format": message.value("Format").lower() or "amr"}
        return VoiceSaid(recognition=message.value("Recognition"), media=media)
    if kind != "event":
        return Unreadable(what=kind if kind in _UNREADABLE else "other")
    read = _EVENTS.get(message.value("Event"))
    return read(message) if read else None


def _opened(_: Element) -> Happening:
    return ChatOpened()


def _menu(message: Element) -> Happening | None:
    key = message.value("EventKey")
    return MenuChosen(key=key) if key else None


def _action(message: Element) -> Happening | None:
    """A press on a card. `click_code` changes the card that was pressed: once, within 72 hours."""
    action = message.value("EventKey")
    if not action:
        return None
    values = {
        item.value("QuestionKey"): tuple(
            option.text.strip() for option in item.all("OptionIds", "OptionId") if option.text.strip()
        )
        for item in message.all("SelectedItems", "SelectedItem")
        if item.value("QuestionKey")
    }
    code = message.value("ResponseCode")
    return ActionTaken(action=action, values=values, card={"click_code": code} if code else {})


def _contact_change(message: Element) -> Happening | None:
    change = message.value("ChangeType")
    if change in _PARTY_CHANGES:
        return DirectoryChanged(change="changed")
    if change not in _CHANGES:
        return None
    users = tuple(filter(None, (message.value("UserID"), message.value("NewUserID"))))
    return DirectoryChanged(change=_CHANGES[change], user_ids=users)


def _entered_scope(message: Element) -> Happening:
    return DirectoryChanged(change="joined", user_ids=(message.value("FromUserName"),))


def _left_scope(message: Element) -> Happening:
    """Leaving the app's scope is not leaving the company: the directory has to be asked."""
    return DirectoryChanged(change="changed", user_ids=(message.value("FromUserName"),))


_EVENTS: dict[str, Callable[[Element], Happening | None]] = {
    "enter_agent": _opened,
    "click": _menu,
    "template_card_event": _action,
    "template_card_menu_event": _action,
    "change_contact": _contact_change,
    "subscribe": _entered_scope,
    "unsubscribe": _left_scope,
    "change_external_contact": company_events.customer,
    "change_external_tag": company_events.customer_tags,
    **dict.fromkeys(company_events.STANDINGS, company_events.app_idle),
}
