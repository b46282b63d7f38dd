"""The same roster as different programs write it."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlsxwriter
import xlwt

from .generator import FORMATS, MONTH, Calc, Drawn, Stamp

EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "gbk")
SEPARATORS = (",", "\t", ";")
Other = list[tuple[str, list[list[Any]], bool]]  # further sheets: name, cells, hidden


def as_text(drawn: Drawn, seed: int) -> bytes:
    """As Excel saves a sheet as CSV: what is shown, not what is kept."""
    r = random.Random(seed)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=r.choice(SEPARATORS), lineterminator=r.choice(["\r\n", "\n"]))
    width = max(len(row) for row in drawn.grid)
    for row in drawn.grid:
        writer.writerow([_shown(cell) for cell in row] + [""] * (width - len(row)))
    encoding = r.choice(ENCODINGS)
    said = out.getvalue().replace("•", "·") if encoding == "gbk" else out.getvalue()
    return said.encode(encoding)


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Stamp):
        d = cell.day
        if cell.shows == MONTH:
            return f"{d.year}年{d.month}月" if d.day == 1 else d.isoformat()
        return str((d - EPOCH).days) if cell.shows == "General" else f"{d.year}年{d.month}月{d.day}日"
    if isinstance(cell, Calc):
        return f"={cell.formula}"
    if isinstance(cell, float):
        return f"{cell:.5E}" if cell >= 1e15 else str(int(cell)) if cell == int(cell) else str(cell)
    return str(cell)


def _format(shows: str) -> str | int:
    return 31 if shows == "built-in 31" else shows


def by_xlsxwriter(drawn: Drawn, seed: int, others: Other = ()) -> bytes:  # type: ignore[assignment]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": seed % 5 == 0})
    epoch = EPOCH_1904 if seed % 5 == 0 else EPOCH
    formats = {shows: book.add_format({"num_format": _format(shows)}) for shows in (*FORMATS, MONTH)}
    for name, grid, hidden in [*others, ("花名册", drawn.grid, False)]:
        sheet = book.add_worksheet(name)
        for i, row in enumerate(grid):
            for j, cell in enumerate(row):
                if isinstance(cell, Stamp):
                    sheet.write_number(i, j, (cell.day - epoch).days, formats[cell.shows])
                elif isinstance(cell, Calc):
                    sheet.write_formula(i, j, f"={cell.formula}", None, cell.result)
                elif isinstance(cell, str):
                    sheet.write_string(i, j, cell)
                elif cell is not None:
                    sheet.write_number(i, j, cell)
        if hidden:
            sheet.hide()
        else:
            sheet.activate()
        if name == "花名册":
            for first, left, last, right in drawn.merges:
                said = grid[first][left] if left < len(grid[first]) else ""
                sheet.merge_range(first, left, last, right, said or "")
    book.close()
    return out.getvalue()


def by_openpyxl(drawn: Drawn, seed: int) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for i, row in enumerate(drawn.grid, 1):
        for j, cell in enumerate(row, 1):
            if isinstance(cell, Stamp):
                place = sheet.cell(i, j, (cell.day - EPOCH).days)
                place.number_format = 'yyyy"年"m"月"d"日"' if cell.shows == "built-in 31" else cell.shows
            elif isinstance(cell, Calc):
                sheet.cell(i, j, f"={cell.formula}")
            elif cell is not None:
                sheet.cell(i, j, cell)
    for first, left, last, right in drawn.merges:
        sheet.merge_cells(start_row=first + 1, start_column=left + 1, end_row=last + 1, end_column=right + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_xlwt(drawn: Drawn, seed: int) -> bytes:
    book = xlwt.Workbook()
    book.dates_1904 = seed % 5 == 0
    epoch = EPOCH_1904 if seed % 5 == 0 else EPOCH
    styles = {
        shows: xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"' if shows == "built-in 31" else shows)
        for shows in (*FORMATS, MONTH)
    }
    sheet = book.add_sheet("花名册")
    for i, row in enumerate(drawn.grid):
        for j, cell in enumerate(row):
            if isinstance(cell, Stamp):
                sheet.write(i, j, (cell.day - epoch).days, styles[cell.shows])
            elif isinstance(cell, Calc):
                sheet.write(i, j, xlwt.Formula(cell.formula))
            elif cell is not None:
                sheet.write(i, j, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def by_hand(drawn: Drawn, seed: int) -> bytes:
    """As WPS and the reports of many systems write: texts in place, a prefix, rows without numbers, 1904."""
    r = random.Random(seed)
    prefix = r.choice(["", "x:"])
    numbered = r.random() < 0.6
    epoch = EPOCH_1904 if r.random() < 0.3 else EPOCH
    styles = ["General", *FORMATS, MONTH]
    body = []
    for i, row in enumerate(drawn.grid):
        cells = []
        for j, cell in enumerate(row):
            if cell is None and numbered:
                continue
            where = f' r="{column(j)}{i + 1}"' if numbered else ""
            cells.append(_cell(prefix, where, cell, styles, epoch))
        number = f' r="{i + 1}"' if numbered else ""
        body.append(f"<{prefix}row{number}>{''.join(cells)}</{prefix}row>")
    inside = f"<{prefix}sheetData>{''.join(body)}</{prefix}sheetData>"
    sheet = f"<{prefix}worksheet {_space(prefix)}>{inside}</{prefix}worksheet>"
    return package({"xl/worksheets/sheet1.xml": sheet}, prefix, styles, date1904=epoch == EPOCH_1904)


def _cell(prefix: str, where: str, cell: Any, styles: list[str], epoch: date) -> str:
    p = prefix
    if cell is None:
        return f"<{p}c{where}/>"
    if isinstance(cell, Stamp):
        style = styles.index(cell.shows, 1 if cell.shows == "General" else 0)
        return f'<{p}c{where} s="{style}"><{p}v>{(cell.day - epoch).days}</{p}v></{p}c>'
    if isinstance(cell, Calc):
        return f'<{p}c{where} t="str"><{p}f>{escape(cell.formula)}</{p}f><{p}v>{cell.result}</{p}v></{p}c>'
    if isinstance(cell, float):
        return f"<{p}c{where}><{p}v>{cell!r}</{p}v></{p}c>"
    said = escape(cell)
    return f'<{p}c{where} t="inlineStr"><{p}is><{p}t xml:space="preserve">{said}</{p}t></{p}is></{p}c>'


def _space(prefix: str) -> str:
    return f'xmlns{":" + prefix[:-1] if prefix else ""}="{MAIN}" xmlns:r="{RELS}"'


def column(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def package(
    parts: dict[str, str | bytes],
    prefix: str = "",
    styles: list[str] | None = None,
    *,
    date1904: bool = False,
    names: tuple[str, ...] = ("花名册",),
) -> bytes:
    """An .xlsx of the given sheets, by hand."""
    p, styles = prefix, styles or ["General"]
    own = {shows: 170 + n for n, shows in enumerate(styles) if shows not in {"General", "built-in 31"}}
    formats = "".join(f'<{p}numFmt numFmtId="{n}" formatCode={quoteattr(s)}/>' for s, n in own.items())
    cells = "".join(f'<{p}xf numFmtId="{own.get(s, 31 if s == "built-in 31" else 0)}"/>' for s in styles)
    sheets = "".join(
        f'<{p}sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(names, 1)
    )
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    every: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.'
        f'openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{types}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"<{p}workbook {_space(p)}>"
        f"<{p}workbookPr date1904={quoteattr(str(int(date1904)))}/>"
        f"<{p}sheets>{sheets}</{p}sheets></{p}workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId900" Type="{RELS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f"<{p}styleSheet {_space(p)}><{p}numFmts>{formats}</{p}numFmts>"
        f"<{p}cellXfs>{cells}</{p}cellXfs></{p}styleSheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (every | parts).items():
            archive.writestr(name, body)
    return out.getvalue()
