"""Trains nlu/data/rival_weights.txt on the labelled messages: `python deploy/train_rivals.py`.

The measures, which nobody reads (tests/corpus/README.md), are left out. The same messages give the same weights.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from learning import Bag, Course, features, learnt, write

from nlu.coined_names import coined_names
from nlu.command import customers_of
from nlu.lexicon import DEFAULT
from nlu.normalise import fold
from nlu.report_parser import framed_rivals
from nlu.rival_judge import WEIGHTS, candidates
from nlu.scan import scan
from nlu.wordlists import DATA

CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
SETS = ("dev", "own", "second", "third", "fourth", "fifth", "sixth", "seventh", "ninth", "taught")
COURSE = Course(rounds=20, settled=8, step=0.3, shrink=2e-3, sure=0.01, seen=2)
RIVAL = "rival"
KEPT = 2
"""The least weight that is written down, in hundredths."""


def examples(sets: Sequence[str]) -> Iterator[Bag]:
    """Every stretch of a report that may name a rival, and whether it does."""
    for name in sets:
        for path in sorted((CORPUS / name).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                visits = record["expect"].get("follow_ups") or []
                if not visits:
                    continue
                rivals = {fold(rival).lower() for visit in visits for rival in visit["competitors"]}
                found = scan(record["text"], datetime.fromisoformat(record["now"]), customers_of(record), DEFAULT)
                coined = list(coined_names(found.text))
                framed, taken = framed_rivals(found, coined)
                for (start, end), seen in candidates(found, coined, framed, taken):
                    is_rival = found.text[start:end].lower() in rivals
                    yield Bag([features(seen)], {RIVAL: [is_rival]})


if __name__ == "__main__":
    write(learnt(list(examples(sys.argv[1:] or SETS)), (RIVAL,), COURSE), DATA / WEIGHTS, KEPT)
