"""Which day, since when. Asked by GET; what is left out of the address is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import clock

from .annual import Check, closings


def _picker() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class DayForm(forms.Form):
    """The asked organisation goes along; the view finds it."""

    org = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    on = forms.DateField(label=gettext_lazy("截至"), widget=_picker())

    @classmethod
    def asked(cls, given: Mapping[str, str]) -> Self:
        """The form of an address: where it says nothing, today, and since the first day of that year."""
        on = given.get("on") or clock.today().isoformat()
        year = on[:4] if on[:4].isdecimal() else str(clock.today().year)
        since = given.get("since") or f"{year}-01-01"
        return cls({"org": given.get("org", ""), "on": on, "since": since})

    @property
    def day(self) -> date:
        """The day asked for, today if that was no day."""
        on: date = self.cleaned_data["on"] if self.is_valid() else clock.today()
        return on

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return on


class PeriodForm(DayForm):
    """With the first day of the period that flows and meetings are counted in."""

    since = forms.DateField(label=gettext_lazy("本期自"), widget=_picker())

    @property
    def first_day(self) -> date:
        return self.cleaned_data["since"] if self.is_valid() else date(self.day.year, 1, 1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "since" in cleaned and "on" in cleaned and cleaned["since"] > cleaned["on"]:
            self.add_error("since", _("本期的第一天不能晚于截至的那一天。"))
        return cleaned


class ClosingForm(forms.Form):
    """Which end of a year or half-year."""

    org = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    on = forms.TypedChoiceField(label=gettext_lazy("截至"), coerce=date.fromisoformat)
    edition = forms.IntegerField(
        label=gettext_lazy("版次"), required=False, min_value=1, max_value=32767, widget=forms.HiddenInput
    )

    def __init__(self, given: Mapping[str, str]) -> None:
        days = closings(clock.today())
        super().__init__(
            {
                "org": given.get("org", ""),
                "on": given.get("on") or days[0].isoformat(),
                "edition": given.get("edition", ""),
            }
        )
        self.days = days
        self.fields["on"].choices = [(day.isoformat(), said(day)) for day in days]  # type: ignore[attr-defined]

    @property
    def day(self) -> date:
        on: date = self.cleaned_data["on"] if self.is_valid() else self.days[0]
        return on

    @property
    def asked_edition(self) -> int | None:
        """An edition other than the last."""
        number: int | None = self.cleaned_data["edition"] if self.is_valid() else None
        return number


def said(closing: date) -> str:
    """2026年半年报, 2025年年报."""
    title = _("%(year)d年年报") if closing.month == 12 else _("%(year)d年半年报")
    return title % {"year": closing.year}


class FreezeForm(forms.Form):
    """A reason for each check that does not agree, and for another edition."""

    def __init__(self, given: Mapping[str, str] | None, *, failed: list[Check], again: bool) -> None:
        super().__init__(given)
        for check in failed:
            missing = _("“%(check)s”没有通过，请写明原因。") % {"check": check.title}
            self.fields[f"reason_{check.code}"] = forms.CharField(
                label=check.title,
                help_text=check.told,
                max_length=200,
                error_messages={"required": missing},
            )
        if again:
            missing = _("这张报表已经冻结过，重新冻结要写明原因。")
            self.fields["why"] = forms.CharField(
                label=_("重新冻结的原因"), max_length=200, error_messages={"required": missing}
            )

    @property
    def reasons(self) -> dict[str, str]:
        marked = {k: v for k, v in self.cleaned_data.items() if k.startswith("reason_")}
        return {name.removeprefix("reason_"): str(words) for name, words in marked.items()}
