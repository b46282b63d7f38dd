"""One cell becomes one value: text, a code, a day, a number that identifies, yes or no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.fields import normal
from zhibu.kernel.names import tidy

from .content import Masked, empty, fitting, is_mask, written
from .days import day, plain_day
from .fields import FIELDS, Field, bare_word, labels, words
from .numbers import id_number, landline, mobile
from .tables import Cell
from .wrong import Wrong

_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,6}")
_PLAIN_TEXT = re.compile(r"[0-9A-Za-z]*[\u4e00-\u9fff]{3}[0-9A-Za-z\u4e00-\u9fff]*")
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


def _text(field: Field, cell: Cell) -> Any:
    if type(cell) is str and len(cell) <= field.longest and _PLAIN_TEXT.fullmatch(cell):
        return cell
    text = written(cell)
    if empty(text):
        return None
    if field.sealed and is_mask(text):
        return Masked(normal.text(text))
    return fitting(field, normal.text(text))


def _place(field: Field, cell: Cell) -> Any:
    """The name of a branch or a group: blanks in it only align."""
    text = written(cell)
    if empty(text):
        return None
    return fitting(field, re.sub(r"\s+", "", normal.text(text)))


def _name(field: Field, cell: Cell) -> Any:
    if isinstance(cell, str) and type(cell) is str and _PLAIN_NAME.fullmatch(cell):
        return cell
    text = written(cell)
    if empty(text):
        return None
    name = tidy(text)
    if not name:
        return None
    if _NUMBERS_IN_NAME.search(name):
        raise Wrong(_("姓名里有数字、括号或别的符号"), _("请只留姓名，说明写到别的栏里。"))
    return fitting(field, name)


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
    if empty(text):
        return None
    raise Wrong(
        _("“%(text)s”不在%(label)s的列表里") % {"text": _quoted(text), "label": _(field.label)},
        _("请从这些里选一个：%(choices)s。") % {"choices": _choices(field)},
    )


def _quoted(text: str) -> str:
    """The beginning of what stood there; long numbers go, one may have slipped in from the next column."""
    return re.sub(r"[0-9Xx]{7,}", "……", unicodedata.normalize("NFKC", text))[:20]


def _choices(field: Field) -> str:
    every = [_(label) for label in labels(field.codes).values()]
    return "、".join(every[:9]) + ("……" if len(every) > 9 else "")


def _day(field: Field, cell: Cell) -> Any:
    if cell is not None and not isinstance(cell, str):
        return day(cell)
    if type(cell) is str and (plain := plain_day(cell)):
        return plain
    text = written(cell)
    return None if empty(text) else day(text)


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


_KINDS: dict[str, Callable[[Field, Cell], Any]] = {
    "text": _text,
    "code": _code,
    "day": _day,
    "number": landline,
    "flag": _flag,
}
_OWN: dict[str, Callable[[Field, Cell], Any]] = {
    "name": _name,
    "id_number": id_number,
    "mobile": mobile,
    "branch": _place,
    "group": _place,
}
