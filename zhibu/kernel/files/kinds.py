"""What kind of file this is, by its bytes; a name that claims another is refused, as is a second inside."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import office, text

MEGABYTE = 1024 * 1024


class FileRefused(ValidationError):
    """Why a file is not kept and what to do about it, in the reader's language. `code` names the reason."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is kept, with the largest size in bytes."""

    name: str
    label: str
    extensions: tuple[str, ...]
    media_type: str
    limit: int
    inline: bool = False  # may a browser show it in its own window


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "PDF", ("pdf",), "application/pdf", 30 * MEGABYTE, inline=True),
        Kind("png", "PNG", ("png",), "image/png", 15 * MEGABYTE, inline=True),
        Kind("jpeg", "JPEG", ("jpg", "jpeg"), "image/jpeg", 15 * MEGABYTE, inline=True),
        Kind("webp", "WebP", ("webp",), "image/webp", 15 * MEGABYTE, inline=True),
        Kind(
            "docx",
            "Word",
            ("docx",),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            20 * MEGABYTE,
        ),
        Kind(
            "xlsx",
            "Excel",
            ("xlsx",),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            20 * MEGABYTE,
        ),
        Kind("txt", "TXT", ("txt",), "text/plain; charset=utf-8", 20 * MEGABYTE),
        Kind("csv", "CSV", ("csv",), "text/csv; charset=utf-8", 20 * MEGABYTE),
    )
}
LARGEST = max(kind.limit for kind in KINDS.values())

_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z])")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_END = b"PK\x05\x06"
_ZIP_END_BYTES = 22


def recognise(file: BinaryIO, size: int, name: str, *, limit: int = 0) -> Kind:
    """The kind of an open file of `size` bytes called `name`. Raises FileRefused.

    `limit` in bytes stands in place of the kind's own, for what is read and not kept.
    """
    if size == 0:
        raise FileRefused(_("文件是空的。请打开检查内容，保存后再上传。"), code="empty")
    kind = _by_content(file, size, _extension(name))
    if _extension(name) not in kind.extensions:
        raise FileRefused(
            _("文件内容是 %(kind)s，扩展名却是“.%(extension)s”。请把扩展名改为“.%(right)s”再上传。"),
            code="extension",
            params={"kind": kind.label, "extension": _extension(name), "right": kind.extensions[0]},
        )
    if size > (limit or kind.limit):
        raise too_large(limit or kind.limit)
    return kind


def too_large(limit: int) -> FileRefused:
    """The refusal of a file above `limit` bytes."""
    return FileRefused(
        _("文件超过 %(limit)d MB。请压缩图片或拆成几个文件再上传。"),
        code="large",
        params={"limit": limit // MEGABYTE},
    )


def _by_content(file: BinaryIO, size: int, extension: str) -> Kind:
    file.seek(0)
    head = file.read(16)
    if head.startswith(_OLD_OFFICE):
        raise FileRefused(
            _("这是旧格式或加了密码的文档。请在 Word 或 WPS 中去掉密码，另存为 .docx 或 .xlsx 再上传。"),
            code="old",
        )
    if head.startswith(b"PK\x03\x04"):
        return KINDS[_office(file, size)]
    for begins, name, check in _SIGNATURES:
        if begins(head):
            if _is_zip_too(file, size) or not check(file, size):
                raise _broken()
            return KINDS[name]
    if text.is_text(file):
        return KINDS["csv" if extension == "csv" else "txt"]
    raise FileRefused(
        _(
            "不接收这种文件。可以上传 PDF、图片（JPG、PNG、WebP）、Word（.docx）、Excel（.xlsx）、"
            "TXT 和 CSV；文本请存为 UTF-8。"
        ),
        code="unknown",
    )


def _office(file: BinaryIO, size: int) -> str:
    try:
        return office.recognise(file, size)
    except office.Macros:
        raise FileRefused(
            _("文档里有宏或嵌入的程序，不能上传。请另存为不带宏的 .docx 或 .xlsx。"), code="macros"
        ) from None
    except office.Bomb:
        raise FileRefused(
            _("文档展开后过大，不能上传。请删去多余内容或拆成几个文件。"), code="bomb"
        ) from None
    except office.NotOffice:
        raise FileRefused(
            _("不接收压缩包。请把里面的文件解压后逐个上传；如果是 Word 或 Excel 文档，请重新另存一次。"),
            code="archive",
        ) from None


def _pdf(file: BinaryIO, size: int) -> bool:
    file.seek(max(size - 2048, 0))
    if b"%%EOF" not in file.read():
        return False
    file.seek(0)
    if _ACTIVE_PDF.search(file.read()):
        raise FileRefused(_("PDF 里有脚本或附件，不能上传。请用“打印”另存为普通 PDF。"), code="active")
    return True


def _png(file: BinaryIO, size: int) -> bool:
    file.seek(max(size - 12, 0))
    return file.read() == b"\0\0\0\0IEND\xaeB`\x82"  # nothing may follow the picture


def _jpeg(file: BinaryIO, size: int) -> bool:
    file.seek(0)
    body = file.read()
    end = body.rfind(b"\xff\xd9")
    return end > 0 and not _MARKUP.search(body, end)


def _webp(file: BinaryIO, size: int) -> bool:
    file.seek(4)
    said = int.from_bytes(file.read(4), "little") + 8
    return said == size or said + 1 == size


_MARKUP = re.compile(rb"<\s*(?:script|html|svg|\?php|!doctype)|%PDF-", re.IGNORECASE)
_SIGNATURES: tuple[tuple[Callable[[bytes], bool], str, Callable[[BinaryIO, int], bool]], ...] = (
    (lambda head: head.startswith(b"%PDF-"), "pdf", _pdf),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), "png", _png),
    (lambda head: head.startswith(b"\xff\xd8\xff"), "jpeg", _jpeg),
    (lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP", "webp", _webp),
)


def _is_zip_too(file: BinaryIO, size: int) -> bool:
    """Archives are found from their end, so any file can be one behind its back."""
    file.seek(max(size - 65536 - _ZIP_END_BYTES, 0), os.SEEK_SET)
    tail = file.read()
    at = tail.rfind(_ZIP_END)
    if at < 0 or at + _ZIP_END_BYTES > len(tail):
        return False
    comment = int.from_bytes(tail[at + 20 : at + 22], "little")
    return at + _ZIP_END_BYTES + comment == len(tail)


def _broken() -> FileRefused:
    return FileRefused(_("文件不完整，或夹带了别的内容。请用原来的软件打开，另存一次再上传。"), code="broken")


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
