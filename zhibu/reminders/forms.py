"""On which days somebody wants to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DAYS = [
    ("1", _("星期一")),
    ("2", _("星期二")),
    ("3", _("星期三")),
    ("4", _("星期四")),
    ("5", _("星期五")),
    ("6", _("星期六（调休上班的）")),
    ("7", _("星期日（调休上班的）")),
]


class WishForm(forms.Form):
    weekdays = forms.MultipleChoiceField(
        label=_("哪几天提醒"),
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选，就不提醒。周末和节假日不提醒。"),
    )
    quiet_until = forms.DateField(
        label=_("暂停到哪一天"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("到这一天为止不提醒，第二天起照旧。"),
        error_messages={"invalid": _("日期请写成 2026-11-20 这样。")},
    )
    outside = forms.BooleanField(
        label=_("同时发到手机"),
        required=False,
        help_text=_("只说“有要办的事，请登录查看”，不写内容。"),
    )

    def __init__(self, *args: Any, reachable: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not reachable:
            del self.fields["outside"]

    def wish(self) -> dict[str, Any]:
        """What the service is given, of a valid form."""
        values = self.cleaned_data
        return {
            "weekdays": "".join(sorted(values["weekdays"])),
            "quiet_until": values["quiet_until"],
            "outside": values.get("outside", False),
        }
