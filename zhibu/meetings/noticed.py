"""What the norms of organisational life have noticed, as things to do with their one button."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.kernel.models import Finding
from zhibu.kernel.web.parts import Todo

from .models import Meeting
from .periods import named

NORMS = ("life.frequency", "life.annual")


def todo(finding: Finding, names: dict[int, str], *, today: date, records: bool) -> Todo:
    """A finding of this context's norms. `names`: organisation → its name, for groups; `records`: the reader
    may record meetings, so the button leads to the prefilled form; else to the year of the branch."""
    kind, when, *group = finding.subject.split(":")
    org = int(group[0]) if group else finding.branch_id
    label = str(Meeting.Kind(kind).label)
    whose = names.get(org, "") if group else ""
    if finding.norm == "life.annual":
        last = date(int(when) + 1, 3, 31)
        title = _("%(year)s年度%(kind)s还没有记录") % {"year": when, "kind": label}
    else:
        period = named(when)
        last = period.last
        words = {"period": period_label(when, today), "whose": whose, "kind": label}
        title = (
            _("%(period)s%(whose)s还没有%(kind)s的记录") % words
            if last >= today
            else _("%(period)s%(whose)s没有%(kind)s的记录") % words
        )
    over = last < today
    note = _("开过的请补录") if over else _left((last - today).days)
    if records:
        address = reverse("meetings.record", args=[org, kind]) + (f"?on={last.isoformat()}" if over else "")
        action = _("补录") if over else _("记录")
    else:
        address = f"{reverse('meetings.index')}?org={finding.branch_id}&year={last.year}"
        action = _("查看")
    source = finding.verdict["source"]
    return Todo(
        title=title,
        note=_("%(note)s · 依据《%(document)s》%(article)s")
        % {"note": note, "document": source["document"], "article": source["article"]},
        url=address,
        action=action,
        urgency="now" if over else "soon",
        subject=title,
    )


def _left(days: int) -> str:
    return (
        ngettext("剩 %(days)d 天", "剩 %(days)d 天", days) % {"days": days} if days else _("今天是最后一天")
    )


def period_label(name: str, today: date) -> str:
    """'2026-11' → 11月; '2026Q4' → 第四季度; with the year where it is another than today's."""
    year = "" if name[:4] == str(today.year) else _("%(year)s年") % {"year": name[:4]}
    if "Q" in name:
        quarters = [_("第一季度"), _("第二季度"), _("第三季度"), _("第四季度")]
        return year + quarters[int(name[-1]) - 1]
    if "H" in name:
        return year + [_("上半年"), _("下半年")][int(name[-1]) - 1]
    if "-" in name:
        return year + _("%(month)d月") % {"month": int(name[-2:])}
    return _("%(year)s年") % {"year": name}
