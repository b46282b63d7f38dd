"""The shape of what is written into the box and of what is answered."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import LONGEST

PLATFORM = "0"


class SayForm(forms.Form):
    """One box of text, and whom it is for. `places` are the branches offered; of many, one types the name."""

    text = forms.CharField(
        label=_("想说什么"),
        help_text=_("什么事，在哪里，希望怎么办。一两句就行。"),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": _("还没有写意见。请写一两句：什么事，在哪里，希望怎么办。")},
    )
    about = forms.ChoiceField(
        label=_("说给谁"),
        error_messages={"required": _("请选说给哪个支部；说这个网站本身的，选“平台本身”。")},
    )
    place = forms.CharField(
        label=_("哪个支部"), help_text=_("写名字里的几个字，例如“柳河”。"), max_length=60, required=False
    )
    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    signed = forms.BooleanField(label=_("署上我的姓名"), required=False)
    contact = forms.CharField(
        label=_("联系方式"),
        help_text=_("电话或邮箱，加密保存，只有答复的人为了答复才打开。"),
        max_length=100,
        required=False,
    )
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)
    website = forms.CharField(max_length=200, required=False)  # people do not see it; machines fill it

    def __init__(
        self,
        data: Any = None,
        *,
        places: list[tuple[int, str]],
        many: bool,
        own_name: str = "",
        own: str = "",
    ) -> None:
        super().__init__(data, initial={"once": secrets.token_urlsafe(18), "about": own})
        about: Any = self.fields["about"]
        if many:
            about.choices = [("place", _("一个党支部")), (PLATFORM, _("平台本身（网站怎么用、哪里坏了）"))]
            about.widget = forms.RadioSelect(choices=about.choices)
        else:
            listed = [(str(pk), name) for pk, name in places]
            about.choices = [("", _("请选择")), *listed, (PLATFORM, _("平台本身（网站怎么用、哪里坏了）"))]
            del self.fields["place"]
        self.own_name = own_name
        del self.fields["name" if own_name else "signed"]

    def clean_website(self) -> str:
        """Honest to whoever was caught by mistake: it says what to empty."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("这张表像是机器填的。如果您是真人，请把“网站”一栏清空再送出。"))
        return ""

    @property
    def signature(self) -> str:
        """The name to be kept: what a guest wrote, or one's own if one ticked it."""
        if self.own_name:
            return self.own_name if self.cleaned_data["signed"] else ""
        return str(self.cleaned_data["name"])


class PickUpForm(forms.Form):
    """The number and the word from the receipt."""

    number = forms.CharField(label=_("编号"), max_length=20, error_messages={"required": _("请写编号。")})
    word = forms.CharField(
        label=_("取件词"),
        max_length=20,
        error_messages={"required": _("请写取件词：送出意见时给的四个字母。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class AnswerForm(forms.Form):
    """What the writer is told."""

    words = forms.CharField(
        label=_("答复"),
        help_text=_("写意见的人凭编号看得到：怎么处理，什么时候，或者为什么办不了。"),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": _("还没有写答复。请写明怎么处理，或者为什么办不了。")},
    )


class HandForm(forms.Form):
    """Whose it is, and why."""

    to = forms.ChoiceField(label=_("转给"), error_messages={"required": _("请选择转给谁。")})
    words = forms.CharField(
        label=_("为什么转交"),
        help_text=_("写意见的人看得到。"),
        max_length=LONGEST,
        error_messages={"required": _("请写一句为什么转交，写意见的人看得到。")},
    )

    def __init__(self, data: Any = None, *, desks: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.desks = desks
        to: Any = self.fields["to"]
        to.choices = [("", _("请选择")), *desks]
