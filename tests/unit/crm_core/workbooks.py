"""Workbooks for tests, as Excel writes them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter

Cell = str | float | date | datetime | None


def workbook(rows: Sequence[Sequence[Cell]], *, merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """An .xlsx; `merged` are (first row, column, last row, last column, words)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("客户")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)
                elif cell is not None:
                    sheet.write(number, column, cell)
        for first, column, last, last_column, words in merged:
            sheet.merge_range(first, column, last, last_column, words)
    return out.getvalue()
