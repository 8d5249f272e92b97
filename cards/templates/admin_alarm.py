"""Something of ours doesn't work; one message per case, the count on it grows (CONVERSATION 3.20; J12, J15, J17)."""

from __future__ import annotations

from collections.abc import Sequence

from cards import limits
from cards.model import Card, Fact, MessageKind, Tone


def alarm(
    *,
    alarm_id: str,
    version: int,
    what: str,
    since: str,
    facts: Sequence[Fact],
    footer: str,
) -> Card:
    """`what` is the fact, `since` from when, `facts` 影响 and 怎么办: what ends it is done in a console."""
    return Card(
        kind=MessageKind.ALERT,
        key=f"alarm:{alarm_id}",
        version=version,
        summary=f"⚠️ {what}，{since}",
        title=limits.cut(f"⚠️ {what}", limits.TITLE),
        status="警报",
        tone=Tone.RISK,
        subtitle=since,
        lines=(f"⚠️ {what}",) if len(what) > 14 else (),
        facts=tuple(facts),
        footer=(footer,),
    )
