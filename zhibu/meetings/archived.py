"""What the page of a record shows beyond the list: minutes, confirmations, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from zhibu.kernel.scope import Scope

from . import pages, planned, selectors, services
from .forms import MinutesForm
from .models import Confirmation, Draft, Meeting, Plan
from .services import Vote
from .services.correcting import FIELDS
from .services.recording import YEARLY


@dataclass(frozen=True, slots=True)
class Sign:
    """Chair or recorder: who it is, whether confirmed, and what the reader may do about it."""

    part: str
    label: str
    name: str
    row: Confirmation | None
    own: bool
    desk: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing of a record that can be corrected, with what it says now."""

    label: str
    value: Any
    text: str


def record_of(scope: Scope, meeting: Meeting) -> dict[str, Any]:
    """The record with its minutes, who confirmed it, what was corrected."""
    context = pages.record_of(scope, meeting)
    given = selectors.confirmations(meeting)
    open_still = not meeting.withdrawn
    names = {"chair": meeting.chair, "recorder": meeting.recorder}
    signs = [
        Sign(
            part=part.value,
            label=str(part.label),
            name=given[part].name if part in given else names[part],
            row=given.get(part),
            own=open_still and scope.may("meetings.confirm") and services.is_part(scope, meeting, part),
            desk=open_still and context["records"],
        )
        for part in Confirmation.Part
    ]
    came_late = sum(a.came_late for a in context["roll"])
    roll = context["roll"] if context["records"] else []
    return context | {
        "doubt": services.doubt_about_chair(
            meeting.branch, meeting.kind, meeting.held_on, meeting.chair, roll
        ),
        "recorder_away": services.was_away(meeting.recorder, roll),
        "minutes": selectors.minutes(meeting),
        "signs": signs,
        "one_person": bool(meeting.chair) and meeting.chair == meeting.recorder,
        "archived": meeting.archived_at is not None,
        "corrections": selectors.corrections(meeting),
        "scans": selectors.scans(meeting),
        "asked": selectors.asked(scope, meeting),
        "matters": selectors.matters_of(meeting),
        "came_late": came_late,
        "left_out": [a.name for a in context["roll"] if a.left_out],
        "planned": Plan.objects.filter(meeting=meeting).exists() if context["records"] else False,
        "fields": [(name, label) for name, label in _fields(meeting)] if context["records"] else [],
        "steps": planned.steps(6 if meeting.archived_at else 4),
    }


def _fields(meeting: Meeting) -> list[tuple[str, str]]:
    kept = [name for name in FIELDS if name != "for_year" or meeting.kind in YEARLY]
    return [(name, str(getattr(Meeting._meta.get_field(name), "verbose_name", name))) for name in kept]


def matter(meeting: Meeting, about: str) -> Matter | None:
    """What `about` names in this record; None where it names nothing."""
    head, _colon, key = about.partition(":")
    if about in dict(_fields(meeting)):
        value = getattr(meeting, about)
        text = f"{value:%H:%M}" if hasattr(value, "strftime") else str(value if value is not None else "")
        return Matter(dict(_fields(meeting))[about], value, text)
    if head == "mark":
        person = _uuid(key)
        line = meeting.attendances.filter(person_id=person).first() if person else None
        return Matter(line.name, line.mark, str(line.get_mark_display())) if line else None
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        return None
    if head == "vote":
        vote = meeting.resolutions.filter(pk=int(key)).first()
        return Matter(vote.text, vote, pages.counts(vote)) if vote else None
    if head == "minute":
        minute = meeting.minutes.filter(pk=int(key)).first()
        return Matter(minute.title, minute.said, minute.said) if minute else None
    return None


def correct(scope: Scope, meeting: Meeting, about: str, values: dict[str, Any]) -> None:
    """Hand a correction of the form to the service that knows it."""
    head, _colon, key = about.partition(":")
    if head == "mark":
        services.correct_mark(scope, meeting, UUID(key), values["value"], why=values["why"])
    elif head == "vote":
        row = meeting.resolutions.get(pk=int(key))
        counted = {name: values.get(name, getattr(row, name)) for name in services.correcting.COUNTED}
        vote = Vote(text=row.text, purpose=row.purpose, **counted)
        services.correct_vote(scope, meeting, row.pk, vote, why=values["why"])
    elif head == "minute":
        services.correct_minute(scope, meeting, int(key), values["value"], why=values["why"])
    else:
        value = values["value"]
        if about == "hours" and value is None:
            value = 0
        services.correct_field(scope, meeting, about, value, why=values["why"])


def differences(draft: Draft | None, form: MinutesForm) -> list[tuple[str, str, str]]:
    """(what, as somebody else kept it, as typed here)."""
    theirs, mine = dict(draft.data) if draft else {}, form.kept
    labels = {name: str(field.label) for name, field in form.fields.items()}
    for number, vote in enumerate(form.votes, 1):
        for name, field in vote.fields.items():
            label = _("表决第 %(n)d 项") % {"n": number}
            labels[vote.add_prefix(name)] = f"{label}：{field.label}"
    names = [name for name in labels if theirs.get(name, "") != mine.get(name, "")]
    return [(labels[name], theirs.get(name, ""), mine.get(name, "")) for name in names]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
