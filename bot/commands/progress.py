"""Progress of long work, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_line() -> Iterator[Callable[[str, int], None]]:
    """One line on stderr that says what is under way and how far; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _name, _count: None
        return

    def show(name: str, count: int) -> None:
        sys.stderr.write(f"\r\x1b[K{name}  {count:,}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
