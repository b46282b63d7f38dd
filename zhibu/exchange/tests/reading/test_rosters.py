"""Every defect of a real desk, in files of every kind: what is understood is what was meant."""

from __future__ import annotations

import pytest

from zhibu.exchange.reading import Unreadable, find_heading, lines, match, read

from . import generator, writers

pytestmark = pytest.mark.slow

WAYS = [
    (writers.as_text, "花名册.csv"),
    (writers.by_xlsxwriter, "花名册.xlsx"),
    (writers.by_openpyxl, "花名册.xlsx"),
    (writers.by_hand, "花名册.XLSX"),
    (writers.by_xlwt, "花名册.xls"),
]


def check(drawn, content, name):
    table = read(content, name)
    heading = find_heading(table)
    assert (heading.first_row, heading.last_row) == drawn.heading
    columns = match(heading.names)
    wanted = drawn.columns + [None] * (len(columns) - len(drawn.columns))
    assert columns == wanted, heading.names
    found = {line.row: line for line in lines(table, heading, columns)}
    assert sorted(found) == sorted(drawn.lines)
    for number, (values, reasons) in drawn.lines.items():
        line = found[number]
        errors = {p.field: p.reason for p in line.problems if p.level == "error"}
        assert line.values == values, (number, drawn.grid[number - 1])
        lost_on = {"lost_on"} & set(reasons)  # of a day nobody asks for, the fault is still told
        assert set(errors) == set(reasons) | lost_on, (number, errors)
        for field, says in reasons.items():
            assert says in errors[field], (number, field)
        assert all(p.remedy and p.column for p in line.problems)


@pytest.mark.parametrize("seed", range(2 * len(WAYS)))
def test_what_is_read_is_what_was_meant(seed):
    way, name = WAYS[seed % len(WAYS)]
    drawn = generator.draw(seed, rows=(20, 40))
    check(drawn, way(drawn, seed), name)


@pytest.mark.slow
@pytest.mark.parametrize(("way", "name"), WAYS, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_read_is_what_was_meant_many_times(way, name):
    for seed in range(100, 108):
        drawn = generator.draw(seed, rows=(40, 60))
        check(drawn, way(drawn, seed), name)


LIST = [["代码", "学历"], ["10", "研究生"], ["20", "本科"]]


def test_the_sheet_with_the_roster_is_chosen():
    drawn = generator.draw(3)
    others = [("填表说明", [["请按栏填写"], ["姓名、身份证号必填"]], False), ("代码表", LIST, False)]
    old = ("往年", generator.draw(4).grid, True)
    content = writers.by_xlsxwriter(drawn, 3, [*others, old])
    assert read(content, "a.xlsx").sheet == "花名册"
    check(drawn, content, "a.xlsx")


def test_two_sheets_that_look_like_rosters_are_named():
    drawn = generator.draw(3)
    content = writers.by_xlsxwriter(drawn, 3, [("二支部", drawn.grid, False)])
    with pytest.raises(Unreadable) as said:
        read(content, "a.xlsx")
    assert said.value.code == "sheets"
    assert "二支部、花名册" in said.value.messages[0]
    assert read(content, "a.xlsx", sheet="二支部").sheet == "二支部"
    with pytest.raises(Unreadable, match="没有工作表"):
        read(content, "a.xlsx", sheet="三支部")


def test_a_roster_in_a_hidden_sheet_is_pointed_at():
    drawn = generator.draw(3)
    empty = generator.Drawn(grid=[["这里是空的"]])
    content = writers.by_xlsxwriter(empty, 3, [("藏起来的", drawn.grid, True)])
    with pytest.raises(Unreadable) as said:
        read(content, "a.xlsx")
    assert said.value.code == "hidden"
    assert "藏起来的" in said.value.messages[0]


def test_a_table_without_heading_is_told_what_a_heading_is():
    with pytest.raises(Unreadable) as said:
        find_heading(read("张三,男\n李四,女\n".encode(), "a.csv"))
    assert said.value.code == "heading"
