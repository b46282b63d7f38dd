"""Reading the tree of organisations, today's and that of any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from zhibu.kernel.scope import Scope
from zhibu.orgs import paths
from zhibu.orgs.models import Org, Placement
from zhibu.orgs.setting import BELOW

from .beside import Count, counts


def org(scope: Scope, pk: int) -> Org:
    """An organisation of this grant. Raises Http404."""
    return get_object_or_404(Org.objects.within(scope), pk=pk)


def org_by_code(scope: Scope, code: str) -> Org:
    if "\0" in code:  # no text of the database has one
        raise Http404(code)
    return get_object_or_404(Org.objects.within(scope), code=code)


def own_org(scope: Scope) -> Org:
    """The organisation whose hat is worn."""
    return org(scope, scope.org or 0)


def under(scope: Scope, top: Org) -> QuerySet[Org]:
    """A standing organisation and everything below it, in the order of the tree."""
    return Org.objects.within(scope).standing().filter(path__startswith=top.path).order_by("path")


def children(scope: Scope, parent: Org) -> list[Org]:
    """The standing organisations directly below, as they are sorted."""
    width = len(parent.path) + 3
    below = Org.objects.within(scope).standing().filter(path__gt=parent.path, path__lt=parent.path + "~")
    return [o for o in below.order_by("sort", "path") if len(o.path) == width]


def trail(scope: Scope, to: Org) -> list[Org]:
    """The organisations above, from the top; the signed scope shows their names and nothing else."""
    above = [to.path[:n] for n in range(3, len(to.path), 3)]
    return list(Org.objects.filter(path__in=above).order_by("path"))


def placements_on(day: date) -> QuerySet[Placement]:
    """The whole tree of a day. For the house's own reckoning."""
    return Placement.objects.on(day)


def paths_on(day: date) -> dict[int, str]:
    """organisation → its path on that day."""
    return dict(placements_on(day).values_list("org_id", "path"))


def branches_and_groups(orgs: Iterable[Org]) -> list[Org]:
    return [o for o in orgs if o.kind in {Org.Kind.BRANCH, Org.Kind.GROUP}]


MOST_IN_TREE = 400  # organisations one page shows; below that each opens a tree of its own


@dataclass(slots=True)
class Twig:
    """An organisation in a tree: how many belong to it with all below, who leads it, what hangs on it."""

    org: Org
    count: Count = field(default_factory=Count)
    leader: str = ""
    below: list[Twig] = field(default_factory=list)
    more: bool = False  # there is more below than this page shows


def tree(scope: Scope, top: Org, leaders: dict[int, str]) -> Twig:
    """The standing organisations from `top` down, with today's numbers; at most MOST_IN_TREE of them."""
    standing = Org.objects.within(scope).standing().filter(path__startswith=top.path)
    every = list(standing.order_by("path")[: MOST_IN_TREE + 1])
    deepest = None
    if len(every) > MOST_IN_TREE:
        deepest = len(top.path) + 2 * paths.WIDTH
        every = list(standing.only_down_to(deepest).order_by("path")[:MOST_IN_TREE])
    twigs = {o.path: Twig(o, leader=leaders.get(o.pk, "")) for o in sorted(every, key=lambda o: o.path)}
    for path, twig in twigs.items():
        above = twigs.get(paths.above(path))
        if above is not None:
            above.below.append(twig)
        twig.more = deepest is not None and len(path) == deepest and twig.org.above_branch
    for twig in twigs.values():
        twig.below.sort(key=lambda t: (t.org.sort, t.org.path))
    _add_up(scope, top, twigs)
    return twigs[top.path]


def _add_up(scope: Scope, top: Org, twigs: dict[str, Twig]) -> None:
    """Give each branch's numbers to itself and to all that stand above it on this page."""
    by_branch = counts(scope)
    places = Org.objects.within(scope).filter(pk__in=by_branch).values_list("pk", "path")
    for pk, path in places:
        if not path.startswith(top.path):
            continue
        for length in range(len(top.path), len(path) + 1, paths.WIDTH):
            twig = twigs.get(path[:length])
            if twig is not None:
                twig.count += by_branch[pk]


def count_of(scope: Scope, where: Org) -> Count:
    """How many belong to an organisation and everything below it today."""
    by_branch = counts(scope)
    inside = Org.objects.within(scope).filter(path__gte=where.path, path__lt=where.path + "~")
    return sum((by_branch[pk] for pk in inside.values_list("pk", flat=True) if pk in by_branch), Count())


def called(scope: Scope, words: str) -> list[Org]:
    """Standing organisations whose name or code contains these words."""
    rows = Org.objects.within(scope).standing().called(words)
    return list(rows.order_by("path")[:100])


def may_stand_under(scope: Scope, moving: Org) -> list[Org]:
    """Where an organisation could be moved: of a kind that may hold it, not itself nor below itself."""
    kinds = [kind for kind, below in BELOW.items() if moving.kind in below]
    rows = Org.objects.within(scope).standing().filter(kind__in=kinds)
    rows = rows.exclude(path__gte=moving.path, path__lt=moving.path + "~")
    return [o for o in rows.order_by("path") if o.path != paths.above(moving.path)]


def branches(scope: Scope) -> list[Org]:
    """The standing branches of the grant, in the order of the tree."""
    return list(Org.objects.within(scope).standing().branches().order_by("path"))


def few_branches(scope: Scope) -> list[Org]:
    """The same by name, to choose from in a list; none where they are too many: then the tree leads there."""
    rows = Org.objects.within(scope).standing().branches().order_by("path").only("short_name", "path")
    found = list(rows[: MOST_IN_TREE + 1])
    return found if len(found) <= MOST_IN_TREE else []


def groups(scope: Scope, branch: Org) -> list[Org]:
    """The standing groups (党小组) of a branch."""
    return [o for o in children(scope, branch) if o.kind == Org.Kind.GROUP]


def history(scope: Scope, where: Org) -> list[Placement]:
    """Where an organisation stood, the newest first. Places outside the grant have no name."""
    rows = Placement.objects.filter(org=where).select_related("parent")
    return list(rows.order_by("-from_on", "-pk"))


def standing(scope: Scope, words: str = "") -> QuerySet[Org]:
    """The standing organisations of the grant; with `words`, those called so."""
    rows = Org.objects.within(scope).standing()
    return rows.called(words) if words else rows
