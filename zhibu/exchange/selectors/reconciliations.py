"""Which exports were laid, for which branches, and what has changed on our side since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhibu.exchange.models import Coverage, Discrepancy, Reconciliation, WeekList
from zhibu.exchange.spelling import ORDER, field_name
from zhibu.kernel import clock, jobs
from zhibu.kernel.models import Job
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.jinja import fullday
from zhibu.members import selectors as members
from zhibu.members.models import Change, Member, Membership
from zhibu.orgs.models import Org

MOST_CHANGES = 500


def reconciliations(scope: Scope) -> QuerySet[Reconciliation]:
    """The exports that were laid, the latest first."""
    return Reconciliation.objects.within(scope).select_related("org").order_by("-pk")


def reconciliation(scope: Scope, pk: UUID | str) -> Reconciliation:
    """One of them. Raises Http404."""
    return get_object_or_404(Reconciliation.objects.within(scope).select_related("org"), pk=pk)


def job_of_reconciliation(made: Reconciliation) -> Job | None:
    return jobs.find(made.job)


def must_match(made: Reconciliation) -> bool:
    """Whether nobody has said yet which column of an export holds the numbers."""
    return not made.fields and "id_number" not in made.handed.take().get("columns", ["id_number"])


def last_export(scope: Scope, org: Org) -> date | None:
    """The day of the latest export that covered this organisation or something below it."""
    rows = Coverage.objects.within(scope).filter(branch__path__gte=org.path, branch__path__lt=org.path + "~")
    found: date | None = rows.aggregate(last=Max("exported_on"))["last"]
    return found


def how_many(scope: Scope, org: Org) -> int:
    """How many belong there today."""
    return Member.objects.within(scope).under(org).here().count()


def gone_marks(scope: Scope, org: Org) -> dict[bytes, tuple[UUID, int]]:
    """mark of the number → (member, branch) of those who died or left the Party while they belonged there."""
    rows = Member.objects.within(scope).under(org).gone().exclude(id_number_index=None)
    return {
        bytes(mark or b""): (pk, branch)
        for pk, branch, mark in rows.values_list("person_id", "branch_id", "id_number_index")
    }


def last_coverage(scope: Scope, branch: Org) -> Coverage | None:
    """The last export that covered a branch."""
    return Coverage.objects.within(scope).filter(branch=branch).order_by("-laid_at").first()


def reconciled_branches() -> list[int]:
    """Every branch that was ever covered; for the house at daybreak."""
    rows = Coverage.objects.filter(branch__kind=Org.Kind.BRANCH, branch__dissolved_on=None)
    return list(rows.order_by("branch_id").values_list("branch_id", flat=True).distinct())


def week_list(scope: Scope, branch: Org) -> WeekList | None:
    """The latest list of a branch."""
    return WeekList.objects.within(scope).filter(branch=branch).order_by("-week").first()


def week_waits(scope: Scope, branch: Org) -> WeekList | None:
    """The same where something on it is still to be done this week."""
    row = week_list(scope, branch)
    if row is None or row.done_at is not None or not (row.open or row.changed):
        return None
    return row


def waits_this_week(scope: Scope, branch: int) -> tuple[int, date] | None:
    """How many are to be changed in the national system, and of which day the last export was.

    Open ones as they are now; what changed here since, as it was counted when the list was made.
    """
    row = WeekList.objects.within(scope).filter(branch_id=branch).order_by("-week").first()
    if row is None or row.done_at is not None:
        return None
    count = Discrepancy.objects.within(scope).to_do().filter(branch_id=branch).count() + row.changed
    last = Coverage.objects.within(scope).filter(branch_id=branch).aggregate(last=Max("exported_on"))["last"]
    return (count, last) if count and last else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something that changed here after the last export; the next one should say the same.

    `kind`: came, left, field. Who has moved beyond the grant has no card to be named by.
    """

    kind: str
    member: UUID
    name: str
    field: str = ""
    before: str = ""
    after: str = ""
    what: str = ""
    on: date | None = None

    @property
    def line(self) -> str:
        """What changed, in one line: 学历：大学本科 → 研究生教育."""
        day = fullday(self.on) if self.on else ""
        if self.kind != "field":
            return " ".join(filter(None, [day, self.what]))
        before, after = (members.words(self.field, text) or _("空") for text in (self.before, self.after))
        return f"{field_name(self.field)}：{before} → {after}（{day}）"


def changed_since(scope: Scope, branch: Org) -> list[Changed]:
    """What the next export of a branch should say that the last could not yet; nothing before a first one."""
    covered = last_coverage(scope, branch)
    if covered is None:
        return []
    since = covered.laid_at
    moves = [*_came(branch, since), *_left(branch, since)]
    cards = Member.objects.within(scope).in_bulk({row.member_id for row in moves})
    found = [_move(row, since, cards) for row in moves]
    new = {row.member_id for row in _came(branch, since)}
    return [*found, *_corrected(scope, branch, since, new)]


def _came(branch: Org, since: datetime) -> list[Membership]:
    return list(Membership.objects.filter(branch=branch, made_at__gt=since, until=None).order_by("made_at"))


def _left(branch: Org, since: datetime) -> list[Membership]:
    rows = Membership.objects.filter(branch=branch, ended_at__gt=since, made_at__lte=since)
    return list(rows.exclude(until=None).order_by("ended_at"))


def _move(row: Membership, since: datetime, cards: dict[UUID, Member]) -> Changed:
    card = cards.get(row.member_id)
    came = row.until is None
    return Changed(
        kind="came" if came else "left",
        member=row.member_id,
        name=card.name if card else "",
        what=str(row.get_how_display() if came else row.get_left_display()),
        on=row.from_on if came else row.until,
    )


def _corrected(scope: Scope, branch: Org, since: datetime, but: set[UUID]) -> list[Changed]:
    """The latest change of each field that is in force; those of a difference that is open stand with it."""
    done = Q(made_at__gt=since, state=Change.State.ENTERED, wanted_sealed=None)
    done |= Q(state=Change.State.DONE) & (
        Q(made_at__gt=since) | Q(decided_at__gt=since, wanted_sealed__isnull=False)
    )
    rows = Change.objects.filter(done, member__in=Member.objects.within(scope).filter(branch=branch).here())
    rows = rows.filter(field__in=list(ORDER)).select_related("member").order_by("-made_at")
    told = set(
        Discrepancy.objects.within(scope).open().filter(branch=branch).values_list("member_id", "field")
    )
    found: dict[tuple[UUID, str], Changed] = {}
    for row in rows[:MOST_CHANGES]:
        key = row.member_id, row.field
        if row.member_id in but or row.before == row.after or key in told or key in found:
            continue
        found[key] = Changed(
            kind="field",
            member=row.member_id,
            name=row.member.name,
            field=row.field,
            before=row.before,
            after=row.after,
            on=row.made_at.astimezone(clock.SHANGHAI).date(),
        )
    return sorted(found.values(), key=lambda each: (each.name, ORDER.get(each.field, 99)))


def latest_of_branches(scope: Scope, where: Org) -> dict[int, date]:
    """branch → the day of the latest export that covered it."""
    rows = Coverage.objects.within(scope).filter(
        branch__path__gte=where.path, branch__path__lt=where.path + "~"
    )
    return dict(rows.order_by().values_list("branch_id").annotate(last=Max("exported_on")))


def left_out(scope: Scope, made: Reconciliation) -> list[Org]:
    """The branches with members of which an export had no row, so that it says nothing about them."""
    spoken = made.covered.values("branch_id")
    here = Member.objects.within(scope).under(made.org).here().values("branch_id")
    rows = Org.objects.within(scope).standing().filter(pk__in=here)
    return list(rows.exclude(pk__in=spoken).order_by("path")[:200])
