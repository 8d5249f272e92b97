"""The entry in a message's own menu by which a person hands it to us (Feishu: 消息快捷操作). Most platforms have none.

It opens a page of ours in his client, which asks the client what the messages say: the product itself need not be in
that chat, and learns nothing that he has not chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ChosenMessage:
    """One message that a person has chosen; `text` is empty where it holds no words (a picture, a file)."""

    user_id: str
    name: str
    written_at: datetime
    text: str


class MessageShortcut(Protocol):
    """`scripts` are the addresses of the client's own scripts, in order, that the page loads."""

    scripts: tuple[str, ...]

    def trigger_in(self, query: Mapping[str, str]) -> str:
        """What the client is to be asked with, from the page's query; empty where no message opened the page."""

    async def sign_page(self, page: str) -> Mapping[str, object]:
        """What the page at this address configures the client with. Raises the errors of `adapters.errors`."""

    def read(self, told: str) -> tuple[ChosenMessage, ...]:
        """What the client has told the page, in order of writing. Raises `Refused` for anything else."""
