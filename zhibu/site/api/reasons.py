"""Why a field of a request is not taken, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# By the kind of error, the longest beginning that fits: `date` also stands for date_parsing and date_type.
REASONS: dict[str, Promise] = {
    "missing": gettext_lazy("缺少这一项。"),
    "date": gettext_lazy("写成日历上有的一天，如 2026-03-01。"),
    "time": gettext_lazy("写成时刻，如 15:00。"),
    "uuid": gettext_lazy("不是一个编号。"),
    "int": gettext_lazy("写成整数。"),
    "decimal": gettext_lazy("写成数，如 1.5。"),
    "bool": gettext_lazy("写成 true 或 false。"),
    "string": gettext_lazy("写成文字。"),
    "list": gettext_lazy("写成列表。"),
    "dict": gettext_lazy("写成对象。"),
    "model": gettext_lazy("写成对象。"),
}


def reason(error: Mapping[str, Any]) -> str:
    """One error of a shape, as a sentence. What has no words here is told in those of the library."""
    kind, about = str(error["type"]), error.get("ctx") or {}
    if kind == "string_too_long":
        return _("最多 %(most)d 个字。") % {"most": about["max_length"]}
    if kind == "greater_than_equal":
        return _("不小于 %(least)s。") % {"least": about["ge"]}
    if kind == "less_than_equal":
        return _("不大于 %(most)s。") % {"most": about["le"]}
    found = max((begin for begin in REASONS if kind.startswith(begin)), key=len, default="")
    return str(REASONS[found]) if found else str(error["msg"])


def field(error: Mapping[str, Any]) -> str:
    """The field as the caller wrote it: without where it was sent, nor our own name for the body."""
    where, *rest = (str(part) for part in error["loc"])
    return ".".join(rest[1:] if where == "body" and len(rest) > 1 else rest)
