"""`ceji import FILE`: exit status, what is told, the file of bad rows beside (A17, INTERFACES «ceji»)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_core.customers.queries import customers_owned
from crm_core.database.engine import Database
from crm_core.imports.sheets import read_sheets
from crm_core.organisation.queries import employees_named
from crm_core.reactions import REACTIONS
from tests.databases import fresh_database
from tests.faults.filled import KEY
from tests.typed import Typed
from tests.unit.crm_core.people import hire
from tests.unit.crm_core.workbooks import workbook

LIST = workbook(
    [
        ["客户名称", "联系人", "电话", "负责人", "传真"],
        ["宁波东方精工", "王建国", 13912345678, "张三", "1"],
        ["苏州明远", "孙工", "", "李四", ""],
        ["华东阀门", "赵总", 139123, "张三", ""],
    ]
)


@pytest.fixture(params=["sqlite", "postgresql"])
def company(request: pytest.FixtureRequest, tmp_path: Path, ceji: Typed) -> Iterator[str]:
    """A company whose people are known, and a list in the folder; its address."""
    with fresh_database(request.param, tmp_path) as url:
        asyncio.run(_hire(url))
        ceji.set(database_url=url, secret_key=KEY)
        Path("客户.xlsx").write_bytes(LIST)
        yield url


async def _hire(url: str) -> None:
    database = Database.open(url, REACTIONS)
    await database.write(hire)
    await database.close()


def names(url: str, owner: str) -> set[str]:
    """Whose customers these are."""

    async def ask() -> set[str]:
        database = Database.open(url, REACTIONS)
        found = await database.read(lambda s: customers_owned(s, employees_named(s, owner)[0].id))
        await database.close()
        return {one.name for one in found}

    return asyncio.run(ask())


def test_a_list_comes_in(company: str, ceji: Typed) -> None:
    """A17: a dry run writes nothing; then the rows come in by their owners, once."""
    status, out, err = ceji("import", "客户.xlsx", "--dry-run")
    assert (status, err) == (0, "")
    assert "3 行：新客户 2，补到已有客户 0，已经有了 0，有问题 1" in out
    assert "电话 → 电话" in out
    assert "不导的列：传真" in out
    assert names(company, "张三") == set()

    status, out, err = ceji("import", "客户.xlsx")
    assert (status, err) == (0, "")
    assert "导好了：新客户 2，补到已有客户 0" in out
    assert "老吴" in out
    assert (names(company, "张三"), names(company, "李四")) == ({"宁波东方精工"}, {"苏州明远"})
    reason, *row = read_sheets(Path("客户-问题行.xlsx").read_bytes())[0].rows[1]
    assert "电话不对" in reason
    assert row[:3] == ["华东阀门", "赵总", "139123"]

    status, out, _ = ceji("import", "客户.xlsx", "--as", "老吴")
    assert status == 0
    assert "已经有了 2" in out
    assert "导好了" not in out


def test_for_whom_and_what_can_not_be_read(company: str, ceji: Typed) -> None:
    """Exit status 1 with one sentence; a rep has only himself to bring in for."""
    Path("说明.pdf").write_bytes(b"%PDF-1.7\n\x00")
    for words, said in (
        (("客户.xlsx", "--as", "没这人"), "没有在职的「没这人」"),
        (("说明.pdf",), "这种文件我看不了"),
        (("没有.xlsx",), "读不了 没有.xlsx"),
    ):
        status, out, err = ceji("import", *words)
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert said in err
    assert ceji("import", "客户.xlsx", "--as", "张三")[0] == 0
    assert names(company, "张三") == {"宁波东方精工", "苏州明远"}


def test_wrong_use(ceji: Typed) -> None:
    """Exit status 2 without a file."""
    assert ceji("import")[0] == 2
