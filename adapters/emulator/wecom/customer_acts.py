"""What people do with customers in the client: it fires events, what the app does fires none (document/path/92130).

Control addresses below `/_control/wecom/customers`: `GET` tells who has whom, and what the app has sent to the
customers; `POST …/{act}` does something as a person would.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from adapters.emulator.clock import unix
from adapters.emulator.control_requests import Body, answering, json_answer
from adapters.emulator.stand_in import ControlError, Unknown
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.contacts import Contacts, Customer, Follow
from adapters.emulator.wecom.login import Login
from adapters.emulator.wecom.markup import Value
from adapters.emulator.world import World

Json = dict[str, Any]
Fire = Callable[[dict[str, Value]], Awaitable[Json]]
"""Pushes an event of the company's own, with these fields; what became of it."""

_PATH = "/_control/wecom/customers"


class CustomerActs:
    """The rep's and the customer's hands."""

    def __init__(self, world: World, contacts: Contacts, fire: Fire) -> None:
        self._world = world
        self._contacts = contacts
        self._fire = fire

    def routes(self) -> list[web.RouteDef]:
        """The control addresses."""
        acts = {
            "add": self._add,
            "edit": self._edit,
            "remove": self._remove,
            "leave": self._leave,
            "fail_transfer": self._fail_transfer,
            "start_chat": self._start_chat,
            "rename_tag": self._rename_tag,
            "sidebar": self._sidebar,
        }
        return [
            web.get(_PATH, answering(self._look)),
            *(web.post(f"{_PATH}/{name}", answering(_taking(act))) for name, act in acts.items()),
        ]

    async def _look(self, request: web.Request) -> web.StreamResponse:
        return json_answer([self._shown(customer) for customer in self._contacts.customers.values()])

    async def _add(self, body: Body) -> Json:
        """`{"user", "name", "external_id"?, "remark"?, "company"?, "mobile"?, "state"?, "half"?, "welcome"?}`: a
        customer is added, `half` while the rep has not confirmed him, `welcome` false where the console greets."""
        user, name = self._user(body), body.text("name")
        external_id = body.optional("external_id") or f"wm{secrets.token_hex(10)}"
        customer = self._contacts.customers.setdefault(external_id, Customer(external_id, name))
        mobile = body.optional("mobile")
        customer.follows[user] = Follow(
            user,
            unix(self._world.clock.now()),
            remark=(body.optional("remark") or "")[:20],
            remark_company=(body.optional("company") or "")[:20],
            remark_mobiles=[mobile] if mobile else [],
            state=body.optional("state") or "",
        )
        change = "add_half_external_contact" if body.flag("half", False) else "add_external_contact"
        extra: dict[str, Value] = {"State": customer.follows[user].state} if customer.follows[user].state else {}
        if body.flag("welcome", True):
            extra["WelcomeCode"] = self._contacts.welcome_code(customer)
        return {"external_id": external_id, **await self._changed(change, user, external_id, **extra)}

    async def _edit(self, body: Body) -> Json:
        """`{"user", "external_id", "remark"?, "company"?, "mobiles"?, "tags"?, "own_tags"?}`: the rep's own notes."""
        user, external_id = self._user(body), body.text("external_id")
        follow = self._followed(user, external_id)
        follow.remark = body.optional("remark") or follow.remark
        follow.remark_company = body.optional("company") or follow.remark_company
        if body.any("mobiles") is not None:
            follow.remark_mobiles = body.texts("mobiles")
        if body.any("tags") is not None:
            follow.tags = [self._tag(name) for name in body.texts("tags")]
        if body.any("own_tags") is not None:
            follow.own_tags = body.texts("own_tags")
        return await self._changed("edit_external_contact", user, external_id)

    async def _remove(self, body: Body) -> Json:
        """`{"user", "external_id"}`: the rep deletes the customer."""
        return await self._part(body, "del_external_contact")

    async def _leave(self, body: Body) -> Json:
        """`{"user", "external_id"}`: the customer deletes the rep."""
        return await self._part(body, "del_follow_user")

    async def _fail_transfer(self, body: Body) -> Json:
        """`{"user", "external_id", "reason"}`: he could not be handed over; customer_refused, customer_limit_exceed."""
        user, external_id = self._user(body), body.text("external_id")
        return await self._changed("transfer_fail", user, external_id, FailReason=body.text("reason"))

    async def _start_chat(self, body: Body) -> Json:
        """`{"external_id"}`: they have begun to speak, by themselves."""
        self._contacts.start_chat(body.text("external_id"))
        return {}

    async def _rename_tag(self, body: Body) -> Json:
        """`{"tag", "name"}`: an admin renames a tag in the console."""
        tag_id = self._tag(body.text("tag"))
        self._contacts.tags.rename(tag_id, body.text("name"))
        fields: dict[str, Value] = {"Id": tag_id, "TagType": "tag", "ChangeType": "update", "StrategyId": 0}
        return await self._fire({"Event": "change_external_tag", **fields})

    async def _sidebar(self, body: Body) -> Json:
        """`{"user", "external_id", "url"}`: where the client navigates when the rep opens a page beside that chat."""
        user, external_id = self._user(body), body.text("external_id")
        self._followed(user, external_id)
        return {"url": Login.opening(user, body.text("url"), external_id)}

    async def _part(self, body: Body, change: str) -> Json:
        user, external_id = self._user(body), body.text("external_id")
        self._followed(user, external_id)
        del self._contacts.customers[external_id].follows[user]
        return await self._changed(change, user, external_id)

    async def _changed(self, change: str, user: str, external_id: str, **extra: Value) -> Json:
        self._world.feed.publish(type="customer", external_userid=external_id)
        concerned: dict[str, Value] = {"ChangeType": change, "UserID": user, "ExternalUserID": external_id}
        return await self._fire({"Event": "change_external_contact", **concerned, **extra})

    def _user(self, body: Body) -> str:
        person = self._world.find("wecom", body.text("user"))
        if person is None:
            raise Unknown(f"nobody here is 「{body.text('user')}」; see GET /_control/people")
        return person.key

    def _followed(self, user: str, external_id: str) -> Follow:
        try:
            return self._contacts.follow(external_id, user)
        except WeComError as error:
            raise Unknown(f"{user} has no customer 「{external_id}」; see GET {_PATH}") from error

    def _tag(self, name: str) -> str:
        tag = self._contacts.tags.named(name)
        if tag is None:
            raise ControlError(f"there is no tag 「{name}」")
        return tag.id

    def _shown(self, customer: Customer) -> Json:
        follows = {
            user: {**asdict(follow), "tags": [self._contacts.tags.find(tag_id).name for tag_id in follow.tags]}
            for user, follow in customer.follows.items()
        }
        return {
            "external_id": customer.external_userid,
            "name": customer.name,
            "received": customer.received,
            "follows": follows,
        }


def _taking(act: Callable[[Body], Awaitable[Json]]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return json_answer(await act(await Body.of(request)))

    return handle
