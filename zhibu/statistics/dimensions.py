"""By what members are counted: coded lists of the card, and bands that are data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhibu.members.codes import code_list
from zhibu.orgs.models import Org

UNKNOWN = ""  # 未填: a coded particular that no row gives for the asked day
REST = "rest"  # of a long list: all that is hidden from the reader, whether it occurs or not


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of years of age or of days; the first of a list has no lower bound."""

    name: str
    since: int | date | None = None


# In the order in which pages and outputs show them. The database groups by exactly these.
TITLES: dict[str, Any] = {
    "sex": _("性别"),
    "age": _("年龄"),
    "ethnicity": _("民族"),
    "education": _("学历"),
    "joined": _("入党时间"),
    "occupation": _("工作岗位"),
    "category": _("人员类别"),
    "field": _("党组织类别"),
}
BANDED = ("age", "joined")
LONG = ("ethnicity",)  # lists of which only what occurs is shown


@cache
def bands(dimension: str) -> tuple[Band, ...]:
    """The bands of `age` (full years) or `joined` (days), the lowest first."""
    return tuple(Band(band["name"], band.get("from")) for band in _file()[dimension]["bands"])


def bounds(dimension: str) -> list[Any]:
    """The lower bounds of all bands but the first, ascending."""
    return [band.since for band in bands(dimension)[1:]]


def source(dimension: str) -> str:
    """Whose grouping it is; empty for code lists, whose source stands with the list."""
    return str(_file()[dimension]["source"]) if dimension in BANDED else ""


def keys(dimension: str) -> tuple[str, ...]:
    """The keys under which a dimension is counted: names of bands, or codes."""
    if dimension in BANDED:
        return tuple(band.name for band in bands(dimension))
    if dimension == "field":
        return tuple(Org.Field.values)
    return tuple(code_list(dimension))


def label(dimension: str, key: str) -> str:
    """A key as people read it."""
    if key == UNKNOWN:
        return str(_("未填"))
    if key == REST:
        return str(_("其余各项"))
    if dimension == "field":
        return str(dict(Org.Field.choices).get(key, key))
    return gettext(key) if dimension in BANDED else str(code_list(dimension).get(key, key))


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "dimensions.toml").read_text("utf-8"))
