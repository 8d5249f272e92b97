"""A row of a list as understood: who it is about, and what of it can't be right. Pure, without any record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_core.errors import Invalid
from crm_core.imports.columns import headed
from crm_core.imports.rules import LONGEST_TAG, MOST_ROWS
from crm_core.imports.views import Column, CustomerList, Entry, Fault, Field, Sheet
from nlu.companies import normal_name, refused_company
from nlu.phones import PhoneMention, find_phones
from nlu.stages import STAGES, read_stage

LONGEST_COMPANY = 100
LONGEST_PERSON = 50
LONGEST_TITLE = 100
LONGEST_SOURCE = 200
MOST_PHONES = 5
MOST_TAGS = 10

_NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "未知", "不详", "空", "n/a", "na", "null"}
)
_SUMS = frozenset({"合计", "总计", "小计", "共计"})
_LOCAL_NUMBER = re.compile(r"[2-8]\d{6,7}")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]*(\d{1,2}):(\d{2})(?::\d{2})?)?")
_SHORT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL_DAY = re.compile(r"[3-6]\d{4}")
_FIRST_DAY_OF_EXCEL = date(1899, 12, 30)
_NOON = time(12, 0)
_SPLIT = re.compile(r"[,，、;；|\n]+")


class Faulty(Exception):
    """The row can't come in: why (a stable word), and the words that it is about."""

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.reason, self.said = reason, said


@dataclass(frozen=True, slots=True)
class Reading:
    """What rows are read with: the company's own words for stages, its zone, and what day it is."""

    stages: dict[str, str]
    zone: ZoneInfo
    now: datetime


def read_list(sheets: Sequence[Sheet], reading: Reading) -> CustomerList:
    """The list of customers that a file holds. Raises Invalid("file", …): no_headings, no_rows, too_many_rows."""
    found = headed(sheets)
    if found is None:
        raise Invalid("file", "no_headings")
    sheet, header, columns = found
    entries: list[Entry] = []
    faults: list[Fault] = []
    unknown_stages: dict[str, None] = {}
    at = _by_field(columns)
    for number, row in enumerate(sheet.rows[header + 1 :], start=header + 2):
        if not any(row) or row == sheet.rows[header] or _is_sum(row):
            continue
        try:
            entry, unknown_stage = _entry(number, row, at, reading)
        except Faulty as error:
            faults.append(Fault(number, error.reason, error.said))
            continue
        entries.append(entry)
        if unknown_stage:
            unknown_stages.setdefault(unknown_stage)
    total = len(entries) + len(faults)
    if not 0 < total <= MOST_ROWS:
        raise Invalid("file", "too_many_rows" if total else "no_rows")
    return CustomerList(sheet.rows, header + 1, columns, tuple(entries), tuple(faults), tuple(unknown_stages))


def _entry(
    number: int, row: Sequence[str], at: Mapping[Field, Sequence[Column]], reading: Reading
) -> tuple[Entry, str]:
    def said(field: Field) -> str:
        return next((value for _, value in _values(row, at.get(field, ()))), "")

    company, contact = _one_line(said(Field.COMPANY)), _one_line(said(Field.CONTACT))
    mentions = _phones([value for _, value in _values(row, at.get(Field.PHONE, ()))])
    phones = tuple(dict.fromkeys(one.digits for one in mentions if one.digits))
    _check_names(company, contact, phones)
    stage = read_stage(said(Field.STAGE), reading.stages) or ""
    unknown_stage = said(Field.STAGE) if stage not in STAGES else ""
    tags = [value for _, cell in _values(row, at.get(Field.TAG, ())) for value in _SPLIT.split(cell)]
    note = [value for _, value in _values(row, at.get(Field.NOTE, ()))]
    note += [f"{column.heading}：{value}" for column, value in _values(row, at.get(Field.REMARK, ()))]
    entry = Entry(
        number=number,
        company=company,
        normal_company=normal_name(company) if company else "",
        contact=contact,
        title=_one_line(said(Field.TITLE))[:LONGEST_TITLE],
        phones=phones,
        is_virtual=bool(mentions) and mentions[0].virtual,
        owner=_person(said(Field.OWNER)),
        stage="" if unknown_stage else stage,
        source=_one_line(said(Field.SOURCE))[:LONGEST_SOURCE],
        tags=_tags([unknown_stage, *tags]),
        note="；".join(note),
        noted_at=_instant(said(Field.NOTED_AT), reading) if note else None,
        noted_by=_person(said(Field.NOTED_BY)),
        added_at=_instant(said(Field.ADDED_AT), reading),
    )
    return entry, _one_line(unknown_stage)


def _check_names(company: str, contact: str, phones: Sequence[str]) -> None:
    if not company and not phones:
        raise Faulty("no_customer")
    if not company and not contact:
        raise Faulty("no_name")
    if company and (len(company) > LONGEST_COMPANY or refused_company(company)):
        raise Faulty("company", company)
    if len(contact) > LONGEST_PERSON:
        raise Faulty("contact", contact)


def _phones(cells: Sequence[str]) -> list[PhoneMention]:
    """Every number in the cells that can be called. Raises Faulty for a cell that holds none."""
    mentions: list[PhoneMention] = []
    for cell in cells:
        callable_ones = [one for one in find_phones(cell) if one.digits]
        if not callable_ones:
            is_local = _LOCAL_NUMBER.fullmatch(re.sub(r"\D", "", cell)) is not None
            raise Faulty("local_phone" if is_local else "phone", cell)
        mentions += callable_ones
    return mentions[:MOST_PHONES]


def _instant(said: str, reading: Reading) -> datetime | None:
    """A day, with or without its hour, in the company's zone; a day alone is its noon, so that it stays that day.

    Raises Faulty for words that are no day, and for a day that is still to come.
    """
    if not said:
        return None
    text = unicodedata.normalize("NFKC", said)
    full, short = _DAY.match(text), _SHORT_DAY.fullmatch(text)
    try:
        if full is not None:
            clock = time(int(full[4]), int(full[5])) if full[4] else _NOON
            on = date(int(full[1]), int(full[2]), int(full[3]))
        elif short is not None:
            clock, on = _NOON, date(int(short[1]), int(short[2]), int(short[3]))
        elif _SERIAL_DAY.fullmatch(text):
            clock, on = _NOON, _FIRST_DAY_OF_EXCEL + timedelta(days=int(text))
        else:
            raise Faulty("date", said)
    except ValueError as error:
        raise Faulty("date", said) from error
    today = reading.now.astimezone(reading.zone).date()
    if on > today or on.year < 1990:
        raise Faulty("date", said)
    return min(datetime.combine(on, clock, reading.zone), reading.now)


def _tags(said: Iterable[str]) -> tuple[str, ...]:
    tags = dict.fromkeys(_one_line(tag) for tag in said)
    return tuple(tag[:LONGEST_TAG] for tag in tags if tag)[:MOST_TAGS]


def _person(said: str) -> str:
    """A colleague's name, without the account or the department that some programs put behind it."""
    return re.split(r"[(（\[/,，、]", _one_line(said), maxsplit=1)[0].strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _values(row: Sequence[str], columns: Iterable[Column]) -> list[tuple[Column, str]]:
    found = [(column, row[column.at].strip()) for column in columns if column.at < len(row)]
    return [(column, value) for column, value in found if value.lower() not in _NOTHING]


def _by_field(columns: Sequence[Column]) -> dict[Field, list[Column]]:
    by_field: dict[Field, list[Column]] = {}
    for column in columns:
        if column.field is not None:
            by_field.setdefault(column.field, []).append(column)
    return by_field


def _is_sum(row: Sequence[str]) -> bool:
    return next((cell for cell in row if cell), "").rstrip("：: ") in _SUMS
