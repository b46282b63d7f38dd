"""The rows of a table as lines of a roster: what is no person left out, what is wrong told cell by cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .cells import cleaner
from .fields import FIELDS
from .heading import BETWEEN, Heading
from .numbers import is_landline
from .tables import Cell, Row, Table, shown
from .wrong import Wrong

_EPOCHS_APART = 1462  # days between the two calendars of Excel
_REMEMBERED = 20_000
_TOTAL = re.compile(r"(?:合|小|总|共|累)计.*|(?:总|共)(?:人数|有).*|平均.*")
_NOTE = re.compile(
    r"[(\[【]?(?:备?注|说明|填表|填报|制表|审核|复核|复查|审批|核对|负责人|联系人|经办|单位|报送|上报|打印|导出"
    r"|注意|提示|填写|日期|书记|盖章|签字|签名|以上|以下|本表|此表|第[0-9一二三四五六七八九十]+页|共[0-9]+页|示例|例[:：如])"
)
_SECTION = re.compile(r".*(?:支部|小组|党委|总支|党组织|部门|村|社区|年度|名单|名册|党员|情况表?)[:：]?$")
_ID = re.compile(r"[0-9*]{6}|E\+")
_FEW = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell: reason and remedy, as sentences; never the number itself."""

    row: int
    field: str
    column: str
    level: str  # error, warning
    reason: str
    remedy: str
    norm: str = ""


@dataclass(slots=True)
class Line:
    """One person's row: the values that could be read, every cell as it stood, what is wrong."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def lines(table: Table, heading: Heading, columns: Sequence[str | None]) -> Iterator[Line]:
    """The persons under a heading, given the field of each column (None: not read)."""
    readers = [
        _Reader(column, key, heading.names[column] if column < len(heading.names) else "", table.date1904)
        for column, key in enumerate(columns)
        if key is not None
    ]
    names = {reader.key: reader.name for reader in readers}
    repeated = _heading_rows(table, heading)
    width = max((reader.column + 1 for reader in readers), default=0)
    plan = [(reader.column, reader.key, reader.seen.get, reader) for reader in readers]
    for row in table.rows:
        if row.number < heading.first_data_row or _is_no_person(row, readers, repeated):
            continue
        cells = row.cells
        if len(cells) < width:
            cells = cells + [None] * (width - len(cells))
        line, born = Line(row.number), None
        values, texts = line.values, line.shown
        for column, key, seen, reader in plan:  # most cells of a roster are alike: one question answers them
            cell = cells[column]
            value, text, wrong = seen(cell) or reader.read(cell)
            texts[key] = text
            if wrong is None:
                values[key] = value
            elif key == "born_on" and wrong.months:
                born = (reader, wrong)
            else:
                line.problems.append(reader.problem(row.number, wrong))
        if born is not None:
            _born(line, *born)
        _fold(line, names)
        yield line


class _Reader:
    """One column: cleans its cells and remembers what it has seen."""

    __slots__ = ("_clean", "_shift", "column", "key", "name", "seen")

    def __init__(self, column: int, key: str, name: str, date1904: bool) -> None:
        self.column, self.key, self.name = column, key, name.replace(BETWEEN, "·")
        self.seen: dict[Cell, tuple[Any, str, Wrong | None]] = {}
        self._clean: Callable[[Cell], Any] = cleaner(key)
        self._shift = _EPOCHS_APART if date1904 and FIELDS[key].kind == "day" else 0

    def read(self, cell: Cell) -> tuple[Any, str, Wrong | None]:
        """The value, the cell as it stood, what is wrong with it."""
        text, asked = shown(cell), cell
        if self._shift and isinstance(cell, float | int) and cell < 60_000 and not 1900 <= cell < 2200:
            asked = cell + self._shift
        found: tuple[Any, str, Wrong | None]
        try:
            found = (self._clean(asked), text, None)
        except Wrong as wrong:
            found = (None, text, wrong)
        if len(self.seen) >= _REMEMBERED:
            self.seen.clear()
        self.seen[cell] = found
        return found

    def problem(self, row: int, wrong: Wrong) -> Problem:
        return Problem(row, self.key, self.name, "error", wrong.reason, wrong.remedy)


def _heading_rows(table: Table, heading: Heading) -> list[list[str]]:
    return [
        [_bare(cell) for cell in row.cells]
        for row in table.rows
        if heading.first_row <= row.number <= heading.last_row
    ]


def _is_no_person(row: Row, readers: Sequence[_Reader], repeated: Sequence[list[str]]) -> bool:
    """Whether a row is blank, a sum, a note, a heading again. A number that identifies settles it at once."""
    cells = row.cells
    for reader in readers:
        if reader.key == "id_number" and reader.column < len(cells):
            number = cells[reader.column]
            if isinstance(number, str) and len(number) > 14 and number[:6].isdigit():
                return False
    return _is_something_else(row, readers, repeated)


def _is_something_else(row: Row, readers: Sequence[_Reader], repeated: Sequence[list[str]]) -> bool:
    texts = [_bare(cell) for cell in row.cells]
    filled = [text for text in texts if text]
    who = {
        reader.key: texts[reader.column]
        for reader in readers
        if reader.key in {"name", "id_number", "code"} and reader.column < len(texts)
    }
    if not any(texts[r.column] for r in readers if r.column < len(texts)):
        return True
    if any(_TOTAL.fullmatch(text) for text in filled[:2]) and not _ID.search(who.get("id_number", "")):
        return True
    for heading in repeated:
        same = sum(1 for text, head in zip(texts, heading, strict=False) if text and text == head)
        if same == len(filled) and (same >= 2 or len(filled) == 1 == len([h for h in heading if h])):
            return True
    if _ID.search(who.get("id_number", "")):
        return False
    if _NOTE.match(filled[0]) and (len(filled) <= _FEW or any(sign in filled[0] for sign in ":()")):
        return True
    if len(filled) == 1:
        text = filled[0]
        return who.get("name") != text or len(text) > 12 or bool(len(text) > 3 and _SECTION.fullmatch(text))
    return False


def _bare(cell: Cell) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", shown(cell)))


def _born(line: Line, reader: _Reader, wrong: Wrong) -> None:
    """A birth of year and month only: where the number of the row says the same month, its day is taken."""
    number = line.values.get("id_number")
    found = _day_in(number) if isinstance(number, str) else None
    if found is None or (found.year, found.month) not in wrong.months:
        line.problems.append(reader.problem(line.row, wrong))
        return
    line.values["born_on"] = found
    reason = _("出生日期只有年月，与公民身份号码的年月相同，已取号码里的日期")
    line.problems.append(
        Problem(line.row, reader.key, reader.name, "warning", reason, _("与档案不一致的，请改正。"))
    )


def _day_in(number: str) -> date | None:
    """The day of birth in a full number; whether the number itself is right is judged later, by the norm."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _fold(line: Line, names: dict[str, str]) -> None:
    """The national system asks twice, 是否失联 and 是否流动; a card says it once. A landline goes home."""
    values = line.values
    if (phone := values.get("mobile")) and is_landline(phone):
        if values.get("landline") in {None, values["mobile"]}:
            values["landline"], values["mobile"] = values["mobile"], None
            reason, remedy = _("这是固定电话，已记到固定电话一栏"), _("有手机的，请补上手机号码。")
            line.problems.append(Problem(line.row, "mobile", names["mobile"], "warning", reason, remedy))
        else:
            del values["mobile"]
            reason, remedy = _("这是固定电话，不是手机号码"), _("请填写手机号码，没有的留空。")
            line.problems.append(Problem(line.row, "mobile", names["mobile"], "error", reason, remedy))
    if "lost" not in names and "mobile_member" not in names and "lost_on" not in names:
        return
    lost, mobile = values.pop("lost", None), values.pop("mobile_member", None)
    lost_on: date | None = values.pop("lost_on", None)
    told = values.get("whereabouts")
    says = "lost" if lost else "mobile" if mobile else None
    if (lost and mobile) or (told is not None and says is not None and told != says):
        values.pop("whereabouts", None)
        column = "lost" if "lost" in names else "mobile_member"
        reason = _("既写了失联，又写了流动或别的情况") if lost else _("流动情况前后写得不一样")
        line.problems.append(
            Problem(line.row, column, names[column], "error", reason, _("请核对，只保留一种。"))
        )
        return
    if says is None and told is None and lost is False and mobile is False:
        says = "none"
    if says is not None:
        values["whereabouts"] = says
    if values.get("whereabouts") == "lost" and lost_on is not None:
        values["whereabouts_since"] = lost_on
