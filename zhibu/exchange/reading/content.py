"""What every cell goes through: empty, a formula, an error, a mask, too long."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .fields import Field
from .tables import Cell, Formula, shown
from .wrong import Wrong


@dataclass(frozen=True, slots=True)
class Masked:
    """A mask that came back in a cell: the value is unchanged, if the mask is that of the card."""

    text: str


_NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "//",
        "\\",
        "空",
        "暂无",
        "无",
        "(空)",
        "(空白)",
        "null",
        "n/a",
        "none",
    }
)
_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA", "#CALC!"}
)
APOSTROPHES = "'‘’＇`"


def written(cell: Cell) -> str:
    """The text of a cell without an apostrophe in front and blanks around."""
    if isinstance(cell, Formula):
        raise Wrong(
            _("这一格是公式，算出来的结果不作数"),
            _("请选中这一列，复制后“选择性粘贴—数值”，保存后再上传；或者在这里直接填写。"),
        )
    text = shown(cell).strip()
    if text[:1] in APOSTROPHES:
        text = text.lstrip(APOSTROPHES).strip()
    if text in _ERRORS:
        raise Wrong(_("这一格是 Excel 的错误值 %(text)s") % {"text": text}, _("请填写正确的内容。"))
    return text


def empty(text: str) -> bool:
    return not text or (len(text) < 6 and unicodedata.normalize("NFKC", text).strip().lower() in _NOTHING)


def fitting(field: Field, text: str) -> str:
    if len(text) > field.longest:
        raise Wrong(
            _("太长，有%(count)d个字") % {"count": len(text)},
            _("请写在%(most)d个字以内。") % {"most": field.longest},
        )
    return text


def is_mask(text: str) -> bool:
    return "*" in text or "＊" in text
