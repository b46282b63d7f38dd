"""An empty roster to fill in: the headings of the national collection, numbers as text, lists offered."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhibu.members.codes import code_list

from .reading import FIELDS
from .weights import EXAMPLE

ROWS = 2000  # so many rows are prepared
ORDER = (
    "name",
    "id_number",
    "sex",
    "born_on",
    "ethnicity",
    "education",
    "category",
    "branch",
    "joined_on",
    "converted_on",
    "occupation",
    "mobile",
    "landline",
    "home_address",
    "standing",
    "whereabouts",
    "whereabouts_since",
    "direction",
    "from_on",
)
NEEDED = frozenset({"name", "id_number", "ethnicity", "education", "category", "joined_on", "occupation"})
INVENTED = {
    "name": EXAMPLE,
    "id_number": "990000194912310026",
    "sex": "女",
    "born_on": "1949-12-31",
    "ethnicity": "汉族",
    "joined_on": "1971-07-01",
    "converted_on": "1972-07-01",
    "mobile": "13800000000",
    "home_address": "演示省演示市演示区1号",
}
LISTED = ("education", "occupation", "category", "standing", "whereabouts")


def template_sheet(branches: Sequence[str]) -> bytes:
    """The workbook. `branches`: what may stand in the column of branches."""
    import xlsxwriter  # loaded when somebody takes it, not with every start

    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    page, choices = book.add_worksheet(_("党员名册")), book.add_worksheet(_("可选内容"))
    text = book.add_format({"num_format": "@"})
    grey = book.add_format({"num_format": "@", "font_color": "#808080", "italic": True})
    heading = book.add_format({"bold": True, "bg_color": "#F3EDE6", "bottom": 1, "num_format": "@"})
    needed = book.add_format({"bold": True, "bg_color": "#FBECEA", "bottom": 1, "num_format": "@"})
    for column, key in enumerate(ORDER):
        field = FIELDS[key]
        page.write_string(0, column, str(field.label), needed if key in NEEDED else heading)
        page.set_column(column, column, 22 if key in {"id_number", "branch", "home_address"} else 16, text)
        page.write_string(1, column, _example(key, branches), grey)
        labels = _labels(key, branches)
        if labels:
            _offer(book, page, choices, column, labels)
    page.freeze_panes(1, 1)
    page.write_comment(0, 0, _("红底的栏新党员必须填。日期写成 1998-07-01。示例那一行不会导入。"))
    book.close()
    return body.getvalue()


def _labels(key: str, branches: Sequence[str]) -> list[str]:
    if key == "branch":
        return list(branches)
    return [str(label) for label in code_list(FIELDS[key].codes).values()] if FIELDS[key].codes else []


def _example(key: str, branches: Sequence[str]) -> str:
    if key == "branch":
        return branches[0] if branches else ""
    if key in LISTED:
        return next(iter(_labels(key, branches)))
    return INVENTED.get(key, "")


def _offer(book: Any, page: Any, choices: Any, column: int, labels: Sequence[str]) -> None:
    """A list on the second sheet, offered in the cells of the first; something else is warned of."""
    from xlsxwriter.utility import xl_col_to_name

    name = xl_col_to_name(column)
    for row, label in enumerate(labels):
        choices.write_string(row, column, label)
    page.data_validation(
        1,
        column,
        ROWS,
        column,
        {
            "validate": "list",
            "source": f"='{choices.get_name()}'!${name}$1:${name}${len(labels)}",
            "error_type": "warning",
            "error_title": _("不在列表里"),
            "error_message": _("请从列表里选择。"),
        },
    )
