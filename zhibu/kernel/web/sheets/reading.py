"""The lists of a finished page, read back from its HTML: what the sheet says is what the page said.

Our pages are escaped throughout, so a `<` is always the beginning of a tag; that is why rows and cells may
be cut out by pattern, and only the little page around them is parsed. Cells repeat (a branch, a day, a
mark), so each is read once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .cells import NOTHING, CellWords, day_or_moment, number, text_of, value_of
from .values import Value

TABLE = re.compile(r"<table\b[^>]*>(.*?)</table>", re.S)
BODY = re.compile(r"<tbody\b[^>]*>(.*?)</tbody>|<tfoot\b[^>]*>(.*?)</tfoot>", re.S)
ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.S)
CELL = re.compile(r"<t[hd]\b([^>]*)>(.*?)</t[hd]>", re.S)
FRAME = re.compile(r'<div class="table(?: cards)?"[^>]*>\s*(<table\b.*?</table>)', re.S)


@dataclass
class Found:
    """One list: its caption, its headings, its rows."""

    caption: str
    headings: list[str]
    rows: list[tuple[Value, ...]]


@dataclass
class Page:
    """What is read of a page. `offered`: it holds the buttons, so it may be had as a sheet."""

    title: str = ""
    lead: str = ""
    filters: list[str] = field(default_factory=list)
    mark: str = ""
    offered: bool = False
    lists: list[Found] = field(default_factory=list)


def read(html: str) -> Page:
    """The page and its lists, in the order in which they stand."""
    tables: list[Found] = []

    def take(found: re.Match[str]) -> str:
        tables.append(_table(found.group(1)))
        return f'<ul data-list="#{len(tables) - 1}"></ul>'

    around = _Around()
    around.feed(FRAME.sub(take, html))
    page = around.page
    page.lists = [tables[int(f.caption[1:])] if f.caption.startswith("#") else f for f in page.lists]
    page.lists = [found for found in page.lists if found.headings]
    return page


def _table(html: str) -> Found:
    caption = re.search(r"<caption\b[^>]*>(.*?)</caption>", html, re.S)
    head = re.search(r"<thead\b[^>]*>(.*?)</thead>", html, re.S)
    headings = [text_of(cell) for _attributes, cell in CELL.findall(head.group(1) if head else "")]
    rows: list[tuple[Value, ...]] = []
    known: dict[tuple[str, str], Value] = {}
    for body in BODY.findall(html):
        for row in ROW.findall(body[0] or body[1]):
            cells = []
            for cell in CELL.findall(row):
                if cell not in known:
                    known[cell] = value_of(cell[0], cell[1])
                cells.append(known[cell])
            rows.append(tuple(cells))
    kept = [n for n, heading in enumerate(headings) if heading]  # a column of buttons has none that is seen
    return Found(
        text_of(caption.group(1)) if caption else "",
        [headings[n] for n in kept],
        [tuple(row[n] if n < len(row) else None for n in kept) for row in rows],
    )


class _Around(HTMLParser):
    """The page without the rows of its tables: title, what was asked for, watermark, lists of other shapes.

    A list that is no table says `data-list` with its caption; in each of its items the parts that are
    columns say `data-label` with their heading, as the cells of a table do for a phone.
    """

    VOID = frozenset({"input", "br", "img", "meta", "link", "use", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._open: list[tuple[str, str]] = []  # (tag, what it is)
        self._words: dict[str, list[str]] = {}
        self._led = False
        self._label: list[str] = []
        self._chosen = ""
        self._option = False
        self._values: dict[str, Value] = {}
        self._found: Found | None = None
        self._rows: list[dict[str, Value]] = []
        self._cell: CellWords | None = None
        self._cell_is: tuple[str, str] = ("", "")

    # -- what begins

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        what = self._what(tag, given)
        if self._cell is not None and what != "cell":
            self._cell.handle_starttag(tag, attrs)
        elif what == "cell":
            self._cell = CellWords()
            self._cell_is = (given.get("data-label") or "", given.get("class") or "")
            if tag == "time":
                self._cell.handle_starttag(tag, attrs)
        elif what == "list":
            self._found, self._rows = Found(given.get("data-list") or "", [], []), []
        elif what == "item":
            self._next_row()
        elif what == "filter":
            self._end_filter()
        elif what == "input" and given.get("type") not in {"hidden", "submit"}:
            self._chosen = given.get("value") or ""
        elif what == "option" and "selected" in given and given.get("value"):
            self._option = True
        if what == "out":
            self.page.offered = True
        if tag not in self.VOID:
            self._open.append((tag, what))

    def _what(self, tag: str, given: dict[str, str | None]) -> str:
        classes = (given.get("class") or "").split()
        if "data-list" in given:
            return "list"
        if self._found is not None:
            if "data-label" in given:
                return "cell" if self._cell is None else ""
            return "item" if tag == "li" or "data-row" in given else ""
        if tag == "h1":
            return "title"
        if "sheet-mark" in classes:
            return "mark"
        if "out" in classes:
            return "out"
        if tag == "form" and "filters" in classes:
            return "filters"
        if self._inside("filters"):
            return {"label": "filter", "input": "input", "option": "option"}.get(tag, "")
        if tag == "p" and self.page.title and not self._led:  # the one line below the title
            self._led = True
            return "lead"
        return ""

    def _inside(self, what: str) -> bool:
        return any(each == what for _tag, each in self._open)

    # -- what ends

    def handle_endtag(self, tag: str) -> None:
        if not any(opened == tag for opened, _what in self._open):
            return
        while self._open:
            opened, what = self._open.pop()
            self._close(opened, what)
            if opened == tag:
                return

    def _close(self, tag: str, what: str) -> None:
        if what == "cell" and self._cell is not None:
            label, classes = self._cell_is
            said = self._cell.said()
            moment = self._cell.moment()
            value: Value = said if said not in {"", NOTHING} else None
            if value is not None and moment:
                value = day_or_moment(moment, said)
            elif value is not None and "n" in classes.split():
                value = number(said)
            self._values[label] = value
            self._cell = None
        elif self._cell is not None:
            self._cell.handle_endtag(tag)
        elif what == "list":
            self._next_row()
            self._end_list()
        elif what == "title":
            self.page.title = self._take("title")
        elif what == "lead":
            self.page.lead = self._take("lead")
        elif what == "mark":
            self.page.mark = self._take("mark")
        elif what == "filters":
            self._end_filter()
        elif what == "option":
            self._option = False

    def _end_filter(self) -> None:
        """A field of the form of filters, if something was chosen in it. Its input may follow its label."""
        label = " ".join("".join(self._label).split())
        if label and self._chosen:
            self.page.filters.append(f"{label}：{self._chosen}")
        self._label, self._chosen = [], ""

    def _take(self, what: str) -> str:
        return " ".join("".join(self._words.pop(what, [])).split())

    def _next_row(self) -> None:
        if self._values:
            self._rows.append(self._values)
        self._values = {}

    def _end_list(self) -> None:
        found = self._found
        self._found = None
        if found is None:
            return
        headings = list(dict.fromkeys(label for row in self._rows for label in row))
        found.headings = headings
        found.rows = [tuple(row.get(heading) for heading in headings) for row in self._rows]
        self.page.lists.append(found)

    # -- what is said

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.handle_data(data)
            return
        for what in ("title", "lead", "mark"):
            if self._inside(what):
                self._words.setdefault(what, []).append(data)
        if self._inside("option"):
            if self._option:
                self._chosen = data.strip()
        elif self._inside("filter"):
            self._label.append(data)
