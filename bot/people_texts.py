"""The sentences about who is who: one person on several platforms, and who has left."""

from __future__ import annotations

from collections.abc import Sequence

from cards.model import Text
from cards.wording import join_facts
from crm_core.organisation.views import Belongings, DirectoryReading

_WHY = {
    "phone": "手机号相同",
    "phone_end": "同名，手机尾号相同",
    "manager": "同名，同一位主管",
    "team": "同名，同一个部门",
}


MOST_NAMES = 3
"""Of those who came, changed or left; so many notes, too."""


def directory_read(label: str, when: str, reading: DirectoryReading) -> list[str]:
    """What the last reading of a directory has changed, and what it had to skip."""
    lines = [
        join_facts(
            f"{label}通讯录 {reading.total} 人",
            f"{when} 读的",
            _named("新来", reading.added),
            _named("有变", reading.changed),
            _named("离开", reading.left),
        )
    ]
    lines += [f"⚠️ {label}通讯录：{note}" for note in reading.notes[:MOST_NAMES]]
    left_out = len(reading.notes) - MOST_NAMES
    return [*lines, f"另有 {left_out} 处，运行 ceji doctor 看"] if left_out > 0 else lines


def _named(what: str, names: Sequence[str]) -> str:
    """「新来 5 人：张三、李四、王敏 等」."""
    if not names:
        return ""
    return f"{what} {len(names)} 人：{'、'.join(names[:MOST_NAMES])}{' 等' if len(names) > MOST_NAMES else ''}"


def alike_because(why: str) -> str:
    """Why two may be one person."""
    return _WHY[why]


def belongings(has: Belongings) -> str:
    """「客户 3 · 待办 1 · 积分 15」."""
    return join_facts(
        f"客户 {has.customers}",
        f"待办 {has.steps}" if has.steps else "",
        f"草稿 {has.drafts}" if has.drafts else "",
        f"下属 {has.led} 人" if has.led else "",
        f"积分 {has.points}",
    )


def afterwards(role: str, manager: str) -> str:
    """As whom the person is known from then on."""
    return join_facts(f"角色 {role}", f"主管 {manager}" if manager else "")


def nobody_alike() -> Text:
    """合并建议, when nobody is alike."""
    return Text(text="没有看起来是同一个人的账号。知道的话直接说，例：/成员 张三 合并 钉钉:zhangsan")


def one_already(name: str, accounts: str) -> Text:
    """Both mean the same person."""
    return Text(text=f"{name}已经是同一个人了：{accounts}。")


def never_joined(name: str) -> Text:
    """分开, but nothing was joined."""
    return Text(text=f"{name}没有合并过账号。")


def unknown_account(platform: str, account: str) -> Text:
    """An account that has never been seen."""
    return Text(text=f"还没见过{platform}的「{account}」。让他先给侧记发一句话，再来合并。")


def several_of_name(name: str, accounts: Sequence[str]) -> Text:
    """A name that several have: which one?"""
    lines = "；".join(accounts)
    return Text(text=f"有 {len(accounts)} 位「{name}」：{lines}。用账号代替名字再说一次，例：企业微信:zhangsan")


def cannot_be_one(kept: str, joined: str, reason: str) -> Text:
    """Why two can't be one person."""
    if reason == "ring":
        return Text(text=f"没有合并：{kept}和{joined}是上下级，不会是同一个人。先改主管再合并。")
    return Text(text=f"没有合并：{joined}已经并入过别的账号。反过来说，把{kept}并到他那里。")


def nothing_to_hand_over() -> Text:
    """交接, when nobody has left anything."""
    return Text(text="没有等交接的客户。")


def missed(platform: str, number: int) -> str:
    """A line of /状态: very many went missing at once."""
    return f"⚠️ {platform}通讯录里不见了 {number} 人，账号先没停；多半是可见范围被改小了"


def nobody_to_ask(name: str, customers: int) -> Text:
    """A leaver without a manager, to admins."""
    return Text(text=f"{name}离职了，名下 {customers} 个客户没有主管可问。给他定一位，我就去问：/成员 {name} 主管 某某")
