"""Excel files: taken apart by a process of its own; here it is started, asked, held to its limits."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .delimited import too_long, too_wide
from .heading import heading_in, match
from .tables import Formula, Row, Table, Unreadable, shown

MEMORY = 1024 * 1024 * 1024
SECONDS = 4  # of the processor: a busy machine does not make a good file a bad one
_BYTES_A_SECOND = 1024 * 1024  # more for a large file: what is packed small and takes long is no roster
_PATIENCE = 10  # times as long by the clock
_ROOT = Path(__file__).resolve().parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from zhibu.exchange.workbooks.process import main; main()"
)
_NEAR = 0.6  # a second sheet that names that share of the fields of the first looks like a roster too


def read_workbook(content: bytes, kind: str, *, sheet: str = "") -> Table:
    """The roster in a workbook: the sheet of that name, or the only one that looks like it."""
    seconds = SECONDS + len(content) // _BYTES_A_SECOND
    with _process(seconds * _PATIENCE) as process:
        _send(process, {"size": len(content), "kind": kind, "memory": MEMORY, "seconds": seconds}, content)
        told = _hear(process)
        chosen = _choose(told["sheets"], sheet)
        _send(process, {"sheet": chosen["index"]})
        rows = list(_rows(process))
    return Table(chosen["name"], "", rows, told["date1904"])


@contextmanager
def _process(patience: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-I", "-P", "-c", _START, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
        close_fds=True,
    )
    watch = threading.Timer(patience, process.kill)
    watch.daemon = True
    watch.start()
    try:
        yield process
    finally:
        watch.cancel()
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.wait()


def _send(process: subprocess.Popen[bytes], order: dict[str, Any], content: bytes = b"") -> None:
    assert process.stdin is not None
    with suppress(OSError):  # what it died of is heard below
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.write(content)
        process.stdin.flush()


def _hear(process: subprocess.Popen[bytes]) -> Any:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.endswith(b"\n"):
        raise _died(process)
    told = json.loads(line)
    if isinstance(told, dict) and "refused" in told:
        raise refusal(told["refused"])
    return told


def _died(process: subprocess.Popen[bytes]) -> Unreadable:
    """Without an answer: out of memory, out of time, or a fault of the parser."""
    process.kill()
    status = process.wait()
    return refusal("slow" if status in {-24, -9} else "large" if status == -6 else "broken")


def refusal(reason: str) -> Unreadable:
    """The sentence for a reason that the process gives."""
    if reason == "columns":
        return too_wide()
    if reason == "rows":
        return too_long()
    return Unreadable(_sentences().get(reason) or _sentences()["broken"], code=reason)


def _sentences() -> dict[str, str]:
    return {
        "broken": _("文件不完整或已损坏。请用 Excel 或 WPS 打开，另存为新的 .xlsx 再上传。"),
        "locked": _("文件加了密码。请在 Excel 或 WPS 中打开，去掉密码，另存后再上传。"),
        "macros": _("表格里有宏或嵌入的程序，不能上传。请另存为不带宏的 .xlsx 再上传。"),
        "links": _(
            "表格引用了别的文件，里面的数可能已经不对。请把内容复制后“选择性粘贴—数值”到新的工作簿，保存后再上传。"
        ),
        "bomb": _("文件里有表格软件不会写的内容，不能上传。请把内容复制到新的工作簿，保存后再上传。"),
        "sparse": _("表格里有内容离名册很远，中间是大片空白。请把名册复制到新的工作簿，保存后再上传。"),
        "large": _("表格太大，读不下。请只留名册一张工作表，删去图片和多余内容，或拆成几个文件再上传。"),
        "slow": _("表格太复杂，读的时间太长。请把名册复制到新的工作簿，保存后再上传。"),
        "alien": _("这不是 Excel 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
    }


def _choose(sheets: list[dict[str, Any]], wanted: str) -> dict[str, Any]:
    """The sheet with the roster. Two that look like one are named, and nobody guesses."""
    if wanted:
        for sheet in sheets:
            if sheet["name"] == wanted:
                return sheet
        raise Unreadable(_("文件里没有工作表“%(name)s”。"), code="sheet", params={"name": wanted})
    seen = [sheet for sheet in sheets if not sheet["hidden"]]
    ranked = sorted(((_worth(sheet), sheet) for sheet in seen), key=lambda pair: -pair[0])
    if ranked and ranked[0][0]:
        best = ranked[0][0]
        near = [sheet for worth, sheet in ranked if worth >= best * _NEAR]
        if len(near) > 1:
            raise Unreadable(
                _(
                    "有%(count)d张工作表都像名册：%(names)s。请只留要导入的一张，或把它们并成一张，保存后再上传。"
                ),
                code="sheets",
                params={"count": len(near), "names": "、".join(sheet["name"] for sheet in near[:6])},
            )
        return near[0]
    hidden = [sheet for sheet in sheets if sheet["hidden"] and _worth(sheet)]
    if hidden:
        raise Unreadable(
            _("名册在隐藏的工作表“%(name)s”里。请在 Excel 中取消隐藏，核对后保存，再上传。"),
            code="hidden",
            params={"name": hidden[0]["name"]},
        )
    filled = [sheet for sheet in seen if sheet["head"]]
    if not filled:
        raise Unreadable(_("表格是空的。请打开检查内容，保存后再上传。"), code="empty")
    return filled[0]


def _worth(sheet: dict[str, Any]) -> int:
    """How many fields its heading names, if somebody stands below it."""
    rows = [Row(number, cells) for number, cells in sheet["head"]]
    heading = heading_in(rows)
    if heading is None:
        return 0
    columns = match(heading.names)
    who = [column for column, field in enumerate(columns) if field in {"name", "id_number", "code"}]
    below = [row for row in rows if row.number >= heading.first_data_row]
    if not any(row.cells[c] for row in below for c in who if c < len(row.cells)):
        return 0
    return sum(1 for field in columns if field)


def _rows(process: subprocess.Popen[bytes]) -> Iterator[Row]:
    days: dict[str, date] = {}
    same: dict[str, str] = {}
    while True:
        told = _hear(process)
        if isinstance(told, dict):
            return
        for number, cells, dates, marks in told:
            for column in dates:
                text = cells[column]
                day = days.get(text)
                if day is None:
                    day = days[text] = date.fromisoformat(text)
                cells[column] = day
            for column, mark in marks:
                cells[column] = "#N/A" if mark == "e" else Formula(shown(cells[column]))
            for column, cell in enumerate(cells):
                if type(cell) is str and len(cell) < 12:
                    cells[column] = same.setdefault(cell, cell)
            yield Row(number, cells)
