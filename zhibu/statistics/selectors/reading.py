"""What a reader is shown of the figures: everything where the cards are open to them, else no small group.

How many belong to an organisation is open to everybody inside and hides nothing. What the members are like
is shown, to whoever may not open their cards, of the own organisation only, as of one day of the year, and
without small groups: then there is nothing to subtract, neither a child from its parent nor a day from
another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from zhibu.kernel import clock
from zhibu.kernel.scope import Refused, Scope, wear
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org
from zhibu.statistics.dimensions import LONG, REST, keys
from zhibu.statistics.small import conceal, least

from .figures import Child, Flows, admitted, dashboard, figures, flows

UNGUARDED = ("field",)  # made of the numbers of organisations, which are open


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of an organisation on a day for one reader; None where a cell is hidden.

    `by` is as of `by_on`, when there were `of` members. Where the cards are open (`whole`) that is the asked
    day, else the end of last year. `admitted`, of the year of `by_on`, is counted for whoever asks for it.
    """

    members: int
    children: list[Child]
    organisations: dict[str, int]
    whole: bool
    by_on: date
    of: int
    by: dict[str, dict[str, int | None]]
    admitted: int | None = None


def asked(scope: Scope, code: str) -> Org:
    """The organisation of a code, else one's own. Raises Http404 outside the grant."""
    return orgs.org_by_code(scope, code) if code else orgs.own_org(scope)


def entitled(scope: Scope, org: Org) -> bool:
    """Whether the cards of the members of this organisation are open to the reader: the members' own duty."""
    return scope.may("members.see") and org.path in scope.persons


def require_entitled(scope: Scope, org: Org) -> None:
    """Raises Refused where the cards are not open: a return tells every cell."""
    if not entitled(scope, org):
        raise Refused("statistics.see", org.path)


def shown(scope: Scope, org: Org, on: date) -> Shown:
    """The figures of a day as this reader may see them. Raises Refused outside the grant."""
    if entitled(scope, org):
        found = dashboard(scope, org, on)
        all_of_it: dict[str, dict[str, int | None]] = {
            name: dict(counted) for name, counted in found.figures.by.items()
        }
        return Shown(
            members=found.figures.members,
            children=found.children,
            organisations=found.organisations,
            whole=True,
            by_on=on,
            of=found.figures.members,
            by=all_of_it,
        )
    day = closed_year()
    with _counting(scope, org) as house:
        found = dashboard(house, org, on)
        then = figures(house, org, day) if org.pk == scope.org else None
        year = flows(house, org, date(day.year, 1, 1), day) if then else None
    by: dict[str, dict[str, int | None]] = {}
    if then and year:
        calm = steady(year)
        by = {name: _guarded(name, counted, calm) for name, counted in then.by.items()}
    return Shown(
        members=found.figures.members,
        children=found.children,
        organisations=found.organisations,
        whole=False,
        by_on=day,
        of=then.members if then else 0,
        by=by,
    )


def with_admitted(scope: Scope, org: Org, told: Shown) -> Shown:
    """The same figures with who was admitted here in their year (本年发展党员), as this reader may see it."""
    first = told.by_on.replace(month=1, day=1)
    if told.whole:
        return replace(told, admitted=admitted(scope, org, first, told.by_on))
    if org.pk != scope.org:
        return told
    with _counting(scope, org) as house:
        year = flows(house, org, first, told.by_on)
        counted = admitted(house, org, first, told.by_on)
    hidden = not steady(year) or conceal({"this_year": counted, "before": max(told.of - counted, 0)})
    return replace(told, admitted=None if hidden else counted)


def shown_flows(scope: Scope, org: Org, since: date, until: date) -> Flows:
    """Who came and went; to whoever may not open the cards only how many, not for what reason."""
    if entitled(scope, org):
        return flows(scope, org, since, until)
    with _counting(scope, org) as house:
        found = flows(house, org, since, until)
    came, went = sum(found.came.values()), sum(found.went.values())
    return replace(found, came={"": came}, went={"": went}, converted=0)


def closed_year() -> date:
    """The last day of last year: the one day of which a reader without the cards is told what members are."""
    return date(clock.today().year - 1, 12, 31)


def steady(year: Flows) -> bool:
    """Whether so many came and went in the year, or nobody, that the year before tells of none of them."""
    turned = sum(year.came.values()) + sum(year.went.values())
    return turned == 0 or turned >= least()


def _guarded(dimension: str, counted: dict[str, int], calm: bool) -> dict[str, int | None]:
    if dimension in UNGUARDED:
        return dict(counted)
    every = {key: counted.get(key, 0) for key in (*keys(dimension), *counted)}
    hidden = conceal(every) if calm else set(every)
    if dimension in LONG:
        told: dict[str, int | None] = {key: n for key, n in counted.items() if key not in hidden}
        return told | {REST: None} if hidden else told
    return {key: None if key in hidden else n for key, n in counted.items()}


@contextmanager
def _counting(scope: Scope, org: Org) -> Iterator[Scope]:
    """The house counts for a reader of figures: inside, the range of persons is that of organisations.

    Only what is counted leaves it. Should anything go wrong, the savepoint takes the wider range back.
    """
    if not scope.may("statistics.see") or org.path not in scope.branches:
        raise Refused("statistics.see", org.path)
    house = replace(scope, persons=scope.branches)
    with transaction.atomic():
        wear(house)
        yield house
        wear(scope)
