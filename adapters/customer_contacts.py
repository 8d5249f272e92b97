"""What a platform can tell and do about customers in its own chat (WeCom: 客户联系). Most platforms have none of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CustomerTag:
    """A tag on a customer. `tag_id` is empty for one that a colleague keeps for himself."""

    tag_id: str
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """A colleague who has the customer in his chat, with what he himself has noted.

    `phones` are what he typed: no platform tells a customer's number. `state` names the way by which he came.
    """

    user_id: str
    added_at: datetime
    remark: str = ""
    company: str = ""
    phones: tuple[str, ...] = ()
    tags: tuple[CustomerTag, ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True)
class ExternalContact:
    """A person outside the company. `company` is told of colleagues of other companies only, not of WeChat users."""

    external_id: str
    name: str
    company: str = ""
    title: str = ""
    follows: tuple[Follow, ...] = ()


class CustomerContacts(Protocol):
    """Customers in the platform's chat. All methods raise the errors of `adapters.errors` and nothing else.

    Who is unknown, outside the app's scope or no longer anybody's customer raises `RecipientGone`. `scripts` are the
    addresses of the client's own scripts, in order, by which a page asks whose chat is open beside it.
    """

    scripts: tuple[str, ...]

    async def read(self, external_id: str) -> ExternalContact:
        """One customer, with everyone who has him."""

    def read_all(self) -> AsyncIterator[tuple[tuple[str, ...], tuple[ExternalContact, ...]]]:
        """Every customer, in pages: the colleagues whose customers are now all told, and the customers of the page."""

    async def welcome(self, code: str, text: str) -> bool:
        """Greets a customer who has just been added; False where it is too late or they speak already."""

    async def remark(self, user_id: str, external_id: str, *, company: str, phones: Sequence[str]) -> None:
        """Writes company and numbers into the colleague's note on the customer; empty ones are left as they are."""

    async def tags(self) -> tuple[CustomerTag, ...]:
        """The company's tags."""

    async def add_tag(self, group: str, name: str) -> CustomerTag:
        """Adds a tag to a group of ours, which is made when there is none."""

    async def mark(self, user_id: str, external_id: str, *, add: Sequence[str], remove: Sequence[str]) -> None:
        """Puts tags (their ids) on a colleague's customer and takes others off."""

    async def sign_page(self, page: str) -> Mapping[str, object]:
        """What the page at this address configures the client with before it asks."""
