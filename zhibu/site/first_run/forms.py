"""What is asked at the founding, in three groups; the questions are those of the command."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.orgs.models import Org
from zhibu.site.founding import Plan

TOP = ((Org.Kind.PARTY_COMMITTEE, _("党委")), (Org.Kind.GENERAL_BRANCH, _("党总支")))
LONG, SHORT = 120, 60


class FoundingForm(forms.Form):
    """The plan of a founding. Whether it can be carried out is judged by the founding itself."""

    name = forms.CharField(label=_("全称"), max_length=LONG)
    kind = forms.ChoiceField(label=_("层级"), choices=TOP)
    field = forms.ChoiceField(label=_("类别"), choices=Org.Field.choices, initial=Org.Field.VILLAGE)
    founded_on = forms.DateField(label=_("成立日期"))
    short_name = forms.CharField(label=_("简称"), max_length=SHORT, required=False)
    code = forms.CharField(label=_("组织代码"), max_length=SHORT, required=False, help_text=_("空着就自动编"))
    system_admin = forms.CharField(
        label=_("系统管理员"), max_length=SHORT, help_text=_("管账号和组织，看不到党员信息")
    )
    security_admin = forms.CharField(
        label=_("安全管理员"), max_length=SHORT, help_text=_("确认任职，解除第二重验证")
    )
    audit_admin = forms.CharField(
        label=_("审计管理员"), max_length=SHORT, help_text=_("看谁做了什么，什么也改不了")
    )
    branch = forms.CharField(label=_("支部全称"), max_length=LONG)
    branch_founded_on = forms.DateField(label=_("支部成立日期"), required=False)
    branch_code = forms.CharField(
        label=_("支部组织代码"), max_length=SHORT, required=False, help_text=_("空着就自动编")
    )
    secretary = forms.CharField(label=_("支部书记姓名"), max_length=SHORT)

    GROUPS: Any = (
        (_("最上级党组织"), ("name", "kind", "field", "founded_on", "short_name", "code")),
        (_("三个管理员，由三个人担任"), ("system_admin", "security_admin", "audit_admin")),
        (_("第一个党支部"), ("branch", "branch_founded_on", "branch_code", "secretary")),
    )

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def plan(self) -> Plan:
        return Plan(**self.cleaned_data)
