"""Every card of the product, drawn for each platform, against what the emulated platforms accept and show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.emulator.dingtalk import messages
from adapters.emulator.dingtalk.card_template import draw_card as draw_template_card
from adapters.emulator.dingtalk.cards import CardInstances
from adapters.emulator.feishu.message_checks import check_content, draw_message
from adapters.emulator.wecom import cards as wecom_cards
from cards.gallery import gallery
from cards.model import Card, Text
from cards.render import dingtalk, dingtalk_card, feishu, wecom

GALLERY = [pytest.param(message, id=name) for name, message in gallery()]


@pytest.mark.parametrize("message", GALLERY)
def test_wecom_accepts_it_and_names_every_act(message: Card | Text) -> None:
    """What is no button is named as a word; the card that takes its place when it is over is accepted too."""
    part = wecom.draw(message, task_id="sample@1")
    shown = _json(part)
    if "template_card" in part:
        wecom_cards.check(part["template_card"])
    else:
        assert len(part["text"]["content"].encode()) <= 2048
    if isinstance(message, Card):
        wecom_cards.check(wecom.draw_update(message)["template_card"], is_update=True)
        for button in () if message.is_closed else message.buttons:
            names = (f'"{button.label.partition("（")[0]}"', f"「{button.typed}」", button.url)
            assert any(name and name in shown for name in names)


@pytest.mark.parametrize("message", GALLERY)
def test_feishu_accepts_it_and_shows_its_buttons(message: Card | Text) -> None:
    kind, content = feishu.draw(message)
    _, _, parsed = check_content(kind, _json(content), forbids_phones=False)
    sketch = draw_message(kind, parsed, lambda user: user)
    assert sketch.text
    if isinstance(message, Card) and not message.is_closed:
        assert message.summary in sketch.text
        shown = {button.label for button in sketch.buttons}
        assert {button.label for button in message.buttons if not button.on_pick} <= shown


@pytest.mark.parametrize("message", GALLERY)
def test_dingtalk_accepts_it_as_markdown(message: Card | Text) -> None:
    title, text = dingtalk.draw_markdown(message, links=True)
    body = {"robotCode": "r", "msgKey": "sampleMarkdown", "msgParam": _json({"title": title, "text": text})}
    key, param = messages.check_robot_message(body, "r")
    sketch = messages.draw_robot_message(key, param)
    assert title in sketch.text
    assert "](" not in sketch.text, "every link is a link, none a piece of text"


@pytest.mark.parametrize("message", [each for each in GALLERY if isinstance(each.values[0], Card)])
def test_dingtalk_accepts_it_as_a_card(message: Card) -> None:
    values = dingtalk_card.draw_card(message)
    body = {"cardTemplateId": "ceji.schema", "outTrackId": "c-1", "cardData": {"cardParamMap": values}}
    drawn = draw_template_card(CardInstances().create(body), "zhangsan")
    assert message.title in drawn.sketch.text or message.summary in drawn.sketch.text
    assert not (message.is_closed and (drawn.sketch.buttons or drawn.sketch.inputs))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
