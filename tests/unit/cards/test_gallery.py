"""Every template keeps the rules of CONVERSATION §1 and §7."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cards import actions, limits
from cards.actions import ROW
from cards.gallery import drawn, gallery
from cards.model import MESSAGE, Button, Card, CardState, Input, Text, Tone, summary_of
from cards.templates import parts
from tests.unit.cards.samples import CARDS

MESSAGES = [message for _, message in gallery()]
IDS = [name for name, _ in gallery()]
TEMPLATES = Path(parts.__file__).parent
EMOJI = re.compile("[\U0001f300-\U0001faff☀-⚟⚡-➿]")


def words(message: Card | Text) -> Iterator[str]:
    """Everything on a message that a person reads."""
    if isinstance(message, Text):
        yield message.text
        return
    yield from (message.summary, message.title, message.subject, message.status, message.subtitle, message.quote)
    yield from (*message.lines, message.warning, message.question, message.hint, *message.footer)
    for fact in (*message.facts, *(fact for section in message.sections for fact in section.facts)):
        yield from (fact.label, fact.value, fact.evidence)
    for section in message.sections:
        yield from (section.title, *section.lines, section.evidence)
    for button in message.every_button():
        yield button.label
    for select in message.selects:
        yield from (select.label, *(option.label for option in select.options))
    if message.form is not None:
        yield message.form.example
    for field in message.form.fields if message.form else ():
        yield from (field.label, field.placeholder if isinstance(field, Input) else "")


def test_every_template_is_shown() -> None:
    """Each file under templates/ has its cards in the gallery."""
    files = {path.stem for path in TEMPLATES.glob("*.py")} - {"__init__", "parts", "rows"}
    assert {name.split(".")[0] for name in IDS} == files


def test_every_function_of_a_template_is_shown() -> None:
    """No card is forgotten when the gallery is looked at."""
    shown = {name.split(" ")[0] for name in IDS}
    for stem in {name.split(".")[0] for name in shown}:
        template = importlib.import_module(f"cards.templates.{stem}")
        drawn = [
            name
            for name, function in inspect.getmembers(template, inspect.isfunction)
            if function.__module__ == template.__name__
            and not name.startswith("_")
            and function.__annotations__["return"] in ("Card", "Text")
        ]
        assert {f"{stem}.{name}" for name in drawn} <= shown


@pytest.mark.parametrize("message", MESSAGES, ids=IDS)
def test_a_message_survives_the_outbox(message: Card | Text) -> None:
    """A message is stored as JSON and drawn from it."""
    assert MESSAGE.validate_json(message.model_dump_json()) == message


@pytest.mark.parametrize("message", MESSAGES, ids=IDS)
def test_the_summary_is_one_line(message: Card | Text) -> None:
    """§2: the whole message in one line."""
    summary = summary_of(message)
    assert summary
    assert "\n" not in summary


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_titles_and_buttons_are_short(card: Card) -> None:
    """Rule 1: title ≤ 16; a button ≤ 10, or more in a bracket that a platform may take away."""
    assert 0 < len(card.title) <= limits.TITLE
    for button in card.every_button():
        assert len(re.sub(r"（.*）$", "", button.label)) <= 10
        assert bool(button.action) != bool(button.url)


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_actions_are_well_formed_and_different(card: Card) -> None:
    """§2.4: `<subject>:<act>:<id>@<version>`, ≤ 200 bytes; two buttons never mean the same."""
    keys = [button.action for button in card.every_button() if button.action]
    keys += [select.action for select in card.selects if select.action]
    assert len(set(keys)) == len(keys)
    for key in keys:
        actions.parse(key)


def test_every_action_is_in_the_list() -> None:
    """The application builds its handlers from templates/README.md: nothing may be missing there, nothing left over."""
    listed = set(re.findall(r"`([a-z_]+:[a-z_]+):", (TEMPLATES / "README.md").read_text()))
    acts = [button.action for _, card in CARDS for button in card.every_button()]
    acts += [select.action for _, card in CARDS for select in card.selects]
    assert {":".join(act.split(":")[:2]) for act in acts if act} == listed


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_typed_words_tell_the_buttons_apart(card: Card) -> None:
    """§2.3.11: each button has a word of its own; row acts on a pick are the row's own in words."""
    typed = [button.typed for button in card.every_button() if not button.on_pick]
    assert len(set(typed)) == len(typed)


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_rows_can_be_picked_where_they_have_no_buttons(card: Card) -> None:
    """§2.3.3: the pick offers exactly the card's rows, and buttons for it exist."""
    picks = [select for select in card.selects if select.name == ROW]
    buttons = [button for button in card.buttons if button.on_pick]
    assert bool(picks) == bool(buttons)
    for pick in picks:
        values = {option.value for option in pick.options} - {actions.ALL_ROWS}
        assert values == {section.key for section in card.sections}


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_closed_cards_are_grey_and_have_no_buttons(card: Card) -> None:
    """§2: a closed card loses its buttons; what was undone keeps 恢复 only."""
    if card.state is CardState.OPEN:
        assert card.tone is not Tone.CLOSED
        return
    assert card.tone is Tone.CLOSED
    if card.is_closed:
        assert not card.every_button()
    else:
        assert all(button.label == "恢复" for button in card.every_button())


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_there_is_one_focus(card: Card) -> None:
    """Rule 1, §7.6: at most one primary button, eight lines, five rows (eight drafts), three warnings."""
    buttons: list[Button] = [*card.buttons, *((card.form.submit,) if card.form else ())]
    assert sum(button.style == "primary" for button in buttons) <= 1
    assert len(card.lines) + len(card.facts) <= 8
    assert len(card.sections) <= (8 if card.key.startswith("draft:") else 5)
    # The summary repeats what stands on the card.
    assert sum(text.count("⚠️") for text in words(card) if text != card.summary) <= 3


@pytest.mark.parametrize("message", MESSAGES, ids=IDS)
def test_the_voice_is_ours(message: Card | Text) -> None:
    """Rules 5, 6 and the voice of §1: no 您, no exclamation mark, no emoji but ⚠️ and √, no whole number."""
    for text in words(message):
        assert "您" not in text
        assert "!" not in text
        assert "！" not in text
        assert not EMOJI.search(text.replace("⚠️", ""))
        assert not re.search(r"1[3-9]\d{9}", text), "also examples: tenants of Feishu's may refuse them (230028)"


@pytest.mark.parametrize("message", MESSAGES, ids=IDS)
def test_punctuation_is_full_width(message: Card | Text) -> None:
    """§0: full-width ，。：；？（） between Chinese."""
    for text in words(message):
        assert not re.search(r"[一-鿿][,;:?()]|[,;?()][一-鿿]", text)


@pytest.mark.parametrize("message", MESSAGES, ids=IDS)
def test_figures_have_a_cut_off(message: Card | Text) -> None:
    """K13: lists and digests of overdue leads say until when they count."""
    if isinstance(message, Card) and message.key.startswith("digest:") and not message.is_closed:
        assert any(limits.is_cut_off(line) for line in message.footer)


def test_the_gallery_is_drawn_for_every_client() -> None:
    """What the page of cards shows is what the platforms would be sent, as JSON."""
    entries = drawn()
    assert [entry["name"] for entry in entries] == IDS
    assert json.loads(json.dumps(entries)) == entries
    saved = entries[IDS.index("lead_saved.saved")]
    assert saved["text"].startswith("已保存：宁波东方精工")
    assert saved["wecom"]["template_card"]["card_type"] == "button_interaction"
    assert saved["feishu"]["msg_type"] == "interactive"
    assert saved["dingtalk"]["msgKey"] == "sampleMarkdown"
