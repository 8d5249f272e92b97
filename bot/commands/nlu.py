"""`ceji nlu parse --jsonl` and `ceji nlu score FILE` (nlu/CONTRACT «The command»)."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.commands.failure import CommandFailed
from nlu.command import parse_stream, score_file


def parse() -> int:
    """One JSON object a line from standard input, one a line to standard output; 1 when a line was malformed."""
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    return parse_stream(sys.stdin, sys.stdout)


def score(file: Path) -> int:
    """Scores a file of labelled messages. Raises CommandFailed when it can't be read."""
    try:
        with file.open(encoding="utf-8") as lines:
            return score_file(lines, sys.stdout)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed(f"读不了 {file}：{error}") from error
