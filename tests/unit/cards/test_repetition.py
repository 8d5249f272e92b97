"""A card says everything once: what its one-line form tells stands on it, and nothing stands there twice (rule 2)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.emulator.wecom import drawing
from cards.model import Card
from cards.render import dingtalk, dingtalk_card, feishu, wecom
from tests.unit.cards.samples import CARDS

IDS = [name for name, _ in CARDS]
ONLY = [card for _, card in CARDS]
FACTS = re.compile(
    r"\d[\d*]*|\w公司|[张李王陈周]\w(?:经理|敏)?总?|恒瑞|东方精工|华星|苏州明远|德尔塔|[①-⑳]|转给|写入|撤销|推迟|逾期|到期|未跟进"
)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def on_feishu(card: Card) -> list[str]:
    """The words of the card itself, without the preview of the chat list, in reading order."""
    _, drawn = feishu.draw(card)
    return list(_contents([drawn["header"], drawn["body"]]))


def _contents(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _contents(item)
    elif isinstance(node, dict):
        if isinstance(node.get("content"), str):
            yield re.sub(r"</?font[^>]*>|^\*\*|\*\*$", "", node["content"], flags=re.MULTILINE)
        for value in node.values():
            yield from _contents(value)


def on_dingtalk_card(card: Card) -> list[str]:
    drawn = dingtalk_card.draw_card(card)
    rows = [_plain(line) for n in range(1, 5) for line in drawn[f"content{n}"].split("\n")]
    buttons = [button["text"] for name in ("buttons1", "buttons2") for button in json.loads(drawn[name])]
    fields = [field for field in json.loads(drawn["form"])["fields"] if not field.get("hidden")]
    inputs = [word for each in fields for word in (each["label"], *_labels(each))]
    words = [drawn[name] for name in ("title", "tag", "submit", "hint")]
    words += [*drawn["footer"].split("\n")]
    return [word for word in (*words, *rows, *buttons, *inputs) if word]


def _plain(line: str) -> str:
    return re.sub(r"^(?:- |> )|\*\*(.+?)\*\* |\]\([^)]*\)", r"\1", line.strip()).replace("[", "")


def _labels(field: dict[str, Any]) -> list[str]:
    return [option["text"] for option in field.get("options", [])]


def on_dingtalk_markdown(card: Card) -> list[str]:
    _, text = dingtalk.draw_markdown(card, links=False)
    return [re.sub(r"^(?:### |- )|\*\*(.+?)\*\* ", r"\1", line.strip()) for line in text.split("\n")]


def on_wecom(card: Card) -> list[str]:
    drawn = wecom.draw(card, task_id="a")
    if drawn["msgtype"] == "text":
        return list(drawn["text"]["content"].split("\n"))
    body = drawn["template_card"]
    chosen = body.get("button_selection", {}).get("option_list", [])
    return [*drawing.template_card(body).text.split("\n"), *(option["text"] for option in chosen)]


ROOMS = {
    "wecom": on_wecom,
    "dingtalk": on_dingtalk_markdown,
    "dingtalk card": on_dingtalk_card,
    "feishu": on_feishu,
}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("card", ONLY, ids=IDS)
def test_what_the_preview_tells_stands_on_the_card(card: Card, room: str) -> None:
    """§2: the summary is the whole sentence; who opens the card misses nothing of it."""
    shown = squeezed(" ".join(ROOMS[room](card)))
    for fact in FACTS.findall(squeezed(card.summary)):
        assert fact in shown


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("card", ONLY, ids=IDS)
def test_nothing_is_said_twice(card: Card, room: str) -> None:
    """Rule 2: no line is another's repetition, none is a part of the headline."""
    words = [squeezed(word) for word in ROOMS[room](card)]
    rows = [squeezed(word) for section in card.sections for word in (button.label for button in section.buttons)]
    repeated = [word for word, times in Counter(words).items() if times > 1 and len(word) > 4 and word not in rows]
    assert not repeated
    title = squeezed(card.title)
    lines = [squeezed(line) for line in (*card.lines, card.question) if line]
    assert not [line for line in lines if line == title]
