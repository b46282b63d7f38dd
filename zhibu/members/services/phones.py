"""Whether a mobile number can be one: noticed when it is typed, not when somebody must be called."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from zhibu.kernel.fields import normal

_REACHABLE = re.compile(r"1[0-9]{10}|(?:\+|00)[0-9]{7,15}")


def fault(number: str) -> str:
    """What is wrong with a mobile number, in words; empty if nothing is, or none was given."""
    plain = normal.phone(number)
    if not plain or _REACHABLE.fullmatch(plain):
        return ""
    return _("手机号码应为11位、以1开头，请核对；国外的号码以+和国家代码开头。")
