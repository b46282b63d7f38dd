"""The parts of the page of figures: bars with shares, meetings by kind, the lines of flows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.web.jinja import fullday, month_short
from zhibu.meetings.models import Meeting
from zhibu.members.models import Membership
from zhibu.orgs.models import Org

from .dimensions import LONG, REST, TITLES, UNKNOWN, label, source
from .selectors import Flows, Meetings

MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure and its share of the whole in percent, one place; None where it is hidden from the reader."""

    label: str
    count: int | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars to look at, and all rows of the table behind them."""

    key: str
    title: str
    bars: tuple[Bar, ...]
    rows: tuple[Bar, ...]
    source: str = ""
    told_of: date | None = None  # the day of the figures, where that is not the day asked for

    @property
    def caption(self) -> str:
        """The title of the table, which goes its own ways as a sheet: with the day where it is another."""
        if self.told_of is None:
            return self.title
        return _("%(what)s（截至%(day)s）") % {"what": self.title, "day": fullday(self.told_of)}

    @property
    def said(self) -> str:
        """What the picture shows, in a sentence."""
        return "，".join(
            _("%(label)s %(count)d") % {"label": b.label, "count": b.count}
            if b.count is not None
            else _("%(label)s 不显示") % {"label": b.label}
            for b in self.bars
        )

    @property
    def longest(self) -> int:
        return max((b.count or 0 for b in self.bars), default=0)


@dataclass(frozen=True, slots=True)
class Held:
    """What was held of one kind, or by one kind of organisation."""

    label: str
    held: int
    expected: int
    present: int
    rate: Decimal | None
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the flows."""

    label: str
    count: int
    sign: str


def bar(text: str, count: int | None, whole: int) -> Bar:
    return Bar(text, count, None if count is None else share(count, whole))


def share(count: int, whole: int) -> Decimal:
    """Percent with one place; 0 of nothing."""
    return (Decimal(count * 100) / whole).quantize(Decimal("0.1")) if whole else Decimal("0.0")


def charts(
    by: Mapping[str, Mapping[str, int | None]], members: int, told_of: date | None = None
) -> list[Chart]:
    """One chart for each dimension. A long list is drawn as its first entry and the rest together.

    `told_of`: the day the figures are of, where that is not the day asked for.
    """
    made = []
    for dimension, counted in by.items():
        rows = tuple(bar(label(dimension, key), n, members) for key, n in counted.items())
        bars = rows
        if dimension in LONG:
            bars = _minorities(counted, members)
        title = str(TITLES[dimension])
        made.append(Chart(dimension, title, bars, rows, source(dimension), told_of))
    return made


def _minorities(counted: Mapping[str, int | None], whole: int) -> tuple[Bar, ...]:
    hides = REST in counted
    han = counted.get("01", None if hides else 0)
    others = sum(n or 0 for key, n in counted.items() if key not in {"01", UNKNOWN})
    return (bar(label("ethnicity", "01"), han, whole), bar(_("少数民族"), None if hides else others, whole))


def by_kind(held: Iterable[Meetings]) -> list[Held]:
    """The months added up, in the order of the kinds of meetings."""
    return _held(held, Meeting.Kind.choices, lambda row: row.kind)


def by_field(held: Iterable[Meetings]) -> list[Held]:
    """The months and kinds added up, in the order of the kinds of organisations (党组织类别)."""
    return _held(held, Org.Field.choices, lambda row: row.field)


def _held(
    held: Iterable[Meetings], choices: Iterable[tuple[Any, Any]], of: Callable[[Meetings], str]
) -> list[Held]:
    rows = list(held)
    found = []
    for key, title in choices:
        mine = [row for row in rows if of(row) == key]
        if not mine:
            continue
        expected, present = sum(r.expected for r in mine), sum(r.present for r in mine)
        found.append(
            Held(
                label=str(title),
                held=sum(r.held for r in mine),
                expected=expected,
                present=present,
                rate=share(present, expected) if expected else None,
                hours=sum((r.hours for r in mine), Decimal(0)),
            )
        )
    return found


def by_month(held: Iterable[Meetings]) -> Chart | None:
    """Meetings of all kinds in each month, as a chart; None if there were none."""
    months: dict[str, int] = {}
    for row in held:
        months[row.month] = months.get(row.month, 0) + row.held
    whole = sum(months.values())
    bars = tuple(bar(_month(month), count, whole) for month, count in sorted(months.items()))
    return Chart("months", _("各月会议次数"), bars, bars) if bars else None


def _month(code: str) -> str:
    """2026年11月 of 2026-11."""
    year, number = code.split("-")
    return _("%(year)s年%(month)s") % {"year": year, "month": month_short(int(number))}


def lines(flows: Flows) -> list[Line]:
    """What came and went, in the order of the lists; then who became formal, which moves no total."""
    came = [*((how.value, str(how.label)) for how in Membership.How), (MOVED, _("随所在组织划入"))]
    went = [*((left.value, str(left.label)) for left in Membership.Left), (MOVED, _("随所在组织划出"))]
    return [
        *(Line(text, flows.came[key], "+") for key, text in came if flows.came.get(key)),
        *(Line(text, flows.went[key], "−") for key, text in went if flows.went.get(key)),
        *([Line(_("转为正式党员（不影响总数）"), flows.converted, "")] if flows.converted else []),
    ]
