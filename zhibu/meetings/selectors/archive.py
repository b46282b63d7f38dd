"""What is added to a record, what is drafted of one, and what was not held."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from zhibu.kernel.scope import Scope
from zhibu.meetings.models import (
    Confirmation,
    Correction,
    Draft,
    Exclusion,
    Meeting,
    Minute,
    Plan,
    Report,
    Scan,
    Unheld,
)
from zhibu.orgs.models import Org


def minutes(of: Meeting) -> list[Minute]:
    return list(of.minutes.order_by("sort", "pk"))


def confirmations(of: Meeting) -> dict[str, Confirmation]:
    """part → who confirmed."""
    return {each.part: each for each in of.confirmations.all()}


def corrections(of: Meeting) -> list[Correction]:
    return list(of.corrections.order_by("pk"))


def scans(of: Meeting) -> list[Scan]:
    return list(of.scans.order_by("pk"))


def scan(scope: Scope, of: Meeting, pk: int) -> Scan:
    """A scan of a record of this grant. Raises Http404."""
    return get_object_or_404(of.scans, pk=pk)


def draft(of: Plan) -> Draft | None:
    return Draft.objects.filter(plan=of).first()


def exclusions(of: Plan) -> list[Exclusion]:
    """Who is left out and why, as far as the wall shows the reasons."""
    return list(
        Exclusion.objects.filter(seat__plan=of, dropped_at=None).select_related("seat").order_by("pk")
    )


def explanations(scope: Scope, where: Org) -> list[Unheld]:
    """What a branch (and its groups) said it did not hold, and why."""
    rows = Unheld.objects.within(scope).filter(taken_back_at=None).select_related("branch")
    rows = rows.filter(branch__path__gte=where.path, branch__path__lt=where.path + "~")
    return list(rows.order_by("-period", "pk"))


def explanation(scope: Scope, pk: int) -> Unheld:
    """One of them, of this grant. Raises Http404."""
    rows = Unheld.objects.within(scope).filter(taken_back_at=None).select_related("branch")
    return get_object_or_404(rows, pk=pk)


def handed_in(branch: Org, year: int, quarter: int) -> bool:
    """Whether a branch has handed in the form of a quarter."""
    return Report.objects.filter(branch=branch, year=year, quarter=quarter).exists()
