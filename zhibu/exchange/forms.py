"""What people hand in and choose about a sheet, in shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhibu.members.codes import code_list

from .reading import FIELDS, LARGEST

FEW_BRANCHES = 40  # more are typed, not chosen from a list
KINDS = (".xlsx", ".xls", ".csv", ".txt")


class UploadForm(forms.Form):
    """One file."""

    sheet = forms.FileField(
        label=_("名册文件"),
        help_text=_("Excel（.xlsx、.xls）或 CSV，不超过 40 MB。"),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={
            "required": _("请选择一个文件。"),
            "empty": _("文件是空的。请打开检查内容，保存后再上传。"),
        },
    )

    def clean_sheet(self) -> Any:
        """What is too large is not even read."""
        sheet = self.cleaned_data["sheet"]
        if sheet.size > LARGEST:
            raise ValidationError(_("文件超过 40 MB。请只留名册一张工作表，或拆成几个文件再上传。"))
        return sheet


class ColumnsForm(forms.Form):
    """A choice for each column, each strange branch and each field that is lacking; and the day."""

    from_on = forms.DateField(
        label=_("没写进入支部日期的，从哪天算起"),
        required=False,
        help_text=_("不填，从导入当天算起；早于入党日期的，从入党那天算起。"),
    )

    def __init__(
        self,
        *args: Any,
        names: Sequence[str],
        strange: Sequence[str],
        branches: Sequence[tuple[int, str]],
        lacking: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.strange, self.lacking = names, strange, lacking
        every = [("", _("不导入这一列")), *((key, str(field.label)) for key, field in FIELDS.items())]
        for at, name in enumerate(names):
            self.fields[f"column_{at}"] = forms.ChoiceField(label=name, choices=every, required=False)
        self.typed = len(branches) > FEW_BRANCHES
        self.branches = [(str(pk), name) for pk, name in branches]
        for at, name in enumerate(strange):
            self.fields[f"place_{at}"] = self._place(name)
        for key in lacking:
            codes = [(str(label), str(label)) for label in code_list(FIELDS[key].codes).values()]
            self.fields[f"fill_{key}"] = forms.ChoiceField(
                label=FIELDS[key].label, choices=[("", _("逐人补")), *codes], required=False
            )

    def _place(self, name: str) -> forms.Field:
        """A choice; among many branches a name to be typed, with suggestions."""
        if self.typed:
            attrs = {"list": "branches", "autocomplete": "off"}
            return forms.CharField(label=name, required=False, widget=forms.TextInput(attrs=attrs))
        return forms.ChoiceField(label=name, choices=[("", _("请选择")), *self.branches], required=False)

    def clean(self) -> dict[str, Any]:
        """A branch that was typed becomes its number."""
        values = super().clean() or {}
        if self.typed:
            known = {name: pk for pk, name in self.branches}
            for at in range(len(self.strange)):
                text = values.get(f"place_{at}", "")
                if text and text not in known:
                    self.add_error(f"place_{at}", _("没有这个党支部，请从列表里选择。"))
                values[f"place_{at}"] = known.get(text, "")
        return values

    @property
    def columns(self) -> list[str | None]:
        return [self.cleaned_data[f"column_{at}"] or None for at in range(len(self.names))]

    @property
    def places(self) -> dict[str, int]:
        chosen = ((name, self.cleaned_data[f"place_{at}"]) for at, name in enumerate(self.strange))
        return {name: int(pk) for name, pk in chosen if pk}

    @property
    def fills(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"fill_{key}"] for key in self.lacking}
