"""From DingTalk's robot messages, events and card callbacks to neutral events."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import structlog

from adapters.bodies import JsonObject, instant, json_object, part, word, words
from adapters.dingtalk.content import read_content
from adapters.errors import CallbackRejected
from adapters.events import ActionTaken, DirectoryChange, DirectoryChanged, InboundEvent, OutsiderSpoke, Unreadable

PLATFORM = "dingtalk"

_CHANGES: dict[str, DirectoryChange] = {
    "user_add_org": "joined",
    "user_active_org": "joined",
    "user_modify_org": "changed",
    "user_leave_org": "left",
    "org_dept_create": "changed",
    "org_dept_modify": "changed",
    "org_dept_remove": "changed",
    "org_admin_add": "changed",
    "org_admin_remove": "changed",
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Owner:
    """The robot and company that messages must be for; an empty `corp_id` is not compared."""

    robot_code: str
    corp_id: str


def read_message(message: JsonObject, owner: Owner) -> InboundEvent | None:
    """The event of a robot message; None for one that is not from a colleague and not said in a group.

    Raises `CallbackRejected`: 400 without an id or a time, 403 for another robot or company.
    """
    _compare(owner.robot_code, word(message, "robotCode"), "the message is for another robot")
    _compare(owner.corp_id, word(message, "chatbotCorpId"), "the message is for another company")
    key, sender = word(message, "msgId"), word(message, "senderStaffId")
    if not key:
        raise CallbackRejected("the message has no id", status=400)
    over_quota = word(message, "errorCode", "errCode")
    if over_quota:
        log.error("dingtalk.quota_exhausted", code=over_quota, key=key)
    if "hostingContext" in message:
        # Written to a colleague who lets robots answer in his name: it was not said to us.
        log.info("dingtalk.hosted_message_ignored", key=key)
        return None
    is_group = word(message, "conversationType") == "2"
    chat = word(message, "conversationId")
    if is_group and not chat:
        raise CallbackRejected("the message does not say which group", status=400)
    corp = word(message, "senderCorpId")
    if not sender or (owner.corp_id and corp and corp != owner.corp_id):
        # DingTalk leaves the staff id out for people outside the company, and before the robot is published.
        log.warning("dingtalk.sender_unknown", key=key, remedy="外部人员不服务；如是同事，请先在开发者后台发布机器人")
        return _outsider(message, chat) if is_group else None
    return InboundEvent(
        platform=PLATFORM,
        key=key,
        user_id=sender,
        group=chat if is_group else "",
        sent_at=instant(word(message, "createAt")),
        # Over the month's quota DingTalk delivers the frame without what was said.
        happening=Unreadable(what="quota") if over_quota else read_content(message),
        reply_to={"conversation_id": chat} if chat else {},
    )


def _outsider(message: JsonObject, chat: str) -> InboundEvent:
    """That somebody outside the company spoke in a group, and nothing of what he said."""
    sender = hashlib.sha256(f"{word(message, 'senderId')}|{chat}".encode()).hexdigest()
    return InboundEvent(
        platform=PLATFORM,
        key=f"outsider-{sender[:40]}",
        user_id="",
        group=chat,
        sent_at=instant(word(message, "createAt")),
        happening=OutsiderSpoke(),
        reply_to={"conversation_id": chat},
    )


def read_change(kind: str, event: JsonObject, *, key: str, born_at: str) -> InboundEvent | None:
    """The event of a change in the directory; None for the other kinds.

    `born_at` counts milliseconds; the body's own time stamp serves where the frame has none.
    """
    change = _CHANGES.get(kind)
    if change is None:
        log.info("dingtalk.event_without_effect", event_type=kind)
        return None
    if not key:
        raise CallbackRejected("the event has no id", status=400)
    people = (words(event, "userId") or words(event, "UserId")) if kind.startswith("user_") else ()
    return InboundEvent(
        platform=PLATFORM,
        key=key,
        user_id="",
        sent_at=instant(born_at or word(event, "timeStamp", "TimeStamp")),
        happening=DirectoryChanged(change=change, user_ids=people),
    )


def read_click(callback: JsonObject, owner: Owner, *, delivery: str, sent_at: datetime) -> InboundEvent | None:
    """The event of a card callback; None for what is no act of ours.

    `delivery` tells one press from the next: the frame's message id, or a hash over the request. The callback
    carries no time of its own.
    """
    _compare(owner.corp_id, word(callback, "corpId"), "the click is from another company")
    private = part(json_object(word(callback, "content") or "{}"), "cardPrivateData")
    params, action_ids = part(private, "params"), words(private, "actionIds")
    # A form sends its fields in one object; the hidden one says what is done with them.
    values = _values({**params, **part(params, "form")})
    card_id, user_id = word(callback, "outTrackId"), word(callback, "userId")
    if not card_id or not user_id:
        raise CallbackRejected("the click does not say which card or who", status=400)
    action = next(iter(values.pop("action", ())), "") or next((each for each in action_ids if ":" in each), "")
    if not action:
        log.info("dingtalk.click_ignored", out_track_id=card_id)
        return None
    space = word(callback, "spaceId")
    is_group = word(callback, "spaceType").upper() == "IM_GROUP"
    return InboundEvent(
        platform=PLATFORM,
        key=hashlib.sha256(f"{card_id}|{','.join(action_ids)}|{delivery}".encode()).hexdigest(),
        user_id=user_id,
        group=space if is_group else "",
        sent_at=sent_at,
        happening=ActionTaken(action=action, values=values, card={"out_track_id": card_id}),
        reply_to={"conversation_id": space} if is_group and space else {},
    )


def _values(params: JsonObject) -> dict[str, tuple[str, ...]]:
    """The chosen and written values; a select may come as an object with `value`, a number or a list."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in params.items():
        if isinstance(value, dict) and "value" in value:
            value = value["value"]
        if isinstance(value, bool):
            values[name] = ("true" if value else "false",)
        elif found := words({"": value}, ""):
            values[name] = found
    return values


def _compare(expected: str, given: str, complaint: str) -> None:
    if expected and given and given != expected:
        raise CallbackRejected(complaint, status=403)
