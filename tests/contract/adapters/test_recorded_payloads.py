"""Every message type and event kind that a platform's pages name has a recorded payload with its expected event.

What becomes of each is asserted where the platform is read (test_*_inbound.py); here nothing may be missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

PAYLOADS = Path(__file__).parents[1] / "payloads"

WECOM = {
    *("text", "image", "voice", "video", "location", "link"),
    *("subscribe", "unsubscribe", "enter_agent", "LOCATION", "click", "view", "view_miniprogram"),
    *("scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"),
    *("template_card_event", "template_card_menu_event", "batch_job_result", "open_approval_change"),
    *("inactive_alert", "close_inactive_agent", "reopen_inactive_agent"),
    *("low_active_alert", "low_active", "active_restored"),
    *(f"change_contact/{kind}_user" for kind in ("create", "update", "delete")),
    *(f"change_contact/{kind}_party" for kind in ("create", "update", "delete")),
    "change_contact/update_tag",
    *(f"change_external_contact/{kind}" for kind in ("add_external_contact", "add_half_external_contact")),
    *(f"change_external_contact/{kind}" for kind in ("edit_external_contact", "del_external_contact")),
    *(f"change_external_contact/{kind}" for kind in ("del_follow_user", "transfer_fail")),
    *(f"change_external_chat/{kind}" for kind in ("create", "update", "dismiss")),
    *(f"change_external_tag/{kind}" for kind in ("create", "update", "delete", "shuffle")),
}
"""MsgType, Event, and Event/ChangeType (developer.work.weixin.qq.com, document/path 90239, 90240, 92130, 90970)."""

FEISHU = {
    *("text", "post", "image", "audio", "file", "folder", "media", "sticker", "location"),
    *("share_chat", "share_user", "interactive", "todo", "vote", "share_calendar_event", "calendar"),
    *("general_calendar", "video_chat", "hongbao", "system", "merge_forward"),
    *("application.bot.menu_v6", "im.chat.access_event.bot_p2p_chat_entered_v1", "p2p_chat_create"),
    *("contact.user.created_v3", "contact.user.updated_v3", "contact.user.deleted_v3"),
    *("contact.department.created_v3", "contact.department.updated_v3", "contact.department.deleted_v3"),
    *("contact.scope.updated_v3", "im.chat.member.bot.added_v1", "im.chat.member.bot.deleted_v1"),
    *("im.message.recalled_v1", "im.message.message_read_v1", "card.action.trigger", "url.preview.get"),
}
"""message_type of messages, event_type of everything else (open.feishu.cn, 接收消息内容 and the events' own pages)."""

DINGTALK = {
    *("text", "richText", "picture", "audio", "video", "file", "card"),
    *("user_add_org", "user_leave_org", "user_active_org", "user_modify_org"),
    *("org_dept_create", "org_dept_modify", "org_dept_remove", "org_admin_add", "org_admin_remove"),
    *("robot_msg_read", "robot_msg_recall", "im_cool_app_install", "check_url"),
}
"""msgtype of robot messages, card callbacks, and the event types that an app like ours can tick (open.dingtalk.com)."""

BOT = {
    *("aibot_msg_callback/text", "aibot_msg_callback/image", "aibot_msg_callback/mixed", "aibot_msg_callback/voice"),
    *("aibot_msg_callback/file", "aibot_msg_callback/video"),
    *("aibot_event_callback/enter_chat", "aibot_event_callback/template_card_event"),
    "aibot_event_callback/feedback_event",
}
"""Frames of WeCom's intelligent bot: command and kind (document/path/101463). `disconnected_event` ends the connection
and is played by the stand-in."""


def wecom() -> Iterator[str]:
    for file in (PAYLOADS / "wecom").glob("*.xml"):
        xml = file.read_text(encoding="utf-8")
        message, event, change = (_tag(xml, name) for name in ("MsgType", "Event", "ChangeType"))
        yield message if message != "event" else "/".join(part for part in (event, change) if part)


def _tag(xml: str, name: str) -> str:
    match = re.search(rf"<{name}>(?:<!\[CDATA\[)?([^\]<]*)", xml)
    return match[1] if match else ""


def feishu() -> Iterator[str]:
    for file in (PAYLOADS / "feishu").glob("*.json"):
        if file.name.endswith(".event.json"):
            continue
        body = json.loads(file.read_text(encoding="utf-8"))
        event = body["event"]
        kind = body["header"]["event_type"] if "header" in body else event["type"]
        yield event["message"]["message_type"] if kind == "im.message.receive_v1" else kind


def dingtalk() -> Iterator[str]:
    for file in (PAYLOADS / "dingtalk").glob("*.json"):
        if not file.name.endswith(".event.json"):
            yield from _dingtalk_kinds(file)


def _dingtalk_kinds(file: Path) -> Iterator[str]:
    body = json.loads(file.read_text(encoding="utf-8"))
    text = json.dumps(body, ensure_ascii=False)
    if file.stem.startswith("click"):
        yield "card"
    elif match := re.search(r'"(?:msgtype|eventType|EventType)": "([^"]+)"', text):
        yield match[1]


def bot() -> Iterator[str]:
    for file in (PAYLOADS / "wecom").glob("*.frame.json"):
        body = json.loads(file.read_text(encoding="utf-8"))
        said = body["body"]
        yield f"{body['cmd']}/{said['event']['eventtype'] if said.get('msgtype') == 'event' else said['msgtype']}"


def test_every_kind_of_wecom_is_recorded():
    assert set(wecom()) >= WECOM


def test_every_kind_of_feishu_is_recorded():
    assert set(feishu()) >= FEISHU


def test_every_kind_of_dingtalk_is_recorded():
    assert set(dingtalk()) >= DINGTALK


def test_every_frame_of_the_bot_is_recorded():
    assert set(bot()) >= BOT


def test_each_payload_has_its_expected_event_beside_it():
    for file in PAYLOADS.rglob("*.xml"):
        assert file.with_suffix(".json").exists(), file.name
    for file in PAYLOADS.rglob("*.frame.json"):
        assert file.with_name(file.name.replace(".frame.", ".event.")).exists(), file.name
    for folder in ("dingtalk", "feishu"):
        for file in (PAYLOADS / folder).glob("*.json"):
            if not file.name.endswith(".event.json"):
                assert file.with_suffix(".event.json").exists(), file.name
