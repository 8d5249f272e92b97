"""「发 Excel 给我」: a list of customers in the chat, looked at, brought in, taken back (A17; CONVERSATION §4.10)."""

from __future__ import annotations

import aiohttp
import pytest
from sqlalchemy.orm import Session

from adapters.emulator.records import Seen
from crm_core.audit.queries import count
from crm_core.customers.model import CustomerRow
from crm_core.customers.queries import customers_owned
from crm_core.database.types import table
from crm_core.imports.model import ImportRow
from crm_core.imports.service import LIFETIME
from crm_core.imports.sheets import read_sheets
from crm_core.organisation.queries import employees_named
from crm_core.points.queries import balance
from tests.scenarios.company import Company, running_company
from tests.unit.crm_core.workbooks import workbook

FILE = "客户名单.xlsx"
LIST = workbook(
    [
        ["2026 年客户名单"],
        ["客户名称", "联系人", "职务", "手机号", "负责人", "阶段", "备注", "传真"],
        ["宁波东方精工", "王建国", "总经理", 13912345678, "张三", "报价", "聊了交期", "0574-1"],
        ["苏州明远", "孙工", "工程师", 13912345679, "李四", "跟进中", "", ""],
        ["华东阀门", "赵总", "", 1391234567, "张三", "", "", ""],
    ]
)
LIVE = table(CustomerRow).c.deleted_at.is_(None)

FILES_COME = ("dingtalk", "feishu", "wecom-bot", "dingtalk-card")
"""Where people can send files; WeCom hands none to an app, only to its bot."""


@pytest.fixture(params=FILES_COME)
async def where_files_come(request: pytest.FixtureRequest, embedded_database: str):  # type: ignore[no-untyped-def]
    """The company wherever people can send a file."""
    async with running_company(request.param, embedded_database) as running:
        yield running


async def content_of(company: Company, seen: Seen) -> bytes:
    """The file behind a message."""
    async with aiohttp.ClientSession() as http, http.get(f"{company.emulator}{seen.card[0].url}") as answer:
        content: bytes = await answer.read()
        return content


async def names_of(company: Company, owner: str) -> set[str]:
    """Whose customers these are."""

    def ask(session: Session) -> set[str]:
        (someone,) = employees_named(session, owner)
        return {one.name for one in customers_owned(session, someone.id)}

    return await company.read(ask)


async def test_a_list_is_looked_at_then_comes_in(where_files_come: Company) -> None:
    """A17: the preview writes nothing; the bad row comes back with its reason; a second time brings nothing."""
    company, chen = where_files_come, where_files_come["陈经理"]
    await chen.sends_a_file(FILE, LIST)
    seen = await chen.sees("3 行，2 行能导，1 行有问题", "手机号 → 电话", "电话不对 1 行")
    assert company.variant == "wecom-bot" or {"导入 2 行", "下载问题行", "不导"} <= set(chen.buttons(seen))
    assert await company.count(CustomerRow) == 0

    await chen.presses("下载问题行")
    faults = read_sheets(await content_of(company, await chen.sees("客户名单-问题行.xlsx")))[0].rows
    assert list(faults[0][:2]) == ["没导进的原因", "客户名称"]
    assert "电话不对" in faults[1][0]
    assert list(faults[1][1:5]) == ["华东阀门", "赵总", "", "1391234567"]

    await chen.presses("导入 2 行")
    await chen.sees("导好了", "新客户 2", "1 行没导进")
    assert await names_of(company, "张三") == {"宁波东方精工"}
    assert await names_of(company, "李四") == {"苏州明远"}
    assert await company.read(lambda session: count(session, "customers_imported")) == 1
    assert await company.read(lambda session: balance(session, employees_named(session, "陈经理")[0].id)) == 0

    await chen.sends_a_file(FILE, LIST)
    await chen.sees("0 行能导，2 行已经有了，1 行有问题")
    await company["张三"].says("查 东方精工")
    await company["张三"].sees("宁波东方精工", "王建国")


async def test_taken_back_by_the_word(where_files_come: Company) -> None:
    """§4.5: 「撤销」 takes the list back and says what stays."""
    company, chen = where_files_come, where_files_come["陈经理"]
    await chen.sends_a_file(FILE, LIST)
    await chen.sees("2 行能导")
    await chen.says("导入")
    await chen.sees("导好了")
    zhangsan = company["张三"]
    await zhangsan.says("提醒我 周五 给东方精工报价")
    await zhangsan.sees("东方精工")
    await chen.says("撤销")
    await chen.sees("撤了 1 行", "1 行后来有人接着记了，留着")
    assert await company.count(CustomerRow, LIVE) == 1


async def test_the_corrected_rows_are_sent_again(feishu: Company) -> None:
    """A17: the file of bad rows, corrected, comes in; its first column is not read as anything."""
    zhangsan = feishu["张三"]
    await zhangsan.sends_a_file(FILE, LIST)
    await zhangsan.sees("1 行有问题")
    await zhangsan.presses("下载问题行")
    (sheet,) = read_sheets(await content_of(feishu, await zhangsan.sees("客户名单-问题行.xlsx")))
    mended = [[cell.replace("1391234567", "13912345670") for cell in row] for row in sheet.rows]
    await zhangsan.sends_a_file("客户名单-问题行.xlsx", workbook(mended))
    await zhangsan.sees("1 行，1 行能导，没有问题行", without=("没导进的原因",))
    await zhangsan.presses("导入 1 行")
    await zhangsan.sees("导好了")
    assert await names_of(feishu, "张三") == {"华东阀门"}


async def test_what_was_not_understood_is_told(feishu: Company) -> None:
    """A17: columns that nobody knows, colleagues that he can't give to, stages that are not ours."""
    zhangsan = feishu["张三"]
    await zhangsan.sends_a_file(FILE, LIST)
    await zhangsan.sees("传真", "负责人「李四」对不上", "阶段「跟进中」不是我们的阶段", "1 行会建成线索")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("说明.pdf", b"%PDF-1.7\n\x00\x01", "这种文件我看不了"),
        ("客户.xlsx", b"PK\x03\x04" + bytes(300), "这个文件打不开"),
        ("表.csv", "日期,数\n2026-01-01,5".encode(), "没找到表头"),
        ("空.csv", b"\n", "是空的"),
    ],
)
async def test_a_file_that_holds_no_list(feishu: Company, name: str, content: bytes, said: str) -> None:
    """CONVERSATION §4.10: one clear sentence, with what helps."""
    await feishu["张三"].sends_a_file(name, content)
    await feishu["张三"].sees_only(said)


async def test_dropped_and_expired(feishu: Company) -> None:
    """A17: 「不导」, or a day without an answer: nothing comes in, and the file does not stay."""
    zhangsan = feishu["张三"]
    await zhangsan.sends_a_file(FILE, LIST)
    await zhangsan.sees("2 行能导")
    await zhangsan.presses("不导")
    await zhangsan.sees("没有导入")
    await zhangsan.sends_a_file(FILE, LIST)
    second = await zhangsan.sees("2 行能导")
    await feishu.later(hours=LIFETIME.total_seconds() / 3600 + 24)
    assert await feishu.count(ImportRow, table(ImportRow).c.content.is_not(None)) == 0
    await zhangsan.taps("导入 2 行", second)
    await zhangsan.sees("已经处理过了")
    assert await feishu.count(CustomerRow) == 0


async def test_how_to_send_one(company: Company) -> None:
    """INTERFACES /导入; WeCom hands files to its bot only."""
    await company["老吴"].says("/导入")
    where = "发给智能机器人" if company.platform == "wecom" else "直接发给我"
    await company["老吴"].sees_only(f"把客户名单{where}")
