"""External contacts: customers that reps have added (document/path/92113, 92114, 92115, 92994).

A customer's mobile number is never given by the platform, only what a rep has written down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adapters.emulator.clock import unix
from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.directory import Directory
from adapters.emulator.wecom.parameters import integer
from adapters.emulator.world import World

_MOST_USERS, _PAGE, _LARGEST_PAGE = 100, 50, 100
_LONGEST = {"remark": 20, "description": 150, "remark_company": 20}
Json = dict[str, Any]


@dataclass
class _Follow:
    userid: str
    remark: str
    created_at: int
    description: str = ""
    remark_company: str = ""
    remark_mobiles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Customer:
    """One external person; `wm` ids are WeChat users."""

    external_userid: str
    name: str
    company: str
    position: str
    follows: dict[str, _Follow] = field(default_factory=dict)


class Contacts:
    """The company's customers, seeded with the people of the acceptance scenarios."""

    def __init__(self, world: World, directory: Directory) -> None:
        self._world = world
        self._directory = directory
        self._customers: dict[str, Customer] = {}
        self.add("wmLiZongHengrui0000001", "李总", "上海恒瑞医疗科技有限公司", "采购总监", "zhangsan", "13800001111")
        self.add("wmWangZongAgongsi00001", "王总", "A公司", "总经理", "zhangsan")
        self.add("wmWangZongHuaxing00001", "王总", "华星", "总经理", "zhangsan")

    def add(self, external_userid: str, name: str, company: str, position: str, userid: str, mobile: str = "") -> None:
        """A rep adds a customer."""
        customer = self._customers.setdefault(external_userid, Customer(external_userid, name, company, position))
        customer.follows[userid] = _Follow(
            userid,
            f"{name} {company}"[:20],
            unix(self._world.clock.now()),
            remark_company=company[:20],
            remark_mobiles=[mobile] if mobile else [],
        )

    def followers(self) -> Json:
        """Who has customer contact switched on: everyone visible."""
        return {"follow_user": [person.key for person in self._directory.people() if person.is_active]}

    def of(self, userid: str | None) -> Json:
        """The ids of one rep's customers."""
        person = self._directory.person(userid)
        found = [each.external_userid for each in self._customers.values() if person.key in each.follows]
        if not found:
            raise WeComError(codes.NOT_A_FOLLOWER, "not external contact")
        return {"external_userid": found}

    def get(self, external_userid: str | None) -> Json:
        """One customer with all reps who follow him."""
        customer = self._find(external_userid)
        follows = [_as_follow(follow) for follow in customer.follows.values()]
        return {"external_contact": _as_contact(customer), "follow_user": follows}

    def by_user(self, body: Json) -> Json:
        """Customers of several reps, page by page."""
        userids = body.get("userid_list")
        if not isinstance(userids, list) or not 1 <= len(userids) <= _MOST_USERS:
            raise WeComError(codes.BAD_PARAMETER, "invalid userid_list")
        wanted = [self._directory.person(str(userid)).key for userid in userids]
        pairs = [
            (customer, customer.follows[key])
            for key in wanted
            for customer in self._customers.values()
            if key in customer.follows
        ]
        start = integer(body.get("cursor"), "cursor")
        end = start + min(integer(body.get("limit"), "limit", _PAGE), _LARGEST_PAGE)
        page = [
            {
                "external_contact": _as_contact(customer),
                "follow_info": {**_as_follow(follow, with_tags=False), "tag_id": []},
            }
            for customer, follow in pairs[start:end]
        ]
        return {"external_contact_list": page, "next_cursor": str(end) if end < len(pairs) else ""}

    def remark(self, body: Json) -> None:
        """A rep's notes on a customer; mobiles replace the ones before, `[""]` clears them."""
        follow = self._find(body.get("external_userid")).follows.get(str(body.get("userid")))
        if follow is None:
            raise WeComError(codes.NOT_A_FOLLOWER, "not external contact")
        changes = {name: body[name] for name in _LONGEST if isinstance(body.get(name), str)}
        mobiles = body.get("remark_mobiles")
        if not changes and mobiles is None and not body.get("remark_pic_mediaid"):
            raise WeComError(codes.EMPTY_PARAMETER, "nothing to change")
        for name, value in changes.items():
            if len(value) > _LONGEST[name]:
                raise WeComError(codes.BAD_PARAMETER, f"{name} too long")
            setattr(follow, name, value)
        if isinstance(mobiles, list):
            follow.remark_mobiles = [str(mobile) for mobile in mobiles if mobile]

    def _find(self, external_userid: Any) -> Customer:
        customer = self._customers.get(external_userid) if isinstance(external_userid, str) else None
        if customer is None:
            raise WeComError(codes.BAD_EXTERNAL_USERID, "invalid external userid")
        visible = {person.key for person in self._directory.people()}
        if not visible & customer.follows.keys():
            raise WeComError(codes.NOT_A_FOLLOWER, "not external contact")
        return customer


def _as_contact(customer: Customer) -> Json:
    return {
        "external_userid": customer.external_userid,
        "name": customer.name,
        "position": customer.position,
        "avatar": "",
        "corp_name": customer.company,
        "corp_full_name": customer.company,
        "type": 1,
        "gender": 0,
    }


def _as_follow(follow: _Follow, *, with_tags: bool = True) -> Json:
    shown = {
        "userid": follow.userid,
        "remark": follow.remark,
        "description": follow.description,
        "createtime": follow.created_at,
        "remark_corp_name": follow.remark_company,
        "remark_mobiles": follow.remark_mobiles,
        "oper_userid": follow.userid,
        "add_way": 1,
    }
    return {**shown, "tags": []} if with_tags else shown
