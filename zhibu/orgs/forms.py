"""What people type about organisations and offices, in shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.kernel import clock

from .models import Org
from .selectors import Found
from .setting import BELOW


class DayField(forms.DateField):
    """A day; today unless something else is typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", clock.today)
        super().__init__(**kwargs)


class DescribeForm(forms.Form):
    """The fields of the national collection that describe an organisation and its unit."""

    field = forms.ChoiceField(label=_("党组织类别"), choices=Org.Field.choices)
    form = forms.ChoiceField(label=_("组建形式"), choices=Org.Form.choices)
    contact = forms.CharField(label=_("联系人"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("联系电话"),
        max_length=30,
        required=False,
        help_text=_("对外公开的电话，不要写个人手机号。"),
    )
    unit_situation = forms.ChoiceField(label=_("单位情况"), choices=Org.UnitSituation.choices)
    unit_name = forms.CharField(label=_("单位名称"), max_length=120, required=False)
    unit_nature = forms.CharField(label=_("单位性质"), max_length=60, required=False)
    unit_party_status = forms.CharField(label=_("单位建立党组织情况"), max_length=60, required=False)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False, help_text=_("18位。"))
    external_code = forms.CharField(label=_("全国系统代码"), max_length=40, required=False)

    def clean_uscc(self) -> str:
        return str(self.cleaned_data["uscc"]).strip().upper()


class FoundForm(DescribeForm):
    """A new organisation below another."""

    name = forms.CharField(label=_("党组织全称"), max_length=120, help_text=_("与印章一致。"))
    short_name = forms.CharField(
        label=_("简称"), max_length=60, required=False, help_text=_("名册和菜单里用，不填就用全称。")
    )
    kind = forms.ChoiceField(label=_("党组织层级"))
    founded_on = DayField(label=_("成立日期"))
    code = forms.CharField(
        label=_("组织代码"), max_length=40, required=False, help_text=_("不填由系统编一个。")
    )
    field_order = ("name", "short_name", "kind", "founded_on", "field", "form", "code")

    def __init__(self, *args: Any, parent: Org, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(k, str(title)) for k, title in Org.Kind.choices if k in BELOW[parent.kind]]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["field"].initial = parent.field


class GroupForm(forms.Form):
    name = forms.CharField(label=_("党小组名称"), max_length=120, help_text=_("例如：第一党小组。"))
    founded_on = DayField(label=_("成立日期"))


class RenameForm(forms.Form):
    name = forms.CharField(label=_("党组织全称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    why = forms.CharField(label=_("更名依据"), max_length=200, help_text=_("例如：×党发〔2026〕3号。"))


class MoveForm(forms.Form):
    parent = forms.TypedChoiceField(label=_("调整到"), coerce=int)
    on = DayField(label=_("从哪一天起"))
    why = forms.CharField(label=_("调整依据"), max_length=200)

    def __init__(self, *args: Any, parents: list[Org], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", str(_("请选择"))), *((o.pk, o.name) for o in parents)]  # nobody moves by default
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Something ends on a day for a reason."""

    on = DayField(label=_("日期"))
    why = forms.CharField(label=_("原因"), max_length=200)


class ElectionForm(forms.Form):
    elected_on = DayField(label=_("选举日期"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class DeclineForm(forms.Form):
    why = forms.CharField(label=_("不同意的原因"), max_length=200)


class AppointForm(forms.Form):
    """An office for somebody found by name, or for somebody without a card."""

    person = forms.ChoiceField(label=_("同志"), required=False, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("名册上没有的同志，写姓名"),
        max_length=60,
        required=False,
        help_text=_("例如村文书、上级派来的同志。名册上有的，请先在上面查找。"),
    )
    office = forms.ChoiceField(label=_("职务"))
    from_on = DayField(label=_("任职日期"))
    basis = forms.CharField(
        label=_("任职依据"), max_length=200, required=False, help_text=_("选举结果或任命文件。")
    )

    def __init__(self, *args: Any, found: list[Found], offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (str(one.person), f"{one.name}（{one.place}）" if one.place else one.name) for one in found
        ]
        self.fields["office"].choices = offices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("person") and not str(data.get("name", "")).strip() and "person" not in self.errors:
            self.add_error("name", _("请先查找并选一位同志，或写姓名。"))
        if data.get("person") and str(data.get("name", "")).strip():
            self.add_error("name", _("选了名册上的同志，就不要再写姓名。"))
        return data


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class ExaminerForm(forms.Form):
    """Who may read which units' records of which period, until when."""

    name = forms.CharField(
        label=_("姓名"), max_length=60, error_messages={"required": _("请写查阅人的姓名。")}
    )
    unit = forms.TypedMultipleChoiceField(
        label=_("单位"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选一个单位。"),
            "invalid_choice": _("名单里没有这个单位，请重新选。"),
        },
    )
    reads_from = forms.DateField(label=_("查阅起始日期"), widget=_day())
    reads_until = forms.DateField(label=_("查阅截止日期"), widget=_day())
    lapses_on = forms.DateField(
        label=_("到期日期"), widget=_day(), help_text=_("从这一天起自动失效，最多三个月。")
    )
    basis = forms.CharField(
        label=_("检查依据"),
        max_length=200,
        help_text=_("例如检查通知的文号。"),
        error_messages={"required": _("请写依据，例如检查通知的文号。")},
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(units)  # type: ignore[attr-defined]
