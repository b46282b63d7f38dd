"""党内统计报表: as frozen, or as the facts tell it now; and what the nightly recounts found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404

from zhibu.kernel import clock
from zhibu.kernel.scope import Refused, Scope
from zhibu.orgs.models import Org
from zhibu.statistics.annual import (
    Check,
    Facts,
    Line,
    checks,
    closings,
    facts,
    first_day,
    lines,
    year_before,
)
from zhibu.statistics.models import AnnualReturn, Recount

from .figures import children, figures, flows, meetings_in, organisations


@dataclass(frozen=True, slots=True)
class Annual:
    """The return of an organisation at the end of a period. `frozen`: its last edition, if there is one.

    `changed`: how many figures of the frozen edition the facts tell otherwise by now.
    """

    as_of: date
    lines: list[Line]
    checks: list[Check]
    this: Facts
    last: Facts
    frozen: AnnualReturn | None = None
    changed: int = 0

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if not check.passed]


def annual(scope: Scope, org: Org, as_of: date) -> Annual:
    """The return of a closing day. Raises Refused outside the range of persons."""
    now = annual_now(scope, org, as_of)
    frozen = now.frozen
    if frozen is None:
        return now
    this, last = _numbers(frozen.figures), _numbers(frozen.last)
    return Annual(
        as_of=as_of,
        lines=lines(this, last),
        checks=[Check(**check) for check in frozen.checks],
        this=this,
        last=last,
        frozen=frozen,
        changed=sum(this.get(key, 0) != now.this.get(key, 0) for key in {**this, **now.this}),
    )


def annual_now(scope: Scope, org: Org, as_of: date) -> Annual:
    """As the facts tell it now; the year before as it was frozen, else as the facts tell it too.

    Raises Refused outside the range of persons, Http404 for a day that closes nothing.
    """
    if org.path not in scope.persons:
        raise Refused("statistics.see", org.path)
    if as_of not in closings(clock.today()):
        raise Http404
    before = year_before(as_of)
    this, recounted = _facts(scope, org, as_of), _facts(scope, org, before)
    year = AnnualReturn.objects.edition_of(org, before)
    carried = _numbers(year.figures) if year else None
    last = carried if carried is not None else recounted
    found = checks(this, carried, recounted, children(scope, org, as_of))
    return Annual(
        as_of=as_of,
        lines=lines(this, last),
        checks=found,
        this=this,
        last=last,
        frozen=AnnualReturn.objects.edition_of(org, as_of),
    )


def _facts(scope: Scope, org: Org, as_of: date) -> dict[str, Decimal]:
    since = first_day(as_of)
    return facts(
        figures(scope, org, as_of),
        flows(scope, org, since, as_of),
        organisations(scope, org, as_of),
        meetings_in(scope, org, f"{since:%Y-%m}", f"{as_of:%Y-%m}", as_of),
    )


def _numbers(kept: dict[str, Any]) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in kept.items()}


def last_recount() -> Recount | None:
    """What the last nightly comparison found; it names no person and no organisation."""
    return Recount.objects.order_by("-pk").first()
