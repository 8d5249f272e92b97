"""Trains the judges of nlu on the labelled messages of tests/corpus: `python deploy/train_judges.py`, under a minute.

It writes nlu/data/kind_weights.txt, clause_weights.txt and sum_weights.txt; run it again after rules have changed which
visits, names, times and sums are found. The measures, which nobody reads (tests/corpus/README.md), are left out.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from learning import Bag, features, learnt, write

from nlu import clause_judge, kind_judge, sum_judge
from nlu.amounts import kind_of
from nlu.clause_judge import LABELS, STEP, TOPIC, pieces
from nlu.command import as_record, customers_of
from nlu.complaints import find_pains
from nlu.drafts import FollowUpDraft
from nlu.labels import find_stage
from nlu.lexicon import DEFAULT
from nlu.normalise import fold
from nlu.report_parser import rivals_of, understand
from nlu.scan import Scan, scan
from nlu.score import align
from nlu.shown import shown
from nlu.stretches import Stretch
from nlu.wordlists import DATA

CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
MEASURES = ("eighth", "tenth", "eleventh", "twelfth")
LEAST_READ = ("gu", "he", "jing", "tao", "zhu")
"""Hands of `taught` that no rule, or hardly one, was written by: there the rules err as they do on anybody, which shows
how far to trust what they say of sums."""
_PUNCTUATION = re.compile(r"[\s,。;:!?、()\[\]\"“”‘’<>《》…\-—~·.]")

Record = dict[str, Any]


class Message:
    """A labelled report as the parser reads it. `is_least_read`: hardly a rule was written by it."""

    def __init__(self, record: Record, *, is_least_read: bool) -> None:
        now, names = datetime.fromisoformat(record["now"]), customers_of(record)
        self.is_least_read = is_least_read
        self.expected: list[Record] = record["expect"]["follow_ups"]
        self.found: Scan = scan(record["text"], now, names, DEFAULT)
        understood = understand(record["text"], now, names)
        self.drafts = understood.follow_ups
        self.answers: list[Record] = as_record("", understood)["follow_ups"]
        self.rivals = rivals_of(self.found)
        self.shown = shown(self.found, [(first, last) for _, first, last in self.rivals])
        text = self.found.text
        self._starts = [self.found.folded.span(at, at + 1).start for at in range(len(text))]

    def visits(self) -> Iterator[tuple[Record, FollowUpDraft, Stretch]]:
        """Each visit as labelled and as read, with its stretch of the folded text; none where their number differs."""
        if len(self.expected) == len(self.drafts):
            for expected, answer in align(self.expected, self.answers):
                if expected is not None and answer is not None:
                    draft = self.drafts[self.answers.index(answer)]
                    first, last = draft.span.start, draft.span.end
                    yield expected, draft, (bisect_left(self._starts, first), bisect_left(self._starts, last))

    def visit_at(self, position: int) -> tuple[int, bool]:
        """Where the visit begins that holds a place, and whether a contract was signed there."""
        start, signed = 0, False
        for draft in self.drafts:
            first = bisect_left(self._starts, draft.span.start)
            if first <= position:
                start, signed = first, draft.stage is not None and draft.stage.value == "已签约"
        return start, signed

    def place_of(self, words: str, start: int, end: int) -> Stretch | None:
        """Where words of a label stand in a stretch of the folded text, without regard to punctuation."""
        text = self.found.text
        at = [index for index in range(start, end) if not _PUNCTUATION.match(text[index])]
        wanted = _PUNCTUATION.sub("", fold(words)).lower()
        first = "".join(text[index] for index in at).lower().find(wanted)
        return (at[first], at[first + len(wanted) - 1] + 1) if wanted and first >= 0 else None


def records() -> Iterator[tuple[str, Record]]:
    """The labelled messages that teach, each with the name of its file."""
    for path in sorted(CORPUS.glob("*/*.jsonl")):
        if path.parent.name not in MEASURES:
            for line in path.read_text(encoding="utf-8").splitlines():
                yield path.stem, json.loads(line)


def messages() -> Iterator[Message]:
    """The labelled reports that teach."""
    for hand, record in records():
        if record["expect"]["kind"] == "report":
            yield Message(record, is_least_read=hand in LEAST_READ)


def kind_bags() -> Iterator[Bag]:
    """A bag for each message."""
    for _, record in records():
        found = scan(record["text"], datetime.fromisoformat(record["now"]), customers_of(record), DEFAULT)
        told = record["expect"]["kind"] == "report"
        yield Bag([features(kind_judge.seen_of(found))], {kind_judge.NO_REPORT: [not told]})


def clause_bags(messages: Sequence[Message]) -> Iterator[Bag]:
    """A bag for each visit, a place for each of its clauses."""
    for message in messages:
        for expected, draft, (start, end) in message.visits():
            stretches = pieces(message.shown, message.found.clauses.items, start, end)
            words = {STEP: [step["what"] for step in expected["next_steps"]], TOPIC: expected["topics"]}
            where = {}
            for label, said in words.items():
                spots = [spot for each in said if (spot := message.place_of(each, start, end))]
                where[label] = [any(a < last and first < b for a, b in spots) for first, last in stretches]
            told = {*expected["pains"], expected["stage"], expected["channel"]} & set(LABELS)
            yield Bag(
                places=[features(seen) for seen in clause_judge.seen_in(message.shown, stretches)],
                where=where,
                somewhere=frozenset(told),
                first_guess=_guessed(message, draft, (start, end), stretches),
            )


def _guessed(message: Message, draft: FollowUpDraft, visit: Stretch, stretches: Sequence[Stretch]) -> dict[str, int]:
    """The clause in which a rule alone finds each complaint, the stage and the way of contact."""
    text = message.found.text
    spots = {pain: first for pain, first, _ in reversed(find_pains(text, *visit, message.rivals))}
    stage = find_stage(text, *visit, DEFAULT, False)
    if stage:
        spots[stage[0]] = stage[1]
    events = [event for event in message.found.events_in(*visit) if not event.planned]
    for event in reversed(events):
        spots[event.channel] = event.start
    return {
        label: clause
        for label, spot in spots.items()
        for clause, (first, last) in enumerate(stretches)
        if first <= spot < last
    }


def sum_bags(messages: Sequence[Message]) -> Iterator[Bag]:
    """A bag for each sum that a label names."""
    for message in messages:
        told = [(amount["yuan"], amount["kind"]) for visit in message.expected for amount in visit["amounts"]]
        spans = [(first, last) for _, first, last in message.rivals]
        for mention in message.found.money:
            kind = next((kind for yuan, kind in told if yuan == mention.yuan), None)
            if kind is not None:
                told.remove((mention.yuan, kind))
                text = message.found.text
                seen = sum_judge.seen_of(message.shown, text[mention.span.start : mention.span.end], mention)
                if message.is_least_read:
                    start, signed = message.visit_at(mention.span.start)
                    seen = [*seen, *sum_judge.marks(kind_of(text, start, mention, spans, signed), signed)]
                yield Bag([features(seen)], {each: [each == kind] for each in sum_judge.KINDS})


if __name__ == "__main__":
    write(learnt(list(kind_bags()), (kind_judge.NO_REPORT,)), DATA / kind_judge.WEIGHTS)
    read = list(messages())
    write(learnt(list(clause_bags(read)), LABELS), DATA / clause_judge.WEIGHTS)
    write(learnt(list(sum_bags(read)), sum_judge.KINDS), DATA / sum_judge.WEIGHTS)
