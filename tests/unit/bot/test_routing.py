"""Buttons and handlers fit together: a button whose act does not exist is not drawn (CONVERSATION §8.4)."""

from __future__ import annotations

import re
from typing import cast

from bot import texts
from bot.handlers import registered
from bot.routing import Router, Values
from bot.turn import Turn
from cards import actions
from cards.gallery import gallery
from cards.model import Card

ROUTER = registered()
PAGE = ("menu", "open")
SAID_ELSEWHERE = (texts.say_it_like_this(again=True), texts.heard_a_customer("恒瑞", 9))
TYPED_ONLY = frozenset({"help"})
"""Pages of the chat's menu, which the admin sets up in the console: no card opens them."""

COURTESIES = ("你好", "谢谢", "帮助", "帮助 日报", "全部说法")
"""What the help need not name: greetings, and the help itself."""


def drawn() -> set[actions.Action]:
    """Every act that a card of ours carries."""
    cards = [message for _, message in gallery() if isinstance(message, Card)]
    texts_of = [
        carrier.action
        for card in (*cards, *SAID_ELSEWHERE)
        for carriers in (card.every_button(), card.selects)
        for carrier in carriers
    ]
    return {actions.parse(text) for text in texts_of if text}


def test_every_button_has_its_handler_and_every_handler_its_button() -> None:
    """§2.3.11, §8.4: nothing can be pressed that nobody does; nothing is done that nobody can press."""
    acts = {(action.subject, action.act) for action in drawn()} - {PAGE}
    assert acts == ROUTER.known_actions()


def test_every_page_that_a_button_opens_is_there() -> None:
    """§8.4: and every page has its button, but those that only the chat's menu opens."""
    pages = {action.id for action in drawn() if (action.subject, action.act) == PAGE}
    assert pages == ROUTER.known_pages() - TYPED_ONLY


def test_the_help_names_every_command() -> None:
    """§2.3.11, 3.21: what can be said stands in the help, as an example that does it."""
    examples = [part.strip().removeprefix("/") for line in ROUTER.help_lines for part in line.example.split("／")]
    unnamed = [
        pattern.pattern
        for pattern in ROUTER.known_commands()
        if not any(pattern.fullmatch(said) for said in (*examples, *COURTESIES))
    ]
    # A bare 「新线索」 opens the form; the help names the line in three fields, which does more.
    assert [pattern for pattern in unnamed if not re.fullmatch(pattern, "新线索")] == []


def test_topics_and_examples_of_the_help_are_told_apart() -> None:
    """3.21: 「帮助 排行」 must find one."""
    examples = [line.example for line in ROUTER.help_lines]
    assert len(set(examples)) == len(examples)
    assert all(len(line.topic) <= 5 for line in ROUTER.help_lines)


def test_a_select_that_nobody_touched_counts_as_not_given() -> None:
    """WeCom sends the option that stands for «not chosen yet» with every button of the card."""
    given: list[Values] = []
    router = Router()
    router.action("draft", "confirm_all", lambda _turn, _action, values: given.append(values))
    values = {"link_3": (actions.UNCHOSEN,), "due": ("2026-03-13",), "items": ("1", "2")}
    assert router.act(cast(Turn, None), actions.parse("draft:confirm_all:88@1"), values)
    assert given == [{"due": ("2026-03-13",), "items": ("1", "2")}]
