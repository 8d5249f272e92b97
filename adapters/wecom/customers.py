"""Customers in WeChat (客户联系: developer.work.weixin.qq.com, paths 92114, 92994, 92115, 92117, 92118, 92137)."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from adapters.bodies import JsonObject, instant, part, parts, word, words
from adapters.customer_contacts import CustomerTag, ExternalContact, Follow
from adapters.errors import RecipientGone, Refused, Unavailable
from adapters.tokens import FetchedToken, TokenSource
from adapters.wecom.client import WeComClient
from adapters.wecom.codes import WELCOME_OVER
from adapters.wecom.limits import (
    LONGEST_COMPANY,
    LONGEST_TAG,
    LONGEST_WELCOME,
    PAGE_OF_CUSTOMERS,
    REPS_AT_ONCE,
)
from adapters.wecom.settings import WeComSettings

NO_CUSTOMERS = 84061
"""What a list of nobody's customers is answered with."""

JS_CALLS = ("getContext", "getCurExternalContact")
"""What a page beside a chat may ask the client."""


class WeComCustomers:
    """What the app may know and do in 客户联系."""

    def __init__(
        self, settings: WeComSettings, client: WeComClient, *, machine_time: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._client = client
        self._machine_time = machine_time
        self.scripts = tuple(settings.js_sdk.split())
        self._ticket = TokenSource(self._fetch_ticket)

    async def read(self, external_id: str) -> ExternalContact:
        """One customer; those whom more than 500 colleagues have come in pages."""
        told: JsonObject = {}
        follows: list[Follow] = []
        cursor = ""
        while True:
            answer = await self._client.get("externalcontact/get", external_userid=external_id, cursor=cursor)
            told = told or part(answer, "external_contact")
            follows += [_follow(one, _tags_of(one)) for one in parts(answer, "follow_user")]
            cursor = word(answer, "next_cursor")
            if not cursor:
                return _contact(told, tuple(follows))

    async def read_all(self) -> AsyncIterator[tuple[tuple[str, ...], tuple[ExternalContact, ...]]]:
        """A hundred colleagues at a time; they count as told when their last page has come."""
        told = words(await self._client.get("externalcontact/get_follow_user_list"), "follow_user")
        names = {tag.tag_id: tag for tag in await self.tags()}
        for start in range(0, len(told), REPS_AT_ONCE):
            user_ids = told[start : start + REPS_AT_ONCE]
            cursor = ""
            while True:
                asked = {"userid_list": list(user_ids), "cursor": cursor, "limit": PAGE_OF_CUSTOMERS}
                try:
                    answer = await self._client.post("externalcontact/batch/get_by_user", asked)
                except RecipientGone as error:
                    if error.facts.get("code") != NO_CUSTOMERS:
                        raise
                    answer = {}
                cursor = word(answer, "next_cursor")
                page = tuple(_listed(one, names) for one in parts(answer, "external_contact_list"))
                yield (() if cursor else user_ids), page
                if not cursor:
                    break

    async def welcome(self, code: str, words: str) -> bool:
        """Within 20 seconds of the adding, once."""
        text = words.encode()[:LONGEST_WELCOME].decode(errors="ignore")
        try:
            await self._client.post(
                "externalcontact/send_welcome_msg", {"welcome_code": code, "text": {"content": text}}
            )
        except Refused as error:
            if error.facts.get("code") not in WELCOME_OVER:
                raise
            return False
        return True

    async def remark(self, user_id: str, external_id: str, *, company: str, phones: Sequence[str]) -> None:
        """Only what is given is sent: WeCom leaves the rest as it is."""
        noted: dict[str, Any] = {}
        if company:
            noted["remark_company"] = company[:LONGEST_COMPANY]
        if phones:
            noted["remark_mobiles"] = list(phones)
        if noted:
            await self._client.post(
                "externalcontact/remark", {"userid": user_id, "external_userid": external_id, **noted}
            )

    async def tags(self) -> tuple[CustomerTag, ...]:
        """All of the company's, whichever app or person made them."""
        answer = await self._client.post("externalcontact/get_corp_tag_list", {})
        return tuple(_corp_tag(one, word(group, "group_name")) for group, one in _grouped(parts(answer, "tag_group")))

    async def add_tag(self, group: str, name: str) -> CustomerTag:
        """WeCom makes the group when there is none of this name."""
        asked = {"group_name": group, "tag": [{"name": name[:LONGEST_TAG]}]}
        made = part(await self._client.post("externalcontact/add_corp_tag", asked), "tag_group")
        added = [one for one in parts(made, "tag") if word(one, "name") == name[:LONGEST_TAG]]
        if not added:
            raise Unavailable("the tag was not added")
        return _corp_tag(added[0], group)

    async def mark(self, user_id: str, external_id: str, *, add: Sequence[str], remove: Sequence[str]) -> None:
        """Tags are a colleague's own view of the customer."""
        await self._client.post(
            "externalcontact/mark_tag",
            {"userid": user_id, "external_userid": external_id, "add_tag": list(add), "remove_tag": list(remove)},
        )

    async def sign_page(self, page: str) -> Mapping[str, object]:
        """`wx.agentConfig` of this app (paths 94313, 90506): signed over the address without what follows #."""
        noncestr, timestamp = secrets.token_hex(8), int(self._machine_time())
        return {
            "corpid": self._settings.corp_id,
            "agentid": self._settings.agent_id,
            "timestamp": timestamp,
            "nonceStr": noncestr,
            "signature": js_signature(await self._ticket.get(), noncestr, timestamp, page),
            "jsApiList": JS_CALLS,
        }

    async def _fetch_ticket(self) -> FetchedToken:
        answer = await self._client.get("ticket/get", type="agent_config")
        ticket, lifetime = answer.get("ticket"), answer.get("expires_in")
        if not isinstance(ticket, str) or not ticket or not isinstance(lifetime, int):
            raise Unavailable("WeCom answered without a ticket")
        return FetchedToken(ticket, float(lifetime))


def js_signature(ticket: str, noncestr: str, timestamp: int, page: str) -> str:
    """The signature that the client checks (path 90506): raw values in this order."""
    signed = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={page.partition('#')[0]}"
    return hashlib.sha1(signed.encode()).hexdigest()  # noqa: S324  WeCom's own algorithm.


def _contact(told: JsonObject, follows: tuple[Follow, ...]) -> ExternalContact:
    return ExternalContact(
        external_id=word(told, "external_userid"),
        name=word(told, "name"),
        company=word(told, "corp_full_name", "corp_name"),
        title=word(told, "position"),
        follows=follows,
    )


def _listed(entry: JsonObject, names: Mapping[str, CustomerTag]) -> ExternalContact:
    """A customer of a list: with one colleague, and only the ids of his tags."""
    follow = part(entry, "follow_info")
    tags = tuple(names[tag_id] for tag_id in words(follow, "tag_id") if tag_id in names)
    return _contact(part(entry, "external_contact"), (_follow(follow, tags),))


def _follow(told: JsonObject, tags: tuple[CustomerTag, ...]) -> Follow:
    return Follow(
        user_id=word(told, "userid"),
        added_at=instant(word(told, "createtime") or "0", per_second=1),
        remark=word(told, "remark"),
        company=word(told, "remark_corp_name"),
        phones=words(told, "remark_mobiles"),
        tags=tags,
        state=word(told, "state"),
    )


def _tags_of(told: JsonObject) -> tuple[CustomerTag, ...]:
    named = (
        CustomerTag(word(one, "tag_id"), word(one, "tag_name"), word(one, "group_name")) for one in parts(told, "tags")
    )
    return tuple(tag for tag in named if tag.name)


def _grouped(groups: list[JsonObject]) -> list[tuple[JsonObject, JsonObject]]:
    return [(group, one) for group in groups for one in parts(group, "tag") if one.get("deleted") is not True]


def _corp_tag(told: JsonObject, group: str) -> CustomerTag:
    return CustomerTag(word(told, "id"), word(told, "name"), group)
