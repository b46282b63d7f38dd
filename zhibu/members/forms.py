"""What people type about members, in shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhibu.guard.models import Letters
from zhibu.kernel import clock
from zhibu.orgs.models import Org

from . import services
from .codes import code_list
from .models import Membership, Particular
from .services import NewMember
from .services.leaving import EXITS

HOW = (Membership.How.ENTERED, Membership.How.ADMITTED, Membership.How.TRANSFERRED, Membership.How.RESTORED)


def coded(name: str, label: Any, *, first: Any = "", **more: Any) -> forms.ChoiceField:
    """A choice from a list of codes; `first` stands above it where nothing is chosen by itself."""
    codes = list(code_list(name).items())
    return forms.ChoiceField(label=label, choices=[("", first), *codes] if first else codes, **more)


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, **more)


class JoinForm(forms.Form):
    """The sixteen fields of the national collection, and where and how the member comes in."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    id_number = forms.CharField(
        label=_("公民身份号码"), max_length=30, help_text=_("18位。加密保存，名册上只显示几位。")
    )
    sex = coded("sex", _("性别"), first=_("按身份证号码"), required=False)
    born_on = day(_("出生日期"), required=False, help_text=_("不填就按身份证号码；与档案不同的才填。"))
    ethnicity = coded("ethnicity", _("民族"), initial="01")
    education = coded("education", _("学历"), first=_("请选择"))
    category = coded("category", _("人员类别"))
    joined_on = day(_("加入党组织日期"), help_text=_("支部大会通过接收为预备党员的那一天。"))
    converted_on = day(_("转为正式党员日期"), required=False, help_text=_("预备党员留空。"))
    branch = forms.TypedChoiceField(label=_("所在党支部"), coerce=int)
    group = forms.TypedChoiceField(label=_("党小组"), coerce=int, empty_value=None, required=False)
    from_on = day(_("进入支部日期"), help_text=_("不清楚的，填加入本支部名册的日期。"))
    how = forms.ChoiceField(label=_("进入支部类型"), choices=[(h.value, h.label) for h in HOW])
    occupation = coded("occupation", _("工作岗位"), first=_("请选择"))
    mobile = forms.CharField(label=_("手机号码"), max_length=30, required=False)
    landline = forms.CharField(label=_("固定电话"), max_length=30, required=False)
    home_address = forms.CharField(label=_("家庭住址"), max_length=200, required=False)
    standing = coded("standing", _("党籍状态"))
    whereabouts = coded("whereabouts", _("流动或失联"))
    whereabouts_since = day(_("流动或失联起始日期"), required=False)
    direction = forms.CharField(label=_("流动去向"), max_length=200, required=False)
    mismatch = forms.CharField(
        label=_("号码与登记不一致的说明"),
        max_length=200,
        required=False,
        help_text=_("例如：以档案记载的出生日期为准。"),
    )

    def __init__(self, *args: Any, branches: list[Org], groups: Iterable[Org], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, str]] = [(o.pk, o.short_name) for o in branches]
        if len(choices) != 1:
            choices = [("", str(_("请选择"))), *choices]
        self.fields["branch"].choices = choices  # type: ignore[attr-defined]
        groups = list(groups)
        if groups:
            self.fields["group"].choices = [("", str(_("不编组"))), *((g.pk, g.short_name) for g in groups)]  # type: ignore[attr-defined]
        else:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        """A wrong number is said at once with all else; of a right one nobody types sex and birth again."""
        values = super().clean() or {}
        number = values.get("id_number")
        if not number:
            return values
        try:
            born_on, sex = services.read_identity(number)
        except ValidationError as problem:
            self.add_error(None, problem)
            return values
        if "born_on" not in self.errors:
            values["born_on"] = values.get("born_on") or born_on
        values["sex"] = values.get("sex") or sex
        return values

    def new_member(self) -> NewMember:
        """What was typed, as the service takes it."""
        fields = NewMember.__dataclass_fields__
        return NewMember(**{name: value for name, value in self.cleaned_data.items() if name in fields})

    @property
    def asks_mismatch(self) -> bool:
        """Whether the number and the card differ: only then the page asks for a reason."""
        return "mismatch" in self.errors or bool(self["mismatch"].value())


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, **({"max_length": 60} | more))


class CorrectForm(forms.Form):
    """One field of a card: what it shall say, and why."""

    value = _text("")
    why = _text(_("更正依据"), max_length=200, help_text=_("例如：本人档案、户口簿。本人看得到。"))

    KINDS: Mapping[str, Any] = {
        "name": lambda label: _text(label),
        "sex": lambda label: coded("sex", label),
        "ethnicity": lambda label: coded("ethnicity", label),
        "born_on": lambda label: day(label),
        "joined_on": lambda label: day(label),
        "converted_on": lambda label: day(label, required=False),
        "id_number": lambda label: _text(label, help_text=_("请重新写全18位，原来的号码不显示。")),
        "mobile": lambda label: _text(
            label, required=False, help_text=_("请写全，原来的号码不显示；留空就是没有。")
        ),
        "landline": lambda label: _text(label, required=False, max_length=30),
        "home_address": lambda label: _text(
            label, required=False, max_length=200, help_text=_("请写全，原来的住址不显示；留空就是没有。")
        ),
    }

    def __init__(self, *args: Any, field: str, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = self.KINDS[field](label)
        self.order_fields(["value", "why"])


class ParticularForm(forms.Form):
    """From a day on something else holds."""

    code = forms.ChoiceField()
    on = day(_("从哪一天起"))
    basis = _text(_("依据或说明"), max_length=200, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = Particular.Kind(kind).label
        self.fields["code"].choices = list(code_list(kind).items())  # type: ignore[attr-defined]
        if kind == Particular.Kind.WHEREABOUTS:
            self.fields["basis"].label = _("去向或失联情况")


class AskForm(forms.Form):
    """The member says what a field should be."""

    says = _text(_("应当是"), max_length=200)
    why = _text(_("理由"), max_length=200, required=False, help_text=_("有证件能说明的，写明是什么证件。"))

    def __init__(self, *args: Any, sealed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sealed:  # a number typed here would lie in a plain column
            del self.fields["says"]


class LettersForm(forms.Form):
    """In which letters pages begin for somebody."""

    letters = forms.TypedChoiceField(label=_("字号"), coerce=int, choices=Letters, widget=forms.RadioSelect)


class WhyForm(forms.Form):
    why = _text(_("用途"), max_length=200, help_text=_("本人会看到谁、什么时候、为什么查看。"))


class AnswerForm(forms.Form):
    answer = _text(_("答复"), max_length=200, required=False, help_text=_("本人会看到。"))


class DeclineForm(forms.Form):
    answer = _text(_("为什么不采纳"), max_length=200)


class RelativeForm(forms.Form):
    """Who of those that may review a card is a relative, and how."""

    relative = forms.ChoiceField(label=_("哪一位同志"))
    relation = _text(_("亲属关系"), max_length=30, help_text=_("例如夫妻、父女、兄弟。"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relative"].choices = [("", str(_("请选择"))), *people]  # type: ignore[attr-defined]


class GoneForm(forms.Form):
    """A death: the day, nothing more is needed."""

    on = day(_("去世日期"))
    why = _text(_("说明"), max_length=200, required=False)


class LeavingForm(forms.Form):
    """An exit: its kind, and the two papers the rule asks for."""

    left = forms.ChoiceField(
        label=_("离开类型"), choices=[(x.value, x.label) for x in Membership.Left if x in EXITS]
    )
    on = day(_("日期"), help_text=_("上级党组织批准的日期。"))
    resolution = _text(_("支部大会决议"), max_length=120, required=False, help_text=_("哪一天的支部大会。"))
    approval = _text(_("上级批复"), max_length=120, required=False, help_text=_("文号和日期。"))
    why = _text(_("原因"), max_length=200)


class TransferForm(forms.Form):
    to = forms.TypedChoiceField(label=_("转到"), coerce=int)
    on = day(_("从哪一天起"), initial=clock.today)
    why = _text(_("原因"), max_length=200)

    def __init__(self, *args: Any, branches: list[Org], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", str(_("请选择"))), *((o.pk, o.name) for o in branches)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class GroupsForm(forms.Form):
    """The day from which the groups chosen on the page hold; the choices are one select for each member."""

    on = day(_("从哪一天起"), initial=clock.today)


class SlipsForm(forms.Form):
    """For whom slips are printed."""

    who = forms.MultipleChoiceField(
        label=_("给谁打印"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请先选人。")},
    )
    days = forms.TypedChoiceField(
        label=_("几天内有效"), coerce=int, choices=[(7, _("7天")), (30, _("30天"))], initial=30
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = people  # type: ignore[attr-defined]


class ExportForm(forms.Form):
    """Whose cards, as what kind of file, and, where one may, in clear for a purpose."""

    branch = forms.TypedChoiceField(label=_("哪个党组织"), coerce=int)
    kind = forms.ChoiceField(label=_("文件"), choices=[("xlsx", "Excel"), ("csv", "CSV")])
    shown = forms.ChoiceField(
        label=_("证件号码、手机号码、家庭住址"),
        choices=[("masked", _("只显示几位")), ("clear", _("全文（要写用途，每位党员本人都看得到）"))],
        widget=forms.RadioSelect,
        initial="masked",
    )
    why = _text(
        _("用途"),
        max_length=200,
        required=False,
        help_text=_("导出全文才要写，至少四个字。例如：报县委组织部核对全国系统。"),
    )

    def __init__(self, *args: Any, places: Iterable[Org], clear: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].choices = [(o.pk, o.short_name) for o in places]  # type: ignore[attr-defined]
        if not clear:
            del self.fields["shown"], self.fields["why"]
