"""A file somebody hands in becomes a table, or a sentence that says why not."""

from __future__ import annotations

import io
import unicodedata

from django.utils.translation import gettext as _

from zhibu.kernel.files import FileRefused
from zhibu.kernel.files.kinds import recognise

from . import delimited
from .tables import Table, Unreadable
from .workbook import read_workbook, refusal

LARGEST = 40 * 1024 * 1024
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_TEXT = frozenset({"csv", "txt", "tsv"})


def read(content: bytes, name: str, *, sheet: str = "") -> Table:
    """The roster in an .xlsx, .xls or text file called `name`. Raises Unreadable.

    Of several sheets the one with the roster is taken, or the one named.
    """
    extension = _extension(name)
    _check_size(content)
    if content.startswith(_OLD_EXCEL):
        return _old(content, extension, sheet)
    if content.startswith(_ZIP):
        _recognise(content, f"x.{extension}", ("xlsx",))
        return read_workbook(content, "xlsx", sheet=sheet)
    if delimited.is_wide(content):
        if extension not in _TEXT:
            raise _misnamed(_("文本"), extension, "csv")
        return delimited.read_text(content)
    if (
        content.lstrip()[:200]
        .lower()
        .startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"\xef\xbb\xbf<"))
    ):
        raise delimited.webpage()
    _recognise(content, f"x.{'csv' if extension == 'tsv' else extension}", ("csv", "txt"))
    return delimited.read_text(content)


def _extension(name: str) -> str:
    """The name serves for nothing else: nothing is ever opened or kept under it."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or any(unicodedata.category(character) in {"Cc", "Cf"} for character in name):
        raise Unreadable(_("文件名里有不该有的符号。请改一个普通的文件名再上传。"), code="name")
    return parts[-1].rpartition(".")[2].lower() if "." in parts[-1] else ""


def _check_size(content: bytes) -> None:
    if not content:
        raise Unreadable(_("文件是空的。请打开检查内容，保存后再上传。"), code="empty")
    if len(content) > LARGEST:
        raise Unreadable(
            _("文件超过 %(limit)d MB。请只留名册一张工作表，或拆成几个文件再上传。"),
            code="large",
            params={"limit": LARGEST // 1024 // 1024},
        )


def _old(content: bytes, extension: str, sheet: str) -> Table:
    """An .xls, or an .xlsx behind a password: both are the same container."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refusal("locked")
    if extension != "xls":
        if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
            raise _misnamed("Excel 97-2003", extension, "xls")
        raise refusal("alien")
    return read_workbook(content, "xls", sheet=sheet)


def _recognise(content: bytes, name: str, wanted: tuple[str, ...]) -> None:
    try:
        kind = recognise(io.BytesIO(content), len(content), name, limit=LARGEST)
    except FileRefused as refused:
        raise Unreadable(refused.message, code=refused.code, params=refused.params) from None
    if kind.name not in wanted:
        raise Unreadable(
            _("这是%(kind)s文件，不是表格。请上传 .xlsx、.xls 或 .csv。"),
            code="kind",
            params={"kind": kind.label},
        )


def _misnamed(kind: str, extension: str, right: str) -> Unreadable:
    return Unreadable(
        _("文件内容是 %(kind)s，扩展名却是“.%(extension)s”。请把扩展名改为“.%(right)s”再上传。"),
        code="extension",
        params={"kind": kind, "extension": extension, "right": right},
    )
