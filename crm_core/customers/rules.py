"""How a name becomes keys: pure."""

from __future__ import annotations

from nlu.companies import name_keys

ALIKE = 85.0
"""From this likeness on two names are worth a hint (F8); never a block by name alone."""


def index_keys(name: str) -> list[str]:
    """The keys under which a name is stored and looked up: its core with each one character left out, and its sound."""
    keys = name_keys(name)
    found = [f"d:{key}" for key in keys.deletions]
    if keys.sound:
        found.append(f"s:{keys.sound}")
    return found
