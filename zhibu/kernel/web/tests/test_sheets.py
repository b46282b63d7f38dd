"""Sheets: what a page says is read back from it, and written so that nothing runs and nothing is lost."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from zhibu.kernel.web.sheets import Percent, Sheet, as_csv, as_xlsx
from zhibu.kernel.web.sheets.reading import read
from zhibu.kernel.web.sheets.writing import defused, refused

MOMENT = datetime.fromisoformat("2026-11-20T14:05")  # on the clock of this place, as pages write it
PAGE = """<main><div class="head"><div><h1>名册</h1><p>柳河村 &amp; 榆树村</p></div></div>
<form class="filters"><label>姓名<input type="search" name="q" value="张&lt;"></label>
<label>类别<select><option value="">全部</option><option value="a" selected>正式党员</option></select></label>
<label>审核<select><option value="" selected>全部</option><option value="1">未审核</option></select></label>
<div class="field"><label for="x">截至</label><input type="date" value="2026-11-20"></div></form>
<div class="table cards"><table><caption>在册</caption>
<thead><tr><th scope="col">姓名</th><th scope="col"><a href="?s">出生<svg></svg></a></th><th class="n">数</th>
<th><span class="sr">操作</span></th></tr></thead>
<tbody>
<tr><th scope="row"><a href="/x/">张&lt;b&gt;</a><small>支委</small></th>
<td><time datetime="1960-01-02">1960年1月2日</time></td><td class="n">1,234.50</td>
<td class="act"><a class="btn">办理</a></td></tr>
<tr><th>李</th><td>—</td><td class="n">12.5%</td><td></td></tr>
<tr><th>王</th><td><time datetime="2026-11-20T14:05">今天 14:05</time></td><td class="n">不详</td>
<td></td></tr>
</tbody></table></div>
<ul class="rows" data-list="会议"><li><b data-label="议题">学习</b><small><time data-label="日期"
datetime="2026-03-12">3月12日</time> · <span data-label="类型">党课</span></small></li>
<li><b data-label="议题">选举</b><span data-label="备注"><span class="tag">补录</span></span>
<ul><li><b data-label="议题">下面的</b></li></ul></li></ul>
<div class="out row"></div><p class="sheet-mark">内部资料 · 王建国</p></main>"""


def test_a_page_is_read_as_people_read_it():
    page = read(PAGE)
    assert (page.title, page.lead, page.mark) == ("名册", "柳河村 & 榆树村", "内部资料 · 王建国")
    assert page.filters == ["姓名：张<", "类别：正式党员", "截至：2026-11-20"]
    assert page.offered
    table, meetings = page.lists
    assert (table.caption, table.headings) == ("在册", ["姓名", "出生", "数"])
    assert table.rows == [
        ("张<b> 支委", date(1960, 1, 2), Decimal("1234.50")),
        ("李", None, Percent("12.5")),
        ("王", MOMENT, "不详"),
    ]
    assert meetings.headings == ["议题", "日期", "类型", "备注"]
    assert meetings.rows == [
        ("学习", date(2026, 3, 12), "党课", None),
        ("选举", None, None, "补录"),
        ("下面的", None, None, None),
    ]


def test_a_page_without_the_buttons_offers_nothing():
    assert not read(PAGE.replace('class="out row"', "")).offered


def a_sheet(rows):
    return Sheet(name="在册", headings=("姓名", "号码"), rows=rows, above=("名册", "水印"), mark="水印 & 谁")


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-3", "@x", "\tx", "'=1", "''=1", "'x", "x=1", "110105'", ""]
)
def test_what_would_run_is_defused_and_comes_back(text):
    assert refused(defused(text)) == text
    assert defused(text)[:1] not in {"=", "+", "-", "@", "\t"}


def test_any_text_comes_back_from_both_files():
    dice = random.Random(7)
    signs = "=+-@'\t\"\n,;张㛃𬭎0 9*&<>#"
    texts = ["".join(dice.choices(signs, k=dice.randint(0, 8))) for _n in range(300)]
    lines = list(csv.reader(io.StringIO(as_csv([a_sheet([(t, "1")]) for t in texts]).decode("utf-8-sig"))))
    given = [line[0] for line in lines if line[1:] == ["1"]]
    assert [refused(one) for one in given] == texts
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx([a_sheet([(t, "1") for t in texts])])))
    cells = [row[0] for row in book.get_sheet_by_index(0).to_python()[3:]]
    assert [str(cell) for cell in cells] == texts


def test_a_workbook_has_texts_days_and_numbers_and_a_heading_that_stays():
    rows = [
        ("01", "11010519491231002X"),
        (date(2026, 11, 20), Percent("12.5")),
        (date(1899, 1, 1), Decimal("1234.5")),
        (MOMENT, None),
    ]
    body = as_xlsx([a_sheet(rows), a_sheet([])])
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    assert book.sheet_names == ["在册", "在册 2"]
    lines = book.get_sheet_by_index(0).to_python()
    assert lines[0][0] == "名册" and lines[2] == ["姓名", "号码"]
    assert lines[3:] == [
        ["01", "11010519491231002X"],
        [date(2026, 11, 20), 0.125],
        ["1899-01-01", 1234.5],
        [MOMENT, ""],
    ]
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        page, styles = (parts.read(name).decode() for name in ("xl/worksheets/sheet1.xml", "xl/styles.xml"))
    assert "<sheetProtection" in page and 'ySplit="3"' in page and 'state="frozen"' in page
    assert "&amp;L水印 &amp;&amp; 谁&amp;R" in page  # the footer's own sign is doubled
    assert '<protection locked="0"/>' in styles and "yyyy-mm-dd" in styles
    assert "<f>" not in page


def test_names_of_worksheets_are_such_as_excel_takes():
    names = ["a/b:c?*[x]\\'" * 5, "", "同" * 60, "同" * 60]
    sheets = [Sheet(name=name, headings=("x",), rows=[]) for name in names]
    made = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(sheets))).sheet_names
    assert len(set(made)) == 4 and all(0 < len(name) <= 31 for name in made)
