"""Nobody was met: no valid interaction, and a new date (CONVERSATION 3.23; F3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards.model import Card, MessageKind
from cards.templates.parts import press
from cards.wording import Reader


def again(*, follow_up_id: int, days: Sequence[date], reader: Reader, version: int = 1) -> Card:
    """「没见到人，记下了，不算有效互动。改约哪天？」; a day's action ends in its ISO date."""
    line = "没见到人，记下了，不算有效互动。"
    asked = "改约哪天？"
    buttons = tuple(
        press(
            "明天" if (on - reader.today).days == 1 else reader.day(on),
            "visit",
            "again",
            f"{follow_up_id}.{on.isoformat()}",
            version,
        )
        for on in days[:4]
    )
    return Card(
        kind=MessageKind.QUESTION,
        key=f"visit:{follow_up_id}",
        version=version,
        summary=line + asked,
        title="拜访未遇",
        lines=(line,),
        question=asked,
        buttons=(*buttons, press("先不约", "visit", "skip", follow_up_id, version)),
        hint="也可以直接回「周四」",
    )
