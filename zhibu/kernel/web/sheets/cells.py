"""One cell of a page: the words that are read in it, as a day, a number or a text."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from html import unescape
from html.parser import HTMLParser

from .values import Percent, Value

CLASS = re.compile(r'\bclass="([^"]*)"')
UNSAID = frozenset({"svg", "button", "form", "script", "select", "input"})
NOTHING = "—"  # what a page shows where there is nothing
APART = frozenset({"small", "br", "p", "div", "b"})


def value_of(attributes: str, html: str) -> Value:
    """What one cell says: a day, a number where the page sets it as one, else a text."""
    if "<" not in html:
        said, moment = " ".join(unescape(html).split()), ""
    else:
        cell = CellWords()
        cell.feed(html)
        said, moment = cell.said(), cell.moment()
    if said in {"", NOTHING}:
        return None
    if moment:
        return day_or_moment(moment, said)
    classes = CLASS.search(attributes)
    if classes and "n" in classes.group(1).split():
        return number(said)
    return said


def day_or_moment(written: str, otherwise: str) -> Value:
    """A day or a moment written as a machine reads it."""
    try:
        if len(written) == 10:
            return date.fromisoformat(written)
        return datetime.fromisoformat(written)
    except ValueError:
        return otherwise


def number(said: str) -> Value:
    """1,234.50 and 12.5% as numbers; anything else as it stands."""
    plain = said.replace(",", "").replace("－", "-").replace("−", "-").replace("＋", "")
    try:
        return Percent(plain[:-1]) if plain.endswith("%") else Decimal(plain)
    except InvalidOperation:
        return said


def text_of(html: str) -> str:
    """What is read in a piece of the page."""
    cell = CellWords()
    cell.feed(html)
    return cell.said()


class CellWords(HTMLParser):
    """The words of one cell, without its buttons and without what only a screen reader says."""

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []
        self._in_time: list[str] = []
        self._time = ""
        self._timed = False
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._silent:
            self._silent += tag not in {"input", "br", "img", "use"}
            return
        if is_unsaid(tag, given):
            self._silent += tag not in {"input", "br", "img", "use"}
            return
        if tag in APART:
            self._words.append(" ")
        if tag == "time":
            self._time, self._timed = given.get("datetime") or "", True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """<rect … /> holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent -= 1
            return
        if tag == "time":
            self._timed = False
        if tag in APART:
            self._words.append(" ")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self._words.append(data)
        if self._timed:
            self._in_time.append(data)

    def said(self) -> str:
        return " ".join("".join(self._words).split())

    def moment(self) -> str:
        """The day meant, if the cell says nothing else."""
        alone = " ".join("".join(self._in_time).split())
        return self._time if alone and alone == self.said() else ""


def is_unsaid(tag: str, given: dict[str, str | None]) -> bool:
    classes = (given.get("class") or "").split()
    return (
        tag in UNSAID
        or given.get("aria-hidden") == "true"
        or "hidden" in given
        or "sr" in classes
        or "btn" in classes
        or "avatar" in classes
    )
