"""The process: told a size, then the bytes; tells the sheets, is told which one, tells its rows.

    in   {"size": 4711, "kind": "xlsx", "memory": 805306368, "seconds": 4}  and 4711 bytes
    out  {"sheets": [{"name", "hidden", "head": [[1, ["姓名", …]], …]}, …], "date1904": false}
    in   {"sheet": 0}
    out  [[1, ["姓名", …], dates, marks], …]      up to 500 rows a line; a row without content is left out
    out  {"end": true}

`dates` are the columns whose text is a day, `marks` the columns whose value is not what it seems: "f" a
formula, "e" an error of Excel, "m" a day that shows as a month. What is refused is told as
{"refused": reason}, also in place of any line above.
"""

from __future__ import annotations

import gc
import io
import json
import resource
import sys
from datetime import date, timedelta
from typing import Any, BinaryIO

from .bounds import CELLS, COLUMNS, ROWS, TEXT, Refused

_HEAD_ROWS = 60
_HEAD_TEXT = 300
_SHEETS = 60
_CHUNK = 500
_FIRST_DAY = date(1899, 12, 30)


def main() -> None:
    """Serve one file on standard input and output."""
    gc.disable()  # the process is gone before anything circular matters
    inward, outward = sys.stdin.buffer, sys.stdout.buffer
    order = json.loads(inward.readline())
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = inward.read(order["size"])
    try:
        _serve(content, order["kind"], inward, outward)
    except Refused as why:
        _tell(outward, {"refused": why.reason})
    except MemoryError:
        _tell(outward, {"refused": "large"})


def _serve(content: bytes, kind: str, inward: BinaryIO, outward: BinaryIO) -> None:
    import python_calamine as calamine

    from . import xls, xlsx

    notes = xlsx.Notes(content) if kind == "xlsx" else xls.Notes(content)
    try:
        book = calamine.load_workbook(io.BytesIO(content))
    except calamine.PasswordError:
        raise Refused("locked") from None
    except calamine.CalamineError:
        raise Refused("broken") from None
    sheets: dict[int, Any] = {}
    described = []
    for index, meta in enumerate(book.sheets_metadata[:_SHEETS]):
        visible = meta.visible == calamine.SheetVisibleEnum.Visible
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        notes.guard(meta.name)
        try:
            sheets[index] = sheet = book.get_sheet_by_index(index)
        except calamine.CalamineError:
            raise Refused("broken") from None
        _bound(sheet)
        head = [[number, cells] for number, cells, *_ in _head(sheet)]
        described.append({"index": index, "name": meta.name, "hidden": not visible, "head": head})
    _tell(outward, {"sheets": described, "date1904": notes.date1904})
    index = json.loads(inward.readline())["sheet"]
    chosen = sheets.pop(index)
    sheets.clear()
    name = book.sheets_metadata[index].name
    _rows(chosen, notes.marks(name), outward)
    _tell(outward, {"end": True})


def _bound(sheet: Any) -> None:
    """What a sheet may measure from its first to its last filled cell."""
    if sheet.total_width > COLUMNS:
        raise Refused("columns")
    if sheet.total_height > ROWS:
        raise Refused("rows")
    if sheet.width * sheet.height > CELLS:
        raise Refused("sparse")


def _head(sheet: Any) -> list[list[Any]]:
    found: list[list[Any]] = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [str(value)[:_HEAD_TEXT] for value in row]
        if any(cells):
            found.append([number, [""] * _offset(sheet) + cells])
        if len(found) == _HEAD_ROWS:
            break
    return found


def _offset(sheet: Any) -> int:
    """Empty columns on the left are not in the rows that calamine gives; empty rows above are."""
    return int(sheet.start[1]) if sheet.start else 0


def _rows(sheet: Any, marks: dict[int, dict[int, str]], outward: BinaryIO) -> None:
    offset = _offset(sheet)
    chunk: list[list[Any]] = []
    told = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells: list[Any] = [None] * offset
        dates: list[int] = []
        marked = marks.get(number)
        empty = marked is None
        for value in row:
            kind = type(value)
            if kind is str:
                cells.append(value or None)
                if value:
                    empty = False
                continue
            empty = False
            if kind is float or kind is int:
                cells.append(value)
            elif kind is bool:
                cells.append("TRUE" if value else "FALSE")
            else:
                if hasattr(value, "year"):
                    dates.append(len(cells))
                    cells.append(value.isoformat()[:10])
                else:
                    cells.append(str(value))
        if empty:
            continue
        if marked:
            _mark(cells, dates, marked)
        chunk.append([number, cells, dates, list((marked or {}).items())])
        if len(chunk) == _CHUNK:
            told += _tell(outward, chunk)
            chunk = []
        if told > TEXT:
            raise Refused("large")
    if chunk:
        _tell(outward, chunk)


def _mark(cells: list[Any], dates: list[int], marked: dict[int, str]) -> None:
    """A day that shows as a month is the month that was typed: Excel itself put the first day in."""
    for column, mark in list(marked.items()):
        if column >= len(cells):
            if mark == "m":
                del marked[column]
                continue
            cells += [None] * (column + 1 - len(cells))
        if mark != "m":
            continue
        value = cells[column]
        if isinstance(value, float | int) and 1 <= value < 100_000:
            value = (_FIRST_DAY + timedelta(days=int(value))).isoformat()
        if isinstance(value, str) and value.endswith("-01"):
            cells[column] = f"{int(value[:4])}年{int(value[5:7])}月"
            if column in dates:
                dates.remove(column)
        del marked[column]


def _tell(outward: BinaryIO, what: Any) -> int:
    line = json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
    outward.write(line)
    outward.flush()
    return len(line)
