"""Sheets written as a workbook or as comma-separated text."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from .values import Percent, Sheet, Value

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
NARROW, WIDE = 8, 42  # of a column, in letters of half width
LOOKED_AT = 200  # so many rows say how wide a column is
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
# What a spreadsheet would run instead of showing it. The quotes before it are the sheet's own escape.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
FREED = {  # the heading row stays as it is; below it people fill in, sort and make room
    "format_columns": True,
    "format_rows": True,
    "format_cells": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}


def as_xlsx(sheets: Sequence[Sheet], *, landscape: bool = False) -> bytes:
    """A workbook: one worksheet a table, its heading frozen and protected, every text a text.

    Rows go through a temporary file that nobody else can open, so memory holds one row of the sheet.
    """
    import xlsxwriter  # loaded when somebody takes a workbook, not with every start

    body = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="zhibu-sheet-") as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(body, options)
        looks = _Looks(book)
        taken: set[str] = set()
        for sheet in sheets:
            _worksheet(book, looks, sheet, _name(sheet.name, taken), landscape=landscape)
        book.close()
    return body.getvalue()


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        free = {"locked": False, "valign": "top"}
        self.text = book.add_format(free | {"num_format": "@", "text_wrap": True})
        self.day = book.add_format(free | {"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format(free | {"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.number = book.add_format(free | {"num_format": "General"})
        self.share = book.add_format(free | {"num_format": "0.0%"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.above = book.add_format({"font_color": "#595959"})
        self.heading = book.add_format(
            {"bold": True, "bg_color": "#F3EDE6", "bottom": 1, "valign": "vcenter", "text_wrap": True}
        )


def _worksheet(book: Any, looks: _Looks, sheet: Sheet, name: str, *, landscape: bool) -> None:
    page = book.add_worksheet(name)
    for number, line in enumerate(sheet.above):
        page.write_string(number, 0, line, looks.above if number else looks.title)
    head = len(sheet.above)
    for column, heading in enumerate(sheet.headings):
        page.write_string(head, column, heading, looks.heading)
    widths = [_width(heading) for heading in sheet.headings]
    last = head
    for last, row in enumerate(sheet.rows, head + 1):
        for column, value in enumerate(row):
            _write(page, looks, last, column, value)
        if last - head <= LOOKED_AT:
            for column, value in enumerate(row):
                widths[column] = max(widths[column], _width(_said(value)))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width + 2, NARROW), WIDE), looks.text)
    page.freeze_panes(head + 1, 0)
    page.protect("", FREED)
    page.set_paper(9)
    if landscape or sum(widths) > 90:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_footer(f"&L{sheet.mark.replace('&', '&&')[:200]}&R&P / &N")
    if sheet.headings:
        page.autofilter(head, 0, max(last, head + 1), len(sheet.headings) - 1)


def _write(page: Any, looks: _Looks, row: int, column: int, value: Value) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, looks.text)
    elif isinstance(value, str):
        page.write_string(row, column, value[:32_767], looks.text)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value.replace(tzinfo=None), looks.moment)
    elif isinstance(value, date):
        # the workbook's days begin in 1900; an older day stays readable as a text
        if value.year < 1900:
            page.write_string(row, column, value.isoformat(), looks.text)
        else:
            page.write_datetime(row, column, value, looks.day)
    elif isinstance(value, Percent):
        page.write_number(row, column, float(value) / 100, looks.share)
    else:
        page.write_number(row, column, float(value), looks.number)


def as_csv(sheets: Sequence[Sheet]) -> bytes:
    """UTF-8 with a mark that spreadsheets look for, lines ended as they want them; tables one below another.

    A text that a spreadsheet would run as a formula gets a quote before it; so does one that begins with
    quotes and such a sign. Whoever reads the file back takes one quote away where `FORMULA` follows it, as
    the reading of sheets of this product does: what comes back is what went out.
    """
    body = io.StringIO()
    lines = csv.writer(body, lineterminator="\r\n")
    for number, sheet in enumerate(sheets):
        if number:
            lines.writerow([])
        lines.writerows([defused(line)] for line in sheet.above)
        lines.writerow([defused(heading) for heading in sheet.headings])
        for row in sheet.rows:
            lines.writerow([defused(v) if isinstance(v, str) else _said(v) for v in row])
    return b"\xef\xbb\xbf" + body.getvalue().encode()


def defused(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if FORMULA.match(text) else text


def refused(text: str) -> str:
    """The text that `defused` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def _said(value: Value) -> str:
    """A value as it is read."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value}%" if isinstance(value, Percent) else str(value)


def _width(text: str) -> int:
    """In letters of half width: a Chinese one takes two."""
    return sum(1 + (ord(letter) > 0x2E7F) for letter in text[:WIDE])


def _name(wanted: str, taken: set[str]) -> str:
    """A name that a worksheet may have: 31 letters, none of seven signs, no other sheet's."""
    plain = NOT_IN_NAMES.sub(" ", wanted).strip()[:28] or "1"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[:26]} {number}"
    taken.add(name.lower())
    return name


def file_name(*parts: str) -> str:
    """What the file is called: the parts that are there, joined."""
    return "-".join(re.sub(r"[^\w.-]+", "", part)[:40] for part in parts if part)


def rows_of(sheets: Iterable[Sheet]) -> int:
    """How many rows they hold; the sheets hold lists."""
    return sum(len(list(sheet.rows)) for sheet in sheets)
