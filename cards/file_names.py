"""Names of files that people and platforms may be handed."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

LONGEST = 80
"""Characters: a file system takes 255 bytes, and a Chinese character is three of them."""

_FORBIDDEN = frozenset('\\/:*?"<>|')
_UNNAMED = "文件"


def safe_file_name(name: str) -> str:
    """The name without what a path, a header or a file system could be led astray by; its ending stays.

    Letters that turn the reading direction go with the invisible ones: 「客户‮xslx.exe」 shows as a table.
    """
    shown = "".join(" " if each in _FORBIDDEN or not each.isprintable() else each for each in name)
    plain = " ".join(shown.split()).strip(". ")
    if len(plain) > LONGEST:
        stem, dot, ending = plain.rpartition(".")
        kept = f"{dot}{ending}" if stem and len(ending) <= 5 else ""
        plain = plain[: LONGEST - len(kept)].rstrip() + kept
    return plain or _UNNAMED


def ending_of(name: str) -> str:
    """The ending in small letters, without its dot; empty where there is none."""
    stem, _, ending = name.rpartition(".")
    return ending.lower() if stem else ""


FileName = Annotated[str, AfterValidator(safe_file_name)]
