"""What others see of a group push: never its key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupPush:
    """The figures of a manager's team go to one group."""

    id: int
    platform: str
    manager_id: int
