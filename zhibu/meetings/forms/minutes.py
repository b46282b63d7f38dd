"""The minutes of a meeting: what was said about each item, the votes; and the few words after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhibu.meetings.models import Attendance, Meeting, Plan, Resolution
from zhibu.meetings.services import Said
from zhibu.meetings.services.recording import DECIDES, YEARLY

from .record import METHODS, VOTES, RecordForm, VoteForm

SAID = 10000


class MinutesForm(forms.Form):
    """A text for each item of the agenda, up to five votes, hours where something was studied."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    for_year = RecordForm.base_fields["for_year"]
    hours = RecordForm.base_fields["hours"]
    notes = RecordForm.base_fields["notes"]
    invited = RecordForm.base_fields["invited"]
    closing = RecordForm.base_fields["closing"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, plan: Plan, **more: Any) -> None:
        super().__init__(data, **more)
        self.items = [item["title"] for item in plan.agenda] or [plan.topic]
        for n, title in enumerate(self.items):
            self.fields[f"said{n}"] = forms.CharField(
                label=title, max_length=SAID, required=False, widget=forms.Textarea
            )
        if plan.kind not in YEARLY:
            del self.fields["for_year"]
        self.admits = plan.kind == Meeting.Kind.ASSEMBLY
        self.votes: list[VoteForm] = []
        if plan.kind in DECIDES:
            self.votes = [
                VoteForm(data, prefix=f"vote{n}", initial=self._of_vote(n), use_required_attribute=False)
                for n in range(VOTES)
            ]

    def _of_vote(self, number: int) -> dict[str, Any]:
        head = f"vote{number}-"
        return {k.removeprefix(head): v for k, v in (self.initial or {}).items() if k.startswith(head)}

    @property
    def texts(self) -> list[forms.BoundField]:
        return [self[f"said{n}"] for n in range(len(self.items))]

    @property
    def kept(self) -> dict[str, str]:
        """Everything that was typed, under the names of the fields: what a draft keeps."""
        names = [name for name in self.fields if name != "version"]
        names += [vote.add_prefix(name) for vote in self.votes for name in vote.fields]
        return {name: str(self.data[name]) for name in names if self.data.get(name)}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        wrong = [number for number, vote in enumerate(self.votes, 1) if not vote.is_valid()]
        if wrong:
            self.add_error(None, ValidationError(_("表决第 %(n)d 项要改。"), params={"n": wrong[0]}))
        return values

    def record(self) -> dict[str, Any]:
        """What `services.finish_record` is given, of a valid form."""
        values = self.cleaned_data
        return {
            "minutes": [Said(title, values[f"said{n}"]) for n, title in enumerate(self.items)],
            "votes": [vote for vote in (form.vote() for form in self.votes) if vote is not None],
            "notes": values["notes"],
            "invited": values["invited"],
            "closing": values["closing"],
            "hours": values["hours"] or 0,
            "for_year": values.get("for_year"),
        }


class ConfirmForm(forms.Form):
    part = forms.CharField(max_length=10)
    note = forms.CharField(label=_("为什么代为确认"), max_length=200, required=False)


class BackForm(forms.Form):
    why = forms.CharField(
        label=_("哪里要改"), max_length=200, error_messages={"required": _("请写明哪里要改。")}
    )


class UnheldForm(forms.Form):
    why = forms.CharField(
        label=_("未开的原因"),
        max_length=200,
        help_text=_("例如：全村抗洪，十月集中补学"),
        error_messages={"required": _("请写明未开的原因。")},
    )


class ScanForm(forms.Form):
    file = forms.FileField(
        label=_("手写记录的扫描件或者照片"),
        help_text=_("PDF、JPG 或 PNG"),
        error_messages={"required": _("请选一个文件。"), "empty": _("文件是空的。请重新选一个。")},
    )


class CorrectForm(forms.Form):
    """One correction: what it should say, and why. The shape of the value follows what is corrected."""

    why = forms.CharField(
        label=_("更正原因"), max_length=200, error_messages={"required": _("请写明更正的原因。")}
    )

    def __init__(self, *args: Any, about: str, before: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.about = about
        head = about.partition(":")[0]
        if head == "vote":
            written = ("written_before",) if before.purpose != Resolution.Purpose.ORDINARY else ()
            for name in ("approve", "oppose", "abstain", *written):
                self.fields[name] = forms.IntegerField(
                    label=VoteForm.base_fields[name].label, min_value=0, initial=getattr(before, name)
                )
            self.fields["method"] = forms.ChoiceField(
                label=VoteForm.base_fields["method"].label,
                choices=METHODS,
                required=False,
                initial=before.method,
            )
        elif head == "mark":
            self.fields["value"] = forms.ChoiceField(
                label=_("应当是"), choices=Attendance.Mark.choices, widget=forms.RadioSelect, initial=before
            )
        elif head == "minute":
            self.fields["value"] = forms.CharField(
                label=_("应当是"),
                max_length=SAID,
                widget=forms.Textarea,
                initial=before,
                **_may_be_emptied(bool(before)),
            )
        else:
            field = RecordForm.base_fields[about]
            asked = _may_be_emptied(bool(before) and about != "topic")
            asked["error_messages"] = field.error_messages | asked.get("error_messages", {})
            self.fields["value"] = type(field)(**_shape(field), **asked, label=_("应当是"), initial=before)
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])


def _may_be_emptied(can: bool) -> dict[str, Any]:
    """What was written may be taken out; where nothing stands, a correction says something."""
    if can:
        return {"required": False, "help_text": _("空着就是改为空的")}
    return {"required": True, "error_messages": {"required": _("请写应当是什么。")}}


def _shape(field: forms.Field) -> dict[str, Any]:
    """What a field of the record's sheet asks of its value."""
    names = ("max_length", "min_value", "max_digits", "decimal_places")
    found = {name: getattr(field, name) for name in names if getattr(field, name, None) is not None}
    return found | {"widget": field.widget}
