"""Text files: their encoding, what parts the columns, and their rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from zhibu.exchange.workbooks.bounds import CELLS, COLUMNS, ROWS

from .heading import heading_in, match
from .tables import Cell, Formula, Row, Table, Unreadable

_SEPARATORS = (",", "\t", ";", "，", "；", "|")
_SAMPLE = 60
_LONGEST_CELL = 32_767  # what Excel itself holds
_PLAIN = 200  # letters and digits alone, so many of them, are taken as they are
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_FORMULA = re.compile(r"[=+@].*[A-Za-z(!|].*|=.*")
_QUOTED = re.compile(r'="([^"]*)"')
_BYTE_ORDER = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def is_wide(content: bytes) -> bool:
    """Whether the bytes are UTF-16, which Excel calls Unicode text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return _without_mark(content) is not None


def read_text(content: bytes) -> Table:
    """The table in a text file. Raises Unreadable."""
    text, encoding = _decoded(content)
    if _CONTROL.search(text):
        raise Unreadable(
            _("文件里有文本以外的内容，不是完好的 CSV。请用 Excel 或 WPS 打开原文件，另存为 .xlsx 再上传。"),
            code="broken",
        )
    if re.match(r"\s*<(?:!doctype|html|\?xml|table)", text, re.IGNORECASE):
        raise webpage()
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        return Table("", encoding, _rows(text, told[1]))
    separator = _separator(text)
    return Table("", encoding, _rows(text, separator))


def webpage() -> Unreadable:
    """Systems like to give a page the name of a sheet."""
    return Unreadable(
        _("这个文件其实是网页，只是名字像表格。请在 Excel 或 WPS 中打开它，另存为 .xlsx 再上传。"),
        code="webpage",
    )


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER:
        if content.startswith(mark):
            return _as(content, encoding, encoding.replace("-sig", ""))
    if wide := _without_mark(content):
        return _as(content, wide, wide)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _as(content, "gb18030", "gb18030")


def _as(content: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        return content.decode(encoding), name
    except UnicodeDecodeError:
        raise Unreadable(
            _("认不出文字编码，有的字读不出来。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
            code="encoding",
        ) from None


def _without_mark(content: bytes) -> str | None:
    """UTF-16 without its mark: line ends and commas have a zero on one side, always the same."""
    head = content[:4000]
    if b"\0" not in head or len(content) % 2:
        return None
    low, high = head[::2].count(0), head[1::2].count(0)
    if high > 4 * low:
        return "utf-16-le"
    return "utf-16-be" if low > 4 * high else None


def _separator(text: str) -> str:
    """The sign under which the heading names most fields; else the one that makes most columns."""
    sample = "".join(islice(_kept_lines(text), _SAMPLE))
    best, chosen = (0, 0), ","
    for separator in _SEPARATORS:
        if separator not in sample:
            continue
        try:
            rows = [Row(number, list(cells)) for number, cells in _parsed(sample, separator, strict=False)]
        except csv.Error:
            continue
        if any(len(row.cells) > COLUMNS for row in rows):
            continue
        heading = heading_in(rows)
        named = sum(1 for field in match(heading.names) if field) if heading else 0
        rank = (named, max((len(row.cells) for row in rows), default=0))
        if rank > best:
            best, chosen = rank, separator
    return chosen


def _kept_lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text[:200_000], newline=""))


def _parsed(text: str, separator: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    return enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict), 1)


def _rows(text: str, separator: str) -> list[Row]:
    found: list[Row] = []
    width = number = 0
    try:
        for number, cells in _parsed(text, separator, strict=True):
            if number == 1 and len(cells) == 1 and cells[0].startswith("sep="):
                continue
            if len(cells) > COLUMNS:
                raise too_wide()
            if any(cells):
                row: list[Cell] = [
                    cell if cell.isalnum() and len(cell) <= _PLAIN else _cell(cell) for cell in cells
                ]
                if any(cell is not None for cell in row):
                    found.append(Row(number, row))
                    width = max(width, len(row))
            if number > ROWS:
                raise too_long()
    except csv.Error:
        raise Unreadable(
            _("第%(row)d行的引号没有成对，后面的内容会连成一片。请改正引号，或另存为 .xlsx 再上传。"),
            code="quotes",
            params={"row": number + 1},
        ) from None
    if width * len(found) > CELLS:
        raise too_wide()
    for each in found:
        each.cells.extend([None] * (width - len(each.cells)))
    return found


def _cell(text: str) -> Cell:
    text = text.strip("\ufeff \t\r\n\u3000\xa0")
    if not text:
        return None
    if len(text) > _LONGEST_CELL:
        raise csv.Error
    if text[0] in "=+@":
        if quoted := _QUOTED.fullmatch(text):
            return quoted[1] or None  # the usual way to make Excel keep a number as text
        if _FORMULA.fullmatch(text):
            return Formula(text)
    return text


def too_wide() -> Unreadable:
    return Unreadable(
        _("表格的列太多，超过%(most)d列。请只留名册用得到的列，把右边多余的列删掉再上传。"),
        code="columns",
        params={"most": COLUMNS},
    )


def too_long() -> Unreadable:
    return Unreadable(
        _("表格超过%(most)d行。请删去下面多余的行，或拆成几个文件再上传。"),
        code="rows",
        params={"most": ROWS},
    )
