"""One cell, one value: what is understood, what is asked for, and that no sentence repeats a number."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product

import pytest

from zhibu.exchange.reading import FIELDS, Formula, Masked, Wrong, clean
from zhibu.exchange.reading.fields import labels
from zhibu.members.codes import code_list

DAY = date(1998, 7, 1)
NUMBER = "11010519491231002X"  # the sample number of the standard GB 11643

UNDERSTOOD = [
    ("joined_on", "1998年7月1日", DAY),
    ("joined_on", "19980701", DAY),
    ("joined_on", 19980701.0, DAY),
    ("joined_on", 19980701, DAY),
    ("joined_on", "1998-7-1", DAY),
    ("joined_on", "1998/07/01", DAY),
    ("joined_on", "1998.07.01", DAY),
    ("joined_on", "1998、7、1", DAY),
    ("joined_on", "１９９８。７。１", DAY),
    ("joined_on", "1998-07-01T00:00:00", DAY),
    ("joined_on", "1998/7/1 0:00:00", DAY),
    ("joined_on", "一九九八年七月一日", DAY),
    ("joined_on", "1998年七月1日", DAY),
    ("joined_on", "二〇〇八年十二月三十一日", date(2008, 12, 31)),
    ("joined_on", 35977.0, DAY),
    ("joined_on", 35977, DAY),
    ("joined_on", "35977", DAY),
    ("joined_on", DAY, DAY),
    ("joined_on", datetime(1998, 7, 1, 8), DAY),  # noqa: DTZ001  a sheet knows no zone
    ("joined_on", "2000-2-29", date(2000, 2, 29)),
    ("joined_on", "", None),
    ("joined_on", "—", None),
    ("name", "张　三", "张三"),
    ("name", " 张 三 丰 ", "张三丰"),
    ("name", "'张三", "张三"),
    ("name", "买买提．艾力", "买买提·艾力"),
    ("id_number", NUMBER, NUMBER),
    ("id_number", "'" + NUMBER.lower(), NUMBER),
    ("id_number", "１１０１０５　１９４９１２３１　００２Ｘ", NUMBER),
    ("id_number", "110*************2X", Masked("110*************2X")),
    ("mobile", 13800138000.0, "13800138000"),
    ("mobile", "138-0013-8000", "13800138000"),
    ("mobile", "+86 138 0013 8000", "13800138000"),
    ("mobile", "138****8000", Masked("138****8000")),
    ("mobile", "无", None),
    ("home_address", "浙江省演示市****", Masked("浙江省演示市****")),
    ("home_address", "演示村\n3号", "演示村 3号"),
    ("sex", "男", "male"),
    ("sex", "M", "male"),
    ("sex", 1.0, "male"),
    ("sex", "2", "female"),
    ("sex", " 女 性 ", "female"),
    ("ethnicity", "汉", "01"),
    ("ethnicity", "壮族", "08"),
    ("ethnicity", 1.0, "01"),
    ("ethnicity", "01", "01"),
    ("education", "硕士研究生", "10"),
    ("education", "博士", "10"),
    ("education", "大学", "20"),
    ("education", "大专（函授）", "30"),
    ("education", "中专", "40"),
    ("education", "高 中", "60"),
    ("education", "初中", "70"),
    ("education", "小学", "80"),
    ("education", "20", "20"),
    ("education", "20-大学本科", "20"),
    ("category", "预备", "probationary"),
    ("category", "正式党员", "formal"),
    ("whereabouts", "无", "none"),
    ("whereabouts", "流动党员", "mobile"),
    ("how", "组织关系转入", "transferred"),
    ("lost", "否", False),
    ("lost", "√", True),
    ("branch", "演示村 党支部", "演示村党支部"),
    ("code", 1024.0, "1024"),
]


@pytest.mark.parametrize(("field", "cell", "value"), UNDERSTOOD)
def test_a_cell_is_understood(field, cell, value):
    assert clean(field, cell) == value


ASKED = [
    ("joined_on", "1998.7", "缺少日"),
    ("joined_on", 1998.7, "缺少日"),
    ("joined_on", "1998年7月", "缺少日"),
    ("joined_on", "1998-07", "缺少日"),
    ("joined_on", "199807", "缺少日"),
    ("joined_on", 199807.0, "缺少日"),
    ("joined_on", "1998", "缺少月和日"),
    ("joined_on", 1998.0, "缺少月和日"),
    ("joined_on", "98.7.1", "两位"),
    ("joined_on", "98年7月", "两位"),
    ("joined_on", "980701", "不是四位"),
    ("joined_on", "7/1/1998", "年份写在后面"),
    ("joined_on", "1-Jul-98", "年份写在后面"),
    ("joined_on", "1998.2.29", "没有1998年2月29日这一天"),
    ("joined_on", "1998-13-01", "这一天"),
    ("joined_on", "0998-07-01", "年份998不对"),
    ("joined_on", "不详", "看不出"),
    ("joined_on", "1985年五月", "缺少日"),
    ("joined_on", "2008.七", "缺少日"),
    ("joined_on", "一九八五年十二三月一日", "看不出"),
    ("joined_on", 5.0, "看不出"),
    ("joined_on", Formula("1998-07-01"), "公式"),
    ("joined_on", "#REF!", "错误值"),
    ("id_number", 1.10105194912310e17, "前15位"),
    ("id_number", 110105194912310000, "前15位"),
    ("id_number", "1.10105E+17", "前15位"),
    ("id_number", "１.１０１０５E+１７", "前15位"),
    ("name", "张三1", "数字"),
    ("name", "张" * 61, "61个字"),
    ("sex", "不知道", "不在性别的列表里"),
    ("education", "五年级", "不在学历的列表里"),
    ("category", "积极分子", "不在人员类别的列表里"),
    ("mobile", "1380013800", "现有10位"),
    ("mobile", "13800138000 13900139000", "不止一个"),
    ("mobile", "1.38001E+10", "看不到"),
    ("lost", "也许", "是还是否"),
]


@pytest.mark.parametrize(("field", "cell", "says"), ASKED)
def test_a_cell_is_asked_for(field, cell, says):
    with pytest.raises(Wrong) as wrong:
        clean(field, cell)
    assert says in wrong.value.reason
    assert wrong.value.remedy.startswith("请")


def test_the_error_of_the_rounded_number_says_how_to_avoid_it():
    with pytest.raises(Wrong) as wrong:
        clean("id_number", 1.10105194912310e17)
    assert "文本" in wrong.value.remedy
    assert "原文件重新粘贴" in wrong.value.remedy


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("id_number", "11010519491231002X、11010519491231002X"),
        *product(
            ["mobile", "education", "sex", "occupation", "born_on"],
            ["11010519491231002X、11010519491231002X", "1380013800012345", "138001380001 转 2"],
        ),
    ],
)
def test_no_sentence_repeats_a_number(field, cell):
    """Also where a number slipped into the next column."""
    with pytest.raises(Wrong) as caught:
        clean(field, cell)
    said = caught.value.reason + caught.value.remedy
    assert not any(cell[at : at + 5] in said for at in range(len(cell) - 4))


@pytest.mark.parametrize(
    "name", ["sex", "ethnicity", "education", "category", "standing", "whereabouts", "occupation"]
)
def test_every_label_and_code_of_a_list_is_understood(name):
    field = next(f.name for f in FIELDS.values() if f.codes == name)
    for code, label in code_list(name).items():
        assert clean(field, str(label)) == code
        assert clean(field, code) == code
    assert labels(name).keys() == code_list(name).keys()


def test_the_ways_of_entering_are_those_of_the_roster():
    from zhibu.members.models import Membership

    assert labels("how") == {value: str(label) for value, label in Membership.How.choices}


def test_the_labels_of_the_fields_are_those_of_the_card():
    from zhibu.kernel.fields.sealed import sealed_texts
    from zhibu.members.models import Member

    said = {f.name: str(f.verbose_name) for f in Member._meta.fields}
    for name in ("code", "name", "sex", "ethnicity", "born_on", "joined_on", "converted_on", "landline"):
        assert FIELDS[name].label == said[name]
    sealed = {text.name for text in sealed_texts(Member)}
    assert sealed == {f.name for f in FIELDS.values() if f.sealed}
    assert {f.name for f in FIELDS.values() if f.key} - {"code", "category"} == {
        "name", "sex", "born_on", "joined_on", "converted_on", "id_number",
    }  # fmt: skip
