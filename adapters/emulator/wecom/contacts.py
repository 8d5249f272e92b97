"""External contacts: customers that reps have added (document/path/92113, 92114, 92115, 92118, 92137, 92994).

A customer's mobile number is never given by the platform, only what a rep has written down.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from adapters.emulator.clock import unix
from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.customer_tags import CustomerTags
from adapters.emulator.wecom.directory import Directory
from adapters.emulator.wecom.parameters import integer
from adapters.emulator.wecom.tokens import App
from adapters.emulator.world import World

WELCOME_SECONDS = 20
_MOST_USERS, _PAGE, _LARGEST_PAGE, _MOST_FOLLOWS = 100, 50, 100, 500
_LONGEST = {"remark": 20, "description": 150, "remark_company": 20}
_LONGEST_WELCOME = 4000
_LONG_AGO = timedelta(days=30)
Json = dict[str, Any]


@dataclass
class Follow:
    """What a rep has noted on a customer; `tags` are ids, `own_tags` names that only he sees."""

    userid: str
    created_at: int
    remark: str = ""
    description: str = ""
    remark_company: str = ""
    remark_mobiles: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    own_tags: list[str] = field(default_factory=list)
    state: str = ""


@dataclass
class Customer:
    """One external person; `wm` ids are WeChat users. `received` is what the app has sent him: the welcomes."""

    external_userid: str
    name: str
    company: str = ""
    position: str = ""
    follows: dict[str, Follow] = field(default_factory=dict)
    received: list[str] = field(default_factory=list)


@dataclass
class _WelcomeCode:
    customer: Customer
    until: datetime
    chat_has_started: bool = False


class Contacts:
    """The company's customers, seeded with the people of the acceptance scenarios."""

    def __init__(self, world: World, directory: Directory) -> None:
        self._world = world
        self._directory = directory
        self.customers: dict[str, Customer] = {}
        self.tags = CustomerTags()
        self._codes: dict[str, _WelcomeCode] = {}
        long_ago = unix(world.clock.now() - _LONG_AGO)
        self.tags.seed("客户等级", ["重点", "普通"], long_ago)
        self._seed("wmLiZongHengrui0000001", "李总", "上海恒瑞医疗科技有限公司", "采购总监", long_ago, "13800001111")
        self._seed("wmWangZongAgongsi00001", "王总", "A公司", "总经理", long_ago)
        self._seed("wmWangZongHuaxing00001", "王总", "华星", "总经理", long_ago)

    def welcome_code(self, customer: Customer) -> str:
        """A code for greeting a customer who has just been added: 20 seconds, one use."""
        until = self._world.clock.real() + timedelta(seconds=WELCOME_SECONDS)
        code = f"WEL{secrets.token_urlsafe(24)}"
        self._codes[code] = _WelcomeCode(customer, until)
        return code

    def start_chat(self, external_userid: str) -> None:
        """They speak with each other: it is too late for a welcome."""
        for code in self._codes.values():
            code.chat_has_started |= code.customer.external_userid == external_userid

    def followers(self) -> Json:
        """Who has customer contact switched on: everyone visible."""
        return {"follow_user": [person.key for person in self._directory.people() if person.is_active]}

    def of(self, userid: str | None) -> Json:
        """The ids of one rep's customers."""
        person = self._directory.person(userid)
        found = [each.external_userid for each in self.customers.values() if person.key in each.follows]
        if not found:
            raise WeComError(codes.NOT_A_FOLLOWER, "not external contact")
        return {"external_userid": found}

    def get(self, external_userid: str | None, cursor: str | None = None) -> Json:
        """One customer with all reps who follow him, 500 a page."""
        customer = self._find(external_userid)
        start = integer(cursor, "cursor")
        follows = [self._as_follow(follow) for follow in customer.follows.values()]
        end = start + _MOST_FOLLOWS
        more = {"next_cursor": str(end)} if end < len(follows) else {}
        return {"external_contact": _as_contact(customer), "follow_user": follows[start:end], **more}

    def by_user(self, body: Json) -> Json:
        """Customers of several reps, page by page."""
        userids = body.get("userid_list")
        if not isinstance(userids, list) or not 1 <= len(userids) <= _MOST_USERS:
            raise WeComError(codes.BAD_PARAMETER, "invalid userid_list")
        wanted = [self._directory.person(str(userid)).key for userid in userids]
        pairs = [
            (customer, customer.follows[key])
            for key in wanted
            for customer in self.customers.values()
            if key in customer.follows
        ]
        if not pairs:
            raise WeComError(codes.NOT_A_FOLLOWER, "not external contact")
        start = integer(body.get("cursor"), "cursor")
        end = start + min(integer(body.get("limit"), "limit", _PAGE), _LARGEST_PAGE)
        page = [
            {"external_contact": _as_contact(customer), "follow_info": {**_noted(follow), "tag_id": follow.tags}}
            for customer, follow in pairs[start:end]
        ]
        return {"external_contact_list": page, "next_cursor": str(end) if end < len(pairs) else ""}

    def remark(self, body: Json) -> None:
        """A rep's notes on a customer; mobiles replace the ones before, `[""]` clears them."""
        follow = self.follow(body.get("external_userid"), body.get("userid"))
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

    def welcome(self, body: Json) -> None:
        """The one greeting of a customer who has just been added."""
        code = self._codes.get(str(body.get("welcome_code") or ""))
        if code is None or code.until <= self._world.clock.real():
            raise WeComError(codes.BAD_WELCOME_CODE, "invalid welcome_code")
        if code.chat_has_started:
            raise WeComError(codes.CHAT_HAS_STARTED, "chat has started")
        text = body.get("text")
        content = str(text.get("content") or "") if isinstance(text, dict) else ""
        if not content and not body.get("attachments"):
            raise WeComError(codes.EMPTY_CONTENT, "text and attachments are both empty")
        if len(content.encode()) > _LONGEST_WELCOME:
            raise WeComError(codes.BAD_PARAMETER, "content too long")
        code.customer.received.append(content)
        # Whoever was half added and then added has two codes, of which one may be used.
        for name in [name for name, each in self._codes.items() if each.customer is code.customer]:
            del self._codes[name]
        self._world.feed.publish(type="customer", external_userid=code.customer.external_userid)

    def add_tag(self, app: App, body: Json) -> Json:
        """`add_corp_tag`."""
        return self.tags.add(app, body, unix(self._world.clock.now()))

    def mark(self, body: Json) -> None:
        """Tags on a rep's customer, and off again."""
        follow = self.follow(body.get("external_userid"), body.get("userid"))
        add, remove = ([str(each) for each in body.get(name) or []] for name in ("add_tag", "remove_tag"))
        if not add and not remove:
            raise WeComError(codes.EMPTY_PARAMETER, "add_tag and remove_tag are both empty")
        for tag_id in [*add, *remove]:
            self.tags.find(tag_id)
        follow.tags = [*dict.fromkeys([*(each for each in follow.tags if each not in remove), *add])]
        self._world.feed.publish(type="customer", external_userid=str(body.get("external_userid")))

    def follow(self, external_userid: Any, userid: Any) -> Follow:
        """A rep's own view of a customer; 84061 when he has him not."""
        follow = self._find(external_userid).follows.get(str(userid))
        if follow is None:
            raise WeComError(codes.NOT_A_FOLLOWER, "not external contact")
        return follow

    def _seed(self, external_userid: str, name: str, company: str, position: str, at: int, mobile: str = "") -> None:
        noted = Follow(
            "zhangsan",
            at,
            remark=f"{name} {company}"[:20],
            remark_company=company[:20],
            remark_mobiles=[mobile] if mobile else [],
        )
        self.customers[external_userid] = Customer(external_userid, name, company, position, {"zhangsan": noted})

    def _find(self, external_userid: Any) -> Customer:
        customer = self.customers.get(external_userid) if isinstance(external_userid, str) else None
        if customer is None:
            raise WeComError(codes.BAD_EXTERNAL_USERID, "invalid external userid")
        visible = {person.key for person in self._directory.people()}
        if not visible & customer.follows.keys():
            raise WeComError(codes.NOT_A_FOLLOWER, "not external contact")
        return customer

    def _as_follow(self, follow: Follow) -> Json:
        own = [{"group_name": "", "tag_name": name, "type": 2} for name in follow.own_tags]
        return {**_noted(follow), "tags": [*(self.tags.as_marked(tag_id) for tag_id in follow.tags), *own]}


def _as_contact(customer: Customer) -> Json:
    """Company and position are told of WeCom users only."""
    is_wecom_user = customer.external_userid.startswith("wo")
    work = {"position": customer.position, "corp_name": customer.company, "corp_full_name": customer.company}
    return {
        "external_userid": customer.external_userid,
        "name": customer.name,
        "avatar": "",
        "type": 2 if is_wecom_user else 1,
        "gender": 0,
        **(work if is_wecom_user else {}),
    }


def _noted(follow: Follow) -> Json:
    return {
        "userid": follow.userid,
        "remark": follow.remark,
        "description": follow.description,
        "createtime": follow.created_at,
        "remark_corp_name": follow.remark_company,
        "remark_mobiles": follow.remark_mobiles,
        "oper_userid": follow.userid,
        "add_way": 1,
        "state": follow.state,
    }
