"""Where the heading of a table stands, under titles, in one line or three; which column is which field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .fields import FIELDS, bare, headings, strangers
from .tables import Row, Table, Unreadable, shown

BETWEEN = " › "  # in a heading of several lines, what stands above and what stands below
_LOOK_AT = 60
_DEEPEST = 3
_FEWEST = 2
_LONGEST = 60
_DAYS = re.compile(r"(?:时间|日期|年月日?)$")
_ABOVE = 20  # weaker than whatever the lowest line says
_WHO = frozenset({"name", "id_number", "code"})


@dataclass(frozen=True, slots=True)
class Heading:
    """The rows it spans (the sheet's own numbers), one name per column, and the first row of data."""

    first_row: int
    last_row: int
    names: list[str]
    first_data_row: int


def find_heading(table: Table) -> Heading:
    """The heading of a table: the row, or the two or three, in which most fields are named."""
    found = heading_in(table.rows)
    if found is None:
        raise Unreadable(
            _("没有找到表头。表里要有一行写着“姓名”“公民身份号码”等栏名，每栏一格，人员写在它下面。"),
            code="heading",
        )
    return found


def heading_in(rows: Sequence[Row]) -> Heading | None:
    """The heading among the first rows, or None."""
    best: tuple[int, int, int] | None = None
    chosen: tuple[int, int, list[str]] = (0, 0, [])
    texts = [_texts(row) for row in rows[:_LOOK_AT]]
    for at in range(len(texts)):
        for depth in range(1, min(_DEEPEST, len(texts) - at) + 1):
            if depth > 1 and rows[at + depth - 1].number - rows[at].number >= _DEEPEST:
                break
            names = _composed(texts[at : at + depth])
            fields = [field for field in match(names) if field]
            if len(fields) < _FEWEST or not _WHO & set(fields):
                continue
            rank = (len(fields), -depth, -at)
            if best is None or rank > best:
                best, chosen = rank, (at, depth, names)
    if best is None:
        return None
    at, depth, names = chosen
    width = max((len(row.cells) for row in rows), default=len(names))
    names += [""] * (width - len(names))
    last = rows[at + depth - 1].number
    return Heading(rows[at].number, last, names, last + 1)


def match(names: Sequence[str]) -> list[str | None]:
    """The field of each column by its name; each field at most once, the best named column first."""
    wishes: list[tuple[int, int, str]] = []
    for column, name in enumerate(names):
        for strength, key in _candidates(name):
            wishes.append((strength, column, key))
    found: list[str | None] = [None] * len(names)
    taken: set[str] = set()
    for _strength, column, key in sorted(wishes):
        if found[column] is None and key not in taken:
            found[column] = key
            taken.add(key)
    return found


def _candidates(name: str) -> list[tuple[int, str]]:
    """What a name may mean: as a whole, as its lines joined, as its last line, else as the line above."""
    known = headings()
    lines = [line for line in name.split(BETWEEN.strip()) if line.strip()]
    if not lines:
        return []
    found: list[tuple[int, str]] = []
    forms = [("".join(lines), 0), ("".join(lines[-2:]), 1), (lines[-1], 2)]
    foreign = len(lines) > 1 and any(word in line for line in lines[:-1] for word in strangers())
    for form, strength in forms:
        if strength == 2 and foreign:
            break
        for text, weaker in ((form, 0), (_inside(form), 3)):
            key = known.get(bare(text)) if text else None
            if key:
                found.append((strength + weaker + (0 if bare(text) == bare(FIELDS[key].label) else 5), key))
    return found or _above(lines)


def _above(lines: Sequence[str]) -> list[tuple[int, str]]:
    """入党时间 over 加入时间 and 转正时间: a day that only the line above names."""
    if not _DAYS.search(lines[-1]) or any(word in line for line in lines for word in strangers()):
        return []
    keys = (headings().get(bare(line)) for line in lines[-2::-1])
    key = next((key for key in keys if key and FIELDS[key].kind == "day"), None)
    return [(_ABOVE, key)] if key else []


def _inside(name: str) -> str:
    """手机号（联系电话）: what stands in the brackets, if what stands before them says nothing."""
    found = re.search(r"\(([^()]+)\)", unicodedata.normalize("NFKC", name))
    return found[1] if found else ""


def _texts(row: Row) -> list[str]:
    return ["".join(shown(cell).split()) for cell in row.cells]


def _composed(lines: Sequence[list[str]]) -> list[str]:
    """One name a column. A cell that spans several columns or rows holds its text in the first of them."""
    width = max(len(line) for line in lines)
    padded = [line + [""] * (width - len(line)) for line in lines]
    for depth in range(len(padded) - 1):
        for column in range(1, width):
            above = any(padded[upper][column] for upper in range(depth + 1))
            below = any(padded[lower][column] for lower in range(depth + 1, len(padded)))
            if not above and below:
                padded[depth][column] = padded[depth][column - 1]
    names = []
    for column in range(width):
        parts = list(dict.fromkeys(line[column] for line in padded if line[column]))
        names.append(BETWEEN.join(part[:_LONGEST] for part in parts))
    return names
