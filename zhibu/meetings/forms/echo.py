"""会后一问: the question with its answers, and the one answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.meetings.models import Echo
from zhibu.meetings.services.echoing import LONGEST

USUAL = (_("很有收获"), _("有收获"), _("一般"), _("没有收获"))


class EchoForm(forms.Form):
    """It can stand as it is: nothing has to be typed."""

    text = forms.CharField(
        label=_("问什么"),
        max_length=100,
        initial=_("今天的会对您有没有帮助？"),
        error_messages={"required": _("请写要问什么，一句话。")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fewest, most = Echo.CHOICES
        for n in range(most):
            self.fields[f"choice{n}"] = forms.CharField(
                label=_("答案 %(n)d") % {"n": n + 1},
                max_length=LONGEST,
                required=n < fewest,
                initial=USUAL[n] if n < len(USUAL) else "",
                error_messages={"required": _("至少要有三个可选的答案。")},
            )

    @property
    def choices(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields if name.startswith("choice")]


class AnswerForm(forms.Form):
    choice = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个答案。"), "invalid_choice": _("请选一个答案。")},
    )

    def __init__(self, *args: Any, echo: Echo, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["choice"]
        field.label, field.choices = echo.text, list(enumerate(echo.choices))  # type: ignore[attr-defined]
