"""What is kept in mind of late: a mapping that forgets its oldest entries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """The newest `most` entries; one that is set again is new again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[str, V] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __setitem__(self, key: str, value: V) -> None:
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def get(self, key: str) -> V | None:
        """The entry, None when there is none or it was forgotten."""
        return self._entries.get(key)

    def pop(self, key: str) -> V | None:
        """Takes the entry out."""
        return self._entries.pop(key, None)

    def values(self) -> Iterator[V]:
        """All entries, oldest first."""
        return iter(list(self._entries.values()))
