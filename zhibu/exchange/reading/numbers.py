"""Numbers that identify: of a person, of a telephone. No sentence repeats one."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.fields import normal

from .content import APOSTROPHES, Masked, empty, fitting, is_mask, written
from .fields import Field
from .tables import Cell
from .wrong import Wrong

_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
_PLAIN_ID = re.compile(r"[0-9]{17}[0-9X]")
_PLAIN_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0[0-9]{2,3})?[2-9][0-9]{6,7}(?:(?:转|#|x|EXT)[0-9]{1,6})?", re.IGNORECASE)


def id_number(field: Field, cell: Cell) -> Any:
    if type(cell) is str and _PLAIN_ID.fullmatch(cell):
        return cell
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**15:
        raise _rounded()
    text = written(cell)
    if empty(text):
        return None
    if _EXPONENT.fullmatch(unicodedata.normalize("NFKC", re.sub(r"\s", "", text))):
        raise _rounded()
    if is_mask(text):
        return Masked(normal.id_number(text))
    number = normal.id_number(text).strip(APOSTROPHES + '"')
    if re.fullmatch(r"[0-9X]{31,}", number) or re.search(r"[、,;/]", number):
        raise Wrong(_("一格里有不止一个号码"), _("请只留本人的公民身份号码。"))
    return number[:60]


def _rounded() -> Wrong:
    return Wrong(
        _("Excel 把身份证号当成了数字，只保留了前15位，后几位已经变成0，找不回来了"),
        _("请把这一列设成“文本”格式，再从原文件重新粘贴或重新填写这个号码。"),
    )


def mobile(field: Field, cell: Cell) -> Any:
    if type(cell) is str and _PLAIN_MOBILE.fullmatch(cell):
        return cell
    text = written(cell)
    if empty(text):
        return None
    if is_mask(text):
        return Masked(normal.phone(text))
    if _EXPONENT.fullmatch(text):
        raise Wrong(
            _("Excel 把号码当成了数字，后几位看不到了"), _("请把这一列设成“文本”格式，重新填写这个号码。")
        )
    number = normal.phone(text)
    if _PLAIN_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return number
    parts = [
        normal.phone(part) for part in re.split(r"[、,;/\s]+", unicodedata.normalize("NFKC", text)) if part
    ]
    if len(parts) > 1 and all(_PLAIN_MOBILE.fullmatch(p) or _LANDLINE.fullmatch(p) for p in parts):
        raise Wrong(_("一格里有不止一个号码"), _("请只留本人常用的一个手机号码。"))
    if number.isdigit():
        raise Wrong(_("手机号码应为11位，现有%(count)d位") % {"count": len(number)}, _("请核对后重新填写。"))
    raise Wrong(_("手机号码里有数字以外的字"), _("请只写号码，说明写到别的栏里。"))


def is_landline(value: object) -> bool:
    """Whether what was written as a mobile number is a fixed line."""
    return isinstance(value, str) and value[0] != "1" and bool(_LANDLINE.fullmatch(value))


def landline(field: Field, cell: Cell) -> Any:
    text = written(cell)
    return None if empty(text) else fitting(field, normal.text(text))
