"""Reading one card: its particulars, its changes, its story, and all of it for the person concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from zhibu.guard.models import Viewing
from zhibu.guard.selectors import devices
from zhibu.kernel.fields import DataClass, class_of, sealed_texts, unseal
from zhibu.kernel.scope import Scope
from zhibu.members.codes import code_list, label
from zhibu.members.models import Change, Grouping, Member, Membership, Particular
from zhibu.orgs.models import Appointment

DATED = frozenset(Particular.Kind.values)
CODED = frozenset({"sex", "ethnicity", *Particular.Kind.values})


def words(field: str, value: str) -> str:
    """What a stored value of a field is called: the label of a code, else the value itself."""
    return label(field, value) if field in CODED and value else value


def field_label(field: str) -> str:
    """What a field of the card is called."""
    if field in Particular.Kind.values:
        return str(Particular.Kind(field).label)
    if field == "card":
        return _("信息卡")
    if field == "direction":
        return _("流动去向")
    if field == "group":
        return _("党小组")
    sealed = {text.name: text.label for text in sealed_texts(Member)}
    if field in sealed:
        return str(sealed[field])
    return str(Member._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def data_class(field: str) -> DataClass:
    """How closely a field of the card is kept."""
    if field in Particular.Kind.values or field in {"direction", "group"}:
        return DataClass.INTERNAL
    return class_of(Member, field) if field not in _masked() else class_of(Member, f"{field}_sealed")


def _masked() -> set[str]:
    return {text.name for text in sealed_texts(Member)}


def particulars_on(member: Member, day: date) -> dict[str, str]:
    """kind → code as they stood on a day."""
    rows = Particular.objects.on(day).filter(member=member)
    return dict(rows.values_list("kind", "code"))


def particulars(member: Member) -> list[Particular]:
    """Every dated particular, the newest first."""
    return list(member.particulars.order_by("-from_on", "-pk"))


def memberships(member: Member) -> list[Membership]:
    """Every branch the member belonged to, the newest first. Earlier branches may lie outside the scope."""
    return list(member.memberships.order_by("-from_on", "-pk"))


def groupings(member: Member) -> list[Grouping]:
    held = member.groupings.exclude(until=F("from_on"))  # one that was taken back held for no day
    return list(held.select_related("group").order_by("-from_on", "-pk"))


def offices(member: Member) -> list[Appointment]:
    """Offices held now and before, as far as they are seen from here."""
    rows = Appointment.objects.filter(person_id=member.pk).select_related("org")
    return list(rows.order_by("-from_on", "-pk"))


def changes(member: Member) -> list[Change]:
    return list(member.changes.order_by("-made_at")[:200])


def last_changes(all_changes: list[Change]) -> dict[str, Change]:
    """field → its latest change that was made (not merely asked for)."""
    latest: dict[str, Change] = {}
    for change in all_changes:
        made = change.state in {Change.State.ENTERED, Change.State.DONE} and not change.wanted
        if made and change.before != change.after:
            latest.setdefault(change.field, change)
    return latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a member's story. `upto` is the last day it held, exclusive; None: it holds."""

    on: date
    kind: str  # joined, converted, branch, left, particular, group, office, corrected
    what: str
    note: str = ""
    upto: date | None = None


def story(member: Member, all_changes: list[Change]) -> list[Step]:
    """A member's life in the Party as the card knows it, the newest first."""
    steps = [Step(on=member.joined_on, kind="joined", what=_("加入党组织"))]
    if member.converted_on:
        steps.append(Step(on=member.converted_on, kind="converted", what=_("转为正式党员")))
    for row in memberships(member):
        came = _("编入%(branch)s") % {"branch": row.branch_name}
        steps.append(
            Step(on=row.from_on, kind="branch", what=came, note=row.get_how_display(), upto=row.until)
        )
        if row.until and row.left:
            note = " · ".join(filter(None, [row.why, row.resolution, row.approval]))
            steps.append(Step(on=row.until, kind="left", what=row.get_left_display(), note=note))
    for part in particulars(member):
        said = f"{part.get_kind_display()}：{label(part.kind, part.code)}"
        steps.append(Step(on=part.from_on, kind="particular", what=said, note=part.basis, upto=part.until))
    for group in groupings(member):
        said = _("编入%(group)s") % {"group": group.group.short_name}
        steps.append(Step(on=group.from_on, kind="group", what=said, upto=group.until))
    for held in offices(member):
        if held.confirmed:
            said = _("任%(org)s%(office)s") % {
                "org": held.org.short_name,
                "office": held.get_office_display(),
            }
            steps.append(
                Step(on=held.from_on, kind="office", what=said, note=held.ended_why, upto=held.until)
            )
    for change in all_changes:
        if change.field != "card" and change.before and change.state == Change.State.DONE:
            said = _("更正%(field)s") % {"field": field_label(change.field)}
            steps.append(Step(on=change.made_at.date(), kind="corrected", what=said, note=change.why))
    order = ("joined", "converted", "branch", "particular", "group", "office", "corrected", "left")
    return sorted(steps, key=lambda step: (step.on, order.index(step.kind)), reverse=True)


def everything(scope: Scope, member: Member | None) -> dict[str, Any]:
    """All this installation's lower floors keep about the person who is acting, in clear: it is their own."""
    mine = {
        "devices": [
            {"device": s.device, "since": s.made_at.isoformat(), "seen": s.seen_at.isoformat()}
            for s in devices(scope)
        ],
        "viewings": [
            {"at": v.at.isoformat(), "who": v.viewer_name, "office": v.office, "what": v.what, "why": v.why}
            for v in Viewing.objects.filter(person_id=scope.actor).order_by("-at")
        ],
        "offices": [
            {
                "organisation": a.org.name if a.org_id else "",
                "office": str(a.get_office_display()),
                "from": a.from_on.isoformat(),
                "until": a.until.isoformat() if a.until else None,
            }
            for a in Appointment.objects.filter(person_id=scope.actor)
            .select_related("org")
            .order_by("from_on")
        ],
    }
    if member is None:
        return {"name": scope.name, "card": None} | mine
    return {"name": member.name, "card": _whole_card(member)} | mine


def _whole_card(member: Member) -> dict[str, Any]:
    plain = (
        "code",
        "name",
        "sex",
        "ethnicity",
        "born_on",
        "joined_on",
        "converted_on",
        "landline",
        "gone_on",
    )
    card = {name: words(name, str(getattr(member, name) or "")) for name in plain}
    card |= {text.name: unseal(member, text.name) for text in sealed_texts(Member)}
    return {
        "fields": {name: {"label": field_label(name), "value": value} for name, value in card.items()},
        "branches": [
            {
                "branch": m.branch_name,
                "from": m.from_on.isoformat(),
                "until": m.until.isoformat() if m.until else None,
                "how": m.get_how_display(),
                "left": m.get_left_display(),
                "why": m.why,
            }
            for m in memberships(member)
        ],
        "particulars": [
            {
                "kind": p.get_kind_display(),
                "value": label(p.kind, p.code),
                "from": p.from_on.isoformat(),
                "until": p.until.isoformat() if p.until else None,
                "note": p.basis,
            }
            for p in particulars(member)
        ],
        "changes": [
            {
                "at": c.made_at.isoformat(),
                "by": c.made_by_name,
                "field": field_label(c.field),
                "before": words(c.field, c.before),
                "after": words(c.field, c.after),
                "why": c.why,
                "state": c.get_state_display(),
                "answer": c.answer,
            }
            for c in changes(member)
        ],
    }


def shown_now(member: Member, field: str) -> str:
    """What a dated field says today, as a code."""
    row = member.particulars.filter(kind=field, until=None).first()
    return row.code if row else ""


def choices(name: str) -> list[tuple[str, str]]:
    """The codes of a list with their labels, for a select field."""
    return list(code_list(name).items())
