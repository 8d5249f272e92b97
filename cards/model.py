"""The neutral card: what a message says and offers, before any platform draws it (CONVERSATION §2).

A card is plain data: it is stored in the outbox as JSON and drawn by `cards.render` when it is sent.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from cards.file_names import FileName


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


OneLine = Annotated[str, AfterValidator(_one_line)]
"""Words that stand in one line: what a person wrote in several is joined."""


class Part(BaseModel):
    """A piece of a card; frozen, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MessageKind(StrEnum):
    """The eight message types of CONVERSATION §2."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    QUESTION = "question"
    LIST = "list"
    DIGEST = "digest"
    ALERT = "alert"
    PROGRESS = "progress"
    ERROR = "error"


class Tone(StrEnum):
    """What the colour of a card means; the status word always says the same (CONVERSATION §2.4)."""

    INFO = "info"
    WAITING = "waiting"
    DONE = "done"
    RISK = "risk"
    CLOSED = "closed"


_KIND_WORDS = {
    MessageKind.QUESTION: "提问",
    MessageKind.LIST: "清单",
    MessageKind.DIGEST: "清单",
    MessageKind.ALERT: "提醒",
    MessageKind.PROGRESS: "处理中",
}


class Button(Part):
    """One act on a card.

    `action` is `<subject>:<act>:<id>@<version>`; `url` opens a page instead and does nothing else. `word` is
    what a person may type in place of the tap, where it differs from the label. `on_pick` marks a button that
    acts on the picked row: it is drawn only where rows can't carry buttons of their own.
    """

    label: OneLine
    action: str = ""
    url: str = ""
    style: Literal["primary", "default", "danger"] = "default"
    word: str = ""
    on_pick: bool = False

    @property
    def typed(self) -> str:
        """The word that does the same as the tap."""
        return self.word or self.label


class Option(Part):
    """One entry of a select."""

    value: str
    label: OneLine


class Select(Part):
    """A choice that travels with the next button: it does nothing by itself unless `action` is set.

    `word` is what a person types before the option's label (「推迟 明天 09:00」). `on_pick` marks a choice that
    the rows offer as buttons: it is drawn only where rows can't carry buttons of their own.
    """

    name: str
    label: OneLine
    options: tuple[Option, ...]
    selected: str = ""
    several: bool = False
    action: str = ""
    word: str = ""
    on_pick: bool = False

    def typed(self, option: Option) -> str:
        """The words that do the same as choosing this option."""
        return f"{self.word} {option.label}" if self.word else option.label


class Input(Part):
    """A line of text in a form."""

    name: str
    label: OneLine
    placeholder: str = ""
    value: str = ""
    required: bool = True
    max_length: int = 100


class Form(Part):
    """Inputs and selects that are sent together by `submit`.

    `page` is the address of the same form as a web page, for platforms whose cards take no input;
    `example` is the line of text that does the same; `clear` labels the button that empties the fields, where
    a platform's forms have one.
    """

    name: str
    fields: tuple[Annotated[Input | Select, Field(union_mode="left_to_right")], ...]
    submit: Button
    page: str = ""
    example: str = ""
    clear: str = ""


class Fact(Part):
    """A label and its value, with the person's own words that support it (`evidence`)."""

    label: OneLine
    value: OneLine
    evidence: OneLine = ""
    url: str = ""


class Section(Part):
    """One numbered block: a draft among several, or a row of a list.

    `key` names the row in the card's row select, on platforms that have no buttons in rows. `row` says the
    whole block in one line, for platforms whose rows are a label (≤ 5 characters) and a value (≤ 30).
    """

    title: OneLine
    lines: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    evidence: str = ""
    buttons: tuple[Button, ...] = ()
    key: str = ""
    url: str = ""
    row: Fact | None = None


class Bar(Part):
    """One figure of a chart."""

    label: OneLine
    value: int


class Chart(Part):
    """A few figures side by side, drawn where a platform draws charts; the card's words tell the same figures.

    `instead_of` is the card's line that only repeats them: it is left out where the chart is drawn.
    """

    title: OneLine
    bars: tuple[Bar, ...]
    instead_of: OneLine = ""


class CardState(StrEnum):
    """Where a card stands; a closed one is grey, has no buttons and keeps one line.

    Only what was undone keeps its way back (恢复).
    """

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    UNDONE = "undone"


class Card(Part):
    """A message with structure.

    `key` identifies the card for later updates (`lead:1042`); empty where it never changes. `summary` is the
    whole message in one line: the preview, the first line of every text form, and what the console prints; all
    that it says stands on the card as well. `subject` is the thing itself (「拜访 · A公司 · 王总」) where `title`
    only says what kind of card this is; it says nothing that the facts don't.
    """

    type: Literal["card"] = "card"
    kind: MessageKind
    summary: OneLine
    title: OneLine
    key: str = ""
    version: int = 1
    status: OneLine = ""
    subject: OneLine = ""
    tone: Tone = Tone.INFO
    subtitle: OneLine = ""
    quote: str = ""
    lines: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    chart: Chart | None = None
    warning: str = ""
    question: str = ""
    selects: tuple[Select, ...] = ()
    form: Form | None = None
    buttons: tuple[Button, ...] = ()
    hint: str = ""
    footer: tuple[str, ...] = ()
    state: CardState = CardState.OPEN

    @property
    def state_word(self) -> str:
        """The word beside the colour: `status`, else what kind of message it is."""
        return self.status or _KIND_WORDS.get(self.kind, "")

    @property
    def is_closed(self) -> bool:
        """Nothing on it can be pressed any more."""
        return self.state not in (CardState.OPEN, CardState.UNDONE)

    def every_button(self) -> tuple[Button, ...]:
        """All buttons, those of sections and of the form included, in reading order."""
        rows = tuple(button for section in self.sections for button in section.buttons)
        return (*rows, *((self.form.submit,) if self.form else ()), *self.buttons)


class Text(Part):
    """A plain answer (type M1 without acts)."""

    type: Literal["text"] = "text"
    text: str


class File(Part):
    """A file for the person who gets the message; `attachment` is where the core keeps its bytes."""

    type: Literal["file"] = "file"
    name: FileName
    attachment: int


Message = Annotated[Card | Text | File, Field(discriminator="type")]

MESSAGE: TypeAdapter[Card | Text | File] = TypeAdapter(Message)


def stored(message: Card | Text | File) -> dict[str, Any]:
    """The message as JSON that MESSAGE reads back; what is at its default is left out."""
    return message.model_dump(mode="json", exclude_defaults=True) | {"type": message.type}


def summary_of(message: Card | Text) -> str:
    """The message in one line, as a chat list would preview it."""
    return message.summary if isinstance(message, Card) else message.text.split("\n", 1)[0]
