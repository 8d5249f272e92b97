"""A colleague has left one platform's directory, so his other accounts were closed: is that right? (I23)"""

from __future__ import annotations

from cards import limits
from cards.model import Card, MessageKind, Tone
from cards.templates.parts import done, ended, press


def closed(*, employee_id: int, name: str, lost_by: str, closed_on: str, is_listed: bool) -> Card:
    """To an admin, when it has happened, or when the other directory still lists him; `lost_by` is the platform whose
    directory has lost him."""
    line = f"{lost_by}通讯录里没有{name}了，他的{closed_on}账号也停了。"
    question = f"{closed_on}通讯录里还有他。是离职吗？" if is_listed else "还在职的话，可以恢复。"
    return Card(
        kind=MessageKind.ALERT,
        key=f"closed_accounts:{employee_id}",
        summary=f"{line}{question}",
        title=limits.cut(f"{name}的账号停了", limits.TITLE),
        status="已停用",
        tone=Tone.WAITING,
        lines=(line,),
        question=question,
        buttons=(
            press("是离职", "account", "gone", employee_id, style="primary"),
            press("还在职，恢复", "account", "reopen", employee_id, word=f"成员 {name} 恢复"),
        ),
        footer=("因为你是管理员 · 恢复前他用不了侧记",),
    )


def gone(*, employee_id: int, name: str) -> Card:
    """是离职: nothing changes, and nothing is asked any more."""
    line = f"{name}离职了，账号都停着。"
    return ended(
        f"closed_accounts:{employee_id}",
        line,
        title="已记下",
        status="已停用",
        version=2,
        hint=f"弄错了就说：/成员 {name} 恢复",
    )


def reopened(*, employee_id: int, name: str) -> Card:
    """还在职，恢复."""
    line = f"{name}的账号恢复了，没交接走的客户还是他的。"
    return done(
        f"closed_accounts:{employee_id}",
        line,
        title="已恢复",
        status="已恢复",
        buttons=(press("撤销", "account", "close", employee_id),),
    )


def closed_again(*, employee_id: int, name: str) -> Card:
    """撤销 of that."""
    line = f"{name}的账号又停了。"
    return ended(
        f"closed_accounts:{employee_id}",
        line,
        title="已停用",
        status="已撤销",
        hint=f"弄错了就说：/成员 {name} 恢复",
    )
