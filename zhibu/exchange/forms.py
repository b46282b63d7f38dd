"""What people hand in and choose about a sheet, in shape."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhibu.members.codes import code_list

from .reading import FIELDS, LARGEST
from .spelling import CODED, DAYS
from .weights import BY_CONVERSION

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


class MatchForm(forms.Form):
    """A choice for each column of a sheet."""

    ASIDE: Any = _("不对这一列")

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        every = [("", self.ASIDE), *((key, str(field.label)) for key, field in FIELDS.items())]
        for at, name in enumerate(names):
            self.fields[f"column_{at}"] = forms.ChoiceField(label=name, choices=every, required=False)

    @property
    def columns(self) -> list[str | None]:
        return [self.cleaned_data[f"column_{at}"] or None for at in range(len(self.names))]


class ColumnsForm(MatchForm):
    """A choice for each column, each strange branch and each field that is lacking; and the day."""

    ASIDE = _("不导入这一列")

    from_on = forms.DateField(
        label=_("没写进入支部日期的，从哪天算起"),
        required=False,
        help_text=_(
            "要补记今年开过的会，填1月1日或更早。不填，从导入当天算起；早于入党日期的，从入党那天算起。"
        ),
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
        super().__init__(*args, names=names, **kwargs)
        self.strange, self.lacking = strange, lacking
        self.typed = len(branches) > FEW_BRANCHES
        self.branches = [(str(pk), name) for pk, name in branches]
        for at, name in enumerate(strange):
            self.fields[f"place_{at}"] = self._place(name)
        for key in lacking:
            codes = [(str(label), str(label)) for label in code_list(FIELDS[key].codes).values()]
            if key == "category":
                codes.insert(0, (BY_CONVERSION, str(_("看转正日期：还没转正的是预备党员"))))
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
    def places(self) -> dict[str, int]:
        chosen = ((name, self.cleaned_data[f"place_{at}"]) for at, name in enumerate(self.strange))
        return {name: int(pk) for name, pk in chosen if pk}

    @property
    def fills(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"fill_{key}"] for key in self.lacking}


class ExportedForm(forms.Form):
    """An export of the national system, and of which day."""

    sheet = forms.FileField(
        label=_("全国系统的导出文件"),
        help_text=_("Excel（.xlsx、.xls）或 CSV，不超过 40 MB。要带全文的公民身份号码，表头不要改。"),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={
            "required": _("请选择一个文件。"),
            "empty": _("文件是空的。请打开检查内容，保存后再上传。"),
        },
    )
    exported_on = forms.DateField(
        label=_("导出日期"), required=False, help_text=_("不填，按文件名里的日期；文件名里没有的，算今天。")
    )
    look = forms.BooleanField(
        label=_("先看一遍每一列认成了什么"),
        required=False,
        help_text=_("认错了、没认出的，可以改了再对。"),
    )
    older = forms.BooleanField(label=_("比上次对账用的导出更早，就用这一份"), required=False)

    def __init__(self, *args: Any, last: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if last is None:
            del self.fields["older"]

    def clean_sheet(self) -> Any:
        """What is too large is not even read."""
        sheet = self.cleaned_data["sheet"]
        if sheet.size > LARGEST:
            raise ValidationError(_("文件超过 40 MB。请按支部分开导出。"))
        return sheet


class PurposeForm(forms.Form):
    """Why full numbers are needed, and whether as a page or as a file."""

    why = forms.CharField(
        label=_("用途"), max_length=200, help_text=_("至少四个字。清单上的每位党员本人都看得到。")
    )
    kind = forms.ChoiceField(
        label=_("怎么看"),
        choices=[("", _("在这一页显示")), ("xlsx", "Excel"), ("csv", "CSV")],
        required=False,
    )


class LeaveForm(forms.Form):
    why = forms.CharField(
        label=_("暂不改的原因"), max_length=200, help_text=_("例如：学历证书送去认证，结果出来再改。")
    )


class TakeOverForm(forms.Form):
    """What our side shall say. A field that is shown by its mask alone is taken over unseen."""

    why = forms.CharField(
        label=_("更正依据"), max_length=200, help_text=_("例如：本人档案、户口簿。本人看得到。")
    )

    def __init__(self, *args: Any, field: str, label: str, sealed: bool, dated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sealed:
            self.fields["value"] = self._value(field, label)
        if dated:
            self.fields["on"] = forms.DateField(label=_("从哪一天起"))
        self.order_fields(["value", "on", "why"])

    @staticmethod
    def _value(field: str, label: str) -> forms.Field:
        if field in CODED:
            return forms.ChoiceField(label=label, choices=list(code_list(field).items()))
        if field in DAYS:
            return forms.DateField(label=label, required=field != "converted_on")
        return forms.CharField(label=label, max_length=200, required=field == "name")
