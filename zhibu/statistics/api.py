"""Figures by API: the same as the page and the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import endpoint
from zhibu.kernel.web.text import Plain

from . import documents, selectors
from .annual import closings

router = Router(tags=["statistics"])


class Statement(Schema):
    """The figures of one organisation on one day; every dimension under `by` adds up to `members`.

    Who may not open the members' cards is told small groups as null, of the own organisation, as of the end
    of last year (`by_as_of`); `small_groups` says from how many on a group is told and why.
    """

    org: dict[str, str]
    as_of: date
    members: int
    by: dict[str, dict[str, int | None]]
    by_as_of: date
    small_groups: dict[str, Any] | None
    organisations: dict[str, int]
    children: list[dict[str, Any]]
    labels: dict[str, dict[str, str]]
    flows: dict[str, Any] | None = None
    months: dict[str, str] | None = None
    meetings: list[dict[str, Any]] | None = None


@router.get("/statistics", response=Statement)
@endpoint("statistics.see")
def statistics(
    request: HttpRequest, scope: Scope, org: Plain = "", on: date | None = None, since: date | None = None
) -> dict[str, Any]:
    """Members and organisations under `org` (a code; by default one's own) on a day (by default today).

    With `since` also who came and went and the meetings held from that day through the asked one.
    """
    where = selectors.asked(scope, org)
    day = on or clock.today()
    if day > clock.today():
        raise ValidationError({"on": _("日期不能晚于今天。")})
    if since and since > day:
        raise ValidationError({"since": _("本期的第一天不能晚于截至的那一天。")})
    return documents.statement(scope, where, day, since)


class AnnualReturn(Schema):
    """A half-year or year-end return. `edition` is null until it is frozen."""

    org: dict[str, str]
    as_of: date
    table: str
    edition: int | None
    changed: int
    rows: list[dict[str, str]]
    checks: list[dict[str, Any]]


@router.get("/statistics/annual", response=AnnualReturn)
@endpoint("statistics.see")
def annual(request: HttpRequest, scope: Scope, org: Plain = "", on: date | None = None) -> dict[str, Any]:
    """The return of `org` (a code; by default one's own) at the end of a half-year (by default the last)."""
    where = selectors.asked(scope, org)
    return documents.annual_statement(scope, where, on or closings(clock.today())[0])
