"""The Jinja2 environment of all pages: strict, escaped, translated, with the few filters pages share."""

from __future__ import annotations

import hashlib
import os
import sys
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from markupsafe import Markup

from zhibu.kernel.norms.figures import plain

from .addresses import url
from .assets import asset
from .sheets import address, mark

MONTHS = (
    _("1月"),
    _("2月"),
    _("3月"),
    _("4月"),
    _("5月"),
    _("6月"),
    _("7月"),
    _("8月"),
    _("9月"),
    _("10月"),
    _("11月"),
    _("12月"),
)
MONTHS_SHORT = (
    pgettext_lazy("short", "1月"),
    pgettext_lazy("short", "2月"),
    pgettext_lazy("short", "3月"),
    pgettext_lazy("short", "4月"),
    pgettext_lazy("short", "5月"),
    pgettext_lazy("short", "6月"),
    pgettext_lazy("short", "7月"),
    pgettext_lazy("short", "8月"),
    pgettext_lazy("short", "9月"),
    pgettext_lazy("short", "10月"),
    pgettext_lazy("short", "11月"),
    pgettext_lazy("short", "12月"),
)
WEEKDAYS = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))
WEEKDAYS_SHORT = (
    pgettext_lazy("short", "星期一"),
    pgettext_lazy("short", "星期二"),
    pgettext_lazy("short", "星期三"),
    pgettext_lazy("short", "星期四"),
    pgettext_lazy("short", "星期五"),
    pgettext_lazy("short", "星期六"),
    pgettext_lazy("short", "星期日"),
)


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
    env.globals |= {"_": say, "gettext": say}
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


_said: dict[str | None, dict[str, Markup]] = {}
_whole: dict[str | None, dict[str, Markup]] = {}


def say(message: str, **variables: Any) -> Markup:
    """A text of a template in the reader's language; `%(name)s` is filled in, and what fills it is escaped.

    A page says some hundred texts: each is looked up once for a language and kept.
    """
    language = get_language()
    kept = (_said if variables else _whole).setdefault(language, {})
    text = kept.get(message)
    if text is None:
        text = kept[message] = Markup(gettext(message) if variables else gettext(message) % {})  # noqa: S704 - ours
    return text % variables if variables else text


def day(value: date) -> str:
    """11月20日"""
    here = _local(value)
    return gettext("%(month)s%(day)d日") % {"month": MONTHS[here.month - 1], "day": here.day}


def fullday(value: date) -> str:
    """2026年11月20日"""
    here = _local(value)
    return gettext("%(year)d年%(month)s%(day)d日") % {
        "year": here.year,
        "month": MONTHS[here.month - 1],
        "day": here.day,
    }


def weekday(value: date) -> str:
    """星期五"""
    return str(WEEKDAYS[_local(value).weekday()])


def month_name(month: int) -> str:
    """11月 of 11"""
    return str(MONTHS[month - 1])


def month_short(month: int) -> str:
    """11月 of 11, where little room is; Nov in English."""
    return str(MONTHS_SHORT[month - 1])


def month_leaf(value: date) -> str:
    """11月, on the leaf of a calendar."""
    return month_short(_local(value).month)


def weekday_leaf(value: date) -> str:
    """星期五, on the leaf of a calendar; Fri in English."""
    return str(WEEKDAYS_SHORT[_local(value).weekday()])


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
