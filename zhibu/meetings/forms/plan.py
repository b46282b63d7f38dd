"""The sheet of a meeting that is planned, and the few words of leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.meetings.models import Seat

ITEMS = 8
SHOWN = 3


class PlanForm(forms.Form):
    """What, when, where, who chairs; up to eight items with their materials."""

    topic = forms.CharField(
        label=_("议题"), max_length=200, error_messages={"required": _("请写议题，一句话就行。")}
    )
    held_on = forms.DateField(
        label=_("哪一天开"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("日期请写成 2026-11-20 这样。"), "required": _("请写开会的日期。")},
    )
    begins_at = forms.TimeField(
        label=_("几点"),
        required=False,
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": _("时间请写成 15:00 这样。")},
    )
    place = forms.CharField(label=_("地点"), max_length=100, required=False)
    link = forms.URLField(
        label=_("线上会议地址"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("有同志线上参加才填"),
        error_messages={"invalid": _("地址请整行粘贴，以 https:// 开头。")},
    )
    chair = forms.CharField(label=_("主持人"), max_length=60, required=False)
    recorder = forms.CharField(label=_("记录人"), max_length=60, required=False)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        agenda: list[dict[str, str]] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        given = agenda or []
        for n in range(ITEMS):
            item = given[n] if n < len(given) else {"title": "", "materials": ""}
            self.fields[f"item{n}"] = forms.CharField(
                label=_("第 %(n)d 项") % {"n": n + 1}, max_length=200, required=False, initial=item["title"]
            )
            self.fields[f"materials{n}"] = forms.CharField(
                label=_("材料（名称或者网址）"),
                max_length=300,
                required=False,
                initial=item["materials"],
            )

    @property
    def shown(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The first three items and whichever more is written."""
        return [
            pair for n, pair in enumerate(self._pairs()) if n < SHOWN or pair[0].value() or pair[0].errors
        ]

    @property
    def more(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self._pairs()[len(self.shown) :]

    def _pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"item{n}"], self[f"materials{n}"]) for n in range(ITEMS)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for n in range(ITEMS):
            if values.get(f"materials{n}") and not values.get(f"item{n}"):
                self.add_error(f"item{n}", _("写了材料，还要写是哪一项。"))
        return values

    def plan(self) -> dict[str, Any]:
        """What the services are given, of a valid form."""
        values = self.cleaned_data
        names = ("topic", "held_on", "begins_at", "place", "link", "chair", "recorder")
        agenda = [{"title": values[f"item{n}"], "materials": values[f"materials{n}"]} for n in range(ITEMS)]
        return {name: values[name] for name in names} | {"agenda": [a for a in agenda if a["title"]]}


class ReasonForm(forms.Form):
    """One reason: one of those offered as a button, or in one's own words."""

    reason = forms.CharField(
        label=_("请假原因"),
        max_length=100,
        error_messages={"required": _("请写请假的原因，两个字也行。")},
    )


class LeaveForForm(forms.Form):
    """Somebody telephoned: who, and why."""

    person = forms.ChoiceField(label=_("谁请假"), error_messages={"required": _("请选一位同志。")})
    reason = forms.CharField(
        label=_("请假原因"), max_length=100, error_messages={"required": _("请写请假的原因，两个字也行。")}
    )

    def __init__(self, *args: Any, seats: list[Seat], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].choices = [("", _("请选择")), *((str(s.person_id), s.name) for s in seats)]  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """One reason, for what is not done as planned."""

    why = forms.CharField(
        label=_("原因"), max_length=200, error_messages={"required": _("请写明不开的原因。")}
    )


class BranchesForm(forms.Form):
    """Which branches meet together."""

    branches = forms.MultipleChoiceField(
        label=_("和哪些支部一起开"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选一起开会的支部。")},
    )

    def __init__(self, *args: Any, siblings: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["branches"].choices = [(str(pk), name) for pk, name in siblings]  # type: ignore[attr-defined]
