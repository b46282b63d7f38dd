"""What is taken on: what, who, until when; and the word with which it is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.meetings.models import Attendance


class MatterForm(forms.Form):
    what = forms.CharField(
        label=_("办什么事"), max_length=300, error_messages={"required": _("请写要办什么事。")}
    )
    owner = forms.ChoiceField(
        label=_("谁来办"),
        error_messages={"required": _("请选谁来办。"), "invalid_choice": _("请从这次会议的名单里选。")},
    )
    due_on = forms.DateField(
        label=_("哪天前办完"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("请写哪天前办完。"), "invalid": _("日期请写成 2026-01-31 这样。")},
    )

    def __init__(self, *args: Any, roll: Iterable[Attendance], **more: Any) -> None:
        super().__init__(*args, **more)
        people = [(str(line.person_id), line.name) for line in roll]
        self.fields["owner"].choices = [("", _("请选择")), *people]  # type: ignore[attr-defined]


class DoneForm(forms.Form):
    word = forms.CharField(
        label=_("办得怎么样"),
        max_length=200,
        help_text=_("例如：已经清完南段，花费 1200 元"),
        error_messages={"required": _("请用一句话写办得怎么样。")},
    )
