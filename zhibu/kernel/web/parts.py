"""The plain objects that the macros of `ui/` are given, one for each part that shows more than a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Tone = Literal["red", "gold", "blue", "green", "plain"]
Urgency = Literal["now", "soon", "later"]
State = Literal["done", "missing", "today", "waiting", "explained", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing to do with its one button. `subject` completes the button's name for a screen reader.

    `due`: the last day on which it is done in time; what is due first stands first. `basis`: whose rule it
    is, in words; `basis_url` leads to the rule itself.
    """

    title: str
    url: str
    action: str
    note: str = ""
    icon: str = ""
    tone: Tone = "red"
    urgency: Urgency = "later"
    subject: str = ""
    due: date | None = None
    basis: str = ""
    basis_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a meter: how many, and how it looks."""

    label: str
    count: int
    tone: Literal["full", "hatched", "empty"] = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One month of one row in the year's matrix; `text` is what a screen reader says."""

    state: State = "none"
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    label: str
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of the pipeline and how many stand on it."""

    label: str
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A row of a definition list; `correct_url` lets the person concerned ask for a correction."""

    label: str
    value: str
    note: str = ""
    correct_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An entry of a timeline."""

    day: date
    title: str
    note: str = ""
    who: str = ""
    url: str = ""
    open: bool = False  # has not happened yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading of a table. `sort_url` makes it a link; `sorted` says how the rows stand now."""

    label: str
    sort_url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of a tree list; an open one shows its children at once."""

    label: str
    url: str
    note: str = ""
    count: int | None = None
    children: tuple[Node, ...] = ()
    open: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A row of the presence list: the mark is one of the list's marks, or empty."""

    key: str
    name: str
    note: str = ""
    mark: str = ""
