"""What a button asks for: `<subject>:<act>:<id>@<version>` (CONVERSATION §2.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_BYTES = 200

ROW = "row"
"""The id of an act on the row that is picked; the pick travels as the value of the select `row`."""

ALL_ROWS = "all"
"""The pick that means every row."""

UNCHOSEN = "unchosen"
"""The value of a select that nobody has touched, on platforms that would else send its first option."""

_KEY = re.compile(r"([a-z][a-z_]*):([a-z][a-z_]*):([0-9A-Za-z_.\-]+)@(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Action:
    """An act on a thing, valid for one version of it; `str()` is what travels in a button.

    `id` may have parts, joined by dots: a draft, its item, the option (`88.3.17`). It never says who acts.
    """

    subject: str
    act: str
    id: str
    version: int = 1

    def __str__(self) -> str:
        return f"{self.subject}:{self.act}:{self.id}@{self.version}"

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the id."""
        return tuple(self.id.split("."))


def parse(text: str) -> Action:
    """Reads an action that came back from a platform. Raises ValueError on anything else."""
    match = _KEY.fullmatch(text) if len(text.encode(errors="replace")) <= MAX_BYTES else None
    if match is None:
        raise ValueError("not an action of ours")
    subject, act, identifier, version = match.groups()
    return Action(subject, act, identifier, int(version))
