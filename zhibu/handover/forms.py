"""Where something lies."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Keeping


class KeepingForm(forms.Form):
    thing = forms.ChoiceField(label=_("什么东西"), choices=Keeping.Thing.choices)
    where_it_lies = forms.CharField(
        label=_("放在哪里，由谁保管"),
        max_length=200,
        help_text=_("例如：村部二楼文件柜第二层，钥匙在组织委员处"),
        error_messages={"required": _("请写清放在哪里，由谁保管。")},
    )
