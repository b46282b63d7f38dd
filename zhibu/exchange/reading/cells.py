"""One cell becomes one value: text, a code, a day, a number that identifies, yes or no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.fields import normal
from zhibu.kernel.names import tidy

from .days import day
from .fields import FIELDS, Field, bare_word, labels, words
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
_APOSTROPHES = "'‘’＇`"
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,6}")
_PLAIN_ID = re.compile(r"[0-9]{17}[0-9X]")
_PLAIN_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0[0-9]{2,3})?[2-9][0-9]{6,7}(?:(?:转|#|x|EXT)[0-9]{1,6})?", re.IGNORECASE)
_NUMBERS_IN_NAME = re.compile(r"[0-9()\[\]/\\+=@#$%^&*<>]")
_YES = frozenset(
    {
        "是",
        "有",
        "√",
        "✓",
        "✔",
        "y",
        "yes",
        "true",
        "1",
        "对",
        "在外",
        "已失联",
        "失联",
        "失联党员",
        "流动",
        "流动党员",
        "失去联系",
        "外出",
    }
)
_NO = frozenset(
    {
        "否",
        "无",
        "×",
        "✗",
        "✘",
        "x",
        "n",
        "no",
        "false",
        "0",
        "没有",
        "不是",
        "未失联",
        "非流动",
        "未流动",
        "正常",
        "-",
        "/",
        "非",
        "在家",
    }
)


def clean(field: str, cell: Cell) -> Any:
    """The value of a cell in a field; None if it is empty. Raises Wrong with reason and remedy."""
    return cleaner(field)(cell)


def cleaner(field: str) -> Callable[[Cell], Any]:
    """The function that cleans cells of a field. KeyError for an unknown one."""
    known = FIELDS[field]
    return partial(_OWN.get(field) or _KINDS[known.kind], known)


def written(cell: Cell) -> str:
    """The text of a cell without an apostrophe in front and blanks around."""
    if isinstance(cell, Formula):
        raise Wrong(
            _("这一格是公式，算出来的结果不作数"),
            _("请选中这一列，复制后“选择性粘贴—数值”，保存后再上传；或者在这里直接填写。"),
        )
    text = shown(cell).strip()
    if text[:1] in _APOSTROPHES:
        text = text.lstrip(_APOSTROPHES).strip()
    if text in _ERRORS:
        raise Wrong(_("这一格是 Excel 的错误值 %(text)s") % {"text": text}, _("请填写正确的内容。"))
    return text


def _empty(text: str) -> bool:
    return not text or (len(text) < 6 and unicodedata.normalize("NFKC", text).strip().lower() in _NOTHING)


def _text(field: Field, cell: Cell) -> Any:
    text = written(cell)
    if _empty(text):
        return None
    if field.sealed and _is_mask(text):
        return Masked(normal.text(text))
    return _fitting(field, normal.text(text))


def _place(field: Field, cell: Cell) -> Any:
    """The name of a branch or a group: blanks in it only align."""
    text = written(cell)
    if _empty(text):
        return None
    return _fitting(field, re.sub(r"\s+", "", normal.text(text)))


def _fitting(field: Field, text: str) -> str:
    if len(text) > field.longest:
        raise Wrong(
            _("太长，有%(count)d个字") % {"count": len(text)},
            _("请写在%(most)d个字以内。") % {"most": field.longest},
        )
    return text


def _name(field: Field, cell: Cell) -> Any:
    if isinstance(cell, str) and type(cell) is str and _PLAIN_NAME.fullmatch(cell):
        return cell
    text = written(cell)
    if _empty(text):
        return None
    name = tidy(text)
    if not name:
        return None
    if _NUMBERS_IN_NAME.search(name):
        raise Wrong(_("姓名里有数字、括号或别的符号"), _("请只留姓名，说明写到别的栏里。"))
    return _fitting(field, name)


def _code(field: Field, cell: Cell) -> Any:
    text = written(cell)
    if not text:
        return None
    known = words(field.codes)
    word = bare_word(text)
    if found := known.get(word):
        return found
    without = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", unicodedata.normalize("NFKC", text))
    if found := known.get(bare_word(without)):
        return found
    coded = re.fullmatch(r"([0-9]{1,2})[-.、:/ ]*(.+)", unicodedata.normalize("NFKC", text).strip())
    if coded and (found := known.get(bare_word(coded[2]))):
        return found
    if _empty(text):
        return None
    raise Wrong(
        _("“%(text)s”不在%(label)s的列表里") % {"text": text[:20], "label": _(field.label)}
        if field.name not in {"id_number", "mobile"}
        else _("不在列表里"),
        _("请从这些里选一个：%(choices)s。") % {"choices": _choices(field)},
    )


def _choices(field: Field) -> str:
    every = [_(label) for label in labels(field.codes).values()]
    return "、".join(every[:9]) + ("……" if len(every) > 9 else "")


def _day(field: Field, cell: Cell) -> Any:
    if type(cell) is date:
        return day(cell)
    if isinstance(cell, date | datetime) or (isinstance(cell, float | int) and not isinstance(cell, bool)):
        return day(cell)
    text = written(cell)
    return None if _empty(text) else day(text)


def _flag(field: Field, cell: Cell) -> Any:
    text = written(cell)
    if not text:
        return None
    word = unicodedata.normalize("NFKC", text).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Wrong(_("看不出是还是否"), _("请写“是”或“否”。"))


def _id_number(field: Field, cell: Cell) -> Any:
    if type(cell) is str and _PLAIN_ID.fullmatch(cell):
        return cell
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**15:
        raise _rounded()
    text = written(cell)
    if _empty(text):
        return None
    if _EXPONENT.fullmatch(unicodedata.normalize("NFKC", re.sub(r"\s", "", text))):
        raise _rounded()
    if _is_mask(text):
        return Masked(normal.id_number(text))
    number = normal.id_number(text).strip(_APOSTROPHES + '"')
    if re.fullmatch(r"[0-9X]{31,}", number) or re.search(r"[、,;/]", number):
        raise Wrong(_("一格里有不止一个号码"), _("请只留本人的公民身份号码。"))
    return number[:60]


def _rounded() -> Wrong:
    return Wrong(
        _("Excel 把身份证号当成了数字，只保留了前15位，后几位已经变成0，找不回来了"),
        _("请把这一列设成“文本”格式，再从原文件重新粘贴或重新填写这个号码。"),
    )


def _mobile(field: Field, cell: Cell) -> Any:
    if type(cell) is str and _PLAIN_MOBILE.fullmatch(cell):
        return cell
    text = written(cell)
    if _empty(text):
        return None
    if _is_mask(text):
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


def _landline(field: Field, cell: Cell) -> Any:
    text = written(cell)
    return None if _empty(text) else _fitting(field, normal.text(text))


def _is_mask(text: str) -> bool:
    return "*" in text or "＊" in text


_KINDS: dict[str, Callable[[Field, Cell], Any]] = {
    "text": _text,
    "code": _code,
    "day": _day,
    "number": _landline,
    "flag": _flag,
}
_OWN: dict[str, Callable[[Field, Cell], Any]] = {
    "name": _name,
    "id_number": _id_number,
    "mobile": _mobile,
    "branch": _place,
    "group": _place,
}
