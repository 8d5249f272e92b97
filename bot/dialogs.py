"""What a conversation waits for: one pending question, and those set aside (CONVERSATION §4.1, 4.2, 4.7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

QUESTION_LIFETIME = timedelta(minutes=30)
MOST_PARKED = 5


@dataclass(frozen=True, slots=True)
class Question:
    """Something that was asked and waits for its answer.

    `kind` names the handler that takes the answer; `facts` is what it needs (plain data); `asks` repeats the
    question in a few words (「哪位王总？」). `misses` counts answers that fitted nothing.
    """

    kind: str
    asks: str
    asked_at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    misses: int = 0

    def is_over(self, now: datetime) -> bool:
        """Whether it has been parked by time (30 minutes without a turn)."""
        return now - self.asked_at > QUESTION_LIFETIME


@dataclass(slots=True)
class Dialog:
    """The memory of one conversation between two turns.

    `misses` counts turns in a row that fitted nothing; `rest` is what a long answer left for 「更多」.
    """

    question: Question | None = None
    parked: list[Question] = field(default_factory=list)
    misses: int = 0
    last_tap: str = ""
    last_tap_at: datetime | None = None
    rest: str = ""
    rest_at: datetime | None = None

    def ask(self, question: Question) -> None:
        """Makes this the pending question; one that was pending is set aside."""
        if self.question is not None and self.question.kind != question.kind:
            self.park()
        self.question = question

    def park(self) -> None:
        """Sets the pending question aside."""
        if self.question is not None:
            self.parked = [replace(self.question, misses=0), *self.parked][:MOST_PARKED]
            self.question = None

    def wait(self, question: Question) -> None:
        """Puts a question behind those set aside, without asking it now."""
        self.parked = [*self.parked, question][:MOST_PARKED]

    def take_up(self, now: datetime) -> Question | None:
        """Makes the newest question set aside pending again."""
        if not self.parked:
            return None
        self.question = replace(self.parked.pop(0), asked_at=now)
        return self.question

    def answered(self) -> None:
        """The pending question has its answer, or is given up."""
        self.question = None

    def keep_rest(self, rest: str, now: datetime) -> None:
        """Keeps what a long answer has left out."""
        self.rest, self.rest_at = rest, now

    def take_rest(self, now: datetime) -> str:
        """What the last long answer left out, once; empty when there is none, or it was told too long ago."""
        rest, at = self.rest, self.rest_at
        self.rest, self.rest_at = "", None
        return rest if at is not None and now - at <= QUESTION_LIFETIME else ""

    def forget(self, kind: str) -> None:
        """Drops questions of this kind, pending or set aside."""
        if self.question is not None and self.question.kind == kind:
            self.question = None
        self.parked = [question for question in self.parked if question.kind != kind]

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Dialog:
        """From what was stored."""
        tap_at, rest_at = stored.get("last_tap_at"), stored.get("rest_at")
        return cls(
            question=_load(stored.get("question")),
            parked=[question for item in stored.get("parked", ()) if (question := _load(item)) is not None],
            misses=stored.get("misses", 0),
            last_tap=stored.get("last_tap", ""),
            last_tap_at=datetime.fromisoformat(tap_at) if tap_at else None,
            rest=stored.get("rest", ""),
            rest_at=datetime.fromisoformat(rest_at) if rest_at else None,
        )

    def store(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "question": _store(self.question),
            "parked": [_store(question) for question in self.parked],
            "misses": self.misses,
            "last_tap": self.last_tap,
            "last_tap_at": self.last_tap_at.isoformat() if self.last_tap_at else None,
            "rest": self.rest,
            "rest_at": self.rest_at.isoformat() if self.rest_at else None,
        }


def _load(stored: dict[str, Any] | None) -> Question | None:
    if not stored:
        return None
    return Question(
        kind=stored["kind"],
        asks=stored["asks"],
        asked_at=datetime.fromisoformat(stored["asked_at"]),
        facts=stored["facts"],
        misses=stored["misses"],
    )


def _store(question: Question | None) -> dict[str, Any] | None:
    if question is None:
        return None
    return {
        "kind": question.kind,
        "asks": question.asks,
        "asked_at": question.asked_at.isoformat(),
        "facts": question.facts,
        "misses": question.misses,
    }
