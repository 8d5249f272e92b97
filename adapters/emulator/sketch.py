"""Draws a card piece by piece: the words, buttons and inputs that a person sees, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adapters.emulator.records import Block, Button, Input, Option


@dataclass
class Sketch:
    """A message while it is drawn. Every piece adds its words to `text`, one line each."""

    kind: str
    blocks: list[Block] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def say(self, kind: str, text: str, *, label: str = "", url: str | None = None, style: str = "") -> None:
        """Add words; nothing when there are none."""
        words = f"{label} {text}" if label else text
        if not words.strip():
            return
        self._lines.extend(line for line in words.splitlines() if line.strip())
        self.blocks.append(Block(kind, text, label=label, url=url, style=style))

    def divide(self) -> None:
        """Add a rule."""
        self.blocks.append(Block("divider"))

    def preview(self, text: str) -> None:
        """What the chat list shows of the message: words that a person reads, though not on the card itself."""
        self.say("preview", text)

    def press(
        self,
        label: str,
        *,
        id: str | None = None,
        url: str | None = None,
        style: str = "",
        disabled: bool = False,
    ) -> str:
        """Add a button and return its id, made unique among the card's. A `link` or `row` has its words elsewhere."""
        taken = {button.id for button in self.buttons}
        wanted = id or label
        chosen, number = wanted, 2
        while chosen in taken:
            chosen, number = f"{wanted}#{number}", number + 1
        if style not in ("link", "row"):
            self._lines.append(label)
        self.buttons.append(Button(chosen, label, url, style, disabled))
        if self.blocks and self.blocks[-1].kind == "buttons":
            last = self.blocks.pop()
            self.blocks.append(Block("buttons", items=(*last.items, chosen)))
        else:
            self.blocks.append(Block("buttons", items=(chosen,)))
        return chosen

    def ask(
        self,
        name: str,
        kind: str,
        *,
        label: str = "",
        options: tuple[Option, ...] = (),
        value: Any = None,
        required: bool = False,
        disabled: bool = False,
    ) -> None:
        """Add something to fill in."""
        self.inputs.append(Input(name, kind, label, options, value, required, disabled))
        self.blocks.append(Block("input", items=(name,)))
        if label:
            self._lines.append(label)

    @property
    def text(self) -> str:
        """All words in reading order; a line that repeats the one before it once."""
        kept = [line for index, line in enumerate(self._lines) if index == 0 or line != self._lines[index - 1]]
        return "\n".join(kept)

    def as_changes(self) -> dict[str, Any]:
        """The fields of a `Seen` that the drawing fills."""
        return {
            "kind": self.kind,
            "text": self.text,
            "buttons": tuple(self.buttons),
            "inputs": tuple(self.inputs),
            "card": tuple(self.blocks),
        }
