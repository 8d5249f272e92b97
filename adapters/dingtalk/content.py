"""What a message to DingTalk's robot says, by its type (protocols: 机器人接收消息)."""

from __future__ import annotations

from adapters.bodies import JsonObject, part, parts, word
from adapters.events import FileSent, TextSaid, Unreadable, VoiceSaid
from cards.file_names import safe_file_name

_UNREADABLE = {"picture": "image", "video": "video"}


def read_content(message: JsonObject) -> TextSaid | VoiceSaid | FileSent | Unreadable:
    """The happening in a robot message."""
    kind = word(message, "msgtype")
    if kind == "audio":
        return _voice(part(message, "content"))
    if kind == "file":
        sent = part(message, "content")
        return FileSent(
            name=safe_file_name(word(sent, "fileName")), media={"download_code": word(sent, "downloadCode")}
        )
    if kind == "richText":
        return _rich_text(part(message, "content"))
    if kind in ("text", ""):
        # One of DingTalk's own pages shows a bare string under `content`.
        said = word(part(message, "text"), "content") or word(message, "content")
        return TextSaid(text=said.strip())
    return Unreadable(what=_UNREADABLE.get(kind, "other"))


def _voice(content: JsonObject) -> VoiceSaid:
    # `duration` counts milliseconds; an older form of the message lacks it.
    media = {"download_code": word(content, "downloadCode")}
    return VoiceSaid(recognition=word(content, "recognition").strip(), media=media, seconds=_seconds(content))


def _rich_text(content: JsonObject) -> TextSaid | Unreadable:
    pieces = parts(content, "richText")
    said = "".join(word(piece, "text") for piece in pieces).strip()
    return TextSaid(text=said) if said else Unreadable(what="image")


def _seconds(content: JsonObject) -> float:
    try:
        return max(float(word(content, "duration")), 0.0) / 1000
    except ValueError:
        return 0.0
