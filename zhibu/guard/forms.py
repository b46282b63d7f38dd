"""Shape of what people type at the door and about their own ways in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("登录码"),
        max_length=60,
        help_text=_("大小写、空格、横线都没关系。"),
        error_messages={"required": _("请输入纸条上的登录码。")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "7KQ2M-X9RTB",
            }
        ),
    )


class PasswordForm(forms.Form):
    login = forms.CharField(
        label=_("登录名"),
        max_length=60,
        error_messages={"required": _("请输入登录名。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        error_messages={"required": _("请输入密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class DigitsForm(forms.Form):
    digits = forms.CharField(
        label=_("手机上的六位数字"),
        max_length=30,
        help_text=_("手机不在身边，可以输入一个纸上的备用码。"),
        error_messages={"required": _("请输入手机上显示的六位数字。")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class ConfirmDigitsForm(DigitsForm):
    """While setting up there is no recovery code yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["digits"].help_text = ""


class NewPasswordForm(forms.Form):
    old = forms.CharField(
        label=_("原密码"),
        max_length=200,
        strip=False,
        error_messages={"required": _("请输入原密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新密码"),
        max_length=200,
        strip=False,
        help_text=_("至少 10 个字符，不能全是数字。可以是一句自己记得住的话。"),
        error_messages={"required": _("请输入新密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍新密码"),
        max_length=200,
        strip=False,
        error_messages={"required": _("请把新密码再输一遍。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, asks_old: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_old:
            del self.fields["old"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", _("两次输入的不一样。"))
        return said


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("用途"), max_length=60, error_messages={"required": _("请写明给哪个程序用。")}
    )
    days = forms.TypedChoiceField(
        label=_("有效期"),
        coerce=int,
        choices=[(30, _("30 天")), (90, _("90 天")), (365, _("一年"))],
        initial=90,
    )


class WhyForm(forms.Form):
    why = forms.CharField(label=_("原因"), max_length=200, error_messages={"required": _("请写明原因。")})


class TraceForm(forms.Form):
    """What an auditor looks for. A filter that is not understood filters nothing."""

    action = forms.CharField(required=False, max_length=60)
    outcome = forms.ChoiceField(
        required=False, choices=[("", _("全部")), ("done", _("已完成")), ("refused", _("被拒绝"))]
    )
    day = forms.DateField(required=False)
    words = forms.CharField(required=False, max_length=60)
    before = forms.UUIDField(required=False)
