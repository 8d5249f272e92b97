"""What others see of attachments."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file made for one person."""

    id: int
    name: str
    content: bytes = field(repr=False)
