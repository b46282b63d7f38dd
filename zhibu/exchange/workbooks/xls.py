"""What calamine does not tell of an .xls: formulas, errors, months that look like days, links, programs."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .bounds import Refused
from .compound import Compound
from .formats import BUILT_IN, shows_a_month

_FORMULA, _EOF, _DATEMODE, _FILEPASS, _BOUNDSHEET = 0x06, 0x0A, 0x22, 0x2F, 0x85
_MULRK, _XF, _SUPBOOK, _NUMBER, _BOOLERR, _RK, _FORMAT = 0xBD, 0xE0, 0x1AE, 0x203, 0x205, 0x27E, 0x41E
_OWN_BOOK, _ADD_IN = b"\x01\x04", b"\x01\x3a"


class Notes:
    """What is written beside the values of a workbook. Refuses what no reader should open."""

    def __init__(self, content: bytes) -> None:
        try:
            container = Compound(content)
            names = {name.lower() for name in container.names}
            if "encryptedpackage" in names:
                raise Refused("locked")
            if any(name.startswith(("_vba_project", "vba")) for name in names):
                raise Refused("macros")
            book = container.stream("Workbook") or container.stream("Book")
            if book is None:
                raise Refused("alien")
            self._book = book
            self._read_book()
        except (struct.error, IndexError, ValueError) as wrong:
            raise Refused("broken") from wrong

    def _read_book(self) -> None:
        self.date1904 = False
        self._sheets: dict[str, int] = {}
        formats = dict(BUILT_IN)
        styles: list[int] = []
        for kind, body in self._records(0):
            if kind == _FILEPASS:
                raise Refused("locked")
            if kind == _SUPBOOK and body[2:4] not in {_OWN_BOOK, _ADD_IN}:
                raise Refused("links")
            if kind == _DATEMODE:
                self.date1904 = body[:1] == b"\x01"
            elif kind == _BOUNDSHEET:
                self._sheets[_text(body[6:], body[6], 1)] = struct.unpack_from("<I", body)[0]
            elif kind == _FORMAT and len(body) > 5:
                formats[struct.unpack_from("<H", body)[0]] = _text(
                    body[2:], struct.unpack_from("<H", body, 2)[0], 2
                )
            elif kind == _XF:
                styles.append(struct.unpack_from("<H", body, 2)[0])
        wanted = {key for key, code in formats.items() if shows_a_month(code)}
        self._months = {index for index, key in enumerate(styles) if key in wanted}

    def _records(self, at: int) -> Iterator[tuple[int, bytes]]:
        book = self._book
        while at + 4 <= len(book):
            kind, length = struct.unpack_from("<HH", book, at)
            yield kind, book[at + 4 : at + 4 + length]
            if kind == _EOF:
                return
            at += 4 + length

    def guard(self, sheet: str) -> None:
        """An .xls ends at column IV and row 65536: nothing can lie far outside."""

    def marks(self, sheet: str) -> dict[int, dict[int, str]]:
        """Row → column → "f" formula, "e" error, "m" a day shown as a month."""
        found: dict[int, dict[int, str]] = {}
        try:
            for kind, body in self._records(self._sheets.get(sheet, len(self._book))):
                if kind not in _CELLS:
                    continue
                row, column, style = struct.unpack_from("<HHH", body)
                if kind == _FORMULA:
                    found.setdefault(row + 1, {})[column] = "f"
                elif kind == _BOOLERR:
                    if body[7]:
                        found.setdefault(row + 1, {})[column] = "e"
                elif kind == _MULRK:
                    for step in range((len(body) - 6) // 6):
                        if struct.unpack_from("<H", body, 4 + step * 6)[0] in self._months:
                            found.setdefault(row + 1, {})[column + step] = "m"
                elif style in self._months:
                    found.setdefault(row + 1, {})[column] = "m"
        except (struct.error, IndexError) as wrong:
            raise Refused("broken") from wrong
        return found


_CELLS = frozenset({_FORMULA, _BOOLERR, _MULRK, _NUMBER, _RK})


def _text(body: bytes, length: int, width: int) -> str:
    """A string of BIFF8: its length, a flag, then one or two bytes a character."""
    wide = body[width] & 1
    raw = body[width + 1 : width + 1 + length * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")
