"""`ceji nlu parse --jsonl` and `ceji nlu score FILE` (nlu/CONTRACT «The command»)."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.commands.failure import CommandFailed
from nlu.command import parse_stream, score_file


def parse() -> int:
    """One JSON object a line from standard input, one a line to standard output; 1 when a line was malformed.

    What is no UTF-8 comes in as surrogates, which make that one line malformed; a lone surrogate that JSON escaped goes
    out as the same escape.
    """
    sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    return parse_stream(sys.stdin, sys.stdout)


def score(file: Path) -> int:
    """Scores a file of labelled messages. Raises CommandFailed when it can't be read."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            return score_file(lines, sys.stdout)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed(f"读不了 {file}：{error}") from error
