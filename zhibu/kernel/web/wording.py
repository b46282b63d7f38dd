"""What a form says when something is missing or misshapen: short, with what to do, for every form alike."""

from django import forms
from django.utils.translation import gettext_lazy as _


def speak_plainly() -> None:
    """Put these words in place of the framework's own; a field may still say something more exact."""
    forms.Field.default_error_messages |= {
        "required": _("请填写。"),
        "max_length": _("最多写 %(limit_value)d 个字，现在有 %(show_value)d 个。"),
        "min_value": _("不能小于 %(limit_value)s。"),
        "max_value": _("不能大于 %(limit_value)s。"),
    }
    forms.ChoiceField.default_error_messages |= {
        "required": _("请选择。"),
        "invalid_choice": _("请从列表里选择。"),
    }
    forms.DateField.default_error_messages |= {"invalid": _("日期请写成 2026-11-20 这样。")}
    forms.IntegerField.default_error_messages |= {"invalid": _("请写整数，例如 3。")}
    forms.DecimalField.default_error_messages |= {"invalid": _("请写数字，例如 1.5。")}
