"""Template cards as WeCom checks them (document/path/90236, 94888).

The advised lengths of texts are not enforced, as on the real server; types, lists, keys and required fields are.
"""

from __future__ import annotations

import re
from typing import Any

from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError

INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")
CARD_TYPES = ("text_notice", "news_notice", *INTERACTIVE)

_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]+")
_LONGEST_TASK_ID = 128
_LONGEST_KEY = 1024
_LONGEST_OPTION_ID = 128
_LONGEST_URL = 2048
Json = dict[str, Any]


def check(card: Any, *, is_update: bool = False) -> Json:
    """The card, when the real server would take it; WeComError 42014, 42027…42051 otherwise."""
    if not isinstance(card, dict):
        raise WeComError(codes.BAD_PARAMETER, "invalid parameter, Warning: wrong json format. template_card")
    card_type = card.get("card_type")
    if card_type not in CARD_TYPES:
        raise WeComError(codes.CARD_TYPE, "template_card invalid card_type")
    _shared(card)
    _OWN[card_type](card)
    if not is_update and (card_type in INTERACTIVE or card.get("action_menu")):
        check_task_id(card.get("task_id"))
    _unique_keys(card)
    return card


def check_task_id(task_id: Any) -> None:
    """Letters, digits, `_`, `-` and `@`, at most 128 bytes."""
    if not isinstance(task_id, str) or not _TASK_ID.fullmatch(task_id) or len(task_id) > _LONGEST_TASK_ID:
        raise WeComError(codes.BAD_TASK_ID, "invalid task_id")


def needs_callback(card: Json) -> bool:
    """Whether pressing something on the card calls the product back (then the app needs a callback URL)."""
    return card["card_type"] in INTERACTIVE or bool(card.get("action_menu"))


def _shared(card: Json) -> None:
    for name in ("source", "main_title", "emphasis_content"):
        _object(card, name)
    menu = _object(card, "action_menu")
    if menu:
        actions = _list(menu, "action_list", codes.CARD_MENU_COUNT, 1, 3)
        for action in actions:
            _text(action, "text", codes.CARD_BUTTON_KEY)
            _key(action)
    quote = _object(card, "quote_area")
    _target(quote, quote.get("type", 0))
    for row in _list(card, "horizontal_content_list", codes.CARD_HORIZONTAL_COUNT, 0, 6):
        _text(row, "keyname", codes.CARD_KEYNAME)
        _row_target(row)
    for jump in _list(card, "jump_list", codes.CARD_JUMP_COUNT, 0, 3):
        _text(jump, "title", codes.CARD_TITLE)
        _target(jump, jump.get("type", 0))
    action = _object(card, "card_action")
    _target(action, action.get("type", 0))


def _row_target(row: Json) -> None:
    kind = row.get("type", 0)
    if kind == 1:
        _url(row)
    elif kind == 2:
        _text(row, "media_id", codes.CARD_MEDIA_ID)
    elif kind == 3:
        _text(row, "userid", codes.BAD_USERID)
    elif kind != 0:
        raise WeComError(codes.CARD_ITEM_TYPE, "horizontal_content_list invalid type")


def _target(item: Json, kind: Any) -> None:
    if kind == 1:
        _url(item)
    elif kind == 2:
        _text(item, "appid", codes.CARD_APPID)
    elif kind != 0:
        raise WeComError(codes.CARD_ITEM_TYPE, "invalid type")


def _text_notice(card: Json) -> None:
    _titled(card)
    _acts(card)


def _news_notice(card: Json) -> None:
    _title(card)
    image, side = _object(card, "card_image"), _object(card, "image_text_area")
    if not image and not side:
        raise WeComError(codes.CARD_IMAGE, "card_image or image_text_area missing")
    if image:
        _url(image)
        ratio = image.get("aspect_ratio")
        if ratio is not None and (not isinstance(ratio, int | float) or not 1.3 < ratio < 2.25):
            raise WeComError(codes.CARD_IMAGE, "card_image invalid aspect_ratio")
    if side:
        _text(side, "image_url", codes.CARD_IMAGE)
        _target(side, side.get("type", 0))
    for row in _list(card, "vertical_content_list", codes.CARD_VERTICAL_COUNT, 0, 4):
        _text(row, "title", codes.CARD_TITLE)
    _acts(card)


def _button_interaction(card: Json) -> None:
    _titled(card)
    selection = _object(card, "button_selection")
    if selection:
        _question(selection, 10)
    for button in _list(card, "button_list", codes.CARD_BUTTON_COUNT, 1, 6):
        _text(button, "text", codes.CARD_BUTTON_KEY)
        if button.get("type", 0) == 1:
            _url(button)
        else:
            _key(button)


def _vote_interaction(card: Json) -> None:
    _title(card)
    box = _object(card, "checkbox")
    if not box:
        raise WeComError(codes.CARD_SELECT, "checkbox missing")
    if box.get("mode", 0) not in (0, 1):
        raise WeComError(codes.CARD_ITEM_TYPE, "checkbox invalid mode")
    _question(box, 20)
    _submit(card)


def _multiple_interaction(card: Json) -> None:
    if "select_list" not in card:
        raise WeComError(codes.CARD_SELECT, "select_list missing")
    selects = _list(card, "select_list", codes.CARD_SELECT_COUNT, 1, 3)
    for select in selects:
        _question(select, 10)
    keys = [select["question_key"] for select in selects]
    if len(set(keys)) != len(keys):
        raise WeComError(codes.CARD_QUESTION_KEY, "duplicate question_key")
    _submit(card)


_OWN = {
    "text_notice": _text_notice,
    "news_notice": _news_notice,
    "button_interaction": _button_interaction,
    "vote_interaction": _vote_interaction,
    "multiple_interaction": _multiple_interaction,
}


def _titled(card: Json) -> None:
    if not _object(card, "main_title").get("title") and not card.get("sub_title_text"):
        raise WeComError(codes.CARD_TITLE, "main_title.title or sub_title_text missing")


def _title(card: Json) -> None:
    _text(_object(card, "main_title"), "title", codes.CARD_TITLE)


def _acts(card: Json) -> None:
    action = _object(card, "card_action")
    if action.get("type") not in (1, 2):
        raise WeComError(codes.CARD_ACTION, "card_action missing")


def _submit(card: Json) -> None:
    submit = _object(card, "submit_button")
    if not submit:
        raise WeComError(codes.CARD_SUBMIT, "submit_button missing")
    _text(submit, "text", codes.CARD_SUBMIT)
    _key(submit)


def _question(question: Json, most: int) -> None:
    _text(question, "question_key", codes.CARD_QUESTION_KEY)
    options = _list(question, "option_list", codes.CARD_OPTION_COUNT, 1, most)
    seen: set[str] = set()
    for option in options:
        _text(option, "id", codes.CARD_OPTION_ID)
        _text(option, "text", codes.CARD_OPTION_ID)
        if len(option["id"].encode()) > _LONGEST_OPTION_ID or option["id"] in seen:
            raise WeComError(codes.CARD_OPTION_ID, "option id too long or duplicate")
        seen.add(option["id"])


def _unique_keys(card: Json) -> None:
    keys = [button["key"] for button in card.get("button_list", []) if button.get("type", 0) != 1]
    keys += [action["key"] for action in (card.get("action_menu") or {}).get("action_list", [])]
    keys += [card["submit_button"]["key"]] if card.get("submit_button") else []
    if len(set(keys)) != len(keys):
        raise WeComError(codes.CARD_DUPLICATE_KEY, "duplicate action key")


def _object(parent: Json, name: str) -> Json:
    value = parent.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise WeComError(codes.BAD_PARAMETER, f"invalid parameter, Warning: wrong json format. {name}")
    return value


def _list(parent: Json, name: str, code: int, least: int, most: int) -> list[Json]:
    value = parent.get(name)
    value = [] if value is None else value
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise WeComError(codes.BAD_PARAMETER, f"invalid parameter, Warning: wrong json format. {name}")
    if not least <= len(value) <= most:
        raise WeComError(code, f"invalid {name} size")
    return value


def _text(item: Json, name: str, code: int) -> None:
    if not isinstance(item.get(name), str) or not item[name]:
        raise WeComError(code, f"{name} missing or invalid")


def _key(item: Json) -> None:
    _text(item, "key", codes.CARD_BUTTON_KEY)
    if len(item["key"].encode()) > _LONGEST_KEY:
        raise WeComError(codes.CARD_BUTTON_KEY, "key too long")


def _url(item: Json) -> None:
    url = item.get("url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or len(url.encode()) > _LONGEST_URL:
        raise WeComError(codes.CARD_URL, "url missing or invalid")
