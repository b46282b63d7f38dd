"""Files that LibreOffice wrote (files/README.md) say what was typed into them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhibu.exchange.reading import Unreadable, find_heading, lines, match, read

pytestmark = pytest.mark.slow

FILES = Path(__file__).parent / "files"
FIELDS = ["name", "sex", "ethnicity", "born_on", "id_number", "education", "category"]
FIELDS += ["joined_on", "converted_on", "mobile", "home_address"]
FIRST = {
    "name": "演示甲",
    "sex": "male",
    "ethnicity": "01",
    "born_on": date(1950, 3, 12),
    "id_number": "000101195003120003",
    "education": "70",
    "category": "formal",
    "joined_on": date(1978, 7, 1),
    "converted_on": date(1979, 7, 1),
    "mobile": "13800000001",
    "home_address": "演示村1号",
}


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("typed.csv", "utf-8"),
        ("libreoffice.xlsx", ""),
        ("libreoffice.xls", ""),
        ("libreoffice-semicolon.csv", "utf-8"),
        ("libreoffice-gb18030-tab.csv", "gb18030"),
    ],
)
def test_a_roster_written_by_another_program_is_read(name, encoding):
    table = read((FILES / name).read_bytes(), name)
    heading = find_heading(table)
    assert (table.encoding, heading.first_row, heading.first_data_row) == (encoding, 3, 4)
    assert match(heading.names) == [None, *FIELDS, None]
    first, second, third = lines(table, heading, match(heading.names))
    assert first.values == FIRST
    assert (first.row, first.problems) == (4, [])
    assert (second.values["name"], second.values["born_on"]) == ("演示乙", date(1962, 11, 2))
    assert (third.values["born_on"], third.values["category"]) == (date(1985, 10, 15), "probationary")
    assert [(p.field, "缺少日" in p.reason) for p in third.problems] == [("joined_on", True)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("libreoffice-locked.xls", "locked"),
        ("libreoffice-dde.xls", "links"),
        ("libreoffice-linked.xlsx", "links"),
        ("libreoffice-linked.xls", "links"),
        ("libreoffice-macros.xlsm", "macros"),
        ("libreoffice-macros.xls", "macros"),
    ],
)
def test_what_another_program_put_beside_a_roster_is_refused_with_a_sentence(name, code):
    with pytest.raises(Unreadable) as said:
        read((FILES / name).read_bytes(), name)
    assert said.value.code == code
    assert "请" in said.value.messages[0]


def test_a_cell_that_asks_another_program_is_a_formula_and_not_believed():
    table = read((FILES / "libreoffice-dde.xlsx").read_bytes(), "libreoffice-dde.xlsx")
    heading = find_heading(table)
    (line,) = lines(table, heading, match(heading.names))
    assert "home_address" not in line.values
    assert [(p.row, p.column, "公式" in p.reason) for p in line.problems] == [(2, "家庭住址", True)]
