"""What a Feishu message says, by its type (protocols: 接收消息内容)."""

from __future__ import annotations

import re

from adapters.bodies import JsonObject, json_object, parts, word
from adapters.events import FileSent, TextSaid, Unreadable, VoiceSaid
from cards.file_names import safe_file_name

_MENTION = re.compile(r"@_(?:user_\d+|all)")
_UNREADABLE = {
    "image": "image",
    "media": "video",
    "video_chat": "video",
    "folder": "file",
    "sticker": "sticker",
    "location": "location",
    "share_chat": "card",
    "share_user": "card",
    "interactive": "card",
    "merge_forward": "forward",
}


def read_content(message: JsonObject) -> TextSaid | VoiceSaid | FileSent | Unreadable:
    """The happening in an `im.message.receive_v1` message; mentions of bots are taken out of its text."""
    kind = word(message, "message_type", "msg_type")
    content = json_object(word(message, "content") or "{}")
    if kind == "audio":
        media = {"message_id": word(message, "message_id"), "file_key": word(content, "file_key")}
        return VoiceSaid(media=media, seconds=_seconds(word(content, "duration")))
    if kind == "file":
        media = {"message_id": word(message, "message_id"), "file_key": word(content, "file_key")}
        return FileSent(name=safe_file_name(word(content, "file_name")), media=media)
    if kind not in ("text", "post"):
        return Unreadable(what=_UNREADABLE.get(kind, "other"))
    written = word(content, "text") if kind == "text" else _post_text(content)
    if kind == "post" and not written.strip():
        return Unreadable(what="image")
    names = _mentioned_names(message, written)
    text = _MENTION.sub(lambda found: names.get(found.group(), ""), written)
    return TextSaid(text=_tidy(text), quoted=word(message, "parent_id"))


def mentions_bot(message: JsonObject) -> bool:
    """Whether a bot is mentioned; where the platform doesn't say what was mentioned, anyone will do."""
    kinds = [word(mention, "mentioned_type") for mention in parts(message, "mentions")]
    return any(kind in ("bot", "") for kind in kinds)


def _mentioned_names(message: JsonObject, written: str) -> dict[str, str]:
    """Key → name of the people mentioned; a bot's name is nothing that was said.

    Where the platform doesn't say what was mentioned, the mention at the beginning is the bot's.
    """
    names: dict[str, str] = {}
    for mention in parts(message, "mentions"):
        key, kind = word(mention, "key"), word(mention, "mentioned_type")
        is_bot = kind == "bot" or (not kind and written.lstrip().startswith(key))
        names[key] = "" if is_bot else word(mention, "name")
    return names


def _post_text(content: JsonObject) -> str:
    lines = [word(content, "title")]
    rows = content.get("content")
    for row in rows if isinstance(rows, list) else []:
        pieces = [piece for piece in row if isinstance(piece, dict)] if isinstance(row, list) else []
        lines.append("".join(_piece_text(piece) for piece in pieces))
    return "\n".join(line for line in lines if line)


def _piece_text(piece: JsonObject) -> str:
    if word(piece, "tag") == "at":
        return word(piece, "user_id")
    return word(piece, "text")


def _tidy(text: str) -> str:
    return "\n".join(re.sub(r"[ \t]{2,}", " ", line).strip() for line in text.split("\n")).strip()


def _seconds(milliseconds: str) -> float:
    try:
        return max(float(milliseconds), 0.0) / 1000
    except ValueError:
        return 0.0
