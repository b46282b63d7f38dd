"""A table weighed: what the reading found in its cells and what the roster says to its rows, in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.members.services import enrolling
from zhibu.members.services.enrolling import Entry, Weighed

from .places import Places
from .reading import FIELDS, Heading, Line, Table, Wrong, clean, lines
from .rows import LETTERS, WRONG, Fault

BETWEEN = " › "  # as the reading joins the lines of a heading
BY_CONVERSION = "by_conversion"  # instead of a category for all: it follows from each row's own days
LONGEST_ON_PROBATION = 2  # years: one, and one more at most
EXAMPLE = "示例（导入时忽略这一行）"  # the name in the template's one row
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a table is to be understood. `own`: the branch meant where a row names none."""

    columns: Sequence[str | None]
    places: Places
    own: int | None = None
    chosen: Mapping[str, int] = field(default_factory=dict)  # name in the sheet → branch
    fills: Mapping[str, str] = field(default_factory=dict)  # field the sheet lacks → text
    from_on: date | None = None

    def branch_of(self, text: str | None) -> int | None:
        if not text:
            return self.own
        chosen = self.chosen.get(text)
        return chosen if chosen in self.places.branches else self.places.find(text)


@dataclass(slots=True)
class Weight:
    """A row and what would become of it. `kind` is a letter of `rows`; a row with an error stays out."""

    line: Line
    weighed: Weighed
    faults: list[Fault]
    kind: str

    @property
    def row(self) -> int:
        return self.line.row

    @property
    def name(self) -> str:
        """As it will stand on the card; what cannot be a name, as it stood in the sheet."""
        return str(self.line.values.get("name") or self.line.shown.get("name", ""))


def weigh_table(
    scope: Scope, table: Table, heading: Heading, setting: Setting, *, on_progress: Progress | None = None
) -> list[Weight]:
    """Every person's row of a table, in its order. Raises what `weigh` raises."""
    return list(Weighing(scope, table, heading, setting).rows(on_progress))


class Weighing:
    """A table laid beside the roster once; its rows are judged one after the other, as they are asked for."""

    def __init__(self, scope: Scope, table: Table, heading: Heading, setting: Setting) -> None:
        self._setting, self._names = setting, heading_names(heading, setting.columns)
        self._lines = list(persons(table, heading, setting.columns))
        self.entries = [_entry(line, setting) for line in self._lines]
        self._weighing = enrolling.Weighing(scope, self.entries, fills=_filled(setting))

    def rows(self, on_progress: Progress | None = None) -> Iterator[Weight]:
        for line, weighed in zip(self._lines, self._weighing.rows(on_progress), strict=True):
            _date(weighed, self._setting)
            yield _together(line, weighed, self._setting, self._names)


def persons(table: Table, heading: Heading, columns: Sequence[str | None]) -> Iterator[Line]:
    """The persons' rows; the invented one of the template is none."""
    return (line for line in lines(table, heading, columns) if line.shown.get("name") != EXAMPLE)


def heading_names(heading: Heading, columns: Sequence[str | None]) -> dict[str, str]:
    """field → the heading of its column, as it stands in the file."""
    return {
        key: heading.names[at].replace(BETWEEN, "·") if at < len(heading.names) else ""
        for at, key in enumerate(columns)
        if key
    }


def strange_places(table: Table, heading: Heading, setting: Setting) -> list[str]:
    """The distinct names in the branch column that no branch of the grant has, in the order of the sheet."""
    seen: dict[str, None] = {}
    for line in persons(table, heading, setting.columns):
        text = line.values.get("branch")
        if text and setting.places.find(text) is None:
            seen.setdefault(text)
    return list(seen)


def _filled(setting: Setting) -> dict[str, Any]:
    """What holds for everybody, cleaned; a value that cannot be is left out."""
    found: dict[str, Any] = {}
    for key, text in setting.fills.items():
        if key == "category" and text == BY_CONVERSION:
            found[key] = _by_conversion
            continue
        try:
            value = clean(key, text)
        except Wrong:
            continue
        if value is not None:
            found[key] = value
    return found


def _by_conversion(values: Mapping[str, Any]) -> str:
    """预备党员 is who is not yet converted and has not been in for longer than that may take."""
    joined, today = values.get("joined_on"), clock.today()
    new = isinstance(joined, date) and joined > today.replace(year=today.year - LONGEST_ON_PROBATION, day=1)
    return "probationary" if new and values.get("converted_on") is None else "formal"


def _entry(line: Line, setting: Setting) -> Entry:
    values = line.values.copy()
    text = values.pop("branch", None)
    unread = any(problem.field == "branch" and problem.level == "error" for problem in line.problems)
    branch = None if unread else setting.branch_of(text)
    return Entry(row=line.row, values=values, branch=branch)


def _date(weighed: Weighed, setting: Setting) -> None:
    """The day chosen for the whole sheet, or later where that cannot be: nobody belongs before joining."""
    if setting.from_on is None or weighed.kind != "new":
        return
    values = weighed.entry.values
    if values.get("from_on") is None:
        founded = setting.places.branches[weighed.entry.branch or 0].founded_on
        values["from_on"] = max(setting.from_on, values["joined_on"], founded)


def _together(line: Line, weighed: Weighed, setting: Setting, names: Mapping[str, str]) -> Weight:
    faults = [
        Fault(p.field, p.column or str(FIELDS[p.field].label), p.level, p.reason, p.remedy, p.norm)
        for p in line.problems
    ]
    told = {fault.field for fault in faults if fault.level == "error"}
    text = line.values.get("branch")
    if text and setting.branch_of(text) is None and "branch" not in told:
        faults.append(_strange(text, names))
        told.add("branch")
    for fault in weighed.faults:
        if fault.field in told:
            continue
        column = names.get(fault.field) or str(FIELDS[fault.field].label)
        faults.append(Fault(fault.field, column, fault.level, fault.reason, fault.remedy, fault.norm))
    return Weight(line, weighed, faults, _kind(weighed, faults))


def _strange(text: str, names: Mapping[str, str]) -> Fault:
    return Fault(
        "branch",
        names.get("branch", ""),
        "error",
        _("没有找到“%(name)s”这个党支部。") % {"name": text[:60]},
        _("请改成本系统里的支部全称、简称或代码，或者在“支部对照”里选一次。"),
    )


def _kind(weighed: Weighed, faults: Sequence[Fault]) -> str:
    letter = LETTERS[weighed.kind]
    wrong = any(fault.level == "error" for fault in faults)
    if wrong and letter in "ncu":
        letter = WRONG
    return letter.upper() if letter in "ncu" and faults else letter
