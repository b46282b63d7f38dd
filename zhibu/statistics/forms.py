"""Which organisation, which day, since when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import clock


class DayForm(forms.Form):
    """Asked by GET; whatever is left out has a sensible default."""

    org = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    on = forms.DateField(
        label=gettext_lazy("截至"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    @property
    def day(self) -> date:
        return self._given("on") or clock.today()

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on > clock.today():
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return on

    def _given(self, name: str) -> date | None:
        return self.cleaned_data.get(name) if self.is_bound and self.is_valid() else None


class PeriodForm(DayForm):
    """With the first day of the period that flows and meetings are counted in."""

    since = forms.DateField(
        label=gettext_lazy("本期自"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    @property
    def first_day(self) -> date:
        return self._given("since") or date(self.day.year, 1, 1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, on = cleaned.get("since"), cleaned.get("on") or clock.today()
        if since and since > on:
            self.add_error("since", _("本期的第一天不能晚于截至的那一天。"))
        return cleaned
