"""Whose manager is whom: direct leader first, else the department's."""

from __future__ import annotations

from adapters.contract import Department
from adapters.reporting_lines import manager_of

TREE = {
    "1": Department("1", "江城智造", "", ("zhouzong",)),
    "2": Department("2", "销售部", "1", ("chenjingli",)),
    "3": Department("3", "华东组", "2"),
    "4": Department("4", "孤儿组", "99"),
    "5": Department("5", "环", "6"),
    "6": Department("6", "环", "5"),
}


def manager(user_id: str, departments: list[str], direct: list[str] | None = None) -> str:
    return manager_of(user_id, direct_leaders=direct or [], department_ids=departments, departments=TREE)


def test_the_direct_leader_comes_first():
    assert manager("zhangsan", ["2"], ["laoban"]) == "laoban"


def test_a_person_is_never_his_own_manager():
    assert manager("chenjingli", ["2"], ["chenjingli"]) == "zhouzong"


def test_a_group_without_a_leader_belongs_to_the_one_above():
    assert manager("zhangsan", ["3"]) == "chenjingli"


def test_departments_that_cannot_be_seen_end_the_way_up():
    assert manager("zhangsan", ["4"]) == ""
    assert manager("zhangsan", ["nowhere", "2"]) == "chenjingli"


def test_a_circle_ends():
    assert manager("zhangsan", ["5"]) == ""


def test_the_head_of_the_company_has_none():
    assert manager("zhouzong", ["1"]) == ""
