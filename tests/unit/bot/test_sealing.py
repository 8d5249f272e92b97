"""Secrets that people entrust to us are stored so that only our key reads them."""

from __future__ import annotations

import pytest

from bot.sealing import Unsealable, seal, unseal

KEY, OTHER = b"k" * 32, b"o" * 32


def test_what_is_sealed_is_read_again_and_never_looks_the_same() -> None:
    first, second = seal(KEY, "group", "秘密-1"), seal(KEY, "group", "秘密-1")
    assert first != second
    assert "秘密" not in first
    assert unseal(KEY, "group", first) == unseal(KEY, "group", second) == "秘密-1"


@pytest.mark.parametrize(
    ("key", "purpose", "change"),
    [(OTHER, "group", ""), (KEY, "other", ""), (KEY, "group", "A"), (KEY, "group", "……")],
    ids=["another key", "another purpose", "changed", "no Base64"],
)
def test_anything_else_is_refused(key: bytes, purpose: str, change: str) -> None:
    sealed = seal(KEY, "group", "秘密")
    with pytest.raises(Unsealable):
        unseal(key, purpose, change + sealed[len(change) :] if change != "A" else _other_first(sealed))


def _other_first(sealed: str) -> str:
    return ("B" if sealed[0] != "B" else "C") + sealed[1:]
