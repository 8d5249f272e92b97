"""No message carries a whole number or address (rule 5, I2)."""

from __future__ import annotations

import pytest

from cards.masking import masked, masked_text
from cards.model import Button, Card, Fact, Form, Input, MessageKind, Section, Text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打13912345678找王总", "打139****5678找王总"),
        ("+86 139 1234 5678", "139****5678"),
        ("139-1234-5678", "139****5678"),
        ("座机021-62881234转801", "座机021-****1234转801"),
        ("li.ming@hengrui.cn", "li***@hengrui.cn"),
        ("已经遮过的139****5678", "已经遮过的139****5678"),
        ("合同 2026030212345678", "合同 2026030212345678"),
        ("3月2日 09:00，52.3 万", "3月2日 09:00，52.3 万"),
    ],
)
def test_numbers_and_addresses_are_masked_in_any_words(said: str, shown: str) -> None:
    """I2: also where they stand in what a person said; a longer number is none."""
    assert masked_text(said) == shown
    assert masked(Text(text=said)) == Text(text=shown)


def test_every_word_of_a_card_is_masked_and_nothing_that_comes_back() -> None:
    """I2, A1: titles, rows, quotes and labels; not what a press or a form's field carries."""
    number, address = "13912345678", "https://crm.example.cn/sidebar?customer=13912345678"
    card = Card(
        kind=MessageKind.CONFIRM,
        key=f"lead:{number}",
        summary=number,
        title=number,
        quote=f"说了{number}",
        facts=(Fact(label="电话", value=number, evidence=number, url=address),),
        sections=(Section(title=number, lines=(number,)),),
        form=Form(
            name="lead_form",
            fields=(Input(name="phone", label=number, value=number),),
            submit=Button(label="保存", action=f"lead:submit:{number}@1"),
        ),
        buttons=(Button(label=number, action=f"lead:call:{number}@1"),),
    )
    shown = masked(card)
    assert isinstance(shown, Card)
    assert shown.model_dump_json().count("139****5678") == 9
    assert (shown.key, shown.facts[0].url, shown.buttons[0].action) == (card.key, address, card.buttons[0].action)
    assert shown.form is not None
    assert shown.form.fields[0].value == number
    assert shown.form.submit.action == card.form.submit.action
