"""Reading a list of customers: files as people have them, headings as people write them (A17)."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from crm_core.errors import Invalid
from crm_core.imports import sheets
from crm_core.imports.entries import Reading, read_list
from crm_core.imports.reading_process import read_apart
from crm_core.imports.sheets import read_sheets, write_sheet
from crm_core.imports.views import Field
from tests.unit.crm_core.lists import READING, ZONE, listing
from tests.unit.crm_core.people import NOW
from tests.unit.crm_core.workbooks import workbook

ROWS = [
    ["客户名称", "联系人", "手机号"],
    ["宁波东方精工", "王建国", 13912345678],
    ["上海恒瑞", "李总", "021-62345678"],
]


def text_of(rows: list[list[object]], separator: str = ",") -> str:
    return "\r\n".join(separator.join(str(cell) for cell in row) for row in rows)


@pytest.mark.parametrize(
    "content",
    [
        workbook(ROWS),
        text_of(ROWS).encode(),
        b"\xef\xbb\xbf" + text_of(ROWS).encode(),
        text_of(ROWS).encode("gb18030"),
        text_of(ROWS, "\t").encode("utf-16"),
        text_of(ROWS, ";").encode("gbk"),
    ],
    ids=["xlsx", "utf-8", "utf-8 with its mark", "gb18030", "tabs, utf-16", "semicolons, gbk"],
)
async def test_one_list_in_many_files(content: bytes) -> None:
    """A17: whatever saved it, the same customers are in it."""
    read = read_list(await read_apart(content), READING)
    assert [(one.company, one.contact, one.phones) for one in read.entries] == [
        ("宁波东方精工", "王建国", ("13912345678",)),
        ("上海恒瑞", "李总", ("02162345678",)),
    ]
    assert read.faults == ()


async def test_the_workbooks_of_before_2007() -> None:
    """A17: an .xls as xlwt writes it, whose days and numbers are kept otherwise."""
    content = Path(__file__).with_name("files").joinpath("customers.xls").read_bytes()
    dongfang, hengrui = read_list(await read_apart(content), READING).entries
    assert (dongfang.company, dongfang.phones) == ("宁波东方精工", ("13912345678",))
    assert dongfang.noted_at == datetime(2026, 2, 20, 12, tzinfo=ZONE)
    assert (hengrui.company, hengrui.phones) == ("上海恒瑞", ("02162345678",))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"%PDF-1.7\n\x00\x01\x02", "unknown"),
        (b"PK\x03\x04" + bytes(200), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        ("<html><table><tr><td>客户名称</td></tr></table></html>".encode(), "web_page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "unknown"),
    ],
)
async def test_what_is_no_table_is_said(content: bytes, reason: str) -> None:
    """A17: one clear reason, never a crash."""
    with pytest.raises(Invalid) as refusal:
        await read_apart(content)
    assert refusal.value.reason == reason


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_zip_bomb_is_not_unpacked() -> None:
    """PERFORMANCE 12: what it would unpack to is looked at first."""
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 40_000_000})
    assert len(bomb) < 100_000
    for content, reason in ((bomb, "too_large"), (zipped({"word/document.xml": b"<x/>"}), "unknown")):
        with pytest.raises(Invalid) as refusal:
            read_sheets(content)
        assert refusal.value.reason == reason


async def test_two_cells_far_apart_do_not_take_the_memory() -> None:
    """PERFORMANCE 12: a small workbook that asks for half a terabyte ends its own process and nothing else."""
    rows: list[list[str]] = [["客户名称"]]
    content = bytearray(workbook(rows))
    archive = zipfile.ZipFile(io.BytesIO(bytes(content)))
    parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", far)
    with pytest.raises(Invalid) as refusal:
        await read_apart(zipped(parts))
    assert refusal.value.reason == "damaged"


def test_characters_that_nobody_reads_go() -> None:
    """A zero that Excel has written as an escape would be refused by PostgreSQL."""
    archive = zipfile.ZipFile(io.BytesIO(workbook([["客户名称"], ["宁波东方精工AB"]])))
    parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"AB", b"A_x0000_B_x0007_")
    (_, (name,)) = read_sheets(zipped(parts))[0].rows
    assert name.startswith("宁波东方精工A")
    assert not set(map(chr, range(32))) & set(name)


def test_too_much_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A17: bytes, rows and columns have their limits."""
    with pytest.raises(Invalid, match="too_large"):
        read_sheets(b"x" * (sheets.LARGEST + 1))
    with pytest.raises(Invalid, match="too_many_rows"):
        read_sheets(b"a,b\n" * (sheets.MOST_ROWS + 100))
    with pytest.raises(Invalid, match="too_many_columns"):
        read_sheets(workbook([["客户名称", *(f"列{n}" for n in range(300))]]))


def test_headings_stand_below_a_title() -> None:
    """A17: a title, an explanation, then the headings; a sum at the end is no customer."""
    read = listing(
        [
            ["2026年客户名单（销售一部）"],
            ["说明：带*的必填"],
            [""],
            ["序号", "*单位名称（必填）", "对接人：", "联系电话/手机", "业务员", "跟进状态", "备注"],
            ["1", "宁波东方精工有限公司", "王总", "13912345678 / 0574-87654321", "张三", "报价", "等他回话"],
            ["合计", "", "", "", "", "", ""],
        ]
    )
    (entry,) = read.entries
    assert read.header_number == 4
    assert (entry.number, entry.company, entry.contact, entry.owner) == (5, "宁波东方精工有限公司", "王总", "张三")
    assert entry.phones == ("13912345678", "057487654321")
    assert (entry.stage, entry.note) == ("报价谈判", "等他回话")
    assert [column.heading for column in read.columns if column.field is None] == ["序号"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("客户经理", Field.OWNER),
        ("客户公司", Field.COMPANY),
        ("公司地址", None),
        ("客户联系电话", Field.PHONE),
        ("最近跟进时间", Field.NOTED_AT),
        ("最近跟进", Field.NOTE),
        ("意向客户等级", Field.TAG),
        ("Phone Number", Field.PHONE),
        ("传真", None),
        ("随便写的", None),
    ],
)
def test_what_a_heading_tells(heading: str, field: Field | None) -> None:
    """A17: a heading ends with what it is about; what nobody knows is told as unknown."""
    read = listing([["企业名称", "姓名", heading], ["宁波东方精工", "王总", ""]])
    column = next(one for one in read.columns if one.heading == heading)
    expected = None if heading == "客户公司" else field  # the list has a better heading for the company
    assert column.field is expected


def test_a_company_in_one_cell_for_several_contacts() -> None:
    """A17: merged cells are how people write two contacts of one company."""
    content = workbook([["客户名称", "联系人"], [None, "王总"], [None, "李工"]], merged=[(1, 0, 2, 0, "宁波东方精工")])
    read = read_list(read_sheets(content), READING)
    assert [(one.company, one.contact) for one in read.entries] == [("宁波东方精工", "王总"), ("宁波东方精工", "李工")]


def test_days_as_people_write_them() -> None:
    """N1: an instant of the company's zone, a day alone stays that day; a day to come is a mistake."""
    said = ["2026-02-03", "2026/2/3 14:30", "2026年2月3日", "20260203", "46056", "下周", "2027-01-01"]
    rows = [[f"第{n}家公司", "聊了", one] for n, one in enumerate(said)]
    read = listing([["客户名称", "跟进记录", "跟进时间"], *rows])
    local = [one.noted_at.astimezone(ZONE) for one in read.entries if one.noted_at]
    assert [at.date() for at in local] == [date(2026, 2, 3)] * 5
    assert (local[1].hour, local[1].minute) == (14, 30)
    assert [(one.reason, one.said) for one in read.faults] == [("date", "下周"), ("date", "2027-01-01")]
    dated = read_list(read_sheets(workbook([["客户", "备注", "日期"], ["甲机械", "聊了", date(2026, 2, 3)]])), READING)
    assert dated.entries[0].noted_at == datetime(2026, 2, 3, 12, tzinfo=ZONE)


def test_rows_that_can_not_be_right() -> None:
    """A17, A15: each has its reason, and the others come in."""
    read = listing(
        [
            ["客户名称", "联系人", "电话"],
            ["公司", "王总", ""],
            ["宁波东方精工", "王总", "1391234567"],
            ["上海恒瑞", "李总", "87654321"],
            ["", "", "13912345678"],
            ["", "孙先生", ""],
            ["", "孙先生", "13912345678"],
            ["苏州明远", "无", "暂无"],
        ]
    )
    assert [(one.number, one.reason) for one in read.faults] == [
        (2, "company"),
        (3, "phone"),
        (4, "local_phone"),
        (5, "no_name"),
        (6, "no_customer"),
    ]
    assert [(one.name, one.contact, one.phones) for one in read.entries] == [
        ("孙先生", "孙先生", ("13912345678",)),
        ("苏州明远", "", ()),
    ]


def test_the_companys_own_words_for_stages() -> None:
    """F22: what an admin has taught counts here too; what nobody knows becomes a tag and is told."""
    taught = Reading({"打样": "方案演示"}, ZONE, NOW)
    read = listing([["客户名称", "阶段"], ["宁波东方精工", "打样"], ["上海恒瑞", "跟进中"]], taught)
    assert [(one.stage, one.tags) for one in read.entries] == [("方案演示", ()), ("", ("跟进中",))]
    assert read.unknown_stages == ("跟进中",)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [([["日期", "金额"], ["2026-01-01", "5"]], "no_headings"), ([["客户名称", "电话"]], "no_rows")],
)
def test_a_table_of_something_else(rows: list[list[str]], reason: str) -> None:
    """A17: a table without customers is said to be one."""
    with pytest.raises(Invalid, match=reason):
        listing(rows)


def test_nothing_that_is_written_is_a_formula() -> None:
    """Security: what somebody put into a cell is text for whoever opens the file, also a formula or a link."""
    evil = ['=HYPERLINK("http://x","y")', "+1+1", "@SUM(A1)", "-2", "http://evil.example/x", "13912345678"]
    content = write_sheet([evil])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
    assert read_sheets(content)[0].rows == [evil]
