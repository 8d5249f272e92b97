"""What Feishu demands of a message before it is sent, and how each kind looks in the chat."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from adapters.emulator.feishu import card_schema
from adapters.emulator.feishu.card_drawing import draw_card
from adapters.emulator.feishu.card_linter import CardError, lint, walk
from adapters.emulator.feishu.codes import Refusal, card_refused, field_required
from adapters.emulator.feishu.markdown import NameOf, links, plain
from adapters.emulator.sketch import Sketch

MAX_TEXT_BYTES = 150 * 1024
_KEYS = {"image": "image_key", "file": "file_key", "audio": "file_key", "media": "file_key", "sticker": "file_key"}
_KINDS = frozenset(_KEYS) | {"text", "post", "interactive", "share_chat", "share_user"}
_PHONE_OR_MAIL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+")


def check_content(kind: object, content: object, forbids_phones: bool) -> tuple[str, str, dict[str, Any]]:
    """The kind, the raw and the parsed content; Refusal 230001, 230025, 230028, 230054 or 230099."""
    if not kind:
        raise field_required("msg_type")
    if not content:
        raise field_required("content")
    if kind not in _KINDS:
        raise Refusal(230001, f"Your request contains an invalid request parameter, invalid msg_type: {kind}")
    if not isinstance(content, str):
        raise Refusal(9499, "Invalid parameter type in json: content")
    limit = card_schema.MAX_BYTES if kind in ("interactive", "post") else MAX_TEXT_BYTES
    if len(content.encode()) > limit:
        raise Refusal(230025, "The length of the message content reaches its limit.")
    if forbids_phones and _PHONE_OR_MAIL.search(content):
        raise Refusal(230028, "The messages do NOT pass the audit, ext=contain sensitive data")
    parsed = _parse(content, str(kind))
    _CHECKS.get(str(kind), _check_key)(str(kind), parsed)
    return str(kind), content, parsed


def check_card(card: Any) -> dict[str, Any]:
    """A card object; Refusal 230099 with the sub-code of what is wrong."""
    if not isinstance(card, dict):
        raise card_refused(200621, "parse card json err, please check whether the card json is correct")
    if card.get("type") == "template":
        raise card_refused(200380, "template does not exist")
    try:
        if card.get("schema") == "2.0":
            lint(card)
        elif not isinstance(card.get("elements"), list) and not isinstance(card.get("i18n_elements"), Mapping):
            raise CardError(200621, "parse card json err, please check whether the card json is correct")
    except CardError as error:
        raise card_refused(error.code, error.message) from error
    return card


def is_shared(card: Mapping[str, Any]) -> bool:
    """Whether a card may be updated for all its readers (always in 2.0, by `update_multi` in 1.0)."""
    return card.get("schema") == "2.0" or bool((card.get("config") or {}).get("update_multi"))


def mentions_unknown(card: Any, is_person: Callable[[str], bool]) -> bool:
    """Whether a person element names someone who doesn't exist."""
    people = (each.get("user_id") for each in walk(card) if each.get("tag") == "person")
    return any(isinstance(user, str) and not is_person(user) for user in people)


def file_address(file_key: str) -> str:
    """Where the emulated client fetches a file; relative to the emulator."""
    return f"/_client/feishu/files/{file_key}"


def draw_message(kind: str, parsed: Mapping[str, Any], name_of: NameOf) -> Sketch:
    """A checked message as its readers see it."""
    if kind == "interactive":
        return draw_card(parsed, name_of).sketch
    sketch = Sketch(kind)
    if kind == "text":
        _with_links(sketch, str(parsed["text"]), name_of)
    elif kind == "post":
        _draw_post(sketch, parsed, name_of)
    elif kind == "file":
        sketch.say("file", str(parsed["file_name"]), url=file_address(str(parsed["file_key"])))
    else:
        words = {"image": "[图片]", "audio": "[语音]", "media": "[视频]"}.get(kind, f"[{kind}]")
        sketch.say("image" if kind == "image" else "text", words)
    return sketch


def _draw_post(sketch: Sketch, parsed: Mapping[str, Any], name_of: NameOf) -> None:
    post = next(iter(parsed.values()))
    sketch.say("title", str(post.get("title", "")))
    for paragraph in post.get("content") or []:
        words = ""
        for piece in paragraph:
            tag = piece.get("tag")
            if tag == "at":
                words += f"@{name_of(str(piece.get('user_id', '')))}"
            elif tag == "a":
                words += str(piece.get("text", ""))
                sketch.press(
                    str(piece.get("text", "")),
                    id=f"link:{len(sketch.buttons) + 1}",
                    url=piece.get("href"),
                    style="link",
                )
            elif tag == "hr":
                sketch.divide()
            elif tag == "md":
                _with_links(sketch, str(piece.get("text", "")), name_of)
            else:
                words += str(piece.get("text", ""))
        sketch.say("text", words)


def _with_links(sketch: Sketch, text: str, name_of: NameOf) -> None:
    sketch.say("text", plain(text, name_of))
    for label, url in links(text):
        sketch.press(plain(label, name_of), id=f"link:{len(sketch.buttons) + 1}", url=url, style="link")


def _parse(content: str, kind: str) -> dict[str, Any]:
    try:
        parsed = json.loads(content)
    except ValueError as error:
        if kind == "interactive":
            raise card_refused(200621, "parse card json err, please check whether the card json is correct") from error
        raise Refusal(230001, "Your request contains an invalid request parameter, ext=content is not JSON.") from error
    if not isinstance(parsed, dict):
        raise Refusal(230001, "Your request contains an invalid request parameter, ext=content is no object.")
    return parsed


def _check_text(kind: str, parsed: dict[str, Any]) -> None:
    if not isinstance(parsed.get("text"), str) or not parsed["text"].strip():
        raise Refusal(230001, "Your request contains an invalid request parameter, ext=text is empty.")


def _check_post(kind: str, parsed: dict[str, Any]) -> None:
    posts = list(parsed.values())
    if not posts or any(
        not isinstance(post, Mapping)
        or not isinstance(post.get("content"), list)
        or any(not isinstance(paragraph, list) for paragraph in post["content"])
        for post in posts
    ):
        raise Refusal(230001, "Your request contains an invalid request parameter, ext=invalid post content.")


def _check_card(kind: str, parsed: dict[str, Any]) -> None:
    if parsed.get("type") != "card":  # a card entity was checked when it was made
        check_card(parsed)


def _check_key(kind: str, parsed: dict[str, Any]) -> None:
    name = _KEYS.get(kind)
    if name is not None and not isinstance(parsed.get(name), str):
        raise Refusal(230001, f"Your request contains an invalid request parameter, ext=invalid {name}.")


_CHECKS: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "text": _check_text,
    "post": _check_post,
    "interactive": _check_card,
}
