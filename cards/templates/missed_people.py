"""A reading of a directory no longer shows very many colleagues: is its range narrowed, or have they all left? (I23)"""

from __future__ import annotations

from collections.abc import Sequence

from cards import limits
from cards.model import Card, Fact, MessageKind, Tone
from cards.templates.parts import done, ended, press

NAMED = 5


def missed(*, reading_id: int, platform: str, names: Sequence[str], remedy: str) -> Card:
    """To an admin, once for the same people; `platform` is its label, `remedy` how the range is widened again."""
    count = len(names)
    line = f"{platform}通讯录里一下少了 {count} 人：{_some(names)}。"
    return Card(
        kind=MessageKind.ALERT,
        key=_key(reading_id),
        summary=f"{line}账号先没停。",
        title=limits.cut(f"{count} 位同事不见了", limits.TITLE),
        status="待确认",
        tone=Tone.WAITING,
        lines=(line, "多半是可见范围被改小了，所以账号先没停，他们照常能用。"),
        facts=(Fact(label="怎么办", value=remedy),),
        buttons=(press("都离职了，停账号", "missed", "close", reading_id, style="danger"),),
        footer=("因为你是管理员 · 同一批人只问这一次",),
    )


def closed(*, reading_id: int, names: Sequence[str]) -> Card:
    """都离职了，停账号."""
    return done(
        _key(reading_id),
        f"{len(names)} 人的账号停了：{_some(names)}。他们的记录都还在。",
        title="账号已停",
        status="已停用",
        buttons=(press("撤销", "missed", "reopen", reading_id),),
        hint=f"有谁其实还在职就说：/成员 {names[0]} 恢复",
    )


def reopened(*, reading_id: int, names: Sequence[str]) -> Card:
    """撤销 of that."""
    line = f"{len(names)} 人的账号恢复了，没交接走的客户还是他们的。"
    return ended(_key(reading_id), line, title="账号已恢复", status="已撤销")


def _key(reading_id: int) -> str:
    return f"missed_people:{reading_id}"


def _some(names: Sequence[str]) -> str:
    """「张三、李四」, 「张三、李四、王敏、赵强、小林等」."""
    return f"{'、'.join(names[:NAMED])}{'等' if len(names) > NAMED else ''}"
