"""A month is no day: the paper is asked. A birth alone may be told by the number of the same row."""

from __future__ import annotations

from datetime import date

import pytest

from zhibu.exchange.reading import find_heading, lines, match
from zhibu.exchange.reading.tables import Row, Table

NUMBER = "000101196503120003"


def line(born, number=NUMBER, joined="1998-07-16"):
    head = ["姓名", "公民身份号码", "出生日期", "入党时间"]
    sheet = Table("", "", [Row(1, head), Row(2, ["演示甲", number, born, joined])])
    heading = find_heading(sheet)
    return next(iter(lines(sheet, heading, match(heading.names))))


@pytest.mark.parametrize("born", ["1965.3", 1965.3, "1965年3月", "196503", 196503.0])
def test_the_day_of_a_birth_is_taken_from_the_number_and_that_is_said(born):
    found = line(born)
    assert found.values["born_on"] == date(1965, 3, 12)
    assert [(p.field, p.level) for p in found.problems] == [("born_on", "warning")]
    assert "已取号码里的日期" in found.problems[0].reason and "0312" not in str(found.problems)


def test_october_that_excel_wrote_as_a_number_is_october():
    assert line(1965.1, "000101196510120003").values["born_on"] == date(1965, 10, 12)


@pytest.mark.parametrize(
    ("born", "number"),
    [
        ("1965.4", NUMBER),
        ("1964.3", NUMBER),
        ("1965", NUMBER),
        ("1965.2", "000101196502300003"),
        ("1965.3", "000101********0003"),
        ("1965.3", ""),
    ],
)
def test_where_they_do_not_agree_it_is_asked(born, number):
    found = line(born, number)
    assert "born_on" not in found.values
    assert [(p.field, p.level) for p in found.problems] == [("born_on", "error")]


def test_joining_in_a_month_is_asked_of_the_paper_and_no_first_of_the_month_is_offered():
    found = line("1965-03-12", joined="1998.7").problems
    assert [p.field for p in found] == ["joined_on"]
    assert "入党志愿书" in found[0].remedy and "问本人" in found[0].remedy and "-01" not in found[0].remedy
