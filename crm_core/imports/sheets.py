"""A file of a table, as rows of text: .xlsx, .xls and .csv; and a table written as .xlsx.

Reading is meant for a process of its own (`reading_process`): a small workbook may ask for more memory than there
is. Cells are text from here on, so that no number, date or formula means more than what a person sees.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineSheet, SheetVisibleEnum, load_workbook

from crm_core.errors import Invalid
from crm_core.imports.rules import LARGEST, MOST_ROWS
from crm_core.imports.views import Sheet

LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_TIMES_UNPACKED = 200
"""How much larger than packed a part of a workbook may be; lists of customers are 10 to 30 times."""

MOST_PARTS = 2_000
MOST_COLUMNS = 200
LONGEST_CELL = 4_000
MOST_LINES_ABOVE = 50
"""Titles, explanations and headings that may stand in a sheet beside its rows."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")
_SEPARATORS = "\t,;|，；"
_UNREADABLE = frozenset(range(32)) - {9, 10, 13}
_WITHOUT_UNREADABLE = dict.fromkeys(_UNREADABLE)
"""No database takes all of them."""

Cell = str | int | float | bool | date | datetime | time | timedelta | None


def read_sheets(content: bytes) -> list[Sheet]:
    """The visible sheets that hold something. What the file is, its content says.

    Raises Invalid("file", …): too_large, too_many_rows, too_many_columns, damaged, empty, or unknown for a file that
    is no table; web_page for a page that calls itself .xls, as some programs export it.
    """
    if len(content) > LARGEST:
        raise Invalid("file", "too_large")
    if not content.strip():
        raise Invalid("file", "empty")
    if content.startswith((_ZIP, _OLE)):
        sheets = _read_workbook(content)
    elif content.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower().startswith(_MARKUP):
        raise Invalid("file", "web_page")
    else:
        sheets = [_read_text(content)]
    found = [sheet for sheet in sheets if sheet.rows]
    if not found:
        raise Invalid("file", "empty")
    return found


def write_sheet(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of text as an .xlsx. Every cell is text, so that nothing in it is ever a formula or a link."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell)
    return out.getvalue()


def _read_workbook(content: bytes) -> list[Sheet]:
    if content.startswith(_ZIP):
        _check_parts(content)
    try:
        book = load_workbook(io.BytesIO(content))
        visible = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        return [_sheet(book.get_sheet_by_name(name)) for name in visible]
    except CalamineError as error:
        raise Invalid("file", "damaged") from error


def _check_parts(content: bytes) -> None:
    """A workbook is a zip: what it unpacks to is looked at before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Invalid("file", "damaged") from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise Invalid("file", "unknown")
    unpacked = sum(part.file_size for part in parts)
    bombs = [part for part in parts if part.file_size > MOST_TIMES_UNPACKED * max(part.compress_size, 1_000)]
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or bombs:
        raise Invalid("file", "too_large")


def _sheet(sheet: CalamineSheet) -> Sheet:
    _check_size(sheet.total_height, sheet.total_width)
    rows = [[_text(cell) for cell in row] for row in sheet.iter_rows()]
    _fill_merged(rows, sheet)
    return Sheet(sheet.name, _without_blank_end(rows))


def _fill_merged(rows: list[list[str]], sheet: CalamineSheet) -> None:
    """A cell that stands for several rows is read in each of them: a company beside all of its contacts."""
    left = sheet.start[1] if sheet.start else 0
    for (first, column), (last, last_column) in sheet.merged_cell_ranges or []:
        at = column - left
        if column != last_column or first >= len(rows) or not 0 <= at < len(rows[first]):
            continue
        for row in rows[first + 1 : last + 1]:
            row[at] = rows[first][at]


def _read_text(content: bytes) -> Sheet:
    text = _decoded(content)
    lines = text.splitlines()
    _check_size(len(lines), 0)
    separator = _separator(lines[:20])
    try:
        rows = [[_text(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise Invalid("file", "damaged") from error
    _check_size(len(rows), max(map(len, rows), default=0))
    return Sheet("", _without_blank_end(rows))


def _decoded(content: bytes) -> str:
    """By its mark, else UTF-8, else the encoding of Chinese Windows (ECOSYSTEM §6). Raises Invalid for no text."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    marked = [encoding for mark, encoding in marks if content.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(character) in _UNREADABLE for character in set(text)):
            return text
    raise Invalid("file", "unknown")


def _separator(lines: Sequence[str]) -> str:
    """The one that stands most often in the line that holds fewest of it, among those lines that hold any."""
    most, best = 0, ","
    for separator in _SEPARATORS:
        counts = [count for line in lines if (count := line.count(separator))]
        if counts and len(counts) * min(counts) > most:
            most, best = len(counts) * min(counts), separator
    return best


def _check_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS + MOST_LINES_ABOVE:
        raise Invalid("file", "too_many_rows", rows=rows)
    if columns > MOST_COLUMNS:
        raise Invalid("file", "too_many_columns", columns=columns)


def _without_blank_end(rows: list[list[str]]) -> list[list[str]]:
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _text(cell: Any) -> str:
    """A cell as a person reads it: 13912345678.0 is a telephone number, a midnight is a day."""
    if isinstance(cell, str):
        readable = cell if cell.isprintable() else cell.translate(_WITHOUT_UNREADABLE)
        return readable.strip()[:LONGEST_CELL]
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if cell.time() != time(0, 0) else cell.date().isoformat()
    return "" if cell is None else str(cell)
