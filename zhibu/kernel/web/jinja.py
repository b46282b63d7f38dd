"""The Jinja2 environment of all pages: strict, escaped, translated, with the few filters pages share."""

from __future__ import annotations

import hashlib
import os
import sys
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined

from zhibu.kernel.norms.figures import plain

from .assets import asset
from .sheets import address, mark


def environment(**options: Any) -> Environment:
    """The factory for Django's Jinja2 backend; `options` are that backend's own."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n"]
    options["bytecode_cache"] = compiled()
    env = Environment(**options)  # noqa: S701 - the backend passes autoescape=True; so do we below
    env.autoescape = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals |= {"asset": asset, "url": url, "sheet_address": address, "sheet_mark": mark}
    env.filters |= {
        "day": day,
        "fullday": fullday,
        "weekday": weekday,
        "month_leaf": month_leaf,
        "weekday_leaf": weekday_leaf,
        "clock": clock,
        "iso": iso,
        "moment": moment,
        "yuan": yuan,
        "plain": plain,
    }
    env.tests["isodate"] = is_iso_date
    return env


def compiled() -> FileSystemBytecodeCache | None:
    """Where templates lie that were compiled: beside the modules that Python compiled, and dispensable too.

    Without them the first reader after a start waits a tenth of a second for each template.
    """
    place = Path(__file__).parent / "__pycache__" / "templates"
    if sys.dont_write_bytecode or not os.access(Path(__file__).parent, os.W_OK):
        return None
    place.mkdir(parents=True, exist_ok=True)
    settings_of_ours = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    return FileSystemBytecodeCache(str(place), f"{settings_of_ours}-%s")


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named route."""
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        if not settings.SERVED:
            raise
        return ""  # another process serves it; a link without an address is not shown (base.css)


def day(value: date) -> str:
    """11月20日"""
    here = _local(value)
    return gettext("%(month)s%(day)d日") % {"month": month_name(here.month), "day": here.day}


def fullday(value: date) -> str:
    """2026年11月20日"""
    here = _local(value)
    return gettext("%(year)d年%(month)s%(day)d日") % {
        "year": here.year,
        "month": month_name(here.month),
        "day": here.day,
    }


def weekday(value: date) -> str:
    """星期五"""
    names = (
        gettext("星期一"),
        gettext("星期二"),
        gettext("星期三"),
        gettext("星期四"),
        gettext("星期五"),
        gettext("星期六"),
        gettext("星期日"),
    )
    return names[_local(value).weekday()]


def month_name(month: int) -> str:
    """11月 of 11"""
    names = (
        gettext("1月"),
        gettext("2月"),
        gettext("3月"),
        gettext("4月"),
        gettext("5月"),
        gettext("6月"),
        gettext("7月"),
        gettext("8月"),
        gettext("9月"),
        gettext("10月"),
        gettext("11月"),
        gettext("12月"),
    )
    return names[month - 1]


def month_short(month: int) -> str:
    """11月 of 11, where little room is; Nov in English."""
    names = (
        pgettext("short", "1月"),
        pgettext("short", "2月"),
        pgettext("short", "3月"),
        pgettext("short", "4月"),
        pgettext("short", "5月"),
        pgettext("short", "6月"),
        pgettext("short", "7月"),
        pgettext("short", "8月"),
        pgettext("short", "9月"),
        pgettext("short", "10月"),
        pgettext("short", "11月"),
        pgettext("short", "12月"),
    )
    return names[month - 1]


def month_leaf(value: date) -> str:
    """11月, on the leaf of a calendar."""
    return month_short(_local(value).month)


def weekday_leaf(value: date) -> str:
    """星期五, on the leaf of a calendar; Fri in English."""
    names = (
        pgettext("short", "星期一"),
        pgettext("short", "星期二"),
        pgettext("short", "星期三"),
        pgettext("short", "星期四"),
        pgettext("short", "星期五"),
        pgettext("short", "星期六"),
        pgettext("short", "星期日"),
    )
    return names[_local(value).weekday()]


def clock(value: datetime) -> str:
    """14:05, on the clock of this place."""
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{here:%H:%M}"


def iso(value: date | str | None) -> str:
    """2026-11-20, as `datetime` attributes and date fields want it; a text somebody typed stays as typed."""
    if value is None:
        return ""
    return value if isinstance(value, str) else _local(value).isoformat()


def moment(value: datetime) -> str:
    """2026-11-20T14:05, on the clock of this place, as `datetime` attributes want a moment."""
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{here:%Y-%m-%dT%H:%M}"


def is_iso_date(text: str) -> bool:
    """Whether a text is a day that exists, written 2026-11-20."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def yuan(value: Decimal | int) -> str:
    """0.50: two places, grouped by thousands (1,234.50)."""
    return f"{Decimal(value).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def _local(value: date) -> date:
    """The day on the wall here: an aware moment is first brought to local time."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value
