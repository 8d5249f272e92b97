"""Comparing what people read: after NFKC, without white space, 「¦」 as 「|」 (CONVERSATION, «Punctuation»)."""

from __future__ import annotations

import unicodedata


def plain_words(text: str) -> str:
    """The text as it is compared."""
    folded = unicodedata.normalize("NFKC", text).replace("¦", "|")
    return "".join(folded.split())


def same_words(first: str, second: str) -> bool:
    """Whether both say the same."""
    return plain_words(first) == plain_words(second)


def says(text: str, words: str) -> bool:
    """Whether the text holds these words."""
    return plain_words(words) in plain_words(text)
