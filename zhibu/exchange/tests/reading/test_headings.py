"""Which column is which field, in other words and with anything written around them."""

from __future__ import annotations

import pytest
from django.utils import translation

from zhibu.exchange.reading import FIELDS, Row, Table, find_heading, lines, match
from zhibu.exchange.reading.fields import bare, headings


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("身份证号", "id_number"),
        ("公民身份号码", "id_number"),
        ("*身份证号码（18位）", "id_number"),
        ("入党时间", "joined_on"),
        ("加入党组织日期", "joined_on"),
        ("入党\n时间", "joined_on"),
        ("文化程度", "education"),
        ("学历（最高）", "education"),
        ("所在支部", "branch"),
        ("党支部", "branch"),
        ("联系电话", "mobile"),
        ("手机", "mobile"),
        ("姓　　名", "name"),
        ("２．姓名", "name"),
        ("（1）姓名：", "name"),
        ("出生年月(如1990.01.01)", "born_on"),
        ("转为正式党员时间", "converted_on"),
        ("失去联系日期", "lost_on"),
        ("是否流动党员", "mobile_member"),
        ("入党介绍人", None),
        ("入党介绍人姓名", None),
        ("联系人电话", None),
        ("序号", None),
        ("备注", None),
        ("递交入党申请书时间", None),
        ("配偶 › 姓名", None),
        ("入党 › 时间", "joined_on"),
        ("基本情况 › 姓名", "name"),
        ("转正 › 日期", "converted_on"),
        ("id_number", "id_number"),
        ("", None),
    ],
)
def test_a_heading_in_other_words(said, field):
    assert match([said]) == [field]


def test_a_field_is_found_once_in_the_column_named_best():
    assert match(["联系电话", "手机号码", "姓名", "姓名"]) == [None, "mobile", "name", None]


def test_every_label_and_synonym_leads_to_its_own_field():
    for name, field in FIELDS.items():
        assert match([field.label]) == [name]
        for synonym in field.synonyms:
            assert headings()[bare(synonym)] == name, (synonym, headings()[bare(synonym)], name)


def test_headings_saved_from_the_english_interface_come_back():
    with translation.override("en"):
        said = [str(translation.gettext(FIELDS[name].label)) for name in ("name", "born_on", "id_number")]
    assert match(said) == ["name", "born_on", "id_number"]


def table(*rows: list) -> Table:
    return Table("", "", [Row(number, cells) for number, cells in enumerate(rows, 1) if any(cells)])


def test_two_lines_are_one_heading():
    found = find_heading(
        table(
            ["党员名册", None, None, None, None],
            ["姓名", "身份信息", None, "入党", None],
            [None, "性别", "公民身份号码", "时间", "介绍人"],
            ["张三", "男", "000101", "1998-07-01", "李四"],
        )
    )
    assert (found.first_row, found.last_row, found.first_data_row) == (2, 3, 4)
    assert found.names == [
        "姓名",
        "身份信息 › 性别",
        "身份信息 › 公民身份号码",
        "入党 › 时间",
        "入党 › 介绍人",
    ]
    assert match(found.names) == ["name", "sex", "id_number", "joined_on", None]


def test_a_day_that_only_the_line_above_names_is_found():
    found = find_heading(
        table(
            ["姓名", "身份证号", "入党时间", None, "备注"],
            [None, None, "加入时间", "转正时间", None],
            ["张三", "000101", "1998.7.1", "1999.7.1", ""],
        )
    )
    assert found.first_data_row == 3
    assert match(found.names) == ["name", "id_number", "joined_on", "converted_on", None]


@pytest.mark.parametrize("below", ["介绍人", "介绍人入党时间", "地点"])
def test_what_stands_under_a_day_and_is_none_is_not_taken_for_it(below):
    assert match([f"入党时间 › {below}"]) == [None]


def test_blank_rows_between_title_and_heading_keep_the_numbers_of_the_sheet():
    read = table(["名册"], [], [], ["姓名", "性别"], ["张三", "男"], [], ["李四", "女"])
    heading = find_heading(read)
    assert heading.first_row == 4
    assert [line.row for line in lines(read, heading, match(heading.names))] == [5, 7]


LEFT_OUT = [
    ["合计", None, "3"],
    ["合　计", None, None],
    ["总计：3人", None, None],
    ["1", "小计", None],
    [None, "合计", "3人"],
    ["填表人：王五", None, "审核人：赵六"],
    ["注：入党时间以支部大会通过之日为准", None, None],
    ["说明", None, None],
    ["序号", "姓名", "性别"],
    ["9", None, None],
    ["第二党小组", None, None],
    [None, "第二党支部", None],
]


@pytest.mark.parametrize("row", LEFT_OUT)
def test_what_is_no_person_is_left_out(row):
    read = table(["序号", "姓名", "性别"], ["1", "张三", "男"], row, ["2", "李四", "女"])
    heading = find_heading(read)
    assert [line.values["name"] for line in lines(read, heading, match(heading.names))] == ["张三", "李四"]


def test_a_name_alone_is_a_person():
    read = table(["姓名", "性别"], ["张三", "男"], ["李四", None])
    heading = find_heading(read)
    assert [line.values["name"] for line in lines(read, heading, match(heading.names))] == ["张三", "李四"]


def one(names: list[str], cells: list):
    read = table(["姓名", *names], ["张三", *cells])
    heading = find_heading(read)
    (line,) = lines(read, heading, match(heading.names))
    return line


SPLIT = ["公民身份号码", "是否为失联党员", "失去联系日期", "是否为流动党员"]


@pytest.mark.parametrize(
    ("lost", "on", "mobile", "values"),
    [
        ("否", None, "否", {"whereabouts": "none"}),
        ("否", None, "是", {"whereabouts": "mobile"}),
        ("是", "2020-5-1", "否", {"whereabouts": "lost", "since": "2020-05-01"}),
        (None, None, None, {}),
    ],
)
def test_the_split_pair_of_the_national_system_becomes_one(lost, on, mobile, values):
    line = one(SPLIT, ["000101", lost, on, mobile])
    since = line.values.get("whereabouts_since")
    assert line.values.get("whereabouts") == values.get("whereabouts")
    assert (since.isoformat() if since else None) == values.get("since")
    assert not {"lost", "lost_on", "mobile_member"} & line.values.keys()
    assert line.problems == []


def test_both_at_once_is_asked():
    line = one(SPLIT, ["000101", "是", None, "是"])
    assert [p.field for p in line.problems] == ["lost"]
    assert "whereabouts" not in line.values


def test_a_landline_in_the_column_of_mobiles_goes_home_and_is_told():
    line = one(["联系电话"], ["0571-87654321"])
    assert (line.values["mobile"], line.values["landline"]) == (None, "057187654321")
    assert [p.level for p in line.problems] == ["warning"]


def test_what_stood_in_the_cells_is_kept_for_mending():
    line = one(["入党时间", "性别"], [1998.7, "未填"])
    assert line.shown == {"name": "张三", "joined_on": "1998.7", "sex": "未填"}
    assert line.values == {"name": "张三"}
    assert [p.column for p in line.problems] == ["入党时间", "性别"]
