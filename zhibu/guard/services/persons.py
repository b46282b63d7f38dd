"""Persons come into the house: with a card (members) or with an office alone (orgs)."""

from __future__ import annotations

from zhibu.guard.models import Person
from zhibu.kernel.models.adding import add


def make_person(name: str) -> Person:
    """A new human, known by name only. Whoever makes one sees it again through a card or an office."""
    person = Person(name=name)
    add(person)
    return person
