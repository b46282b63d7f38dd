"""Which sheets came in, and how each is to be understood."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from zhibu.exchange.models import Batch
from zhibu.exchange.models.batch import TAKEN_BACK_WITHIN
from zhibu.exchange.places import Places
from zhibu.exchange.weights import Setting
from zhibu.kernel import clock, jobs
from zhibu.kernel.models import Job
from zhibu.kernel.scope import Scope
from zhibu.members.models import Member
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org


def batches(scope: Scope) -> QuerySet[Batch]:
    """The batches of the grant, the latest first; their rows are not among it."""
    return Batch.objects.within(scope).select_related("org").order_by("-pk")


def listed(scope: Scope, after: UUID | None, limit: int) -> tuple[list[Batch], UUID | None]:
    """A page of them, from the one after `after`; and the last of the page, if more follow."""
    rows = batches(scope)
    found = list((rows.filter(pk__lt=after) if after else rows)[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None


def batch(scope: Scope, pk: UUID | str) -> Batch:
    """One of them. Raises Http404."""
    return get_object_or_404(Batch.objects.within(scope).select_related("org"), pk=pk)


def again(batch: Batch) -> Batch:
    """The batch as it now stands: moments that the database gave are known."""
    batch.refresh_from_db()
    return batch


def job_of(batch: Batch) -> Job | None:
    """The last job asked for about a batch."""
    return jobs.find(batch.job)


def may_commit(batch: Batch) -> bool:
    """Whether its rows are judged and nobody is at it."""
    job = job_of(batch)
    return batch.state == Batch.State.CHECKED and not (job is not None and job.live)


def may_undo(scope: Scope, batch: Batch) -> bool:
    """Whether it is in the roster, for less than thirty days, and this grant may take it back."""
    if batch.state != Batch.State.DONE or batch.committed_at is None or not scope.may("exchange.import"):
        return False
    return clock.now() <= batch.committed_at + TAKEN_BACK_WITHIN


def kept(scope: Scope, batch: Batch) -> list[tuple[Member | None, str]]:
    """The cards that stayed when a batch was taken back, and why; None for those beyond the grant."""
    told: list[list[str]] = batch.result.get("kept", [])
    found = Member.objects.within(scope).in_bulk([pk for pk, _why in told]) if told else {}
    return [(found.get(UUID(pk)), why) for pk, why in told]


def places(scope: Scope, org: Org) -> Places:
    """The standing branches under an organisation, to be found by what sheets call them."""
    under = list(orgs.under(scope, org).filter(path__lt=org.path + "~"))
    above = {o.path: o.name for o in orgs.trail(scope, org)}
    above |= {o.path: o.name for o in under if o.above_branch}
    return Places((o for o in under if o.kind == Org.Kind.BRANCH), above)


def setting(scope: Scope, batch: Batch, *, columns: Sequence[str | None] = ()) -> Setting:
    """How the table of a batch is to be understood, as far as the grant reaches today."""
    return Setting(
        columns=columns or batch.columns,
        places=places(scope, batch.org),
        own=batch.org_id if batch.org.kind == Org.Kind.BRANCH else None,
        chosen=batch.places,
        fills=batch.fills,
        from_on=batch.from_on,
    )
