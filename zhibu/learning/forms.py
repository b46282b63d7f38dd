"""What is asked of a training: what, when, how many hours, who came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from . import selectors

SHOWN = 20  # problems at once
INVALID = _("日期请写成 2026-11-20 这样。")


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class TrainingForm(forms.Form):
    """`people` is pasted as it stands in a sheet: a line each, the branch where two share a name."""

    title = forms.CharField(
        label=_("培训名称"),
        max_length=100,
        help_text=_("例如：全县党支部书记轮训班"),
        error_messages={"required": _("请写培训名称。")},
    )
    from_on = forms.DateField(
        label=_("从哪天"),
        widget=_day(),
        error_messages={"required": _("请写从哪天开始。"), "invalid": INVALID},
    )
    until = forms.DateField(
        label=_("到哪天"),
        widget=_day(),
        required=False,
        help_text=_("只有一天的不用写"),
        error_messages={"invalid": INVALID},
    )
    hours = forms.DecimalField(
        label=_("每人学时"),
        max_digits=4,
        decimal_places=1,
        min_value=0,
        help_text=_("按培训通知写；没有写明的，一般一天 8 学时、半天 4 学时"),
        error_messages={"required": _("请写学时，比如一天写8。")},
    )
    place = forms.CharField(label=_("地点"), max_length=100, required=False)
    people = forms.CharField(
        label=_("参加的人"),
        max_length=60000,
        widget=forms.Textarea,
        help_text=_("一行一位，可以从表格里贴过来；重名的在名字后面空一格写支部，例如：王建国 柳河村"),
        error_messages={"required": _("请写参加的人，一行一位。")},
    )

    def __init__(self, *args: Any, scope: Scope, org: Org, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope, self.org = scope, org

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("from_on") and not values.get("until") and "until" not in self.errors:
            values["until"] = values["from_on"]
        if values.get("people"):
            found = selectors.named(self.scope, self.org, values["people"].splitlines())
            if found.problems:
                self.add_error("people", [ValidationError(said) for said in found.problems[:SHOWN]])
            values["people"] = found.people
        return values

    def take(self, problem: ValidationError) -> None:
        """Put what the service refused beside the field it names."""
        for field, errors in problem.update_error_dict({}).items():
            self.add_error(field if field in self.fields else None, errors)


class WithdrawTrainingForm(forms.Form):
    why = forms.CharField(
        label=_("为什么撤回"),
        max_length=200,
        help_text=_("例如：名单报错了，另行重记"),
        error_messages={"required": _("请写明撤回的原因。")},
    )
