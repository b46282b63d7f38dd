"""Small sheets for tests: invented people, as CSV or as a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from zhibu.site.testing.world import id_number

HEADINGS = (
    "姓名",
    "公民身份号码",
    "民族",
    "学历",
    "人员类别",
    "入党时间",
    "转正时间",
    "工作岗位",
    "手机号码",
    "所在支部",
)
FIRST = 700  # serials the world does not use


def person(number: int, **more: Any) -> dict[str, str]:
    """Somebody new, by heading; other cells by name."""
    born = date(1960 + number % 40, 1 + number % 12, 1 + number % 28)
    said = {
        "姓名": f"李{'一二三四五六七八九十'[number % 10]}{'春夏秋冬'[number // 10 % 4]}",
        "公民身份号码": id_number(born, FIRST + number, female=number % 2 == 0),
        "民族": "汉族",
        "学历": "大专",
        "人员类别": "正式党员",
        "入党时间": f"{born.year + 22}-07-01",
        "转正时间": f"{born.year + 23}-07-01",
        "工作岗位": "农牧渔民",
        "手机号码": f"1390000{number:04d}",
        "所在支部": "柳河村党支部",
    }
    return said | more


def as_csv(
    people: Sequence[dict[str, str]], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8"
) -> bytes:
    body = io.StringIO()
    lines = csv.writer(body)
    lines.writerow(headings)
    lines.writerows([one.get(heading, "") for heading in headings] for one in people)
    return body.getvalue().encode(encoding)


def as_xlsx(people: Sequence[dict[str, str]], headings: Sequence[str] = HEADINGS) -> bytes:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body)
    page = book.add_worksheet("名册")
    for row, line in enumerate([headings, *([one.get(h, "") for h in headings] for one in people)]):
        for column, text in enumerate(line):
            page.write_string(row, column, text)
    book.close()
    return body.getvalue()
