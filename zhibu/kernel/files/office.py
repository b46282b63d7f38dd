"""Word and Excel files: which of the two, and no macros, no programs, no archive that unfolds without end."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

_MOST_ENTRIES = 5000
_MOST_BYTES = 300 * 1024 * 1024
_MOST_TIMES = 200  # text of a sheet packs well, but not that well
_SMALL = 20 * 1024 * 1024  # below it the ratio says nothing
_PART_BYTES = 4 * 1024 * 1024

_PROGRAMS = re.compile(
    r"vbaproject|macrosheets/|activex/|oleobject|\.(?:exe|dll|js|vbs|bat|cmd|scr|hta)$", re.I
)
_MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_TYPES = "[Content_Types].xml"


class NotOffice(Exception):
    """An archive, but no document; or a document that is damaged."""


class Macros(Exception):
    """The document carries a program."""


class Bomb(Exception):
    """Unpacked, the document would be out of all proportion."""


def recognise(file: BinaryIO, size: int) -> str:
    """docx or xlsx. Raises NotOffice, Macros, Bomb. Unpacks only the table of contents and the main part."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _judged(archive, size)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        ValueError,
        EOFError,
        OSError,
    ) as wrong:
        raise NotOffice from wrong
    except RuntimeError as locked:  # zipfile's word for an entry with a password
        raise NotOffice from locked


def _judged(archive: zipfile.ZipFile, size: int) -> str:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > _MOST_ENTRIES:
        raise Bomb
    if archive.comment or len(set(names)) != len(names) or not entries:
        raise NotOffice  # readers disagree on which of two entries of one name counts
    if min(entry.header_offset for entry in entries) != 0:
        raise NotOffice  # something stands before the archive
    if any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
        raise NotOffice
    if any(entry.flag_bits & 1 for entry in entries):
        raise NotOffice
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MOST_BYTES or (unpacked > _SMALL and unpacked > size * _MOST_TIMES):
        raise Bomb
    if sum(entry.compress_size for entry in entries) > size:
        raise Bomb  # entries that overlap, so as to unfold the same bytes many times
    found = [kind for main, kind in _MAIN.items() if main in names]
    if len(found) != 1 or _TYPES not in names:
        raise NotOffice
    if any(_PROGRAMS.search(name) for name in names) or b"macroEnabled" in _part(archive, _TYPES):
        raise Macros
    main = next(name for name, kind in _MAIN.items() if kind == found[0])
    if b"<!DOCTYPE" in _part(archive, _TYPES) or b"<!DOCTYPE" in _part(archive, main):
        raise Bomb  # no office program writes one; it can make a parser multiply texts without end
    return found[0]


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    import zlib

    try:
        with archive.open(name) as part:
            return part.read(_PART_BYTES)
    except zlib.error as wrong:
        raise NotOffice from wrong
