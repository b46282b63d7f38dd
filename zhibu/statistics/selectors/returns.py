"""党内统计报表: as frozen, or as the facts tell it now; and what the nightly recounts found."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    is_half,
    lines,
    year_before,
)
from zhibu.statistics.models import AnnualReturn, Recount

from .figures import admitted, children, figures, flows, organisations
from .periods import meetings_over


@dataclass(frozen=True, slots=True)
class Annual:
    """The return of an organisation at the end of a period. `frozen`: its last edition, if there is one.

    `changed`: the figures of the frozen edition that the facts tell otherwise by now, as they were frozen
    (`last`) and as they are told now (`this`). `editions`: all that were frozen, the latest first.
    """

    as_of: date
    lines: list[Line]
    checks: list[Check]
    this: Facts
    last: Facts
    frozen: AnnualReturn | None = None
    changed: list[Line] = field(default_factory=list)
    editions: list[AnnualReturn] = field(default_factory=list)

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if not check.passed]


def annual(scope: Scope, org: Org, as_of: date, *, edition: int | None = None) -> Annual:
    """The return of a closing day: an `edition` of it, else the last one, else as the facts tell it now.

    Raises Refused outside the range of persons, Http404 for an edition that there is not.
    """
    now = annual_now(scope, org, as_of)
    frozen = next((each for each in now.editions if edition in {None, each.edition}), None)
    if frozen is None:
        if edition is not None:
            raise Http404
        return now
    this, last = _numbers(frozen.figures), _numbers(frozen.last)
    return Annual(
        as_of=as_of,
        lines=lines(this, last, half=is_half(as_of)),
        checks=[Check(**check) for check in frozen.checks],
        this=this,
        last=last,
        frozen=frozen,
        changed=[line for line in lines(now.this, this) if line.change],
        editions=now.editions,
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
    editions = AnnualReturn.objects.editions_of(org, as_of)
    year = AnnualReturn.objects.edition_of(org, before)
    carried = _numbers(year.figures) if year else None
    last = carried if carried is not None else recounted
    found = checks(this, carried, recounted, children(scope, org, as_of))
    return Annual(
        as_of=as_of,
        lines=lines(this, last, half=is_half(as_of)),
        checks=found,
        this=this,
        last=last,
        frozen=editions[0] if editions else None,
        editions=editions,
    )


def _facts(scope: Scope, org: Org, as_of: date) -> dict[str, Decimal]:
    since = first_day(as_of)
    return facts(
        figures(scope, org, as_of),
        flows(scope, org, since, as_of),
        admitted(scope, org, since, as_of),
        organisations(scope, org, as_of),
        meetings_over(scope, org, since, as_of),
    )


def _numbers(kept: dict[str, Any]) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in kept.items()}


def last_recount() -> Recount | None:
    """What the last nightly comparison found; it names no person and no organisation."""
    return Recount.objects.order_by("-pk").first()
