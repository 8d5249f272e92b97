"""The company that the three platforms know: its people, departments, clock and recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapters.emulator.clock import Clock
from adapters.emulator.records import Feed
from adapters.emulator.voice import Recordings

PLATFORMS = ("wecom", "dingtalk", "feishu")
ROOT = 1


@dataclass(frozen=True)
class Person:
    """Someone of the company, with the same readable account on each platform (Feishu prefixes `ou_`)."""

    key: str
    name: str
    title: str
    department: int
    manager: str | None = None
    mobile: str = ""
    is_leader: bool = False
    is_active: bool = True
    has_left: bool = False

    def account(self, platform: str) -> str:
        """The person's id on a platform: WeCom userid, DingTalk staffId, Feishu open_id."""
        return f"ou_{self.key}" if platform == "feishu" else self.key


@dataclass(frozen=True)
class Department:
    """A department; the root has id 1 and parent 0, as on WeCom and DingTalk (Feishu shows the root as "0")."""

    id: int
    name: str
    parent: int


@dataclass
class World:
    """Everything that the stand-ins share."""

    company: str = "江城智造"
    clock: Clock = field(default_factory=Clock)
    feed: Feed = field(default_factory=Feed)
    recordings: Recordings = field(default_factory=Recordings)
    departments: dict[int, Department] = field(default_factory=dict)
    staff: dict[str, Person] = field(default_factory=dict)

    def people(self) -> list[Person]:
        """Who is with the company now."""
        return [person for person in self.staff.values() if not person.has_left]

    def find(self, platform: str, user: str) -> Person | None:
        """The person with this account, key or name; None when unknown or gone."""
        for person in self.people():
            if user in (person.account(platform), person.key, person.name):
                return person
        return None

    def leaders(self, department: int) -> list[Person]:
        """Who leads a department."""
        return [person for person in self.people() if person.department == department and person.is_leader]

    def members(self, department: int) -> list[Person]:
        """Who works in a department itself, without those below it."""
        return [person for person in self.people() if person.department == department]

    def children(self, department: int) -> list[Department]:
        """The departments directly below one."""
        return [each for each in self.departments.values() if each.parent == department]

    def within(self, tops: Iterable[int]) -> frozenset[int]:
        """These departments and all below them."""
        found: set[int] = set()
        waiting = [each for each in tops if each in self.departments]
        while waiting:
            found.add(department := waiting.pop())
            waiting += [each.id for each in self.children(department)]
        return frozenset(found)

    def open_department(self, name: str, parent: int = ROOT) -> Department:
        """The department of that name below `parent`, opened when there is none."""
        for each in self.children(parent):
            if each.name == name:
                return each
        opened = Department(max(self.departments, default=0) + 1, name, parent)
        self.departments[opened.id] = opened
        return opened

    def join(
        self,
        key: str,
        name: str,
        title: str,
        *,
        manager: str | None = None,
        is_leader: bool = False,
        is_active: bool = True,
        department: str | None = None,
    ) -> Person:
        """Someone joins. A leader gets a department of his own, others work in their manager's.

        ValueError when the id is taken or the manager unknown.
        """
        if key in self.staff and not self.staff[key].has_left:
            raise ValueError(f"「{key}」 is taken by {self.staff[key].name}")
        boss = self.find("wecom", manager) if manager else None
        if manager and boss is None:
            raise ValueError(f"there is no manager 「{manager}」")
        home = boss.department if boss else ROOT
        if is_leader or department:
            home = self.open_department(department or f"{name}团队", home).id
        person = Person(
            key,
            name,
            title,
            home,
            manager=boss.key if boss else None,
            mobile=f"1390000{len(self.staff) + 1:04d}",
            is_leader=is_leader,
            is_active=is_active,
        )
        self.staff[key] = person
        return person

    def leave(self, key: str) -> Person:
        """Someone leaves; what was sent to him stays on record. KeyError when unknown or already gone."""
        person = self.staff[key]
        if person.has_left:
            raise KeyError(key)
        self.staff[key] = replace(person, has_left=True)
        return self.staff[key]


def default_world(start: datetime | None = None, machine: Callable[[], datetime] | None = None) -> World:
    """The team of the acceptance scenarios: 周总 › 陈经理 › 张三, 李四; 老吴 administers, 小林 serves."""
    world = World(clock=Clock(start, machine))
    root, sales, office, service = _departments(world, "销售部", "行政部", "客服部")
    _staff(
        world,
        [
            Person("zhouzong", "周总", "总监", root, is_leader=True),
            Person("chenjingli", "陈经理", "主管", sales, manager="zhouzong", is_leader=True),
            Person("zhangsan", "张三", "销售", sales, manager="chenjingli"),
            Person("lisi", "李四", "销售", sales, manager="chenjingli"),
            Person("laowu", "老吴", "管理员", office, manager="zhouzong"),
            Person("xiaolin", "小林", "客服", service, manager="zhouzong"),
        ],
    )
    return world


def _departments(world: World, *names: str) -> list[int]:
    world.departments[ROOT] = Department(ROOT, world.company, 0)
    return [ROOT, *(world.open_department(name).id for name in names)]


def _staff(world: World, people: Iterable[Person]) -> None:
    for number, person in enumerate(people, start=1):
        world.staff[person.key] = replace(person, mobile=f"1390000{number:04d}")
