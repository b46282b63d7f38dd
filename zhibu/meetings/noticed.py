"""What the norms of organisational life have noticed, as things to do with their one button."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.kernel.models import Finding
from zhibu.kernel.norms import Level, judge
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import url
from zhibu.kernel.web.jinja import month_name
from zhibu.kernel.web.parts import Todo
from zhibu.orgs.models import Org

from .models import Meeting
from .periods import named

NORMS = ("life.frequency", "life.annual")
MOST_NAMED = 3
SOON = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Gap:
    """One finding, taken apart."""

    norm: str
    kind: str
    when: str
    last: date
    org: int
    branch: int
    of_group: bool
    source: dict[str, str]


def todos(findings: Iterable[Finding], names: dict[int, str], *, today: date, records: bool) -> list[Todo]:
    """Findings of this context's norms, in their order; what is overdue of one kind is said in one line.

    `names`: organisation → its name, for groups. `records`: the reader may record meetings, so the button
    leads to the prefilled form; else to the year of the branch.
    """
    lines: dict[tuple[Any, ...], list[Gap]] = {}
    for gap in (_gap(f) for f in findings):
        over = gap.last < today and gap.norm == "life.frequency"
        lines.setdefault((gap.norm, gap.kind, gap.org, "" if over else gap.when), []).append(gap)
    return [_todo(sorted(gaps, key=lambda g: g.last), names, today, records) for gaps in lines.values()]


def told(scope: Scope, findings: Sequence[Finding], *, today: date) -> dict[int, Todo]:
    """Each finding by itself, in the words of the desk: finding → what is to be done about it."""
    groups = {gap.org for gap in map(_gap, findings) if gap.of_group}
    names = dict(Org.objects.filter(pk__in=groups).values_list("pk", "short_name")) if groups else {}
    records = scope.may("meetings.record")
    return {f.pk: todos([f], names, today=today, records=records)[0] for f in findings}


def last_day(finding: Finding) -> date:
    """Until when what was noticed can be done in time."""
    return _gap(finding).last


def needs_help(finding: Finding, *, today: date) -> bool:
    """Whether those above are told: the branch has had its days to make it good or to explain (life.help)."""
    ours = finding.norm in NORMS
    since = max(finding.noticed_on, _gap(finding).last) if ours else finding.noticed_on
    return judge("life.help", today, {"over_since": since, "as_of": today}).level == Level.DUE_SOON


def _gap(finding: Finding) -> Gap:
    kind, when, *group = finding.subject.split(":")
    yearly = finding.norm == "life.annual"
    return Gap(
        norm=finding.norm,
        kind=kind,
        when=when,
        last=date(int(when) + 1, 3, 31) if yearly else named(when).last,
        org=int(group[0]) if group else finding.branch_id,
        branch=finding.branch_id,
        of_group=bool(group),
        source=finding.verdict["source"],
    )


def _todo(gaps: list[Gap], names: dict[int, str], today: date, records: bool) -> Todo:
    gap = gaps[-1]  # the latest: it can still be remembered best
    over = gap.last < today
    words = {
        "period": _("、").join(period_label(g.when, today) for g in gaps),
        "whose": names.get(gap.org, "") if gap.of_group else "",
        "kind": str(Meeting.Kind(gap.kind).label),
    }
    if len(gaps) > MOST_NAMED:
        words["period"] = _("%(first)s到%(last)s有 %(n)d 次") % {
            "first": period_label(gaps[0].when, today),
            "last": period_label(gap.when, today),
            "n": len(gaps),
        }
    if gap.norm == "life.annual":
        title = _("%(year)s年度%(kind)s还没有记录") % {"year": gap.when, "kind": words["kind"]}
    elif over:
        title = _("%(whose)s%(period)s没有%(kind)s的记录") % words
    else:
        title = _("%(whose)s%(period)s还没有%(kind)s的记录") % words
    if records:
        until = f"?until={min(gap.last, today).isoformat()}" if over else ""
        address, action = (
            _to("meetings.record", gap.org, gap.kind, more=until),
            _("补录") if over else _("记录"),
        )
    else:
        address = _to("meetings.index", more=f"?org={gap.branch}&year={gap.last.year}")
        action = _("查看")
    return Todo(
        title=title,
        note=_("开过的请补录") if over else _left((gap.last - today).days),
        url=address,
        action=action,
        urgency="now" if over else "soon" if gap.last - today <= SOON else "later",
        subject=title,
        due=gap.last,
        basis=_("依据《%(document)s》%(article)s") % gap.source,
        basis_url=_to("rules.show", gap.norm),
    )


def _to(name: str, *args: object, more: str = "") -> str:
    """The address; empty where this process serves no meetings."""
    address = url(name, *args)
    return address + more if address else ""


def _left(days: int) -> str:
    return (
        ngettext("剩 %(days)d 天", "剩 %(days)d 天", days) % {"days": days} if days else _("今天是最后一天")
    )


def period_label(name: str, today: date) -> str:
    """'2026-11' → 11月; '2026Q4' → 第四季度; with the year where it is another than today's."""
    return _within_year(name) if name[4:] and name[:4] == str(today.year) else full_label(name)


def full_label(name: str) -> str:
    """'2026-11' → 2026年11月; '2026Q4' → 2026年第四季度; '2026' → 2026年."""
    if not name[4:]:
        return _("%(year)s年") % {"year": name}
    return _("%(year)s年%(period)s") % {"year": name[:4], "period": _within_year(name)}


def _within_year(name: str) -> str:
    if "Q" in name:
        quarters = [_("第一季度"), _("第二季度"), _("第三季度"), _("第四季度")]
        return quarters[int(name[-1]) - 1]
    if "H" in name:
        return [_("上半年"), _("下半年")][int(name[-1]) - 1]
    return month_name(int(name[-2:]))
