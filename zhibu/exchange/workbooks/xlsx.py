"""What calamine does not tell of an .xlsx: formulas, errors, months shown as days, cells far outside."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from .bounds import COLUMNS, ROWS, Refused
from .formats import BUILT_IN, shows_a_month

_CHUNK = 1 << 20
_OVERLAP = 400
_SMALL_PART = 8 * 1024 * 1024
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_FORMULA = (re.compile(rb"<f[\s/>]"), re.compile(rb":f[\s/>]"))
_ERROR = (re.compile(rb't="e"'), re.compile(rb"t='e'"))
_MAYBE_FAR = re.compile(
    rb"r=[\"'](?:[A-Z]{3}|[A-Z]+(?:[3-9]\d{5}|\d{7}))"
)  # each begins with what is sought fast
_FAR = re.compile(  # a filled cell beyond column ZZ or row 299999; empty ones only carry a border
    rb"\sr=[\"'](?:[A-Z]{3,}\d+|[A-Z]{1,2}(?:[3-9]\d{5}|\d{7,}))[\"'](?:[^<>/]|/(?!>))*>"
)
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class Notes:
    """What is written beside the values of a workbook. Refuses what no reader should open."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            names = self._archive.namelist()
            if any(name.lower().startswith("xl/externallinks/") for name in names):
                raise Refused("links")
            self._read_book(names)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError) as wrong:
            raise Refused("broken") from wrong

    def _read_book(self, names: list[str]) -> None:
        book = self._part("xl/workbook.xml")
        targets = {
            element.get("Id", ""): element.get("Target", "")
            for element in self._part("xl/_rels/workbook.xml.rels")
            if element.get("TargetMode") != "External"
        }
        self.date1904 = any(
            element.get("date1904") in {"1", "true"}
            for element in book.iter()
            if _local(element) == "workbookPr"
        )
        self._sheets: dict[str, str] = {}
        for element in book.iter():
            if _local(element) == "sheet":
                key = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
                target = targets.get(key, "")
                path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                self._sheets[element.get("name", "")] = path
        styles = next((name for name in names if name == "xl/styles.xml"), None)
        self._months = _month_styles(self._part(styles)) if styles else frozenset()
        self._marked: set[str] = set()

    def _part(self, name: str) -> ElementTree.Element:
        with self._archive.open(name) as part:
            text = part.read(_SMALL_PART + 1)
        if len(text) > _SMALL_PART:
            raise Refused("large")
        if _DECLARED.search(text) or text.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refused("bomb")
        try:
            return ElementTree.fromstring(text)  # noqa: S314  no entities: they are refused above
        except ElementTree.ParseError as wrong:
            raise Refused("broken") from wrong

    def guard(self, sheet: str) -> None:
        """Before calamine lays a sheet out: no cell far outside, for the room between would be filled."""
        wanted = [*_FORMULA, *_ERROR]
        if self._months:
            either = b"|".join(str(number).encode() for number in sorted(self._months))
            wanted.append(re.compile(rb"s=[\"'](?:" + either + rb")[\"']"))
        for piece in self._pieces(sheet):
            if _DECLARED.search(piece):
                raise Refused("bomb")
            if _MAYBE_FAR.search(piece) and (far := _FAR.search(piece)):
                raise Refused("columns" if re.match(rb"\sr=.[A-Z]{3}", far.group()) else "rows")
            if sheet not in self._marked and any(pattern.search(piece) for pattern in wanted):
                self._marked.add(sheet)

    def _pieces(self, sheet: str) -> Iterator[bytes]:
        try:
            with self._archive.open(self._sheets[sheet]) as part:
                rest = b""
                while piece := part.read(_CHUNK):
                    yield rest + piece
                    rest = piece[-_OVERLAP:]
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as wrong:
            raise Refused("broken") from wrong

    def marks(self, sheet: str) -> dict[int, dict[int, str]]:
        """Row → column → "f" formula, "e" error, "m" a day shown as a month. Most sheets have none."""
        if sheet not in self._marked:
            return {}
        walk = _Walk(self._months)
        parser = expat.ParserCreate()
        parser.StartElementHandler = walk.start
        try:
            with self._archive.open(self._sheets[sheet]) as part:
                while piece := part.read(_CHUNK):
                    parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as wrong:
            raise Refused("broken") from wrong
        return walk.found


class _Walk:
    """Counts rows and cells where the file does not number them."""

    def __init__(self, months: frozenset[int]) -> None:
        self.found: dict[int, dict[int, str]] = {}
        self._months = {str(number) for number in months}
        self._row = self._column = 0

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            place = _CELL.fullmatch(attributes.get("r", ""))
            if place:
                self._column, self._row = number(place[1]), int(place[2])
            else:
                self._column += 1
            if self._column > COLUMNS or self._row > ROWS:
                return
            if attributes.get("t") == "e":
                self._note("e")
            elif attributes.get("s") in self._months:
                self._note("m")
        elif name == "f":
            self._note("f")
        elif name == "row":
            self._row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self._row + 1
            self._column = 0

    def _note(self, mark: str) -> None:
        if self._column <= COLUMNS and self._row <= ROWS:
            self.found.setdefault(self._row, {})[self._column - 1] = mark


def number(letters: str) -> int:
    """A → 1, AA → 27."""
    count = 0
    for letter in letters:
        count = count * 26 + ord(letter) - 64
    return count


def _month_styles(styles: ElementTree.Element) -> frozenset[int]:
    own = {
        int(element.get("numFmtId", "-1")): element.get("formatCode", "")
        for element in styles.iter()
        if _local(element) == "numFmt"
    }
    formats = {key for key, code in (BUILT_IN | own).items() if shows_a_month(code)}
    cells = next((element for element in styles.iter() if _local(element) == "cellXfs"), None)
    if cells is None:
        return frozenset()
    return frozenset(i for i, xf in enumerate(cells) if int(xf.get("numFmtId", "0")) in formats)


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]
