"""/成员: roles and managers that an admin sets over the directory's, with preview and 「启用」 (I13, I24, O4)."""

from __future__ import annotations

import re

from bot import people_texts, team_texts, texts
from bot.handovers import ask_managers
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import members
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.assignment.queries import to_hand_over
from crm_core.errors import Gone, Invalid
from crm_core.organisation.queries import accounts_of, active_employees, employee, employee_by_account, employees_named
from crm_core.organisation.service import give_manager, give_role
from crm_core.organisation.views import ROLE_WORDS, Employee, Role

PLATFORMS_SAID = {"企业微信": "wecom", "企微": "wecom", "钉钉": "dingtalk", "飞书": "feishu"}
_ACCOUNT = re.compile(rf"({'|'.join(PLATFORMS_SAID)})[:：](\S+)")


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"成员(?:\s+(?P<said>.+))?",
        lambda turn, match: change_member(turn, match["said"] or ""),
        HelpLine("管成员", "/成员 李四 主管 陈经理", "角色和汇报关系", Operation.CONFIGURE),
    )
    router.page("members_all", show_all_members)
    router.action("member", "confirm", confirm_member)
    router.action("member", "cancel", cancel_member)


def change_member(turn: Turn, said: str) -> None:
    """「李四 主管 陈经理」, 「小林 客服」: a manager or a role, with a preview; without words the list."""
    require(turn.viewer, Operation.CONFIGURE)
    words = said.split()
    if not words:
        _list_members(turn)
        return
    names_manager = len(words) == 3 and words[1] in ("主管", "上级", "汇报")
    someone = (_leaver_meant(turn, words[0]) if names_manager else None) or colleague_meant(turn, words[0])
    if someone is None:
        return
    roles = {word: role for role, word in ROLE_WORDS.items()}
    if names_manager:
        manager = colleague_meant(turn, words[2])
        if manager is not None:
            before = employee(turn.session, someone.manager_id) if someone.manager_id else None
            _preview_member(turn, someone, "主管", before.name if before else "无", manager.name, str(manager.id))
        return
    if len(words) == 2 and words[1] in roles:
        role = roles[words[1]]
        _preview_member(turn, someone, "角色", ROLE_WORDS[someone.role], words[1], role.value)
        return
    turn.say(team_texts.how_to_change_members(list(roles)))


def _preview_member(turn: Turn, someone: Employee, label: str, old: str, new: str, value: str) -> None:
    turn.ask("member_change", "启用吗？", employee_id=someone.id, label=label, value=value, card=turn.event_id, new=new)
    turn.say(
        members.preview(
            change_id=turn.event_id,
            version=1,
            name=someone.name,
            label=label,
            old=old,
            new=new,
            effect=team_texts.member_effect(label, new),
        )
    )


def confirm_member(turn: Turn, action: Action, values: Values) -> None:
    """启用 of a change of members."""
    require(turn.viewer, Operation.CONFIGURE)
    questions = [turn.dialog.question, *turn.dialog.parked]
    pending = next(
        (one for one in questions if one and one.kind == "member_change" and one.facts["card"] == int(action.id)), None
    )
    if pending is None:
        raise Gone(subject="member_change")
    facts = pending.facts
    turn.dialog.forget("member_change")
    try:
        if facts["label"] == "角色":
            give_role(turn.session, facts["employee_id"], Role(facts["value"]), turn.employee.id, turn.now)
        else:
            give_manager(turn.session, facts["employee_id"], int(facts["value"]), turn.employee.id, turn.now)
            ask_managers(turn.session, turn.company, turn.now)
    except Invalid:
        turn.say(team_texts.own_superior())
        return
    someone = employee(turn.session, facts["employee_id"])
    turn.say(team_texts.member_changed(someone.name if someone else "", facts["label"], facts["new"]))


def cancel_member(turn: Turn, action: Action, values: Values) -> None:
    """取消."""
    turn.dialog.forget("member_change")
    turn.say(texts.cancelled())


def show_all_members(turn: Turn) -> None:
    """看全部 of the members."""
    require(turn.viewer, Operation.CONFIGURE)
    turn.say(team_texts.everybody([f"{one.name} · {ROLE_WORDS[one.role]}" for one in active_employees(turn.session)]))


def _list_members(turn: Turn) -> None:
    people = active_employees(turn.session)
    names = {one.id: one.name for one in people}
    turn.say(
        members.listed(
            members=[
                members.Member(one.name, ROLE_WORDS[one.role], names.get(one.manager_id or 0, "")) for one in people
            ],
            total=len(people),
        )
    )


def _leaver_meant(turn: Turn, name: str) -> Employee | None:
    """Somebody who has left and whose customers wait for a manager to decide."""
    found = [someone.id for someone, _ in to_hand_over(turn.session) if someone.name == name]
    return employee(turn.session, found[0]) if len(found) == 1 else None


def colleague_meant(turn: Turn, said: str, *, but: int | None = None) -> Employee | None:
    """The one colleague whom a name or an account (「钉钉:u1001」) means; else the admin is told why not."""
    account = _ACCOUNT.fullmatch(said)
    if account is not None:
        found = employee_by_account(turn.session, PLATFORMS_SAID[account[1]], account[2])
        if found is None:
            turn.say(people_texts.unknown_account(account[1], account[2]))
        return found
    named = [one for one in employees_named(turn.session, said) if one.id != but]
    if len(named) == 1:
        return named[0]
    if named:
        turn.say(people_texts.several_of_name(said, [accounts_said(turn, one) for one in named]))
    else:
        turn.say(team_texts.no_such_member(said))
    return None


def accounts_said(turn: Turn, someone: Employee) -> str:
    """「企业微信 zhangsan、钉钉 u1001」."""
    accounts = accounts_of(turn.session, someone.id)
    return "、".join(f"{turn.company.labels.get(one.platform, one.platform)} {one.user_id}" for one in accounts)
