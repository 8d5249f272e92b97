"""Whatever a card says, each platform takes what is drawn."""

from __future__ import annotations

import itertools
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.emulator.feishu import card_linter
from adapters.emulator.wecom import cards as wecom_rules
from cards import limits
from cards.model import (
    MESSAGE,
    Button,
    Card,
    CardState,
    Fact,
    Form,
    Input,
    MessageKind,
    Option,
    Section,
    Select,
    Text,
    Tone,
)
from cards.render import dingtalk, dingtalk_card, feishu, plain_text, wecom

WORDS = st.text("恒瑞医疗（上海）abc 12*_~[](){}<>#\\`|\n👨‍👩‍👧‍👦🎉⚠️√：；「」", max_size=60)
SAID = WORDS.filter(lambda text: bool(text.strip()))


@st.composite
def buttons(draw: st.DrawFn) -> Button:
    """A button that acts, or one that opens a page."""
    label = draw(SAID)
    if draw(st.integers(0, 5)) == 0:
        return Button(label=label, url="https://crm.example.cn/x?y=1&z=2")
    style = draw(st.sampled_from(["primary", "default", "danger"]))
    return Button(label=label, action="lead:undo:0@1", style=style, word=draw(st.just("") | SAID))


@st.composite
def selects(draw: st.DrawFn) -> Select:
    """A choice among up to thirty."""
    choices = [Option(value=f"v{n}", label=draw(SAID)) for n in range(draw(st.integers(1, 30)))]
    return Select(
        name="s",
        label=draw(SAID),
        options=tuple(choices),
        selected=draw(st.sampled_from(["", "v0"])),
        several=draw(st.booleans()),
        action=draw(st.sampled_from(["", "draft:due:1@1"])),
        word=draw(st.sampled_from(["", "推迟"])),
    )


FACTS = st.builds(Fact, label=SAID, value=WORDS, evidence=WORDS)
SECTIONS = st.builds(
    Section,
    title=SAID,
    lines=st.lists(SAID, max_size=3).map(tuple),
    facts=st.lists(FACTS, max_size=3).map(tuple),
    evidence=WORDS,
    buttons=st.lists(buttons(), max_size=3).map(tuple),
    key=st.just("1"),
    url=st.sampled_from(["", "https://crm.example.cn/leads/1"]),
)
FORMS = st.builds(
    Form,
    name=st.just("lead"),
    fields=st.just((Input(name="phone", label="手机号"), Input(name="company", label="企业名称"))),
    submit=st.just(Button(label="保存", action="lead:submit:1@1")),
    page=st.sampled_from(["", "https://crm.example.cn/form"]),
    example=WORDS,
    clear=st.sampled_from(["", "清空"]),
)


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Any card; one that offers a choice has a button that sends it."""
    chosen = draw(st.lists(selects(), max_size=2))
    sends = [Button(label="确定", action="question:choose:0@1")] if chosen else []
    drawn = Card(
        kind=draw(st.sampled_from(list(MessageKind))),
        summary=draw(SAID),
        title=draw(SAID),
        status=draw(WORDS),
        tone=draw(st.sampled_from(list(Tone))),
        subtitle=draw(WORDS),
        quote=draw(WORDS),
        lines=tuple(draw(st.lists(SAID, max_size=9))),
        facts=tuple(draw(st.lists(FACTS, max_size=9))),
        sections=tuple(draw(st.lists(SECTIONS, max_size=9))),
        warning=draw(WORDS),
        question=draw(WORDS),
        selects=tuple(chosen),
        form=draw(st.none() | FORMS),
        buttons=(*sends, *draw(st.lists(buttons(), max_size=8))),
        hint=draw(WORDS),
        footer=tuple(draw(st.lists(SAID, max_size=3))),
        state=draw(st.sampled_from(list(CardState))),
    )
    return told_apart(drawn)


def told_apart(card: Card) -> Card:
    """The same card with acts and choices that differ, as the templates' do."""
    numbers = itertools.count(1)

    def numbered(button: Button) -> Button:
        action = f"lead:undo:{next(numbers)}@1" if button.action else ""
        return button.model_copy(update={"action": action})

    sections = tuple(
        section.model_copy(update={"buttons": tuple(numbered(button) for button in section.buttons)})
        for section in card.sections
    )
    named = tuple(select.model_copy(update={"name": f"s{n}"}) for n, select in enumerate(card.selects))
    acts = tuple(numbered(button) for button in card.buttons)
    return card.model_copy(update={"sections": sections, "selects": named, "buttons": acts})


QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@QUIET
@given(cards())
def test_every_platform_takes_it(card: Card) -> None:
    """§2.2, §2.3: WeCom's and Feishu's own rules, DingTalk's kilobytes, and words that fit."""
    drawn = wecom.draw(card, task_id="a-1@1")
    if drawn["msgtype"] == "template_card":
        wecom_rules.check(drawn["template_card"])
    else:
        assert limits.byte_length(drawn["text"]["content"]) <= limits.WECOM.text_bytes
    wecom_rules.check(wecom.draw_update(card)["template_card"], is_update=True)
    _, content = feishu.draw(card)
    card_linter.lint(content)
    assert len(json.dumps(content, ensure_ascii=False).encode()) <= limits.FEISHU.card_bytes
    for value in dingtalk_card.draw_card(card).values():
        assert limits.byte_length(value) <= limits.DINGTALK.variable_bytes
    title, text = dingtalk.draw_markdown(card, links=True)
    assert len(json.dumps({"title": title, "text": text}).encode()) <= 15_000
    assert "\n" not in title


@QUIET
@given(cards())
def test_it_survives_the_outbox(card: Card) -> None:
    assert MESSAGE.validate_json(card.model_dump_json()) == card


@QUIET
@given(SAID)
def test_any_words_can_be_said(words: str) -> None:
    """M1: an answer is told in full while it fits, on every platform."""
    message = Text(text=words)
    assert plain_text.draw(message) == words
    assert wecom.draw(message, task_id="a")["text"]["content"] == words.replace("<", "＜")
    assert feishu.draw(message)[1]["text"] == words.replace("<", "＜")
