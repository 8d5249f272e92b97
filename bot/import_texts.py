"""What is said about lists of customers that come in as files (A17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cards.model import Text
from crm_core.imports.rules import MOST_OF_ONE_REP
from crm_core.imports.views import CustomerList, Fault, Field

REASON_HEADING = "没导进的原因"
"""The first column of the file of rows that can't come in; a list that is sent again may keep it."""

NO_NAME = "客户名单"
"""What a file is called whose name the platform doesn't tell."""

FIELDS = {
    Field.COMPANY: "公司",
    Field.CONTACT: "联系人",
    Field.TITLE: "职务",
    Field.PHONE: "电话",
    Field.OWNER: "负责人",
    Field.STAGE: "阶段",
    Field.SOURCE: "来源",
    Field.TAG: "标签",
    Field.NOTE: "跟进记录",
    Field.REMARK: "跟进记录",
    Field.NOTED_AT: "跟进时间",
    Field.NOTED_BY: "记录人",
    Field.ADDED_AT: "建档时间",
}

_SHORT = {
    "no_customer": "没写公司和电话",
    "no_name": "只有电话",
    "company": "公司名不对",
    "contact": "联系人太长",
    "phone": "电话不对",
    "local_phone": "座机缺区号",
    "date": "日期不对",
    "taken_phone": "电话和已有客户相同",
    "taken_name": "已有同名客户",
}

_REFUSED = {
    "too_large": "文件太大了，最大 20 MB。拆成几个再发。",
    "too_many_rows": "行太多了，一次最多 10 万行。拆成几个再发。",
    "too_many_columns": "列太多了，最多 200 列。把用不到的列删掉再发。",
    "too_many_for_one": f"一次最多导 {MOST_OF_ONE_REP} 行。拆成几个发，或请主管来导。",
    "damaged": "这个文件打不开：坏了、加了密，或大得不正常。用 Excel 另存为 .xlsx 再发。",
    "web_page": "这其实是网页，不是 Excel。用 Excel 打开，另存为 .xlsx 再发。",
    "empty": "这个文件是空的。",
    "no_headings": "没找到表头。要有一行写着「客户名称」这样的列名，例：客户名称、联系人、电话、负责人。",
    "no_rows": "有表头，但下面一行客户也没有。",
    "unknown": "这种文件我看不了。客户名单发 Excel（.xlsx、.xls）或 CSV 就行。",
}


def how_to_send(files_go_to: str) -> Text:
    """导入."""
    where = f"发给{files_go_to}，这里收不到文件" if files_go_to else "直接发给我"
    return Text(
        text=f"把客户名单{where}，Excel 或 CSV 都行。\n"
        "有一行列名就认得：客户名称、联系人、职务、电话、负责人、阶段、备注…\n"
        "先给你看能导几行，你点了才导。"
    )


def refused(reason: str) -> Text:
    """A file of which nothing can come in."""
    return Text(text=_REFUSED[reason])


def not_fetched() -> Text:
    """The platform did not hand the file out."""
    return Text(text="这个文件没取到，什么都没导。过一会儿再发一次；一直不行就请管理员回 /自检。")


def sentence(fault: Fault) -> str:
    """Why a row can't come in, for the first column of the file."""
    said = f"「{fault.said[:40]}」" if fault.said else ""
    return {
        "no_customer": "没有公司名，也没有电话，不知道是谁。补上一个",
        "no_name": "只有电话，没有公司名或联系人，不知道怎么称呼。补上一个",
        "company": f"公司名不像公司：{said}。写全称",
        "contact": "联系人超过 50 个字，只写名字",
        "phone": f"电话不对：{said}。位数不对或不是号码，改好或清空",
        "local_phone": f"座机缺区号：{said}。例：0574-87654321",
        "date": f"日期看不懂，或还没到：{said}。例：2026-03-02",
        "taken_phone": "电话和已有客户相同，归别的同事。要一起跟请找主管",
        "taken_name": "已有同名客户，归别的同事。要一起跟请找主管",
    }[fault.reason]


def problems(faults: Sequence[Fault]) -> list[tuple[str, int]]:
    """(why, rows), the most frequent first."""
    return [(_SHORT[reason], rows) for reason, rows in Counter(fault.reason for fault in faults).most_common()]


def columns_read(listing: CustomerList) -> list[tuple[str, str]]:
    """(heading, what it is read as)."""
    return [(column.heading, FIELDS[column.field]) for column in listing.columns if column.field is not None]


def columns_unread(listing: CustomerList) -> list[str]:
    """Headings of which nothing is kept."""
    return [one.heading for one in listing.columns if one.field is None and one.heading != REASON_HEADING]


def remarks(listing: CustomerList, unknown_owners: Sequence[str]) -> list[str]:
    """What was not understood, and what is done with it."""
    said = []
    if unknown_owners:
        said.append(f"负责人{_some(unknown_owners)}对不上能分配的同事，这些行归你")
    if listing.unknown_stages:
        said.append(f"阶段{_some(listing.unknown_stages)}不是我们的阶段，记成标签")
    return said


def fault_rows(listing: CustomerList, faults: Sequence[Fault]) -> list[list[str]]:
    """The rows that can't come in with the same columns, and why in a first one, so that they can be sent again."""
    header = listing.rows[listing.header_number - 1]
    kept = [at for at, heading in enumerate(header) if heading != REASON_HEADING]

    def cells(number: int) -> list[str]:
        row = listing.rows[number - 1]
        return [row[at] if at < len(row) else "" for at in kept]

    return [
        [REASON_HEADING, *cells(listing.header_number)],
        *([sentence(fault), *cells(fault.number)] for fault in faults),
    ]


def fault_file_name(name: str) -> str:
    """客户名单.csv → 客户名单-问题行.xlsx."""
    return f"{Path(name).stem.removesuffix('-问题行')}-问题行.xlsx"


def taking_back() -> Text:
    """撤销 of an import."""
    return Text(text="正在撤，好了告诉你。后来有人接着记了的会留着。")


def stopped(number: str, *, coming_in: bool) -> Text:
    """Our side failed half-way; what has come in stays, and nothing comes twice."""
    if coming_in:
        return Text(
            text=f"是我这边的问题：导入没走完。已导进的都在，再发一次同一个文件就接着导，不会重复。编号 {number}"
        )
    return Text(text=f"是我这边的问题：撤销没走完，有的撤了，有的还在。请把编号告诉管理员。编号 {number}")


def _some(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个" if len(names) > 3 else ""
    return f"「{'」「'.join(name[:12] for name in names[:3])}」{more}"
