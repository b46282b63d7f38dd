"""What contexts above know beside an organisation: how many belong to it, who can be found, where to go on.

Organisations stand below members, so they cannot ask them; a context above says here what it can answer. It
does so when it is loaded, in every process that loads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import link
from zhibu.orgs.models import Org


@dataclass(frozen=True, slots=True)
class Count:
    """Who belongs to an organisation and everything below it today; formal: 正式党员."""

    members: int = 0
    formal: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.members + other.members, self.formal + other.formal)


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who may be given an office, and what tells two of one name apart."""

    person: UUID
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page of a context above about one organisation, whose number its address takes."""

    label: Any
    url: str
    duty: str
    kinds: frozenset[str]


CountBranches = Callable[[Scope], dict[int, Count]]
FindPeople = Callable[[Scope, str], Iterable[Found]]

_counts: list[CountBranches] = []
_finders: list[FindPeople] = []
_links: list[Link] = []


def tell(*, counts: CountBranches | None = None, people: FindPeople | None = None) -> None:
    """A context above answers: its members by branch of the signed range; people by name or initials."""
    if counts is not None and counts not in _counts:
        _counts.append(counts)
    if people is not None and people not in _finders:
        _finders.append(people)


def show(link: Link) -> None:
    """A context above has a page about each organisation."""
    if link not in _links:
        _links.append(link)


def counts(scope: Scope) -> dict[int, Count]:
    """branch → its members today, of the branches in the grant's range. Numbers only, never who."""
    found: dict[int, Count] = {}
    for answer in _counts:
        found |= answer(scope)
    return found


def people(scope: Scope, words: str) -> list[Found]:
    """Those of the grant's range of persons who are called so, each once."""
    found: dict[UUID, Found] = {}
    for answer in _finders:
        for one in answer(scope, words):
            found.setdefault(one.person, one)
    return list(found.values())


def links(scope: Scope, org: Org) -> list[tuple[str, str]]:
    """(label, address) of the pages above that this grant may open and this process serves."""
    open_here = [each for each in _links if scope.may(each.duty) and org.kind in each.kinds]
    return [(str(each.label), link(each.url, org.pk)) for each in open_here if link(each.url, org.pk)]
