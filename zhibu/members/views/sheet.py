"""The card as a page shows it: fields in order, their class, who can see them, when they last changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhibu.kernel.fields import DataClass
from zhibu.kernel.web.jinja import fullday
from zhibu.members import selectors
from zhibu.members.models import Change, Member, Particular
from zhibu.members.selectors import DATED, Origin, Step

FIELDS = (
    "name",
    "id_number",
    "sex",
    "born_on",
    "ethnicity",
    "education",
    "category",
    "joined_on",
    "converted_on",
    "occupation",
    "mobile",
    "landline",
    "home_address",
    "standing",
    "whereabouts",
)
SEALED = frozenset({"id_number", "mobile", "home_address"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field: `kept` is its data class in words, `changed` when and by whom it last changed."""

    field: str
    label: str
    value: str
    kept: str
    note: str = ""
    changed: str = ""
    origin: str = ""
    waits: str = ""
    sealed: bool = False
    dated: bool = False
    filled: bool = True


def lines(member: Member, particulars: Iterable[Particular], changes: Sequence[Change]) -> list[Line]:
    """The fields of the national collection as they stand today, and whence each comes."""
    today = {row.kind: row for row in particulars if row.until is None}
    last = selectors.last_changes(list(changes))
    origins = selectors.provenance(member, changes, FIELDS)
    waits = {c.field: c for c in reversed(changes) if c.state == Change.State.ENTERED and c.wanted}
    return [
        _line(member, field, today.get(field), last.get(field), origins[field], waits.get(field))
        for field in FIELDS
    ]


def _line(
    member: Member,
    field: str,
    row: Particular | None,
    change: Change | None,
    origin: Origin,
    waits: Change | None,
) -> Line:
    note = ""
    if field in DATED:
        value = selectors.words(field, row.code) if row else (_("无") if field == "whereabouts" else "")
        if row:
            since = _("%(day)s起") % {"day": fullday(row.from_on)}
            note = " · ".join(filter(None, [since, row.basis]))
    else:
        stored = getattr(member, field)
        value = fullday(stored) if isinstance(stored, date) else selectors.words(field, str(stored or ""))
    return Line(
        field=field,
        label=selectors.field_label(field),
        value=value,
        kept=selectors.data_class(field).label,
        note=note,
        changed=_changed(change),
        origin=_origin(origin),
        waits=selectors.words(field, waits.after) or _("空") if waits else "",
        sealed=field in SEALED,
        dated=field in DATED,
        filled=bool(value),
    )


def _origin(origin: Origin) -> str:
    """来源：表格导入，王建国，2026年3月1日；核对：单红梅，2026年3月2日."""
    parts = []
    if origin.at is not None:
        told = {"source": origin.source, "who": origin.who, "day": fullday(origin.at)}
        parts.append(_("来源：%(source)s，%(who)s，%(day)s") % told)
    if origin.checked_at is None:
        parts.append(_("还没有核对"))
    elif origin.checked_by:
        told = {"who": origin.checked_by, "day": fullday(origin.checked_at)}
        parts.append(_("最近核对：%(who)s，%(day)s") % told)
    else:
        parts.append(_("最近核对：%(day)s") % {"day": fullday(origin.checked_at)})
    return "；".join(parts)


def _changed(change: Change | None) -> str:
    if change is None:
        return ""
    return _("%(day)s %(who)s更正") % {"day": fullday(change.made_at), "who": change.made_by_name}


def who_sees() -> list[tuple[str, str]]:
    """Data class → who can see fields of it, in words. The duties in card.py say the same to the machine."""
    near = _("本人；本支部书记、副书记、组织委员和党务助理；上级党委的组织干事、书记；审计员")
    return [
        (DataClass.INTERNAL.label, near),
        (
            DataClass.SENSITIVE.label,
            _("同上。加密的只显示几位，看全的要写用途：本支部书记、副书记、组织委员，上级党委"),
        ),
        (DataClass.CORE.label, _("同上。只显示几位，看全的要写用途，每一次本人都看得到")),
    ]


def step_line(step: Step) -> str:
    """The small print under a line of the story."""
    upto = _("到%(day)s") % {"day": fullday(step.upto)} if step.upto else ""
    return " · ".join(filter(None, [step.note, upto]))


def private(response: HttpResponse) -> HttpResponse:
    """No cache on the way or on a shared machine keeps a page about a person."""
    response["Cache-Control"] = "private, no-store"
    return response
