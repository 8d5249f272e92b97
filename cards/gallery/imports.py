"""A list of customers that comes in as a file."""

from __future__ import annotations

from collections.abc import Iterator

from cards.gallery.company import NOW, READER, Entry
from cards.templates import customer_list

NAME = "2026年客户名单（销售一部）.xlsx"
COLUMNS = (
    ("客户名称", "公司"),
    ("联系人", "联系人"),
    ("职务", "职务"),
    ("手机号", "电话"),
    ("业务员", "负责人"),
    ("备注", "跟进记录"),
)


def imports() -> Iterator[Entry]:
    counts = customer_list.Counts(new=120, joining=5, there=0, faulty=3)
    yield (
        "customer_list.preview",
        customer_list.preview(
            import_id=7,
            name=NAME,
            counts=counts,
            columns=COLUMNS,
            unread=("传真", "邮编"),
            remarks=("负责人「王五」对不上能分配的同事，这些行归你",),
            problems=(("电话不对", 2), ("已有同名客户", 1)),
            leads=80,
        ),
    )
    again = customer_list.Counts(new=0, joining=0, there=125, faulty=3)
    yield (
        "customer_list.preview of what is there",
        customer_list.preview(
            import_id=8,
            name=NAME,
            counts=again,
            columns=COLUMNS,
            unread=(),
            remarks=(),
            problems=(("电话不对", 3),),
            leads=0,
        ),
    )
    yield "customer_list.running", customer_list.running(import_id=7, rows=125, by="老吴", at=NOW, reader=READER)
    yield "customer_list.done", customer_list.done(import_id=7, name=NAME, counts=counts, has_fault_file=True)
    yield "customer_list.taken_back", customer_list.taken_back(import_id=7, name=NAME, rows=123, kept=2)
