"""What is asked before a paper is made: which period, which units, which kinds. Asked by GET."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import clock
from zhibu.meetings.models import Meeting

LONGEST = 366 * 5


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class PeriodForm(forms.Form):
    """From which day to which, both included."""

    since = forms.DateField(
        label=gettext_lazy("从"),
        widget=_day(),
        error_messages={
            "required": gettext_lazy("请写从哪一天起。"),
            "invalid": gettext_lazy("日期请写成 2026-01-31 这样。"),
        },
    )
    until = forms.DateField(
        label=gettext_lazy("到"),
        widget=_day(),
        error_messages={
            "required": gettext_lazy("请写到哪一天为止。"),
            "invalid": gettext_lazy("日期请写成 2026-01-31 这样。"),
        },
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if until and until > clock.today():
            self.add_error("until", _("还没有到的日子没有记录，请写今天或更早的一天。"))
        if since and until and since > until:
            self.add_error("until", _("到的那一天早于从的那一天，请换过来。"))
        elif since and until and (until - since).days > LONGEST:
            self.add_error("since", _("一次最多五年，请分几次做。"))
        return data


class InspectionForm(PeriodForm):
    """Which units and which kinds of record besides."""

    unit = forms.TypedMultipleChoiceField(
        label=gettext_lazy("单位"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("请至少选一个单位。"),
            "invalid_choice": gettext_lazy("名单里没有这个单位，请重新选。"),
        },
    )
    kind = forms.MultipleChoiceField(
        label=gettext_lazy("内容"),
        choices=Meeting.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("请至少选一种会议。"),
            "invalid_choice": gettext_lazy("没有这种会议，请重新选。"),
        },
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(units)  # type: ignore[attr-defined]


def this_year() -> dict[str, date]:
    today = clock.today()
    return {"since": date(today.year, 1, 1), "until": today}
