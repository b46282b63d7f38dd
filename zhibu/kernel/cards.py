"""The manifest of a context: what it gives the house. The house collects the cards of what it loads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Duty:
    """Something one may do, `context.verb`, and the offices whose holders may do it.

    Besides offices, `guest` is everybody and `person` everybody who signed in, whatever hat they wear.
    """

    code: str
    title: Any  # a lazy text
    held_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class Nav:
    """An entry of the navigation, shown to whom the duty is given."""

    label: Any
    url: str  # name of the address
    icon: str
    duty: str
    shell: str  # member, desk or guest
    order: int
    middle: bool = False  # the round button in the middle of the bottom bar


@dataclass(frozen=True, slots=True)
class Beside:
    """A way from a page of a context below (`page`, the name of its address) to a page of this one."""

    page: str
    label: Any
    url: str
    duty: str
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    name: str
    title: Any
    duties: tuple[Duty, ...] = ()
    nav: tuple[Nav, ...] = ()
    beside: tuple[Beside, ...] = ()
    leaves: tuple[str, ...] = ()  # events whose facts enter the log of evidence


@cache
def cards() -> dict[str, Card]:
    """The cards of the contexts loaded in this process, lowest context first, then that of the top room."""
    return {name: load(name) for name in (*settings.CONTEXTS, "site") if find_spec(f"zhibu.{name}.card")}


def load(context: str) -> Card:
    card: Card = import_module(f"zhibu.{context}.card").CARD
    return card


@cache
def duties_of(*holders: str) -> frozenset[str]:
    """The duties held by any of these: an office, `person`, `guest`."""
    wanted = frozenset(holders)
    return frozenset(d.code for d in all_duties() if d.held_by & wanted)


def all_duties() -> Iterable[Duty]:
    for card in cards().values():
        yield from card.duties


@cache
def known_duties() -> frozenset[str]:
    return frozenset(duty.code for duty in all_duties())


def beside(page: str, duties: frozenset[str]) -> list[Beside]:
    """The ways that contexts above show on a page, to whoever holds their duties."""
    return [b for card in cards().values() for b in card.beside if b.page == page and b.duty in duties]
