"""党内统计年报、半年报: the lines of the table, and the checks (校核) that it must pass or explain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhibu.meetings.models import Meeting
from zhibu.members.models import Membership
from zhibu.orgs.models import Org

from .dimensions import LONG, TITLES, UNKNOWN, keys, label

if TYPE_CHECKING:
    from .selectors.figures import Child, Figures, Flows, Meetings

MOVED = "moved"
HELD = ("held", "expected", "present", "hours")
Facts = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: the year before, this period.

    `change` is None where the two cannot be subtracted: what happened in half a year and in a whole one.
    """

    section: str
    key: str
    title: str
    last: Decimal
    this: Decimal
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class Check:
    """Two figures that were counted apart. Where they do not agree, the return says why."""

    code: str
    title: str
    passed: bool
    told: str
    reason: str = ""


def closings(today: date) -> list[date]:
    """The ends of years and half-years that are over, of the last five years, the latest first."""
    days = [
        day
        for year in range(today.year, today.year - 6, -1)
        for day in (date(year, 12, 31), date(year, 6, 30))
    ]
    return [day for day in days if day < today][:10]


def year_before(as_of: date) -> date:
    """What the figures are compared with and start from: the last day of the year before."""
    return date(as_of.year - 1, 12, 31)


def first_day(as_of: date) -> date:
    return year_before(as_of) + timedelta(days=1)


def facts(
    figures: Figures, flows: Flows, admitted: int, organisations: Mapping[str, int], held: list[Meetings]
) -> dict[str, Decimal]:
    """The figures of a period under flat keys: what is frozen."""
    found: dict[str, int | Decimal] = {"members": figures.members, "began": flows.last}
    found |= {f"in.{how}": n for how, n in flows.came.items()}
    found |= {f"out.{left}": n for left, n in flows.went.items()}
    found |= {"admitted": admitted, "converted": flows.converted}
    found |= {f"{dimension}.{key}": n for dimension, keys in figures.by.items() for key, n in keys.items()}
    found |= {f"organisations.{kind}": n for kind, n in organisations.items()}
    for row in held:
        for what in HELD:
            key = f"meetings.{row.kind}.{what}"
            found[key] = found.get(key, 0) + getattr(row, what)
    return {key: Decimal(value) for key, value in found.items()}


def lines(this: Facts, last: Facts, *, half: bool = False) -> list[Line]:
    """The table in its order; a line that is nothing in both years is left out, but for the totals.

    Of a `half` year what happened in it is not compared with what happened in the whole year before.
    """
    found = []
    for section, key, title, always in _plan(this, last):
        if always or this.get(key) or last.get(key):
            before, now = last.get(key, Decimal(0)), this.get(key, Decimal(0))
            change = None if half and _happened(key) else now - before
            found.append(Line(section, key, title, before, now, change))
    return found


def _happened(key: str) -> bool:
    """Whether a figure counts what happened in a period, not what there is on a day."""
    return key in {"admitted", "converted"} or key.startswith(("in.", "out.", "meetings."))


def is_half(as_of: date) -> bool:
    return as_of.month == 6


def _plan(this: Facts, last: Facts) -> Iterator[tuple[str, str, str, bool]]:
    flow, work = _("党员增减"), _("发展党员工作")
    yield flow, "began", _("期初党员"), True
    for key, title in [
        *((how.value, str(how.label)) for how in Membership.How),
        (MOVED, _("随所在组织划入")),
    ]:
        yield flow, f"in.{key}", _("增加：%(how)s") % {"how": title}, False
    for key, title in [
        *((left.value, str(left.label)) for left in Membership.Left),
        (MOVED, _("随所在组织划出")),
    ]:
        yield flow, f"out.{key}", _("减少：%(how)s") % {"how": title}, False
    yield flow, "members", _("期末党员"), True
    yield work, "admitted", _("发展党员"), True
    yield work, "converted", _("转为正式党员"), True
    for dimension, title in TITLES.items():
        told = {
            key.partition(".")[2] for each in (this, last) for key in each if key.startswith(f"{dimension}.")
        }
        listed = keys(dimension)
        for key in [*listed, *sorted(told - set(listed))]:
            always = key in listed and dimension not in LONG
            yield str(title), f"{dimension}.{key}", label(dimension, key), always
    for level, above in Org.Kind.choices[:3]:
        yield _("党组织"), f"organisations.{level}", str(above), True
    for kind, called in Meeting.Kind.choices:
        for what, unit in zip(HELD, (_("次数"), _("应到人次"), _("实到人次"), _("学时")), strict=True):
            yield _("组织生活"), f"meetings.{kind}.{what}", f"{called}　{unit}", False


def checks(this: Facts, carried: Facts | None, recounted: Facts, children: list[Child]) -> list[Check]:
    """`carried`: what was frozen a year before, if it was; `recounted`: that day as it is told now."""
    members, began = this["members"], this["began"]
    came = sum((n for key, n in this.items() if key.startswith("in.")), Decimal(0))
    went = sum((n for key, n in this.items() if key.startswith("out.")), Decimal(0))
    found = [
        Check(
            "balance",
            _("期初 ＋ 增加 － 减少 ＝ 期末"),
            began + came - went == members,
            f"{began} ＋ {came} － {went} ＝ {began + came - went}　{_('期末党员')} {members}",
        )
    ]
    if carried is not None:
        apart = [key for key in {**carried, **recounted} if carried.get(key, 0) != recounted.get(key, 0)]
        found.append(
            Check(
                "carried",
                _("上年冻结数与现在推算的上年数一致"),
                not apart,
                _("上年冻结党员 %(frozen)s，现在推算 %(now)s；不一致 %(apart)d 项")
                % {"frozen": carried["members"], "now": recounted["members"], "apart": len(apart)},
            )
        )
    for dimension, title in TITLES.items():
        whole = sum((n for key, n in this.items() if key.startswith(f"{dimension}.")), Decimal(0))
        found.append(
            Check(
                f"sum.{dimension}",
                _("%(what)s各项之和等于党员总数") % {"what": title},
                whole == members,
                f"{whole}　{_('期末党员')} {members}",
            )
        )
        if unknown := this.get(f"{dimension}.{UNKNOWN}"):
            told = _("%(what)s未填 %(count)s 人") % {"what": title, "count": unknown}
            found.append(
                Check(f"unknown.{dimension}", _("%(what)s没有未填的") % {"what": title}, False, told)
            )
    if children:
        below = sum(child.members for child in children)
        found.append(
            Check("children", _("下级之和等于本级"), below == members, f"{below}　{_('期末党员')} {members}")
        )
    return found
