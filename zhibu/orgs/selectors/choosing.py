"""Choosing organisations among hundreds: those chosen so far, one level of the tree, or what a name finds."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from .tree import under

MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class Look:
    """What the form says so far: the units ticked, the level opened, the words looked for."""

    chosen: frozenset[int] = frozenset()
    level: int = 0
    words: str = ""
    looking: bool = False  # a button of the choice was pressed, not the one that ends the form


def look(given: QueryDict) -> Look:
    """Read out of a form sent either way; what is no number is nothing."""
    if "level" in given:  # opening a level leaves the words behind
        words = ""
    else:
        words = given.get("q", "").replace("\0", "").strip()[:60]
    return Look(
        chosen=frozenset(map(_number, given.getlist("unit"))) - {0},
        level=_number(given.get("level", "")),
        words=words,
        looking="look" in given or "level" in given,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be ticked now, and which levels can be opened next."""

    units: tuple[Org, ...]
    labels: tuple[tuple[int, str], ...]
    opens: tuple[Org, ...] = ()
    level: Org | None = None
    above: Org | None = None
    words: str = ""
    found: int | None = None
    all: int = 1

    @property
    def searches(self) -> bool:
        """Whether there is more than what one level shows."""
        return self.all > 1

    @property
    def cut(self) -> bool:
        return self.found is not None and self.found > MOST_FOUND


def offer(scope: Scope, top: Org, asked: Look) -> Offer:
    """Of the standing organisations under `top`, party groups left out: a choice that works without script.

    What was chosen comes first and stays; then what `words` find, or one level of the tree (`top` and those
    right below it, unless another is opened). Whatever lies outside of the grant is not offered, so a form
    refuses it. One question to the database, however many there are.
    """
    if not top.above_branch:
        return Offer((top,), ((top.pk, top.name),))
    tree = list(under(scope, top).exclude(kind=Org.Kind.GROUP))
    by_path = {org.path: org for org in tree}
    kept = [org for org in tree if org.pk in asked.chosen]
    opened = next((org for org in tree if org.pk == asked.level and org.above_branch), top)
    words = asked.words
    matches = [org for org in tree if words in org.name or words == org.code] if words else []
    below = sorted((o for o in tree if o.path[:-3] == opened.path), key=lambda o: (o.sort, o.path))
    shown = matches[:MOST_FOUND] if words else [opened, *below]
    units = list({org.pk: org for org in (*kept, *shown)}.values())
    return Offer(
        units=tuple(units),
        labels=tuple((org.pk, _label(org, top, by_path.get(org.path[:-3]))) for org in units),
        opens=tuple(org for org in shown if org.above_branch and org is not opened),
        level=opened,
        above=by_path.get(opened.path[:-3]) if opened is not top else None,
        words=words,
        found=len(matches) if words else None,
        all=len(tree),
    )


def _label(org: Org, top: Org, parent: Org | None) -> str:
    """The name; deeper down with that of the organisation above, as many branches are called alike."""
    return org.name if parent is None or parent is top else f"{org.name}（{parent.short_name}）"
