"""The words that do what a button does while its card is the newest open one (CONVERSATION §2.3.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bot import team_texts
from bot.handlers.next_steps import only_time_said
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import ALL_ROWS, ROW, Action, parse
from cards.model import MESSAGE, Button, Card, CardState, MessageKind, Select
from cards.wording import number_mark
from crm_core.database.outbox import newest_messages
from nlu.intents import small_number

NEWEST = 6
FRESH = timedelta(hours=30)
LONGEST = 24

_WRITES = frozenset({"确认", "全部确认", "写入"})
_DROPS = frozenset({"不记", "全部不记"})
_YES = re.compile(
    r"(?:嗯+[，,\s]*)?(?:对的?|对了|是的?|没错|没问题|没毛病|可以的?|行|好的?|ok|OK|Ok|就这样|都?(?:写入|记上|记下|保存|提交)|"
    r"(?:写|记|存|提交|确认|确定)吧?|都(?:对|行|好|可以)|全(?:都|部)?(?:对|写入))[吧了的啊呀哦，,。！!～~]*"
)

_NUMBERED = re.compile(r"^(?:第\s*)?([①-⑳]|\d{1,2}|[一二三四五六七八九十])\s*(?:条|个)?[\s.、)）]*(.*)$")


_DONE = re.compile(r"(?:都|已经?|我)?(?:完成|做完|办完|办好|做好|搞定|弄好|弄完|处理完|处理好|办妥)[了啦啊！!。]*")
_LATER = re.compile(
    r"(?:再)?(?:晚点|晚些|晚一点|过会儿?|过一会儿?|等会儿?|待会儿?|等一下|回头|先放放|延后|推后|改天)"
    r"(?:再说|再弄|再办|提醒我?|再提醒我?|吧)*[。]?"
)


def press_by_words(turn: Turn, router: Router, words: str) -> bool:
    """Presses the button of the newest open card that these words name; False when none does."""
    words = words.strip()
    if not words or len(words) > LONGEST:
        return False
    for n, card in enumerate(_open_cards(turn)):
        found = named(card, words) or (named_for_rows(card, words) if n == 0 else None)
        if found is not None:
            action, values = found
            return router.act(turn, action, values)
        if n == 0 and _picks(card, words):
            turn.say(team_texts.which_row(words))
            return True
    return _answer_latest(turn, router, words)


def row_act(turn: Turn, words: str) -> Action | None:
    """The act of a row that words like 「①转给」 name on the newest list that has it."""
    found = (named(card, words) for card in _open_cards(turn))
    action, _ = next((each for each in found if each is not None), (None, {}))
    return action


def _answer_latest(turn: Turn, router: Router, words: str) -> bool:
    """Words that mean something only right under a card; when anything was said since, they are a courtesy.

    「对」「没问题」 under a draft is 确认; 「搞定」「晚点」「周四上午」 under a reminder are 已完成 and 推迟 (3.8).
    """
    latest = _stored(turn, 1)
    card = MESSAGE.validate_python(latest[0]) if latest else None
    if not isinstance(card, Card) or card.state is not CardState.OPEN:
        return False
    if card.kind is MessageKind.CONFIRM and _YES.fullmatch(words):
        button = next((one for one in card.buttons if one.style == "primary" and one.label in _WRITES), None)
        return button is not None and router.act(turn, parse(button.action), _values(card))
    acts = {action.act: action for action in map(_action, card.buttons) if action and action.subject == "step"}
    if not card.key.startswith("step:") or "snooze" not in acts:
        return False
    if "done" in acts and _DONE.fullmatch(words):
        return router.act(turn, acts["done"], {})
    at = only_time_said(turn, words)
    if at is None and not _LATER.fullmatch(words):
        return False
    return router.act(turn, acts["snooze"], {"until": (at.isoformat(),)} if at else {})


def cancel_latest(turn: Turn, router: Router) -> bool:
    """取消 right under a draft is 不记: a draft that stayed open could still be written by a later 确认."""
    latest = _stored(turn, 1)
    card = MESSAGE.validate_python(latest[0]) if latest else None
    if not isinstance(card, Card) or card.kind is not MessageKind.CONFIRM or card.state is not CardState.OPEN:
        return False
    button = next((one for one in card.buttons if one.label in _DROPS), None)
    return button is not None and router.act(turn, parse(button.action), {})


def _action(button: Button) -> Action | None:
    return parse(button.action) if button.action else None


def _open_cards(turn: Turn) -> list[Card]:
    """The cards that the person may still answer, newest first; an older state of the same card is not one."""
    seen: set[str] = set()
    cards: list[Card] = []
    for message in _stored(turn, NEWEST):
        card = MESSAGE.validate_python(message)
        if not isinstance(card, Card) or (card.key and card.key in seen):
            continue
        seen.add(card.key)
        if card.state in (CardState.OPEN, CardState.UNDONE):
            cards.append(card)
    return cards


def _stored(turn: Turn, most: int) -> list[dict[str, Any]]:
    """What was last sent into this conversation, newest first."""
    return newest_messages(turn.session, turn.event.platform, turn.event.user_id, "", turn.machine_now - FRESH, most)


def named(card: Card, words: str) -> tuple[Action, Values] | None:
    """What these words press on a card: a button of its own or of a row, or a choice; None when nothing."""
    buttons = dict(_said_buttons(card))
    button = next((buttons[spelling] for spelling in _spellings(words) if spelling in buttons), None)
    if button is not None:
        return parse(button.action), _values(card)
    for select in card.selects:
        chosen = _chosen(select, words)
        if chosen is not None:
            return _by_select(card, select, chosen)
    return None


def named_for_rows(card: Card, words: str) -> tuple[Action, Values] | None:
    """「催办」 under a list, without a number: all its rows where it offers that, or the only one there is."""
    buttons = _picks(card, words)
    select = next((each for each in card.selects if each.name == ROW), None)
    rows = [option.value for option in select.options] if select is not None else []
    if not buttons or not (ALL_ROWS in rows or len(rows) == 1):
        return None
    return parse(buttons[0].action), {**_values(card), ROW: (ALL_ROWS if ALL_ROWS in rows else rows[0],)}


def _said_buttons(card: Card) -> Iterator[tuple[str, Button]]:
    """Each button by what is said for it; a row's only with its number, as its label alone could mean any row."""
    for section in card.sections:
        mark = section.title.partition(" ")[0]
        for button in section.buttons:
            yield f"{mark}{button.label}", button
            yield button.typed, button
    for button in (*((card.form.submit,) if card.form else ()), *card.buttons):
        if button.action and not button.on_pick:
            yield button.label, button
            yield button.typed, button


def _picks(card: Card, words: str) -> list[Button]:
    """The buttons of this word that act on a picked row."""
    return [button for button in card.buttons if button.on_pick and words in (button.typed, button.label)]


def _spellings(words: str) -> list[str]:
    """「2 不记」「第二条不记」「②不记」 are one; so are 1 and ①; 「确认」 of several is 「全部确认」."""
    spellings = [words, f"全部{words}"]
    match = _NUMBERED.match(words)
    number = small_number(match[1]) if match else None
    if match is not None and number is not None:
        spellings.append(f"{number_mark(number)}{match[2].strip()}" if match[2] else str(number))
    return spellings


def _chosen(select: Select, words: str) -> str | None:
    for option in select.options:
        if words == select.typed(option) and option.value != ALL_ROWS:
            return option.value
    return None


def _by_select(card: Card, select: Select, chosen: str) -> tuple[Action, Values] | None:
    values = {**_values(card), select.name: (chosen,)}
    if select.action:
        return parse(select.action), values
    button = next((one for one in card.buttons if one.action and _goes_with(one, select)), None)
    return (parse(button.action), values) if button is not None else None


def _goes_with(button: Button, select: Select) -> bool:
    """A select without an act of its own travels with the button of the same word, else with the primary one."""
    return button.label == select.word or (not select.word and button.style == "primary")


def _values(card: Card) -> dict[str, tuple[str, ...]]:
    return {select.name: (select.selected,) for select in card.selects if select.selected and not select.several}
